"""The names of Manim that scenes/manim_internals/ overrides, or uses although they are private.

If one of these fails, a new Manim has renamed or changed it: look at who uses it there (the last
part of each line), and at what Manim does in its place.
"""

import inspect
from fractions import Fraction

import manim
import pytest
from manim._config.video_encoder import VideoEncoderSpec
from manim.camera.camera import Camera
from manim.mobject.svg.svg_mobject import VMobjectFromSVGPath
from manim.renderer.cairo_renderer import CairoRenderer
from manim.scene.scene_file_writer import SceneFileWriter
from manim.scene.video_segment_encoder import VideoSegmentEncoder
from manim.utils import module_ops

METHODS = [
    # who has it, its name, its parameters, who uses it
    (manim.VMobject, "interpolate_color", "self mobject1 mobject2 alpha", "painted.py"),
    (manim.VMobject, "align_points", "self vmobject", "painted.py"),
    (manim.VMobject, "pointwise_become_partial", "self vmobject a b", "painted.py"),
    (Camera, "display_vectorized", "self vmobject ctx", "cameras.py"),
    (Camera, "set_cairo_context_path", "self ctx vmobject", "cameras.py"),
    (Camera, "transform_points_pre_display", "self mobject points", "cameras.py, painted.py"),
    (manim.ThreeDCamera, "reset_rotation_matrix", "self", "scenes.py"),
    (manim.Scene, "get_moving_mobjects", "self animations", "scenes.py"),
    (manim.Scene, "is_current_animation_frozen_frame", "self", "scenes.py"),
    (manim.Scene, "play_internal", "self skip_rendering", "renderer.py"),
    (
        manim.Scene,
        "get_time_progression",
        "self run_time description n_iterations override_skip_animations",
        "renderer.py",
    ),
    (manim.SVGMobject, "generate_mobject", "self", "typesetting.py"),
    (manim.SVGMobject, "get_mob_from_shape_element", "self shape", "typesetting.py"),
    (CairoRenderer, "update_skipping_status", "self", "renderer.py"),
    (CairoRenderer, "play", "self scene args kwargs", "renderer.py"),
    (CairoRenderer, "save_static_frame_data", "self scene static_mobjects", "renderer.py"),
    (CairoRenderer, "get_frame", "self", "renderer.py"),
    (CairoRenderer, "add_frame", "self frame num_frames", "renderer.py"),
    (SceneFileWriter, "add_partial_movie_file", "self hash_animation", "writer.py"),
    (SceneFileWriter, "finish", "self", "writer.py"),
    (SceneFileWriter, "join_all_encode_jobs", "self", "writer.py"),
    (SceneFileWriter, "_create_segment_encoder", "self target", "writer.py"),
    (VideoSegmentEncoder, "write_frame", "self pixels repeat", "writer.py"),
    (VideoSegmentEncoder, "finish", "self", "writer.py"),
]


@pytest.mark.parametrize(
    ("owner", "name", "parameters", "used_in"),
    METHODS,
    ids=[f"{owner.__name__}.{name}, {used_in}" for owner, name, _, used_in in METHODS],
)
def test_a_method_is_there_with_the_parameters_that_we_know(owner, name, parameters, used_in):
    assert list(inspect.signature(getattr(owner, name)).parameters) == parameters.split()


def test_a_camera_keeps_its_contexts_by_the_id_of_the_pixels():
    """`PartRenderer.get_frame` gives the camera other pixels, and empties this dict."""
    camera = Camera()
    context = camera.get_cairo_context(camera.pixel_array)
    assert camera.pixel_array_to_cairo_context == {id(camera.pixel_array): context}


def test_an_encoder_has_a_container_and_a_stream(tmp_path):
    """`WholeSegment.write_frame` encodes with them itself."""
    spec = VideoEncoderSpec("mp4", "libx264", "yuv420p", 16, 16, Fraction(5), ())
    encoder = VideoSegmentEncoder(target=tmp_path / "a.mp4", spec=spec)
    assert encoder._stream in encoder._container.streams
    encoder.finish()


def test_type_knows_its_labels_and_a_glyph_its_path(canvas):
    """typesetting.py leaves lines with labels to Manim, and drops the path of each glyph."""
    line = manim.MathTypst("{{ a : name }} b", use_svg_cache=False)
    assert line._svg_leaf_labels and not manim.Typst("a", use_svg_cache=False)._svg_leaf_labels
    glyphs = line.family_members_with_points()
    assert all(isinstance(glyph, VMobjectFromSVGPath) for glyph in glyphs)
    assert all(glyph.path_obj is not None for glyph in glyphs)


def test_a_file_of_scenes_is_imported_by_its_path():
    """renderer.py imports a clip's file as the `manim` command does."""
    assert list(inspect.signature(module_ops.get_module).parameters) == ["file_name"]
