import numpy as np
import pytest
from manim import RIGHT, UP

from scenes.mobjects.plot import Plot
from scenes.mobjects.seed_dots import RangeDots, SeedDots, SeedPanel

VALUES = np.array([[0.1, 0.3], [0.5, 0.9], [0.2, 0.2]])


def test_each_value_is_a_dot_over_its_kind_and_each_mean_a_line():
    plot = Plot((-0.5, 2.5), (0, 1))
    dots = SeedDots(plot, VALUES, marked=1)
    np.testing.assert_array_equal(dots.dots.x, [0, 0, 1, 1, 2, 2])
    np.testing.assert_array_equal(dots.dots.y, VALUES.ravel())
    np.testing.assert_array_equal(dots.dots.marked, [0, 0, 1, 1, 0, 0])
    for i, (line, mean) in enumerate(zip(dots.means, VALUES.mean(axis=1), strict=True)):
        np.testing.assert_allclose(line.get_center(), plot.c2p(i, mean), atol=1e-6)


def test_a_panel_has_a_named_place_for_each_kind_and_room_for_all_its_shares(canvas):
    panel = SeedPanel(VALUES, ["one", "two", "three"], 5, 3, marked=2)
    low, high = panel.plot.y_range
    assert low <= VALUES.min() and VALUES.max() <= high
    np.testing.assert_array_equal(panel.seeds.dots.marked, [0, 0, 0, 0, 1, 1])
    for i, (_, name) in enumerate(panel.plot.labels[:3]):
        assert name.get_x() == pytest.approx(panel.plot.c2p(i, low)[0])


def test_a_dot_is_at_the_mean_of_its_seeds_on_a_line_through_all_of_them(canvas):
    plot = Plot((0, 10), (0, 1))
    values = np.array([[0.1, 0.5, 0.9], [0.3, 0.5, 0.6]])
    dots = RangeDots(plot, np.array([1, 4, 9]), values, [(1, "middle", UP), (0, "first", RIGHT)])
    np.testing.assert_allclose(dots.means.y, [0.2, 0.5, 0.75])
    for line, x, ends in zip(dots.ranges, (1, 4, 9), np.sort(values.T), strict=True):
        np.testing.assert_allclose(line.get_start_and_end(), plot.c2p([x, x], ends), atol=1e-9)
    middle, first = dots.names
    assert middle.get_bottom()[1] > plot.c2p(4, 0.5)[1]
    assert first.get_left()[0] > plot.c2p(1, 0.2)[0]
