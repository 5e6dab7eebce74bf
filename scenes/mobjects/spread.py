"""Curves of many trainings as one: their median, and the band in which all of them lie."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from nn.errors import DownhillError
from scenes.manim_internals.painted import Painted
from scenes.mobjects.plot import Plot
from scenes.mobjects.primitives import as_one, plain
from scenes.stage import style

BAND = 0.28  # the opacity of the band


class Spread(Painted):
    """Curves `values` (seeds, n) at `x` (n,), increasing, over a `Plot`: their median as a line,
    and around it, paler, from the lowest to the highest of them.

    `.animate.set_until(x)` draws it up to x; at first it is drawn completely. Values outside the
    plot's range are drawn at its edge. width: of the line, in scene units; middle: what the line
    shows, np.median or np.mean.
    Raises DownhillError if x and values differ in length.
    """

    data = ("shares", "until", "ink", "width_of_line")

    def __init__(
        self,
        plot: Plot,
        x: npt.ArrayLike,
        values: npt.ArrayLike,
        color: str = style.WHITE,
        width: float = 0.045,
        middle: Callable[..., np.ndarray] = np.median,
    ):
        super().__init__()
        x, values = plain(x, "x of a Spread", 1), plain(values, "values of a Spread", 2)
        if len(x) != values.shape[1]:
            raise DownhillError(f"{len(x)} values of x were given {values.shape[1]} of y.")
        (left, right), (low, high) = plot.x_range, plot.y_range
        origin = plot.c2p(left, low)
        self.set_box(origin, plot.c2p(right, low) - origin, plot.c2p(left, high) - origin)
        across = plot.c2p(x, np.full(len(x), low))[:, 0] - origin[0]
        lines = np.clip((values - low) / (high - low), 0, 1)
        drawn = lines.min(axis=0), middle(lines, axis=0), lines.max(axis=0)
        self.shares = np.stack([across / plot.x_axis.width, *drawn])
        self.plot, self.until = plot, np.array(1.0)
        self.ink, self.width_of_line = style.rgb(color), np.array(float(width))

    def set_until(self, x):
        """Draw the part left of x, in the units of the plot's axis."""
        plot = self.plot
        start, length = plot.c2p(plot.x_range[0], plot.y_range[0]), plot.x_axis.width
        self.until = np.array((plot.c2p(x, plot.y_range[0]) - start)[0] / length)
        return self

    def shown(self):
        """(across, lowest, middle, highest), each (m,): what is drawn, as fractions of the box."""
        across, until = self.shares[0], float(self.until)
        inside = across <= until + 1e-9
        if inside.all() or not inside.any():
            return self.shares[:, inside]
        end = [np.interp(until, across, row) for row in self.shares]
        return np.column_stack([self.shares[:, inside], end])

    def paint(self, ctx, camera):
        across, low, middle, high = self.shown()
        if len(across) < 2:
            return
        outline = np.concatenate([across, across[::-1]]), np.concatenate([low, high[::-1]])
        with as_one(ctx, self.get_fill_opacity()):
            self._trace(ctx, camera, *outline)
            ctx.set_source_rgba(*self.ink[::-1], BAND)
            ctx.fill()
            self._trace(ctx, camera, across, middle)
            ctx.set_source_rgba(*self.ink[::-1], 1)
            ctx.set_line_width(float(self.width_of_line))
            ctx.stroke()

    def _trace(self, ctx, camera, across, up):
        ctx.new_path()
        for x, y in self.project(camera, self.place(np.stack([across, up], axis=-1))).tolist():
            ctx.line_to(x, y)
