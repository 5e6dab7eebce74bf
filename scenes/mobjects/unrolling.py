"""A picture whose pixels move, row after row, into one long column."""

from typing import Any

import numpy as np
import numpy.typing as npt
from manim import Mobject

from scenes.manim_internals.painted import Painted
from scenes.mobjects.grids import grid_cells
from scenes.mobjects.heatmap import limits_of
from scenes.mobjects.primitives import (
    Colours,
    Scale,
    as_one,
    colour_table,
    fill_quads,
    look_up,
    plain,
    quads,
)
from scenes.stage import style

LAG = 0.7  # the fraction of the time by which the last pixel starts after the first


class Unrolling(Painted):
    """The pixels `values` (rows, columns), moving from a picture to a column.

    `picture` and `column` are mobjects whose outlines give the two places.
    `.animate.set_progress(1)` unrolls it in reading order; pixel k is then at place k of the
    column, from the top. From progress 1 to 0 the column rolls up again. scale, colours: as in a
    Heatmap, by default greys.
    """

    data = ("values", "progress", "corners", "table", "limits")

    def __init__(
        self,
        values: npt.ArrayLike,
        picture: Mobject,
        column: Mobject,
        scale: Scale = (0, 1),
        colours: Colours = style.grey,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.values = plain(values, "values of an Unrolling", 2)
        self.progress = np.array(0.0)
        self.limits = limits_of(scale)
        self.table = colour_table(colours, (-1, 1) if np.ndim(scale) == 0 else (0, 1))
        rows, columns = self.values.shape
        both = picture.copy().add(column.copy())
        width, height = both.width * np.array([1.0, 0, 0]), both.height * np.array([0, -1.0, 0])
        upper_left = both.get_corner([-1, 1, 0])
        self.set_box(upper_left, width, height)
        start = _cells_of(picture, rows, columns)
        end = _cells_of(column, rows * columns, 1)
        self.corners = np.stack([start, end]) - upper_left[:2]
        self.corners /= [both.width, -both.height]

    def set_progress(self, progress):
        """0: the picture; 1: the column."""
        self.progress = np.array(float(progress))
        return self

    def paint(self, ctx, camera):
        order = np.linspace(0, LAG, self.values.size)
        share = np.clip((self.progress - order) / (1 - LAG), 0, 1)
        share = (share * share * (3 - 2 * share))[:, None, None]  # slow at either end
        start, end = self.corners
        corners = self.project(camera, self.place((1 - share) * start + share * end))
        colours = look_up(self.table, self.values.ravel(), self.limits)
        with as_one(ctx, self.get_fill_opacity()):
            fill_quads(ctx, quads(corners, colours, 0.5 * camera.pixel))


def _cells_of(mobject, rows, columns):
    """The corners (cells, 4, 2) of a grid of cells over a mobject's outline, in reading order."""
    left, top = mobject.get_corner([-1, 1, 0])[:2]
    right, bottom = mobject.get_corner([1, -1, 0])[:2]
    nodes = np.meshgrid(np.linspace(left, right, columns + 1), np.linspace(top, bottom, rows + 1))
    return grid_cells(np.stack(nodes, axis=-1))
