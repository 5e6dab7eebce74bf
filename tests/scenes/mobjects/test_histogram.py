import numpy as np
import pytest
from canvas import assert_colour, colour_at, lit, painting

from nn.errors import DownhillError
from scenes.mobjects.histogram import Histogram
from scenes.mobjects.plot import Plot
from scenes.stage import style

pytestmark = pytest.mark.usefixtures("canvas")


@pytest.fixture
def plot():
    return Plot((-1, 3), (0, 10), width=8, height=5)


def test_each_bar_is_as_high_as_its_count_on_the_plots_axes(plot):
    bars = Histogram(plot, [2, 8, 5], [0, 1, 2, 3], gap=0)
    picture = painting(bars)
    for middle, count in ((0.5, 2), (1.5, 8), (2.5, 5)):
        assert_colour(colour_at(picture, plot.c2p(middle, count - 0.3)), style.rgb(style.WHITE))
        assert_colour(colour_at(picture, plot.c2p(middle, count + 0.3)), 0)


def test_a_count_of_zero_paints_nothing(plot):
    assert not lit(painting(Histogram(plot, np.zeros(4), np.arange(5) - 1))).any()


def test_the_area_is_the_number_counted(plot):
    counts = np.array([1.0, 7, 3, 9])
    pixels = lit(painting(Histogram(plot, counts, np.linspace(-1, 3, 5), gap=0))).sum()
    one = (8 / 4 * 40) * (5 / 10 * 40)  # pixels of a count of one in a bar
    assert pixels == pytest.approx(counts.sum() * one, rel=0.02)


def test_marked_bars_are_those_whose_middle_lies_between(plot):
    bars = Histogram(plot, [5, 5, 5, 5], np.linspace(-1, 3, 5)).set_marked((0.5, 1.9))
    np.testing.assert_array_equal(bars.is_marked, [False, True, True, False])
    assert_colour(colour_at(painting(bars), plot.c2p(1.5, 2)), style.rgb(style.FOCUS))


def test_bars_can_be_lit_in_an_animation(plot):
    bars = Histogram(plot, [5, 5], [0, 1, 2])
    animation = bars.animate.set_marked((1, 2)).build()
    animation.begin()
    animation.interpolate(0.25)
    assert not bars.is_marked.any()
    animation.interpolate(1)
    np.testing.assert_array_equal(bars.is_marked, [False, True])


def test_it_stays_on_its_axes_when_both_are_moved(plot):
    bars = Histogram(plot, [4], [0, 1], gap=0)
    for mobject in (plot, bars):
        mobject.shift([1, -0.5, 0])
    assert_colour(colour_at(painting(bars), plot.c2p(0.5, 3.7)), style.rgb(style.WHITE))


def test_counts_and_edges_that_do_not_belong_together_are_refused(plot):
    with pytest.raises(DownhillError, match="3 bars have 3 edges"):
        Histogram(plot, [1, 2, 3], [0, 1, 2])
    with pytest.raises(DownhillError, match="2 bars were given 3"):
        Histogram(plot, [1, 2], [0, 1, 2]).set_counts([1, 2, 3])


def test_fading_cuts_nothing_off(plot):
    mobject = Histogram(plot, np.array([1, 4, 2, 3]), np.arange(5) - 1)
    whole, faint = painting(mobject), painting(mobject.copy().set_fill(opacity=0.5))
    np.testing.assert_allclose(faint, whole / 2, atol=2 / 255)
