"""Many values of several kinds as dots, in a column for each kind that is several dots wide."""

from typing import Self

import numpy as np
from manim import VGroup

from scenes.mobjects.plot import Plot
from scenes.mobjects.scatter import Scatter
from scenes.mobjects.ticks import multiples
from scenes.stage import style
from scenes.stage.words.numbers import decimals

REACH = 0.3  # how far a column's dots lie from its middle, in columns
GOLDEN = (np.sqrt(5) - 1) / 2
RADIUS = 0.035  # of a dot, in scene units


class DotColumns(VGroup):
    """Values (kinds, n) as dots over an axis with a tick at each multiple of `step` within limits.

    Within a column the dots are spread evenly from side to side, in an order without meaning.
    `.animate.set_values(…)` moves them up and down. width, height: of the axes, in scene units; the
    middle of the x-axis is the origin. Parts: `plot`, `dots`, a `Scatter` for each kind.
    """

    def __init__(
        self,
        values: np.ndarray,
        limits: tuple[float, float],
        step: float,
        title: str,
        width: float,
        height: float,
        color: str = style.COST,
    ):
        n, places = len(values), decimals(step, 1)
        ticks = {y: f"{y:.{places}f}" for y in multiples(step, *limits)}
        self.plot = Plot((-0.5, n - 0.5), limits, width, height, {}, ticks, "", title)
        self.plot.shift(-self.plot.x_axis.get_center())
        self.dots = VGroup(
            Scatter(self.plot, self._across(i, len(of_kind)), of_kind, radius=RADIUS, color=color)
            for i, of_kind in enumerate(values)
        )
        super().__init__(self.plot, self.dots)

    def set_values(self, values: np.ndarray) -> Self:
        """Show other values (kinds, n)."""
        for i, (dots, of_kind) in enumerate(zip(self.dots, values, strict=True)):
            dots.set_places(self._across(i, len(of_kind)), of_kind)
        return self

    def middles(self) -> np.ndarray:
        """The x of the middle of each column (kinds,), in scene units."""
        n = len(self.dots)
        return self.plot.c2p(np.arange(n), np.full(n, self.plot.y_range[0]))[:, 0]

    @staticmethod
    def _across(i: int, n: int) -> np.ndarray:
        return i + REACH * (2 * (np.arange(n) * GOLDEN % 1) - 1)
