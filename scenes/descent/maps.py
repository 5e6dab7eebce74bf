"""Shared by this chapter's clips: the cost over a part of a plane, and the legend of a map."""

import numpy as np
from manim import DOWN, LEFT, VGroup

from scenes.mobjects.annotations import FOOT, in_column, ruler
from scenes.mobjects.contour_map import magnified

PLANE = "principal"  # it holds most of the movement, and the path stays close to the surface
MAP, MAP_AT = (8.8, 5.3), (-2.0, -0.25, 0)  # a map's largest width and height, and its centre
NODES = 96  # grid points along the longer side of a part of a plane


def heights(plane, x, y):
    """The costs (m, n) over the part of a plane from x[0] to x[1] and from y[0] to y[1]."""
    return costs_between(plane.costs, plane.alphas, plane.betas, x, y)


def costs_between(costs, alphas, betas, x, y):
    """The costs (m, n) over a part of a grid (betas, alphas), from x[0] to x[1] and y[0] to y[1].

    Beside a steep slope a smooth interpolation swings below all costs, and a cost below 0 has no
    logarithm: so it ends at half of the lowest.
    """
    return np.maximum(magnified(costs, alphas, betas, x, y, NODES), costs.min() / 2)


def legend(a_map, colours):
    """The key to a map's colours and below it a scale of length, in the lower left corner of the
    column of notes."""
    parts = VGroup(colours, ruler(a_map)).arrange(DOWN, buff=0.45, aligned_edge=LEFT)
    return in_column(parts, FOOT, DOWN)
