import inspect
import math

import numpy as np
import pytest

from nn.network import Network
from nn.optimizers import OPTIMIZERS, SGD, Adam, Momentum, RMSprop
from nn.training.descent import Descent

STEPS = 25
BOTH_TYPES = pytest.mark.parametrize(("dtype", "rtol"), [(np.float64, 1e-12), (np.float32, 2e-5)])


def valley(theta):
    """∇ of a valley that is steep in some directions and flat in others."""
    return np.array([100, 1, 0.01, 1e-6, 0]) * theta


def by_the_book(name, theta):
    """The path of each parameter, one number at a time, from the formulas in the papers."""
    path, v, s = [], [0.0] * len(theta), [0.0] * len(theta)
    for t in range(1, STEPS + 1):
        eta = 0.01 * 0.9**t
        for i, g in enumerate(valley(np.array(theta))):
            if name == "sgd":
                theta[i] -= eta * g
            elif name == "momentum":
                v[i] = 0.9 * v[i] - eta * g
                theta[i] += v[i]
            elif name == "rmsprop":
                s[i] = 0.9 * s[i] + 0.1 * g**2
                theta[i] -= eta * g / (math.sqrt(s[i]) + 1e-8)
            elif name == "adam":
                v[i] = 0.9 * v[i] + 0.1 * g
                s[i] = 0.999 * s[i] + 0.001 * g**2
                mean, square = v[i] / (1 - 0.9**t), s[i] / (1 - 0.999**t)
                theta[i] -= eta * mean / (math.sqrt(square) + 1e-8)
        path.append(list(theta))
    return path


@BOTH_TYPES
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_step_is_that_of_the_papers(name, dtype, rtol):
    theta = np.array([1, -2, 3, 4, 5], dtype)
    optimizer, path = OPTIMIZERS[name](theta), []
    for t in range(1, STEPS + 1):
        optimizer.step(theta, valley(theta).astype(dtype), 0.01 * 0.9**t)
        path.append(theta.copy())
    assert theta.dtype == dtype
    np.testing.assert_allclose(path, by_the_book(name, [1.0, -2, 3, 4, 5]), rtol=rtol, atol=rtol)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_parameter_without_gradient_never_moves(name):
    theta = np.array([1.5, 0.1, -0.1], np.float32)
    optimizer = OPTIMIZERS[name](theta)
    with np.errstate(all="raise"):
        for _ in range(10):
            optimizer.step(theta, np.array([1, 0, 0], np.float32), 0.1)
    assert theta[0] < 1.5
    np.testing.assert_array_equal(theta[1:], np.array([0.1, -0.1], np.float32))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_gradient_is_left_as_it_was(name):
    theta, nabla = np.ones(3), np.array([1.0, 2, 3])
    OPTIMIZERS[name](theta).step(theta, nabla, 0.1)
    np.testing.assert_array_equal(nabla, [1, 2, 3])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_what_is_in_arrays_is_all_that_is_remembered(name):
    """Copied into another one, it goes on to the same bits: what a checkpoint relies on."""
    theta = np.array([1, -2, 3, 4, 5], np.float32)
    first = OPTIMIZERS[name](theta)
    for _ in range(7):
        first.step(theta, valley(theta).astype(np.float32), 0.01)
    resumed, second = theta.copy(), OPTIMIZERS[name](theta)
    for key, array in first.arrays.items():
        second.arrays[key][...] = array
    for _ in range(7):
        first.step(theta, valley(theta).astype(np.float32), 0.01)
        second.step(resumed, valley(resumed).astype(np.float32), 0.01)
    assert theta.tobytes() == resumed.tobytes()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_numbers_are_the_constructors_defaults(name):
    """A run's `optimizer` says them, so they have to be true."""
    parameters = inspect.signature(OPTIMIZERS[name]).parameters
    given = {key: p.default for key, p in parameters.items() if key != "theta"}
    assert OPTIMIZERS[name].numbers == given


def test_momentum_of_nought_is_plain_descent():
    plain, heavy = np.array([1.0, 2, 3, 4, 5]), np.array([1.0, 2, 3, 4, 5])
    sgd, momentum = SGD(plain), Momentum(heavy, mu=0)
    for _ in range(5):
        sgd.step(plain, valley(plain), 0.001)
        momentum.step(heavy, valley(heavy), 0.001)
    np.testing.assert_allclose(heavy, plain, rtol=1e-14)


def test_momentum_on_an_even_slope_gathers_speed_up_to_eta_over_one_minus_mu():
    theta = np.zeros(1)
    momentum = Momentum(theta, mu=0.8)
    for _ in range(200):
        momentum.step(theta, np.ones(1), 0.01)
    np.testing.assert_allclose(momentum.velocity, -0.01 / 0.2)


@pytest.mark.parametrize("steepness", [1e-3, 1, 1e6])
def test_adams_first_step_is_eta_however_steep_it_is(steepness):
    theta = np.zeros(2)
    Adam(theta).step(theta, np.array([steepness, -steepness]), 0.01)
    np.testing.assert_allclose(theta, [-0.01, 0.01], rtol=1e-4)


@pytest.mark.parametrize("steepness", [1e-3, 1, 1e6])
def test_rmsprops_first_step_is_not_corrected_for_its_start(steepness):
    theta = np.zeros(1)
    RMSprop(theta, rho=0.75).step(theta, np.array([steepness]), 0.01)
    np.testing.assert_allclose(theta, -0.02, rtol=1e-4)


def test_l2_draws_weights_to_nought_and_leaves_biases_alone():
    """One step of plain descent goes along ∂(C + λ/2 Σw²)/∂θ."""
    generator, eta, l2 = np.random.default_rng(0), 0.5, 0.1
    network = Network([4, 3, 2], dtype=np.float64)
    network.theta[:] = generator.normal(size=len(network.theta))
    X, Y = generator.random((6, 4)), generator.random((6, 2))
    penalty = np.zeros_like(network.theta)
    penalty[:12], penalty[15:21] = network.theta[:12], network.theta[15:21]
    expected = network.theta - eta * (network.gradient(X, Y) + l2 * penalty)
    Descent(network, SGD(network.theta), X, Y, l2).step(np.arange(6), eta)
    np.testing.assert_allclose(network.theta, expected, rtol=1e-12)
