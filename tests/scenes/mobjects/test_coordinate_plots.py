import numpy as np
import pytest

from scenes.mobjects.coordinate_plots import CoordinatePlots


@pytest.fixture
def coordinates():
    names, starts = ["steep", "flat"], [0.3, 1.0]
    return CoordinatePlots(names, starts, [0.4, 1.2], 100, 0.1, "distance")


def test_axes_stand_below_each_other_with_the_same_steps_and_one_row_of_ticks(coordinates):
    steep, flat = coordinates.plots
    assert steep.x_axis.get_x() == pytest.approx(flat.x_axis.get_x())
    assert steep.x_axis.get_y() > flat.y_axis.get_top()[1]
    assert steep.x_range == flat.x_range == (0, 100)
    assert (len(steep.labels), len(flat.labels)) == (3, 6)
    assert (steep.y_range, flat.y_range) == ((-0.4, 0.4), (-1.2, 1.2))


def test_a_band_reaches_as_far_from_zero_as_is_near_enough_along_all_steps(coordinates):
    for (area, name), plot, start in zip(
        coordinates.bands, coordinates.plots, (0.3, 1.0), strict=True
    ):
        corners = plot.c2p([0, 100], [-0.1 * start, 0.1 * start])
        np.testing.assert_allclose(area.get_corner([-1, -1, 0]), corners[0], atol=1e-6)
        np.testing.assert_allclose(area.get_corner([1, 1, 0]), corners[1], atol=1e-6)
        assert name.typst_code == "±10%"
        assert name.get_left()[0] > area.get_right()[0]
