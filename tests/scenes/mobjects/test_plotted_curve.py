import numpy as np
import pytest

from scenes.mobjects.plot import Plot
from scenes.mobjects.plotted_curve import Light, PlottedCurve

X = np.linspace(-2, 2, 9)


@pytest.fixture
def curve():
    """y = x² over a plot that it leaves above."""
    return PlottedCurve(Plot((-2, 2), (0, 3), width=8, height=3).shift([1, 2, 0]), X, X**2)


def test_it_is_linear_between_its_points(curve):
    assert curve.value(X) == pytest.approx(X**2)
    assert curve.value(0.75) == pytest.approx((0.5**2 + 1.0**2) / 2)
    np.testing.assert_allclose(curve.point(1.0), curve.plot.c2p(1, 1))


def test_its_slope_is_that_of_a_parabola_inside(curve):
    assert [curve.slope(x) for x in (-1.0, 0.0, 0.75)] == pytest.approx([-2, 0, 1.5])


def test_a_tangent_lies_around_the_point_with_the_slope_there(curve):
    start, end = curve.tangent(1.0, reach=0.5)
    np.testing.assert_allclose((start + end) / 2, curve.point(1.0))
    assert np.linalg.norm(end - start) == pytest.approx(1)
    slope = (end - start)[1] / (end - start)[0] * 2  # an x is two scene units wide, a y one
    assert slope == pytest.approx(2)


def test_a_part_has_its_ends_and_all_points_between(curve):
    expected = [curve.point(x) for x in (-0.7, -0.5, 0, 0.5, 0.6)]
    np.testing.assert_allclose(curve.points(-0.7, 0.6), expected)
    np.testing.assert_allclose(curve.points(), curve.plot.c2p(X, X**2))


def test_it_is_seen_until_it_leaves_the_plot_above(curve):
    assert curve.seen() == (-1.5, 1.5)


def test_light_falls_around_a_place_and_keeps_to_what_is_seen(curve):
    light = Light(curve, reach=1.0).shine(1.4)
    ends = [(line.get_start()[0], line.get_end()[0]) for line in light]
    left = [curve.plot.c2p(1.4 - reach / 2, 0)[0] for reach in np.linspace(0.2, 1, len(light))]
    right = curve.plot.c2p(1.5, 0)[0]
    assert [start for start, _ in ends] == pytest.approx(left)
    assert [end for _, end in ends] == pytest.approx([right] * len(light))
