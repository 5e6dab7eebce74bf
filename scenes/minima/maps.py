"""A map of the cost on a plane, as this chapter's experiments measured it."""

from types import SimpleNamespace

import numpy as np

from scenes.mobjects.contour_map import ContourMap, magnified
from scenes.mobjects.ticks import doublings
from scenes.stage.paths import cost_limits


def cost_map(
    arrays: SimpleNamespace, nodes: int, size: tuple[float, float], in_logarithms: bool = False
) -> tuple[ContourMap, tuple[float, float]]:
    """(map, limits of its colours), both on a logarithmic scale of cost.

    arrays: `map_costs` (y, x) at `xs`, `ys`. nodes: grid points along the map's longer side, at
    which the measured costs (or their logarithms) are interpolated. size: the largest width and
    height of the map, in scene units.
    """
    x, y = ((axis[0], axis[-1]) for axis in (arrays.xs, arrays.ys))
    to, back = (np.log, np.exp) if in_logarithms else (np.array, np.array)
    costs = back(magnified(to(arrays.map_costs), arrays.xs, arrays.ys, x, y, nodes))
    limits = cost_limits(costs)
    return ContourMap(costs, x, y, doublings(limits), limits, True, *size), limits
