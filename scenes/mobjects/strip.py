"""Values without places in a picture, such as the weights on named features: bars in a frame."""

from typing import Any

import numpy as np
import numpy.typing as npt

from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.primitives import Colours, Scale, as_one, fill_quads, look_up, quads
from scenes.stage import style

THICKNESS = 0.64  # of a bar, as a fraction of the distance to the next


class Strip(Heatmap):
    """Values (n, 1) as n bars, one below the other, in a square: from the place of zero to the
    right if above it, else to the left, in the colours of a `Heatmap` with this scale, on
    the darkest of them.

    `width` is that of the square; `cell(j, 0)` the middle of row j. All verbs are a Heatmap's.
    """

    def __init__(
        self,
        values: npt.ArrayLike,
        scale: Scale = None,
        colours: Colours = style.diverging,
        width: float = 2,
        **kwargs: Any,
    ):
        super().__init__(values, scale, colours, width, **kwargs)
        self.set_box([-width / 2, width / 2, 0], [width, 0, 0], [0, -width, 0])

    @property
    def cell_width(self):
        """The height of a row in scene units."""
        origin, end = self.place([[0, 0], [0, 1]])
        return np.linalg.norm(end - origin) / len(self.values)

    @property
    def frame_size(self):
        """The width and height of a frame around a row, in scene units."""
        return self.width, self.cell_width

    def paint(self, ctx, camera):
        low, high = self.limits
        zero = float(np.clip(-low / (high - low), 0, 1))
        values = self.values[:, 0]
        ends = np.clip((values - low) / (high - low), 0, 1)
        left, right = np.minimum(ends, zero), np.maximum(ends, zero)
        n = len(values)
        top, bottom = ((np.arange(n) + 0.5 + s * THICKNESS / 2) / n for s in (-1, 1))
        corners = np.stack(
            [
                np.stack(pair, axis=1)
                for pair in ((left, top), (right, top), (right, bottom), (left, bottom))
            ],
            axis=1,
        )
        ground = np.array([[[0, 0], [1, 0], [1, 1], [0, 1]]])
        with as_one(ctx, self.get_fill_opacity()):
            for shape, colours in (
                (ground, self.table[[self.table.sum(axis=1).argmin()]]),
                (corners, look_up(self.table, self._hues(values), self.limits)),
            ):
                at = self.project(camera, self.place(shape))
                fill_quads(ctx, quads(at, colours, 0))
        if self.get_stroke_width() > 0:
            camera.set_cairo_context_path(ctx, self)
            camera.apply_stroke(ctx, self)

    def _hues(self, values):
        """Values whose colours the bars have: a short bar is as bright as a long one."""
        return np.where(values >= 0, self.limits[1], self.limits[0])
