import numpy as np
import pytest

from scenes.mobjects.contour_map import ContourMap, magnified
from scenes.stage import style

X, Y = np.linspace(-2, 4, 31), np.linspace(1, 4, 16)


def slope(x, y):
    return 0.5 + x**2 + 0.3 * x * y


def a_map(levels=(2.0, 5.0), **kwargs):
    return ContourMap(slope(*np.meshgrid(X, Y)), X[[0, -1]], Y[[0, -1]], levels, **kwargs)


def moved(contour_map):
    return contour_map.scale(0.7).shift([1, -2, 0])


def test_c2p_is_linear_and_its_corners_are_the_maps():
    contour_map = moved(a_map())
    low, high = contour_map.c2p(np.array([-2, 4]), np.array([1, 4]))
    np.testing.assert_allclose(low, contour_map.heatmap.get_corner([-1, -1, 0]), atol=1e-9)
    np.testing.assert_allclose(high, contour_map.heatmap.get_corner([1, 1, 0]), atol=1e-9)
    np.testing.assert_allclose(contour_map.c2p(1, 2.5), (low + high) / 2, atol=1e-9)


def test_x_and_y_have_one_scale_and_the_map_fits_its_place():
    wide, high = a_map(width=6, height=100), a_map(width=100, height=2)
    assert (wide.heatmap.width, wide.heatmap.height) == pytest.approx((6, 3))
    assert (high.heatmap.width, high.heatmap.height) == pytest.approx((4, 2))
    assert wide.unit == pytest.approx(1)
    assert moved(wide).unit == pytest.approx(0.7)


@pytest.mark.parametrize("log", [False, True])
def test_each_node_has_the_colour_of_its_height(log):
    contour_map = moved(a_map(log=log))
    heights = slope(*np.meshgrid(X, Y))
    scaled = np.log(heights) if log else heights
    shares = (scaled - scaled.min()) / np.ptp(scaled)
    heatmap = contour_map.heatmap
    for i, j in (0, 0), (15, 30), (3, 17):
        row = len(Y) - 1 - i  # row 0 is on top
        np.testing.assert_allclose(heatmap.cell(row, j), contour_map.c2p(X[j], Y[i]), atol=1e-9)
        np.testing.assert_allclose(
            heatmap.colour_of(row, j), style.cost(shares[i, j]), atol=1 / 255
        )


def test_the_lines_lie_where_the_height_is_their_level():
    contour_map = moved(a_map())
    points = contour_map.contours.points[::4]
    low, high = contour_map.c2p(X[[0, -1]], Y[[0, -1]])
    x, y = ((points - low)[:, :2] / (high - low)[:2]).T * [[6], [3]] + [[-2], [1]]
    heights = slope(x, y)
    assert len(heights) > 50
    assert np.minimum(abs(heights - 2), abs(heights - 5)).max() < 0.05
    assert (abs(heights - 2) < 0.05).any() and (abs(heights - 5) < 0.05).any()


def test_magnified_agrees_with_the_nodes_and_with_a_smooth_function_between():
    heights = slope(*np.meshgrid(X, Y))
    whole = magnified(heights, X, Y, X[[0, -1]], Y[[0, -1]], points=31)
    np.testing.assert_allclose(whole, heights, atol=1e-12)
    closer = magnified(heights, X, Y, (0.13, 1.13), (2, 2.5), points=41)
    assert closer.shape == (21, 41)
    exact = slope(*np.meshgrid(np.linspace(0.13, 1.13, 41), np.linspace(2, 2.5, 21)))
    np.testing.assert_allclose(closer, exact, atol=1e-9)


def test_a_height_without_a_logarithm_has_the_colour_of_the_lower_limit():
    heights = np.array([[0.0, -1.0], [0.5, 8.0]])
    contour_map = ContourMap(heights, (0, 1), (0, 1), limits=(0.5, 8.0), log=True)
    (low, same), (middle, high) = (
        [contour_map.heatmap.colour_of(row, column) for column in (0, 1)] for row in (1, 0)
    )
    np.testing.assert_array_equal(low, same)
    np.testing.assert_array_equal(low, middle)
    assert (low != high).any()
