"""Arrows of one length from one point, each at an angle from straight down."""

from typing import Any

import numpy as np
import numpy.typing as npt

from nn.errors import DownhillError
from scenes.manim_internals.painted import Painted
from scenes.mobjects.primitives import as_one, plain
from scenes.stage import style

TIP = 0.07  # the length of an arrow's head, in lengths of the arrow


class Fan(Painted):
    """Arrows at `angles` (n,) in degrees, 0…180 from straight down, alternately right and left.

    radius: their length, in scene units. `.animate.set_angles(…)` rotates them; `tip(angle)` is the
    end of an arrow at an angle. Raises DownhillError if the angles are not a list of such numbers.
    """

    data = ("angles",)

    def __init__(
        self,
        angles: npt.ArrayLike,
        radius: float = 2.0,
        color: str = style.WHITE,
        width: float = 2.0,
        **kwargs: Any,
    ):
        super().__init__(fill_color=color, **kwargs)
        self.width_of_line = width
        self.set_angles(angles)
        self.set_box([-radius, -radius, 0], [2 * radius, 0, 0], [0, 2 * radius, 0])

    def set_angles(self, angles):
        """Show other angles (n,)."""
        self.angles = plain(angles, "angles of a Fan", 1)
        if self.angles.size and not (0 <= self.angles.min() <= self.angles.max() <= 180):
            raise DownhillError("The angles of a Fan are from 0 to 180 degrees.")
        return self

    @property
    def origin(self):
        """Where all arrows begin, (3,)."""
        return self.place([0.5, 0.5])

    def tip(self, angle, side=1):
        """Where an arrow at an angle would end, (3,); side: 1 to the right, −1 to the left."""
        return self.place(_ends(np.array([angle]), np.array([side]))[0])

    def paint(self, ctx, camera):
        sides = np.where(np.arange(len(self.angles)) % 2, -1, 1)
        ends = _ends(self.angles, sides)
        back = _ends(self.angles, sides, 1 - TIP)
        barb = 0.4 * (ends - back)[:, ::-1] * [-1, 1]
        shapes = np.stack([ends, back + barb, back - barb, back], axis=1)
        origin = self.project(camera, self.place([[0.5, 0.5]]))[0]
        shapes = self.project(camera, self.place(shapes)).tolist()
        ctx.set_line_width(self.width_of_line * camera.cairo_line_width_multiple)
        ctx.set_source_rgb(*style.rgb(self.get_fill_color().to_hex())[::-1])
        with as_one(ctx, self.get_fill_opacity()):
            for tip, left, right, neck in shapes:
                ctx.move_to(*origin)
                ctx.line_to(*neck)
                ctx.stroke()
                for corner in (tip, left, right):
                    ctx.line_to(*corner)
                ctx.fill()


def _ends(angles, sides, length=1.0):
    """The ends (n, 2), in the box, of arrows of a length, 1 reaching its edge."""
    turned = np.radians(angles)
    return 0.5 + 0.5 * length * np.stack([sides * np.sin(turned), -np.cos(turned)], axis=1)
