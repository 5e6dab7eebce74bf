"""Names of classes in the room that there is for them."""

from collections.abc import Sequence

import numpy as np
from manim import VGroup

from scenes.manim_internals.typesetting import Typst
from scenes.stage import letters, style
from scenes.stage.words.things import cut

SHORT = 0.5  # the width of a name that is never cut, in scene units
LEAST_ROOM, GAP = 0.9, 0.1  # for some letters of a name; between two names
MARKED = 20  # signs of a name that stands alone at an axis


def name_within(
    name: str, width: float, size: float = style.TEXT, color: str = style.WHITE
) -> Typst:
    """A name in type of a size, no wider than `width` in scene units. A long one is smaller, down
    to style.SMALL, and then cut, with "…" at its end."""
    return names_within([name], width, size, color)[0]


def names_within(
    names: Sequence[str], width: float, size: float = style.TEXT, color: str = style.WHITE
) -> VGroup:
    """Names, all in type of one size, none wider than `width`, as `name_within` writes them."""
    names = [letters.drawable(name) for name in names]
    type_set = [style.text(style.escaped(name), size, color) for name in names]
    widest = max((each.width for each in type_set), default=0)
    smaller = max(min(size, style.SMALL), size * width / max(widest, 1e-9))
    if widest > width:
        type_set = [_cut_within(name, width, smaller, color) for name in names]
    return VGroup(*type_set)


def names_on_axis(names: Sequence[str], room: float, marked: int | None = None) -> dict[int, str]:
    """The names that stand at an axis, {place: Typst markup}, with `room` in scene units for each:
    all of them, cut if need be. Where there is hardly any room, only every k-th of short names, and
    of long ones only the marked one, if there is one."""
    names = [letters.drawable(name) for name in names]
    widest = max(style.text(style.escaped(name), style.SMALL).width for name in names)
    if widest <= SHORT:
        return {j: style.escaped(names[j]) for j in range(0, len(names), every(widest, room))}
    if room < LEAST_ROOM:
        return {} if marked is None else {marked: style.escaped(cut(names[marked], MARKED))}
    within = names_within(names, room - GAP, style.SMALL)
    return {j: name.typst_code for j, name in enumerate(within)}


def every(size: float, cell: float) -> int:
    """The smallest k such that names of a `size` fit if only every k-th `cell` has one."""
    return max(1, int(np.ceil((size + 0.08) / cell)))


def _cut_within(name: str, width: float, size: float, color: str) -> Typst:
    """A name in type of just this size, with as much of its end cut as does not fit."""
    shown, words = name, style.text(style.escaped(name), size, color)
    longest = len(name)
    while words.width > width + 1e-6 and longest > 1:
        longest = min(longest - 1, int(longest * width / words.width) + 1)
        shown = cut(name, longest)
        words = style.text(style.escaped(shown), size, color)
    return words
