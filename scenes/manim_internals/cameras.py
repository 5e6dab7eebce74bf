"""Cameras that let mobjects paint themselves, and draw Manim's own mobjects faster."""

import math

from manim import Camera, MovingCamera, ThreeDCamera

from scenes.manim_internals.painted import Painted

FAR = 1e5  # distance of the eye without perspective, in scene units
NEAR = 1e-5  # relative difference up to which two coordinates are equal to NumPy and Manim


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

    def set_cairo_context_path(self, ctx, vmobject):
        """As in Manim, but with plain floats for Cairo."""
        trace(ctx, self.on_screen(vmobject), vmobject.tolerance_for_point_equality)
        return self

    def on_screen(self, vmobject):
        """Where a mobject's points (n, 3) are drawn: in the plane, unchanged."""
        return vmobject.points

    @property
    def pixel(self):
        """The width of a pixel in scene units."""
        return self.frame_width / self.pixel_width

    def eye(self, mobject):
        """The point (3,) from which a mobject is seen: straight above it, from very far."""
        return mobject.get_center() + [0, 0, FAR]


class PaintingCamera(Easel, Camera):
    """Manim's plain camera, for pictures of things that paint themselves."""


class PaintingMovingCamera(Easel, MovingCamera):
    """The camera of a `PaintingScene`."""


class PaintingThreeDCamera(Easel, ThreeDCamera):
    """The camera of a `PaintingThreeDScene`; it sees fixed mobjects from straight above."""

    def on_screen(self, vmobject):
        return self.transform_points_pre_display(vmobject, vmobject.points)

    def eye(self, mobject):
        if mobject in self.fixed_in_frame_mobjects or mobject in self.fixed_orientation_mobjects:
            return super().eye(mobject)
        return self.frame_center + self.get_focal_distance() * self.get_rotation_matrix()[2]


def trace(ctx, points, tolerance):
    """Start a new path on a Cairo context from Bézier curves, four points (3,) each.

    Curves that meet form one outline, which is closed if its end meets its start. If any number is
    NaN or infinite, the path is empty. Cairo is given plain floats: NumPy's take longer than the
    drawing.
    """
    numbers = points[:, :2].ravel().tolist()
    if not math.isfinite(sum(numbers)):
        numbers = []
    move, curve = ctx.move_to, ctx.curve_to
    start_x = start_y = end_x = end_y = math.nan  # equal to nothing
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
    """Whether Manim takes two points of the plane as equal: they are close in each coordinate."""
    reach_x, reach_y = tolerance + NEAR * abs(to_x), tolerance + NEAR * abs(to_y)
    return abs(x - to_x) <= reach_x and abs(y - to_y) <= reach_y
