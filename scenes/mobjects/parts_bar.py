"""A whole as one bar, divided into parts, each with a label above it."""

from collections.abc import Iterable, Sequence

import numpy as np
from manim import LEFT, RIGHT, UP, Line, Mobject, Rectangle, VGroup, VMobject

from scenes.mobjects.lettering import baseline
from scenes.stage.style import SMALL, escaped, text

POINTER = 0.2 * UP  # from a part to its label
ABOVE = 0.1  # from that line's end to the baseline of the words, in scene units


class PartsBar(VGroup):
    """A bar of `shares` (n,), which add up to 1, in colours (n,), its middle at the origin.

    words, marks (n,): the words above each part, and a small mobject before them; a line connects
    them to the part, however small it is. All words have one baseline. length, height: in
    scene units. Parts: `parts`; `labels`, each (mark, words, line).
    """

    def __init__(
        self,
        shares: Sequence[float],
        words: Sequence[str],
        marks: Iterable[Mobject],
        colors: Sequence[str],
        length: float,
        height: float,
    ):
        self.parts = VGroup()
        for share, color in zip(shares, colors, strict=True):
            part = Rectangle(width=length * share, height=height)
            self.parts.add(part.set_stroke(width=0).set_fill(color, 1))
        self.parts.arrange(RIGHT, buff=0)
        self.labels = VGroup(map(_label, self.parts, words, marks, colors))
        for label, side in ((self.labels[0], LEFT), (self.labels[-1], RIGHT)):
            label[:2].align_to(self.parts, side)  # not beyond the bar's ends
        super().__init__(self.parts, self.labels)


def _label(part: Mobject, words: str, mark: Mobject, color: str) -> VGroup:
    """(mark, words, line) over a part of a bar."""
    words = text(escaped(words), SMALL)
    mark.set_y(words.get_y())
    VGroup(mark, words).arrange(RIGHT, buff=0.2)
    line = Line(part.get_top(), part.get_top() + POINTER).set_stroke(color, 3)
    label = VGroup(mark, words, line)
    label[:2].set_x(part.get_x()).shift((line.get_end()[1] + ABOVE - baseline(words)) * UP)
    return label


def arc(bend: int, color: str) -> VMobject:
    """A small stroke that curves down, is straight, or curves up: bend −1, 0 or 1."""
    x = np.linspace(-1, 1, 21)
    points = np.stack([0.28 * x, 0.2 * bend * (x**2 - 0.5), 0 * x], axis=1)
    return VMobject().set_points_smoothly(points).set_stroke(color, 4).set_fill(opacity=0)
