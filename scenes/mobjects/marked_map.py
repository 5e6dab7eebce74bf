"""A picture of magnitudes in which some cells are marked, with its title and its scale."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from manim import DOWN, LEFT, RIGHT, UP, Square, VGroup

from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.lettering import Readout
from scenes.mobjects.pictures import picture_of
from scenes.mobjects.primitives import TABLE_SIZE
from scenes.stage import style

LEAST = 0.001  # of the highest value: lower values are raised to it, so none looks marked


class MarkedMap(VGroup):
    """Values (rows, columns), 0 or more, in greys; `marked` cells (rows, columns) in yellow.

    title: a few lines above the picture. name: the words beside yellow in the key, which is left
    out if no cell is marked. width: in scene units. Parts: `heatmap`, `title`, `scale_bar`.
    """

    def __init__(
        self,
        values: npt.ArrayLike,
        marked: npt.ArrayLike,
        title: Sequence[str],
        name: str,
        width: float,
        form: str = "{:.1f}",
    ) -> None:
        high = np.max(values)
        greys = style.grey(np.linspace(0, 1, TABLE_SIZE - 1))
        table = np.vstack([style.rgb(style.FOCUS), greys])
        seen = np.where(marked, -high, np.maximum(values, LEAST * high))
        self.heatmap = picture_of(seen, (0, high or 1), table, width)
        self.heatmap.scale(min(1, width / self.heatmap.height))
        self.title = style.lines(*title, size=style.SMALL, color=style.QUIET, buff=0.1)
        self.title.next_to(self.heatmap, UP, buff=0.2)
        self.scale_bar = _scale(high, form)
        if np.any(marked):
            self.scale_bar = VGroup(self.scale_bar, _key(name)).arrange(RIGHT, buff=0.5)
        self.scale_bar.next_to(self.heatmap, DOWN, buff=0.2)
        super().__init__(self.heatmap, self.title, self.scale_bar)


def _scale(high, form):
    """The bar of greys from 0 to the highest value, with both numbers."""
    bar = Heatmap(np.linspace(0, 1, 256)[None], (0, 1), style.grey, 1.4)
    bar.stretch_to_fit_height(0.2)
    low, high = (
        Readout(value, number, size=style.SMALL, color=style.QUIET)
        for value, number in ((0, "{:.0f}"), (high, form))
    )
    ends = VGroup(low.next_to(bar, LEFT, buff=0.2), high.next_to(bar, RIGHT, buff=0.2))
    return VGroup(bar, ends)


def _key(name):
    """A key for the yellow cells."""
    sample = Square(0.24, color=style.FOCUS, fill_opacity=1, stroke_width=0)
    return VGroup(sample, style.text(name, style.SMALL, style.QUIET)).arrange(RIGHT, buff=0.15)
