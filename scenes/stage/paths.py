"""A path on a plane of the cost surface: the part of the plane to draw, and the pace."""

import numpy as np

from nn.analysis.gradients import angles_between
from nn.analysis.landscape import Plane
from scenes.stage import style
from scenes.stage.examples import pace_of

MARGIN = 0.2  # how far beyond the path a plane is drawn, in lengths of the path
NARROWEST = 0.4  # the least distance drawn on either side of its middle, in the same unit
ROOM = 1.7  # the size of a close-up, in sizes of what it shows


def surroundings(plane: Plane) -> np.ndarray:
    """(low, high) of (x, y), (2, 2): the part of a plane around its path."""
    low, high = plane.path.min(axis=0), plane.path.max(axis=0)
    length = (high - low).max()
    reach = np.maximum((high - low) / 2 + MARGIN * length, NARROWEST * length)
    return np.stack([(low + high) / 2 - reach, (low + high) / 2 + reach], axis=1)


def cost_limits(*costs: np.ndarray) -> tuple[float, float]:
    """(lowest, highest) of several arrays of costs, as the ends of a scale, which may be
    logarithmic: a cost of 0 does not count, and if all others are equal, the scale ends at twice
    that cost."""
    above_zero = [values[values > 0] for values in costs]
    low = min((float(c.min()) for c in above_zero if c.size), default=1.0)
    high = max((float(c.max()) for c in above_zero if c.size), default=1.0)
    return (low, high) if low < high else (low, 2 * low)


def logarithmic(limits: tuple[float, float], rows: int = 1023) -> np.ndarray:
    """Colours (rows, 3) for costs from 0 to the upper limit, by the logarithm of the cost."""
    low, high = np.log(limits)
    heights = np.maximum(np.linspace(0, limits[1], rows), limits[0])
    return style.cost((np.log(heights) - low) / (high - low))


def at(now: float, values: np.ndarray) -> np.ndarray:
    """The values (S, …) of S snapshots, interpolated linearly at a fractional snapshot."""
    before = min(int(now), len(values) - 2)
    return values[before] + (now - before) * (values[before + 1] - values[before])


def single_steps(steps: np.ndarray) -> int:
    """How many snapshots from the first on are followed by one that is a single step later."""
    return int(np.cumprod(np.diff(steps) == 1).sum())


def median_turn(path: np.ndarray) -> float:
    """The median angle, in degrees, between the steps of a path (S, 2); 0 for one step."""
    steps = np.diff(path, axis=0)
    return float(np.median(angles_between(steps[:-1], steps[1:]))) if len(steps) > 1 else 0.0


def evenly_along(path: np.ndarray, count: int) -> np.ndarray:
    """The indices of the snapshots nearest to `count` points spaced evenly along a path (S, 2),
    without its end."""
    way = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    wanted = np.linspace(0, way[-1], count, endpoint=False)
    return np.unique(abs(way - wanted[:, None]).argmin(axis=1))


def pace_along(path: np.ndarray, share: float) -> float:
    """The fraction of a path's (S, 2) snapshots that are passed in a fraction of the time, 0…1."""
    return float(np.interp(share, pace_of(path), np.linspace(0, 1, len(path))))


def window_on(points: np.ndarray, sides: np.ndarray) -> np.ndarray:
    """(low, high) of x and of y, (2, 2): the smallest window with the proportions of a map of
    `sides` (2,) that shows points (n, 2) with a margin; never larger than the map."""
    low, high = points.min(axis=0), points.max(axis=0)
    share = min(1, ROOM * ((high - low) / sides).max())
    middle, reach = (low + high) / 2, share * sides / 2
    return np.stack([middle - reach, middle + reach], axis=1)


def spans(mask: np.ndarray) -> list[tuple[int, int]]:
    """(start, end) of each run of true values in a mask (S,), extended by a snapshot either way."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask, [0]])))
    return [(max(start - 1, 0), end + 1) for start, end in edges.reshape(-1, 2)]
