import numpy as np
import pytest
from canvas import assert_colour, colour_at, lit, painting

from nn.errors import DownhillError
from scenes.mobjects.plot import Plot
from scenes.mobjects.spread import BAND, Spread
from scenes.stage import style

pytestmark = pytest.mark.usefixtures("canvas")

X = np.array([0.0, 4, 10])
VALUES = np.array([[1.0, 1, 1], [3, 3, 3], [7, 7, 7]])


@pytest.fixture
def plot():
    return Plot((0, 10), (0, 10), width=8, height=5)


def test_the_line_is_the_median_and_the_band_reaches_from_lowest_to_highest(plot):
    seen = painting(Spread(plot, X, VALUES, style.FOCUS, width=0.2))
    assert_colour(colour_at(seen, plot.c2p(5, 3)), style.rgb(style.FOCUS))
    for y in (1.3, 2.5, 3.5, 6.7):
        assert_colour(colour_at(seen, plot.c2p(5, y)), BAND * style.rgb(style.FOCUS))
    for y in (0.6, 7.4):
        assert not colour_at(seen, plot.c2p(5, y)).any()


def test_it_is_drawn_up_to_where_it_is_told(plot):
    spread = Spread(plot, X, VALUES)
    seen = painting(spread.set_until(6))
    assert colour_at(seen, plot.c2p(5.8, 3)).any() and not colour_at(seen, plot.c2p(6.2, 3)).any()
    assert not lit(painting(spread.set_until(-1))).any()


def test_a_value_between_two_is_interpolated_where_it_ends(plot):
    slope = Spread(plot, [0, 10], np.array([[0.0, 10]])).set_until(5)
    across, _, middle, _ = slope.shown()
    assert (across[-1], middle[-1]) == (pytest.approx(0.5), pytest.approx(0.5))


def test_it_follows_a_logarithmic_axis():
    plot = Plot((0, 1000), (0, 1), width=8, height=5, log_x=True)
    x = np.array([0.0, 10, 1000])
    spread = Spread(plot, x, np.full((2, 3), 0.5))
    seen = painting(spread.set_until(10))
    assert colour_at(seen, plot.c2p(9, 0.5)).any() and not colour_at(seen, plot.c2p(13, 0.5)).any()


def test_what_leaves_the_plot_is_cut_at_its_edge(plot):
    seen = painting(Spread(plot, X, 10 * VALUES))
    assert not lit(seen)[: int(40 * (4.5 - plot.c2p(0, 10)[1])) - 3].any()


def test_x_and_values_that_do_not_belong_together_are_refused(plot):
    with pytest.raises(DownhillError, match="2 values of x were given 3 of y"):
        Spread(plot, [0, 1], VALUES)


def test_fading_cuts_nothing_off(plot):
    mobject = Spread(plot, X, VALUES, style.FOCUS, width=0.2)
    whole, faint = painting(mobject), painting(mobject.copy().set_fill(opacity=0.5))
    np.testing.assert_allclose(faint, whole / 2, atol=2 / 255)


def test_its_line_may_be_the_mean_too(plot):
    values = np.array([[1.0, 2, 3], [1, 2, 5], [4, 5, 10]])
    low, middle, high = Spread(plot, X, values, middle=np.mean).shares[1:]
    np.testing.assert_allclose(10 * middle, values.mean(axis=0))
    np.testing.assert_allclose([10 * low, 10 * high], [values.min(axis=0), values.max(axis=0)])
