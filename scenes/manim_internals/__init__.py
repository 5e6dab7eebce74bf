"""All that patches Manim 0.22, overrides what is not meant to be, or uses its private names.

Each thing is here for a reason, and has a test in tests/scenes/manim_internals/ that says what to
look at when a new Manim breaks it. What only saves time is kept if it saves 3% of a clip's CPU time
(user and system, medians, on two cores, at 480p15 unless said; a range is over clips).

painted.py      `Painted`: a mobject that is a box and draws arrays onto the camera's context.
                Why: one Bézier path per cell draws two frames a second where this draws hundreds
                (`make bench`). Look at: VMobject.interpolate_color, align_points,
                pointwise_become_partial; manim.utils.hashing.
cameras.py      Cameras that let `Painted` mobjects draw. Why: Camera draws nothing but paths.
                Look at: Camera.display_vectorized.
                Paths reach Cairo as plain floats: saves 8 to 17%, at 1080p60 3 to 9%.
                Look at: Camera.set_cairo_context_path, consider_points_equals_2d.
scenes.py       The clock counts frames. Why: how long a beat is held must not depend on what is
                skipped or cached. Look at: CairoRenderer.play, add_frame (`time`).
                The camera carries a digest. Why: Manim's cache does not see what an updater calls.
                Look at: manim.utils.hashing, get_hash_from_play_call.
                Only what lies on the first thing that moves is drawn again: saves 0 to 14%.
                Look at: Scene.get_moving_mobjects.
typesetting.py  Typst's pictures are read by us, each letter's outline once, and glyphs hold no SVG
                paths, which Manim would copy: saves 22 to 44%.
                Look at: SVGMobject.generate_mobject, Typst._svg_leaf_labels; Typst's SVG.
renderer.py     Some animations are drawn, the others passed over, with the same frames. Why: parts
                of a clip are drawn side by side. Look at: CairoRenderer.play, Scene.play_internal,
                get_time_progression.
                A frame is not copied for the encoder: saves 1% at 480p15, 7% at 1080p60.
                Look at: CairoRenderer.get_frame, Camera.pixel_array_to_cairo_context.
interpolating.py
                What is equal at both ends of an animation keeps its place to the bit. Why: without
                it frames differ (47 of 629 of EverythingIsConnected). It saves nothing (0 to 0.6%).
                Look at: Mobject.interpolate, VMobject.interpolate_color.
writer.py       Animations are kept under their numbers, whole or not at all. Why: one that was cut
                off must not be taken for finished.
                Look at: SceneFileWriter._create_segment_encoder, add_partial_movie_file.
                The same bytes are encoded without copies, a still picture converted once: saves
                2 to 11%, at 1080p60 15%. Look at: VideoSegmentEncoder.write_frame.
settings.py     Manim is imported without any manim.cfg. Why: what our commands draw must not
                depend on the folder or the user. Look at: make_config_parser.

Measured and dropped, since they saved less than 3%: copies of mobjects (0.2 to 0.9%), a memory of
traced paths (0.8 to 1.6%), one walk through all families (0.8 to 2.0%), a memory of classes (0.6 to
1.2%), colours as plain floats (0.4 to 0.9%), the bounds of what fades (0 to 2.4% at 1080p60).

0.22.0 is the newest Manim that is released (29 November 2026): no later one could be tried.
"""

from scenes.manim_internals import settings  # noqa: F401  (first: it decides how Manim is imported)
