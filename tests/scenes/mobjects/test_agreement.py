import numpy as np
import pytest

from scenes.mobjects.agreement import POINT, Agreement

FIRST, SECOND = np.array([1e-5, 0.002, 0.3]), np.array([1e-5, 0.002, 0.5])


def made(first, second):
    return Agreement(first, second, 4, 3, "first", "second")


def test_each_pair_is_a_square_at_its_logarithms():
    seen = made(FIRST, SECOND)
    middles = [path[:, :2].min(axis=0) + POINT for path in seen.pairs.get_subpaths()]
    expected = seen.plot.c2p(np.log10(FIRST), np.log10(SECOND))[:, :2]
    np.testing.assert_allclose(middles, expected, atol=1e-9)


def test_both_axes_have_one_range_of_whole_powers_that_holds_all():
    plot = made(FIRST, SECOND).plot
    assert plot.x_range == plot.y_range == (-5, 0)


def test_what_agrees_lies_on_the_diagonal():
    seen = made(FIRST, SECOND)
    start, end = seen.diagonal.get_start_and_end()
    place = seen.plot.c2p(np.log10(FIRST[1]), np.log10(SECOND[1]))
    assert np.cross(end - start, place - start)[2] == pytest.approx(0, abs=1e-9)


def test_without_pairs_there_are_axes_all_the_same():
    seen = made(np.zeros(0), np.zeros(0))
    assert seen.plot.x_range == (0, 1) and not len(seen.pairs.points)
