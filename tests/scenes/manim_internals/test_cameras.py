"""The pictures are those of Manim's own cameras.

If a new Manim breaks these, look at manim.camera.camera: `display_vectorized` and
`set_cairo_context_path`, which are overridden, and the closeness by which
`consider_points_equals_2d` takes two points for one.
"""

import numpy as np
import pytest
from canvas import ACROSS, assert_shown, seen
from manim import (
    DEGREES,
    LEFT,
    PI,
    RIGHT,
    UP,
    Arc,
    Circle,
    MovingCamera,
    Square,
    VMobject,
)

from scenes.manim_internals.cameras import (
    PaintingCamera,
    PaintingMovingCamera,
    PaintingThreeDCamera,
)
from scenes.mobjects.heatmap import Heatmap
from scenes.stage import style

pytestmark = pytest.mark.usefixtures("small_screen")


def test_a_painting_leaves_the_context_as_it_was():
    square = Square(1, fill_opacity=1, fill_color="#00ff00", stroke_width=0).shift(2 * RIGHT)
    heatmap = Heatmap(ACROSS, gap=0.3).shift(LEFT)
    both, alone = PaintingCamera(), PaintingCamera()
    both.capture_mobjects([heatmap, square])
    alone.capture_mobjects([square])
    np.testing.assert_array_equal(both.pixel_array[:, 160:], alone.pixel_array[:, 160:])


def test_a_painting_starts_afresh_after_what_manim_drew():
    """Manim leaves the last outline on the context, where a painter's `line_to` would go on."""
    square = Square(1, fill_opacity=1, fill_color="#00ff00", stroke_width=0).shift(2 * RIGHT)
    heatmap = Heatmap(ACROSS).shift(LEFT)
    both, alone = PaintingCamera(), PaintingCamera()
    both.capture_mobjects([square, heatmap])
    alone.capture_mobjects([square])
    np.testing.assert_array_equal(both.pixel_array[:, 160:], alone.pixel_array[:, 160:])
    assert_shown(PaintingCamera(), heatmap, mobjects=[heatmap.copy(), square, heatmap])


def test_a_moving_camera_shows_it_zoomed():
    camera = PaintingMovingCamera()
    heatmap = Heatmap(ACROSS).shift(2 * RIGHT)
    camera.frame.scale(0.3).move_to(heatmap.cell(1, 1))
    assert seen(camera, [heatmap], heatmap.cell(1, 1)).tolist() == pytest.approx(
        style.diverging(1.0).tolist(), abs=2 / 255
    )
    blue = np.all(abs(camera.pixel_array[..., :3] / 255 - style.diverging(1.0)) < 0.01, axis=2)
    cell = heatmap.cell_width * 320 / (0.3 * 8)
    assert blue.sum() == pytest.approx(cell * min(cell, 180), rel=0.05)


@pytest.fixture
def space():
    camera = PaintingThreeDCamera(phi=65 * DEGREES, theta=-50 * DEGREES, gamma=10 * DEGREES)
    camera.set_zoom(1.2)
    return camera


def test_paths_are_traced_to_the_pixel_as_manim_traces_them():
    letters = style.text("Aβ & 0.8%").shift(0.123 * RIGHT)
    mobjects = [Arc(1.7, 0.1, 2), letters, Square(1.3).rotate(0.2), VMobject().set_points([])]
    both = [PaintingMovingCamera(), MovingCamera()]
    for zoom in (1, 1, 0.731, 1, 0.5):
        for camera in both:
            camera.frame.set(width=8 * zoom).move_to(0.3 * zoom * UP)
            camera.reset()
            camera.capture_mobjects(mobjects)
        pictures = [camera.pixel_array for camera in both]
        np.testing.assert_array_equal(*pictures)
        assert pictures[0].any()


def test_a_path_of_any_pieces_is_traced_as_manim_traces_it():
    rng = np.random.default_rng(3)
    pieces = [Arc(1, 0.3, 1), Circle(0.7), Square(0.4).shift(UP), Arc(1, 1.3, 2)]  # the last joins
    for _ in range(20):  # the first
        order = rng.permutation(4)[: rng.integers(1, 5)]
        path = VMobject(fill_opacity=0.4).set_points(
            np.concatenate([pieces[piece].points for piece in order])
        )
        pictures = []
        for camera in PaintingMovingCamera(), MovingCamera():
            camera.capture_mobjects([path])
            pictures.append(camera.pixel_array)
        np.testing.assert_array_equal(*pictures)


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_a_path_that_leads_nowhere_is_not_drawn_as_manim_does_not(number):
    for camera in PaintingMovingCamera(), MovingCamera():
        for path in (Square(fill_opacity=1), Circle(fill_opacity=1)):
            path.points[3, 1] = number
            camera.capture_mobjects([path])
            assert not camera.pixel_array[..., :3].any()


def test_in_space_it_lies_where_perspective_puts_it(space):
    heatmap = Heatmap(ACROSS, width=4).shift(0.5 * UP)
    assert_shown(space, heatmap)
    heatmap.rotate(70 * DEGREES, axis=RIGHT)
    assert_shown(space, heatmap)


def test_in_space_it_fades_as_one_sheet(space):
    """Cells overlap by a hair's breadth there, which half covered must not show twice."""
    heatmap = Heatmap(np.ones((12, 12)), width=4).set_opacity(0.5)
    space.capture_mobjects([heatmap])
    brightest = space.pixel_array[..., :3].max(axis=(0, 1)) / 255
    np.testing.assert_allclose(brightest, 0.5 * style.diverging(1.0), atol=2 / 255)


def test_fixed_in_the_frame_of_a_turned_camera_it_looks_flat(space):
    heatmap = Heatmap(ACROSS).shift(RIGHT)
    space.add_fixed_in_frame_mobjects(heatmap)
    space.capture_mobjects([heatmap])
    flat = PaintingCamera()
    flat.capture_mobjects([heatmap])
    np.testing.assert_array_equal(space.pixel_array, flat.pixel_array)


def test_edge_on_there_is_nothing_to_see():
    camera = PaintingCamera()
    camera.capture_mobjects([Heatmap(ACROSS).rotate(PI / 2, axis=UP)])
    assert camera.pixel_array[..., :3].max() == 0
