import numpy as np
import pytest

from scenes.mobjects.weight_grid import ABOVE, BELOW, WeightGrid, WeightGrids
from scenes.stage.style import text

W = np.arange(4 * 6, dtype=float).reshape(4, 6)


@pytest.fixture
def grid():
    return WeightGrid(W, (2, 3), 24, 3.0, text("network A"), text("97%"))


def test_each_neuron_is_a_picture_on_one_scale(grid):
    for picture, w in zip(grid.pictures, W, strict=True):
        np.testing.assert_array_equal(picture.values, w.reshape(2, 3))
        np.testing.assert_array_equal(picture.limits, [-24, 24])


def test_other_weights_keep_the_scale_unless_another_is_given(grid):
    grid.set_weights(-W)
    np.testing.assert_array_equal(grid.pictures[3].values, -W[3].reshape(2, 3))
    np.testing.assert_array_equal(grid.pictures[3].limits, [-24, 24])
    grid.set_weights(W, 48)
    assert {picture.limits[1] for picture in grid.pictures} == {48}


def test_words_keep_their_size_and_distance_wherever_it_is_put(grid):
    height = grid.above.height
    grid.put([2, -1, 0], 1.5)
    np.testing.assert_allclose(grid.pictures.get_center(), [2, -1, 0], atol=1e-9)
    assert grid.pictures.width == pytest.approx(1.5)
    assert grid.above.height == pytest.approx(height)
    above = grid.above.get_bottom()[1] - grid.pictures.get_top()[1]
    below = grid.pictures.get_bottom()[1] - grid.below.get_top()[1]
    assert (above, below) == (pytest.approx(ABOVE), pytest.approx(BELOW))
    assert grid.above.get_x() == pytest.approx(2)


def test_several_grids_change_their_weights_numbers_and_scale_together():
    weights = [np.full((4, 2, 3), value) for value in (0.1, 0.2)]
    places = [-2, 0, 0], [2, 0, 0]
    grids = WeightGrids(["a", "b"], weights, [0.5, 0.6], 0.3, places, "change", "grows", "numbers")
    for grid, place in zip(grids.grids, places, strict=True):
        np.testing.assert_allclose(grid.pictures.get_center(), place, atol=1e-9)
    grids.show([3 * W for W in weights], [0.7, 0.8], 0.9)
    for grid, W, value in zip(grids.grids, weights, (0.7, 0.8), strict=True):
        np.testing.assert_allclose(grid.pictures[0].values, 3 * W[0])
        np.testing.assert_allclose(grid.pictures[0].limits, [-0.9, 0.9])
        assert grid.below.value == value
    assert [end.value for end in grids.bar.ends] == [-0.9, 0.9]
