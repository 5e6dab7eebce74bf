"""Thousands of values over time, a line for each, painted as a density."""

import cairo
import numpy as np
import numpy.typing as npt

from nn.errors import DownhillError
from scenes.manim_internals.painted import Painted
from scenes.mobjects.primitives import plain
from scenes.stage import style

ROWS, COLUMNS = 600, 1200  # of the picture on which the lines are counted
LINES_AT_ONCE = 40_000  # bounds the memory
MOST_LINES = 200_000  # of more, an even sample is drawn, each for several: that bounds the time
SINGLE = 8  # brightens single lines: the scale is that of log(1 + 8 lines)
FULL = 0.25  # the fraction of the scale above which the picture is opaque


class Threads(Painted):
    """n lines with `values` (S, n) at the places `at` (S,), 0…1 along the width, increasing.

    The picture spans limits[0] to limits[1]; it is blue above zero, orange below, and brighter
    where more lines cross a pixel, on a logarithmic scale that ends at `most` lines per pixel (by
    default its own maximum). `.animate.set_shown(share)` draws the lines up to a fraction of the
    width. `density` (ROWS, COLUMNS) is the number of lines that cross each pixel; of very many
    lines one in `every` is drawn. Raises DownhillError if the values are not a finite matrix, or
    the places do not match them.
    """

    data = ("shown", "picture")

    def __init__(
        self,
        values: npt.ArrayLike,
        at: npt.ArrayLike,
        limits: tuple[float, float],
        width: float = 10,
        height: float = 5,
        most: float | None = None,
        shown: float = 1,
    ):
        super().__init__()
        values, at = plain(values, "values of Threads", 2), plain(at, "places of Threads", 1)
        if len(at) != len(values) or len(at) < 2 or (np.diff(at) < 0).any():
            raise DownhillError("Threads need a place for each row of values, in rising order.")
        self.every = -(-values.shape[1] // MOST_LINES)  # one line in so many is drawn
        self.density = self.every * density_of(values[:, :: self.every], at, limits)
        self.most = max(1, self.density.max()) if most is None else most
        self.picture = self._picture(limits)
        self.shown = np.array(float(shown))
        self.set_box([-width / 2, height / 2, 0], [width, 0, 0], [0, -height, 0])

    def set_shown(self, share):
        """Draw the lines from the left up to a fraction of the width, 0…1."""
        self.shown = np.array(float(share))
        return self

    def over(self, plot):
        """Lie on a plot with the same limits."""
        (left, right), (low, high) = plot.x_range, plot.y_range
        corner = plot.c2p(left, high)
        return self.set_box(corner, plot.c2p(right, high) - corner, plot.c2p(left, low) - corner)

    def paint(self, ctx, camera):
        origin, right, down = self.project(camera, self.place([[0, 0], [1, 0], [0, 1]]))
        rows, columns = self.picture.shape[:2]
        along, downwards = (right - origin) / columns, (down - origin) / rows
        corners = self.project(
            camera, self.place([[0, 0], [self.shown, 0], [self.shown, 1], [0, 1]])
        )
        for corner in corners.tolist():
            ctx.line_to(*corner)
        ctx.clip()
        pattern = cairo.SurfacePattern(
            cairo.ImageSurface.create_for_data(
                self.picture.copy(), cairo.FORMAT_ARGB32, columns, rows
            )
        )
        scene_to_pixels = cairo.Matrix(*along, *downwards, *origin)
        scene_to_pixels.invert()
        pattern.set_matrix(scene_to_pixels)
        pattern.set_filter(cairo.FILTER_BILINEAR)
        ctx.set_source(pattern)
        ctx.paint_with_alpha(self.get_fill_opacity())

    def _picture(self, limits):
        """The density in colours, (ROWS, COLUMNS, 4) bytes as Cairo blends them."""
        share = np.minimum(np.log1p(SINGLE * self.density) / np.log1p(SINGLE * self.most), 1)
        low, high = limits
        middles = high - (np.arange(ROWS) + 0.5) / ROWS * (high - low)
        colours = style.diverging(share * np.where(middles < 0, -1, 1)[:, None])
        opacity = np.minimum(share / FULL, 1)[..., None]
        picture = np.concatenate([colours * opacity, opacity], axis=2)
        return np.uint8(255 * picture + 0.5)


def density_of(values, at, limits):
    """How many lines cross each pixel, (ROWS, COLUMNS): in every column a line counts 1 in total,
    divided between the two rows it runs between. Beyond the limits (low, high) nothing counts."""
    low, high = limits
    places = (high - values) / (high - low) * ROWS - 0.5  # in rows, from the top
    columns = (np.arange(COLUMNS) + 0.5) / COLUMNS
    before = np.clip(np.searchsorted(at, columns, side="right") - 1, 0, len(at) - 2)
    spans = np.maximum(at[before + 1] - at[before], 1e-12)
    share = np.clip((columns - at[before]) / spans, 0, 1)[:, None]
    density = np.empty((ROWS, COLUMNS))
    at_once = max(1, LINES_AT_ONCE // values.shape[1])
    for start in range(0, COLUMNS, at_once):
        part = slice(start, start + at_once)
        first, f = before[part], share[part]
        place = (1 - f) * places[first] + f * places[first + 1]
        density[:, part] = _laid_down(place)
    return density


def _laid_down(place):
    """Count lines at places (columns, n) in rows: (ROWS, columns)."""
    row = np.floor(place).astype(np.intp)
    part = place - row
    column = np.arange(len(place))[:, None]
    count = np.zeros(len(place) * (ROWS + 2))
    for r, weight in ((row, 1 - part), (row + 1, part)):
        index = column * (ROWS + 2) + np.clip(r, -1, ROWS) + 1  # a row more on either side
        count += np.bincount(index.ravel(), weight.ravel(), len(count))
    return count.reshape(-1, ROWS + 2)[:, 1:-1].T
