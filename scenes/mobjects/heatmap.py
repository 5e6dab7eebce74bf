"""A matrix as a picture: a cell for each value, coloured by it."""

from typing import Any

import cairo
import numpy as np
import numpy.typing as npt
from manim import Rectangle

from nn.errors import DownhillError
from scenes.manim_internals.painted import Painted
from scenes.mobjects.grids import grid_cells
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

SMOOTH = 480  # cells along a side to which a smooth picture is interpolated
SMOOTH_IN_PERSPECTIVE = 96  # the same where perspective makes each of them a quadrilateral
WITHIN_SCALE = 99  # the percentage of many values that lie within their scale


class Heatmap(Painted):
    """A matrix `values` (rows, columns) as coloured cells, row 0 on top as on paper.

    scale: the magnitude at both ends of the colours, which are symmetric about zero; by default the
    largest magnitude in `values`. Or (low, high), the values at the two ends. The scale is fixed
    from then on, so a colour means the same number as long as the heatmap exists.
    colours: a function of style.py, or a table (N, 3) from the low end of the scale to the high.
    width: in scene units; cells are square. gap: the fraction of a cell's side that is left clear.
    smooth: the values are at the nodes of a grid that spans the picture including its edges, and
    are interpolated between them. A stroke (`stroke_width`) frames the picture.
    Raises DownhillError if the values are not a finite matrix.
    """

    data = ("values", "limits", "table", "gap", "smooth")

    def __init__(
        self,
        values: npt.ArrayLike,
        scale: Scale = None,
        colours: Colours = style.diverging,
        width: float = 2,
        gap: float = 0,
        smooth: bool = False,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.values = plain(values, "values of a Heatmap", 2)
        if self.values.size == 0:
            raise DownhillError(f"A Heatmap of {self.values.shape} values has nothing to show.")
        if scale is None:
            scale = largest(self.values)
        self.limits = limits_of(scale)
        self.table = colour_table(colours, (-1, 1) if np.ndim(scale) == 0 else (0, 1))
        self.gap, self.smooth = np.array(gap, dtype=float), np.array(smooth)
        rows, columns = self.values.shape
        height = width * rows / columns
        self.set_box([-width / 2, height / 2, 0], [width, 0, 0], [0, -height, 0])

    def set_values(self, values):
        """Show other values (rows, columns), of the same shape and on the same scale."""
        values = plain(values, "values of a Heatmap", 2)
        if values.shape != self.values.shape:
            raise DownhillError(
                f"A Heatmap of {self.values.shape} was given values of shape {values.shape}; "
                "make another and use ReplacementTransform."
            )
        self.values = values
        return self

    def set_scale(self, scale):
        """Give the colours another range; a colour then means another number."""
        self.limits = limits_of(scale)
        return self

    def colour_of(self, j, k):
        """The colour (3,) of the value in row j, column k."""
        return look_up(self.table, self.values[j, k], self.limits)

    def cell(self, j, k):
        """The centre (3,) in the scene of the cell in row j, column k (if smooth, of the node)."""
        place = np.array([k, j])
        if self.smooth:
            return self.place(place / np.maximum(np.subtract(self.values.shape[::-1], 1), 1))
        return self.place((place + 0.5) / self.values.shape[::-1])

    @property
    def cell_width(self):
        """The width of a cell in scene units."""
        origin, end = self.place([[0, 0], [1, 0]])
        return np.linalg.norm(end - origin) / self.values.shape[1]

    @property
    def frame_size(self):
        """The width and height of a frame around a cell, in scene units."""
        side = max(min(1.8 * self.cell_width, self.cell_width + 0.12), 0.14)
        return side, side

    def paint(self, ctx, camera):
        corners = self.project(camera, self.points[[0, 4, 8, 12]])
        origin, right, opposite, down = corners
        bent = abs(origin - right + opposite - down).max() > camera.pixel / 2
        if bent or self.gap > 0:
            self._paint_cells(ctx, camera)
        else:
            self._paint_image(ctx, camera, corners.tolist())
        if self.get_stroke_width() > 0:
            camera.set_cairo_context_path(ctx, self)
            camera.apply_stroke(ctx, self)

    def _paint_image(self, ctx, camera, corners):
        """Paint one image whose pixels are the cells: fast, and exact without perspective."""
        (x, y), (right_x, right_y), _, (down_x, down_y) = corners
        along_x, along_y, down_x, down_y = right_x - x, right_y - y, down_x - x, down_y - y
        if abs(along_x * down_y - along_y * down_x) < camera.pixel**2 / 100:
            return  # seen edge on
        sheet = self._sheet(SMOOTH)
        rows, columns = sheet.shape
        scene_to_pixels = cairo.Matrix(
            along_x / columns, along_y / columns, down_x / rows, down_y / rows, x, y
        )
        scene_to_pixels.invert()
        pattern = self._pattern(sheet)
        pattern.set_matrix(scene_to_pixels)
        slanting = abs(along_x * along_y) + abs(down_x * down_y) > camera.pixel**2
        if self.smooth or slanting:  # slower, and only such edges need it
            pattern.set_extend(cairo.EXTEND_PAD)
        ctx.set_source(pattern)
        for corner in corners:
            ctx.line_to(*corner)
        ctx.fill()

    def _paint_cells(self, ctx, camera):
        """Paint each cell as a quadrilateral, for perspective or gaps."""
        sheet = self._sheet(SMOOTH_IN_PERSPECTIVE)
        corners = self.project(camera, self.place(self._cells(sheet.shape)))
        colours = look_up(self.table, sheet, self.limits).reshape(-1, 3)
        grow = 0.7 * camera.pixel if self.gap == 0 else 0
        with as_one(ctx, self.get_fill_opacity()):
            fill_quads(ctx, quads(corners, colours, grow))

    def _sheet(self, most):
        """The values as cells: themselves, or if smooth, interpolated to `most` along a side."""
        return between_nodes(self.values, (most, most)) if self.smooth else self.values

    def _cells(self, shape):
        """The corners (cells, 4, 2) of the cells, in box coordinates, without the gap."""
        rows, columns = shape
        nodes = np.meshgrid(np.linspace(0, 1, columns + 1), np.linspace(0, 1, rows + 1))
        corners = grid_cells(np.stack(nodes, axis=-1))
        centres = corners.mean(axis=1, keepdims=True)
        return centres + (corners - centres) * (1 - self.gap)

    def _pattern(self, sheet):
        """A Cairo pattern with a pixel for each value of a sheet (rows, columns)."""
        rows, columns = sheet.shape
        opacity = self.get_fill_opacity()
        premultiplied = np.uint8(255 * opacity * self.table + 0.5)
        image = np.empty((rows, columns, 4), np.uint8)
        image[..., :3] = look_up(premultiplied, sheet, self.limits)
        image[..., 3] = 255 * opacity + 0.5
        layout = cairo.FORMAT_RGB24 if opacity == 1 else cairo.FORMAT_ARGB32
        pattern = cairo.SurfacePattern(
            cairo.ImageSurface.create_for_data(image, layout, columns, rows)
        )
        pattern.set_filter(cairo.FILTER_BILINEAR if self.smooth else cairo.FILTER_NEAREST)
        return pattern


def width_within(side, values):
    """The width of a picture of values (rows, columns) whose larger side is `side`; those of
    features (n, 1) are drawn in a square."""
    rows, columns = np.shape(values)
    return side if columns == 1 else side * min(1, columns / rows)


def scale_of(values):
    """A scale for many values: the magnitude that 99% of them do not exceed, or 1 if that is 0.

    On a scale that included the few largest, all others would be dark.
    """
    return float(np.percentile(abs(np.asarray(values)), WITHIN_SCALE)) or 1.0


def largest(values):
    """A scale for values (…) that includes all: their largest magnitude, or 1 if that is 0."""
    return float(np.abs(values).max()) or 1.0


def limits_of(scale):
    """The values (2,) at the ends of the colours, for a magnitude or a range (low, high)."""
    limits = np.array([-scale, scale] if np.ndim(scale) == 0 else scale, dtype=float)
    if not limits[0] < limits[1]:
        raise DownhillError(f"The scale of a Heatmap is {scale}; give one above 0 or a range.")
    return limits


def between_nodes(values, shape):
    """Values (m, n) at the nodes of a grid, interpolated linearly at the centres of its cells.

    shape: (rows, columns) of the cells that divide the whole grid evenly.
    """
    rows = _between_rows(values, shape[0])
    return _between_rows(rows.T, shape[1]).T


def _between_rows(values, count):
    """Rows (count, n), interpolated from values (m, n) at the centres of `count` equal parts."""
    place = (np.arange(count) + 0.5) / count * (len(values) - 1)
    before = place.astype(int)
    after, share = np.minimum(before + 1, len(values) - 1), (place - before)[:, None]
    return (1 - share) * values[before] + share * values[after]


def mark(picture, row, column):
    """A frame around one cell of a picture of weights."""
    width, height = picture.frame_size
    frame = Rectangle(width=width, height=height).set_stroke(style.FOCUS, 3)
    return frame.move_to(picture.cell(row, column))
