"""The weights into some neurons as a square of pictures, with words above and below."""

from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Mobject, VGroup

from scenes.mobjects.lettering import Readout, baseline, stand_on
from scenes.mobjects.pictures import grid_of
from scenes.mobjects.plot import ColourBar
from scenes.stage import style
from scenes.stage.style import SMALL, escaped, text

ABOVE, BELOW = 0.15, 0.2  # from the pictures to the words, in scene units


class WeightGrid(VGroup):
    """Weights W (n, pixels) as pictures of a `shape` (rows, columns), all on one scale.

    width: of all pictures together, gap: between two of them, buff: to `above`; all in scene units.
    above, below: mobjects (words, a number) that stay above and below the pictures.
    `.animate.set_weights(W)` shows others, `.animate.put(point, width)` moves it. Parts:
    `pictures`, `above`, `below`.
    """

    def __init__(
        self,
        W: np.ndarray,
        shape: tuple[int, int],
        scale: float,
        width: float,
        above: Mobject,
        below: Mobject | None = None,
        gap: float = 0.14,
        buff: float = ABOVE,
    ):
        self.shape, self.buff = shape, buff
        self.pictures = grid_of(W, shape, scale, width, gap)
        self.above, self.below = above, VGroup() if below is None else below
        super().__init__(self.pictures, self.above, self.below)
        self._place_words()

    def set_weights(self, W: np.ndarray, scale: float | None = None) -> Self:
        """Show other weights (n, …), on another scale if one is given."""
        for picture, w in zip(self.pictures, W, strict=True):
            picture.set_values(w.reshape(self.shape))
            if scale is not None:
                picture.set_scale(scale)
        return self

    def put(self, point: Sequence[float], width: float | None = None) -> Self:
        """Move the middle of the pictures to a point, and scale them to a width if one is given."""
        if width is not None:
            self.pictures.set(width=width)
        self.pictures.move_to(point)
        return self._place_words()

    def _place_words(self) -> Self:
        self.above.next_to(self.pictures, UP, self.buff)
        self.below.next_to(self.pictures, DOWN, BELOW)
        return self


class WeightGrids(VGroup):
    """The weights of several networks on one scale: a `WeightGrid` of each, with a number below.

    names, weights (each (n, rows, columns)), values and places (the middles, (3,)): one for each
    network. title: of the colour bar, at the upper right of the frame; note: words beside the bar;
    measured: what the numbers are, below them. width: of each grid, in scene units.
    `.animate.show(weights, values, scale)` shows others. Parts: `grids`, `bar`, `measured`.
    """

    def __init__(
        self,
        names: Sequence[str],
        weights: Sequence[np.ndarray],
        values: Sequence[float],
        scale: float,
        places: Iterable[Sequence[float]],
        title: str,
        note: str,
        measured: str,
        width: float = 3.1,
    ):
        self.grids = VGroup()
        for name, W, value, place in zip(names, weights, values, places, strict=True):
            words, number = text(escaped(name), SMALL), Readout(value, "{:.2f}")
            rows = W.reshape(len(W), -1)
            grid = WeightGrid(rows, W.shape[1:], scale, width, words, number, gap=0.08)
            self.grids.add(grid.put(place))
        self.bar = ColourBar((-scale, scale), title, "{:+.2f}", length=2)
        self.bar.to_corner(UP + RIGHT, buff=style.EDGE)
        note = text(note, SMALL, style.QUIET).next_to(self.bar.ends[0], LEFT, 0.25)
        stand_on(baseline(self.bar.ends[0]), note)
        numbers = VGroup(grid.below for grid in self.grids)
        self.measured = text(measured, SMALL, style.QUIET).next_to(numbers, DOWN, 0.16).set_x(0)
        super().__init__(self.grids, self.bar, note, self.measured)

    def show(self, weights: Sequence[np.ndarray], values: Sequence[float], scale: float) -> Self:
        """Show other weights and numbers, and another scale."""
        for grid, W, value in zip(self.grids, weights, values, strict=True):
            grid.set_weights(W, scale)
            grid.below.set_value(value)
        self.bar.set_limits((-scale, scale))
        return self
