"""Momentum: the cost's slope and curvature are its own, and the descent is what a parabola says."""

import numpy as np
import pytest

from nn import datasets, experiments
from nn.experiments import momentum
from nn.experiments.momentum import SoftmaxRegression


@pytest.fixture(scope="module")
def cost():
    """A small softmax regression: 60 random images of 6 pixels, 3 classes."""
    generator = np.random.default_rng(3)
    labels = generator.integers(0, 3, 60)
    X = generator.random((60, 6)) + np.eye(6)[labels]
    return SoftmaxRegression(X, datasets.one_hot(labels, 3), 0.05)


def matrix_of(product, n):
    return np.array([product(v) for v in np.eye(n)])


def test_the_gradient_is_the_slope_of_the_cost(cost):
    theta = np.random.default_rng(0).standard_normal(21)
    slopes = [
        (cost.at(theta + 1e-5 * v)[0] - cost.at(theta - 1e-5 * v)[0]) / 2e-5 for v in np.eye(21)
    ]
    np.testing.assert_allclose(cost.at(theta)[1], slopes, atol=1e-8)


def test_the_hessian_is_the_slope_of_the_gradient(cost):
    theta = np.random.default_rng(1).standard_normal(21)
    slopes = [
        (cost.at(theta + 1e-5 * v)[1] - cost.at(theta - 1e-5 * v)[1]) / 2e-5 for v in np.eye(21)
    ]
    np.testing.assert_allclose(matrix_of(cost.hessian_at(theta), 21), slopes, atol=1e-8)


def test_no_point_near_the_minimum_is_lower(cost):
    minimum = cost.minimum()
    lowest, nabla = cost.at(minimum)
    assert np.linalg.norm(nabla) < 1e-8
    for v in np.random.default_rng(2).standard_normal((20, 21)):
        assert cost.at(minimum + 0.01 * v)[0] > lowest


def test_the_directions_are_those_of_the_whole_hessian(cost):
    product = cost.hessian_at(cost.minimum())
    values, vectors = np.linalg.eigh(matrix_of(product, 21))
    found, rows = momentum.steepest(product, 21, 18, np.random.default_rng(0))
    np.testing.assert_allclose(found[:6], values[::-1][:6], atol=1e-8)
    np.testing.assert_allclose(abs((rows[:6] * vectors.T[::-1][:6]).sum(axis=1)), 1, atol=1e-6)


def test_the_map_is_the_cost_at_its_points(cost):
    minimum = cost.minimum()
    directions = np.linalg.qr(np.random.default_rng(4).standard_normal((21, 2)))[0].T
    costs = cost.over(minimum, directions, np.array([-1, 0, 0.5]), np.array([0, 2.0]))
    there = cost.at(minimum + 2 * directions[0] + 0.5 * directions[1])[0]
    assert costs[1, 2] == pytest.approx(there - cost.at(minimum)[0], rel=1e-6)
    assert costs[0, 1] == pytest.approx(0, abs=1e-9)


def test_beside_the_minimum_the_descent_is_that_on_parabolas(cost):
    minimum = cost.minimum()
    values, vectors = np.linalg.eigh(matrix_of(cost.hessian_at(minimum), 21))
    curvatures, directions = values[[-1, -8]], vectors.T[[-1, -8]]
    settings = {"start": [1e-4, 1e-4], "steps": 60}
    for mu in (0.0, 0.5, 0.9):
        run = momentum.descend(cost, minimum, directions, mu, eta := 1.5 / curvatures[0], settings)
        expected = momentum.parabola(mu, eta * curvatures, settings["start"], 60)
        np.testing.assert_allclose(run["path"], expected, atol=1e-6)
        assert run["off_plane"].max() < 1e-6


def far_out(mu, eta_lambda):
    """How far from the minimum a parabola's path, from 1, still comes after 360 of 400 steps."""
    return abs(momentum.parabola(mu, np.array([eta_lambda]), [1.0], 400)[-40:]).max()


@pytest.mark.parametrize("eta_lambda", [0.02, 0.3, 0.8])
def test_with_critical_momentum_nothing_is_sooner_there_and_nothing_turns_back(eta_lambda):
    best = momentum.critical(eta_lambda)
    others = [mu for mu in (best - 0.1, best + 0.1) if mu >= 0]
    assert far_out(best, eta_lambda) <= min(far_out(mu, eta_lambda) for mu in others)
    below = momentum.parabola(best - 1e-9, np.array([eta_lambda]), [1.0], 400)
    above = momentum.parabola(best + 0.15, np.array([eta_lambda]), [1.0], 400)
    assert below.min() > -1e-12
    assert above.min() < 0


def test_it_has_arrived_when_it_stays():
    path = np.array([[1, 0.5], [0.05, 0.3], [-0.2, 0.2], [0.01, 0.1], [0.02, 0.06]])
    assert momentum.arrival(path, 0.1).tolist() == [3, 5]
    assert momentum.arrival(path[3:, :1] * [1.0, 1.0] * 0, 0.1).tolist() == [0, 0]


def claim(found):
    """Some momentum arrives far sooner than none and than the most; the theory says why."""
    assert 0 < found["best_momentum"] < 0.95
    assert found["arrival_best"] < 0.5 * found["arrival_plain"]
    assert found["arrival_best"] < 0.5 * found["arrival_most"]
    assert found["critical_steep"] < found["best_momentum"]
    assert found["overshoot_most"] < -0.4
    assert found["deviation_plain_flat"] < 0.05
    assert found["largest_residual"] < 0.01


def test_some_momentum_is_better_than_none_and_than_the_most():
    found = experiments.read("momentum").found
    claim(found)
    assert found["largest_residual"] < 1e-6
    assert found["ratio"] == pytest.approx(50, rel=0.02)


@pytest.mark.slow
def test_it_is_so_in_a_fresh_small_run_too(tmp_path):
    data = datasets.load("digits")
    claim(experiments.conduct("momentum", data, tmp_path / "fresh", quick=True, jobs=1).found)
