"""Curves: between two networks, of points in the plane, and of a descent."""

from typing import Any

import numpy as np


def bezier(t: Any) -> tuple[Any, Any, Any]:
    """The weights (1 − t)², 2t(1 − t), t² of start, bend and end at the point t of a quadratic
    Bézier curve; t may be an array."""
    return (1 - t) ** 2, 2 * t * (1 - t), t**2


def spirals(n: int, turns: float) -> np.ndarray:
    """Two spirals (2, n, 2) from radius 0.15 to radius 1, with evenly spaced points; the second is
    the first rotated by half a turn."""
    radius = np.sqrt(np.linspace(0.15**2, 1, n))  # evenly: a spiral's length grows as r² does
    angle = 2 * np.pi * turns * radius
    curve = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return np.stack([curve, -curve])


def arrival(path: np.ndarray, share: float) -> np.ndarray:
    """The first step (…, k) of a path (…, steps + 1, k) from which on each coordinate stays within
    `share` of its initial value; steps + 1 if it never does."""
    outside = abs(path) > share * abs(path[..., :1, :])
    last = outside.shape[-2] - outside[..., ::-1, :].argmax(axis=-2)
    return np.where(outside.any(axis=-2), last, 0)
