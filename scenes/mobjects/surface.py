"""A lit surface over a plane, with contour lines, a path and balls, each hidden by what is nearer.

The order of painting is exact, not a sort by distance. Over a grid, a line of sight passes from
column to column, and |i - i_eye| + |j - j_eye| never decreases with distance from the eye. So the
columns with the same sum, a shell, cannot hide one another, and shells are painted from the
farthest to the nearest.
"""

import dataclasses
import functools

import cairo
import numpy as np
import numpy.typing as npt
from manim import ManimColor, ThreeDAxes

from nn.analysis.rounding import is_level
from nn.errors import DownhillError
from scenes.manim_internals.painted import Painted
from scenes.mobjects.grids import contour_segments, cut_at_grid, grid_cells, runs
from scenes.mobjects.primitives import (
    Colours,
    as_one,
    colour_table,
    fill_quads,
    look_up,
    plain,
    quads,
)
from scenes.stage import style

LIGHT = np.array([-5, -6.5, 10]) / np.linalg.norm([5, 6.5, 10])  # the direction it comes from
AMBIENT = 0.6  # the light on a face turned away; a level face has 1, its true colour
NEVER = np.nan  # the depth of what is not to be painted
GRAZING = 0.06  # the cosine of the angle at which a face counts as seen edge on
TOUCHING = 0.02  # lines nearer to the surface than this, in heights of the box, lie on it


@dataclasses.dataclass(frozen=True)
class Look:
    """How what lies on a surface is drawn. Widths are Manim's stroke widths; the radius is in scene
    units as long as the surface is not scaled."""

    contour_colour: str = style.QUIET
    contour_width: float = 1
    path_width: float = 5
    stem_width: float = 3
    ball_colour: str = style.FOCUS
    ball_radius: float = 0.12


class PaintedSurface(Painted):
    """Heights over a plane (m, n): `heights[i, j]` at the i-th y and the j-th x, evenly spaced.

    x_range, y_range, z_range: the ranges of the box's sides; z_range is by default that of the
    heights, and stays fixed. within: the lengths of the box's sides in scene units, centred at the
    origin; or Manim's axes, which then determine its place. colours: of heights from low to high, a
    function of style.py or a table (N, 3). levels: the heights (k,) of contour lines. Seen from
    above, or flattened, it is a contour map. Raises DownhillError if an array is not finite or has
    the wrong shape.
    """

    data = ("heights", "ranges", "table", "levels", "path", "path_colours", "shown", "balls")

    def __init__(
        self,
        heights: npt.ArrayLike,
        x_range: tuple[float, float] = (-1, 1),
        y_range: tuple[float, float] = (-1, 1),
        z_range: tuple[float, float] | None = None,
        within: tuple[float, float, float] | ThreeDAxes = (6, 6, 2.5),
        colours: Colours = style.cost,
        levels: npt.ArrayLike = (),
        look: Look = Look(),
    ):
        super().__init__()
        self.heights = plain(heights, "heights of a surface", 2)
        if min(self.heights.shape) < 2:
            raise DownhillError(f"A surface needs 2×2 heights or more, not {self.heights.shape}.")
        if z_range is None:
            z_range = self.heights.min(), self.heights.max() + is_level(self.heights)
        self.ranges = plain([x_range[:2], y_range[:2], z_range[:2]], "ranges of a surface", 2)
        if not (self.ranges[:, 0] < self.ranges[:, 1]).all():
            raise DownhillError(f"Ranges of a surface must grow: {self.ranges.tolist()} do not.")
        self.table = colour_table(colours, (0, 1))
        self.levels = plain(levels, "levels of the contour lines", 1)
        self.look = look
        self.set_path(np.zeros((0, 3))).set_balls(np.zeros((0, 3)))
        origin, edges = self._corner_and_edges(within)
        self.set_box(origin, *edges)
        self.ball_size = look.ball_radius / np.linalg.norm(edges[0])

    def _corner_and_edges(self, within):
        """The box's lowest corner (3,) and its edges (3, 3) from there, in scene units."""
        if not hasattr(within, "c2p"):
            return -np.array(within) / 2, np.diag(within)
        low, high = self.ranges.T
        origin = within.c2p(*low)
        ends = [np.where(np.arange(3) == i, high, low) for i in range(3)]
        return origin, [within.c2p(*end) - origin for end in ends]

    def set_heights(self, heights):
        """Show other heights (m, n), of the same shape and on the same z_range."""
        heights = plain(heights, "heights of a surface", 2)
        if heights.shape != self.heights.shape:
            raise DownhillError(
                f"A surface of {self.heights.shape} was given heights of shape {heights.shape}; "
                "make another and use ReplacementTransform."
            )
        self.heights = heights
        return self

    def set_path(self, points, colours=style.WHITE, shown=1):
        """Draw a line through points (T, 3), as x, y and z in the ranges of the surface.

        colours: one, or (T, 3) rgb, one for each point. shown: see `show_path`.
        """
        self.path = _triples(points, "path")
        if np.ndim(colours) == 2:
            self.path_colours = plain(colours, "colours of a path", 2)
            if self.path_colours.shape != self.path.shape:
                raise DownhillError("A path needs one colour, or one (red, green, blue) a point.")
        else:
            self.path_colours = np.tile(ManimColor(colours).to_rgb(), (len(self.path), 1))
        return self.show_path(shown)

    def show_path(self, share):
        """Draw only the first part of the path: `share` of its steps, from 0 to 1."""
        self.shown = np.array(share, dtype=float)
        return self

    def set_balls(self, points):
        """Place balls on points (B, 3), in the ranges; stems join the points to the surface."""
        self.balls = _triples(points, "balls")
        return self

    def c2p(self, x, y, z=None):
        """The scene point (3,) over x, y at height z, or on the surface if none is given."""
        z = self.height_at(x, y) if z is None else z
        return self.place(self.in_box(np.array([x, y, z])))

    def height_at(self, x, y):
        """The height of the surface over x, y, interpolated bilinearly between its nodes."""
        low, high = self.ranges[2]
        return low + (high - low) * self.ground(self.in_box(np.array([[x, y, 0.0]])))[0]

    def path_point(self, share):
        """The point (3,) of the path, in the ranges, after this share of its steps."""
        at = share * (len(self.path) - 1)
        return np.array([np.interp(at, np.arange(len(self.path)), axis) for axis in self.path.T])

    def paint(self, ctx, camera):
        view = _View(self, camera)
        parts = [*_faces(view), *_contours(view), *_path(view), *_balls(view)]
        parts = [part for part in parts if not np.isnan(part[0])]
        with as_one(ctx, self.get_fill_opacity()):
            for _, draw in sorted(parts, key=lambda part: -part[0]):
                draw(ctx)

    def in_box(self, points):
        """Box coordinates (..., 3) of points in the ranges (..., 3)."""
        low, high = self.ranges.T
        return (points - low) / (high - low)

    def nodes(self):
        """Box coordinates (m, n, 3) of the nodes."""
        rows, columns = self.heights.shape
        u, v = np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, 1, rows))
        low, high = self.ranges[2]
        return np.stack([u, v, (self.heights - low) / (high - low)], axis=-1)

    def ground(self, box):
        """The height (k,) of the surface at (k, 3), in box coordinates; constant past its edges."""
        w = self.nodes()[..., 2]
        last = np.subtract(w.shape[::-1], 2)
        place = np.clip(box[:, :2], 0, 1) * (last + 1)
        j, i = cell = np.minimum(place.astype(int), last).T
        u, v = place.T - cell
        near = (1 - u) * w[i, j] + u * w[i, j + 1]
        far = (1 - u) * w[i + 1, j] + u * w[i + 1, j + 1]
        return (1 - v) * near + v * far


class _View:
    """A surface as one camera sees it: the orientation of its faces, and what is nearer."""

    def __init__(self, surface, camera):
        self.surface, self.camera = surface, camera
        nodes = surface.place(surface.nodes())
        self.faces = grid_cells(nodes)
        self.seen = grid_cells(surface.project(camera, nodes))
        self.cells = np.subtract(surface.heights.shape[::-1], 1)  # columns, rows of faces
        origin, *ends = surface.place(np.eye(4, 3, k=-1))
        edges = np.array(ends) - origin
        eye = (camera.eye(surface) - origin) @ np.linalg.pinv(edges)
        self.eye_cell = np.floor(eye[:2] * self.cells)
        hand = -1 if np.linalg.det(edges) < 0 else 1
        normals = np.cross(self.faces[:, 2] - self.faces[:, 0], self.faces[:, 3] - self.faces[:, 1])
        self.normals = hand * _unit(normals)  # on the upper side
        towards_eye = _unit(camera.eye(surface) - self.faces.mean(axis=1))
        self.cosines = (self.normals * towards_eye).sum(axis=1)  # above 0: we see the upper side

    def project(self, box):
        """Where box coordinates (..., 3) appear (..., 2)."""
        return self.surface.project(self.camera, self.surface.place(box))

    def shells(self, cells):
        """The shells of columns (k, 2), as (j, i): larger ones are farther, and painted earlier."""
        return abs(cells - self.eye_cell).sum(axis=1)

    def depths(self, box, reach=0):
        """When to paint things at box coordinates (k, 3): larger is earlier; a face has its shell.

        A thing behind the surface comes before its own column. A thing in front comes after it and
        the next two shells, whose faces would cover part of its width, and later still if it is
        `reach` cells large. A thing on a face that is seen edge on, or from behind, is not painted:
        its width would stick out.
        """
        cells = np.floor(box[:, :2] * self.cells)
        j, i = np.clip(cells, 0, self.cells - 1).astype(int).T
        cosines = self.cosines[i * self.cells[0] + j]
        front = cosines > 0
        over = box[:, 2] - self.surface.ground(box)
        on_our_side = (over > -TOUCHING) == front
        depths = self.shells(cells) + np.where(on_our_side, -0.5 - front * (2 + reach), 0.5)
        return np.where((abs(over) < TOUCHING) & (cosines < GRAZING), NEVER, depths)


def _faces(view):
    """Yield (depth, draw) for the faces, coloured by height and lit."""
    surface = view.surface
    normals = view.normals * np.sign(view.cosines)[:, None]  # on the visible side
    light = AMBIENT + (1 - AMBIENT) * np.maximum(normals @ LIGHT, 0) / LIGHT[2]
    heights = grid_cells(surface.heights[..., None]).mean(axis=(1, 2))
    colours = look_up(surface.table, heights, surface.ranges[2]) * light[:, None]  # cairo clips
    rows = quads(view.seen, colours, 0.7 * view.camera.pixel)

    j, i = np.meshgrid(*map(np.arange, view.cells))
    shells = view.shells(np.stack([j.ravel(), i.ravel()], axis=1))
    soft = _outlined(view.cosines.reshape(view.cells[::-1]) > 0).ravel()
    order = np.lexsort((soft, -shells))
    for part in runs(np.stack([shells, soft], axis=1)[order]):
        cells = order[part]
        antialias = cairo.ANTIALIAS_FAST if soft[cells[0]] else cairo.ANTIALIAS_NONE
        yield shells[cells[0]], functools.partial(_draw_faces, rows[cells], antialias)


def _outlined(front):
    """Which faces (rows, columns) are on an outline: the border, or where the surface turns away.

    Antialiasing is visible only there; elsewhere neighbours have almost the same colour. Without it
    painting is twice as fast.
    """
    padded = np.pad(front.astype(int), 1, constant_values=2)
    around = padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]
    return np.any([side != front for side in around], axis=0)


def _contours(view):
    """Yield (depth, draw) for the contour lines."""
    surface = view.surface
    low, high = surface.ranges[2]
    segments, levels = contour_segments(surface.heights, surface.levels)
    heights = np.repeat((levels - low) / (high - low), 2).reshape(-1, 2, 1)
    box = np.concatenate([segments, heights], axis=2)
    colours = np.tile(ManimColor(surface.look.contour_colour).to_rgb(), (len(box), 1))
    yield from _strokes(view, box, colours, surface.look.contour_width)


def _path(view):
    """Yield (depth, draw) for the part of the path that is shown."""
    surface = view.surface
    steps = np.arange(len(surface.path))
    end = surface.shown * (len(steps) - 1)
    if end <= 0:
        return
    at = np.append(steps[steps < end], end)
    line = np.stack([np.interp(at, steps, axis) for axis in surface.path.T], axis=1)
    segments, step = cut_at_grid(surface.in_box(line), view.cells)
    yield from _strokes(view, segments, surface.path_colours[step], surface.look.path_width)


def _balls(view):
    """Yield (depth, draw) for the balls and their stems."""
    surface = view.surface
    points = surface.in_box(surface.balls)
    feet = np.column_stack([points[:, :2], surface.ground(points)])
    stems = np.stack([feet, points], axis=1)[abs(points - feet)[:, 2] > TOUCHING]
    rgb = ManimColor(surface.look.ball_colour).to_rgb()
    colours = np.tile(rgb, (len(stems), 1))
    yield from _strokes(view, stems, colours, surface.look.stem_width)

    origin, *ends = surface.place(np.eye(4, 3, k=-1))
    width, _, height = np.linalg.norm(np.array(ends) - origin, axis=1)
    radius = surface.ball_size * width
    centres = points + [0, 0, radius / max(height, radius)]
    depths = view.depths(centres, reach=1.5 * surface.ball_size * max(view.cells))
    for depth, centre in zip(depths, surface.place(centres), strict=True):
        sphere = surface.project(view.camera, centre + radius * np.eye(4, 3, k=-1))
        seen_radius = np.sqrt(((sphere[1:] - sphere[0]) ** 2).sum() / 2)
        yield depth, functools.partial(_draw_ball, sphere[0], seen_radius, rgb)


def _strokes(view, segments, colours, width):
    """Yield (depth, draw) for segments (k, 2, 3) in the box, of colours (k, 3), in batches."""
    depths = view.depths(segments.mean(axis=1))
    keys = np.column_stack([depths, colours])
    order = np.argsort(-depths, kind="stable")
    lines = view.project(segments[order]).reshape(-1, 4)
    width = width * view.camera.cairo_line_width_multiple
    for part in runs(keys[order]):
        depth, *colour = keys[order[part][0]]
        yield depth, functools.partial(_draw_lines, lines[part], colour, width)


def _draw_faces(rows, antialias, ctx):
    ctx.set_antialias(antialias)
    fill_quads(ctx, rows)
    ctx.set_antialias(cairo.ANTIALIAS_DEFAULT)


def _draw_lines(lines, colour, width, ctx):
    ctx.set_source_rgb(*colour[::-1])
    ctx.set_line_width(width)
    ctx.set_line_cap(cairo.LINE_CAP_ROUND)
    for x0, y0, x1, y1 in lines.tolist():
        ctx.move_to(x0, y0)
        ctx.line_to(x1, y1)
    ctx.stroke()


def _draw_ball(centre, radius, rgb, ctx):
    """A sphere, lit from the upper left."""
    x, y = centre
    shine_x, shine_y = x - 0.35 * radius, y + 0.4 * radius
    shading = cairo.RadialGradient(shine_x, shine_y, 0, shine_x, shine_y, 1.5 * radius)
    for at, dark, white in (0, 0, 0.7), (0.25, 0, 0.15), (0.6, 0.15, 0), (1, 0.65, 0):
        red, green, blue = np.array(rgb) * (1 - dark) * (1 - white) + white
        shading.add_color_stop_rgb(at, blue, green, red)
    ctx.set_source(shading)
    ctx.arc(x, y, radius, 0, 2 * np.pi)
    ctx.fill()


def _unit(vectors):
    """Vectors (k, 3) scaled to length 1."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)


def _triples(points, name):
    """A copy of points (k, 3); k may be 0."""
    points = plain(points, name, 2)
    if points.shape[1] != 3:
        raise DownhillError(f"The {name} of a surface need rows of x, y and height.")
    return points
