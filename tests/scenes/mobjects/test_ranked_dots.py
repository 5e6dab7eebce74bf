import numpy as np
import pytest
from manim import UP

from scenes.mobjects.ranked_dots import RankedDots

COUNTS = [3, 0, 5, 3, 1]


@pytest.fixture
def ranked():
    return RankedDots(COUNTS, 5, "digits", "networks wrong")


def test_each_thing_is_a_dot_at_its_count_in_the_order_given(ranked):
    np.testing.assert_array_equal(ranked.dots.x, range(5))
    np.testing.assert_array_equal(ranked.dots.y, COUNTS)
    np.testing.assert_allclose(ranked.point(2), ranked.plot.c2p(2, 5))


def test_sorted_they_rise_and_equal_ones_keep_their_order(ranked):
    dots = ranked.rank().dots
    np.testing.assert_array_equal(dots.y, COUNTS)
    np.testing.assert_array_equal(dots.x, [2, 0, 4, 3, 1])


def test_they_stay_over_their_axes_wherever_those_were_moved(ranked):
    ranked.shift([1, 2, 0])
    np.testing.assert_allclose(ranked.dots.place(ranked.dots.shares[2]), ranked.point(2))


def test_the_line_of_what_is_expected_goes_through_the_counts(ranked):
    line, name = ranked.expected(np.array([0, 1, 2, 3, 4]), "by chance", 0.5, UP)
    np.testing.assert_allclose(line.get_start(), ranked.plot.c2p(0, 0), atol=1e-6)
    np.testing.assert_allclose(line.get_end(), ranked.plot.c2p(4, 4), atol=1e-6)
    assert name.get_bottom()[1] > ranked.plot.c2p(2.5, 2)[1]
