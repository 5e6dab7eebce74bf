"""What trainings of several kinds gave, a dot for each seed."""

import numpy as np
from manim import VGroup

from scenes.mobjects.scatter import Scatter
from scenes.stage import style

ACROSS = 0.32  # the length of the line of a mean, in units of the plot's x axis


class SeedDots(VGroup):
    """Values (kinds, seeds) over a `Plot` whose x axis counts kinds from 0: a dot for each, and a
    line at the mean of each kind. marked: the kinds in the colour of what we look at.
    Parts: `dots`, `means`."""

    def __init__(self, plot, values, marked=(), radius=0.08):
        values = np.asarray(values, dtype=float)
        which = np.repeat(np.arange(len(values)), values.shape[1])
        self.dots = Scatter(plot, which, values.ravel(), np.isin(which, marked), radius)
        self.means = VGroup(
            *(
                plot.curve([i - ACROSS / 2, i + ACROSS / 2], 2 * [row.mean()], style.WHITE)
                for i, row in enumerate(values)
            )
        )
        super().__init__(self.means, self.dots)


def few_ticks(values, most=5):
    """Even ticks (n,) around values, from a round number below them to one above, with at most so
    many steps between."""
    low, high = float(np.min(values)), float(np.max(values))
    for unit in (10.0**power * first for power in range(-6, 7) for first in (1, 2, 5)):
        first, last = np.floor(low / unit + 1e-9), np.ceil(high / unit - 1e-9)
        last = max(last, first + 1)
        if last - first <= most:
            break
    return unit * np.arange(first, last + 1)
