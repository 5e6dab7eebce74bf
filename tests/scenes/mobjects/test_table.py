import numpy as np
import pytest
from manim import LEFT, RIGHT, VGroup

from scenes.mobjects.lettering import Readout, baseline
from scenes.mobjects.table import Table, in_columns, stacked
from scenes.stage.style import text


def test_names_begin_on_the_left_and_values_end_on_the_right():
    table = Table({"step": Readout(7, "{:.0f}"), "a longer name": "97%"}, width=4)
    lefts = [name.get_left()[0] for name, _ in table]
    rights = [value.get_right()[0] for _, value in table]
    assert lefts == pytest.approx([lefts[0]] * 2)
    assert rights == pytest.approx([lefts[0] + 4] * 2)


def test_a_name_and_its_value_stand_on_one_line():
    """Whether letters hang below it or not."""
    for name in ("step", "same gypsy query", "cost"):
        ((label, value),) = Table({name: Readout(1, "{:.0f}")}, width=4)
        assert baseline(label) == pytest.approx(value.get_bottom()[1], abs=0.01)
        hanging = label.get_bottom()[1] < baseline(label) - 0.03
        assert hanging == bool(set(name) & set("gpqy"))


def test_lines_are_evenly_spaced():
    table = Table(dict.fromkeys("abcd", "1"), width=3, spacing=0.5)
    lines = [baseline(value) for _, value in table]
    assert np.diff(lines) == pytest.approx([-0.5] * 3)


def test_a_value_is_stacked_below_its_name():
    pairs = stacked({"step": Readout(7, "{:.0f}"), "right": Readout(97, "{:.0f}%")}, buff=0.3)
    for name, value in pairs:
        assert value.get_x() == pytest.approx(name.get_x())
        assert name.get_bottom()[1] - value.get_top()[1] == pytest.approx(0.3)


def test_cells_of_a_column_begin_or_end_on_one_line_and_rows_are_evenly_spaced():
    cells = [[text(word) for word in row] for row in (("a", "10"), ("longer", "7"), ("b", "300"))]
    rows = in_columns(cells, ((0, LEFT), (4, RIGHT)), 0.6)
    np.testing.assert_allclose([name.get_left()[0] for name, _ in rows], 0, atol=1e-9)
    np.testing.assert_allclose([value.get_right()[0] for _, value in rows], 4)
    for i, row in enumerate(rows):
        np.testing.assert_allclose([baseline(cell) for cell in row], -0.6 * i, atol=1e-9)


def test_a_cell_may_be_left_free():
    free = VGroup()
    rows = in_columns([[free, text("median")], [text("a"), text("10")]], ((0, LEFT), (4, LEFT)), 1)
    assert rows[0][0] is free and baseline(rows[0][1]) == pytest.approx(0)
