"""The results of trainings of several kinds, a dot for each seed."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from manim import Line, VGroup

from scenes.mobjects.plot import Plot
from scenes.mobjects.scatter import Scatter
from scenes.mobjects.ticks import few_ticks
from scenes.stage import style

ACROSS = 0.32  # the length of the line of a mean, in units of the plot's x axis


class SeedDots(VGroup):
    """Values (kinds, seeds) over a `Plot` whose x axis counts kinds from 0: a dot for each value,
    and a line at the mean of each kind. marked: the kinds in the focus colour. Parts: `dots`,
    `means`."""

    def __init__(
        self,
        plot: Plot,
        values: npt.ArrayLike,
        marked: npt.ArrayLike = (),
        radius: float = 0.08,
    ):
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


class SeedPanel(VGroup):
    """Fractions (kinds, seeds) as `SeedDots` over their own axes, with the names of the kinds along
    x and a few ticks along y. Parts: `plot`, `seeds`."""

    def __init__(
        self,
        shares: np.ndarray,
        names: Sequence[str],
        width: float,
        height: float,
        x_title: str = "",
        y_title: str = "",
        marked: npt.ArrayLike = (),
    ):
        ticks = few_ticks(shares)
        self.plot = Plot(
            (-0.5, len(names) - 0.5),
            (ticks[0], ticks[-1]),
            width,
            height,
            x_ticks=dict(enumerate(names)),
            y_ticks={tick: f"{tick:.1%}" for tick in ticks},
            x_title=x_title,
            y_title=y_title,
        )
        self.seeds = SeedDots(self.plot, shares, marked)
        super().__init__(self.plot, self.seeds)


class RangeDots(VGroup):
    """Values (seeds, n) at x (n,) over a `Plot`: for each x a dot at the mean, on a line from the
    lowest to the highest of the seeds. names: (i, words, direction) for each that has a name beside
    it. Parts: `ranges`, `means`, `names`."""

    def __init__(
        self,
        plot: Plot,
        x: np.ndarray,
        values: np.ndarray,
        names: Sequence[tuple[int, str, np.ndarray]] = (),
        radius: float = 0.08,
    ):
        ends = zip(plot.c2p(x, values.min(axis=0)), plot.c2p(x, values.max(axis=0)), strict=True)
        self.ranges = VGroup(*(Line(*pair).set_stroke(style.QUIET, 3) for pair in ends))
        self.means = Scatter(plot, x, values.mean(axis=0), radius=radius)
        self.names = VGroup()
        for i, words, direction in names:
            name = style.text(words, style.SMALL, style.QUIET)
            self.names.add(name.next_to(plot.c2p(x[i], self.means.y[i]), direction, buff=0.22))
        super().__init__(*self.ranges, self.means, self.names)
