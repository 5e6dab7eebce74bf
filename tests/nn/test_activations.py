import math

import numpy as np
import pytest

from nn.activations import HIDDEN, OUTPUT, ReLU, Sigmoid, Softmax, Tanh

BY_NAME = {**HIDDEN, **OUTPUT}


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
    np.testing.assert_allclose(function.backward(function.forward(z), g), expected, atol=1e-8)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", BY_NAME)
def test_out_is_filled_and_the_type_kept(name, dtype):
    function, z = BY_NAME[name], rows(dtype)
    a, back, gradient = np.full_like(z, np.nan), np.full_like(z, np.nan), np.ones_like(z)
    assert function.forward(z, out=a) is a
    assert function.backward(a, gradient, out=back) is back
    np.testing.assert_array_equal(z, rows(dtype))
    np.testing.assert_array_equal(a, function.forward(z))
    np.testing.assert_array_equal(back, function.backward(a, gradient))
    assert function.forward(z).dtype == function.backward(a, gradient).dtype == dtype
