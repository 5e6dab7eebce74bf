"""Many networks trained as one are the same networks trained one by one."""

import itertools

import numpy as np
import pytest

from nn.activations import HIDDEN, OUTPUT
from nn.costs import COSTS
from nn.errors import DownhillError
from nn.network import Network
from nn.optimizers import OPTIMIZERS
from nn.training.descent import Descent
from nn.training.ensemble import Ensemble, EnsembleDescent, EnsemblePass

KINDS = list(itertools.product(HIDDEN, OUTPUT, COSTS))
SIZES = [6, 5, 4, 3]
K, N, M = 4, 40, 7


@pytest.fixture
def data():
    generator = np.random.default_rng(0)
    X = generator.random((N, SIZES[0]), dtype=np.float32)
    return X, np.eye(SIZES[-1], dtype=np.float32)[generator.integers(0, SIZES[-1], N)]


def networks(kind=("sigmoid", "sigmoid", "quadratic"), sizes=SIZES, dtype=np.float32):
    return [Network(sizes, *kind, seed=seed, dtype=dtype) for seed in range(K)]


@pytest.mark.parametrize("shared", [False, True], ids=["own images", "shared images"])
@pytest.mark.parametrize("kind", KINDS, ids="-".join)
def test_each_gradient_is_that_of_its_network_alone(kind, shared):
    generator = np.random.default_rng(1)
    X, Y = generator.random((K, M, SIZES[0])), generator.random((K, M, SIZES[-1]))
    ensemble = Ensemble(networks(kind, dtype=np.float64))
    batch = EnsemblePass(ensemble, M, shared).forward(X[0] if shared else X).backward(Y)
    for k, network in enumerate(networks(kind, dtype=np.float64)):
        alone = network.backpropagation(X[0 if shared else k], Y[k])
        for mine, theirs in zip(batch.z + batch.delta, alone.z + alone.delta, strict=True):
            np.testing.assert_allclose(mine[k], theirs, rtol=1e-10, atol=1e-12)
        for mine, theirs in zip(batch.nabla_w, alone.nabla_w, strict=True):
            np.testing.assert_allclose(mine[k], theirs, rtol=1e-10, atol=1e-12)
        for mine, theirs in zip(batch.nabla_b, alone.nabla_b, strict=True):
            np.testing.assert_allclose(mine[k], theirs, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("sizes", [(6, 3), (6, 1, 3), (6, 5, 4, 3)], ids=str)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("own", [False, True], ids=["shared batches", "own batches"])
def test_a_training_ends_where_each_network_ends_alone(sizes, optimizer, own, data):
    X, Y = data
    ensemble = Ensemble(networks(sizes=sizes))
    together = EnsembleDescent(ensemble, OPTIMIZERS[optimizer](ensemble.theta), X, Y, l2=0.01)
    alone = networks(sizes=sizes)
    descents = [Descent(one, OPTIMIZERS[optimizer](one.theta), X, Y, l2=0.01) for one in alone]
    generator = np.random.default_rng(2)
    for _ in range(30):
        rows = generator.integers(0, N, (K, M) if own else M)
        together.step(rows, 0.05)
        for k, descent in enumerate(descents):
            descent.step(rows[k] if own else rows, 0.05)
    for mine, theirs in zip(ensemble.networks(), alone, strict=True):
        np.testing.assert_allclose(mine.theta, theirs.theta, atol=1e-5)


@pytest.mark.parametrize("own", [False, True], ids=["shared batches", "own batches"])
def test_each_may_have_labels_of_its_own(own, data):
    X, Y = data
    generator = np.random.default_rng(3)
    all_Y = np.stack([Y[generator.permutation(N)] for _ in range(K)])
    ensemble, alone = Ensemble(networks()), networks()
    together = EnsembleDescent(ensemble, OPTIMIZERS["sgd"](ensemble.theta), X, all_Y)
    rows = generator.integers(0, N, (K, M) if own else M)
    together.step(rows, 0.5)
    for k, network in enumerate(alone):
        descent = Descent(network, OPTIMIZERS["sgd"](network.theta), X, all_Y[k])
        descent.step(rows[k] if own else rows, 0.5)
        np.testing.assert_allclose(ensemble.network(k).theta, network.theta, atol=1e-6)


@pytest.mark.parametrize("own", [False, True], ids=["shared batches", "own batches"])
def test_no_bit_of_a_network_depends_on_how_many_are_trained_with_it(own):
    sizes, count = [784, 16, 7, 5], 12
    generator = np.random.default_rng(4)
    X, labels = generator.random((N, sizes[0]), np.float32), generator.integers(0, sizes[-1], N)
    Y = np.eye(sizes[-1], dtype=np.float32)[labels]
    batches = generator.integers(0, N, (10, count, M) if own else (10, M))
    ends = []
    for size in (1, 5, count):
        trained = []
        for first in range(0, count, size):
            group = slice(first, min(first + size, count))
            ensemble = Ensemble([Network(sizes, seed=seed) for seed in range(count)[group]])
            descent = EnsembleDescent(ensemble, OPTIMIZERS["adam"](ensemble.theta), X, Y)
            for rows in batches:
                descent.step(rows[group] if own else rows, 0.05)
            trained += ensemble.networks()
        ends.append(np.stack([network.theta for network in trained]))
    np.testing.assert_array_equal(ends[0], ends[1])
    np.testing.assert_array_equal(ends[0], ends[2])


def test_networks_come_out_as_they_went_in():
    for before, after in zip(networks(), Ensemble(networks()).networks(), strict=True):
        np.testing.assert_array_equal(before.theta, after.theta)


def test_networks_of_two_kinds_are_refused():
    with pytest.raises(DownhillError, match="an ensemble for each kind"):
        Ensemble([Network(SIZES), Network(SIZES, "relu")])
