"""Neurons as pictures of their weights, in a grid, with their activations and weighted sums."""

from collections.abc import Sequence

import numpy as np
from manim import DOWN, RIGHT, UP, VGroup

from scenes.mobjects.lettering import Readout
from scenes.mobjects.network_diagram import Neurons
from scenes.mobjects.pictures import framed
from scenes.stage import style

COLUMNS = 4
ACROSS, DOWNWARDS = 2.62, 1.42  # from one picture to the next, in scene units
LAMP = 0.75  # the spacing of a neuron, which determines its radius


class NeuronGrid(VGroup):
    """A picture of the weights W (n, rows, columns) of each neuron; right of it a lamp, lit by its
    activation a (n,), and below that its weighted sum z (n,).

    scale: of the colours; first: the centre of the first picture, width: the largest extent of
    each, in scene units. Parts: `pictures`, `answers` (`lamps`, `numbers`).
    """

    def __init__(
        self,
        W: np.ndarray,
        a: np.ndarray,
        z: np.ndarray,
        scale: float,
        first: Sequence[float],
        width: float = 1.26,
    ) -> None:
        self.pictures, self.lamps, self.numbers = VGroup(), VGroup(), VGroup()
        widest = f"{abs(z).max():+.1f}"
        for j, weights in enumerate(W):
            row, column = divmod(j, COLUMNS)
            picture = framed(weights, scale, width=width)
            picture.scale(min(1, width / picture.height))
            picture.move_to([first[0] + ACROSS * column, first[1] - DOWNWARDS * row, 0])
            lamp = Neurons(a[j : j + 1], spacing=LAMP)
            lamp.next_to(picture, RIGHT, buff=0.25).shift(0.28 * UP)
            number = Readout(z[j], "{:+.1f}", widest, size=style.SMALL)
            number.next_to(picture, RIGHT, buff=0.15).shift(0.4 * DOWN)
            self.pictures.add(picture)
            self.lamps.add(lamp.set_x(number.get_x()))
            self.numbers.add(number)
        self.answers = VGroup(self.lamps, self.numbers)
        super().__init__(self.pictures, self.answers)

    def set_weights(self, W):
        """Show other values (n, rows, columns), on the same scale."""
        for picture, weights in zip(self.pictures, W, strict=True):
            picture.set_values(weights)
        return self
