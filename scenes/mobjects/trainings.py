"""The accuracies of many trainings of several kinds of networks, a dot for each."""

from collections.abc import Sequence

import numpy as np
from manim import DOWN, UP, VGroup

from scenes.mobjects.plot import Plot
from scenes.mobjects.scatter import Scatter
from scenes.stage import style
from scenes.stage.style import SMALL, text

CROWD = 0.62  # the width of a column of dots, as a fraction of the distance
SIZE = 10.6, 2.5  # of the axes, in scene units


class Trainings(VGroup):
    """Accuracies (groups, kinds, n), 0…1, of n trainings of each kind: a column of dots for each
    kind. Those at accuracy 1 are counted above the column; others are larger and grey.

    kinds, groups: the names below each column, and below all those of a group. Parts: `plot`,
    `dots`, `missed`, `counts`, `groups`. `.animate.show_groups(k)` shows the dots of the first k.
    """

    def __init__(
        self, accuracy: np.ndarray, kinds: Sequence[str], groups: Sequence[str], y_title: str
    ):
        columns, n = len(groups) * len(kinds), accuracy.shape[2]
        low = np.floor(20 * accuracy.min()) / 20
        self.plot = Plot(
            (0, columns),
            (low, 1),
            *SIZE,
            x_ticks={i + 0.5: kinds[i % len(kinds)] for i in range(columns)},
            y_ticks={y: f"{y:.0%}" for y in np.arange(low, 1.001, 0.05).round(3)},
            y_title=y_title,
        )
        self.plot.y_title.shift(0.5 * UP)  # clear of the counts
        spread = CROWD * (np.arange(n) / (n - 1) - 0.5)
        x = (np.arange(columns)[:, None] + 0.5 + spread).ravel()
        y = accuracy.ravel()
        self.dots = Scatter(self.plot, x, y, radius=0.05)
        self.missed = Scatter(self.plot, x[y < 1], y[y < 1], radius=0.08, color=style.QUIET)
        self.accuracy = accuracy
        self.counts, self.groups = VGroup(), VGroup()
        for i, right in enumerate((accuracy == 1).sum(axis=2).ravel()):
            words = text(f"{right} of {n}", SMALL)
            self.counts.add(words.move_to(self.plot.c2p(i + 0.5, 1)).shift(0.35 * UP))
        for g, name in enumerate(groups):
            middle = self.plot.c2p((g + 0.5) * len(kinds), low)
            self.groups.add(text(name).move_to(middle).shift(0.85 * DOWN))
        super().__init__(self.plot, self.dots, self.missed, self.counts, self.groups)

    def show_groups(self, count):
        """Show the dots of the first groups only."""
        missed = self.accuracy < 1
        self.dots.set_shown(count / len(missed))
        self.missed.set_shown(missed[:count].sum() / max(1, missed.sum()))
        return self
