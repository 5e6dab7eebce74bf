import itertools
import math

import numpy as np
import pytest

from nn import datasets
from nn.analysis.studies import twins
from nn.network import Network
from nn.runs.run import Run


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
    twin = twins.twin_of(network, *drawn(sizes), dtype=np.float64)
    ours, theirs = network.forward(X).a[-1], twin.forward(X).a[-1]
    np.testing.assert_allclose(theirs, ours, atol=1e-14)
    assert (twin.theta != network.theta).any() == (len(sizes) > 2)


def test_place_i_of_the_twin_is_held_by_neuron_order_i():
    network = Network((4, 3, 2), seed=0)
    order, none = np.array([2, 0, 1]), np.zeros(3, bool)
    twin = twins.twin_of(network, [order], [none])
    for i, j in enumerate(order):
        np.testing.assert_array_equal(twin.weights[0][i], network.weights[0][j])
        np.testing.assert_array_equal(twin.weights[1][:, i], network.weights[1][:, j])


def test_the_line_is_that_of_the_networks_between(tiny_run, few_digits):
    run = Run.load(tiny_run)
    study = twins.measure(run, few_digits)
    network = run.network()
    orders = [study[f"order{l}"] for l in (1, 2)]
    turned = [study[f"turned{l}"] for l in (1, 2)]
    twin = twins.twin_of(network, orders, turned)
    Y = datasets.one_hot(few_digits.training_labels, run.sizes[-1])
    for i in (0, 9, 20, 40):
        t = study["shares"][i]
        there = run.network()
        there.theta[:] = (1 - t) * network.theta + t * twin.theta
        cost = there.cost(few_digits.training_images, Y)
        assert study["costs"][i] == pytest.approx(cost, rel=1e-4)
        right = there.predict(few_digits.validation_images) == few_digits.validation_labels
        assert study["right"][i] == pytest.approx(right.mean(), abs=0.02)
    assert study["costs"][-1] == pytest.approx(study["costs"][0], rel=1e-4)


def test_without_a_hidden_layer_there_is_no_twin(tmp_path_factory, few_digits):
    from conftest import trained

    run = Run.load(trained(tmp_path_factory, few_digits, sizes=(784, 10)))
    study = twins.measure(run, few_digits)
    assert all(len(study[name]) == 0 for name in ("shares", "costs", "right"))
    assert not any(name.startswith("order") for name in study)


def test_the_twins_of_a_tiny_network_are_as_many_as_are_found():
    """A layer of 3: every order, each neuron turned over or not, all different."""
    network = Network((2, 3, 2), seed=1, dtype=np.float64)
    found = {
        twins.twin_of(network, [np.array(order)], [np.array(over)], np.float64)
        .theta.round(9)
        .tobytes()
        for order in itertools.permutations(range(3))
        for over in itertools.product([False, True], repeat=3)
    }
    assert len(found) == twins.number_of_twins((2, 3, 2)) == 48


def test_the_number_of_twins_follows_from_the_sizes():
    assert twins.number_of_twins((784, 16, 16, 10)) == (math.factorial(16) * 2**16) ** 2
    assert twins.number_of_twins((784, 5, 10), freely=True) == 120


def test_outputs_of_a_twin_are_compared_in_double_precision():
    network = Network((7, 5, 6, 3), seed=3)
    images = np.random.default_rng(0).random((50, 7))
    orders, turned = drawn(network.sizes)
    difference, same = twins.compare_outputs(network, orders, turned, images)
    assert 0 < difference < 1e-14 and same == 50
