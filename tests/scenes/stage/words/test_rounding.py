import pytest

from scenes.stage.words.rounding import decimals, small


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
