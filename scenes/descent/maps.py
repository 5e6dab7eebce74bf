"""Shared by this chapter's clips: the cost over a part of a plane, and the legend of a map."""

from manim import DOWN, LEFT, VGroup

from scenes.mobjects.annotations import FOOT, in_column, ruler
from scenes.mobjects.contour_map import magnified

PLANE = "principal"  # it holds most of the movement, and the path stays close to the surface
NODES = 96  # grid points along the longer side of a part of a plane


def heights(plane, x, y):
    """The costs (m, n) over the part of a plane from x[0] to x[1] and from y[0] to y[1]."""
    return magnified(plane.costs, plane.alphas, plane.betas, x, y, NODES)


def legend(a_map, colours):
    """The key to a map's colours and below it a scale of length, in the lower left corner of the
    column of notes."""
    parts = VGroup(colours, ruler(a_map)).arrange(DOWN, buff=0.45, aligned_edge=LEFT)
    return in_column(parts, FOOT, DOWN)
