import numpy as np
import pytest
from canvas import assert_colour, colour_at, lit, painting

from nn.errors import DownhillError
from scenes.mobjects.plot import Plot
from scenes.mobjects.scatter import SEEN_THROUGH, Scatter
from scenes.stage import style

pytestmark = pytest.mark.usefixtures("canvas")


@pytest.fixture
def plot():
    return Plot((0, 1000), (-2, 10), width=8, height=5, log_x=True)


def test_each_point_lies_where_the_plots_axes_say(plot):
    x, y = np.array([0.0, 10, 900]), np.array([-1.0, 9, 4])
    seen = painting(Scatter(plot, x, y, radius=0.1))
    for point in plot.c2p(x, y):
        assert_colour(colour_at(seen, point), SEEN_THROUGH * style.rgb(style.WHITE))
    assert lit(seen).sum() == pytest.approx(3 * np.pi * 4**2, rel=0.25)


def test_marked_points_are_in_the_colour_of_what_we_look_at(plot):
    dots = Scatter(plot, [5, 500], [1, 8], [False, True], radius=0.1)
    seen = painting(dots)
    assert_colour(colour_at(seen, plot.c2p(500, 8)), SEEN_THROUGH * style.rgb(style.FOCUS))
    assert_colour(colour_at(seen, plot.c2p(5, 1)), SEEN_THROUGH * style.rgb(style.WHITE))


def test_only_the_first_are_shown(plot):
    dots = Scatter(plot, [5, 500], [1, 8], radius=0.1).set_shown(0.5)
    seen = painting(dots)
    assert colour_at(seen, plot.c2p(5, 1)).any()
    assert not colour_at(seen, plot.c2p(500, 8)).any()
    assert not lit(painting(dots.set_shown(0))).any()


def test_points_move_to_where_they_are_sent_along_straight_lines(plot):
    dots, there = Scatter(plot, [10, 10], [0, 8]), Scatter(plot, [900, 900], [8, 0])
    moved = dots.copy().set_places([900, 900], [8, 0])
    np.testing.assert_allclose(moved.shares, there.shares)
    middle = dots.copy()
    middle.interpolate(dots, moved, 0.5)
    np.testing.assert_allclose(middle.shares, (dots.shares + there.shares) / 2)


def test_it_stays_on_its_axes_when_both_are_moved(plot):
    dots = Scatter(plot, [500], [8], radius=0.1)
    for mobject in (plot, dots):
        mobject.shift([1, -0.5, 0])
    assert colour_at(painting(dots), plot.c2p(500, 8)).any()


def test_x_and_y_of_unlike_lengths_are_refused(plot):
    with pytest.raises(DownhillError, match="3 values of x were given 2 of y"):
        Scatter(plot, [1, 2, 3], [1, 2])
