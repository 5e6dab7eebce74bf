"""The numbers of a layer of two neurons, each part lit while it is being applied."""

from collections.abc import Iterable
from typing import Self

import numpy as np
import numpy.typing as npt
from manim import DOWN, LEFT, RIGHT, UP, Line, ManimColor, Mobject, VGroup
from manim.utils.color import interpolate_color

from scenes.mobjects.lettering import Readout
from scenes.stage import style
from scenes.stage.style import SMALL, text


class LayerPanel(VGroup):
    """The number of a layer, of `depth` layers; its weights (2, 2), biases (2,) and tanh.

    `show(layer, W, b, done)` shows another layer, counted from 1. Parts: `which`, `numbers`,
    `acts`.
    """

    def __init__(self, depth: int):
        self.numbers = VGroup(*(Readout(0, "{:.2f}", "−0.00", size=SMALL + 3) for _ in range(6)))
        W, b = self.numbers[:4], self.numbers[4:]
        W.arrange_in_grid(2, 2, buff=(0.45, 0.3))
        b.arrange(DOWN, buff=0.3)
        self.which = Readout(1, "{:.0f}", size=style.TEXT)
        title = VGroup(text("layer"), self.which, text(f"of {depth}"))
        title.arrange(RIGHT, buff=0.2, aligned_edge=UP)
        self.which.align_to(title[2], DOWN)  # on the baseline of the words
        self.acts = VGroup(
            VGroup(text("weights: turn, stretch, shear", SMALL), bracketed(W)),
            VGroup(text("biases: shift", SMALL), bracketed(b)),
            VGroup(text("tanh: bend into the square", SMALL)),
        )
        for act in self.acts:
            act.arrange(DOWN, buff=0.22, aligned_edge=LEFT)
        self.acts.arrange(DOWN, buff=0.5, aligned_edge=LEFT)
        super().__init__(title, self.acts)
        self.arrange(DOWN, buff=0.5, aligned_edge=LEFT)

    def show(self, layer: int, W: npt.ArrayLike, b: npt.ArrayLike, done: npt.ArrayLike) -> Self:
        """Show a layer's numbers, and light the parts that are being applied: see `light`."""
        for number, value in zip(self.numbers, [*np.ravel(W), *b], strict=True):
            number.set_value(round(value, 2) + 0.0)  # −0 + 0 is 0
        self.which.set_value(layer)
        light(self.acts, done)
        return self


def light(acts: Iterable[Mobject], done: npt.ArrayLike) -> None:
    """Light those of the acts (n mobjects) that are in progress: `done` (n,) is how much of each is
    done, 0…1."""
    quiet, lit = ManimColor(style.QUIET), ManimColor(style.FOCUS)
    at_work = np.clip(4 * np.minimum(done, 1 - np.asarray(done)), 0, 1)
    for act, share in zip(acts, at_work, strict=True):
        act.set_color(interpolate_color(quiet, lit, share))


def bracketed(numbers: Mobject) -> VGroup:
    """Numbers between the brackets of a matrix."""
    brackets = VGroup()
    for side in (LEFT, RIGHT):
        bracket = VGroup(
            Line(UP, DOWN).set(height=numbers.height + 0.2),
            Line(0 * LEFT, 0.12 * -side),
            Line(0 * LEFT, 0.12 * -side),
        )
        bracket[0].next_to(numbers, side, 0.15)
        bracket[1].shift(bracket[0].get_top())
        bracket[2].shift(bracket[0].get_bottom())
        brackets.add(bracket)
    return VGroup(numbers, brackets.set_stroke(width=2.5))
