"""Amounts as bars, each filled in part, with columns of numbers beside them."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from manim import DOWN, LEFT, UP, DashedLine, Mobject, VGroup

from scenes.mobjects.areas import Areas
from scenes.mobjects.table import baseline
from scenes.stage import style
from scenes.stage.style import SMALL, escaped, text

THICK, PITCH = 0.42, 0.82  # a bar's height, and from the middle of one to that of the next
BELOW = 0.1  # from a bar's middle to the baseline of its numbers
BEFORE = 0.2  # from a name to its bar
HEADS = 0.8  # how far the heads of the columns stand above the first bar's middle, in pitches
OVER, UNDER = 0.6, 0.5  # how far a line across all bars reaches above and below them, in pitches


class FilledBars(VGroup):
    """Amounts `wholes` (n,) as dark bars, one below the other, and over each a white bar as long
    as the part of it that is filled, `parts` (n,).

    names (n,): written left of the bars. columns {head: n words}: written right of them, flush
    right, each `ends` (one for each column) scene units from the end of the longest bar. length: of
    the longest bar, in scene units. The first bar begins at the origin.
    `.animate.set_shown(1)` lets the bars grow; at first they have no length.
    Parts: `bars`, `heads`, `rows`, each a name and its numbers.
    """

    def __init__(
        self,
        wholes: Sequence[float],
        parts: Sequence[float],
        names: Sequence[str],
        columns: dict[str, Sequence[str]],
        ends: Sequence[float],
        length: float = 5.5,
    ):
        wholes, parts = np.asarray(wholes, dtype=float), np.asarray(parts, dtype=float)
        self.unit = length / wholes.max()
        middles = -PITCH * np.arange(len(wholes))
        bottoms = np.repeat(middles - THICK / 2, 2)
        lengths = self.unit * np.stack([wholes, parts], axis=1).ravel()
        still = np.zeros_like(lengths)
        self.rectangles = np.stack([still, bottoms, lengths, THICK + still], axis=1)
        self.bars = Areas(self.rectangles, [style.FAINT, style.WHITE] * len(wholes))
        self.heads, self.rows = VGroup(), VGroup()
        for head, end in zip(columns, ends, strict=True):
            words = text(escaped(head), SMALL, style.QUIET)
            self.heads.add(flush_right(words, length + end, HEADS * PITCH))
        right_ends = -BEFORE, *(length + end for end in ends)
        for y, row in zip(middles, zip(names, *columns.values(), strict=True), strict=True):
            words = (text(escaped(each), SMALL) for each in row)
            places = zip(words, right_ends, strict=True)
            self.rows.add(VGroup(flush_right(each, end, y - BELOW) for each, end in places))
        super().__init__(self.bars, self.heads, self.rows)
        self.set_shown(0)

    def set_shown(self, share: float) -> Self:
        """Draw the bars at a fraction of their length, 0…1."""
        self.bars.set_rectangles(self.rectangles * [1, 1, share, 1])
        return self

    def limit(self, amount: float, words: str) -> VGroup:
        """A dashed line across all bars at an amount, with words under its lower end."""
        (left, top, _), (_, bottom, _) = (self.bars.get_corner(end) for end in (UP + LEFT, DOWN))
        x = left + self.unit * amount
        high, low = top - THICK / 2 + OVER * PITCH, bottom + THICK / 2 - UNDER * PITCH
        line = DashedLine([x, high, 0], [x, low, 0]).set_stroke(style.FOCUS, 3)
        name = text(escaped(words), SMALL, style.FOCUS)
        return VGroup(line, name.next_to([x, low, 0], DOWN, 0.12).align_to(line, LEFT))


def flush_right(words: Mobject, right: float, line: float) -> Mobject:
    """Words that end at x = right and stand on y = line."""
    return words.shift([right - words.get_right()[0], line - baseline(words), 0])
