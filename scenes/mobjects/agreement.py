"""Two measurements of the same magnitudes against each other, on logarithmic axes."""

import numpy as np
import numpy.typing as npt
from manim import Line, VGroup, VMobject

from scenes.mobjects.plot import Plot
from scenes.mobjects.ticks import powers_of_ten
from scenes.stage import style

POINT = 0.045  # half the side of the square that stands for a pair, in scene units


class Agreement(VGroup):
    """A square for each pair (first[i], second[i]) of magnitudes above 0, and the diagonal, where
    pairs lie that agree.

    width, height: of the axes, in scene units; x_title, y_title: as a `Plot`'s. Parts: `plot`,
    whose axes are logarithms, `diagonal`, `pairs`, one mobject with a path for each square.
    """

    def __init__(
        self,
        first: npt.ArrayLike,
        second: npt.ArrayLike,
        width: float,
        height: float,
        x_title: str,
        y_title: str,
    ) -> None:
        x, y = np.log10(first), np.log10(second)
        ends = np.concatenate([x, y]) if len(x) else np.zeros(1)
        low = np.floor(ends.min())
        limits = low, max(np.ceil(ends.max()), low + 1)
        ticks = powers_of_ten(*limits, 3)
        self.plot = Plot(limits, limits, width, height, ticks, ticks, x_title, y_title)
        self.diagonal = Line(*self.plot.c2p(limits, limits)).set_stroke(style.FAINT, 3)
        self.pairs = squares(self.plot.c2p(x, y))
        super().__init__(self.plot, self.diagonal, self.pairs)


def squares(centres):
    """Small squares at centres (n, 3), as one mobject."""
    corners = POINT * np.array([[1, 1, 0], [-1, 1, 0], [-1, -1, 0], [1, -1, 0], [1, 1, 0]])
    shape = VMobject(stroke_width=0, fill_color=style.WHITE, fill_opacity=0.8)
    for centre in centres:
        shape.start_new_path(centre + corners[0]).add_points_as_corners(centre + corners[1:])
    return shape
