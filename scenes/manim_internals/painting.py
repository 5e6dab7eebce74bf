"""Mobjects that paint themselves, and the cameras and scenes that let them.

Manim draws one Bézier path a mobject: sixteen pictures of 28×28 cells are 12,544 squares, two
frames a second. A `Painted` mobject holds its data as arrays instead, and draws all of it straight
onto the camera's Cairo context.
"""

import contextlib
import math

import numpy as np
from manim import (
    Camera,
    MovingCamera,
    MovingCameraScene,
    Scene,
    ThreeDCamera,
    ThreeDScene,
    ValueTracker,
    VMobject,
)

from nn.errors import DownhillError

TABLE_SIZE = 1023  # colours of a map: odd, so that zero has a colour of its own
CORNERS = [0, 4, 12, 19]  # in `points`: the box's origin, and where its three edges end
FAR = 1e5  # how far off the eye is where there is no perspective, in scene units
NEAR = 1e-5  # as a part of their distance from zero, two coordinates are one to NumPy and Manim
LONG = 16  # points, from which on it pays to keep a path
PATHS_KEPT = 1_000  # traced paths: some 20 MB, the letters of several pages

_paths = {}  # {(points on the screen, the context's matrix): Cairo's path}; no camera's attribute,
# since Manim's cache hashes those
_types = {}  # {class: the kind of mobject that Manim's camera takes it for}


class Painted(VMobject):
    """A mobject that is a box, and paints data held in coordinates of that box.

    Its points are the corners of the box, so whatever moves, turns, stretches, arranges or measures
    points does so to the picture. Its opacity is the fill's, so it fades as others do. The
    arrays named in `data` are copied with it, taken over by `become` and `restore`, interpolated by
    `Transform` and `.animate`, and hashed by Manim's cache. The first named is the picture: between
    pictures of unlike shapes, or towards a mobject of another kind, it fades instead. `Create`
    fades it in: half a painting has no meaning. It is seen only by a painting camera (below).
    """

    data = ()

    def __init__(self, **kwargs):
        super().__init__(**{"fill_opacity": 1, "stroke_width": 0, **kwargs})

    def paint(self, ctx, camera):
        """Draw on a Cairo context in scene units, its colours in the order blue, green, red."""
        raise NotImplementedError

    def set_box(self, origin, *edges):
        """Span a box, or a parallelogram, from a corner (3,) by three, or two, edges (3,)."""
        origin, right, up, *out = (np.asarray(vector, dtype=float) for vector in (origin, *edges))
        floor = [origin, origin + right, origin + right + up, origin + up, origin]
        lid = [corner + out[0] for corner in floor] if out else []
        return self.set_points_as_corners(np.array(floor + lid))

    def place(self, coordinates):
        """Scene points (..., 3) of box coordinates (..., 2 or 3): 0…1 along each edge."""
        coordinates = np.asarray(coordinates, dtype=float)
        origin, *ends = self.points[CORNERS[: coordinates.shape[-1] + 1]]
        return origin + coordinates @ (np.array(ends) - origin)

    def project(self, camera, points):
        """Where scene points (..., 3) appear on a camera's plane (..., 2), in scene units."""
        flat = camera.transform_points_pre_display(self, points.reshape(-1, 3))
        return flat[:, :2].reshape(*points.shape[:-1], 2)

    def extent(self, camera, points, margin):
        """`extent_of` scene points (..., 3) as they appear on a camera's plane."""
        return extent_of(self.project(camera, points), margin)

    def interpolate_color(self, mobject1, mobject2, alpha):
        """Manim's hook for all that is not points, also used by `become`: here the data."""
        super().interpolate_color(mobject1, mobject2, alpha)
        if not isinstance(mobject2, type(self)):
            self.fill_rgbas[:, 3] *= 1 - alpha
            return self
        picture = self.data[0]
        if np.shape(getattr(mobject1, picture)) != np.shape(getattr(mobject2, picture)):
            self.fill_rgbas[:, 3] *= abs(1 - 2 * alpha)
        for name in self.data:
            start, end = getattr(mobject1, name), getattr(mobject2, name)
            setattr(self, name, between(start, end, alpha))
        return self

    def align_points(self, vmobject):
        """Give a mobject of another form our box, fitted to it, rather than cut our corners."""
        if len(vmobject.points) != len(self.points):
            vmobject.points = self.copy().replace(vmobject, stretch=True).points
        return super().align_points(vmobject)

    def pointwise_become_partial(self, vmobject, a, b):
        """Manim's hook for `Create`: all of the picture, as faint as the part is small."""
        self.points = vmobject.points.copy()
        self.set_fill(opacity=(b - a) * vmobject.get_fill_opacity(), family=False)
        return self


def between(start, end, alpha):
    """Finite floats of one shape are interpolated; anything else changes at the middle."""
    start, end = np.array(start), np.array(end)
    floats = start.shape == end.shape and start.dtype.kind == end.dtype.kind == "f"
    if floats and np.isfinite(start).all() and np.isfinite(end).all():
        return (1 - alpha) * start + alpha * end
    return start if alpha < 0.5 else end


def plain(array, name, ndim):
    """A float array of our own, every value finite; raises DownhillError where it cannot be one.

    Of our own and no subclass: Manim's cache does not see the contents of a memory map, nor a
    change made through another's reference once a clip is on disk.
    """
    try:
        array = np.array(array, dtype=float)
    except (TypeError, ValueError):
        raise DownhillError(f"The {name} are not numbers in rows of one length.") from None
    if array.ndim != ndim:
        raise DownhillError(f"The {name} have shape {array.shape}; {ndim} axes are needed.")
    if not np.isfinite(array).all():
        raise DownhillError(f"The {name} hold NaN or infinity: nothing can be painted for those.")
    return array


def colour_table(colours, ends):
    """Colours (N, 3) spread evenly over a range, from a table or a function of style.py.

    A function (values, scale) → (..., 3) is asked for all of `ends`, (-1, 1) or (0, 1), with
    scale 1. A table is kept, never the function: Manim's cache sees arrays, not closures.
    """
    if callable(colours):
        colours = colours(np.linspace(*ends, TABLE_SIZE), 1)
    table = plain(colours, "colours", 2)
    if table.shape[1] != 3 or table.min() < 0 or table.max() > 1:
        raise DownhillError("A colour table has rows of red, green and blue, each from 0 to 1.")
    return table


def look_up(table, values, limits):
    """Colours (..., 3) of values (...): the table's ends lie at the limits (2,) and beyond them."""
    low, high = limits
    index = (values - low) * ((len(table) - 1) / (high - low)) + 0.5
    return table.take(index.astype(np.intp), axis=0, mode="clip")


@contextlib.contextmanager
def as_one(ctx, opacity, extent=None):
    """What is painted inside appears as one sheet of this opacity: nothing shows through it.

    extent: a function that gives (left, low, right, high), beyond which nothing is painted, asked
    only where there has to be a sheet: one as large as the frame takes milliseconds.
    """
    if opacity >= 1:
        yield
        return
    ctx.save()
    if extent is not None:
        _clip(ctx, *extent())
    ctx.push_group()
    yield
    ctx.pop_group_to_source()
    ctx.paint_with_alpha(opacity)
    ctx.restore()


def _clip(ctx, left, low, right, high):
    """Let nothing be painted outside a rectangle, nor less than whole pixels of it."""
    corners = [ctx.user_to_device(x, y) for x in (left, right) for y in (low, high)]
    across, down = zip(*corners, strict=True)
    start = math.floor(min(across)), math.floor(min(down))
    ctx.save()
    ctx.identity_matrix()
    ctx.rectangle(*start, math.ceil(max(across)) - start[0], math.ceil(max(down)) - start[1])
    ctx.restore()
    ctx.clip()


def extent_of(points, margin=0.0):
    """(left, low, right, high) of points (..., 2), and so much more on every side; of none, where
    all begins."""
    points = np.reshape(points, (-1, 2))
    if not len(points):
        return 0, 0, 0, 0
    return *(points.min(axis=0) - margin), *(points.max(axis=0) + margin)


def quads(corners, colours, grow):
    """Quadrilaterals for `fill_quads`: corners (n, 4, 2), colours (n, 3) → rows (n, 11).

    Each side is moved outwards by `grow`, a good half of a pixel: two antialiased sides that only
    touch let the background through as a hairline.
    """
    sides = np.roll(corners, -1, axis=1) - corners
    sides /= np.maximum(np.linalg.norm(sides, axis=2, keepdims=True), 1e-12)
    diagonals = corners[:, 2:] - corners[:, :2]
    turn = np.sign(_cross(diagonals[:, 0], diagonals[:, 1]))[:, None, None]
    after = turn * np.stack([sides[..., 1], -sides[..., 0]], axis=2)  # outwards, on the side after
    before = np.roll(after, 1, axis=1)  # … and before each corner
    sharpness = 1 + (before * after).sum(axis=2, keepdims=True)
    grown = corners + grow * (before + after) / np.maximum(sharpness, 0.5)
    return np.concatenate([colours, grown.reshape(-1, 8)], axis=1)


def _cross(a, b):
    """The signed area (n,) that plane vectors (n, 2) span."""
    return a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]


def fill_quads(ctx, rows):
    """Fill quadrilaterals, one row of `quads` after the other."""
    source, move, line, fill = ctx.set_source_rgb, ctx.move_to, ctx.line_to, ctx.fill
    for red, green, blue, x0, y0, x1, y1, x2, y2, x3, y3 in rows.tolist():
        source(blue, green, red)
        move(x0, y0)
        line(x1, y1)
        line(x2, y2)
        line(x3, y3)
        fill()


def stroke_lines(ctx, rows):
    """Stroke lines, one row (9,) after the other: red, green, blue, opacity, width, two ends."""
    source, width, move, line = ctx.set_source_rgba, ctx.set_line_width, ctx.move_to, ctx.line_to
    for red, green, blue, alpha, thickness, x0, y0, x1, y1 in rows.tolist():
        source(blue, green, red, alpha)
        width(thickness)
        move(x0, y0)
        line(x1, y1)
        ctx.stroke()


def grid_cells(lattice):
    """The corners (n, 4, d) of the cells between the nodes (rows, columns, d) of a lattice."""
    around = lattice[:-1, :-1], lattice[:-1, 1:], lattice[1:, 1:], lattice[1:, :-1]
    return np.stack(around, axis=2).reshape(-1, 4, lattice.shape[-1])


def trace(ctx, points, tolerance):
    """Lay Bézier curves, four points (3,) each, as a new path: pieces that meet are one outline,
    closed where its end meets its start; nothing, where a number is none. Plain floats, as Cairo
    takes them: NumPy's cost more than the drawing."""
    numbers = points[:, :2].ravel().tolist()
    if not math.isfinite(sum(numbers)):
        numbers = []
    move, curve = ctx.move_to, ctx.curve_to
    start_x = start_y = end_x = end_y = math.nan  # which meets nothing
    ctx.new_path()
    for x, y, x1, y1, x2, y2, x3, y3 in zip(*8 * [iter(numbers)], strict=False):
        if (x != end_x or y != end_y) and not _meet(end_x, end_y, x, y, tolerance):
            if _meet(start_x, start_y, end_x, end_y, tolerance):
                ctx.close_path()
            ctx.new_sub_path()
            move(x, y)
            start_x, start_y = x, y
        curve(x1, y1, x2, y2, x3, y3)
        end_x, end_y = x3, y3
    if _meet(start_x, start_y, end_x, end_y, tolerance):
        ctx.close_path()


def _meet(x, y, to_x, to_y, tolerance):
    """Whether two points of the plane are one to Manim: near in each coordinate."""
    reach_x, reach_y = tolerance + NEAR * abs(to_x), tolerance + NEAR * abs(to_y)
    return abs(x - to_x) <= reach_x and abs(y - to_y) <= reach_y


def family_of(mobjects):
    """Mobjects and all below them as they are drawn in turn: each once, where it comes last."""
    found = {}  # from the last to the first

    def visit(mobject):
        if mobject not in found:
            for part in reversed(mobject.submobjects):
                visit(part)
            found[mobject] = None

    for mobject in reversed(mobjects):
        visit(mobject)
    return list(reversed(found))


class OneWalk(Camera):
    """A camera that finds what it has to show in one walk. Mix it in after a Manim camera, which
    may have an order of its own: in space, the nearer is drawn later."""

    def get_mobjects_to_display(self, mobjects, include_submobjects=True, excluded_mobjects=None):
        """Manim's, in one walk: while anything moves, Manim hands over whole families member by
        member, and would collect the family of each."""
        if excluded_mobjects or not include_submobjects:
            return super().get_mobjects_to_display(mobjects, include_submobjects, excluded_mobjects)
        shown = [mobject for mobject in family_of(mobjects) if len(mobject.points)]
        return sorted(shown, key=lambda mobject: mobject.z_index) if self.use_z_index else shown


class Easel:
    """What a camera needs to let mobjects paint themselves. Mix it in before a Manim camera."""

    def display_vectorized(self, vmobject, ctx):
        if not isinstance(vmobject, Painted):
            return super().display_vectorized(vmobject, ctx)
        ctx.save()
        ctx.new_path()  # Manim leaves the path of what it drew last
        vmobject.paint(ctx, self)
        ctx.restore()
        return self

    def type_or_raise(self, mobject):
        """Manim's, asked once for each class."""
        kind = type(mobject)
        if kind not in _types or not hasattr(self, "display_funcs"):  # which Manim sets when asked
            _types[kind] = super().type_or_raise(mobject)
        return _types[kind]

    def set_cairo_context_color(self, ctx, rgbas, vmobject):
        """Manim's, but a plain colour is handed over as plain floats."""
        if len(rgbas) != 1:
            return super().set_cairo_context_color(ctx, rgbas, vmobject)
        red, green, blue, alpha = rgbas[0].tolist()
        ctx.set_source_rgba(blue, green, red, alpha)
        return self

    def set_cairo_context_path(self, ctx, vmobject):
        """Manim's, but a long path is traced once for each form that it takes on the screen:
        letters that stand still while something moves are drawn in every frame."""
        points = self.on_screen(vmobject)
        if len(points) < LONG:
            trace(ctx, points, vmobject.tolerance_for_point_equality)
            return self
        form = points.tobytes(), tuple(ctx.get_matrix())
        if form not in _paths:
            trace(ctx, points, vmobject.tolerance_for_point_equality)
            if len(_paths) == PATHS_KEPT:
                _paths.clear()
            _paths[form] = ctx.copy_path()
        # Also when it was just traced: what is drawn must not depend on what was drawn before.
        ctx.new_path()
        ctx.append_path(_paths[form])
        return self

    def on_screen(self, vmobject):
        """Where a mobject's points (n, 3) are to be drawn: in the plane, where they are."""
        return vmobject.points

    @property
    def pixel(self):
        """The width of a pixel in scene units."""
        return self.frame_width / self.pixel_width

    def eye(self, mobject):
        """The point (3,) from which a mobject is seen: straight above it, from very far."""
        return mobject.get_center() + [0, 0, FAR]


class PaintingCamera(Easel, OneWalk):
    """Manim's plain camera, for pictures of things that paint themselves."""


class PaintingMovingCamera(Easel, MovingCamera, OneWalk):
    """The camera of a `PaintingScene`."""


class PaintingThreeDCamera(Easel, ThreeDCamera, OneWalk):
    """The camera of a `PaintingThreeDScene`; what it holds fixed, it sees from straight above."""

    def on_screen(self, vmobject):
        return self.transform_points_pre_display(vmobject, vmobject.points)

    def eye(self, mobject):
        if mobject in self.fixed_in_frame_mobjects or mobject in self.fixed_orientation_mobjects:
            return super().eye(mobject)
        return self.frame_center + self.get_focal_distance() * self.get_rotation_matrix()[2]


class Layered(Scene):
    """A flat scene that draws again, in each frame, only what lies on the first thing that moves.
    (In space, what lies on what is a matter of depth.)

    Manim begins with the outermost group that has anything in it that moves, and draws again all
    that stands still in that group, and on it.
    """

    def get_moving_mobjects(self, *animations):
        moving, unseen = super().get_moving_mobjects(*animations), []
        played = {part for each in _all_in(animations) for part in each.mobject.get_family()}
        for place, mobject in enumerate(moving):
            if mobject in played or mobject.updaters or mobject in self.foreground_mobjects:
                if not isinstance(mobject, ValueTracker):
                    return unseen + moving[place:]
                unseen.append(mobject)  # told of, since for nothing at all Manim draws everything
        return unseen


def _all_in(animations):
    """Animations, and those that they are groups of."""
    for animation in animations:
        yield animation
        yield from _all_in(getattr(animation, "animations", []))


class PaintingScene(MovingCameraScene, Layered):
    """A flat scene, its camera free to pan and zoom, in which mobjects may paint themselves."""

    def __init__(self, camera_class=PaintingMovingCamera, **kwargs):
        super().__init__(camera_class=camera_class, **kwargs)


class PaintingThreeDScene(ThreeDScene):
    """A three-dimensional scene in which mobjects may paint themselves."""

    def __init__(self, camera_class=PaintingThreeDCamera, **kwargs):
        super().__init__(camera_class=camera_class, **kwargs)
