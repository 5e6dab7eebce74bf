"""The weights into some neurons as pictures in a grid, and a colour bar."""

import numpy as np
from manim import DOWN, RIGHT, VGroup

from scenes.mobjects.pictures import grid_of
from scenes.mobjects.plot import ColourBar

COLUMNS = 4  # of sixteen square pictures
SIZE = 1.12  # the width of one of sixteen, in scene units
GAP = 0.12  # between two pictures
ROOM = COLUMNS * SIZE + (COLUMNS - 1) * GAP  # the side of the square that they fill
# The middle of them in the scene. From clip to clip they stay where they are.
PLACE = -4.1, 0.25, 0


class WeightPictures(VGroup):
    """Weights W (n, rows, columns) as pictures on one scale, with a colour bar below.

    The pictures are as large as fits a square of `ROOM`, and its middle is `PLACE`, so that they
    stand at one place in every clip; the middle of the bar is below theirs. `rescale(scale)`
    returns animations. Parts: `pictures`, `legend`.
    """

    def __init__(self, W: np.ndarray, scale: float):
        self.pictures = grid_of(W, W.shape[1:], scale, ROOM, GAP).move_to(PLACE)
        self.legend = legend_of(self.pictures, scale)
        super().__init__(self.pictures, self.legend)

    def rescale(self, scale: float) -> list:
        """Animations that change the scale of the pictures and the bar to another magnitude."""
        return [
            *(picture.animate.set_scale(scale) for picture in self.pictures),
            self.legend.animate.set_limits((-scale, scale)),
        ]


def legend_of(pictures, scale, title="weight", form="{:+.2f}"):
    """A colour bar whose middle is below that of some pictures."""
    legend = ColourBar((-scale, scale), title, form).next_to(pictures, DOWN, buff=0.2)
    return legend.shift((pictures.get_x() - legend.bar.get_x()) * RIGHT)
