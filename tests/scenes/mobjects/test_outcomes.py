import numpy as np
import pytest

from scenes.mobjects.outcomes import NONE, RIGHT, UNTESTED, WRONG, Outcomes

IS_RIGHT = np.array([True, True, False, True, False, True, True])


@pytest.fixture
def outcomes(canvas):
    return Outcomes(IS_RIGHT, 4, 2)


def test_there_is_a_cell_for_each_in_about_the_shape_that_is_asked_for(outcomes):
    assert outcomes.values.shape == (2, 4)
    assert outcomes.width == pytest.approx(4)
    np.testing.assert_array_equal(outcomes.values.ravel(), [UNTESTED] * 7 + [NONE])


def test_the_first_so_many_show_whether_they_are_right(outcomes):
    outcomes.set_tested(4)
    expected = [RIGHT, RIGHT, WRONG, RIGHT, UNTESTED, UNTESTED, UNTESTED, NONE]
    np.testing.assert_array_equal(outcomes.values.ravel(), expected)
    np.testing.assert_array_equal(outcomes.set_tested(7).values.ravel()[:7] == RIGHT, IS_RIGHT)


def test_each_kind_of_cell_has_a_colour_of_its_own(outcomes):
    outcomes.set_tested(4)
    colours = [tuple(outcomes.colour_of(*cell)) for cell in ((0, 0), (0, 2), (1, 0), (1, 3))]
    assert len(set(colours)) == 4
