"""A histogram over the axis of a plot."""

import numpy as np
import numpy.typing as npt

from nn.errors import DownhillError
from scenes.manim_internals.painted import Painted
from scenes.mobjects.plot import Plot
from scenes.mobjects.primitives import as_one, plain
from scenes.stage import style


class Histogram(Painted):
    """Bars of heights `counts` (n,) over a `Plot`, from edge to edge of `edges` (n + 1,).

    Counts and edges are in the units of the plot's axes, and must lie within their ranges.
    `.animate.set_counts(…)` lets the bars grow; `.animate.set_marked((low, high))` shows the bars
    whose middles lie between two values in the focus colour.
    gap: the fraction of a bar's width that is left clear. Raises DownhillError if there is not one
    edge more than counts.
    """

    data = ("counts", "shares", "marked", "top", "colours", "gap")

    def __init__(
        self,
        plot: Plot,
        counts: npt.ArrayLike,
        edges: np.ndarray,
        color: str = style.WHITE,
        marked: str = style.FOCUS,
        gap: float = 0.1,
    ):
        super().__init__()
        self.counts, edges = plain(counts, "counts", 1), plain(edges, "edges", 1)
        if len(edges) != len(self.counts) + 1:
            raise DownhillError(f"{len(self.counts)} bars have {len(edges)} edges: give one more.")
        low, high = plot.y_range
        corner, right = plot.c2p(edges[[0, -1]], low)
        self.set_box(corner, right - corner, plot.c2p(edges[0], high) - corner)
        places = plot.c2p(edges, low)[:, 0]
        self.shares = (places - places[0]) / (places[-1] - places[0])  # of the width, at each edge
        self.edges, self.top = edges, np.array(float(high - low))
        self.marked = np.full(2, edges[-1] + 1)  # no bar; finite, so that it can be interpolated
        self.colours = np.array([style.rgb(one) for one in (color, marked)])
        self.gap = np.array(float(gap))

    def set_counts(self, counts):
        """Show other counts (n,)."""
        counts = plain(counts, "counts", 1)
        if counts.shape != self.counts.shape:
            raise DownhillError(f"{len(self.counts)} bars were given {len(counts)} counts.")
        self.counts = counts
        return self

    def set_marked(self, limits):
        """Light the bars whose middle lies within limits (2,)."""
        self.marked = np.array(limits, dtype=float)
        return self

    @property
    def is_marked(self):
        """Which bars (n,) are lit."""
        middles = (self.edges[:-1] + self.edges[1:]) / 2
        return (self.marked[0] <= middles) & (middles <= self.marked[1])

    def paint(self, ctx, camera):
        left, right = self.shares[:-1], self.shares[1:]
        inset = self.gap * (right - left) / 2
        heights = np.minimum(self.counts / self.top, 1)
        with as_one(ctx, self.get_fill_opacity()):
            for low, high, height, lit in zip(
                left + inset, right - inset, heights, self.is_marked, strict=True
            ):
                if height <= 0:
                    continue
                corners = [(low, 0), (high, 0), (high, height), (low, height)]
                for corner in self.project(camera, self.place(corners)).tolist():
                    ctx.line_to(*corner)
                ctx.set_source_rgb(*self.colours[int(lit)][::-1])
                ctx.fill()
