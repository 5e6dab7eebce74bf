"""How many steps a descent needs, measured and expected, over a setting that was varied."""

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, ORIGIN, RIGHT, UP, Arrow, DashedLine, DashedVMobject, Line, VGroup

from scenes.mobjects.plot import Plot
from scenes.mobjects.spread import Spread
from scenes.stage import style
from scenes.stage.style import SMALL, text

DASH = 0.14  # the length of a dash, in scene units
BEYOND = 0.8 * UP  # the arrow at an x without numbers
SAMPLE = 0.7 * RIGHT  # a line in the key


class Arrivals(VGroup):
    """Steps needed at each x (n,), 0…1: `measured` (seeds, n), their median and range as a curve,
    and `expected` (n,), dashed.

    arrived (n,) bool: the x at which there are such numbers; at the others an arrow shows that more
    than `top` steps are needed, where the axis ends. titles: of the axes. width, height: in scene
    units.
    Parts: `plot`, `measured`, `expected`, `beyond`.
    """

    def __init__(
        self,
        x: Sequence[float],
        measured: np.ndarray,
        expected: np.ndarray,
        arrived: np.ndarray,
        top: int,
        titles: tuple[str, str],
        color: str,
        width: float = 8.4,
        height: float = 3.2,
    ):
        x, self.ink = np.asarray(x), color
        x_ticks = {share: f"{share:g}" for share in (0, 0.5, 1)}
        y_ticks = {y: f"{y}" for y in (0, top // 2, top)}
        self.plot = Plot((0, 1), (0, top), width, height, x_ticks, y_ticks, *titles)
        self.measured = Spread(self.plot, x[arrived], measured[:, arrived], color)
        line = self.plot.curve(x[arrived], expected[arrived], style.WHITE, 3)
        self.expected = DashedVMobject(line, round(line.get_arc_length() / (2 * DASH)))
        self.beyond = VGroup(self._beyond(each) for each in x[~arrived])
        super().__init__(self.plot, self.measured, self.expected, self.beyond)

    def key_of(self, measured: str, expected: str) -> VGroup:
        """The names of the two curves, each beside a piece of it."""
        solid = Line(ORIGIN, SAMPLE, color=self.ink)
        dashed = DashedLine(ORIGIN, SAMPLE, dash_length=DASH)
        rows = VGroup(
            VGroup(line, text(name, SMALL)).arrange(RIGHT, buff=0.25)
            for line, name in ((solid, measured), (dashed, expected))
        )
        return rows.arrange(DOWN, buff=0.2, aligned_edge=LEFT)

    def _beyond(self, x: float) -> VGroup:
        """An arrow to the top of the plot, and its words."""
        top = self.plot.y_range[1]
        tip = self.plot.c2p(x, top)
        pointer = Arrow(tip - BEYOND, tip, buff=0, color=self.ink, stroke_width=4)
        words = text(f"{x:g}: over {top}", SMALL, self.ink).next_to(pointer, LEFT, 0.15)
        return VGroup(pointer, words)
