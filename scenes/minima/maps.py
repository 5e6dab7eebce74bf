"""The map of a cost on a plane, as the experiments of this chapter measured it."""

from types import SimpleNamespace

import numpy as np

from scenes.mobjects.contour_map import ContourMap, magnified
from scenes.mobjects.ticks import doublings
from scenes.stage.paths import cost_limits


def cost_map(
    arrays: SimpleNamespace, nodes: int, size: tuple[float, float], in_logarithms: bool = False
) -> tuple[ContourMap, tuple[float, float]]:
    """(map, limits of its colours), both by the logarithm of the cost.

    arrays: `map_costs` (y, x) at `xs`, `ys`. nodes: of the map, along its longer side; between the
    measured ones the costs are interpolated, or their logarithms. size: the most room that it takes
    (width, height), in scene units.
    """
    x, y = ((axis[0], axis[-1]) for axis in (arrays.xs, arrays.ys))
    to, back = (np.log, np.exp) if in_logarithms else (np.array, np.array)
    costs = back(magnified(to(arrays.map_costs), arrays.xs, arrays.ys, x, y, nodes))
    limits = cost_limits(costs)
    return ContourMap(costs, x, y, doublings(limits), limits, True, *size), limits
