"""What rough steps cost and reach, and what exact ones do, counted in training examples asked."""

import itertools
from types import SimpleNamespace

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, UR, DashedLine, Dot, VGroup

from nn.runs.run import Run
from nn.training.loop import examples_seen
from scenes.mobjects.annotations import spread_apart
from scenes.mobjects.lettering import baseline, stand_on
from scenes.mobjects.plot import ALMOST
from scenes.mobjects.step_plot import StepPlot
from scenes.mobjects.ticks import linear_ticks, nice_step
from scenes.stage import style
from scenes.stage.style import SMALL, text
from scenes.stage.words.numbers import in_words, short

SIZE, CENTRE = (10.5, 4.3), (0, -0.2, 0)


class Price(VGroup):
    """The cost over the number of examples asked so far: a line for the steps of a `run`, and dots
    for the exact steps that its study `batches` measured.

    Parts, all to be shown in turn: `plot`, `line`, `curve`; `bar`, the price of one exact step;
    `reached`, what rough steps reached for it; `dots`, a group for each learning rate, `names`,
    `words`, and `best`, the lowest cost that exact steps reached.
    """

    def __init__(self, run: Run, batches: SimpleNamespace):
        self.exact = batches.exact_costs
        self.n, m = run.facts["dataset"]["training"], int(batches.sizes[0])
        seen = examples_seen(run.steps, self.n, m)
        before = int(np.searchsorted(seen, self.n, side="right")) - 1
        self.rough_cost = float(run.train_cost[before])
        self.plot = self._plot(int(seen[-1]), 1.05 * max(run.train_cost.max(), self.exact[0, 0]))
        self.curve = self.plot.curve(seen, run.train_cost)
        dot = Dot(self.plot.c2p(seen[before], self.rough_cost), 0.1, color=style.FOCUS)
        cost = text(f"{self.rough_cost:.3f}", SMALL, style.COST).next_to(dot, UR, buff=0.12)
        self.reached = VGroup(dot, cost)
        self.bar = self._bar()
        self.dots, self.names, self.words = self._exact_dots(batches.etas)
        self.line = text(f"line: steps of {m}", SMALL, style.COST)
        key = VGroup(self.line, self.words).arrange(DOWN, buff=0.15, aligned_edge=LEFT)
        key.next_to(self.plot.x_axis.get_start(), UR, buff=0.25)  # there is room: costs begin high
        self.best = self._best()
        for name, words in itertools.product(self.names, (cost, *self.best)):
            if abs(baseline(name) - baseline(words)) < ALMOST:
                stand_on(baseline(name), words)
        super().__init__(self.plot, self.curve, self.bar, self.reached, self.dots, self.names, key)

    @property
    def lowest(self) -> float | None:
        """The lowest cost that exact steps reached at any learning rate, if any is finite."""
        ends = self.exact[:, -1]
        return float(np.nanmin(ends)) if np.isfinite(ends).any() else None

    def compared(self) -> str:
        """Where the rough steps led, beside the exact ones, in a sentence."""
        count = self.exact.shape[1] - 1
        steps = f"{in_words(count)} exact step{'s' * (count != 1)}"
        if self.lowest is None:
            return f"And {steps} led out of bounds."
        if self.rough_cost < self.lowest:
            far = "far " * bool(self.rough_cost < self.lowest / 2)
            return f"They lead {far}lower than even {steps}."
        return f"But {steps} lead{'s' * (count == 1)} lower."

    def _plot(self, last, top):
        ticks = linear_ticks(nice_step(top / 2), 0, top)
        titles = "cost over all training examples", "training examples asked, logarithmic"
        return StepPlot(last, (0, top), *SIZE, ticks, titles[0], x_title=titles[1]).move_to(CENTRE)

    def _bar(self):
        bar = DashedLine(*self.plot.c2p([self.n, self.n], self.plot.y_range), color=style.QUIET)
        words = text("the price of one exact step", SMALL)
        words.next_to(bar.set_stroke(width=2), UP, buff=0.18)
        right = self.plot.x_axis.get_right()[0]
        words.shift(min(0, right - words.get_right()[0]) * RIGHT)
        return VGroup(bar, words)

    def _exact_dots(self, etas):
        """(a dot after each exact step, grouped by learning rate; the names of the rates; the key
        to the dots)."""
        dots, names, hidden = VGroup(), VGroup(), 0
        for eta, costs in zip(etas, self.exact, strict=True):
            asked = self.n * np.arange(len(costs))
            shown = (asked <= self.plot.x_range[1]) & (costs <= self.plot.y_range[1])
            hidden += int((~shown).sum())
            points = self.plot.c2p(asked[shown], costs[shown])
            dots.add(VGroup(*(Dot(point, 0.06, color=style.COST) for point in points)))
            if len(points) > 1:
                name = text(f"η = {short(eta)}", SMALL, style.QUIET)
                names.add(name.next_to(points[1], LEFT, buff=0.2))
        spread_apart(names, 0.42, self.plot.y_axis.get_top()[1] - 0.2)
        for name in names:
            self.plot.level(name, [name])
        said = f"dots: steps of all {self.n:,}" + ", some off the picture" * (hidden > 0)
        return dots, names, text(said, SMALL, style.COST)

    def _best(self):
        """The lowest cost that exact steps reached, beside its dot, if that is drawn."""
        asked = self.n * (self.exact.shape[1] - 1)
        drawn = asked <= self.plot.x_range[1] and (self.lowest or np.inf) <= self.plot.y_range[1]
        if not drawn:
            return VGroup()
        cost = text(f"{self.lowest:.3f}", SMALL, style.COST)
        cost.next_to(self.plot.c2p(asked, self.lowest), RIGHT, buff=0.2)
        if abs(cost.get_y() - self.reached[1].get_y()) < 0.4:  # clear of the other cost
            cost.next_to(self.reached[1], UP, buff=0.15).align_to(self.reached[1], LEFT)
        return VGroup(cost)
