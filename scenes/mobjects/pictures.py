"""Values that belong to the inputs as pictures: heatmaps, or bars where inputs are no pictures."""

import math

from manim import VGroup

from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.strip import Strip
from scenes.stage import style


def picture_of(values, scale=None, colours=style.diverging, width=2, **kwargs):
    """Values (rows, columns) as a `Heatmap`; values (n, 1), of features, as a `Strip`."""
    kind = Strip if values.shape[1] == 1 else Heatmap
    return kind(values, scale, colours, width, **kwargs)


def framed(values, scale=None, colours=style.diverging, width=2):
    """Values (rows, columns) as a picture in a thin frame."""
    return picture_of(values, scale, colours, width, stroke_width=1.5, stroke_color=style.FAINT)


def grid_of(W, shape, scale, width, gap=0.14, make=framed):
    """Weights (n, inputs) as pictures of a `shape` (rows, columns) in a grid, on one scale: as
    large as fits a square of a `width`. make: how to make a picture, `framed` or `picture_of`."""
    columns, each = columns_of(len(W), shape, width, gap)
    pictures = VGroup(*(make(w.reshape(shape), scale, width=each) for w in W))
    return pictures.arrange_in_grid(cols=columns, buff=gap)


def columns_of(n, shape, side, gap):
    """(columns, width): in how many columns n pictures of a `shape` (rows, columns) are largest in
    a square of a `side`, and how wide each then is."""
    aspect = 1 if shape[1] == 1 else shape[1] / shape[0]

    def width(columns):
        rows = math.ceil(n / columns)
        across, down = side - gap * (columns - 1), side - gap * (rows - 1)
        return round(min(across / columns, down / rows * aspect), 9)

    columns = max(range(1, n + 1), key=lambda columns: (width(columns), columns))
    return columns, width(columns)
