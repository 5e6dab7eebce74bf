import numpy as np
import pytest
from manim import PI

from scenes.mobjects.grids import contour_segments, cut_at_grid, runs
from scenes.mobjects.surface import PaintedSurface


def grid(n=25):
    """x, y (n, n) over -1…1."""
    return np.meshgrid(np.linspace(-1, 1, n), np.linspace(-1, 1, n))


def hill(n=25):
    x, y = grid(n)
    return np.exp(-6 * (x**2 + y**2))


def rough(n=13, seed=0):
    """Steep enough that much is hidden, from any side."""
    return np.random.default_rng(seed).normal(size=(n, n))


@pytest.mark.parametrize("seed", range(5))
def test_contours_meet_edges_at_their_level_and_end_at_the_border_only(seed):
    heights = rough(9, seed)
    segments, levels = contour_segments(heights, [-0.5, 0.0, 0.7])
    assert set(levels) == {-0.5, 0.0, 0.7}
    surface = PaintedSurface(heights, (0, 1), (0, 1))
    ends = segments.reshape(-1, 2)
    found = [surface.height_at(*end) for end in ends]
    np.testing.assert_allclose(found, np.repeat(levels, 2), atol=1e-9)
    keyed = np.column_stack([np.round(ends, 9), np.repeat(levels, 2)])
    points, counts = np.unique(keyed, axis=0, return_counts=True)
    on_border = ((points[:, :2] == 0) | (points[:, :2] == 1)).any(axis=1)
    assert (counts[on_border] == 1).all() and (counts[~on_border] == 2).all()


def test_a_contour_of_a_cone_is_a_circle():
    x, y = grid(101)
    segments, _ = contour_segments(np.hypot(x, y), [0.5])
    length = np.linalg.norm(segments[:, 0] - segments[:, 1], axis=1).sum()
    assert length == pytest.approx(2 * PI * 0.25, rel=1e-3)  # as shares of the width, 2


def test_a_saddle_joins_the_corners_on_the_side_of_its_mean():
    low = np.array([[1.0, 0], [0, 1]]) - [[0.4, 0], [0, 0.4]]
    segments, _ = contour_segments(low, [0.5])  # mean 0.3: corners of height 0.6 stand alone
    nearest = (
        abs(segments - [[0.0, 0]]).sum(axis=(1, 2)),
        abs(segments - [[1.0, 1]]).sum(axis=(1, 2)),
    )
    assert len(segments) == 2 and max(map(min, nearest)) < 0.5


def test_no_levels_or_none_in_reach_give_no_contours():
    for levels in ([], [99.0], [-99.0]):
        segments, found = contour_segments(hill(), levels)
        assert segments.shape == (0, 2, 2) and len(found) == 0


def test_a_line_is_cut_into_pieces_that_each_stay_in_a_cell():
    points = np.random.default_rng(0).uniform(0, 1, size=(6, 3))
    points[3] = points[2]  # a step that stands still
    pieces, steps = cut_at_grid(points, (7, 5))
    cells = [7, 5]
    middle = np.floor(pieces.mean(axis=1)[:, :2] * cells)
    local = pieces[..., :2] * cells - middle[:, None]
    assert local.min() > -1e-9 and local.max() < 1 + 1e-9
    np.testing.assert_allclose(pieces[1:, 0], pieces[:-1, 1])
    np.testing.assert_allclose([pieces[0, 0], pieces[-1, 1]], [points[0], points[-1]])
    along = np.linalg.norm(pieces[:, 1] - pieces[:, 0], axis=1)
    whole = np.linalg.norm(np.diff(points, axis=0), axis=1)
    np.testing.assert_allclose([along[steps == step].sum() for step in range(5)], whole, atol=1e-9)


def test_runs_are_slices_of_equal_rows():
    rows = np.array([[1, 1], [1, 1], [1, 2], [3, 3], [3, 3]])
    assert runs(rows) == [slice(0, 2), slice(2, 3), slice(3, 5)]
    assert runs(rows[:0]) == []
