import numpy as np
import pytest

from nn.analysis.plateau import plateau


def test_a_plateau_is_where_the_cost_rests_before_it_falls_again():
    cost = np.concatenate([[4.0, 2.0], np.full(5, 0.9), [0.6, 0.4, 0.2, 0.1]])
    assert plateau(cost) == (2, 6)
    assert plateau(cost * 1e-3) == (2, 6)


def test_the_longest_of_two_plateaus_is_told():
    cost = np.concatenate([[4.0], np.full(3, 2.0), np.full(5, 0.9), [0.1]])
    assert plateau(cost) == (4, 8)


@pytest.mark.parametrize(
    "cost",
    [
        np.geomspace(4, 0.1, 30),  # it never rests
        np.concatenate([[4.0, 2.0], np.full(9, 0.9)]),  # it rests for good
        np.concatenate([[4.0], np.full(9, 0.9), [0.8, 0.7]]),  # it hardly falls again
    ],
)
def test_where_the_cost_does_not_rest_no_plateau_is_told(cost):
    assert plateau(cost) is None
