"""A curve over a plot: its values, slopes and points, and light on a part of it."""

import numpy as np
import numpy.typing as npt
from manim import VGroup, VMobject

from scenes.mobjects.plot import Plot
from scenes.stage import style

LIGHTS, FAINTEST = 7, 0.2  # overlapping lines; the shortest, as a fraction of the longest


class PlottedCurve:
    """The curve through (x[i], y[i]) over a `Plot`, linear between these; x (n,) increases."""

    def __init__(self, plot: Plot, x: npt.ArrayLike, y: npt.ArrayLike) -> None:
        self.plot, self.x, self.y = plot, np.asarray(x), np.asarray(y)

    def value(self, x):
        """The value at x."""
        return np.interp(x, self.x, self.y)

    def slope(self, x):
        """The slope at x, by central differences (second order)."""
        return float(np.interp(x, self.x, np.gradient(self.y, self.x)))

    def point(self, x):
        """The point (3,) in the scene at x."""
        return self.plot.c2p(x, self.value(x))

    def tangent(self, x, reach):
        """The ends (2, 3) of the tangent at x: see `Plot.tangent`."""
        return self.plot.tangent(x, self.value(x), self.slope(x), reach)

    def points(self, low=-np.inf, high=np.inf):
        """The points (k, 3) of the part from low to high, by default of the whole curve."""
        low, high = max(low, self.x[0]), min(high, self.x[-1])
        x = np.concatenate([[low], self.x[(self.x > low) & (self.x < high)], [high]])
        return self.plot.c2p(x, self.value(x))

    def seen(self):
        """(low, high): the x around its middle between which it is below the plot's top."""
        over, middle = self.y > self.plot.y_range[1], len(self.y) // 2
        left, right = np.flatnonzero(over[:middle]), np.flatnonzero(over[middle:])
        first = left[-1] + 1 if len(left) else 0
        last = middle + right[0] if len(right) else len(over)
        return self.x[first], self.x[last - 1]


class Light(VGroup):
    """Light on a `PlottedCurve` around an x, fainter with distance; see `shine`.

    reach: how far it extends to each side, in scene units. Only the part that is `seen` is lit.
    """

    def __init__(
        self,
        curve: PlottedCurve,
        reach: float = 1.0,
        color: str = style.COST,
        width: float = 4,
        opacity: float = 0.5,
    ) -> None:
        unit = np.ptp(curve.plot.x_range) / curve.plot.x_axis.width
        self.curve, self.reaches = curve, np.linspace(FAINTEST, 1, LIGHTS) * reach * unit
        line = VMobject(stroke_color=color, stroke_width=width, stroke_opacity=opacity)
        super().__init__(*(line.copy() for _ in self.reaches))

    def shine(self, x):
        """Move the light to x."""
        low, high = self.curve.seen()
        for reach, line in zip(self.reaches, self, strict=True):
            part = self.curve.points(max(x - reach, low), min(x + reach, high))
            line.set_points_as_corners(part)
        return self
