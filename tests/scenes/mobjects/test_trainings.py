import numpy as np
import pytest

from scenes.mobjects.trainings import Trainings

ACCURACY = np.array([[[0.93, 1, 0.8], [1, 1, 0.9]], [[1, 1, 1], [0.97, 1, 1]]])


@pytest.fixture
def trainings(canvas):
    return Trainings(ACCURACY, ["1 layer", "2 layers"], ["two", "three"], "right")


def test_there_is_a_dot_for_each_training_in_the_column_of_its_kind(trainings):
    np.testing.assert_allclose(trainings.dots.y, ACCURACY.ravel())
    np.testing.assert_array_equal(np.floor(trainings.dots.x), np.repeat(np.arange(4), 3))


def test_those_that_are_not_all_right_are_larger(trainings):
    np.testing.assert_allclose(trainings.missed.y, [0.93, 0.8, 0.9, 0.97])
    assert trainings.missed.radius > trainings.dots.radius


def test_the_dots_of_the_first_groups_can_be_shown_before_the_others(trainings):
    trainings.show_groups(1)
    assert float(trainings.dots.shown) * ACCURACY.size == pytest.approx(6)
    assert float(trainings.missed.shown) * 4 == pytest.approx(3)
    trainings.show_groups(2)
    assert trainings.dots.shown == trainings.missed.shown == 1


def test_above_each_column_stands_how_many_are_all_right(trainings):
    counts = [words.typst_code for words in trainings.counts]
    assert counts == ["1 of 3", "2 of 3", "3 of 3", "2 of 3"]
    for i, words in enumerate(trainings.counts):
        assert words.get_x() == pytest.approx(trainings.plot.c2p(i + 0.5, 1)[0])
        assert words.get_bottom()[1] > trainings.plot.c2p(i, 1)[1]


def test_a_group_is_named_below_the_middle_of_its_columns(trainings):
    for name, x in zip(trainings.groups, (1, 3), strict=True):
        assert name.get_x() == pytest.approx(trainings.plot.c2p(x, 1)[0])
        assert name.get_top()[1] < min(label.get_bottom()[1] for label in trainings.plot.labels[:4])
