"""Grids of heights: their cells, their contour lines, and lines cut where they cross the grid."""

import itertools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def grid_cells(lattice: np.ndarray) -> np.ndarray:
    """The corners (n, 4, d) of the cells between the nodes (rows, columns, d) of a lattice."""
    around = lattice[:-1, :-1], lattice[:-1, 1:], lattice[1:, 1:], lattice[1:, :-1]
    return np.stack(around, axis=2).reshape(-1, 4, lattice.shape[-1])


def contour_segments(heights: np.ndarray, levels: npt.ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Contour lines of heights (m, n) by marching squares: (k, 2, 2), (k,).

    They are the ends of each segment, as fractions (x, y) of the grid's width and height, and its
    level. In a cell with only opposite corners on the same side of the level, corners on the side
    of the cell's mean are joined.
    """
    rows, columns = heights.shape
    x, y = np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, 1, rows))
    corners = grid_cells(np.stack([x, y, heights], axis=-1))
    low, high = corners[..., 2].min(axis=1), corners[..., 2].max(axis=1)
    found = [_cut(corners[(low <= level) & (level < high)], level) for level in levels]
    segments = np.concatenate([np.zeros((0, 2, 2)), *found])
    return segments, np.repeat(levels, [len(part) for part in found])


def _cut(start, level):
    """The segments (k, 2, 2) where cells with corners (cells, 4, 3) cross a level."""
    end = np.roll(start, -1, axis=1)
    above = start[..., 2] > level
    crossed = above != np.roll(above, -1, axis=1)
    share = (level - start[..., 2:]) / np.where(crossed, end[..., 2] - start[..., 2], 1)[..., None]
    points = (start + share * (end - start))[..., :2]  # on edge i, from corner i to the next
    once = crossed.sum(axis=1) == 2
    joined = (start[..., 2].mean(axis=1) > level) == above[:, 0]  # corners 0 and 2
    return np.concatenate(
        [
            points[once][crossed[once]].reshape(-1, 2, 2),
            points[~once & joined].reshape(-1, 2, 2),
            np.roll(points[~once & ~joined], 1, axis=1).reshape(-1, 2, 2),
        ]
    )


def cut_at_grid(points: np.ndarray, cells: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """Cut a line through points (T, 2 or more) wherever it crosses into another cell of a grid.

    points: their first two coordinates are fractions of the grid's sides; cells: (columns, rows).
    Returns the pieces (k, 2, …), and the step (k,) that each is part of.
    """
    steps = np.arange(len(points))
    cuts = [steps]
    for axis, count in enumerate(cells):
        start, change = points[:-1, axis, None], np.diff(points[:, axis])[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            share = (np.linspace(0, 1, count + 1) - start) / change
        cuts.append((steps[:-1, None] + share)[(share > 0) & (share < 1)])
    at = np.unique(np.concatenate(cuts))
    ends = np.stack([np.interp(at, steps, column) for column in points.T], axis=1)
    pieces = np.stack([ends[:-1], ends[1:]], axis=1)
    return pieces, ((at[:-1] + at[1:]) / 2).astype(int)


def runs(rows: np.ndarray) -> list[slice]:
    """The slices of `rows` (n, …) in which consecutive rows are equal."""
    changes = np.flatnonzero((rows[1:] != rows[:-1]).any(axis=1)) + 1
    edges = [0, *changes, len(rows)] if len(rows) else []
    return [slice(start, end) for start, end in itertools.pairwise(edges)]
