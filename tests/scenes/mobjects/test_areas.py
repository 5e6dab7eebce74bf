import numpy as np
import pytest
from canvas import assert_colour, colour_at, lit, painting

from nn.errors import DownhillError
from scenes.mobjects.areas import Areas
from scenes.stage import style

pytestmark = pytest.mark.usefixtures("canvas")

TWO = [[-2.0, 0.0, 1.0, 1.5], [0.5, -1.0, 2.0, 0.5]]


def test_each_rectangle_stands_where_it_says_in_its_own_colour():
    picture = painting(Areas(TWO, [style.POSITIVE, style.COST]))
    for (left, bottom, width, height), color in zip(TWO, (style.POSITIVE, style.COST), strict=True):
        middle = np.array([left + width / 2, bottom + height / 2, 0])
        assert_colour(colour_at(picture, middle), style.rgb(color))
        for way in ([width, 0, 0], [0, height, 0]):
            assert_colour(colour_at(picture, middle + 0.4 * np.array(way)), style.rgb(color))
            assert_colour(colour_at(picture, middle + 0.6 * np.array(way)), 0)


def test_what_is_painted_is_as_large_as_the_areas():
    one = lit(painting(Areas(TWO[:1]))).sum()
    other = lit(painting(Areas([[-2.0, 0.0, 0.75, 2.0]]))).sum()
    assert one == pytest.approx(other, rel=0.05)


def test_other_rectangles_are_in_the_units_of_the_first_even_where_those_were_nothing():
    flat = Areas([[0, 0, 0, 0], [0, 0, 0, 0]]).set_rectangles(TWO)
    assert (painting(flat) == painting(Areas(TWO))).all()
    moved = Areas(TWO).shift([0.5, 0.5, 0])
    there = np.array(TWO) + [0.5, 0.5, 0, 0]
    np.testing.assert_allclose(painting(moved), painting(Areas(there)), atol=2)


def test_none_of_it_is_painted_where_a_side_is_nought():
    assert not lit(painting(Areas([[0, 0, 0, 1], [1, 1, 1, 0]]))).any()


def test_another_number_of_rectangles_is_refused():
    with pytest.raises(DownhillError, match="2 areas were given 1 rect"):
        Areas(TWO).set_rectangles(TWO[:1])
