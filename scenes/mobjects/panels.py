"""Points of several kinds, each kind over its own square axes, all on one scale."""

from collections.abc import Sequence

import numpy as np
from manim import UP, VGroup

from scenes.mobjects.lettering import baseline
from scenes.mobjects.plot import Plot
from scenes.mobjects.scatter import Scatter
from scenes.stage import style
from scenes.stage.style import SMALL, text

BEYOND = 1.1  # the reach of the axes, in units of the largest magnitude
RADIUS = 0.035  # of a dot, in scene units


class Panels(VGroup):
    """Points (kinds, 2, n) as dots. The axes of each kind have their middle at its x of `middles`
    (kinds,), and their x-axes at the height 0.

    ticks {value: label}: of both axes, symmetric about zero. titles: of the first panel's axes.
    units: the unit of both axes, written flush with x = `right` on the line of the first y-title.
    side: the length of an axis, in scene units. Parts: `plots`, `dots`, `units`.
    """

    def __init__(
        self,
        points: np.ndarray,
        middles: Sequence[float],
        ticks: dict[float, str],
        titles: tuple[str, str],
        units: str,
        right: float,
        side: float = 1.6,
    ):
        reach = BEYOND * np.abs(points).max()
        limits = -reach, reach
        self.plots = VGroup()
        for x in middles:
            of_first = () if self.plots else (ticks, *titles)
            plot = Plot(limits, limits, side, side, ticks, *of_first)
            self.plots.add(plot.shift([x, 0, 0] - plot.x_axis.get_center()))
        self.dots = VGroup(map(dots_over, self.plots, points))
        self.units = text(units, SMALL, style.QUIET)
        self.units.set_x(right - self.units.width / 2)
        self.units.shift((baseline(self.plots[0].y_title) - baseline(self.units)) * UP)
        super().__init__(self.plots, self.dots, self.units)

    def dots_at(self, places: Sequence[np.ndarray]) -> VGroup:
        """Dots like those of the panels, but at points (n, 3) of the scene, one array for each
        kind: the start of an animation that moves them to their places."""
        points = (plot.p2c(of_kind) for plot, of_kind in zip(self.plots, places, strict=True))
        return VGroup(map(dots_over, self.plots, points))


def dots_over(plot: Plot, points: np.ndarray) -> Scatter:
    """Points (2, n) in the units of a plot's axes, as dots."""
    return Scatter(plot, *points, radius=RADIUS, color=style.COST)
