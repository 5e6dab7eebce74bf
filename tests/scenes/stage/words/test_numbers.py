import math

import numpy as np
import pytest

from scenes.stage.words.numbers import (
    SHARES,
    about,
    decimals,
    exponent_above,
    in_words,
    mantissa_and_exponent,
    percent_above,
    plain_number,
    power_in_formula,
    short,
    small,
    within,
)


def test_a_number_is_written_as_a_product_with_a_power_of_ten():
    assert power_in_formula(48) == "4.8 dot 10^(1)"
    assert power_in_formula(9.1e-7, "times") == "9.1 times 10^(−7)"
    assert power_in_formula(0) == "0"


@pytest.mark.parametrize("value", [9.949, 9.96, 1.0, 0.0999, 123456])
def test_a_mantissa_is_never_written_as_ten(value):
    mantissa, exponent = mantissa_and_exponent(value)
    assert f"{mantissa:.1f}" != "10.0"
    assert mantissa * 10.0**exponent == pytest.approx(value, rel=0.01)


def test_numbers_larger_than_any_float_are_written_too():
    assert power_in_formula(math.factorial(1000)) == "4.0 dot 10^(2567)"


def test_the_power_above_a_value_is_the_next():
    assert [exponent_above(value) for value in (0.5, 1.7e-13, 99, 100)] == [0, -12, 2, 3]


@pytest.mark.parametrize(
    ("value", "words"),
    [(2.853, "2.85"), (0.0459, "0.046"), (4.65e-6, "0.0000047"), (0.3, "0.30"), (12.6, "12.60")],
)
def test_small_costs_keep_two_digits_that_count(value, words):
    assert small(value) == words


@pytest.mark.parametrize(
    ("magnitude", "places"), [(0.0027, 4), (-0.27, 2), (0.99, 2), (3, 1), (250, 0), (0, 1)]
)
def test_two_digits_of_a_magnitude_can_be_seen(magnitude, places):
    assert decimals(magnitude) == places


def test_decimals_are_never_fewer_than_the_least():
    assert [decimals(v, 1, least=2) for v in (12, 0.5, 0.05, 0.004)] == [2, 2, 2, 3]
    assert [decimals(v, 1, least=1) for v in (0.5, 0.05)] == [1, 2]
    assert small(0) == "0.00"


def test_a_small_number_has_no_exponent():
    assert [plain_number(x) for x in (0, 1e-5, 3e-4, 0.1)] == ["0", "0.00001", "0.0003", "0.1"]


def test_a_share_is_rounded_up_to_what_it_is_less_than():
    shares = 0.00074, 0.0011, 0.0119
    assert [percent_above(share) for share in shares] == ["0.1%", "0.2%", "1.2%"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.35, "0.35"),
        (35, "35"),
        (-2.5, "−2.5"),
        (-0.0, "0"),
        (1e-5, "10⁻⁵"),
        (-5e-7, "−5·10⁻⁷"),
        (-1e12, "−10¹²"),
        (2.5e30, "2.5·10³⁰"),
    ],
)
def test_an_exponent_is_a_power_of_ten(value, words):
    assert short(value) == words


def test_a_number_too_long_for_its_format_is_written_with_a_power():
    assert within("{:.3f}", 3.05) == "3.050"
    assert within("{:+.2f}", -1.234) == "−1.23"
    assert within("{:.3f}", 1808301291765.76) == "1.8·10¹²"
    assert within("{:,.0f}", -1e30) == "−10³⁰" and within("{:+.3f}", 1e30) == "+10³⁰"


def test_zero_has_no_minus():
    assert within("{:.2f}", -0.001) == "0.00" and within("{:+.1f}", 0.01) == "+0.0"


@pytest.mark.parametrize(
    ("count", "words"), [(0, "no"), (1, "one"), (16, "sixteen"), (20, "twenty"), (13002, "13,002")]
)
def test_small_counts_are_words_and_large_ones_figures(count, words):
    assert in_words(count) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0, "none"),
        (1, "all"),
        (0.0004, "hardly any"),
        (0.9996, "nearly all"),
        (0.1, "one in ten"),
        (0.5, "half"),
        (0.498, "half"),
        (0.47, "nearly half"),
        (0.52, "more than half"),
        (0.31, "nearly a third"),
        (0.832, "more than four in five"),
        (0.9, "nine in ten"),
        (0.96, "more than nineteen in twenty"),
    ],
)
def test_a_share_is_told_as_a_person_says_it(share, words):
    assert about(share) == words


def test_a_share_in_words_is_never_far_from_the_share():
    """Its words name a share that is less than half off, of what there is or of what is left; and
    they say on which side it is."""
    for share in np.linspace(0.002, 0.998, 997):
        words = about(share)
        simple = next((s for s, name in SHARES.items() if words.endswith(name)), None)
        if simple is None:
            assert (words, share < 0.01) in {("hardly any", True), ("nearly all", False)}
            continue
        assert abs(share - simple) < 0.45 * min(share, 1 - share), (share, words)
        if words.startswith("nearly"):
            assert share < simple
        if words.startswith("more than"):
            assert share > simple


def test_a_larger_share_is_never_told_as_less():
    told = []
    for share in np.linspace(0.01, 0.99, 981):
        words = about(share)
        simple = next(s for s, name in SHARES.items() if words.endswith(name))
        told.append(simple + 1e-3 * (words.startswith("more") - words.startswith("nearly")))
    assert (np.diff(told) >= 0).all()
