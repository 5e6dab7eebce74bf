import numpy as np
import pytest

from scenes.mobjects.plot import Plot
from scenes.mobjects.seed_dots import SeedDots, few_ticks

VALUES = np.array([[0.1, 0.3], [0.5, 0.9], [0.2, 0.2]])


def test_each_value_is_a_dot_over_its_kind_and_each_mean_a_line():
    plot = Plot((-0.5, 2.5), (0, 1))
    dots = SeedDots(plot, VALUES, marked=1)
    np.testing.assert_array_equal(dots.dots.x, [0, 0, 1, 1, 2, 2])
    np.testing.assert_array_equal(dots.dots.y, VALUES.ravel())
    np.testing.assert_array_equal(dots.dots.marked, [0, 0, 1, 1, 0, 0])
    for i, (line, mean) in enumerate(zip(dots.means, VALUES.mean(axis=1), strict=True)):
        np.testing.assert_allclose(line.get_center(), plot.c2p(i, mean), atol=1e-6)


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0.943, 0.9544], [0.94, 0.945, 0.95, 0.955]),
        ([0.02, 0.03], [0.02, 0.022, 0.024, 0.026, 0.028, 0.03]),
        ([3, 470], [0, 100, 200, 300, 400, 500]),
        ([0.5, 0.5], [0.5, 0.500001]),
    ],
)
def test_few_ticks_are_even_and_round_and_hold_all_values(values, ticks):
    np.testing.assert_allclose(few_ticks(values), ticks)
