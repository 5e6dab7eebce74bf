import numpy as np
import pytest

from nn.analysis.statistics import (
    correlation,
    correlation_of_neighbours,
    root_mean_square,
    shares_lit,
)
from nn.network import Network


def test_the_root_of_the_mean_square_is_that_of_all_or_along_an_axis():
    values = np.array([[3, -4], [0, 0]], np.float32)
    assert root_mean_square(values) == 2.5
    np.testing.assert_allclose(root_mean_square(values, axis=1), [12.5**0.5, 0])


def test_squares_are_added_in_double_precision():
    values = np.full(1000, 1e-30, np.float32)  # whose squares float32 does not hold
    assert root_mean_square(values) == pytest.approx(1e-30)


def test_correlation_is_numpys():
    x, y = np.random.default_rng(0).standard_normal((2, 500))
    assert correlation(x, y + x / 2) == pytest.approx(np.corrcoef(x, y + x / 2)[0, 1])
    assert correlation(x, -x) == pytest.approx(-1)


def test_what_does_not_vary_correlates_with_nothing():
    assert correlation(np.ones(5), np.arange(5.0)) == 0


def test_noise_does_not_correlate_with_its_neighbours_and_a_slope_does():
    noise = np.random.default_rng(0).standard_normal((16, 28, 28))
    assert abs(correlation_of_neighbours(noise)) < 0.02
    slope = np.add.outer(np.arange(28), np.arange(28))[None]
    assert correlation_of_neighbours(slope) == pytest.approx(1, abs=0.01)


def test_a_neuron_is_lit_by_images_whose_weighted_sum_is_above_zero():
    network = Network((6, 4, 3), seed=0)
    generator = np.random.default_rng(0)
    images, labels = generator.random((60, 6)), generator.integers(0, 3, 60)
    found = shares_lit(network, images, labels)
    for c in range(3):
        z = images[labels == c] @ network.weights[0].T + network.biases[0]
        np.testing.assert_allclose(found[c], (z > 0).mean(axis=0))


def test_neighbours_that_are_all_equal_do_not_correlate():
    assert correlation_of_neighbours(np.zeros((2, 3, 3))) == 0


def test_of_classes_without_images_there_is_no_share():
    network = Network((6, 4, 3), seed=0)
    images, labels = np.random.default_rng(0).random((8, 6)), np.repeat([0, 2], 4)
    found = shares_lit(network, images, labels)
    assert found.shape == (2, 4) and np.isfinite(found).all()
