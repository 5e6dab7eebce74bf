import math

import numpy as np
import pytest

from nn.activations import HIDDEN, OUTPUT, ReLU, Sigmoid, Softmax, Tanh, activation, hidden
from nn.errors import DownhillError

WITH_NUMBERS = ("leaky_relu(0.3)", "leaky_relu(0)", "elu(0.5)", "elu(1e-3)")
BY_NAME = {**HIDDEN, **OUTPUT, **{name: activation(name) for name in WITH_NUMBERS}}


def rows(dtype=np.float64):
    """Seven rows of five z, none of them near ReLU's kink."""
    z = np.random.default_rng(0).normal(0, 2, (7, 5))
    return np.where(np.abs(z) < 0.01, 1, z).astype(dtype)


def test_sigmoid_is_one_over_one_plus_e_to_the_minus_z():
    z = np.linspace(-30, 30, 601)
    expected = [1 / (1 + math.exp(-value)) for value in z]
    np.testing.assert_allclose(Sigmoid.forward(z[None])[0], expected, atol=1e-15)
    np.testing.assert_allclose(Sigmoid.forward(z[None].astype(np.float32))[0], expected, atol=2e-7)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sigmoid_never_overflows(dtype):
    largest = np.finfo(dtype).max
    z = np.array([[-np.inf, -largest, -1e4, -100, 0, 100, 1e4, largest, np.inf]], dtype)
    with np.errstate(all="raise"):
        a = Sigmoid.forward(z)
        slopes = Sigmoid.backward(a, np.ones_like(a))
    np.testing.assert_array_equal(a, [[0, 0, 0, a[0, 3], 0.5, 1, 1, 1, 1]])
    assert 0 <= a[0, 3] < 1e-7
    assert np.isfinite(slopes).all() and slopes[0, 4] == 0.25


def test_softmax_is_e_to_the_z_over_their_sum():
    z = rows()
    expected = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(Softmax.forward(z), expected, rtol=1e-14)


@pytest.mark.parametrize("size", [1, 1e3, 1e30])
def test_softmax_rows_total_one_however_large_z_is(size):
    z = (rows() * size).astype(np.float32)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        a = Softmax.forward(z)
    np.testing.assert_allclose(a.sum(axis=1, dtype=np.float64), 1, atol=1e-6)
    assert (a >= 0).all() and (a.argmax(axis=1) == z.argmax(axis=1)).all()


def test_softmax_sees_only_differences_of_z():
    z = rows()
    np.testing.assert_allclose(Softmax.forward(z + 1e3), Softmax.forward(z), rtol=1e-11)


def test_relu_is_silent_below_zero_and_has_no_slope_there_nor_at_zero():
    z = np.array([[-2.0, -0.0, 0.0, 3.0]])
    a = ReLU.forward(z)
    np.testing.assert_array_equal(a, [[0, 0, 0, 3]])
    np.testing.assert_array_equal(ReLU.backward(a, np.full((1, 4), 5.0)), [[0, 0, 0, 5]])


def test_tanh_is_a_sigmoid_stretched_to_minus_one():
    z = rows()
    np.testing.assert_allclose(Tanh.forward(z), 2 * Sigmoid.forward(2 * z) - 1, atol=1e-15)


@pytest.mark.parametrize("name", BY_NAME)
def test_a_gradient_passed_back_is_the_finite_difference(name):
    """∂(g·a)/∂z for a fixed g, in every row and place."""
    function, z, h = BY_NAME[name], rows(), 1e-6
    g = np.random.default_rng(1).normal(size=z.shape)
    expected = np.empty_like(z)
    for j in range(z.shape[1]):
        step = np.zeros_like(z)
        step[:, j] = h
        rise = function.forward(z + step) - function.forward(z - step)
        expected[:, j] = (g * rise).sum(axis=1) / (2 * h)
    np.testing.assert_allclose(function.backward(function.forward(z), g, z=z), expected, atol=1e-8)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", BY_NAME)
def test_out_is_filled_and_the_type_kept(name, dtype):
    function, z = BY_NAME[name], rows(dtype)
    a, back, gradient = np.full_like(z, np.nan), np.full_like(z, np.nan), np.ones_like(z)
    assert function.forward(z, out=a) is a
    assert function.backward(a, gradient, out=back, z=z) is back
    np.testing.assert_array_equal(z, rows(dtype))
    np.testing.assert_array_equal(a, function.forward(z))
    np.testing.assert_array_equal(back, function.backward(a, gradient, z=z))
    assert function.forward(z).dtype == function.backward(a, gradient, z=z).dtype == dtype


def by_definition(z):
    """{name: a} for a number z."""
    below = math.expm1(min(z, 0))
    return {
        "leaky_relu": max(z, 0) + 0.01 * min(z, 0),
        "leaky_relu(0.3)": max(z, 0) + 0.3 * min(z, 0),
        "elu": max(z, 0) + below,
        "elu(0.5)": max(z, 0) + 0.5 * below,
        "gelu": z / 2 * math.erfc(-z / math.sqrt(2)),
        "gelu_tanh": z / 2 * (1 + math.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))),
        "silu": z / (1 + math.exp(-z)),
        "identity": z,
    }


@pytest.mark.parametrize("name", by_definition(0))
def test_each_is_what_its_definition_says_also_in_single_precision(name):
    z = np.linspace(-12, 12, 481)[None]
    expected = [by_definition(value)[name] for value in z[0]]
    np.testing.assert_allclose(activation(name).forward(z)[0], expected, atol=1e-14)
    single = activation(name).forward(z.astype(np.float32))[0]
    np.testing.assert_allclose(single, expected, rtol=5e-7, atol=2e-6)


@pytest.mark.parametrize("name", sorted(BY_NAME.keys() - {"softmax"}))
def test_no_activation_overflows(name):
    z = np.array([[-1e30, -1e4, -100, 0, 100, 1e4, 1e30]], np.float32)
    with np.errstate(invalid="raise", divide="raise"):
        a = BY_NAME[name].forward(z)
        slopes = BY_NAME[name].backward(a, np.ones_like(a), z=z)
    assert np.isfinite(a).all() and np.isfinite(slopes).all()


@pytest.mark.parametrize("name", sorted(set(HIDDEN) - {"sigmoid", "tanh", "identity"}))
def test_a_new_network_hands_on_numbers_as_large_as_it_got(name):
    """start_gain · E[a²] is 1 for z of N(0, 1), or nearly: GELU, SiLU have ReLU's."""
    z = np.random.default_rng(0).standard_normal((1, 100_000))
    assert 0.7 < HIDDEN[name].start_gain * (HIDDEN[name].forward(z) ** 2).mean() < 1.05


@pytest.mark.parametrize(
    "name",
    ["relu6", "leaky_relu(-1)", "elu(1e9)", "elu(nan)", "elu()", "relu(1)", "elu(1.2.3)", ""],
)
def test_what_is_no_activation_is_refused_with_those_that_are(name):
    with pytest.raises(DownhillError, match="choose from sigmoid, .*silu|0…100"):
        hidden(name)
