import numpy as np
import pytest

from nn import experiments
from nn.results.many_minima import Minima, counted


@pytest.fixture(scope="module")
def result():
    return experiments.read("many_minima")


@pytest.fixture(scope="module")
def minima(result):
    return Minima(result)


def test_standardised_costs_correlate_as_was_found_and_within_the_interval(minima):
    correlations = minima.of_each("correlation")
    for costs, r, (low, high) in zip(
        minima.standardised(), correlations, minima.intervals(), strict=True
    ):
        np.testing.assert_allclose(costs.mean(axis=1), 0, atol=1e-9)
        np.testing.assert_allclose(costs.std(axis=1), 1)
        assert np.mean(costs[0] * costs[1]) == pytest.approx(r)
        assert low < r < high


def test_shares_of_directions_are_those_of_the_eigenvalues(minima, result):
    tolerance = result.settings["tolerance"]
    for when, values in zip(
        ("start", "end"), result.arrays.eigenvalues.swapaxes(0, 1), strict=True
    ):
        down, flat, up = minima.bends(when)
        assert down == pytest.approx((values < -tolerance).mean())
        assert up == pytest.approx((values > tolerance).mean())
        assert flat == pytest.approx(1 - down - up)


def test_directions_to_pixels_that_are_always_black_are_flat(minima, result):
    """So many as are told of: their second derivative is zero but for rounding."""
    black = minima.W.shape[2] * int((~minima.used_pixels()).sum())
    assert 0 < black <= (abs(result.arrays.eigenvalues) < 1e-9).sum(axis=-1).min()


def test_no_neuron_of_another_network_is_more_like_the_typical_one_than_its_likest(minima):
    j, likest = minima.likest()
    W = minima.W[:, 1][..., minima.used_pixels()].astype(float)
    for other, (k, cosine) in zip(W[1:], likest, strict=True):
        alike = other @ W[0, j] / np.linalg.norm(other, axis=1) / np.linalg.norm(W[0, j])
        assert k == alike.argmax()
        assert cosine == pytest.approx(alike.max(), abs=1e-6)


def test_counts_add_up_whatever_is_rounded():
    assert counted(10, (0.14, 0.72, 0.14)) == (1, 8, 1)
