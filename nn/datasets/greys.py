"""Pixels: greys of any type and range as float32 in 0…1, and these as bytes."""

import numpy as np


def usual_white(images: np.ndarray) -> float:
    """The value of a white pixel if none is given: 1 for booleans, and for floats none of which
    exceeds 1; else 255."""
    kind = images.dtype.kind
    return 1 if kind == "b" or (kind == "f" and images.max() <= 1) else 255


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
