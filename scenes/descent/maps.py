"""What the chapter's clips share: the cost over a part of a plane, and the legend of a map."""

from manim import DOWN, LEFT, VGroup

from scenes.mobjects.annotations import FOOT, in_column, ruler
from scenes.mobjects.contour_map import magnified

PLANE = "principal"  # where most of the movement is, and the path nearly always near the surface
NODES = 96  # of a grid of heights, along its longer side


def heights(plane, x, y):
    """The costs (m, n) over a part of a plane from x[0] to x[1] and from y[0] to y[1]."""
    return magnified(plane.costs, plane.alphas, plane.betas, x, y, NODES)


def legend(a_map, colours):
    """What the colours of a map mean, and below it how long a distance is, in the lower left corner
    of the column of notes."""
    parts = VGroup(colours, ruler(a_map)).arrange(DOWN, buff=0.45, aligned_edge=LEFT)
    return in_column(parts, FOOT, DOWN)
