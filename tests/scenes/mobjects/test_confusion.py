import numpy as np
import pytest

from scenes.mobjects.confusion import Confusion, SharesRight
from scenes.mobjects.lettering import baseline

COUNTS = np.array([[90, 3, 0], [1, 80, 4], [2, 0, 70]])


@pytest.fixture
def matrix():
    return Confusion(COUNTS, ["a", "b", "c"])


def test_a_row_is_a_label_and_a_column_an_answer(matrix):
    np.testing.assert_array_equal(matrix.heatmap.values, COUNTS)
    for names, axis in ((matrix.row_names, 1), (matrix.column_names, 0)):
        assert [name.typst_code for name in names] == ["a", "b", "c"]
        for i, name in enumerate(names):
            place = matrix.heatmap.cell(i, i)
            assert name.get_center()[axis] == pytest.approx(place[axis], abs=0.06)
    row_title, column_title = matrix.titles
    assert (row_title.typst_code, column_title.typst_code) == ("label", "its answer")
    assert row_title.get_x() < matrix.heatmap.get_left()[0]
    assert column_title.get_y() < matrix.heatmap.get_bottom()[1]


def test_without_its_diagonal_the_mistakes_have_the_whole_scale(matrix):
    assert matrix.stroke.get_stroke_opacity() == 0
    matrix.take_out_diagonal()
    mistakes = COUNTS - np.diag(np.diag(COUNTS))
    np.testing.assert_array_equal(matrix.heatmap.values, mistakes)
    np.testing.assert_array_equal(matrix.heatmap.limits, [0, 4])
    assert matrix.stroke.get_stroke_opacity() == 1
    np.testing.assert_allclose(matrix.stroke.get_start(), matrix.heatmap.place([0, 0]))
    np.testing.assert_allclose(matrix.stroke.get_end(), matrix.heatmap.place([1, 1]))


def test_no_mistakes_can_be_drawn_too():
    matrix = Confusion(np.diag([5, 6]), ["0", "1"]).take_out_diagonal()
    assert not matrix.heatmap.values.any()


@pytest.mark.parametrize("names", [[str(i) for i in range(40)], ["ankle boot", "bag", "coat"]])
def test_of_many_or_long_names_those_are_written_that_have_room(names):
    matrix = Confusion(np.eye(len(names)), names)
    for written, side in ((matrix.row_names, 1), (matrix.column_names, 0)):
        low = np.array([name.get_corner([-1, -1, 0])[side] for name in written])
        high = np.array([name.get_corner([1, 1, 0])[side] for name in written])
        order = np.argsort(low)
        assert len(written) and (high[order][:-1] < low[order][1:]).all()


def test_beside_each_row_stands_the_part_of_it_that_is_right(matrix):
    shares = SharesRight(matrix, COUNTS)
    np.testing.assert_allclose(shares.bars.values, [90 / 93, 80 / 85, 70 / 72])
    assert [number.words for number in shares.numbers] == ["96.8%", "94.1%", "97.2%"]
    for i, (number, name) in enumerate(zip(shares.numbers, matrix.row_names, strict=True)):
        assert baseline(number) == pytest.approx(baseline(name))
        assert shares.bars.middle(i)[1] == pytest.approx(matrix.heatmap.cell(i, 0)[1])
    assert shares.bars.get_left()[0] > matrix.heatmap.get_right()[0]


def test_a_label_without_examples_has_no_bar(canvas):
    counts = np.array([[5, 1], [0, 0]])
    shares = SharesRight(Confusion(counts, ["a", "b"]), counts)
    np.testing.assert_allclose(shares.bars.values, [5 / 6, 0])
