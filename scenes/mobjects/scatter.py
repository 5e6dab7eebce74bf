"""Many points over a plot, as one mobject."""

import math

import numpy as np
import numpy.typing as npt

from nn.errors import DownhillError
from scenes.manim_internals.painted import Painted
from scenes.mobjects.plot import Plot
from scenes.mobjects.primitives import as_one, plain
from scenes.stage import style

SEEN_THROUGH = 0.6  # the opacity of one disc: many on one place are brighter


class Scatter(Painted):
    """A disc at each point (x[i], y[i]) of a `Plot`, in the units of its axes.

    marked (n,) bool: those in the focus colour, drawn last. radius: in scene units.
    `.animate.set_shown(share)` shows the first of them up to a fraction, in the order given;
    `.animate.set_places(x, y)` moves each to another point.
    Raises DownhillError if x and y have different lengths.
    """

    data = ("shares", "marked", "shown", "radius", "colours")

    def __init__(
        self,
        plot: Plot,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        marked: np.ndarray | None = None,
        radius: float = 0.035,
        color: str = style.WHITE,
    ):
        super().__init__()
        (left, right), (low, high) = plot.x_range, plot.y_range
        origin = plot.c2p(left, low)
        self.set_box(origin, plot.c2p(right, low) - origin, plot.c2p(left, high) - origin)
        self.plot = plot
        self.set_places(x, y)
        self.marked = np.zeros(len(self.x), bool) if marked is None else np.array(marked, bool)
        self.shown, self.radius = np.array(1.0), np.array(float(radius))
        self.colours = np.array([style.rgb(one) for one in (color, style.FOCUS)])

    def set_places(self, x, y):
        """Move the points to x (n,) and y (n,), in the units of the plot's axes."""
        self.x, self.y = plain(x, "x of a Scatter", 1), plain(y, "y of a Scatter", 1)
        if self.x.shape != self.y.shape:
            raise DownhillError(f"{len(self.x)} values of x were given {len(self.y)} of y.")
        plot = self.plot
        size = plot.x_axis.width, plot.y_axis.height
        origin = plot.c2p(plot.x_range[0], plot.y_range[0])
        self.shares = (plot.c2p(self.x, self.y) - origin)[:, :2] / size
        return self

    def set_shown(self, share):
        """Draw the first points, up to a fraction of them, 0…1."""
        self.shown = np.array(float(share))
        return self

    def paint(self, ctx, camera):
        shown = round(float(self.shown) * len(self.shares))
        places = self.project(camera, self.place(self.shares[:shown]))
        marked, radius = self.marked[:shown], float(self.radius)
        with as_one(ctx, self.get_fill_opacity()):
            for lit in (False, True):
                ctx.set_source_rgba(*self.colours[int(lit)][::-1], SEEN_THROUGH)
                for x, y in places[marked == lit].tolist():
                    ctx.arc(x, y, radius, 0, 2 * math.pi)
                    ctx.fill()
