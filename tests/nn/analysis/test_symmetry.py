import itertools
import math

import numpy as np
import pytest

from nn.analysis.symmetry import (
    compare_outputs,
    likeness,
    matched,
    number_of_twins,
    twin_of,
)
from nn.network import Network

X = np.random.default_rng(1).random((300, 6)).astype(np.float32)
SIZES = [6, 5, 4, 3]


def a_network(activation="sigmoid", seed=3):
    network = Network(SIZES, activation, seed=seed)
    network.theta[:] *= 3  # so that neurons differ by more than their scale
    return network


def a_twin(network, turned):
    orders = [np.array([3, 0, 4, 2, 1]), np.array([2, 3, 1, 0])]
    return twin_of(network, orders, turned)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_a_twin_shuffled_and_turned_over_is_put_back_to_the_very_weights(activation):
    network = a_network(activation)
    over = [np.array([1, 0, 0, 1, 1], bool), np.array([0, 1, 0, 1], bool)]
    found, _, turned = matched(network, a_twin(network, over), X)
    np.testing.assert_allclose(found.theta, network.theta, atol=1e-5)
    assert sum(one.sum() for one in turned) == 5


def test_relus_are_put_in_order_and_never_turned():
    network = a_network("relu")
    none = [np.zeros(5, bool), np.zeros(4, bool)]
    found, _, turned = matched(network, a_twin(network, none), X)
    np.testing.assert_array_equal(found.theta, network.theta)
    assert not np.concatenate(turned).any()


@pytest.mark.parametrize("turn", [False, True])
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_matching_changes_no_output(activation, turn):
    network, other = a_network(activation), a_network(activation, seed=4)
    found, _, turned = matched(network, other, X, turn)
    np.testing.assert_allclose(found.forward(X).a[-1], other.forward(X).a[-1], atol=1e-5)
    assert turn or not np.concatenate(turned).any()


def test_no_other_order_is_more_alike():
    """All 120 orders of a layer of five."""
    network, other = a_network(), a_network(seed=4)
    alike = abs(likeness(network.forward(X).a[1], other.forward(X).a[1]))
    _, orders, _ = matched(network, other, X)
    totals = [alike[range(5), order].sum() for order in itertools.permutations(range(5))]
    assert alike[range(5), orders[0]].sum() == pytest.approx(max(totals))


def test_likeness_is_the_correlation_and_0_for_what_is_always_the_same():
    a, b = X[:, :3].copy(), X[:, 2:5].copy()
    np.testing.assert_allclose(likeness(a, b), np.corrcoef(a.T, b.T)[:3, 3:], atol=1e-6)
    a[:, 1] = 0.25
    assert (likeness(a, b)[1] == 0).all() and np.isfinite(likeness(a, b)).all()


# -- twins --------------------------------------------------------------------------------------


def drawn(sizes, seed=1):
    """A shuffle, and half of the neurons turned over, for each hidden layer."""
    generator = np.random.default_rng(seed)
    orders = [generator.permutation(n) for n in sizes[1:-1]]
    return orders, [generator.permutation(n) < n // 2 for n in sizes[1:-1]]


@pytest.mark.parametrize(
    ("activation", "output"),
    list(itertools.product(["sigmoid", "tanh", "relu"], ["sigmoid", "softmax"])),
)
@pytest.mark.parametrize("sizes", [(7, 5, 6, 3), (7, 4, 2), (7, 3)])
def test_a_twin_has_other_weights_and_the_same_outputs(activation, output, sizes):
    network = Network(sizes, activation, output, seed=3, dtype=np.float64)
    generator = np.random.default_rng(0)
    for b in network.biases:
        b[:] = generator.standard_normal(len(b))
    X = generator.random((50, sizes[0]))
    twin = twin_of(network, *drawn(sizes), dtype=np.float64)
    ours, theirs = network.forward(X).a[-1], twin.forward(X).a[-1]
    np.testing.assert_allclose(theirs, ours, atol=1e-14)
    assert (twin.theta != network.theta).any() == (len(sizes) > 2)


def test_place_i_of_the_twin_is_held_by_neuron_order_i():
    network = Network((4, 3, 2), seed=0)
    order, none = np.array([2, 0, 1]), np.zeros(3, bool)
    twin = twin_of(network, [order], [none])
    for i, j in enumerate(order):
        np.testing.assert_array_equal(twin.weights[0][i], network.weights[0][j])
        np.testing.assert_array_equal(twin.weights[1][:, i], network.weights[1][:, j])


def test_the_twins_of_a_tiny_network_are_as_many_as_are_found():
    """A layer of 3: every order, each neuron turned over or not, all different."""
    network = Network((2, 3, 2), seed=1, dtype=np.float64)
    found = {
        twin_of(network, [np.array(order)], [np.array(over)], np.float64).theta.round(9).tobytes()
        for order in itertools.permutations(range(3))
        for over in itertools.product([False, True], repeat=3)
    }
    assert len(found) == number_of_twins((2, 3, 2), [True]) == 48


def test_the_number_of_twins_follows_from_the_sizes():
    assert number_of_twins((784, 16, 16, 10), [True, True]) == (math.factorial(16) * 2**16) ** 2
    assert number_of_twins((784, 5, 10), [False]) == 120
    assert number_of_twins((784, 5, 2, 10), [False, True]) == 120 * 2 * 4


def test_outputs_of_a_twin_are_compared_in_double_precision():
    network = Network((7, 5, 6, 3), seed=3)
    images = np.random.default_rng(0).random((50, 7))
    orders, turned = drawn(network.sizes)
    difference, same = compare_outputs(network, orders, turned, images)
    assert 0 < difference < 1e-14 and same == 50
