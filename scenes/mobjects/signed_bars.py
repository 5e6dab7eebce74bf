"""Positive and negative terms as bars, a row for each, to show how they cancel."""

from manim import LEFT, RIGHT, UP, Line, VGroup

from scenes.mobjects.areas import Areas
from scenes.mobjects.lettering import Readout
from scenes.stage import style

ROW = 1.15  # from one bar to the next, in scene units
THICKNESS, THINNEST = 0.34, 0.02  # of a bar; the least length, so that it is visible
WORDS = 0.24  # from the middle of a bar up to the words over it
ZERO = 0.5, 0.35  # how far the line at zero extends beyond the first and last bars
INDENT = 0.1  # of the names, from the leftmost end of a bar


class SignedBars(VGroup):
    """For each of `bars` {name: (start, value, form, colour)} a bar that begins at `start` and is
    as long as the magnitude of `value`; above it its name and, flush right, its value.

    length: of the longest bar; width: from the leftmost end of a bar to the right edge of the
    numbers; both in scene units. The first bar's left end is at the origin if it is the leftmost.
    Submobjects: (name, bar, number) of each row, and last the line at zero.
    """

    def __init__(
        self, bars: dict[str, tuple[float, float, str, str]], length: float, width: float
    ) -> None:
        unit = length / max(abs(value) for _, value, *_ in bars.values())
        origin = -min(start for start, *_ in bars.values()) * unit
        super().__init__()
        for row, (name, (start, value, form, color)) in enumerate(bars.items()):
            y = -ROW * row
            size = max(abs(value) * unit, THINNEST), THICKNESS
            bar = Areas([[origin + start * unit, y - THICKNESS / 2, *size]], color)
            words = style.text(name, style.SMALL, style.QUIET)
            words.next_to([INDENT, y + WORDS, 0], UP + RIGHT, buff=0)
            number = Readout(value, form, size=style.SMALL, color=color)
            number.next_to([width, y + WORDS, 0], UP + LEFT, buff=0)
            self.add(VGroup(words, bar, number))
        top, bottom = ZERO[0], -ROW * (len(bars) - 1) - ZERO[1]
        zero = Line([origin, top, 0], [origin, bottom, 0])
        self.add(zero.set_stroke(style.FAINT, 2))
