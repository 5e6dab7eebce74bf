"""A surface seen from above: heights as colours, and contour lines."""

import numpy as np
import numpy.typing as npt
from manim import VGroup, VMobject

from scenes.mobjects.grids import contour_segments
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.primitives import Colours
from scenes.stage import style


class ContourMap(VGroup):
    """Heights over a plane (m, n): `heights[i, j]` at the i-th y and the j-th x, evenly spaced.

    It is as large as fits into width × height; x and y have the same scale. limits (low, high): the
    heights at the ends of the colours, by default the lowest and the highest; lower heights have
    the colour of the lower end. log: colours follow the logarithm of the height. levels (k,): the
    heights of the contour lines. `c2p(x, y)` is a point in the scene, also after the map was moved
    or scaled. Parts: `heatmap`, `contours`.
    """

    def __init__(
        self,
        heights: npt.ArrayLike,
        x_range: npt.ArrayLike,
        y_range: npt.ArrayLike,
        levels: npt.ArrayLike = (),
        limits: tuple[float, float] | None = None,
        log: bool = False,
        width: float = 8,
        height: float = 5,
        colours: Colours = style.cost,
    ):
        heights = np.asarray(heights, dtype=float)
        self.low = np.array([x_range[0], y_range[0]])
        self.sides = np.array([x_range[-1], y_range[-1]]) - self.low
        limits = np.array(limits or (heights.min(), heights.max()))
        across, up = self.sides * min(width / self.sides[0], height / self.sides[1])
        coloured = np.maximum(heights[::-1], limits[0])
        if log:
            coloured, limits = np.log(coloured), np.log(limits)
        self.heatmap = Heatmap(coloured, limits, colours, across, smooth=True)
        self.heatmap.stretch_to_fit_height(up)
        segments, _ = contour_segments(heights, np.asarray(levels, dtype=float))
        self.contours = VMobject(stroke_color=style.WHITE, stroke_width=1.2, fill_opacity=0)
        self.contours.set_stroke(opacity=0.6)
        self.contours.append_points(as_curves(self._place(segments)))
        super().__init__(self.heatmap, self.contours)

    def c2p(self, x, y):
        """The point (3,) in the scene over x, y; or (n, 3) for arrays of n."""
        return self._place((np.stack([x, y], axis=-1) - self.low) / self.sides)

    @property
    def unit(self):
        """How long a distance of 1 in x or y is, in scene units."""
        return np.linalg.norm(self.c2p(self.low[0] + 1, 0) - self.c2p(self.low[0], 0))

    def _place(self, shares):
        """Scene points (..., 3) of shares (..., 2) of the sides, from the lower left."""
        return self.heatmap.place(np.stack([shares[..., 0], 1 - shares[..., 1]], axis=-1))


def as_curves(segments):
    """The points (4 k, 3) of k separate straight lines (k, 2, 3), as Manim stores them."""
    share = np.linspace(0, 1, 4)[:, None]
    start, end = segments[:, :1], segments[:, 1:]
    return ((1 - share) * start + share * end).reshape(-1, 3)


def magnified(heights, x, y, x_range, y_range, points):
    """Heights over x_range and y_range, a part of a grid with `heights[i, j]` at y[i] and x[j].

    They are evenly spaced, equally in x and y, with `points` of them along the longer range, and
    interpolated by cubic convolution (Keys 1981), so contour lines are smooth.
    """
    spacing = max(np.ptp(x_range), np.ptp(y_range)) / (points - 1)
    beyond = np.pad(heights, 2, mode="reflect", reflect_type="odd")  # linear past the edges
    across, up = (
        _cubic(axis, np.linspace(*limits, max(2, round(np.ptp(limits) / spacing) + 1)))
        for axis, limits in ((x, x_range), (y, y_range))
    )
    return up @ beyond @ across.T


def _cubic(nodes, at):
    """Weights (len(at), len(nodes) + 4) of evenly spaced nodes, with two extra at each end."""
    place = 2 + (at - nodes[0]) / (nodes[1] - nodes[0])
    d = abs(place[:, None] - np.arange(len(nodes) + 4))
    near = (1.5 * d - 2.5) * d**2 + 1
    far = ((-0.5 * d + 2.5) * d - 4) * d + 2
    return np.where(d < 1, near, np.where(d < 2, far, 0))
