import numpy as np
import pytest

from scenes.mobjects.lettering import baseline
from scenes.mobjects.panels import Panels

POINTS = np.array([[[-1.0, 0, 2], [1, 0, -1]], [[0.0, 0.5, 1], [-2, 1, 0]]])


@pytest.fixture
def panels():
    ticks = {-2: "−2", 0: "0", 2: "+2"}
    return Panels(POINTS, [-3, 1], ticks, ("training", "test"), "in deviations", right=6)


def test_all_points_are_dots_over_their_panel_on_one_scale(panels):
    assert len({plot.x_range for plot in panels.plots}) == 1
    for plot, dots, points, x in zip(panels.plots, panels.dots, POINTS, (-3, 1), strict=True):
        np.testing.assert_array_equal([dots.x, dots.y], points)
        assert plot.x_range[1] > abs(POINTS).max() and plot.x_range == plot.y_range
        np.testing.assert_allclose(plot.x_axis.get_center(), [x, 0, 0], atol=1e-9)


def test_the_first_alone_has_titles_and_the_units_stand_on_their_line(panels):
    first, second = panels.plots
    assert len(first.y_title) and len(first.x_title)
    assert not len(second.y_title) and not len(second.x_title)
    assert baseline(panels.units) == pytest.approx(baseline(first.y_title))
    assert panels.units.get_right()[0] == pytest.approx(6, abs=0.01)


def test_dots_stay_where_they_are_as_those_of_a_panel(panels):
    places = np.array([[[0, 1, 0], [2, 2, 0]], [[1, 1, 0], [-1, 0, 0]]], dtype=float)
    panels.shift([0.5, 1, 0])
    for dots, plot, points in zip(panels.dots_at(places), panels.plots, places, strict=True):
        np.testing.assert_allclose(plot.c2p(dots.x, dots.y), points, atol=1e-9)
