"""Values of several kinds of trainings over time, each kind a curve with its band and name."""

from collections.abc import Callable, Sequence

import numpy as np
from manim import RIGHT, UP, Mobject, VGroup

from scenes.mobjects.plot import Plot
from scenes.mobjects.spread import Spread


class SpreadPlot(VGroup):
    """Curves [(x (n,), values (seeds, n), color, name)] as `Spread`s over a `Plot`, the names
    (mobjects) at their right ends.

    A name is at the height of the mean of the last values, but at least `gap` above the one below.
    `draw()` returns animations that draw the curves from the left. Parts: `plot`, `spreads`,
    `names`.
    """

    def __init__(
        self,
        plot: Plot,
        curves: Sequence[tuple[np.ndarray, np.ndarray, str, Mobject]],
        gap: float = 0.1,
        middle: Callable = np.median,
    ):
        self.plot, self.names = plot, VGroup()
        self.spreads = [
            Spread(plot, x, values, color, middle=middle) for x, values, color, _ in curves
        ]
        ends = [values[:, -1].mean() for _, values, _, _ in curves]
        for i in np.argsort(ends):
            name = curves[i][-1].next_to(plot.c2p(plot.x_range[1], ends[i]), RIGHT, buff=0.2)
            if self.names:
                name.shift(max(0, self.names[-1].get_top()[1] + gap - name.get_bottom()[1]) * UP)
            self.names.add(name)
        super().__init__(plot, *self.spreads, self.names)

    def draw(self) -> list:
        """Animations that draw the curves from the left end of the x axis to the right."""
        start, end = self.plot.x_range
        return [spread.set_until(start).animate.set_until(end) for spread in self.spreads]
