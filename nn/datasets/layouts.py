"""Pictures in any usual layout as (n, height, width): with a channel axis, in colour, flat.

What is flat may be no picture at all. Neighbouring pixels are alike and neighbouring columns of a
table are not, so flat rows are taken for square pictures if neighbours in both directions are more
alike than values of the same row picked at random. In a signal, such as a spectrum, they are too,
but those that would be above each other much less than those side by side.
"""

import math
from collections.abc import Sequence

import numpy as np

from nn.datasets.sampling import sample
from nn.errors import DownhillError

LUMA = (19595, 38470, 7471)  # of red, green, blue, in 65536ths: ITU-R 601, as Pillow rounds it
SMALLEST_SIDE = 8  # pixels of a flat picture whose shape nobody says
ALIKE = 0.75  # times the squared difference of values picked at random; pictures have 0.05 to 0.65
ASKEW = 6  # times that of those side by side; pictures have at most 4.5, signals 8 and more
LOOKED_AT = 300  # rows
AT_ONCE = 2**22  # colour values that are turned grey at once

Shape = tuple[int, int]


def pictures(
    source: object, what: str, given: np.ndarray, n: int, shape: Sequence[int] | None
) -> tuple[np.ndarray, list[str]]:
    """(images (n, height, width), or rows (n, inputs) if they are no pictures; what was understood)
    of an array for `n` labels. shape: (height, width) if it is told; () tells that the inputs are
    no pictures.

    Raises DownhillError for an array that can be neither, and asks if it can't be told.
    """
    notes: list[str] = []
    images = _rows_first(source, what, given, n, notes)
    if shape == ():
        return images.reshape(n, -1), notes
    if images.ndim == 4:
        images = _without_channels(source, what, images, notes)
    if images.ndim == 3 and 1 in images.shape[1:] and max(images.shape[1:]) > 1:
        images = images.reshape(n, -1)
    if images.ndim == 3 and shape is not None and images.shape[1:] != tuple(shape):
        raise DownhillError(
            f"{source}: its {what} are {_size(images.shape[1:])} pixels, not {_size(shape)}: make "
            "all one size, or leave --shape out."
        )
    if images.ndim == 2:
        images = _from_flat(source, what, images, shape, notes)
    return images, notes


def grey(colours: np.ndarray) -> np.ndarray:
    """Colours (…, 3) as greys (…) by their luma: bytes as bytes, other numbers as float32."""
    result = np.empty(colours.shape[:-1], np.uint8 if colours.dtype == np.uint8 else np.float32)
    step = max(1, AT_ONCE // max(1, math.prod(colours.shape[1:])))
    for start in range(0, len(colours), step):
        rows = slice(start, start + step)
        if colours.dtype == np.uint8:
            mixed = colours[rows] @ np.array(LUMA, np.uint32)
            result[rows] = (mixed + 2**15) >> 16
        else:
            result[rows] = colours[rows] @ (np.array(LUMA) / 2**16)
    return result


def look_like_pictures(rows: np.ndarray, shape: Shape) -> bool:
    """Whether rows (n, height·width) are alike from pixel to pixel, across and down."""
    picked = np.linspace(0, len(rows) - 1, min(len(rows), LOOKED_AT)).astype(int)
    images = rows[picked].astype(np.float64).reshape(-1, *shape)
    images = images / (abs(images).max() or 1)
    order = sample(np.zeros(images[0].size, int))  # a shuffle, the same each time
    flat = images.reshape(len(images), -1)
    by_chance = np.square(flat - flat[:, np.roll(order, 1)][:, np.argsort(order)]).mean()
    across = np.square(np.diff(images, axis=2)).mean()
    down = np.square(np.diff(images, axis=1)).mean()
    return bool(max(across, down) < ALIKE * by_chance and down < ASKEW * across)


def _rows_first(
    source: object, what: str, given: np.ndarray, n: int, notes: list[str]
) -> np.ndarray:
    """An array whose first axis has the n examples."""
    if not given.size:
        raise DownhillError(
            f"{source}: its {what} have the shape {given.shape}: save at least one."
        )
    if given.ndim == 1 and n > 1 and len(given) == n:
        return given[:, None]
    if given.ndim in (3, 4) and len(given) != n and given.shape[-1] == n:
        notes.append("the last axis counts the images")
        return np.moveaxis(given, -1, 0)
    if given.ndim < 2 or given.ndim > 4:
        raise DownhillError(
            f"{source}: its {what} have the shape {given.shape}: save an array (n, height, width), "
            "or (n, inputs)."
        )
    if len(given) != n:
        raise DownhillError(
            f"{source} has {len(given):,} {what} but {n:,} labels for them: save one label for "
            "each."
        )
    return given


def _without_channels(
    source: object, what: str, images: np.ndarray, notes: list[str]
) -> np.ndarray:
    """Images (n, height, width) of images with a channel axis, last or first."""
    n, *axes = images.shape
    if axes[2] == 1:
        return images[..., 0]
    if axes[0] == 1:
        return images[:, 0]
    if axes[0] in (3, 4) and axes[2] not in (3, 4):
        images = np.moveaxis(images, 1, -1)
    if images.shape[-1] == 4:
        opaque = images[..., 3].max()
        if (images[..., 3] < opaque).any():
            raise DownhillError(
                f"{source}: its {what} are partly transparent: save them on a plain background."
            )
        images = images[..., :3]
    if images.shape[-1] != 3:
        raise DownhillError(
            f"{source}: its {what} have the shape {(n, *axes)}: save one grey or three colours a "
            "pixel, (n, height, width) or (n, height, width, 3)."
        )
    notes.append("colours are turned grey")
    return grey(images)


def _from_flat(
    source: object, what: str, rows: np.ndarray, shape: Sequence[int] | None, notes: list[str]
) -> np.ndarray:
    """Flat rows as images, if they are told to be or look so; else as they are."""
    n, inputs = rows.shape
    if shape is not None:
        if math.prod(shape) == inputs:
            return rows.reshape(n, *shape)
        if math.prod(shape) * 3 == inputs:
            return _from_flat_colours(rows, (shape[0], shape[1]), notes)
        raise DownhillError(
            f"{source}: its {what} have {inputs:,} values each, not {_size(shape)}: "
            "give --shape the height and width whose product that is."
        )
    side, third = math.isqrt(inputs), math.isqrt(inputs // 3)
    if side >= SMALLEST_SIDE and side**2 == inputs and look_like_pictures(rows, (side, side)):
        notes.append(f"each {inputs} values are a picture of {side}×{side} (--shape none if not)")
        return rows.reshape(n, side, side)
    greys = rows.dtype == np.uint8 and inputs >= SMALLEST_SIDE**2
    if greys and third**2 * 3 == inputs and third >= SMALLEST_SIDE:
        notes.append(f"each {inputs:,} values are a picture of {third}×{third} in colour")
        return _from_flat_colours(rows, (third, third), notes)
    if greys and side**2 != inputs and int(rows.max()) > 127:
        raise DownhillError(
            f"{source}: its {what} have {inputs:,} bytes each, which is no square: give --shape "
            "height and width, such as 28x28, or --shape none if they are no pictures."
        )
    return rows


def _from_flat_colours(rows: np.ndarray, shape: Shape, notes: list[str]) -> np.ndarray:
    """Greys of flat rows of colours: a plane for each colour (CIFAR), or the three pixel by pixel,
    whichever has neighbours more alike."""
    n = len(rows)
    planes = rows.reshape(n, 3, *shape)
    pixels = rows.reshape(n, *shape, 3)

    def roughness(images: np.ndarray) -> float:
        few = images[:LOOKED_AT].astype(np.float64)
        return float(np.square(np.diff(few, axis=2)).mean())

    by_planes = roughness(planes[:, 0]) <= roughness(pixels[..., 0])
    notes.append("colours are turned grey")
    return grey(np.moveaxis(planes, 1, -1) if by_planes else pixels)


def _size(shape: Sequence[int]) -> str:
    return "×".join(map(str, shape))
