import numpy as np
import pytest

from nn import experiments
from nn.experiments.mode_connectivity import barrier
from nn.results.mode_connectivity import CURVE, MATCHED, ORDERED, STRAIGHT, Roads


@pytest.fixture(scope="module")
def result():
    return experiments.read("mode_connectivity")


@pytest.fixture(scope="module")
def roads(result):
    return Roads(result)


def test_each_way_rises_by_the_median_over_pairs(roads):
    for w in range(len(roads.hidden)):
        for way in (STRAIGHT, ORDERED, MATCHED, CURVE):
            costs = roads.costs(way, w).astype(float)
            assert roads.rise(way, w) == pytest.approx(np.median(barrier(costs)), abs=1e-6)
            assert costs.max() <= roads.highest()


def test_ways_on_the_plane_join_a_and_b_and_the_curve_goes_halfway_to_its_bend(roads, result):
    a, b = np.zeros(2), np.array([result.arrays.distance, 0])
    for way in (STRAIGHT, CURVE):
        np.testing.assert_allclose(roads.on_plane(way)[:, [0, -1]].T, [a, b], atol=1e-9)
    middle = roads.on_plane(CURVE)[:, len(roads.t) // 2]
    np.testing.assert_allclose(middle, ((a + b) / 2 + result.arrays.bend) / 2, atol=1e-6)


def test_pictures_are_as_alike_as_was_found_before_and_after_they_are_matched(roads, result):
    before, after = result.arrays.alike[0, 0]
    assert roads.likeness() == pytest.approx(before, abs=1e-6)
    assert roads.likeness(ordered=True, turned=True) == pytest.approx(after, abs=1e-6)
    assert abs(roads.likeness(ordered=True)) < after


def test_the_best_match_is_the_most_alike_whatever_its_sign(roads):
    A, B = roads.pictures
    alike = [abs(np.corrcoef(a, b)[0, 1]) for a, b in zip(A, B[roads.order], strict=True)]
    assert alike[roads.best_match()] == max(alike)
