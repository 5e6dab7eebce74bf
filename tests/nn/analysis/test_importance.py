import numpy as np
import pytest

from nn.analysis.importance import most_important, of_neurons
from nn.network import Network


@pytest.fixture
def network():
    """A network 2-3-2 of which the hidden neurons copy the first input, half of it, and nothing;
    the last has the largest weights out of it."""
    network = Network([2, 3, 2], "relu")
    network.weights[0][:] = [[1, 0], [0.5, 0], [0, 0]]
    network.weights[1][:] = [[1, 1, 9], [-1, 1, 9]]
    return network


def test_what_varies_and_is_heard_matters(network):
    X = np.random.default_rng(0).random((50, 2))
    np.testing.assert_allclose(of_neurons(network, 1, X), [1, 0.5, 0])


def test_without_examples_the_weights_out_of_a_neuron_count(network):
    np.testing.assert_allclose(of_neurons(network, 1), [2 / 18, 2 / 18, 1], atol=1e-6)


def test_of_the_last_layer_what_varies_most_matters(network):
    network.weights[1][1] = 0
    X = np.random.default_rng(0).random((50, 2))
    assert of_neurons(network, 2, X).tolist() == [1, 0]


def test_infinite_activations_leave_an_order(network):
    network.weights[0][0] = 1e38
    of = of_neurons(network, 1, np.full((3, 2), 1e38))
    assert np.isfinite(of).all()


def test_the_most_important_come_in_their_own_order_and_equals_from_the_first():
    assert most_important(np.array([0.1, 0.9, 0.5, 0.9, 0.9]), 3).tolist() == [1, 3, 4]
    assert most_important(np.ones(5), 2).tolist() == [0, 1]
