import numpy as np
import pytest

from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.pictures import columns_of, grid_of, picture_of
from scenes.mobjects.strip import Strip

pytestmark = pytest.mark.usefixtures("canvas")


def test_values_of_features_are_bars_and_all_others_cells():
    assert type(picture_of(np.zeros((3, 2)))) is Heatmap
    assert type(picture_of(np.zeros((3, 1)))) is Strip


@pytest.mark.parametrize("shape", [(28, 28), (30, 20), (20, 100), (100, 20), (4, 1)])
@pytest.mark.parametrize("n", [1, 2, 3, 5, 7, 12, 16, 20])
def test_a_grid_fits_its_square_whatever_is_in_it(n, shape):
    grid = grid_of(np.zeros((n, shape[0] * shape[1])), shape, 1.0, 4.3)
    assert max(grid.width, grid.height) <= 4.3 + 1e-6
    columns, each = columns_of(n, shape, 4.3, 0.14)
    assert grid[0].width == pytest.approx(each)


def test_sixteen_square_pictures_are_four_to_a_row():
    assert columns_of(16, (28, 28), 4.56, 0.12) == (4, pytest.approx(1.05))
