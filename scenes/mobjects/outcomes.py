"""Which of many examples were classified correctly: a cell for each, in order."""

from typing import Self

import numpy as np

from scenes.mobjects.heatmap import Heatmap
from scenes.stage import style

NONE, UNTESTED, RIGHT, WRONG = range(4)  # what the value of a cell means
ROUGHLY = 1.02  # times the height: still about as high
COLOURS = style.BACKGROUND, "#1b2028", "#343b46", style.WHITE  # of each of these


class Outcomes(Heatmap):
    """A cell for each of `is_right` (n,) bool, row by row, lit if the answer is wrong, in a
    rectangle of about width × height.

    `set_tested(count)` shows the outcomes of the first `count`, at first 0; the others are dim.
    """

    def __init__(self, is_right: np.ndarray, width: float, height: float):
        self.outcomes = np.where(is_right, RIGHT, WRONG)
        columns = int(np.ceil(np.sqrt(len(is_right) * width / height)))
        shape = -(-len(is_right) // columns), columns
        colours = np.array([style.rgb(color) for color in COLOURS])
        super().__init__(np.full(shape, NONE), (NONE, WRONG), colours, width)
        if self.height > ROUGHLY * height:  # of few examples, whose cells are large
            self.scale(height / self.height)
        self.set_tested(0)

    def set_tested(self, count: int) -> Self:
        """Show the outcomes of the first `count` examples."""
        values = np.full(self.values.size, NONE)
        values[: len(self.outcomes)] = np.where(
            np.arange(len(self.outcomes)) < count, self.outcomes, UNTESTED
        )
        return self.set_values(values.reshape(self.values.shape))
