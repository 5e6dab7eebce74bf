"""How much each past gradient counts in a step of momentum."""

from typing import Self

import numpy as np
from manim import VGroup

from scenes.mobjects.histogram import Histogram
from scenes.mobjects.plot import Plot
from scenes.stage import style


class FadingMemory(VGroup):
    """The weights μ^age of the last `count` gradients in a step, as bars over their age.

    `.animate.set_momentum(mu, color)` shows them for another μ. Parts: `plot`, `bars`.
    """

    def __init__(self, count: int, mu: float, color: str, width: float = 8, height: float = 2):
        self.ages = np.arange(count)
        ticks = {0: "now", **{age: f"{age}" for age in range(4, count, 4)}}
        limits, title = ((-0.6, count - 0.4), (0, 1)), "weight of each gradient in the step"
        self.plot = Plot(*limits, width, height, ticks, {0: "0", 1: "1"}, "steps ago", title)
        edges = np.arange(count + 1) - 0.5
        self.bars = Histogram(self.plot, float(mu) ** self.ages, edges, color)
        super().__init__(self.plot, self.bars)

    def set_momentum(self, mu: float, color: str) -> Self:
        """Show the weights for another momentum, in another colour."""
        self.bars.set_counts(float(mu) ** self.ages)
        self.bars.colours = np.array([style.rgb(color), self.bars.colours[1]])
        return self
