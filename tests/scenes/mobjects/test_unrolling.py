import numpy as np
import pytest
from canvas import assert_colour, colour_at, halfway, lit, painting
from manim import RIGHT, UP, Rectangle

from nn.errors import DownhillError
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.unrolling import Unrolling
from scenes.stage import style

pytestmark = pytest.mark.usefixtures("canvas")

GREYS = np.array([[0.3, 0.9, 0.5], [0.7, 0.2, 1.0]])


@pytest.fixture
def picture():
    return Heatmap(GREYS, (0, 1), style.grey, width=6).shift(-4 * RIGHT + 0.5 * UP)


@pytest.fixture
def column():
    return Rectangle(width=0.5, height=6).shift(3 * RIGHT)


def in_picture(picture, k):
    return picture.cell(*np.unravel_index(k, GREYS.shape))


def in_column(column, k):
    return column.get_top() - (k + 0.5) * column.height / GREYS.size * UP


def test_at_the_start_it_is_the_picture(picture, column):
    """But for the half pixel by which its cells overlap, so that no gap shows between them."""
    rolled = painting(Unrolling(GREYS, picture, column))
    near_corner = 0.45 * picture.cell_width
    for k, x, y in np.ndindex(GREYS.size, 3, 3):
        place = in_picture(picture, k) + near_corner * np.array([x - 1, y - 1, 0])
        assert_colour(colour_at(rolled, place), style.grey(GREYS.flat[k]))
    assert lit(rolled).sum() == pytest.approx(lit(painting(picture)).sum(), rel=0.03)


def test_at_the_end_it_is_the_column_in_reading_order(picture, column):
    unrolled = painting(Unrolling(GREYS, picture, column).set_progress(1))
    for k, grey in enumerate(GREYS.ravel()):
        assert_colour(colour_at(unrolled, in_column(column, k)), style.grey(grey))
        assert not colour_at(unrolled, in_picture(picture, k)).any()
    assert lit(unrolled).sum() == pytest.approx(column.width * column.height * 40**2, rel=0.15)


def test_pixels_leave_in_reading_order(picture, column):
    """At the middle the first has arrived, and the last has not left."""
    underway = painting(Unrolling(GREYS, picture, column).set_progress(0.5))
    last = GREYS.size - 1
    assert_colour(colour_at(underway, in_column(column, 0)), style.grey(GREYS[0, 0]))
    assert not colour_at(underway, in_picture(picture, 0)).any()
    assert_colour(colour_at(underway, in_picture(picture, last)), style.grey(GREYS[-1, -1]))
    assert not colour_at(underway, in_column(column, last)).any()


def test_animate_unrolls(picture, column):
    unrolling = Unrolling(GREYS, picture, column)
    expected = painting(unrolling.copy().set_progress(0.5))
    animation = halfway(unrolling.animate.set_progress(1))
    np.testing.assert_array_equal(painting(unrolling), expected)
    animation.finish()
    assert unrolling.progress == 1


def test_where_it_goes_does_not_change_when_its_picture_does(picture, column):
    unrolling = Unrolling(GREYS, picture, column)
    before = painting(unrolling)
    picture.shift(UP)
    column.scale(0.1)
    np.testing.assert_array_equal(painting(unrolling), before)


def test_it_moves_with_its_box(picture, column):
    moved = Unrolling(GREYS, picture, column).set_progress(1).shift(2 * RIGHT)
    place = in_column(column, 4) + 2 * RIGHT
    assert_colour(colour_at(painting(moved), place), style.grey(GREYS[1, 1]))


def test_what_is_no_matrix_is_refused(picture, column):
    with pytest.raises(DownhillError):
        Unrolling(GREYS.ravel(), picture, column)
