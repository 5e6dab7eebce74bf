"""Squared paper with curves on it, after a network has mapped its points."""

from collections.abc import Sequence
from typing import Any

import cairo
import numpy as np
import numpy.typing as npt

from nn.errors import DownhillError
from scenes.manim_internals.painted import Painted
from scenes.mobjects.grids import grid_cells
from scenes.mobjects.primitives import as_one, fill_quads, quads
from scenes.stage import style

PAPER = 0.5  # the opacity of the lines of the paper: where they are dense, it is brighter
FILL = 0.45  # of areas
PLANE = 0.30  # of the cutting plane
WIDTHS = {"paper": 0.011, "curve": 0.065, "rim": 0.035, "line": 0.05}  # in scene units
HALO = 0.06  # how much wider the dark edge of a curve is
UNSEEN = 0.1  # in pixels: how far a line may be moved unnoticed
NONE = np.zeros((0, 2, 2))


class Sheet(Painted):
    """Lines `paper` (k, p, n), `curves` (c, p, n), lattices `areas` (a, rows, columns, n) and a
    `line` of segments (s, 2, n), with points in the plane (n = 2) or in space (n = 3).

    colors: one for each curve and its area. The box is a cube from −reach to reach in the units of
    the points, `side` scene units wide. `.animate.lay(…)` moves each point straight to another.
    Raises DownhillError if the points are not finite or have another shape.
    """

    data = ("paper", "curves", "areas", "line", "reach", "cut", "colours", "shades", "inks", "pen")

    def __init__(
        self,
        paper: npt.ArrayLike,
        curves: npt.ArrayLike = NONE,
        areas: npt.ArrayLike = (),
        colors: Sequence[str] = (),
        reach: float = 1.0,
        side: float = 5.4,
        line: npt.ArrayLike = NONE,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.colours = np.array([style.rgb(color) for color in colors]).reshape(-1, 3)
        self.reach, self.inks = np.array(float(reach)), np.array([1.0, 1.0])
        self.cut, self.shades, self.pen = np.array([0.0, 0.0]), np.array(FILL), np.array(1.0)
        areas = np.zeros((0, 2, 2, 2)) if not len(areas) else areas
        self.lay(paper, curves, areas, line)
        self.set_box([-side / 2] * 3, *(side * np.eye(3)))

    def lay(self, paper, curves=NONE, areas=None, line=NONE, reach=None):
        """Move all points to other places."""
        areas = np.zeros((0, 2, 2, 2)) if areas is None else areas
        parts = {"paper": paper, "curves": curves, "areas": areas, "line": line}
        for name, points in parts.items():
            setattr(self, name, _in_space(points, name))
        if reach is not None:
            self.reach = np.array(float(reach))
        return self

    def set_inks(self, paper=1.0, line=1.0):
        """Set the opacities, 0…1, of the paper and the line."""
        self.inks = np.array([paper, line], dtype=float)
        return self

    def set_pen(self, width):
        """Draw the lines `width` times as wide as usual for the size of the sheet."""
        self.pen = np.array(float(width))
        return self

    def set_cut(self, height, opacity=1.0):
        """Draw a horizontal plane at a height, with an opacity, 0…1. It is painted over what is
        below it, as a view from above requires."""
        self.cut = np.array([height, opacity], dtype=float)
        return self

    def p2s(self, points):
        """Scene points (…, 3) of points (…, 2 or 3)."""
        points = np.asarray(points, dtype=float)
        if points.shape[-1] == 2:
            points = np.concatenate([points, np.zeros_like(points[..., :1])], axis=-1)
        return self.place((points / self.reach + 1) / 2)

    def paint(self, ctx, camera):
        ctx.set_line_join(cairo.LINE_JOIN_ROUND)
        ctx.set_line_cap(cairo.LINE_CAP_ROUND)
        scale = np.linalg.norm(self.points[4] - self.points[0])  # the width of the box
        height, opacity = self.cut
        with as_one(ctx, self.get_fill_opacity()):
            if opacity > 0:
                self._paint_all(ctx, camera, scale, lambda z: z < height)
                self._paint_plane(ctx, camera)
                self._paint_all(ctx, camera, scale, lambda z: z >= height)
            else:
                self._paint_all(ctx, camera, scale, np.isfinite)

    def _paint_all(self, ctx, camera, scale, chosen):
        for colour, lattice in zip(self.colours, self.areas, strict=False):
            self._paint_area(ctx, camera, lattice, colour, chosen)
        unit = float(self.pen) * scale / 5.4  # widths are given for a sheet of the usual size
        width = max(WIDTHS["paper"] * unit, 0.8 * camera.pixel)
        rgba = *style.rgb(style.QUIET), PAPER * self.inks[0]
        self._stroke(ctx, camera, self.paper, rgba, width, chosen)
        for colour, lattice in zip(self.colours, self.areas, strict=False):
            rims = lattice[[0, -1]] if abs(lattice[0] - lattice[0, 0]).max() > 0 else lattice[-1:]
            self._stroke(ctx, camera, rims, (*colour, 1), WIDTHS["rim"] * unit, chosen)
        for colour, curve in zip(self.colours, self.curves, strict=False):
            width = WIDTHS["curve"] * unit
            dark = *style.rgb(style.BACKGROUND), 0.7
            self._stroke(ctx, camera, curve[None], dark, width + HALO * unit, chosen)
            self._stroke(ctx, camera, curve[None], (*colour, 1), width, chosen)
        yellow = *style.rgb(style.FOCUS), self.inks[1]
        self._stroke(ctx, camera, self.line, yellow, WIDTHS["line"] * unit, chosen, at_once=True)

    def _stroke(self, ctx, camera, lines, rgba, width, chosen, at_once=False):
        if not len(lines) or rgba[3] <= 0:
            return
        ctx.set_source_rgba(*rgba[2::-1], rgba[3])
        ctx.set_line_width(width)
        seen = self.project(camera, self.p2s(lines))
        here = chosen((lines[:, 1:, 2] + lines[:, :-1, 2]) / 2)
        if here.all():
            seen = thinned(seen, UNSEEN * camera.pixel)
            here = here[:, : seen.shape[1] - 1]
        for points, segments in zip(seen.tolist(), here.tolist(), strict=True):
            pen = False
            for start, end, drawn in zip(points[:-1], points[1:], segments, strict=True):
                if drawn:
                    if not pen:
                        ctx.move_to(*start)
                    ctx.line_to(*end)
                pen = drawn
            if not at_once:  # crossings of translucent lines are brighter
                ctx.stroke()
        ctx.stroke()

    def _paint_area(self, ctx, camera, lattice, colour, chosen):
        if np.ptp(lattice[..., 2]) == 0 and self.cut[1] == 0:
            self._fill_flat(ctx, camera, lattice, colour)
            return
        cells = grid_cells(lattice)
        cells = cells[chosen(cells[..., 2].mean(axis=1))]
        if not len(cells):
            return
        placed = self.p2s(cells)
        far = -np.linalg.norm(placed.mean(axis=1) - camera.eye(self), axis=1)
        order = np.argsort(far, kind="stable")
        colours = np.tile(colour, (len(cells), 1))
        rows = quads(self.project(camera, placed[order]), colours, 0.6 * camera.pixel)
        with as_one(ctx, float(self.shades)):
            fill_quads(ctx, rows)

    def _fill_flat(self, ctx, camera, lattice, colour):
        """Fill an area that lies in a plane, where no cell hides another: its outline."""
        rim = lattice[0], lattice[1:, -1], lattice[-1, -2::-1], lattice[-2:0:-1, 0]
        for point in self.project(camera, self.p2s(np.concatenate(rim))).tolist():
            ctx.line_to(*point)
        ctx.set_source_rgba(*colour[::-1], float(self.shades))
        ctx.fill()

    def _paint_plane(self, ctx, camera):
        height, opacity = self.cut
        size = 1.15 * max(abs(self.areas[..., :2]).max(), 0.1)
        corners = size * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
        corners = np.column_stack([corners, np.full(4, height)])
        for corner in self.project(camera, self.p2s(corners)).tolist():
            ctx.line_to(*corner)
        ctx.close_path()
        ctx.set_source_rgba(*style.rgb(style.FOCUS)[::-1], PLANE * opacity)
        ctx.fill_preserve()
        ctx.set_source_rgba(*style.rgb(style.FOCUS)[::-1], opacity)
        ctx.set_line_width(0.03)
        ctx.stroke()


def thinned(lines, tolerance):
    """Every n-th point of lines (k, p, 2), for the largest n that moves no point of a line by more
    than a tolerance."""
    last, found, least = lines.shape[1] - 1, lines, 2
    for step in range(2, last + 1):
        if last % step or step < least:
            continue
        kept, share = lines[:, ::step], (np.arange(step) / step)[:, None]
        between = kept[:, :-1, None] + share * (kept[:, 1:] - kept[:, :-1])[:, :, None]
        if abs(between.reshape(len(lines), last, 2) - lines[:, :-1]).max() > tolerance:
            break
        found, least = kept, 2 * step
    return found


def _in_space(points, name):
    """A copy of points as (…, 3); those in the plane get height 0."""
    points = np.array(points, dtype=float)
    if points.ndim < 3 or points.shape[-1] not in (2, 3) or not np.isfinite(points).all():
        raise DownhillError(
            f"The {name} of a sheet, of shape {points.shape}, are not lines of finite points in "
            "the plane or in space."
        )
    if points.shape[-1] == 2:
        points = np.concatenate([points, np.zeros_like(points[..., :1])], axis=-1)
    return points
