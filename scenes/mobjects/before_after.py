"""A fraction of the pictures of one kind, before and after, over several seeds."""

import numpy as np
from manim import LEFT, ORIGIN, RIGHT, Line, VGroup

from scenes.mobjects.digit import sheet
from scenes.mobjects.lettering import Readout
from scenes.mobjects.outputs import Bars
from scenes.stage import style

SAMPLES, SAMPLES_FROM, SAMPLES_WIDTH = 5, 3.75, 3.7  # pictures; where they begin, their width
BARS_FROM, BARS_WIDTH = 7.85, 4.2  # where the bars begin, and the longest of them


class BeforeAfter(VGroup):
    """A row: the name of a kind of picture, the first few of pictures (n, rows, columns), and two
    bars, for a fraction before and after, with its mean in percent. A thin line on each bar spans
    the seeds, from the lowest to the highest.

    shares (2, seeds), 0…1: before and after. The left end of the row is the scene's origin.
    `show_before()` empties the second bar, `grow()` returns the animations that fill it.
    Parts: `heading`, `strip`, `bars`, `whiskers`, `numbers`.
    """

    def __init__(
        self,
        name: str,
        pictures: np.ndarray,
        shares: np.ndarray,
        colours: tuple[str, str] = (style.QUIET, style.FOCUS),
    ):
        self.means = shares.mean(axis=1)
        self.heading = style.text(name, style.SMALL).move_to(ORIGIN, aligned_edge=LEFT)
        self.strip = sheet(pictures[:SAMPLES], SAMPLES, SAMPLES_WIDTH)
        self.strip.move_to(SAMPLES_FROM * RIGHT, aligned_edge=LEFT)
        self.bars = Bars(self.means, BARS_WIDTH, 0.7, thickness=0.74)
        self.bars.move_to(BARS_FROM * RIGHT, aligned_edge=LEFT)
        self.whiskers, self.numbers = VGroup(), VGroup()
        for j, (of_seeds, colour) in enumerate(zip(shares, colours, strict=True)):
            y = (j + 0.5) / 2
            self.bars.set_colour(j, colour)
            ends = self.bars.place([[of_seeds.min(), y], [of_seeds.max(), y]])
            self.whiskers.add(Line(*ends).set_stroke(style.WHITE, 2.5))
            number = Readout(100 * self.means[j], "{:.0f}%", "100%", style.SMALL, colour)
            self.numbers.add(number.next_to(self.bars.place([1, y]), RIGHT, buff=0.15))
        super().__init__(self.heading, self.strip, self.bars, self.whiskers, self.numbers)

    def show_before(self) -> VGroup:
        """Empty the second bar; return the mobjects that are shown before."""
        self.bars.set_values(self.means * [1, 0])
        self.numbers[1].set_value(0)
        return VGroup(self.heading, self.strip, self.bars, self.numbers[0])

    def grow(self) -> list:
        """Animations that fill the second bar."""
        return [
            self.bars.animate.set_values(self.means),
            self.numbers[1].animate.set_value(100 * self.means[1]),
        ]
