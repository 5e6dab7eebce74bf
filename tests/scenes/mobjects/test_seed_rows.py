import numpy as np
import pytest

from scenes.mobjects.seed_rows import SeedRows
from scenes.stage import style

VALUES = {"plain": [0.2, 0.4], "Adam": [0.5, 0.9]}


@pytest.fixture
def rows():
    return SeedRows(VALUES, style.KINDS[:2], (0, 1), {0: "0", 1: "1"}, "right")


def test_each_seed_is_a_dot_and_a_bar_stands_at_their_mean(rows):
    for i, (row, values) in enumerate(zip(rows.rows, VALUES.values(), strict=True)):
        _, *dots, bar = row
        expected = rows.plot.c2p(np.array(values), np.full(2, 1.5 - i))
        np.testing.assert_allclose([dot.get_center() for dot in dots], expected, atol=1e-9)
        mean = rows.plot.c2p(np.mean(values), 1.5 - i)
        np.testing.assert_allclose(bar.get_center(), mean, atol=1e-9)


def test_names_begin_where_they_are_told_each_in_its_colour_on_its_row(rows):
    rows.start_names(-6)
    for row, name, color in zip(rows.rows, VALUES, style.KINDS, strict=False):
        words, dot, *_ = row
        assert words.typst_code == name
        assert words.get_left()[0] == pytest.approx(-6)
        assert words.get_y() == pytest.approx(dot.get_y())
        assert words.get_color() == dot.get_color() and dot.get_color().to_hex().lower() == color
