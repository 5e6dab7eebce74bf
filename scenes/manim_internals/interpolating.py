"""Interpolation between two states of a mobject, which every animation does in every frame.

Most mobjects that fade or change colour do not move. Manim interpolates their points all the same,
and may change the last bit: 0.7 x + 0.3 x is not always x. Here a value that is equal at both ends
stays the same in between.
"""

import contextlib

import numpy as np
from manim import Mobject, VMobject, straight_path
from manim.utils.bezier import interpolate

STRAIGHT = straight_path()
STYLE = (
    *("fill_rgbas", "stroke_rgbas", "background_stroke_rgbas"),
    *("stroke_width", "background_stroke_width", "sheen_direction", "sheen_factor"),
)


@contextlib.contextmanager
def steady_interpolation():
    """Inside, Manim's mobjects are interpolated by the functions below."""
    manims = Mobject.interpolate, VMobject.interpolate_color
    Mobject.interpolate, VMobject.interpolate_color = _interpolated, _styled
    try:
        yield
    finally:
        Mobject.interpolate, VMobject.interpolate_color = manims


def _interpolated(mobject, start, end, alpha, path_func=STRAIGHT):
    """`Mobject.interpolate`."""
    if path_func is STRAIGHT and _are_same(start.points, end.points):
        mobject.points = start.points.copy()
    else:
        mobject.points = path_func(start.points, end.points, alpha)
    mobject.interpolate_color(start, end, alpha)
    return mobject


def _styled(mobject, start, end, alpha):
    """`VMobject.interpolate_color`."""
    for name in STYLE:
        ours, theirs = getattr(start, name), getattr(end, name)
        if alpha == 1 or _are_same(ours, theirs):
            between = theirs.copy() if isinstance(theirs, np.ndarray) else theirs
        else:
            between = interpolate(ours, theirs, alpha)
        setattr(mobject, name, between)
    return mobject


def _are_same(one, other):
    """Whether two numbers are equal, or two arrays equal in every bit."""
    if type(one) is not type(other):
        return False
    if not isinstance(one, np.ndarray):
        return one == other
    return (one.shape, one.dtype, one.tobytes()) == (other.shape, other.dtype, other.tobytes())
