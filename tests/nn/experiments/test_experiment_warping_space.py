"""Bending space: what the result claims, and the parts that could be wrong."""

import numpy as np
import pytest

from nn import datasets, experiments
from nn.experiments import warping_space
from nn.experiments.warping_space import (
    accuracies,
    best_line,
    clearest,
    disc_and_ring,
    near_identity,
    sizes_of,
    spirals,
    targets,
    upright,
)
from nn.network import Network
from nn.training.ensemble import Ensemble


def claim(found):
    """Two units never part the disc from the ring, three nearly always do; some starts part the
    spirals, which no line does."""
    assert found["two_all_right"] == 0
    assert found["two_mean"] <= found["two_best"] < 1
    assert found["three_all_right"] > 0.9 * found["three_tried"]
    assert found["two_mean"] < found["three_mean"]
    assert 0 < found["spirals_parted"] < found["spirals_tried"]
    assert found["spirals_by_a_line"] < 0.9


@pytest.fixture(scope="module")
def committed():
    return experiments.read("warping_space")


def network_of(theta, sizes):
    network = Network(sizes, "tanh", "sigmoid", "cross_entropy", dtype=np.float64)
    network.theta[:] = theta
    return network


def right(network, X):
    """The share of points (2 n, 2) on the right side."""
    return ((network.forward(X).z[-1] > 0) == (targets(X) > 0)).mean()


def test_two_units_never_part_what_surrounds_from_what_is_inside(committed):
    found = committed.found
    claim(found)
    assert found["two_tried"] == found["three_tried"] == 150
    assert found["two_mean"] < 0.95
    assert found["three_all_right"] > 0.95 * found["three_tried"]
    assert found["two_all_right_on_trained"] == 0


@pytest.mark.slow
def test_it_is_so_in_a_fresh_small_run_too(tmp_path):
    data = datasets.load("digits")
    claim(experiments.conduct("warping_space", data, tmp_path / "fresh", quick=True).found)


def test_what_is_found_is_what_the_arrays_hold(committed):
    found, arrays = committed.found, committed.arrays
    two, three = arrays.ring_accuracy
    assert two.size == found["two_tried"]
    assert (two == 1).sum() == found["two_all_right"]
    assert two.max() == pytest.approx(found["two_best"])
    assert three.mean() == pytest.approx(found["three_mean"])
    assert (arrays.spiral_accuracy == 1).sum() == found["spirals_parted"]


def test_the_network_that_is_shown_parts_the_spirals(committed):
    arrays, settings = committed.arrays, committed.settings
    curves = spirals(4_000, settings["turns"]).reshape(-1, 2)
    sizes = sizes_of(2, settings["curve_depth"])
    assert right(network_of(arrays.untangled[-1], sizes), curves) == 1
    assert right(network_of(arrays.untangled[0], sizes), curves) < 0.9
    assert committed.found["untangled_steps"] == arrays.steps[len(arrays.untangled) - 1]


def test_the_networks_of_the_ring_are_as_good_as_is_told(committed):
    arrays, found = committed.arrays, committed.found
    X = disc_and_ring(20_000, np.random.default_rng(99))
    two = network_of(arrays.two[-1], sizes_of(2, found["two_depth"]))
    assert right(two, X) == pytest.approx(found["two_best"], abs=0.005)
    assert right(network_of(arrays.three[-1], sizes_of(3, 1)), X) > 0.9999


def test_the_curves_are_one_curve_turned_and_as_long_as_asked():
    curve, other = spirals(500, 0.8)
    np.testing.assert_allclose(other, -curve)
    radius, angle = np.hypot(*curve.T), np.unwrap(np.arctan2(curve[:, 1], curve[:, 0]))
    assert radius[-1] == pytest.approx(1) and (np.diff(radius) > 0).all()
    np.testing.assert_allclose(angle, 2 * np.pi * 0.8 * radius, atol=1e-9)


def test_the_disc_and_the_ring_are_filled_evenly_and_a_third_apart():
    n = 20_000
    radius = np.linalg.norm(disc_and_ring(n, np.random.default_rng(0)), axis=1)
    disc, ring = radius[:n], radius[n:]
    assert disc.max() < 1 / 3 and ring.min() > 2 / 3 and ring.max() < 1
    assert (disc < 1 / 6).mean() == pytest.approx(1 / 4, abs=0.02)


def test_square_layers_begin_near_the_identity_and_others_as_ever():
    network = near_identity([2, 2, 3, 3, 1], 5, 1.2, 0.0)
    np.testing.assert_allclose(network.weights[0], 1.2 * np.eye(2))
    np.testing.assert_allclose(network.weights[2], 1.2 * np.eye(3), atol=1e-7)
    as_ever = Network([2, 2, 3, 3, 1], "tanh", seed=5)
    for l in (1, 3):
        np.testing.assert_array_equal(network.weights[l], as_ever.weights[l])


def test_their_spread_is_that_of_the_settings():
    gone = [near_identity([2, 2, 1], s, 1.2, 0.2).weights[0] - 1.2 * np.eye(2) for s in range(400)]
    assert np.std(gone) == pytest.approx(0.2, rel=0.1)


def test_the_best_line_is_as_good_as_it_says_and_better_than_any_of_many():
    curves = spirals(200, 0.8)
    share, line = best_line(*curves)
    z = curves @ np.array(line[:2]) + line[2]
    assert ((z[0] > 0).sum() + (z[1] < 0).sum()) / 400 == pytest.approx(share)
    generator = np.random.default_rng(0)
    for w, b in zip(generator.normal(size=(2_000, 2)), generator.normal(size=2_000), strict=True):
        z = curves @ w + b
        assert ((z[0] > 0).sum() + (z[1] < 0).sum()) / 400 <= share + 0.005


def test_curves_that_a_line_parts_are_found_to_be():
    share, _ = best_line(np.array([[1.0, 2], [2, 5]]), np.array([[-1.0, 2], [-4, 0]]))
    assert share == 1


@pytest.mark.parametrize("seed", range(5))
def test_the_upright_network_answers_the_same_and_mirrors_nothing(seed):
    sizes, X = sizes_of(2, 4), np.random.default_rng(seed).normal(size=(50, 2))
    network = Network(sizes, "tanh", "sigmoid", "cross_entropy", seed, dtype=np.float64)
    network.theta += np.random.default_rng([seed, 1]).normal(size=network.theta.shape)
    twin = network_of(upright(network.theta[None], sizes)[0], sizes)
    np.testing.assert_allclose(twin.forward(X).z[-1], network.forward(X).z[-1], atol=1e-12)
    for W in twin.weights[:-1]:
        assert np.linalg.det(W) > 0
        assert abs(np.arctan2(W[1, 0] - W[0, 1], W[0, 0] + W[1, 1])) <= np.pi / 4 + 1e-6


def test_a_training_is_turned_upright_as_its_end_is():
    sizes = sizes_of(2, 2)
    thetas = np.random.default_rng(0).normal(size=(3, len(Network(sizes).theta)))
    made = upright(thetas, sizes)
    for theta, same in zip(thetas, made, strict=True):
        X = np.random.default_rng(1).normal(size=(20, 2))
        one, other = (network_of(t, sizes).forward(X).z[-1] for t in (theta, same))
        np.testing.assert_allclose(one, other, atol=1e-12)
    np.testing.assert_allclose(upright(made[-1:], sizes)[0], made[-1])


def test_accuracies_of_an_ensemble_are_those_of_its_networks():
    networks = [near_identity(sizes_of(2, 2), s, 1.2, 0.5) for s in range(4)]
    X = disc_and_ring(100, np.random.default_rng(3)).astype(np.float32)
    expected = [right(network, X) for network in networks]
    np.testing.assert_allclose(accuracies(Ensemble(networks), X), expected)


def test_the_clearest_is_sure_of_all_for_the_first_time_and_flattens_least():
    sizes = sizes_of(2, 1)
    X = np.array([[1.0, 0], [1, 1], [-1, 0], [-1, 1]])

    def theta(flat, output):
        return [1, 0, 0, flat, 0, 0, output, 0, 0]

    thetas = np.array(
        [
            [theta(0.01, 1), theta(0.8, 1), theta(1, -9)],  # right but unsure, and all wrong
            [theta(0.01, 9), theta(0.7, 9), theta(1, -9)],
            [theta(0.01, 9), theta(0.9, 9), theta(1, -9)],
        ]
    )
    result = {"thetas": thetas, "accuracy": np.array([[1.0, 1.0, 0.0]] * 3)}
    assert clearest(result, sizes, X) == (1, 1)
    unsure = {"thetas": thetas[:1], "accuracy": np.array([[0.5, 0.75, 0.0]])}
    assert clearest(unsure, sizes, X) == (0, 1)


def test_without_the_digits_it_draws_the_same_points():
    made, again = (warping_space.examples(None, warping_space.SETTINGS) for _ in range(2))
    for name in made:
        np.testing.assert_array_equal(made[name], again[name])
    assert len(made["ring"]) == 2 * warping_space.SETTINGS["ring_points"]
