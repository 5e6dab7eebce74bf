import numpy as np
import pytest

from nn.analysis import displacement
from nn.network import layer_views

SIZES = [3, 2, 2]


@pytest.fixture
def thetas():
    """Five snapshots of a network of SIZES, of which every third parameter never moves."""
    thetas = np.random.default_rng(0).normal(size=(5, 14))
    thetas[:, ::3] = thetas[0, ::3]
    return thetas


def test_each_parameter_has_moved_from_its_first_value_to_its_last(thetas):
    expected = [abs(column[-1] - column[0]) for column in thetas.T]
    assert displacement.of_each(thetas) == pytest.approx(expected)


def test_the_distance_is_that_of_all_parameters_together(thetas):
    expected = [sum((a - b) ** 2 for a, b in zip(row, thetas[0], strict=True)) for row in thetas]
    assert displacement.from_start(thetas) ** 2 == pytest.approx(expected)


def test_what_comes_back_to_its_start_has_moved(thetas):
    thetas[-1] = thetas[0]
    assert np.flatnonzero(displacement.is_zero(thetas)).tolist() == [0, 3, 6, 9, 12]


def test_the_pair_is_the_farthest_weight_of_the_first_layer_and_of_the_last(thetas):
    moved = displacement.of_each(thetas)
    weights, _ = layer_views(moved, SIZES)
    first, last = displacement.farthest_pair(moved, SIZES)
    assert moved[first] == weights[0].max() and first < weights[0].size
    assert moved[last] == weights[1].max() and 8 <= last < 12  # after the first layer's biases


def test_the_pair_of_a_single_layer_is_its_two_farthest(thetas):
    moved = displacement.of_each(thetas[:, :8])
    first, second = displacement.farthest_pair(moved, SIZES[:2])
    assert [moved[first], moved[second]] == sorted(moved[:6], reverse=True)[:2]
