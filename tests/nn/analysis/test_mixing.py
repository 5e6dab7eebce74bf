import numpy as np
import pytest

from nn.analysis.mixing import mixed, outputs_of_mixtures
from nn.network import Network


def a_network(activation):
    network = Network((6, 5, 4, 3), activation, seed=2, dtype=np.float64)
    generator = np.random.default_rng(0)
    for b in network.biases:
        b[:] = generator.standard_normal(len(b))
    return network, generator.random((40, 6))


def difference(network, other, X):
    return abs(network.forward(X).a[-1] - other.forward(X).a[-1]).max()


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_unmixed_it_is_the_network_itself(activation):
    network, _ = a_network(activation)
    np.testing.assert_array_equal(mixed(network, 1, 3, 0).theta, network.theta)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_swapped_and_one_turned_over_it_is_a_twin(activation):
    network, X = a_network(activation)
    for turns in (1, 2, 3):
        assert difference(network, mixed(network, 1, 3, turns * np.pi / 2), X) < 1e-14


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_between_it_is_none(activation):
    network, X = a_network(activation)
    for angle in (0.1, np.pi / 4, 1.4):
        assert difference(network, mixed(network, 1, 3, angle), X) > 1e-6


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_without_squashing_every_mixture_would_be_a_twin(activation):
    """So near the middle, where σ is straight, the outputs hardly move."""
    network, X = a_network(activation)
    network.weights[0][:] *= 1e-4
    network.biases[0][:] = 0
    assert difference(network, mixed(network, 1, 3, np.pi / 4), X) < 1e-11


def test_sums_are_those_of_the_network_turned():
    network, X = a_network("sigmoid")
    z, turned = (n.forward(X).z[0] for n in (network, mixed(network, 1, 3, np.pi / 4)))
    np.testing.assert_allclose(turned[:, 1], (z[:, 1] - z[:, 3]) / np.sqrt(2))
    np.testing.assert_allclose(turned[:, 3], (z[:, 1] + z[:, 3]) / np.sqrt(2))
    others = [0, 2, 4]
    np.testing.assert_array_equal(turned[:, others], z[:, others])


def test_outputs_are_those_of_each_mixture():
    network, X = a_network("tanh")
    outputs = outputs_of_mixtures(network, 1, 3, [0, 0.4], X)
    np.testing.assert_allclose(outputs[0], network.forward(X).a[-1])
    np.testing.assert_allclose(outputs[1], mixed(network, 1, 3, 0.4).forward(X).a[-1])
