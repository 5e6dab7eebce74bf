import numpy as np
import pytest

from nn.analysis.log_bins import LogBins

COSTS = np.random.default_rng(0).lognormal(-5, 2, 5000)


def test_the_axis_goes_from_one_whole_power_of_ten_to_another_around_nearly_all():
    bins = LogBins.around(COSTS, 20)
    assert (bins.low, bins.high) == (int(bins.low), int(bins.high))
    assert np.mean(np.log10(COSTS) < bins.low) <= 0.001
    assert bins.high - 1 < np.log10(COSTS.max()) <= bins.high


def test_each_value_is_between_the_edges_of_its_bin():
    bins = LogBins.around(COSTS, 21)
    inside = COSTS[np.log10(COSTS) >= bins.low]
    of, logs = bins.of(inside), np.log10(inside)
    assert (bins.edges[of] - 1e-9 <= logs).all() and (logs <= bins.edges[of + 1] + 1e-9).all()


def test_what_is_below_the_axis_is_in_the_first_bin():
    bins = LogBins(-3, 0, 6)
    assert bins.of(np.array([0, 1e-8, 1e-3, 1.0, 5.0])).tolist() == [0, 0, 0, 5, 5]
    assert bins.log(np.array([0.0, 0.1])) == pytest.approx([-3, -1])


def test_an_axis_spans_two_powers_of_ten_or_more_and_never_begins_above_one():
    assert LogBins.around(np.full(9, 0.5), 4) == LogBins(-1, 1, 4)
    assert LogBins.around(np.full(9, 50.0), 4) == LogBins(0, 2, 4)
    assert LogBins.around(np.zeros(9), 4) == LogBins(-7, -5, 4)


def test_the_middle_of_a_bin_is_between_its_edges():
    assert LogBins(-3, 0, 6).middle(1) == pytest.approx(-2.25)
