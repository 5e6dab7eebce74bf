"""Examples as pictures: one, or many on one sheet."""

import numpy as np
from manim import Rectangle

from scenes.mobjects.heatmap import Heatmap, width_within
from scenes.mobjects.pictures import picture_of
from scenes.stage import style

GAP = 2  # pixels between the pictures of a sheet


def digit(image, width=2.9, color=style.FAINT):
    """One image (rows, columns), 0…1, in a thin frame; `width` is that of its larger side."""
    width = width_within(width, image)
    return picture_of(image, (0, 1), style.grey, width, stroke_width=1.5, stroke_color=color)


def sheet(images, columns, width):
    """Many images (n, rows, columns), 0…1, in one Heatmap, row by row with `columns` images in
    each. `place_on(sheet, …)` returns the centre of each."""
    return Heatmap(tiled(images, columns), (0, 1), style.grey, width)


def tiled(images, columns):
    """Images (n, rows, columns) side by side in one matrix, with black between and around them."""
    n, height, width = np.shape(images)
    rows = -(-n // columns)
    matrix = np.zeros((rows * (height + GAP) + GAP, columns * (width + GAP) + GAP))
    for i, image in enumerate(images):
        top, left = GAP + i // columns * (height + GAP), GAP + i % columns * (width + GAP)
        matrix[top : top + height, left : left + width] = image
    return matrix


def place_on(picture, i, columns, shape):
    """The centre (3,) in the scene of image i of a sheet of images of a `shape` (rows, columns)."""
    row, column = divmod(i, columns)
    height, width = shape
    top, left = GAP + row * (height + GAP), GAP + column * (width + GAP)
    return picture.cell(top + (height - 1) / 2, left + (width - 1) / 2)


def frame_on(picture: Heatmap, i: int, columns: int, shape: tuple[int, int]) -> Rectangle:
    """A frame around image i of a sheet of images of a `shape` (rows, columns)."""
    height, width = (picture.cell_width * (side + GAP) for side in shape)
    frame = Rectangle(style.FOCUS, height, width)
    return frame.move_to(place_on(picture, i, columns, shape))


def best_columns(n, shape, width, height):
    """The number of columns with which n images of a `shape` (rows, columns) are largest on a sheet
    within width × height."""

    def unit(columns):
        """The size of a pixel."""
        rows = -(-n // columns)
        across, down = columns * (shape[1] + GAP) + GAP, rows * (shape[0] + GAP) + GAP
        return min(width / across, height / down)

    return max(range(1, n + 1), key=unit)


def sheet_within(images, width, height):
    """(sheet, columns): a sheet of images (n, rows, columns), as large as fits."""
    columns = best_columns(len(images), np.shape(images)[1:], width, height)
    picture = sheet(images, columns, width)
    return picture.scale(min(1, height / picture.height)), columns
