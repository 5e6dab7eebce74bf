"""Pixels: greys of any type and range as float32 in 0…1, and these as bytes."""

import os

import numpy as np

from nn.errors import DownhillError


def usual_white(images: np.ndarray) -> float:
    """The value of a white pixel if none is given: 1 for booleans, and for floats none of which
    exceeds 1; else 255."""
    kind = images.dtype.kind
    return 1 if kind == "b" or (kind == "f" and images.max() <= 1) else 255


def white_of(
    source: str | os.PathLike[str], images: np.ndarray, given: float | None = None
) -> float:
    """The value of a white pixel: the one that is given, else the usual one.

    Raises DownhillError for pixels that are not greys from 0 to white. Raises it too if no
    white is given and no pixel reaches half of the usual one: then the highest bit of every grey is
    unused, and another range is likelier than such dark pictures. (Greys from 0 to 16 would train,
    but badly: every weight would see a sixteenth of its input.)
    """
    if images.dtype.kind not in "buif":
        raise DownhillError(
            f"{source}: its pixels are of type {images.dtype}: save them as uint8 or float32."
        )
    low, high = float(images.min()), float(images.max())
    white = usual_white(images) if given is None else given
    if not 0 <= low <= high <= white:  # false for NaNs too, which min and max pass on
        what = "hold NaN" if np.isnan(low) else f"run from {low:g} to {high:g}"
        known = "in 0…255, or floats in 0…1, not standardised"
        mend = known if given is None else f"from 0 to its `greys`, {white:g}"
        raise DownhillError(f"{source}: its pixels {what}: save finite greys {mend}.")
    if high == 0:
        raise DownhillError(f"{source}: all its pixels are 0: save pictures that show something.")
    if given is None and high < white / 2:
        raise DownhillError(
            f"{source}: no pixel is brighter than {high:g}, less than half of {white:g}: save an "
            f"npz in which `greys` is the value of white, {high:g} perhaps, or {white:g} if the "
            "images really are that dark."
        )
    return white


def greys(images: np.ndarray, white: float) -> np.ndarray:
    """Images as float32 in 0…1; `white` is the value of a white pixel in them."""
    return np.divide(images, np.float32(white), dtype=np.float32)


def as_bytes(images: np.ndarray) -> np.ndarray:
    """Images in 0…1 as the bytes 0…255 nearest to them, in a quarter of the memory."""
    return np.round(images * 255).astype(np.uint8)


def compact(images: np.ndarray) -> np.ndarray:
    """Images in 0…1 as the bytes that they were made from, or float32 as they are if they were not
    made from bytes."""
    stored = as_bytes(images)
    return stored if np.array_equal(as_greys(stored), images) else images


def as_greys(stored: np.ndarray) -> np.ndarray:
    """What `compact` or `as_bytes` stored, as float32 in 0…1."""
    return stored.astype(np.float32) / 255 if stored.dtype == np.uint8 else stored
