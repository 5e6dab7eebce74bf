import decimal
import math

import numpy as np
import pytest

from nn.activations import OUTPUT, Sigmoid, Softmax
from nn.costs import COSTS, CrossEntropy, Quadratic

decimal.getcontext().prec = 60  # digits: what the oracles below are computed with


def exact(value):
    return decimal.Decimal(float(value))


def exact_cross_entropy(z, y, output):
    """The formulas of costs.py's table, as they stand, in 60 digits."""
    z, y = [exact(value) for value in z], [exact(value) for value in y]
    if output is Softmax:
        total = sum(value.exp() for value in z)
        return float(-sum(t * (value.exp() / total).ln() for value, t in zip(z, y, strict=True)))
    a = [1 / (1 + (-value).exp()) for value in z]
    return float(-sum(t * p.ln() + (1 - t) * (1 - p).ln() for p, t in zip(a, y, strict=True)))


def test_quadratic_cost_is_the_sum_of_squares_without_a_half():
    a, Y = np.array([[0.5, 0.0, 1.0], [1.0, 0.0, 0.0]]), np.array([[0.0, 0.0, 1.0], [0, 1, 0]])
    np.testing.assert_array_equal(Quadratic.of_examples(None, a, Y, Sigmoid), [0.25, 2])


def test_quadratic_cost_is_nought_only_where_the_output_is_what_was_wanted():
    Y = np.eye(3)
    np.testing.assert_array_equal(Quadratic.of_examples(None, Y, Y, Sigmoid), [0, 0, 0])
    assert (Quadratic.of_examples(None, Y * 0.999, Y, Sigmoid) > 0).all()


@pytest.mark.parametrize("output", [Sigmoid, Softmax])
@pytest.mark.parametrize("cost", [Quadratic, CrossEntropy])
def test_what_each_output_adds_is_the_cost_in_all(cost, output):
    generator = np.random.default_rng(3)
    z, Y = generator.normal(0, 4, (20, 5)), np.eye(5)[generator.integers(0, 5, 20)]
    a = output.forward(z.copy())
    terms = cost.terms(z, a, Y, output)
    assert terms.shape == z.shape and (terms >= 0).all()
    np.testing.assert_allclose(terms.sum(axis=1), cost.of_examples(z, a, Y, output))


def test_what_a_sigmoid_output_adds_is_its_own_affair():
    z, Y = np.linspace(-4, 4, 9)[None], np.eye(9)[[2]]
    for cost in (Quadratic, CrossEntropy):
        whole = cost.terms(z, Sigmoid.forward(z), Y, Sigmoid)[0]
        alone = cost.terms(z[:, [2]], Sigmoid.forward(z[:, [2]]), Y[:, [2]], Sigmoid)[0]
        assert alone == whole[2]


@pytest.mark.parametrize("output", [Sigmoid, Softmax])
def test_cross_entropy_is_the_written_formula(output):
    generator = np.random.default_rng(0)
    z = generator.normal(0, 4, (20, 5))
    Y = generator.random((20, 5))  # soft labels, of any total
    expected = [exact_cross_entropy(*row, output) for row in zip(z, Y, strict=True)]
    got = CrossEntropy.of_examples(z, output.forward(z), Y, output)
    np.testing.assert_allclose(got, expected, rtol=1e-13)


@pytest.mark.parametrize("z", [-80, -20, -15, 0, 15, 20, 80])
@pytest.mark.parametrize("y", [0, 1])
def test_saturated_sigmoid_cross_entropy_keeps_every_digit_of_float32(z, y):
    row, target = np.array([[z]], np.float32), np.array([[y]], np.float32)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        got = CrossEntropy.of_examples(row, Sigmoid.forward(row), target, Sigmoid)
    assert got.dtype == np.float32
    np.testing.assert_allclose(got, exact_cross_entropy(row[0], target[0], Sigmoid), rtol=1e-6)


@pytest.mark.parametrize("wrong", [0, 5, 20, 90, 5_000, 1e30])
def test_saturated_softmax_cross_entropy_is_finite_and_exact(wrong):
    """The wanted class lies `wrong` below the top; all z lie high, where float32 is coarse."""
    z = np.array([[1_000, 1_000 - min(wrong, 1_000), -wrong]], np.float32)
    Y = np.array([[0, 0, 1]], np.float32)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        got = CrossEntropy.of_examples(z, Softmax.forward(z), Y, Softmax)
    top = float(z[0, 0])
    expected = top + math.log(sum(math.exp(value - top) for value in z[0].tolist())) + wrong
    np.testing.assert_allclose(got, expected, rtol=1e-6)


def test_softmax_cross_entropy_does_not_depend_on_where_z_lies():
    z = np.array([[2.0, 1.0, -1.0]], np.float32)
    Y = np.array([[0, 1, 0]], np.float32)
    there = CrossEntropy.of_examples(z + 4_096, None, Y, Softmax)
    np.testing.assert_allclose(CrossEntropy.of_examples(z, None, Y, Softmax), there, rtol=1e-6)


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("output", OUTPUT)
def test_delta_is_the_finite_difference_of_the_cost_along_z(cost, output):
    cost, output = COSTS[cost], OUTPUT[output]
    generator = np.random.default_rng(2)
    z, Y, h = generator.normal(0, 2, (6, 4)), generator.random((6, 4)), 1e-6

    def of(z):
        return cost.of_examples(z, output.forward(z), Y, output)

    expected = np.empty_like(z)
    for j in range(4):
        step = np.zeros_like(z)
        step[:, j] = h
        expected[:, j] = (of(z + step) - of(z - step)) / (2 * h)
    a, out, scratch = output.forward(z), np.empty_like(z), np.empty_like(z)
    delta = cost.delta(a, Y, output, np.array(0.125), out, scratch)
    assert delta is out
    np.testing.assert_allclose(delta, expected * 0.125, atol=1e-8)
    np.testing.assert_array_equal(cost.delta(a, Y, output, np.array(0.125)), out)


def test_cross_entropys_delta_does_not_fade_where_the_output_is_badly_wrong():
    """Nielsen, chapter 3: the quadratic cost's does, which is why the other was made."""
    z, Y = np.array([[30.0]]), np.array([[0.0]])
    a = Sigmoid.forward(z)
    one = np.array(1.0)
    np.testing.assert_allclose(CrossEntropy.delta(a, Y, Sigmoid, one), 1)
    assert abs(Quadratic.delta(a, Y, Sigmoid, one)) < 1e-12
