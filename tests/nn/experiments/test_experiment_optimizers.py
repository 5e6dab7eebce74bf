"""The race: one start, the same mini_batches, each optimizer at the rate that validation chose."""

import numpy as np
import pytest

from nn import datasets, experiments
from nn.analysis import landscape
from nn.experiments import optimizers
from nn.network import Network
from nn.optimizers import OPTIMIZERS

TINY = optimizers.QUICK | {"training": 60, "judges": 40, "steps": 30, "looks": 6, "map": [5, 4]}
SETTINGS = {**optimizers.SETTINGS, **TINY}


@pytest.fixture(scope="module")
def examples(few_digits):
    return optimizers.examples(few_digits, SETTINGS)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A fresh quick run on the digits that ship."""
    folder = tmp_path_factory.mktemp("optimizers") / "fresh"
    return experiments.conduct("optimizers", datasets.load("digits"), folder, quick=True, jobs=1)


def thetas_of(name, seed, examples):
    X, Y, *_ = optimizers.prepared(SETTINGS, examples)
    descent = optimizers.descend(SETTINGS, name, 0.01, seed, X, Y)
    return np.stack([network.theta.copy() for network in descent])


def test_all_four_begin_as_one_and_part(examples):
    starts, ends = zip(*(thetas_of(name, 3, examples)[[0, -1]] for name in OPTIMIZERS), strict=True)
    for start, end in zip(starts[1:], ends[1:], strict=True):
        np.testing.assert_array_equal(start, starts[0])
        assert not np.array_equal(end, ends[0])
    assert not np.array_equal(thetas_of("sgd", 4, examples)[0], starts[0])


def test_a_look_is_after_so_many_steps_of_the_seeds_mini_batches(examples):
    """Against the same steps, each with the gradient of its mini_batch, written out."""
    X, Y, *_ = optimizers.prepared(SETTINGS, examples)
    looks = optimizers.looked_at(SETTINGS)
    network = Network([784, 16, 16, 10], seed=3)
    expected, m = [network.theta.copy()], SETTINGS["mini_batch_size"]
    for step in range(SETTINGS["steps"]):
        epoch, batch = divmod(step, len(X) // m)
        order = np.random.default_rng([3, epoch]).permutation(len(X))
        rows = order[batch * m : (batch + 1) * m]
        network.theta -= (0.01 * network.gradient(X[rows], Y[rows])).astype(np.float32)
        expected.append(network.theta.copy())
    found = thetas_of("sgd", 3, examples)
    assert looks[-1] == SETTINGS["steps"] and len(found) == len(looks)
    np.testing.assert_allclose(found, np.array(expected)[looks], atol=1e-6)


def test_the_map_is_the_cost_of_the_networks_there(examples):
    X, Y, *_ = optimizers.prepared(SETTINGS, examples)
    found = optimizers.paths(SETTINGS, 0, X, Y)
    thetas = [
        network.theta.astype(np.float64)
        for name in OPTIMIZERS
        for network in optimizers.descend(SETTINGS, name, SETTINGS["eta"][name], 0, X, Y)
    ]
    directions = landscape.principal_plane(np.stack(thetas).astype(np.float32))[1]
    network = Network([784, 16, 16, 10])
    network.theta[:] = thetas[0] + np.array([found["xs"][3], found["ys"][1]]) @ directions
    judges = X[: SETTINGS["judges"]], Y[: SETTINGS["judges"]]
    assert found["map_costs"][1, 3] == pytest.approx(network.cost(*judges), rel=1e-4)
    # The start, common to all, lies on it.
    np.testing.assert_allclose(found["path"][:, 0], 0, atol=1e-5)
    np.testing.assert_allclose(found["plane_costs"][:, 0], found["true_costs"][:, 0], rtol=1e-4)
    around = found["path"] ** 2
    np.testing.assert_allclose(
        around.sum(axis=2) + found["off_plane"] ** 2, found["from_start"] ** 2, rtol=1e-3, atol=1e-4
    )


def test_each_gets_the_rate_that_validation_chose():
    result = experiments.read("optimizers")
    for k, name in enumerate(OPTIMIZERS):
        etas = result.settings["etas"][name]
        costs = getattr(result.arrays, f"{name}_costs")
        assert costs.shape[:2] == (len(etas), len(result.settings["seeds"]))
        assert result.arrays.chosen[k] == costs[:, :, -1, 1].mean(axis=1).argmin()
        assert result.settings["eta"][name] == etas[result.arrays.chosen[k]]
        assert 0 < result.arrays.chosen[k] < len(etas) - 1, f"widen the grid of {name}"


@pytest.mark.parametrize("which", ["committed", pytest.param("fresh", marks=pytest.mark.slow)])
def test_the_paths_are_those_of_the_first_seed_in_the_grid(which, request):
    result = (
        experiments.read("optimizers") if which == "committed" else request.getfixturevalue("fresh")
    )
    for k, name in enumerate(OPTIMIZERS):
        rate = result.settings["etas"][name].index(result.settings["eta"][name])
        costs = getattr(result.arrays, f"{name}_costs")[rate, 0, :, 0]
        np.testing.assert_allclose(result.arrays.true_costs[k], costs, rtol=1e-6)


def claim(found, nearly):
    """All four come down from a guess, and end `nearly` as well as each other."""
    costs = [found[f"validation_cost_{name}"] for name in OPTIMIZERS]
    accuracies = [found[f"test_accuracy_{name}"] for name in OPTIMIZERS]
    assert max(costs) < 0.5
    assert max(accuracies) - min(accuracies) < nearly


def test_at_their_own_rates_all_four_end_nearly_alike():
    found = experiments.read("optimizers").found
    claim(found, 0.01)
    assert min(found[f"test_accuracy_{name}"] for name in OPTIMIZERS) > 0.92
    assert found["explained_1"] + found["explained_2"] > 0.6


@pytest.mark.slow
def test_it_is_so_in_a_fresh_small_run_too(fresh):
    claim(fresh.found, 0.06)
