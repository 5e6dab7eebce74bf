import numpy as np
import pytest
from manim import PI, RIGHT, UP

from nn.errors import DownhillError
from scenes.manim_internals.cameras import PaintingCamera, PaintingThreeDCamera
from scenes.mobjects.heatmap import Heatmap, between_nodes, largest, mark, scale_of
from scenes.stage import style

pytestmark = pytest.mark.usefixtures("small_screen")


@pytest.fixture
def weights():
    return np.random.default_rng(3).normal(size=(5, 7))


def picture(*mobjects, camera=None):
    """What a camera sees, (180, 320, 3), 0…1."""
    camera = camera or PaintingCamera()
    camera.capture_mobjects(mobjects)
    return camera.pixel_array[..., :3] / 255


def at(frame, point):
    """The colour in a frame of a point of the plane."""
    return frame[int(90 - 40 * point[1]), int(160 + 40 * point[0])]


def test_each_cell_has_the_colour_of_its_weight(weights):
    heatmap = Heatmap(weights, width=4)
    frame = picture(heatmap)
    scale = abs(weights).max()
    for j, k in np.ndindex(weights.shape):
        expected = style.diverging(weights[j, k], scale)
        np.testing.assert_allclose(at(frame, heatmap.cell(j, k)), expected, atol=2 / 255)
        np.testing.assert_allclose(heatmap.colour_of(j, k), expected, atol=1 / 255)


@pytest.mark.parametrize("width", [4, 4.37])
def test_cells_are_crisp_to_their_edges(weights, width):
    """No colour is seen that is not a cell's, but for the rim where the picture meets the rest."""
    heatmap = Heatmap(weights, width=width)
    frame = np.rint(255 * picture(heatmap))
    left, top = 160 - 20 * width, 90 - 20 * width * 5 / 7
    inside = frame[int(top) + 2 : int(180 - top) - 2, int(left) + 2 : int(320 - left) - 2]
    colours = np.rint(255 * style.diverging(weights, abs(weights).max())).reshape(-1, 3)
    distance = abs(inside[:, :, None] - colours).max(axis=3).min(axis=2)
    assert distance.max() <= 2


def test_red_green_and_blue_are_not_swapped():
    table = np.eye(3)
    heatmap = Heatmap([[0.0, 0.5, 1.0]], scale=(0, 1), colours=table, width=3)
    for opacity in (1, 0.5):
        frame = picture(heatmap.set_opacity(opacity))
        found = [at(frame, heatmap.cell(0, k)) for k in range(3)]
        np.testing.assert_allclose(found, opacity * table, atol=1 / 255)


def test_row_0_is_on_top_and_column_0_on_the_left():
    heatmap = Heatmap(np.zeros((2, 3)))
    assert heatmap.cell(0, 0)[1] > heatmap.cell(1, 0)[1]
    assert heatmap.cell(0, 0)[0] < heatmap.cell(0, 2)[0]


def test_a_quarter_turn_carries_cells_with_it(weights):
    heatmap = Heatmap(weights, width=3)
    before = heatmap.cell(0, 0)
    heatmap.rotate(PI / 2)
    np.testing.assert_allclose(heatmap.cell(0, 0), [-before[1], before[0], 0], atol=1e-9)


def test_cells_are_square_and_their_width_scales():
    heatmap = Heatmap(np.zeros((4, 8)), width=4)
    assert (heatmap.width, heatmap.height) == pytest.approx((4, 2))
    assert heatmap.cell_width == pytest.approx(0.5)
    assert heatmap.scale(1.5).cell_width == pytest.approx(0.75)


def test_the_scale_stays_when_values_change(weights):
    heatmap = Heatmap(weights)
    limits = heatmap.limits.copy()
    heatmap.set_values(10 * weights)
    np.testing.assert_array_equal(heatmap.limits, limits)
    j, k = np.unravel_index(weights.argmax(), weights.shape)
    np.testing.assert_allclose(heatmap.colour_of(j, k), style.diverging(1.0), atol=1e-12)


def test_all_zero_values_are_all_neutral():
    heatmap = Heatmap(np.zeros((3, 3)))
    np.testing.assert_allclose(heatmap.colour_of(1, 1), style.diverging(0.0))


def test_a_range_spreads_the_colours_from_low_to_high():
    heatmap = Heatmap([[2.0, 3.0, 4.0]], scale=(2, 4), colours=style.grey)
    found = [heatmap.colour_of(0, k) for k in range(3)]
    np.testing.assert_allclose(found, style.grey(np.array([0, 0.5, 1])), atol=1 / 255)


def test_a_gap_shows_what_lies_behind(weights):
    heatmap = Heatmap(weights, width=7, gap=0.3)
    frame = picture(heatmap)
    for j, k in np.ndindex(weights.shape):
        assert at(frame, heatmap.cell(j, k)).any()
    between = (heatmap.cell(2, 2) + heatmap.cell(2, 3)) / 2
    assert not at(frame, between).any()
    assert not at(frame, (heatmap.cell(2, 2) + heatmap.cell(3, 2)) / 2).any()


@pytest.mark.parametrize("turn", [0, 0.3])
@pytest.mark.parametrize("angles", [{}, {"phi": 1, "theta": -1}], ids=["flat", "in space"])
def test_without_a_gap_there_is_no_line_between_cells(angles, turn):
    frame = picture(
        Heatmap(np.ones((9, 9)), width=3).rotate(turn), camera=PaintingThreeDCamera(**angles)
    )
    within = frame.any(axis=2)
    for _ in range(2):  # leave out the soft rim
        for axis, by in ((0, 1), (0, -1), (1, 1), (1, -1)):
            within = within & np.roll(within, by, axis)
    assert within.sum() > 2000
    assert abs(frame[within] - style.diverging(1.0)).max() <= 2 / 255


def test_a_stroke_frames_the_whole():
    heatmap = Heatmap(np.zeros((2, 2)), width=2, stroke_width=8, stroke_color="#00ff00")
    frame = picture(heatmap)
    for corner in (heatmap.get_left(), heatmap.get_right(), heatmap.get_top()):
        np.testing.assert_allclose(at(frame, corner), [0, 1, 0], atol=2 / 255)
    assert not np.allclose(at(frame, heatmap.get_center()), [0, 1, 0])


def test_smooth_is_the_value_at_each_node_and_linear_between():
    values = np.array([[0.0, 1.0, 0.5], [1.0, 0.0, 0.25]])
    heatmap = Heatmap(values, scale=(0, 1), colours=style.grey, width=4, smooth=True)
    np.testing.assert_allclose(heatmap.cell(0, 0), heatmap.get_corner(UP - RIGHT))
    frame = picture(heatmap.scale(0.99))
    halfway = (heatmap.cell(0, 1) + heatmap.cell(1, 1)) / 2
    np.testing.assert_allclose(at(frame, halfway), style.grey(0.5), atol=3 / 255)
    for x in np.linspace(0.1, 0.9, 9):
        across = heatmap.place([x, 0.5])
        height = np.interp(x, [0, 0.5, 1], values.mean(axis=0))
        np.testing.assert_allclose(at(frame, across), style.grey(height), atol=0.03)


def test_smooth_interpolates_values_then_colours():
    """Between orange-red and blue lies dark, not a mixture of the two."""
    heatmap = Heatmap([[-1.0, 1.0], [-1.0, 1.0]], scale=1, width=3, smooth=True)
    np.testing.assert_allclose(at(picture(heatmap), [0, 0, 0]), style.diverging(0.0), atol=3 / 255)


def test_between_nodes_is_exact_for_a_plane_of_values():
    y, x = np.mgrid[0:1:4j, 0:1:6j]
    rows, columns = np.mgrid[0:7, 0:9]
    expected = 2 * (columns + 0.5) / 9 - (rows + 0.5) / 7
    np.testing.assert_allclose(between_nodes(2 * x - y, (7, 9)), expected, atol=1e-12)


def test_one_row_of_values_is_a_bar():
    bar = Heatmap(np.linspace(-1, 1, 256)[None], width=4).stretch_to_fit_height(0.3)
    frame = picture(bar)
    np.testing.assert_allclose(at(frame, [-1.9, 0, 0]), style.diverging(-0.95), atol=0.03)
    np.testing.assert_allclose(at(frame, [1.9, 0, 0]), style.diverging(0.95), atol=0.03)


@pytest.mark.parametrize("shape", [(5, 6), (7, 5), (35,)])
def test_values_of_another_shape_are_refused(weights, shape):
    with pytest.raises(DownhillError, match="Heatmap"):
        Heatmap(weights).set_values(np.zeros(shape))


@pytest.mark.parametrize("scale", [0, -1, (1, 1), (2, 1), np.nan])
def test_a_scale_without_extent_is_refused(weights, scale):
    with pytest.raises(DownhillError, match="scale"):
        Heatmap(weights, scale=scale)


@pytest.mark.parametrize("values", [[], [[]], [[np.nan]], 3, np.zeros((2, 2, 2))])
def test_what_is_not_a_matrix_is_refused(values):
    with pytest.raises(DownhillError, match="Heatmap"):
        Heatmap(values)


def test_a_mark_stands_on_its_cell_and_is_no_smaller_than_the_eye_finds():
    picture = Heatmap(np.arange(56.0).reshape(28, 2), width=0.1)
    square = mark(picture, 3, 1)
    np.testing.assert_allclose(square.get_center(), picture.cell(3, 1), atol=1e-9)
    assert square.width == pytest.approx(max(0.14, 1.8 * picture.cell_width))


def test_a_scale_of_many_values_leaves_out_the_largest_hundredth():
    values = np.append(np.linspace(-2, 2, 999), 50)
    scale = scale_of(values)
    assert (abs(values) <= scale).mean() == pytest.approx(0.99, abs=0.002)
    assert scale_of(np.zeros((3, 4))) == 1


def test_the_largest_of_values_is_a_scale_even_where_all_are_zero():
    assert largest([[1, -3], [2, 0]]) == 3
    assert largest(np.zeros((3, 4))) == 1


@pytest.mark.parametrize("columns, width", [(28, 3.0), (8, 3.0), (4, 3.0), (28, 1.0)])
def test_a_frame_around_a_cell_hides_less_than_half_of_its_neighbours(columns, width):
    picture = Heatmap(np.zeros((columns, columns)), (0, 1), style.grey, width)
    cell, side = picture.cell_width, mark(picture, 1, 2).width
    assert cell < side and (side < 2 * cell or side < 0.15)
    assert side - cell <= max(0.12, 0.15 - cell) + 1e-6
