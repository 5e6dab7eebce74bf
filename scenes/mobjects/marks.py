"""A square for each of many things, lit if something is true of it."""

from collections.abc import Sequence
from typing import Self

import numpy as np

from scenes.mobjects.heatmap import Heatmap
from scenes.stage import style

UNASKED, IS_DARK, IS_LIT = 0.0, 0.22, 1.0  # the brightness of a square


class Marks(Heatmap):
    """A square for each of `lit` (n,) bool, row by row in a large square: bright if it is true, dim
    if it is false, black where there is none.

    asked: how many of the squares, in reading order, are shown so far; the others are black.
    `.animate.set_asked(n)` shows one after the other.
    """

    data = (*Heatmap.data, "asked")

    def __init__(self, lit: Sequence[bool], width: float, asked: int | None = None):
        side = int(np.ceil(np.sqrt(len(lit))))
        values = np.full(side * side, UNASKED)
        values[: len(lit)] = np.where(lit, IS_LIT, IS_DARK)
        super().__init__(values.reshape(side, side), (0, 1), style.grey, width, gap=0.22)
        self.set_asked(len(lit) if asked is None else asked)

    def set_asked(self, count: float) -> Self:
        """Show only the first `count` squares."""
        self.asked = np.array(float(count))
        return self

    def _sheet(self, most):
        places = np.arange(self.values.size).reshape(self.values.shape)
        return np.where(places < self.asked, self.values, UNASKED)
