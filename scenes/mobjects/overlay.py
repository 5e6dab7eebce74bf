"""One colour laid over a picture."""

import cairo
import numpy as np

from scenes.mobjects.heatmap import Heatmap
from scenes.stage import style


class Overlay(Heatmap):
    """A colour over the cells of a picture, with the opacities `values` (rows, columns), 0…1.

    It is placed over the `picture`, a Heatmap. `.animate.set_values(…)` covers other cells.
    """

    data = (*Heatmap.data, "ink")

    def __init__(self, picture, values, color=style.FOCUS):
        super().__init__(values, (0, 1), style.grey)
        self.ink = style.rgb(color)
        self.replace(picture, stretch=True)

    def _pattern(self, sheet):
        """Like a Heatmap's, but the opacity of each cell is its value."""
        rows, columns = sheet.shape
        opacity = self.get_fill_opacity() * np.clip(sheet, 0, 1)[..., None]
        premultiplied = np.concatenate([opacity * self.ink, opacity], axis=2)
        image = np.uint8(255 * premultiplied + 0.5)
        pattern = cairo.SurfacePattern(
            cairo.ImageSurface.create_for_data(image, cairo.FORMAT_ARGB32, columns, rows)
        )
        pattern.set_filter(cairo.FILTER_NEAREST)
        return pattern
