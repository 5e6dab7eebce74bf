import numpy as np
import pytest
from layout import words_of

from scenes.mobjects.signed_bars import SignedBars
from scenes.stage import style

BARS = {
    "too high": (0, 1.0, "{:+.2f}", style.POSITIVE),
    "too low": (-1.0, -2.0, "{:+.2f}", style.NEGATIVE),
    "sum": (-1.0, -1.0, "{:+.2f}", style.WHITE),
    "nothing": (0, 0.0, "{:.2f}", style.COST),
}


def rectangles(bars):
    return np.array([row[1].rectangles[0] for row in bars[:-1]])


def test_bars_are_as_long_as_their_values_and_the_longest_as_said():
    lengths = rectangles(SignedBars(BARS, length=3, width=5))[:, 2]
    assert lengths[:3] == pytest.approx([1.5, 3, 1.5])
    assert 0 < lengths[3] < 0.05  # still seen


def test_bars_begin_where_they_start_from_the_line_at_zero():
    bars = SignedBars(BARS, length=3, width=5)
    zero = bars[-1].get_center()[0]
    starts = [start * 1.5 for start, *_ in BARS.values()]
    assert rectangles(bars)[:, 0] - zero == pytest.approx(starts)


def test_names_are_in_order_and_numbers_flush_right():
    bars = SignedBars(BARS, length=3, width=5)
    assert [words_of(row[0]) for row in bars[:-1]] == list(BARS)
    assert [row[2].words for row in bars[:-1]] == ["+1.00", "−2.00", "−1.00", "0.00"]
    assert [row[2].get_right()[0] for row in bars[:-1]] == pytest.approx([5] * 4)
