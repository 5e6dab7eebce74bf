import numpy as np
import pytest

from scenes.mobjects.filled_bars import FilledBars
from scenes.mobjects.table import baseline

WHOLES, PARTS = [400.0, 100.0], [300.0, 100.0]


@pytest.fixture
def bars():
    columns = {"asked": ["400", "100"], "right": ["75%", "100%"]}
    return FilledBars(WHOLES, PARTS, ["many", "few"], columns, (1.0, 2.5), length=4)


def lengths(bars):
    return bars.bars.rectangles[:, 2].reshape(-1, 2)


def test_bars_have_one_scale_and_grow_from_nothing(bars):
    assert not lengths(bars).any()
    np.testing.assert_allclose(lengths(bars.set_shown(0.5)), [[2, 1.5], [0.5, 0.5]])
    np.testing.assert_allclose(lengths(bars.set_shown(1)), [[4, 3], [1, 1]])


def test_the_words_of_a_column_end_where_its_head_ends_and_those_of_a_row_stand_on_one_line(bars):
    for i, (head, end) in enumerate(zip(bars.heads, (5.0, 6.5), strict=True), start=1):
        ends = [words.get_right()[0] for words in (head, *(row[i] for row in bars.rows))]
        np.testing.assert_allclose(ends, end)
    for row in bars.rows:
        np.testing.assert_allclose([baseline(words) for words in row], baseline(row[0]))
        assert row[0].get_right()[0] < 0


def test_a_limit_crosses_all_bars_at_its_amount_wherever_they_were_moved(bars):
    line, name = bars.shift([1, 2, 0]).limit(200, "at most 200")
    assert line.get_x() == pytest.approx(1 + 200 / 400 * 4)
    assert line.get_top()[1] > bars.bars.get_top()[1] > bars.bars.get_bottom()[1]
    assert line.get_bottom()[1] < bars.bars.get_bottom()[1]
    assert name.get_top()[1] < line.get_bottom()[1]
    assert name.get_left()[0] == pytest.approx(line.get_left()[0])
