import numpy as np
import pytest
from manim import RIGHT, UP, Square

from scenes.mobjects.labelled import Labelled, legend, named_beside
from scenes.stage import style

IMAGES = np.random.default_rng(0).random((2, 3, 4, 4))
LABELS = np.arange(6).reshape(2, 3)


@pytest.fixture
def labelled(canvas):
    return Labelled(IMAGES, LABELS)


def test_each_label_stands_in_the_middle_below_its_own_picture(labelled):
    for picture, label in zip(labelled.pictures, labelled.labels, strict=True):
        assert label.get_x() == pytest.approx(picture.get_x())
        assert label.get_top()[1] < picture.get_bottom()[1]
    upper, lower = labelled.labels[0], labelled.pictures[3]
    assert upper.get_bottom()[1] > lower.get_top()[1]


def test_pictures_and_labels_go_row_by_row(labelled):
    np.testing.assert_array_equal(labelled.pictures[4].values, IMAGES[1, 1])
    assert [label.typst_code for label in labelled.labels] == list("012345")
    assert labelled.pictures[4].get_x() == pytest.approx(labelled.pictures[1].get_x())
    assert labelled.pictures[4].get_y() < labelled.pictures[1].get_y()


def test_other_names_stand_where_the_labels_stood_also_when_it_was_moved(labelled):
    labelled.shift([1.5, -1, 0])
    colors = np.where(LABELS > 3, style.FOCUS, style.WHITE)
    named = labelled.named(9 - LABELS, colors)
    for old, new, color in zip(labelled.labels, named, colors.ravel(), strict=True):
        np.testing.assert_allclose(new.get_center(), old.get_center(), atol=0.03)
        assert new.get_color().to_hex().lower() == color
    assert [label.typst_code for label in named] == list("987654")


def test_each_name_stands_beside_its_own_mobject(canvas):
    squares = [Square().shift(3 * k * RIGHT) for k in range(3)]
    names = named_beside(squares, ["one", "two", "three"], UP, buff=0.4)
    for square, name in zip(squares, names, strict=True):
        assert name.get_x() == pytest.approx(square.get_x())
        assert name.get_bottom()[1] - square.get_top()[1] == pytest.approx(0.4)


def test_a_legend_has_each_sample_beside_its_name(canvas):
    samples = [Square().scale(0.2) for _ in range(2)]
    rows = legend(samples, ["a_line", "dots"])
    for (sample, words), own in zip(rows, samples, strict=True):
        assert sample is own and words.get_left()[0] > sample.get_right()[0]
        assert words.get_y() == pytest.approx(sample.get_y())
    assert rows[0].get_y() > rows[1].get_y()
