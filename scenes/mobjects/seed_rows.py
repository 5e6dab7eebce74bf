"""Values of several kinds, a row for each kind and a dot for each seed."""

from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
from manim import LEFT, UP, Dot, Line, VGroup

from scenes.mobjects.plot import Plot
from scenes.stage import style
from scenes.stage.style import SMALL, escaped, text

RADIUS = 0.1  # of a dot, in scene units
HALF_BAR = 0.25 * UP  # half of the bar at a mean


class SeedRows(VGroup):
    """Values {name: (seeds,)} along an axis of x_range: a row of dots for each name, top down, and
    a bar at their mean.

    colors: one for each name. The names are left of the axis; `start_names(x)` lets them begin
    elsewhere. Parts: `plot`, whose y-axis counts the rows; `rows`, each a name, dots and a bar.
    """

    def __init__(
        self,
        values: dict[str, Sequence[float]],
        colors: Iterable[str],
        x_range: tuple[float, float],
        x_ticks: dict[float, str],
        x_title: str,
        width: float = 8.4,
        height: float = 3.3,
    ):
        n = len(values)
        self.plot = Plot(x_range, (0, n), width, height, x_ticks, {}, x_title)
        self.plot.y_axis.set_stroke(opacity=0)  # there are names instead
        self.rows = VGroup()
        for i, ((name, of_one), color) in enumerate(zip(values.items(), colors, strict=True)):
            y = n - 0.5 - i
            words = text(escaped(name), SMALL, color)
            words.next_to(self.plot.c2p(x_range[0], y), LEFT, 0.2)
            dots = (Dot(self.plot.c2p(x, y), RADIUS, color=color) for x in of_one)
            mean = self.plot.c2p(np.mean(of_one), y)
            bar = Line(mean - HALF_BAR, mean + HALF_BAR, color=style.WHITE)
            self.rows.add(VGroup(words, *dots, bar))
        super().__init__(self.plot, self.rows)

    def start_names(self, x: float) -> Self:
        """Let all names begin at x, in scene units."""
        for words, *_ in self.rows:
            words.set_x(x, LEFT)
        return self
