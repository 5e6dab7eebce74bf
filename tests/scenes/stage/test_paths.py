import numpy as np
import pytest

from nn.analysis import planes
from nn.runs.run import Run
from scenes.stage import paths


def test_single_steps_are_counted_from_the_start_only():
    assert paths.single_steps(np.array([0, 1, 2, 3, 5, 6, 7])) == 3
    assert paths.single_steps(np.array([0, 4, 5, 6])) == 0


def test_a_window_holds_its_points_in_the_form_of_the_map():
    points, sides = np.array([[1.0, 1.0], [1.4, 1.1], [1.2, 0.9]]), np.array([8.0, 4.0])
    window = paths.window_on(points, sides)
    spans = window[:, 1] - window[:, 0]
    assert spans[0] / spans[1] == pytest.approx(2) and spans[0] < sides[0]
    assert ((points > window[:, 0]) & (points < window[:, 1])).all()
    np.testing.assert_allclose(np.ptp(paths.window_on(50 * points, sides), axis=1), sides)


def test_surroundings_hold_the_path_and_are_never_a_thread(tiny_run):
    for plane in planes.read(Run.load(tiny_run))[0].values():
        x, y = paths.surroundings(plane)
        low, high = plane.path.min(axis=0), plane.path.max(axis=0)
        assert x[0] < low[0] and high[0] < x[1] and y[0] < low[1] and high[1] < y[1]
        assert 1 / 4 < np.ptp(x) / np.ptp(y) < 4


def test_the_pace_is_even_in_time_and_way_and_reaches_the_end():
    path = np.array([[0.0, 0.0], [0.0, 0.0], [3.0, 4.0]])
    assert paths.pace_along(path, 0) == 0 and paths.pace_along(path, 1) == 1
    assert paths.pace_along(path, 0.25) == pytest.approx(0.5)


def test_spans_take_their_neighbours_with_them():
    mask = np.array([False, False, True, True, False, True])
    assert paths.spans(mask) == [(1, 5), (4, 7)]


def test_the_scale_of_costs_has_a_logarithm_and_an_extent():
    assert paths.cost_limits(np.array([0.2, 3.0]), np.array([[1.0, 5.0]])) == (0.2, 5.0)
    assert paths.cost_limits(np.array([0.0, 3.0, 2.0])) == (2.0, 3.0)
    assert paths.cost_limits(np.array([2.5, 2.5])) == (2.5, 5.0)
    assert paths.cost_limits(np.zeros(3)) == (1.0, 2.0)


def test_a_path_that_goes_nowhere_passes_evenly():
    np.testing.assert_allclose(paths.pace_of(np.ones((3, 2))), [0, 0.5, 1])


@pytest.mark.parametrize("size", [1e-40, 1e-30, 1e30, 1e38])
def test_the_pace_of_a_path_does_not_hang_on_its_size(size):
    """Squares of such numbers are too small or too large for a float32."""
    path = np.array([[0, 0], [1, 0], [1, 3]])
    scaled = (path * size / 3).astype(np.float32)
    np.testing.assert_allclose(paths.pace_of(scaled), paths.pace_of(path), atol=1e-4)


def test_the_median_turn_is_that_of_the_angles_between_steps():
    zigzag = np.array([[0, 0], [1, 0], [1, 1], [2, 1], [3, 1]])  # left, right, straight on
    assert paths.median_turn(zigzag) == pytest.approx(90)
    angles = np.radians(2 * np.arange(20))
    arc = np.cumsum(np.stack([np.cos(angles), np.sin(angles)], axis=1), axis=0)
    assert paths.median_turn(arc) == pytest.approx(2)
    assert paths.median_turn(arc[:2]) == 0
