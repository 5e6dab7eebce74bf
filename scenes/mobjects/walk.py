"""A ball that follows a path, and the line of its path so far."""

import numpy as np
import numpy.typing as npt
from manim import CapStyleType, Dot, LineJointType, VGroup, VMobject

from scenes.mobjects.contour_map import as_curves
from scenes.mobjects.descent_panel import up_to
from scenes.stage import style

PALE = 0.4  # the opacity of the older part of the path


class Walk(VGroup):
    """A ball that moves along `points` (S, 3) of the scene, one per snapshot, in a colour.

    `set_look(now)` shows it at a snapshot, which may be fractional; `.animate.set_look` moves it
    there. width: of the line. recent: the number of snapshots for which the line stays bright (by
    default all); older parts are pale. inside ((2,), (2,)): the lower left and upper right corners
    of a box; the line is cut off outside it. Parts: `old`, `line`, `ball`.
    """

    def __init__(
        self,
        points: npt.ArrayLike,
        color: str = style.FOCUS,
        width: float = 4,
        radius: float = 0.1,
        recent: float = np.inf,
        inside: tuple[np.ndarray, np.ndarray] | None = None,
    ):
        self.way, self.look = np.asarray(points, dtype=float), 0.0
        self.recent, self.inside = recent, inside
        self.old, self.line = (VMobject(stroke_color=color, stroke_width=width) for _ in range(2))
        for line in (self.old, self.line):
            line.joint_type, line.cap_style = LineJointType.ROUND, CapStyleType.ROUND
        self.line.set_stroke(style.BACKGROUND, width + 3, background=True)
        self.old.set_stroke(opacity=PALE)
        self.ball = Dot(radius=radius, color=color)
        self.ball.set_stroke(style.BACKGROUND, 2.5)
        super().__init__(self.old, self.line, self.ball)
        self.set_look(0)

    def set_look(self, now):
        """Show the ball at a snapshot, which may be fractional, and its path up to there."""
        self.look = float(now)
        so_far = up_to(self.way, now)
        since = int(max(0, self.look - self.recent))
        self._draw(self.old, so_far[: since + 1])
        self._draw(self.line, so_far[since:])
        self.ball.move_to(so_far[-1])
        return self

    def _draw(self, line, corners):
        if self.inside is None:
            line.set_points_as_corners(corners)
        else:
            line.set_points(as_curves(cut(corners, *self.inside)))


def cut(corners, low, high):
    """The pieces (k, 2, 3) of a path along corners (n, 3) that lie in the box from low (2,) to high
    (2,). (Liang and Barsky 1984.)"""
    start, way = corners[:-1], np.diff(corners, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):  # along an axis: it never leaves there
        ends = [(np.array(edge) - start[:, :2]) / way[:, :2] for edge in (low, high)]
    first = np.nanmax(np.minimum(*ends), axis=1, initial=0)
    last = np.nanmin(np.maximum(*ends), axis=1, initial=1)
    shares = np.stack([first, last], axis=1)[first < last]
    return start[first < last, None] + shares[..., None] * way[first < last, None]
