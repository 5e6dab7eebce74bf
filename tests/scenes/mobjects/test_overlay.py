import numpy as np
import pytest
from canvas import assert_colour, colour_at, halfway, painting

from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.overlay import Overlay
from scenes.stage import style

pytestmark = pytest.mark.usefixtures("canvas")


@pytest.fixture
def picture():
    return Heatmap(np.array([[0.0, 1.0], [0.5, 0.25]]), (0, 1), style.grey, width=4).shift(
        [1, 1, 0]
    )


def test_a_cell_is_covered_as_far_as_its_value_says(picture):
    over = Overlay(picture, np.array([[1.0, 0.0], [0.5, 0.0]]), style.FOCUS)
    seen = painting(picture, over)
    assert_colour(colour_at(seen, picture.cell(0, 0)), style.rgb(style.FOCUS))
    for cell in ((0, 1), (1, 1)):
        assert_colour(colour_at(seen, picture.cell(*cell)), picture.colour_of(*cell))
    mixed = (style.rgb(style.FOCUS) + picture.colour_of(1, 0)) / 2
    assert_colour(colour_at(seen, picture.cell(1, 0)), mixed)


def test_it_fades_as_a_whole(picture):
    over = Overlay(picture, np.ones((2, 2)), style.FOCUS).set_fill(opacity=0.5)
    mixed = (style.rgb(style.FOCUS) + picture.colour_of(0, 1)) / 2
    assert_colour(colour_at(painting(picture, over), picture.cell(0, 1)), mixed)


def test_it_covers_other_cells_little_by_little(picture):
    over = Overlay(picture, np.zeros((2, 2)))
    halfway(over.animate.set_values(np.ones((2, 2))))
    np.testing.assert_allclose(over.values, 0.5)
