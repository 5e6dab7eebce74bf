"""The weights into some neurons as pictures in a grid, and a colour bar."""

import numpy as np
from manim import DOWN, VGroup

from scenes.mobjects.pictures import framed, grid_of, picture_of
from scenes.mobjects.plot import ColourBar

COLUMNS = 4  # of sixteen square pictures
GAP = 0.12  # between two pictures, in scene units


class WeightPictures(VGroup):
    """Weights W (n, rows, columns) as pictures on one scale, with a colour bar below.

    size: the width of a picture if there are sixteen square ones; others are as large as fits the
    same room; length: of the bar; both in scene units. frames: whether each picture
    has a thin frame. The middle of the pictures is the scene's origin. `rescale(scale)` returns
    animations. Parts: `pictures`, `legend`.
    """

    def __init__(
        self,
        W: np.ndarray,
        scale: float,
        size: float = 1.05,
        length: float = 2.6,
        frames: bool = True,
    ):
        room = COLUMNS * size + (COLUMNS - 1) * GAP
        make = framed if frames else picture_of
        self.pictures = grid_of(W, W.shape[1:], scale, room, GAP, make)
        self.legend = ColourBar((-scale, scale), "weight", "{:+.2f}", length=length)
        self.legend.next_to(self.pictures, DOWN, buff=0.2)
        super().__init__(self.pictures, self.legend)

    def rescale(self, scale: float) -> list:
        """Animations that change the scale of the pictures and the bar to another magnitude."""
        return [
            *(picture.animate.set_scale(scale) for picture in self.pictures),
            self.legend.animate.set_limits((-scale, scale)),
        ]
