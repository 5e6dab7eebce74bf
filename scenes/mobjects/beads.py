"""A path as a line of dots, which does not hide a line below it."""

import numpy as np
from manim import Dot, VGroup

from scenes.stage import style

APART = 0.28  # from bead to bead, in scene units


def bead(place: np.ndarray) -> Dot:
    """One dot, with a dark edge."""
    return Dot(place, 0.065, color=style.FOCUS).set_stroke(style.BACKGROUND, 2)


def beads(points: np.ndarray) -> VGroup:
    """Dots at the first point of a path (n, 3), and at each at least APART from the last dot."""
    places = points[:1]
    for point in points[1:]:
        if np.linalg.norm(point - places[-1]) >= APART:
            places = np.vstack([places, point])
    return VGroup(*map(bead, places))
