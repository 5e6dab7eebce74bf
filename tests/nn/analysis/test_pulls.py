import numpy as np
import pytest

from nn.analysis.pulls import Pulls
from nn.network import Network

SIZES = [5, 4, 3]


@pytest.fixture
def case():
    """(a network, six examples X, Y, their pulls)."""
    generator = np.random.default_rng(0)
    network = Network(SIZES, seed=1, dtype=np.float64)
    X, Y = generator.random((6, 5)), np.eye(3)[generator.integers(3, size=6)]
    return network, X, Y, Pulls.of(network, X, Y)


def gradient(network, X, Y):
    """−∂C/∂W¹ over some examples."""
    return -network.gradient(X, Y)[: SIZES[0] * SIZES[1]].reshape(SIZES[1], SIZES[0])


def test_the_pull_of_one_is_its_own_negative_gradient(case):
    network, X, Y, pulls = case
    for i in range(len(X)):
        np.testing.assert_allclose(pulls.one(i), gradient(network, X[[i]], Y[[i]]), atol=1e-12)


def test_averages_are_the_gradients_over_the_first_so_many(case):
    network, X, Y, pulls = case
    order = np.array([3, 1, 5, 0, 2, 4])
    for n, average in zip((1, 4, 6), pulls.averages(order, np.array([1, 4, 6])), strict=True):
        some = order[:n]
        np.testing.assert_allclose(average, gradient(network, X[some], Y[some]), atol=1e-12)


def test_cosines_are_of_the_angles_between_pulls(case):
    *_, pulls = case
    flat = np.array([pulls.one(i).ravel() for i in range(6)])
    unit = flat / np.linalg.norm(flat, axis=1, keepdims=True)
    assert pulls.cosines(2) == pytest.approx(unit @ unit[2])


def test_an_example_that_asks_for_nothing_has_no_angle(case):
    network, X, Y, _ = case
    X[4] = 0
    assert Pulls.of(network, X, Y).cosines(0)[4] == 1


def test_the_share_against_a_direction_is_of_wide_angles(case):
    *_, pulls = case
    direction = pulls.one(0)
    against = np.mean([(pulls.one(i) * direction).sum() < 0 for i in range(6)])
    assert pulls.share_against(direction) == pytest.approx(against)
