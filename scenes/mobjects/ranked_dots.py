"""Counts of many things, a dot for each, that can be sorted."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from manim import VGroup, VMobject

from scenes.mobjects.plot import Plot
from scenes.mobjects.scatter import Scatter
from scenes.stage import style
from scenes.stage.style import SMALL, text

RADIUS = 0.022  # of a dot, in scene units


class RankedDots(VGroup):
    """Counts (n,) from 0 to `top`, a dot for each over a `Plot`, in the order given.

    things, counted: the titles of the axes. `.animate.rank()` sorts the dots by count;
    equal ones keep their order. Parts: `plot`, `dots`.
    """

    def __init__(
        self,
        counts: Sequence[int],
        top: int,
        things: str,
        counted: str,
        width: float = 5.2,
        height: float = 3.1,
    ):
        self.counts = np.asarray(counts)
        n = len(self.counts)
        x_ticks, y_ticks = {0: "0", n: f"{n:,}"}, {y: f"{y}" for y in (0, top // 2, top)}
        self.plot = Plot((0, n), (0, top), width, height, x_ticks, y_ticks, things, counted)
        self.dots = Scatter(self.plot, np.arange(n), self.counts, radius=RADIUS)
        super().__init__(self.plot, self.dots)

    def rank(self) -> Self:
        """Sort the dots from left to right."""
        ranks = np.empty(len(self.counts))
        ranks[np.argsort(self.counts, kind="stable")] = np.arange(len(self.counts))
        self.dots.set_places(ranks, self.counts)
        return self

    def point(self, i: int | np.ndarray) -> np.ndarray:
        """The initial point (3,) of dot i; or (k, 3) for k of them."""
        return self.plot.c2p(i, self.counts[i])

    def expected(
        self, counts: np.ndarray, name: str, along: float, side: np.ndarray
    ) -> tuple[VMobject, VMobject]:
        """(the line on which sorted dots would lie for other counts (n,), its name). along: the
        place of the name, as a fraction of the width; side: UP or DOWN of the line."""
        n = len(counts)
        x = np.linspace(0, n - 1, 101).astype(int)
        line = self.plot.curve(x, counts[x], style.KINDS[1], 4)
        at = self.plot.c2p(along * n, counts[int(along * n)])
        return line, text(name, SMALL, style.KINDS[1]).next_to(at, side, 0.18)
