import numpy as np
import pytest

from nn.analysis.curvature import hessian
from nn.errors import DownhillError
from nn.network import Network

KIND = "relu", "softmax", "cross_entropy"


@pytest.fixture
def fitting():
    """A small network in float64, away from its start, and examples."""
    generator = np.random.default_rng(4)
    network = Network([6, 5, 3], *KIND, seed=1, dtype=np.float64)
    network.theta += generator.normal(0, 0.3, network.theta.shape)
    return network, generator.normal(size=(40, 6)), np.eye(3)[generator.integers(0, 3, 40)]


@pytest.mark.parametrize("dead", [False, True], ids=["all lit", "a neuron that nothing lights"])
def test_each_column_is_the_difference_of_two_gradients(fitting, dead):
    network, X, Y = fitting
    if dead:
        network.biases[0][2] = -100
    H = hessian(network, X, Y)
    theta, step = network.theta.copy(), 1e-6
    for i in range(len(theta)):
        ahead, behind = theta.copy(), theta.copy()
        ahead[i], behind[i] = theta[i] + step, theta[i] - step
        network.theta[:] = ahead
        slope = network.gradient(X, Y)
        network.theta[:] = behind
        slope -= network.gradient(X, Y)
        np.testing.assert_allclose(H[:, i], slope / (2 * step), atol=1e-8)


def test_it_is_symmetric_and_of_the_mean_cost(fitting):
    network, X, Y = fitting
    H = hessian(network, X, Y)
    np.testing.assert_allclose(H, H.T, atol=1e-15)
    twice = hessian(network, np.concatenate([X, X]), np.concatenate([Y, Y]))
    np.testing.assert_allclose(twice, H, atol=1e-14)


def test_biases_of_the_softmax_alone_never_curve_down(fitting):
    H = hessian(*fitting)
    assert np.linalg.eigvalsh(H[-3:, -3:]).min() > -1e-12
    np.testing.assert_allclose(H[-3:, -3:].sum(axis=0), 0, atol=1e-15)  # only differences count


@pytest.mark.parametrize(
    ("sizes", "kind", "says"),
    [
        ([4, 3, 2], ("sigmoid", "softmax", "cross_entropy"), "relu"),
        ([4, 3, 2], ("relu", "softmax", "quadratic"), "cross_entropy"),
        ([4, 3, 3, 2], KIND, "one hidden layer"),
    ],
)
def test_another_kind_of_network_is_refused(sizes, kind, says):
    with pytest.raises(DownhillError, match=says):
        hessian(Network(sizes, *kind), np.zeros((1, 4)), np.zeros((1, 2)))
