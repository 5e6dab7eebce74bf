import numpy as np
import pytest

from scenes.gradient.entries import A_LOT, Entries, calmest, most_varied, what_to_do, windows
from scenes.mobjects.lettering import Readout, baseline
from scenes.stage import style

VALUES = np.array([0.3, -0.9, 0.0, 0.02])
NAMES = [f"w_{i}" for i in range(len(VALUES))]


@pytest.fixture
def entries(canvas):
    return Entries(NAMES, VALUES, 1.0, 0.9)


def test_each_row_writes_one_entry_with_a_bar_in_the_colour_of_its_sign(entries):
    for (name, bar, number, _), symbol, value in zip(entries.rows, NAMES, VALUES, strict=True):
        assert isinstance(number, Readout) and number.value == value
        assert name.typst_code.strip("$ ") == symbol
        if value:
            colour = style.POSITIVE if value > 0 else style.NEGATIVE
            assert bar.get_fill_color().to_hex().lower() == colour


def test_bars_are_as_long_as_the_entries_are_large_and_lie_on_the_side_of_their_sign(entries):
    middle = entries.axis.get_x()
    (_, small, *_), (_, large, *_), *_ = entries.rows
    assert large.width / small.width == pytest.approx(3)
    assert small.get_left()[0] == pytest.approx(middle) == large.get_right()[0]


def test_number_and_words_of_a_row_stand_on_one_line(entries):
    for _, _, number, words in entries.rows:
        assert baseline(words) == pytest.approx(baseline(number), abs=1e-6)


def test_what_to_do_follows_the_sign_and_the_size():
    assert what_to_do(0, 1) == "leave it"
    assert what_to_do(A_LOT + 0.01, 1) == "increase a lot"
    assert what_to_do(-A_LOT / 2, 1) == "decrease a little"


def test_the_most_varied_and_the_calmest_are_found_where_they_are_allowed():
    values = np.array([0, 0, 5, -5, 0, 0, 0, 1, -1, 0])
    everywhere = np.ones_like
    assert most_varied(values, 2, lambda n: everywhere(np.arange(n), dtype=bool)) == 2
    assert most_varied(values, 2, lambda n: np.arange(n) > 4) == 7
    assert calmest(values, 2, lambda n: np.arange(n) > 1) == 4


def test_fewer_entries_than_rows_are_one_window():
    assert windows(np.arange(11), 9).shape == (3, 9)
    assert windows(np.arange(2), 9).tolist() == [[0, 1]]
