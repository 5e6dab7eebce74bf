"""The corner of a picture, enlarged in front of it."""

from typing import Self

import numpy as np
from manim import DOWN, LEFT, UP, Square, VGroup

from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.overlay import Overlay
from scenes.mobjects.pictures import framed
from scenes.stage import style


class EnlargedCorner(VGroup):
    """The first rows and columns of a `picture`, a Heatmap, enlarged slightly above its middle; a
    square on the picture marks them.

    cells: how many rows and columns; veiled (rows, columns): 1 for the cells of the picture that
    are hidden, else 0. width: of the enlarged corner. `.animate.set_values(…)` takes the values of
    the whole picture. Parts: `enlarged`, `veil`, `words`, `mark`.
    """

    def __init__(self, picture: Heatmap, cells: int, veiled: np.ndarray, width: float):
        self.cells = cells
        corner = picture.values[:cells, :cells]
        self.enlarged = framed(corner, picture.limits, picture.table, width)
        self.enlarged.move_to(picture).shift(0.2 * UP)
        self.veil = Overlay(self.enlarged, veiled[:cells, :cells], style.BACKGROUND)
        self.words = style.text("a corner, enlarged", style.SMALL, style.QUIET)
        self.words.next_to(self.enlarged, DOWN, 0.15)
        self.mark = Square(cells * picture.cell_width).align_to(picture, UP + LEFT)
        self.mark.set_stroke(style.QUIET, 2)
        super().__init__(self.enlarged, self.veil, self.words, self.mark)

    def set_values(self, values: np.ndarray) -> Self:
        """Show the corner of other values (rows, columns)."""
        self.enlarged.set_values(values[: self.cells, : self.cells])
        return self
