"""Two neurons as pictures of their weights, which can be rotated into each other."""

from typing import Self

import numpy as np
from manim import RIGHT, VGroup

from scenes.mobjects.heatmap import width_within
from scenes.mobjects.pictures import framed


class MixedPair(VGroup):
    """The weights W (2, pixels) of two neurons as pictures of a shape (rows, columns), side by
    side. `mix(angle)` rotates both in the plane they span, by an angle in radians: at π/2 they have
    changed places and the first is negative."""

    def __init__(self, W: np.ndarray, shape: tuple[int, int], scale: float, width: float = 2.2):
        width = width_within(width, np.empty(shape))
        super().__init__(*(framed(w.reshape(shape), scale, width=width) for w in W))
        self.W, self.shape = np.array(W), shape
        self.arrange(RIGHT, buff=0.3)

    def mix(self, angle: float) -> Self:
        """Show the initial weights rotated by an angle in radians."""
        (w, v), c, s = self.W, np.cos(angle), np.sin(angle)
        for picture, row in zip(self, (c * w - s * v, s * w + c * v), strict=True):
            picture.set_values(row.reshape(self.shape))
        return self
