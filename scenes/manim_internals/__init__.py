"""All code that patches Manim 0.22, overrides internal methods, or uses private names.

Each entry gives its reason, and has a test in tests/scenes/manim_internals/ that says what to look
at if a new Manim breaks it. Code that only saves time is kept if it saves 3% of a clip's CPU time
(user and system, medians, on two cores, at 480p15 unless stated; a range is over clips).

painted.py      `Painted`: a mobject that is a box and draws arrays onto the camera's context.
                Why: one Bézier path per cell draws two frames a second where this draws hundreds
                (`make bench`). Look at: VMobject.interpolate_color, align_points,
                pointwise_become_partial; manim.utils.hashing.
cameras.py      Cameras that let `Painted` mobjects draw. Why: Camera draws nothing but paths.
                Look at: Camera.display_vectorized.
                Paths are passed to Cairo as plain floats: saves 8 to 17%, at 1080p60 3 to 9%.
                Look at: Camera.set_cairo_context_path, consider_points_equals_2d.
scenes.py       The clock counts frames. Why: how long a beat is held must not depend on what is
                skipped or cached. Look at: CairoRenderer.play, add_frame (`time`).
                The camera holds a digest. Why: Manim's cache does not see what an updater calls.
                Look at: manim.utils.hashing, get_hash_from_play_call.
                Only the first moving mobject and those in front of it are redrawn: saves 0 to 14%.
                Look at: Scene.get_moving_mobjects.
typesetting.py  Typst's SVG is parsed here, each letter's outline once, and glyphs hold no SVG
                paths, which Manim would copy: saves 22 to 44%.
                Look at: SVGMobject.generate_mobject, Typst._svg_leaf_labels; Typst's SVG.
renderer.py     Some animations are drawn, the others skipped, with the same frames. Why: parts
                of a clip are drawn in parallel. Look at: CairoRenderer.play, Scene.play_internal,
                get_time_progression.
                A frame is not copied for the encoder: saves 1% at 480p15, 7% at 1080p60.
                Look at: CairoRenderer.get_frame, Camera.pixel_array_to_cairo_context.
interpolating.py
                What is equal at both ends of an animation stays bitwise equal. Why: without
                it frames differ (47 of 629 of EverythingIsConnected). It saves nothing (0 to 0.6%).
                Look at: Mobject.interpolate, VMobject.interpolate_color.
paths.py        A brace in the name of a folder is a letter. Why: Manim takes it for a template, and
                raises or never ends. Look at: ManimConfig.get_dir.
writer.py       Animations are stored by number, complete or not at all. Why: one that was cut off
                must not be mistaken for a finished one.
                Look at: SceneFileWriter._create_segment_encoder, add_partial_movie_file.
                The same frames are encoded without copies; only rows that changed are converted
                (at 1080p60 1 of 2 ms a frame), and of a still picture at most every sixteenth
                frame is encoded: together 9 to 16% at 1080p60.
                Look at: VideoSegmentEncoder.write_frame.
settings.py     Manim is imported without any manim.cfg. Why: what our commands draw must not
                depend on the folder or the user. Look at: make_config_parser.

Measured and dropped, since they saved less than 3%: copies of mobjects (0.2 to 0.9%), a cache of
traced paths (0.8 to 1.6%), one walk through all families (0.8 to 2.0%), a cache of classes (0.6 to
1.2%), colours as plain floats (0.4 to 0.9%), the bounds of what fades (0 to 2.4% at 1080p60).

0.22.0 is the newest release of Manim (29 November 2026), so no later one has been tried.
"""

# isort: off
from scenes.manim_internals import settings  # noqa: F401  (first: it decides how Manim is imported)
from scenes.manim_internals import paths  # noqa: F401
