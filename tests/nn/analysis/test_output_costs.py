import numpy as np
import pytest

from nn.activations import Sigmoid
from nn.analysis.output_costs import ABSOLUTE, CROSS_ENTROPY, SQUARE, sigma
from nn.costs import CrossEntropy, Quadratic

KINDS = {"absolute value": ABSOLUTE, "square": SQUARE, "cross-entropy": CROSS_ENTROPY}
Z = np.linspace(-9, 9, 37)
STEP = 1e-5


def test_square_and_cross_entropy_are_the_costs_that_networks_learn_with():
    z, y = Z[:, None], np.zeros((len(Z), 1))
    for kind, cost in ((SQUARE, Quadratic), (CROSS_ENTROPY, CrossEntropy)):
        expected = cost.of_examples(z, Sigmoid.forward(z), y, Sigmoid)
        np.testing.assert_allclose(kind.cost(Z), expected, rtol=1e-9)
    np.testing.assert_allclose(ABSOLUTE.cost(Z), Sigmoid.forward(Z), rtol=1e-9)


def test_slopes_in_z_are_the_deltas_of_backpropagation():
    z, y = Z[:, None], np.zeros((len(Z), 1))
    for kind, cost in ((SQUARE, Quadratic), (CROSS_ENTROPY, CrossEntropy)):
        delta = cost.delta(Sigmoid.forward(z), y, Sigmoid, 1.0)
        np.testing.assert_allclose(kind.slope_in_z(Z), delta[:, 0], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_slopes_are_those_of_the_curves(kind):
    change = kind.cost(Z + STEP) - kind.cost(Z - STEP)
    np.testing.assert_allclose(kind.slope_in_z(Z), change / (2 * STEP), rtol=1e-4, atol=1e-9)
    across = sigma(Z + STEP) - sigma(Z - STEP)
    np.testing.assert_allclose(kind.slope_in_a(Z), change / across, rtol=1e-4)


def test_far_from_nought_nothing_overflows():
    for kind in KINDS.values():
        for values in (kind.cost, kind.slope_in_z):
            assert np.isfinite(values(np.array([-300.0, 300.0]))).all()
    assert sigma(-300) > 0
