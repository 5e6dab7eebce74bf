import numpy as np
import pytest

from scenes.mobjects.ticks import (
    doublings,
    evenly,
    few_ticks,
    halves,
    linear_ticks,
    log_ticks,
    multiples,
    nice_step,
    powers_of_ten,
    round_above,
    round_below,
    round_limits,
    symmetric_ticks,
)


def test_doublings_double_and_lie_within():
    levels = doublings((0.04, 3.9))
    np.testing.assert_allclose(levels, [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2])
    assert len(doublings((0.11, 0.19))) == 0


@pytest.mark.parametrize("limits", [(0.9, 4.29), (0.93, 0.95), (0, 170)])
def test_even_levels_are_round_and_lie_within(limits):
    levels = evenly(limits)
    assert limits[0] - 1e-9 <= levels.min() and levels.max() <= limits[1] + 1e-9
    assert 7 <= len(levels) <= 21
    step = levels[1] - levels[0]
    assert f"{step:.0e}"[0] in "125"
    np.testing.assert_allclose(levels / step, np.round(levels / step), atol=1e-6)


def test_a_nice_step_is_one_two_or_five_and_not_above():
    assert [nice_step(most) for most in (0.7, 2, 9.99, 10, 49)] == [0.5, 2, 5, 10, 20]


@pytest.mark.parametrize("last", [1, 8, 9, 10, 40, 999, 1000, 300_000, 2_000_000])
def test_logarithmic_ticks_are_the_powers_of_ten_up_to_the_last_step(last):
    ticks = log_ticks(last)
    powers = [10**p for p in range(1, 7) if 10**p <= last]
    assert list(ticks) == [0, *powers]
    assert ticks[0] == "0" and all(ticks.values())


def test_thousands_are_named_shortly():
    ticks = log_ticks(1_000_000)
    assert [ticks[10**p] for p in range(1, 7)] == ["10", "100", "1k", "10k", "100k", "1M"]


@pytest.mark.parametrize(
    ("step", "low", "high", "count"), [(0.1, 0, 0.3, 4), (0.2, -0.6, 0.6, 7), (5, 1, 4, 0)]
)
def test_multiples_lie_within_and_an_end_that_is_one_counts(step, low, high, count):
    """0.3 / 0.1 is less than 3 in floats."""
    found = multiples(step, low, high)
    assert len(found) == count
    np.testing.assert_allclose(found / step, np.round(found / step))


def test_zero_has_no_sign():
    assert [f"{value:g}" for value in multiples(0.5, 0, 1)] == ["0", "0.5", "1"]
    assert f"{multiples(0.5, -0.2, 1)[0]:g}" == "0"


def test_round_limits_hold_all_values_and_are_less_than_a_step_away():
    values = np.random.default_rng(2).normal(size=50)
    low, high = round_limits(values, 0.25)
    assert low <= values.min() < low + 0.25 and high - 0.25 < values.max() <= high
    assert low % 0.25 == high % 0.25 == 0


@pytest.mark.parametrize(
    ("value", "below", "above"),
    [(37, 30, 40), (0.052, 0.05, 0.06), (4, 4, 4), (999, 900, 1000), (1.01, 1, 2), (0, 0, 1)],
)
def test_a_number_of_one_digit_below_and_above(value, below, above):
    assert round_below(value) == pytest.approx(below)
    assert round_above(value) == pytest.approx(above)


def test_linear_ticks_are_labelled_with_a_true_minus_and_without_a_negative_zero():
    assert list(linear_ticks(0.5, -0.5, 1).values()) == ["−0.5", "0", "0.5", "1"]


def test_powers_of_ten_go_down_from_the_highest():
    assert powers_of_ten(-4.2, 1.0, 2) == {1.0: "$10^(1)$", -1.0: "$10^(−1)$", -3.0: "$10^(−3)$"}


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0.943, 0.9544], [0.94, 0.945, 0.95, 0.955]),
        ([0.02, 0.03], [0.02, 0.022, 0.024, 0.026, 0.028, 0.03]),
        ([3, 470], [0, 100, 200, 300, 400, 500]),
        ([0.5, 0.5], [0.5, 0.500001]),
    ],
)
def test_few_ticks_are_even_and_round_and_hold_all_values(values, ticks):
    np.testing.assert_allclose(few_ticks(values), ticks)


SIZES = [1e-30, 3e-7, 0.7, 1, 4, 2.3e12, 1e30]


@pytest.mark.parametrize("size", SIZES)
def test_an_axis_of_any_size_has_a_handful_of_ticks(size):
    for ticks in (
        linear_ticks(nice_step(size / 4), 0, size),
        linear_ticks(nice_step(size / 3), -size, size / 2),
        symmetric_ticks(size),
    ):
        assert 3 <= len(ticks) <= 12
        assert max(map(abs, ticks)) <= size * (1 + 1e-9)
        assert all(len(label) <= 10 and "e" not in label for label in ticks.values())
    for values in ([0, size], [size, size], [-size, size], [size, size * (1 + 1e-9)]):
        ticks = few_ticks(values)
        assert 2 <= len(ticks) <= 6
        assert ticks[0] <= min(values) + 1e-9 * size and max(values) <= ticks[-1] + 1e-9 * size


def test_an_axis_that_ends_where_it_begins_has_one_tick():
    assert linear_ticks(nice_step(0), 0, 0) == symmetric_ticks(0) == {0: "0"}
    assert list(few_ticks([0, 0])) == [0, 1e-6]


def test_even_the_smallest_floats_have_a_step():
    assert nice_step(5e-324) > 0 and round_below(5e-324) >= 0


@pytest.mark.parametrize("limits", [(-45, 30), (-324, 308), (-8, 0), (2, 2)])
def test_powers_of_ten_are_few(limits):
    assert 1 <= len(powers_of_ten(*limits)) <= 9


def test_halves_are_those_of_the_top():
    assert halves(3e-7) == {0: "0", 1.5e-7: "1.5·10⁻⁷", 3e-7: "3·10⁻⁷"}
