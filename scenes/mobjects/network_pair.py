"""The first layers of two networks side by side, and how alike they are."""

import math
from collections.abc import Sequence
from typing import Self

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, VGroup

from scenes.mobjects.heatmap import scale_of
from scenes.mobjects.lettering import Readout
from scenes.mobjects.plot import ColourBar
from scenes.mobjects.weight_grid import WeightGrid
from scenes.stage import style
from scenes.stage.style import SMALL, text


class NetworkPair(VGroup):
    """Weights W (2, n, pixels) of networks A and B, as `WeightGrid`s on one scale, A's to the left.

    right (2,): their accuracies on the test set, written below. width: of each grid; distance: from
    the middle of each to the middle of the frame; height: the y of the middles. likeness: the mean
    correlation of the pictures in the same places. `.animate.put(width, distance)` moves the grids
    with their words. Parts: the two grids. Not part of the group, but placed between them:
    `legend`, the colour bar, and `said`, the words about `likeness` with the number `alike`.
    """

    def __init__(
        self,
        W: np.ndarray,
        right: Sequence[float],
        likeness: float,
        width: float,
        distance: float,
        height: float,
    ):
        scale, side, self.height_of_middles = scale_of(W), math.isqrt(W.shape[2]), height
        grids = []
        for letter, w, share in zip("AB", W, right, strict=True):
            name = text(f"network {letter}", SMALL)
            facts = text(f"{100 * share:.1f}% of tests right", SMALL, style.QUIET)
            grids.append(WeightGrid(w, (side, side), scale, width, name, facts))
        super().__init__(*grids)
        self.put(None, distance)
        title = text("weight", SMALL, style.QUIET)
        bar = ColourBar((-scale, scale), form="{:+.1f}", length=2)
        self.legend = VGroup(title, bar).arrange(DOWN, buff=0.2)
        self.legend.move_to([0, height - width / 2, 0], aligned_edge=DOWN)
        self.alike = Readout(likeness, "{:+.2f}", color=style.FOCUS)
        words = (
            text(line, SMALL, style.QUIET) for line in ("mean correlation", "of their weights")
        )
        self.said = VGroup(*words, self.alike).arrange(DOWN, buff=0.16)
        self.said.move_to([0, height + width / 2, 0], aligned_edge=UP)

    def put(self, width: float | None, distance: float) -> Self:
        """Set the grids' distance from the middle of the frame, and their width unless None."""
        for grid, side in zip(self, (LEFT, RIGHT), strict=True):
            grid.put(distance * side + self.height_of_middles * UP, width)
        return self
