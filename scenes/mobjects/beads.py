"""A line of dots, where a second line would hide the first."""

import numpy as np
from manim import Dot, VGroup

from scenes.stage import style

APART = 0.28  # from bead to bead, in scene units


def bead(place: np.ndarray) -> Dot:
    """One dot, with a dark edge."""
    return Dot(place, 0.065, color=style.FOCUS).set_stroke(style.BACKGROUND, 2)


def beads(points: np.ndarray) -> VGroup:
    """A dot at each of the points (n, 3) of a line that is at least APART from the one before."""
    places = points[:1]
    for point in points[1:]:
        if np.linalg.norm(point - places[-1]) >= APART:
            places = np.vstack([places, point])
    return VGroup(*map(bead, places))
