import numpy as np
import pytest
from canvas import assert_colour, colour_at, halfway, painting
from manim import LEFT, RIGHT, UP

from scenes.mobjects.lettering import baseline, digit_height, stand_on
from scenes.mobjects.plot import TICK, ColourBar, Plot
from scenes.stage import style

pytestmark = pytest.mark.usefixtures("canvas")


def assert_points(found, expected):
    np.testing.assert_allclose(found, expected, atol=1e-9)


def test_the_ranges_span_the_axes():
    plot = Plot((2, 6), (-1, 3), width=4, height=2)
    assert_points(plot.c2p(2, -1), plot.x_axis.get_start())
    assert_points(plot.c2p(6, -1), plot.x_axis.get_end())
    assert_points(plot.c2p(2, 3), plot.y_axis.get_end())
    assert_points(plot.c2p(4, 1), (plot.c2p(2, -1) + plot.c2p(6, 3)) / 2)
    assert plot.x_axis.width == pytest.approx(4) and plot.y_axis.height == pytest.approx(2)


def test_c2p_takes_arrays():
    plot = Plot((0, 1), (0, 1))
    x, y = np.array([0, 0.3, 1]), np.array([1, 0.2, 0.5])
    assert_points(plot.c2p(x, y), [plot.c2p(*point) for point in zip(x, y, strict=True)])


def test_on_a_logarithmic_axis_step_0_has_a_place_and_ratios_are_lengths():
    plot = Plot((0, 9999), (0, 1), width=8, log_x=True)
    x = [plot.c2p(steps, 0)[0] - plot.c2p(0, 0)[0] for steps in (0, 9, 99, 999, 9999)]
    np.testing.assert_allclose(x, [0, 2, 4, 6, 8], atol=1e-9)


def test_c2p_follows_the_plot():
    plot = Plot((0, 10), (0, 1), x_ticks={5: "5"}, y_title="cost", log_x=True)
    curve = plot.curve([0, 3, 10], [1, 0.5, 0])
    plot.add(curve).shift(RIGHT + UP).scale(0.7).to_edge(LEFT)
    assert_points(curve.get_start(), plot.c2p(0, 1))
    assert_points(curve.get_end(), plot.c2p(10, 0))
    assert_points(plot.c2p(10, 0), plot.x_axis.get_end())


def test_a_curve_goes_through_its_points():
    plot = Plot((0, 4), (0, 4))
    x, y = np.arange(5), np.array([0, 4, 1, 3, 2])
    curve = plot.curve(x, y, style.FOCUS, 3)
    assert_points(curve.get_anchors()[::2], plot.c2p(x, y)[:-1])
    assert_points(curve.get_end(), plot.c2p(4, 2))
    assert curve.get_fill_opacity() == 0 and curve.get_stroke_width() == 3


@pytest.mark.parametrize("log", [False, True])
def test_ticks_stand_at_their_values_outside_the_axes(log):
    xs, ys = {0: "0", 20: "20", 100: "100"}, {0.5: "half", 1: "1"}
    plot = Plot((0, 100), (0, 1), x_ticks=xs, y_ticks=ys, log_x=log)
    marks, words = zip(*plot.labels, strict=True)
    for value, mark, word in zip(xs, marks, words, strict=False):
        assert_points(mark.get_start(), plot.c2p(value, 0))
        assert_points(mark.get_end(), plot.c2p(value, 0) - [0, TICK, 0])
        assert word.get_top()[1] < mark.get_bottom()[1]
        assert word.get_center()[0] == pytest.approx(plot.c2p(value, 0)[0])
    for value, mark, word in zip(ys, marks[3:], words[3:], strict=True):
        assert_points(mark.get_start(), plot.c2p(0, value))
        assert word.get_right()[0] < mark.get_left()[0]
    assert [word.typst_code for word in words] == [*xs.values(), *ys.values()]


def test_titles_stand_clear_of_ticks_and_axes():
    plot = Plot((0, 1), (0, 1), x_ticks={0: "0"}, x_title="steps", y_title="cost")
    assert plot.x_title.get_top()[1] < plot.labels.get_bottom()[1]
    assert plot.y_title.get_bottom()[1] > plot.y_axis.get_top()[1]
    np.testing.assert_allclose(plot.get_center(), 0, atol=1e-9)


@pytest.mark.parametrize(
    ("limits", "colours", "ends"),
    [((-2, 2), style.diverging, (-1, 1)), ((0.1, 4), style.cost, (0, 1))],
)
def test_the_bar_goes_through_the_colours_of_its_scale(limits, colours, ends):
    bar = ColourBar(limits, colours=colours, length=6).shift(UP)
    picture = painting(bar.bar)
    for share in (0.02, 0.25, 0.5, 0.75, 0.98):
        value = ends[0] + share * (ends[1] - ends[0])
        found = colour_at(picture, bar.bar.place([share, 0.5]))
        np.testing.assert_allclose(found, colours(value), atol=0.03)


def test_the_ends_of_the_bar_are_the_limits_in_numbers():
    bar = ColourBar((-2.5, 2.5), "weight")
    assert [end.words for end in bar.ends] == ["−2.5", "+2.5"]
    for end, x in zip(bar.ends, (bar.bar.get_left()[0], bar.bar.get_right()[0]), strict=True):
        assert end.get_center()[0] == pytest.approx(x)
        assert end.get_top()[1] < bar.bar.get_bottom()[1]


def test_the_bar_counts_to_another_scale():
    bar = ColourBar((-2.0, 2.0))
    animation = halfway(bar.animate.set_limits((-4.0, 4.0)))
    assert [end.words for end in bar.ends] == ["−3.0", "+3.0"]
    animation.finish()
    assert [end.words for end in bar.ends] == ["−4.0", "+4.0"]


def test_only_a_symmetric_bar_names_its_zero_in_the_middle():
    codes = [getattr(part, "typst_code", None) for part in ColourBar((-1, 1))]
    assert codes.count("0") == 1
    assert "0" not in [getattr(part, "typst_code", None) for part in ColourBar((0.2, 1))]
    bar = ColourBar((-1, 1))
    zero = next(part for part in bar if getattr(part, "typst_code", None) == "0")
    assert zero.get_center()[0] == pytest.approx(bar.bar.get_center()[0])
    middle = painting(bar.bar)
    assert_colour(colour_at(middle, bar.bar.get_center()), style.diverging(0.0))


@pytest.mark.parametrize("slope", [-3.0, 0.0, 0.5, 40.0])
def test_a_direction_has_the_slope_and_the_length_that_it_is_given(slope):
    plot = Plot((0, 2), (0, 10), width=3, height=6)
    x, y, _ = plot.direction(slope, 1.7)
    assert np.hypot(x, y) == pytest.approx(1.7)
    assert (y / 0.6) / (x / 1.5) == pytest.approx(slope)  # in the units of the axes


def test_a_tangent_reaches_as_far_either_way():
    plot = Plot((0, 4), (0, 4), width=4, height=4)
    assert_points(plot.tangent(2, 2, 1.0, np.sqrt(2)), [plot.c2p(1, 1), plot.c2p(3, 3)])


@pytest.mark.parametrize(
    ("x", "y", "slope", "ends"),
    [
        (0.5, 2, 0.0, [(0, 2), (1.5, 2)]),  # the left end of the x-axis
        (3.5, 2, 0.0, [(2.5, 2), (4, 2)]),  # its right end
        (2, 0.1, 1.0, [(1.9, 0), (2 + 0.5**0.5, 0.1 + 0.5**0.5)]),  # the axis itself, rising
        (2, 0.1, -1.0, [(2 - 0.5**0.5, 0.1 + 0.5**0.5), (2.1, 0)]),  # and falling
    ],
)
def test_a_tangent_ends_at_the_x_axis_and_its_ends(x, y, slope, ends):
    plot = Plot((0, 4), (0, 4), width=4, height=4)
    assert_points(plot.tangent(x, y, slope, 1.0), [plot.c2p(*end) for end in ends])


@pytest.mark.parametrize("log_x", [False, True])
def test_the_values_of_points_are_those_that_they_were_made_from(log_x):
    plot = Plot((0, 100), (-2, 3), 8, 5, log_x=log_x).shift([1, 2, 0])
    x, y = np.array([0.0, 7, 100]), np.array([-2.0, 0, 3])
    np.testing.assert_allclose(plot.p2c(plot.c2p(x, y)), [x, y], atol=1e-9)


@pytest.mark.parametrize("value", [0, 0.5, -3, 1e30])
def test_what_has_no_extent_lies_at_the_low_end(value):
    plot = Plot((0, 0), (value, value), 4, 2, {0: "0"}, {value: "here"}, log_x=True)
    assert_points(plot.c2p(0, value), plot.x_axis.get_start())
    assert np.isfinite(plot.curve([0, 0], [value, value]).points).all()


def test_words_almost_level_with_a_tick_are_made_level_and_others_left():
    plot = Plot((0, 1), (0, 1), y_ticks={0: "0", 1: "1"})
    label = plot.labels[1][1]
    for off, expected in ((0.05, 0), (0.2, 0.2)):
        words = style.text("cost", style.SMALL)
        stand_on(baseline(label) + off, words)
        plot.level(words, [words])
        assert baseline(words) - baseline(label) == pytest.approx(expected, abs=1e-6)


def test_words_beside_the_title_stand_on_its_baseline():
    plot = Plot((0, 1), (0, 1), y_title="layer 1")
    words = plot.beside_title(style.text("12 lines, gap", style.SMALL))
    assert baseline(words) == pytest.approx(baseline(plot.y_title), abs=1e-6)


def test_the_labels_of_an_axis_stand_on_one_baseline_and_beside_their_ticks():
    across = {0: "0", 0.5: "1k", 1: "$10^(−3)$"}
    plot = Plot((0, 1), (0, 1), x_ticks=across, y_ticks={0: "0", 1: "1k"})
    below, beside = ([words for _, words in part] for part in (plot.labels[:3], plot.labels[3:]))
    np.testing.assert_allclose(np.ptp([baseline(words) for words in below]), 0, atol=1e-9)
    assert max(words.get_top()[1] for words in below) < plot.x_axis.get_y() - TICK
    middles = [baseline(words) + digit_height(style.SMALL) / 2 for words in beside]
    np.testing.assert_allclose(middles, plot.c2p([0, 0], [0, 1])[:, 1])
