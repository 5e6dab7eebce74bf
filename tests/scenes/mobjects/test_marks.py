import numpy as np
import pytest
from canvas import assert_colour, colour_at, painting

from scenes.mobjects.marks import IS_DARK, IS_LIT, Marks
from scenes.stage import style

pytestmark = pytest.mark.usefixtures("canvas")

LIT = [True, False, False, True, True]


def seen(marks):
    """The brightness of each square, row by row, by the first channel."""
    picture = painting(marks)
    cells = [marks.cell(j, k) for j in range(3) for k in range(3)]
    return np.array([colour_at(picture, cell) for cell in cells])


def test_a_square_is_bright_where_it_is_lit_dim_where_not_and_black_where_there_is_none():
    expected = [IS_LIT, IS_DARK, IS_DARK, IS_LIT, IS_LIT, 0, 0, 0, 0]
    assert_colour(seen(Marks(LIT, 3)), style.grey(np.array(expected)))


def test_squares_that_were_not_asked_yet_are_black():
    colours = seen(Marks(LIT, 3, asked=0).set_asked(3))
    assert colours[:3].any(axis=1).all() and not colours[3:].any()
