"""Manim's own interpolation is the oracle.

If a new Manim breaks these, look at `Mobject.interpolate` and `VMobject.interpolate_color`: what
they set, and with which arguments they are called.
"""

import numpy as np
import pytest
from manim import (
    PI,
    RIGHT,
    UP,
    Mobject,
    Square,
    VGroup,
    VMobject,
    path_along_arc,
    straight_path,
)

from scenes.manim_internals.interpolating import steady_interpolation
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.lettering import Readout
from scenes.stage import style

pytestmark = pytest.mark.usefixtures("canvas")

PAIRS = {
    "fades": lambda: (style.text("Aβ 0.8%"), style.text("Aβ 0.8%").set_opacity(0)),
    "moves": lambda: (style.text("Aβ 0.8%"), style.text("Aβ 0.8%").shift(RIGHT)),
    "is coloured": lambda: (style.text("Aβ"), style.text("Aβ").set_color(style.COST)),
    "is stroked": lambda: (Square(), Square().set_stroke(style.FOCUS, 9, 0.3)),
    "is painted": lambda: (Heatmap(np.eye(3)), Heatmap(np.eye(3)[::-1]).set_fill(opacity=0)),
    "counts": lambda: (Readout(1.5), Readout(-2.5)),
    "stays": lambda: (VGroup(Square(), style.text("a")), VGroup(Square(), style.text("a"))),
    "has no points": lambda: (VMobject(), VMobject()),
}


def between(pair, alpha, path_func=None):
    """All members of what lies between two alike families."""
    start, end = (mobject.get_family() for mobject in pair)
    members = [mobject.copy() for mobject in start]
    for member, one, other in zip(members, start, end, strict=True):
        member.interpolate(one, other, alpha, path_func or straight_path())
    return members


def arrays_of(mobject):
    return {name: value for name, value in vars(mobject).items() if isinstance(value, np.ndarray)}


@pytest.mark.parametrize("alpha", [0, 0.3, 0.999, 1, 1.2])
@pytest.mark.parametrize("what", PAIRS)
def test_all_is_where_manim_puts_it(what, alpha):
    pair = PAIRS[what]()
    theirs = between(pair, alpha)
    with steady_interpolation():
        ours = between(pair, alpha)
    for one, other in zip(ours, theirs, strict=True):
        assert vars(one).keys() == vars(other).keys()
        assert one.stroke_width == pytest.approx(other.stroke_width)
        for name, value in arrays_of(other).items():
            assert getattr(one, name).dtype == value.dtype
            np.testing.assert_allclose(getattr(one, name), value, rtol=0, atol=1e-12)


@pytest.mark.parametrize("alpha", np.linspace(0, 1, 9))
def test_what_only_fades_keeps_its_place_to_the_bit(alpha):
    """Manim does not: 0.7 x + 0.3 x is not always x."""
    pair = PAIRS["fades"]()
    with steady_interpolation():
        members = between(pair, alpha)
    for member, start in zip(members, pair[0].get_family(), strict=True):
        assert member.points.tobytes() == start.points.tobytes()


@pytest.mark.parametrize("what", PAIRS)
def test_both_ends_are_left_alone_whatever_becomes_of_what_lies_between(what):
    pair = PAIRS[what]()
    before = [{k: v.copy() for k, v in arrays_of(m).items()} for e in pair for m in e.get_family()]
    with steady_interpolation():
        for alpha in (0.5, 1):
            for member in between(pair, alpha):
                for array in arrays_of(member).values():
                    array[...] = 7
    after = [arrays_of(mobject) for end in pair for mobject in end.get_family()]
    for one, other in zip(before, after, strict=True):
        for name, value in one.items():
            np.testing.assert_array_equal(other[name], value)


def test_a_path_that_is_not_straight_is_followed():
    pair, arc = (Square(), Square().shift(UP)), path_along_arc(PI)
    (theirs,) = between(pair, 0.5, arc)
    with steady_interpolation():
        (ours,) = between(pair, 0.5, arc)
    np.testing.assert_array_equal(ours.points, theirs.points)
    assert abs(ours.get_center()[0]) > 0.4


def test_a_path_through_space_is_followed_also_back_to_where_it_began():
    """A path of one's own may lead away although both ends are one place."""

    def away(start, end, alpha):
        return start + np.sin(PI * alpha)

    with steady_interpolation():
        (seen,) = between((Square(), Square()), 0.5, away)
    np.testing.assert_allclose(seen.points, Square().points + 1)


def test_outside_manim_does_it_itself():
    manims = Mobject.interpolate, VMobject.interpolate_color
    with pytest.raises(KeyError), steady_interpolation():
        assert (Mobject.interpolate, VMobject.interpolate_color) != manims
        raise KeyError
    assert (Mobject.interpolate, VMobject.interpolate_color) == manims
