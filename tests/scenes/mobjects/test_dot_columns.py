import numpy as np
import pytest

from scenes.mobjects.dot_columns import DotColumns

VALUES = np.array([[0.1, 0.2, 0.4], [0.3, 0.3, 0.3]])


@pytest.fixture
def columns():
    return DotColumns(VALUES, (0, 0.4), 0.2, "cost", 6, 3)


def test_each_value_is_a_dot_of_its_column_and_no_two_lie_on_one_another(columns):
    for i, (dots, values) in enumerate(zip(columns.dots, VALUES, strict=True)):
        np.testing.assert_array_equal(dots.y, values)
        assert (abs(dots.x - i) < 0.5).all() and len(set(dots.x)) == 3


def test_other_values_move_the_dots_up_and_down_only(columns):
    before = [dots.x for dots in columns.dots]
    columns.set_values(VALUES / 2)
    for dots, x, values in zip(columns.dots, before, VALUES, strict=True):
        np.testing.assert_array_equal(dots.x, x)
        np.testing.assert_array_equal(dots.y, values / 2)


def test_the_axis_is_at_the_origin_and_ticks_are_written_as_precisely_as_they_are(columns):
    np.testing.assert_allclose(columns.plot.x_axis.get_center(), 0, atol=1e-9)
    ticks = [words.typst_code for _, words in columns.plot.labels]
    assert ticks == ["0.0", "0.2", "0.4"]


def test_the_middles_of_columns_are_where_they_were_moved(columns):
    np.testing.assert_allclose(columns.shift([1, 0, 0]).middles(), [1 - 1.5, 1 + 1.5])
