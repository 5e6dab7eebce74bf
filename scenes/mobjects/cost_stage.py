"""The layout of a network's outputs, the cost of each, and the sum of the costs."""

import numpy as np
from manim import RIGHT, VGroup

from scenes.mobjects.areas import Areas
from scenes.mobjects.plot import Plot
from scenes.mobjects.ticks import linear_ticks, nice_step
from scenes.stage import style

GAP = 0.025  # between the parts of a sum, in scene units


class CostStage:
    """The rectangles (n, 4), for `Areas`, of n outputs and what they cost, in scene units.

    Three lines: on `BARS` the outputs, on `AREAS` the cost of each, on `SUM` the same areas side by
    side. most: the largest sum that will be shown; largest: the largest cost of one output; square:
    whether an output's cost is drawn as the square of its difference.
    """

    LEFT, RIGHT = -4.3, 6.45
    BARS, AREAS, SUM = 1.3, -0.85, -2.4

    def __init__(self, n: int, most: float, largest: float, square: bool):
        spacing = (self.RIGHT - self.LEFT) / n
        self.x = self.LEFT + (np.arange(n) + 0.5) * spacing
        self.most, self.square = most, square
        room = self.RIGHT - self.LEFT - 0.3
        self.unit = min(1.0, 0.92 * spacing)
        if square:
            self.unit = min(self.unit, room / most)
        self.up = self.unit if square else min(self.unit, 1 / largest)
        # An area has the same size in the sum, where all are equally high.
        self.per_cost = min(self.up * self.unit / (0.42 if square else 0.3), room / most)
        self.high = self.up * self.unit / self.per_cost

    def bars(self, a):
        """Bars for the outputs a (n,)."""
        return self._standing(self.BARS, 0.55 * self.unit + 0 * a, a * self.unit)

    def lines(self, y):
        """Marks at the desired outputs y (n,)."""
        lines = self._standing(self.BARS, 0.8 * self.unit + 0 * y, 0.04 + 0 * y)
        lines[:, 1] += y * self.unit - 0.02
        return lines

    def differences(self, a, y):
        """Bars for the differences between the outputs a (n,) and the desired ones y (n,)."""
        ends = np.sort([a, y], axis=0)
        found = self._standing(self.BARS, 0.2 * self.unit + 0 * a, (ends[1] - ends[0]) * self.unit)
        found[:, 1] += ends[0] * self.unit
        return found

    def areas(self, width, height):
        """The cost of each output as an area, its width and height (n,) each in units of cost."""
        return self._standing(self.AREAS, width * self.unit, height * self.up)

    def stacked(self, terms):
        """The costs of the outputs, terms (n,), side by side in one bar, from the left."""
        lengths = terms * self.per_cost
        lefts = self.LEFT + np.cumsum(lengths) - lengths
        widths = np.maximum(lengths - GAP, 0.5 * lengths)
        fixed = np.ones_like(lengths)
        return np.stack([lefts, self.SUM * fixed, widths, self.high * fixed], axis=1)

    def axis(self):
        """The axis under the sum."""
        step = nice_step(2.5 * 0.7 / self.per_cost)  # ticks are 0.7 scene units apart, or more
        labels = linear_ticks(step, 0, self.most)
        axis = Plot((0, self.most), (0, 1), self.most * self.per_cost, self.high, labels)
        return axis.shift([self.LEFT, self.SUM, 0] - axis.c2p(0, 0))

    def _standing(self, line, width, height):
        return np.stack([self.x - width / 2, line + 0 * width, width, height], axis=1)


def legend_of_differences() -> VGroup:
    """What the marks and the two colours of the differences mean, side by side."""
    entries = {
        "what we want, $y$": (style.WHITE, 0.04),
        "$a - y$: too high": (style.POSITIVE, 0.3),
        "$a - y$: too low": (style.NEGATIVE, 0.3),
    }
    rows = VGroup()
    for words, (color, height) in entries.items():
        sample = Areas([[0, 0, 0.3, height]], color)
        named = style.text(words, style.SMALL, style.QUIET)
        rows.add(VGroup(sample, named).arrange(RIGHT, buff=0.2))
    return rows.arrange(RIGHT, buff=0.8)
