"""Rectangles whose sizes have a meaning, as one mobject: bars, squares, their sums."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from nn.errors import DownhillError
from scenes.manim_internals.painted import Painted
from scenes.mobjects.primitives import as_one, plain
from scenes.stage import style


class Areas(Painted):
    """Rectangles (n, 4): left, bottom, width and height, in scene units.

    `.animate.set_rectangles(…)` lets each become another. color: one for all, or one for each.
    """

    data = ("rectangles", "colours", "corner", "size")

    def __init__(
        self, rectangles: npt.ArrayLike, color: str | Sequence[str] = style.WHITE, **kwargs: Any
    ):
        super().__init__(**kwargs)
        self.rectangles = plain(rectangles, "rectangles", 2)
        n = len(self.rectangles)
        colors = [color] * n if isinstance(color, str) else color
        self.colours = np.array([style.rgb(one) for one in colors]).reshape(n, 3)
        low = self.rectangles[:, :2].min(axis=0)
        high = (self.rectangles[:, :2] + self.rectangles[:, 2:]).max(axis=0)
        self.corner, self.size = low, np.maximum(high - low, 1e-6)  # of all, as they were at first
        self.set_box([*low, 0], [self.size[0], 0, 0], [0, self.size[1], 0])

    def set_rectangles(self, rectangles):
        """Show other rectangles (n, 4), in the scene units of the first ones."""
        rectangles = plain(rectangles, "rectangles", 2)
        if rectangles.shape != self.rectangles.shape:
            raise DownhillError(
                f"{len(self.rectangles)} areas were given {len(rectangles)} rectangles."
            )
        self.rectangles = rectangles
        return self

    def set_colours(self, colors):
        """Paint each rectangle in one of `colors`, (n,)."""
        self.colours = np.array([style.rgb(one) for one in colors])
        return self

    def paint(self, ctx, camera):
        left, bottom, width, height = self.rectangles.T
        right, top = left + width, bottom + height
        corners = np.stack(
            [[left, bottom], [right, bottom], [right, top], [left, top]], axis=0
        ).transpose(2, 0, 1)
        seen = self.project(camera, self.place((corners - self.corner) / self.size))
        with as_one(ctx, self.get_fill_opacity()):
            for outline, colour in zip(seen.tolist(), self.colours, strict=True):
                for corner in outline:
                    ctx.line_to(*corner)
                ctx.set_source_rgb(*colour[::-1])
                ctx.fill()
