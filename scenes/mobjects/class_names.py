"""Names of classes in the room that there is for them."""

from collections.abc import Sequence

from manim import VGroup

from scenes.manim_internals.typesetting import Typst
from scenes.stage import style
from scenes.stage.words.things import cut


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
    type_set = [style.text(style.escaped(name), size, color) for name in names]
    widest = max((each.width for each in type_set), default=0)
    smaller = max(min(size, style.SMALL), size * width / max(widest, 1e-9))
    if smaller < size:
        type_set = [_cut_within(name, width, smaller, color) for name in names]
    return VGroup(*type_set)


def _cut_within(name: str, width: float, size: float, color: str) -> Typst:
    """A name in type of just this size, with as much of its end cut as does not fit."""
    shown, words = name, style.text(style.escaped(name), size, color)
    longest = len(name)
    while words.width > width + 1e-6 and longest > 1:
        longest = min(longest - 1, int(longest * width / words.width) + 1)
        shown = cut(name, longest)
        words = style.text(style.escaped(shown), size, color)
    return words
