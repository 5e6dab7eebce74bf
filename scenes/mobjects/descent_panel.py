"""A training in progress: its path on a map of the cost, and below that the cost so far."""

import numpy as np
from manim import DOWN, RIGHT, UP, Dot, LineJointType, VGroup, VMobject

from scenes.mobjects.contour_map import ContourMap
from scenes.mobjects.lettering import Readout
from scenes.mobjects.plot import Plot
from scenes.stage import style

DOT = 0.09


class DescentPanel(VGroup):
    """A path on a map, and its costs, one point per snapshot; both are drawn up to one snapshot.

    a_map: a `ContourMap`; plot: a `Plot`, placed below it. path (S, 2) on the map, steps (S,) and
    costs (S,) on the plot; the training ends before the first NaN. `set_look(now)` shows it at a
    snapshot, which may be fractional. Points off the map or the plot are shown at its edge. Parts:
    `map`, `plot`, and `moving`, everything that `set_look` changes.
    """

    def __init__(
        self, a_map: ContourMap, plot: Plot, path: np.ndarray, steps: np.ndarray, costs: np.ndarray
    ):
        whole = np.isfinite(costs) & np.isfinite(path).all(axis=1)
        last = len(whole) if whole.all() else int(whole.argmin())
        self.path, self.steps, self.costs = path[:last], steps[:last], costs[:last]
        self.map, self.plot = a_map, plot
        low, high = a_map.low, a_map.low + a_map.sides
        self.on_map = np.clip(self.path, low, high)
        self.heights = np.clip(self.costs, *plot.y_range)
        plot.next_to(a_map, DOWN, buff=0.3)
        plot.shift([a_map.get_center()[0] - plot.x_axis.get_center()[0], 0, 0])
        self.trail = VMobject(
            stroke_color=style.WHITE, stroke_width=4, joint_type=LineJointType.ROUND
        )
        self.trail.set_stroke(style.BACKGROUND, 8, background=True)
        self.curve = VMobject(stroke_color=style.COST, stroke_width=4)
        self.dots = VGroup(Dot(), Dot())
        self.readout = Readout(costs[0], "{:.3f}", f"{self.heights.max():.3f}", color=style.COST)
        self.readout.next_to(plot.y_title, UP, buff=0).set_y(plot.y_title.get_y())
        self.readout.align_to(plot.x_axis, RIGHT)
        self.moving = VGroup(self.trail, self.curve, self.dots, self.readout)
        super().__init__(a_map, plot, self.moving)
        self.set_look(0)

    def set_look(self, now):
        """Show the training at a snapshot: its path up to there, and its place."""
        way = self.map.c2p(*self.on_map.T)
        fall = self.plot.c2p(self.steps, self.heights)
        for line, points, dot, color in (
            (self.trail, way, self.dots[0], style.FOCUS),
            (self.curve, fall, self.dots[1], style.COST),
        ):
            so_far = up_to(points, now)
            line.set_points_as_corners(so_far)
            dot.become(Dot(so_far[-1], DOT, color=color).set_opacity(dot.get_fill_opacity()))
        at = min(now, len(self.costs) - 1)
        self.readout.set_value(np.interp(at, np.arange(len(self.costs)), self.costs))
        return self


def up_to(points, now):
    """The points (n, 3) of a path (S, 3) up to snapshot `now`, with the last one interpolated."""
    now = min(now, len(points) - 1)
    passed = np.arange(len(points))
    here = np.array([np.interp(now, passed, axis) for axis in points.T])
    return np.vstack([points[: int(now) + 1], here])
