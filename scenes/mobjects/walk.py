"""Something on its way: a ball, and behind it the line that it has come."""

import numpy as np
from manim import Dot, LineJointType, VGroup, VMobject

from scenes import style
from scenes.mobjects.descent_panel import up_to


class Walk(VGroup):
    """A ball on its way along `points` (S, 3) of the scene, one a look, in a colour.

    `set_look(now)` shows it at a look, with fractions; `.animate.set_look` walks there.
    width: the line's. Parts: `line`, `ball`.
    """

    def __init__(self, points, color=style.FOCUS, width=4, radius=0.1):
        self.way, self.look = np.asarray(points, dtype=float), 0.0
        self.line = VMobject(stroke_color=color, stroke_width=width)
        self.line.joint_type = LineJointType.ROUND
        self.line.set_stroke(style.BACKGROUND, width + 3, background=True)
        self.ball = Dot(radius=radius, color=color)
        self.ball.set_stroke(style.BACKGROUND, 2.5)
        super().__init__(self.line, self.ball)
        self.set_look(0)

    def set_look(self, now):
        """Show it at a look: the way up to there, and where it is."""
        self.look = float(now)
        so_far = up_to(self.way, now)
        self.line.set_points_as_corners(so_far)
        self.ball.move_to(so_far[-1])
        return self
