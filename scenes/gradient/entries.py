"""Entries of the gradient, written out: what each says about its weight."""

from collections.abc import Callable, Sequence

import numpy as np
from manim import LEFT, RIGHT, Line, Rectangle, VGroup

from scenes.mobjects.lettering import Readout, baseline, stand_on
from scenes.stage import style
from scenes.stage.style import SMALL, formula, text
from scenes.stage.words.numbers import decimals

Allowed = Callable[[int], np.ndarray]
A_LOT = 1 / 3  # a change of at least this fraction of the scale is called large

# Sizes and places, in scene units.
SPACING, ROWS_Y = 0.48, -0.1  # from one entry to the next; the height of their middle
MIDDLE, REACH = 1.85, 1.05  # where the bars begin, and how long the longest is
NAMES_X, NUMBERS_X, WORDS_X = -0.3, 4.25, 4.45  # where names begin, numbers end, words begin
AXIS = 2.2, -2.4  # where the bars' axis begins and ends


class Entries(VGroup):
    """A row for each of some values (n,), one below the other: name, bar, number, and what to do
    with the weight.

    names: Typst formulas. scale: a change of a third of it is a lot. longest: the value whose bar
    has the full length. Parts: `axis`, `rows`.
    """

    def __init__(self, names: Sequence[str], values: np.ndarray, scale: float, longest: float):
        form = f"{{:+.{decimals(scale, 3)}f}}"
        self.axis = Line(*([MIDDLE, y, 0] for y in AXIS)).set_stroke(style.FAINT, 1.5)
        self.rows = VGroup()
        for i, (symbol, value) in enumerate(zip(names, values, strict=False)):
            y = ((len(names) - 1) / 2 - i) * SPACING + ROWS_Y
            name = formula(symbol, SMALL).move_to([NAMES_X, y, 0], aligned_edge=LEFT)
            bar = _bar(value, longest).next_to([MIDDLE, y, 0], RIGHT if value > 0 else LEFT, buff=0)
            number = Readout(value, form if value else "{:.0f}", "+" + form.format(0), SMALL)
            number.move_to([NUMBERS_X, y, 0], aligned_edge=RIGHT)
            words = text(what_to_do(value, scale), SMALL, style.QUIET)
            words.move_to([WORDS_X, y, 0], aligned_edge=LEFT)
            stand_on(baseline(number), name, words)
            self.rows.add(VGroup(name, bar, number, words))
        super().__init__(self.axis, self.rows)


def _bar(value, longest):
    length = abs(value) / (longest or 1) * REACH
    bar = Rectangle(width=max(length, 1e-3), height=0.26, stroke_width=0)
    return bar.set_fill(style.POSITIVE if value > 0 else style.NEGATIVE, opacity=1)


def what_to_do(value: float, scale: float) -> str:
    """What an entry says about its weight, in words."""
    if not value:
        return "leave it"
    way = "increase" if value > 0 else "decrease"
    return f"{way} {'a lot' if abs(value) > A_LOT * scale else 'a little'}"


def most_varied(entries: np.ndarray, rows: int, allowed: Allowed) -> int:
    """The start of those successive entries that differ most; allowed: which of so many starts."""
    spread = windows(entries, rows).std(axis=1)
    return int(np.where(allowed(len(spread)), spread, -1).argmax())


def calmest(entries: np.ndarray, rows: int, allowed: Allowed) -> int:
    """The start of the first successive entries that are smallest."""
    largest = windows(abs(entries), rows).max(axis=1)
    return int(np.where(allowed(len(largest)), largest, np.inf).argmin())


def windows(entries: np.ndarray, rows: int) -> np.ndarray:
    """Each `rows` successive entries (n, rows); all in one row if there are fewer."""
    return np.lib.stride_tricks.sliding_window_view(entries, min(rows, len(entries)))
