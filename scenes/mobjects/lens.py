"""A window on a large matrix: a few of its cells enlarged, each with its value."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import DOWN, DR, LEFT, RIGHT, UP, UR, Line, Rectangle, VGroup

from scenes.manim_internals.painted import Painted
from scenes.mobjects.lettering import width_of, write_centred
from scenes.mobjects.primitives import as_one, colour_table, look_up, plain
from scenes.stage import style


class Lens(Painted):
    """`span` (rows, columns) cells of `values` (rows, columns), from `corner` (row, column) on.

    `.animate.look_at(row, column)` moves it over the matrix. Cells are squares, or circles if
    `round`. The value is written in each, dark on bright and bright on dark.
    """

    data = ("values", "corner", "span", "table", "round")

    def __init__(
        self,
        values: npt.ArrayLike,
        span: tuple[int, int] = (7, 7),
        cell: float = 0.6,
        round: bool = False,
        form: str = "{:.2f}",
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.values = plain(values, "values of a Lens", 2)
        self.span, self.corner = np.array(span), np.zeros(2)
        self.round, self.form = np.array(round), form
        self.table = colour_table(style.grey, (0, 1))
        height, width = self.span * cell
        self.set_box(UP * height / 2 - RIGHT * width / 2, RIGHT * width, DOWN * height)

    def look_at(self, row, column):
        """Move a cell to the upper left corner; row and column may be fractional."""
        self.corner = np.array([row, column], dtype=float)
        return self

    def cell(self, row, column):
        """The centre (3,) in the scene of a cell of the matrix, as the lens shows it now."""
        place = (np.array([row, column]) + 0.5 - self.corner) / self.span
        return self.place(place[::-1])

    def paint(self, ctx, camera):
        corner, right, down = self.project(camera, self.place([[0, 0], [1, 0], [0, 1]]))
        side = (right[0] - corner[0]) / self.span[1]
        size = 0.62 * side / width_of("0.00", 1)
        with as_one(ctx, self.get_fill_opacity()):
            ctx.rectangle(*corner, right[0] - corner[0], down[1] - corner[1])
            ctx.clip()
            for row, column in self._cells():
                x = corner[0] + (column + 0.5 - self.corner[1]) * side
                y = corner[1] - (row + 0.5 - self.corner[0]) * side
                self._paint_cell(ctx, self.values[row, column], (x, y), side, size)

    def _cells(self):
        """(row, column) of each cell that is at least partly visible."""
        first = np.floor(self.corner).astype(int)
        last = np.ceil(self.corner + self.span).astype(int)
        rows, columns = (
            range(max(low, 0), min(high, length))
            for low, high, length in zip(first, last, self.values.shape, strict=True)
        )
        return [(row, column) for row in rows for column in columns]

    def _paint_cell(self, ctx, value, centre, side, size):
        red, green, blue = look_up(self.table, value, (0, 1))
        x, y = centre
        if self.round:
            ctx.arc(x, y, 0.42 * side, 0, 2 * math.pi)
        else:
            half = 0.48 * side
            ctx.rectangle(x - half, y - half, 2 * half, 2 * half)
        ctx.set_source_rgb(blue, green, red)
        ctx.fill_preserve()
        ctx.set_source_rgb(0.36, 0.33, 0.30)
        ctx.set_line_width(0.02)
        ctx.stroke()
        shade = 0.05 if value > 0.5 else 0.92
        ctx.set_source_rgb(shade, shade, shade)
        write_centred(ctx, self.form.format(value), centre, size)
        ctx.fill()


def frame(width, height):
    """A frame around the cells that the lens shows."""
    return Rectangle(width=width, height=height, color=style.FOCUS, stroke_width=3)


def beams_between(window, lens):
    """Two lines from the window on a picture to the lens that enlarges it."""

    def corners():
        return [(window.get_corner(c), lens.get_corner(c + 2 * LEFT)) for c in (UR, DR)]

    beams = VGroup(*(Line(a, b, color=style.FOCUS, stroke_width=1.5) for a, b in corners()))
    beams.set_stroke(opacity=0.6)

    def follow(group):
        for line, ends in zip(group, corners(), strict=True):
            line.set_points_as_corners(ends)

    return beams.add_updater(follow)
