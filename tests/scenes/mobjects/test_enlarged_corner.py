import numpy as np
import pytest
from manim import UP

from scenes.mobjects.enlarged_corner import EnlargedCorner
from scenes.mobjects.heatmap import Heatmap

VALUES = np.arange(80.0).reshape(8, 10) - 20
VEILED = (VALUES % 3 == 0).astype(float)


@pytest.fixture
def corner(canvas):
    return EnlargedCorner(Heatmap(VALUES, 30, width=5), 3, VEILED, width=2)


def test_the_corner_is_shown_in_the_colours_of_the_picture(corner):
    np.testing.assert_array_equal(corner.enlarged.values, VALUES[:3, :3])
    np.testing.assert_array_equal(corner.enlarged.limits, [-30, 30])
    picture = Heatmap(VALUES, 30)
    np.testing.assert_allclose(corner.enlarged.colour_of(1, 2), picture.colour_of(1, 2))
    np.testing.assert_array_equal(corner.veil.values, VEILED[:3, :3])


def test_the_square_is_around_its_cells(corner):
    picture = Heatmap(VALUES, 30, width=5)
    assert corner.mark.width == pytest.approx(1.5)
    np.testing.assert_allclose(corner.mark.get_center(), picture.cell(1, 1), atol=1e-9)
    assert (corner.words.get_top() < corner.enlarged.get_bottom())[UP.astype(bool)].all()


def test_it_follows_the_values_of_the_whole_picture(corner):
    corner.set_values(2 * VALUES)
    np.testing.assert_array_equal(corner.enlarged.values, 2 * VALUES[:3, :3])
