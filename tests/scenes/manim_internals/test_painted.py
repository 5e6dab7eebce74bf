"""What Manim does with a mobject that is only a box: it copies, fades, transforms and hashes it.

If a new Manim breaks these, look at how VMobject calls `interpolate_color`, `align_points` and
`pointwise_become_partial`, and at what manim.utils.hashing makes of a NumPy array.
"""

import numpy as np
import pytest
from canvas import ACROSS, assert_shown, halfway, seen
from manim import (
    DEGREES,
    LEFT,
    PI,
    RED,
    RIGHT,
    UP,
    Circle,
    Create,
    FadeIn,
    FadeOut,
    ReplacementTransform,
    Restore,
    Square,
    Transform,
    VGroup,
)
from manim.animation.animation import prepare_animation
from manim.utils.hashing import get_hash_from_play_call

from scenes.manim_internals.cameras import (
    PaintingCamera,
)
from scenes.manim_internals.painted import Painted
from scenes.manim_internals.scenes import PaintingScene
from scenes.mobjects.heatmap import Heatmap
from scenes.stage import style

pytestmark = pytest.mark.usefixtures("small_screen")


@pytest.mark.parametrize(
    "move",
    [
        lambda m: m.shift(1.3 * RIGHT + 0.4 * UP),
        lambda m: m.scale(0.6),
        lambda m: m.stretch(1.7, 1).stretch(0.5, 0),
        lambda m: m.rotate(PI / 2),
        lambda m: m.rotate(33 * DEGREES),
        lambda m: m.flip(),
        lambda m: m.rotate(40 * DEGREES, axis=UP),
        lambda m: m.apply_matrix([[1, 0.4], [0.1, 1]]),
        lambda m: m.next_to(Square(0.5), RIGHT),
    ],
    ids=["move", "scale", "stretch", "quarter turn", "turn", "flip", "tilt", "shear", "next_to"],
)
def test_cells_keep_their_colours_wherever_points_are_moved(move):
    heatmap = Heatmap(ACROSS)
    move(heatmap)
    assert_shown(PaintingCamera(), heatmap)


def test_what_is_painted_stays_inside_its_box():
    heatmap = Heatmap(np.ones((2, 2)), width=1).shift(LEFT)
    camera = PaintingCamera()
    camera.capture_mobjects([heatmap])
    rows, columns = camera.pixel_array[..., :3].any(axis=2).nonzero()
    assert (columns.min(), columns.max()) == (100, 139)  # 40 pixels a unit, x from -1.5 to -0.5
    assert (rows.min(), rows.max()) == (70, 109)


def test_a_copy_has_arrays_of_its_own():
    heatmap = Heatmap(ACROSS)
    twin = heatmap.copy()
    twin.set_values(-ACROSS)
    twin.values[0, 0] = 0.123
    np.testing.assert_array_equal(heatmap.values, ACROSS)
    for name in Heatmap.data:
        assert not np.shares_memory(getattr(twin, name), getattr(heatmap, name))


def test_the_mobject_does_not_share_the_array_it_was_given():
    values = ACROSS.copy()
    heatmap = Heatmap(values)
    values[:] = 0
    np.testing.assert_array_equal(heatmap.values, ACROSS)


@pytest.mark.parametrize("opacity", [0.0, 0.25, 0.5])
def test_opacity_mixes_with_what_lies_behind(opacity):
    assert_shown(PaintingCamera(), Heatmap(ACROSS).set_opacity(opacity), opacity=opacity)


def test_a_fade_is_half_done_at_its_middle():
    for animation in (FadeIn, FadeOut, Create):
        heatmap = Heatmap(ACROSS)
        halfway(animation(heatmap))
        assert_shown(PaintingCamera(), heatmap, opacity=0.5)


def test_a_transform_goes_through_the_data_not_the_colours():
    start, end = Heatmap(ACROSS, scale=1), Heatmap(-0.5 * ACROSS, scale=1).shift(RIGHT)
    for kind in (Transform, ReplacementTransform):
        moving = start.copy()
        halfway(kind(moving, end))
        np.testing.assert_allclose(moving.values, 0.25 * ACROSS)
        np.testing.assert_allclose(moving.get_center(), 0.5 * RIGHT, atol=1e-12)
        assert_shown(PaintingCamera(), moving, values=0.25 * ACROSS)


def test_animate_interpolates_between_data():
    heatmap = Heatmap(ACROSS)
    animation = halfway(heatmap.animate.set_values(-ACROSS).shift(UP))
    np.testing.assert_allclose(heatmap.values, 0 * ACROSS)
    animation.finish()
    np.testing.assert_array_equal(heatmap.values, -ACROSS)
    np.testing.assert_allclose(heatmap.get_center(), UP, atol=1e-12)


def test_between_unlike_shapes_the_picture_fades_out_and_in():
    start, end = Heatmap(ACROSS, scale=1), Heatmap(np.ones((4, 4)), scale=1)
    animation = Transform(start, end, rate_func=lambda t: t)
    animation.begin()
    opacities, shapes = [], []
    for alpha in (0, 0.25, 0.5, 0.75, 1):
        animation.interpolate(alpha)
        opacities.append(start.get_fill_opacity())
        shapes.append(start.values.shape)
    np.testing.assert_allclose(opacities, [1, 0.5, 0, 0.5, 1])
    assert shapes[:2] == 2 * [(2, 3)] and shapes[3:] == 2 * [(4, 4)]
    assert_shown(PaintingCamera(), start)


def test_towards_another_kind_of_mobject_it_fades_in_shape():
    heatmap = Heatmap(ACROSS)
    halfway(Transform(heatmap, Square(1, fill_opacity=1).shift(RIGHT)))
    np.testing.assert_allclose(heatmap.get_fill_opacity(), 0.5)
    assert_shown(PaintingCamera(), heatmap, opacity=0.5)


def test_towards_a_mobject_of_other_points_its_corners_stay_corners():
    heatmap = Heatmap(ACROSS)
    halfway(Transform(heatmap, Circle(0.5, fill_opacity=1)))
    assert_shown(PaintingCamera(), heatmap, opacity=0.5)


def test_become_and_restore_take_the_data_over():
    heatmap = Heatmap(ACROSS, scale=1)
    heatmap.save_state()
    other = Heatmap(2 * ACROSS, scale=4, gap=0.2).shift(RIGHT)
    heatmap.become(other)
    for name in Heatmap.data:
        np.testing.assert_array_equal(getattr(heatmap, name), getattr(other, name))
        assert not np.shares_memory(getattr(heatmap, name), getattr(other, name))
    halfway(Restore(heatmap)).finish()
    np.testing.assert_array_equal(heatmap.values, ACROSS)
    np.testing.assert_array_equal(heatmap.limits, [-1, 1])
    assert_shown(PaintingCamera(), heatmap)


def test_groups_arrange_and_paint_each_member():
    group = VGroup(*(Heatmap(ACROSS * sign, scale=1) for sign in (1, -1))).arrange(RIGHT, buff=0.3)
    np.testing.assert_allclose(group[1].get_left()[0] - group[0].get_right()[0], 0.3)
    group.scale(0.7).rotate(PI / 2)
    for heatmap in group:
        assert_shown(PaintingCamera(), heatmap, mobjects=[heatmap, group])


@pytest.mark.parametrize(("index", "on_top"), [(0, "square"), (1, "heatmap")])
def test_z_index_decides_what_is_on_top(index, on_top):
    heatmap = Heatmap(ACROSS).set_z_index(index)
    square = Square(5, fill_opacity=1, fill_color="#00ff00", stroke_width=0)
    colour = seen(PaintingCamera(), [heatmap, square], heatmap.cell(0, 0))
    assert (colour.tolist() == [0, 1, 0]) == (on_top == "square")


def test_manims_own_strokes_and_fill_are_not_drawn_beside_the_painting():
    class Nothing(Painted):
        def paint(self, ctx, camera):
            pass

    nothing = Nothing(fill_color=RED, stroke_width=9, background_stroke_width=9)
    nothing.set_box(LEFT, 2 * RIGHT, UP)
    camera = PaintingCamera()
    camera.capture_mobjects([nothing])
    assert not camera.pixel_array[..., :3].any()


class Played(PaintingScene):
    """A picture whose values change, and a camera that zooms."""

    values = ACROSS

    def construct(self):
        heatmap = Heatmap(0 * ACROSS, scale=1, width=1.5)
        self.play(heatmap.animate.set_values(self.values), run_time=0.6)
        self.play(self.camera.frame.animate.scale(0.9), run_time=0.4)


def test_rendering_twice_takes_the_clips_from_the_cache_unless_data_changed():
    def hashes(values):
        scene = type("Played", (Played,), {"values": values})()
        scene.render()
        return scene.renderer.animations_hashes

    first, again, changed = hashes(ACROSS), hashes(ACROSS.copy()), hashes(ACROSS * [1, 1, 1.001])
    assert first == again
    assert not set(first) & set(changed)


def hash_of(mobject, scene):
    animation = prepare_animation(mobject.animate.shift(RIGHT))
    return get_hash_from_play_call(
        scene,
        scene.camera,
        [animation],
        [mobject],
        backend="cairo",
        encoder_fingerprint="any",
        renderer_state=(),
    )


def test_the_cache_sees_data_that_came_from_a_memory_map_or_a_subclass(tmp_path):
    class Subclass(np.ndarray):
        pass

    values = np.random.default_rng(0).normal(size=(60, 60))  # Manim cuts large foreign arrays short
    other = values.copy()
    other[59, 59] += 1
    scene = PaintingScene()
    hashes = set()
    for array in (values, other):
        np.save(tmp_path / "values.npy", array)
        mapped = np.load(tmp_path / "values.npy", mmap_mode="r")
        for given in (array, mapped, array.view(Subclass)):
            hashes.add(hash_of(Heatmap(given, scale=3), scene))
    assert len(hashes) == 2


def test_the_cache_sees_a_change_of_each_array():
    scene = PaintingScene()
    variants = [
        Heatmap(ACROSS),
        Heatmap(ACROSS, scale=2),
        Heatmap(ACROSS, colours=style.grey),
        Heatmap(ACROSS, gap=0.1),
        Heatmap(ACROSS, smooth=True),
        Heatmap(ACROSS, width=3),
    ]
    assert len({hash_of(heatmap, scene) for heatmap in variants}) == len(variants)
