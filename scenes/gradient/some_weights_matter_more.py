"""The same nudge of two weights, and how large the slopes of all weights are."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Arrow,
    Create,
    DashedLine,
    Dot,
    FadeIn,
    FadeOut,
    ValueTracker,
    VGroup,
    linear,
)

from scenes.gradient.pictures import ON_THE_WAY, scale_bar
from scenes.mobjects.heatmap import mark, scale_of
from scenes.mobjects.histogram import Histogram
from scenes.mobjects.lettering import Readout
from scenes.mobjects.pictures import picture_of
from scenes.mobjects.plot import Plot
from scenes.mobjects.ticks import powers_of_ten, round_below
from scenes.stage import style
from scenes.stage.examples import picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.needs import A_SLOPE, DATA, FINITE_SLOPES, HISTORY
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, formula, text
from scenes.stage.words.numbers import decimals, short
from scenes.stage.words.symbols import symbol
from scenes.stage.words.things import image, images, pixels

NEARLY = 0.25  # what was foretold is this near to what was measured, as a share of that
FINEST, BARS_A_DECADE = 12, 4  # of the histogram: the most decades shown, and bars in each
HEADROOM = 1.5  # the height of its axis, as a multiple of its tallest bar: room for names
NAMES_UP = 1.42, 1.2  # the heights of the two weights' names, as multiples of that bar

# Sizes and places, in scene units.
PICTURE_WIDTH, LARGER = 2.15, 1.4  # of a weight's neuron; how much larger it is at first
CARDS_AT, LEGEND_AT = (0, 0.4, 0), (0, -2.5, 0)
ASIDE_AT = (-6.4, 0.15, 0)  # the middle of the left edge of both, stacked
CHANGES, CHANGES_AT = (5.4, 2.5), (2.1, 1.0, 0)
TITLES_X, NUMBERS_X = -0.95, (3.1, 5.4)  # where titles begin, and where numbers end
TABLE_TOP, LINE = -1.65, 0.52  # of the numbers below the plot: the first line, and to the next
SIZES, SIZES_AT = (10.5, 3.9), (0, -0.2, 0)


class SomeWeightsMatterMore(Explainer):
    """The same nudge of two weights changes the cost by very different amounts."""

    needs = (HISTORY, DATA, FINITE_SLOPES, A_SLOPE)
    studies = ("gradients",)

    def construct(self):
        study = self.study("gradients")
        self.snapshot = int(study.snapshots[ON_THE_WAY])
        self.steepness = abs(study.nabla[ON_THE_WAY].astype(float))
        self.chosen, self.nudges = study.chosen, study.nudges[study.nudges >= 0]
        changes = study.nudged_costs - study.cost[ON_THE_WAY]
        self.changes = changes[:, study.nudges >= 0]
        self.foretold = study.slopes[:, None] * self.nudges
        self.names = [symbol(place, self.run.sizes) for place in self.chosen]
        self.two_weights()
        self.the_same_nudge()
        self.the_slope_foretold_it()
        self.how_much_each_matters(int(study.never_lit))

    def two_weights(self):
        values = self.run.thetas[self.snapshot, self.chosen]
        self.beat(
            "Two of the weights",
            "Two weights of the first layer: the one whose slope is steepest, and the one in the "
            "middle of all that are not zero.",
        )
        W = self.run.W[0][self.snapshot].astype(float)
        scale = scale_of(W)
        cards = VGroup()
        for place, name, value in zip(self.chosen, self.names, values, strict=True):
            j, k = divmod(int(place), self.run.sizes[0])
            values = W[j].reshape(picture_shape(self.run))
            picture = picture_of(values, scale, width=PICTURE_WIDTH)
            picture.scale(min(1, PICTURE_WIDTH / picture.height))
            row, column = np.unravel_index(k, picture.values.shape)
            words = VGroup(formula(name), formula(f"= {value:.3f}", color=style.QUIET))
            words.arrange(DOWN, buff=0.2, aligned_edge=LEFT).next_to(picture, RIGHT, buff=0.3)
            cards.add(VGroup(picture, mark(picture, row, column), words))
        self.legend = scale_bar(scale, "weight", PICTURE_WIDTH).move_to(LEGEND_AT)
        self.cards = cards.scale(LARGER).arrange(RIGHT, buff=1).move_to(CARDS_AT)
        self.play(FadeIn(*(card[::2] for card in cards), self.legend))
        self.play(*(Create(card[1]) for card in cards))

    def the_same_nudge(self):
        m, nudge = self.run.facts["dataset"]["training"], self.nudges[-1]
        self.beat(
            "Both are nudged by the same",
            f"Each in turn goes up by {nudge:.1f}, all others stay, and the cost of all {m:,} "
            f"training {images(self.run)} is measured.",
        )
        self.plot = self._plot()
        self.now = ValueTracker(0)
        self.curves = VGroup(*(self._curve(i) for i in (0, 1)))
        self.dots = VGroup(*(self._dot(i) for i in (0, 1)))
        digits = decimals(abs(self.changes).max(), 3) + 1
        widest = f"{{:+.{digits}f}}"
        self.measured = [Readout(0, widest, color=style.COST) for _ in self.names]
        self.table = self._table(widest)
        aside = self.cards.copy().scale(1 / LARGER).arrange(DOWN, buff=0.3, aligned_edge=LEFT)
        aside.move_to(ASIDE_AT, aligned_edge=LEFT)
        legend = self.legend.copy().next_to(aside, DOWN, buff=0.15).align_to(aside, LEFT)
        self.play(self.cards.animate.become(aside), self.legend.animate.become(legend))
        self.play(FadeIn(self.plot, self.dots, *self.table[:2]))
        self.add(self.curves, self.dots)
        for i in (0, 1):
            self.curves[i].add_updater(lambda line, i=i: line.set_points(self._curve(i).points))
            self.dots[i].add_updater(lambda dot, i=i: dot.become(self._dot(i)))
            self.measured[i].add_updater(lambda r, i=i: r.set_value(self._change(i)))
        self.play(self.now.animate.set_value(nudge), run_time=SLOW + NORMAL, rate_func=linear)
        for mobject in (*self.curves, *self.dots, *self.measured):
            mobject.clear_updaters()
        self.play(FadeIn(self._labels()), run_time=QUICK)

    def the_slope_foretold_it(self):
        times = ratio(*self.changes[:, -1])
        self.beat(
            f"One matters {times} times as much" if times else "One matters, the other does not",
            f"The gradient knew before: slope times nudge, dashed, {self._how_near()} what was "
            "measured. So a step by the gradient changes the steeper one more.",
        )
        lines = VGroup(
            *(
                DashedLine(self.plot.c2p(0, 0), self.plot.c2p(self.nudges[-1], foretold[-1]))
                for foretold in self.foretold
            )
        ).set_stroke(style.WHITE, 2.5)
        self.play(Create(lines), run_time=NORMAL)
        self.play(FadeIn(self.table[2]))
        self.hold()

    def how_much_each_matters(self, never_lit):
        zeros, n = int((self.steepness == 0).sum()), len(self.steepness)
        neurons = self.run.sizes[1]
        are = f"{zeros:,} are" if zeros else "None is"
        for_whom = (
            f": {never_lit} {pixels(self.run)} that no training {image(self.run)} lights, for "
            f"{neurons} neurons"
        )
        self.beat(
            f"How much each of {n:,} matters",
            f"All slopes by size, on a logarithmic scale. {are} exactly zero"
            + for_whom * (zeros > 0 and zeros == never_lit * neurons)
            + ".",
        )
        self.play(*(FadeOut(m) for m in self.mobjects if m is not self._headline))
        counts, edges = self._histogram()
        plot = self._plot_of_sizes(counts, edges)
        self.histogram = Histogram(plot, 0 * counts, edges)
        self.play(FadeIn(plot, self.histogram))
        self.play(self.histogram.animate.set_counts(counts), run_time=SLOW)
        self.play(FadeIn(*(self._pointer(plot, i) for i in (0, 1))))
        if zeros:
            none = text(f"{zeros:,} exactly zero", SMALL, style.QUIET)
            none.next_to(plot.c2p(edges[0], zeros), UP, buff=0.1).align_to(plot.x_axis, LEFT)
            self.play(FadeIn(none.shift(0.1 * RIGHT)))
        self.hold()

    def _plot_of_sizes(self, counts, edges):
        """Axes for the histogram, with a tick for zero below its first bar."""
        (zero_from, zero_to, low), high = edges[:3], edges[-1]
        tallest = max(counts.max(), 1)
        tick = round_below(tallest)
        return Plot(
            (zero_from, high),
            (0, HEADROOM * tallest),
            *SIZES,
            x_ticks={(zero_from + zero_to) / 2: "0", **powers_of_ten(low, high, 2)},
            y_ticks={0: "0", tick: f"{tick:,.0f}"},
            x_title="size of the slope, $|∂C\\/∂w|$",
            y_title="weights and biases",
        ).move_to(SIZES_AT)

    def _pointer(self, plot, i):
        """The name of one of the two weights, and an arrow to the bar that contains it."""
        size = self.steepness[self.chosen[i]]
        counts, edges = self.histogram.counts, self.histogram.edges
        at = np.log10(max(size, 10.0 ** edges[2])) if size else edges[0]
        bar = min(np.searchsorted(edges, at, side="right"), len(counts)) - 1
        name = formula(self.names[i], color=style.FOCUS)
        name.move_to(plot.c2p(at, NAMES_UP[i] * plot.y_range[1] / HEADROOM))
        arrow = Arrow(name.get_bottom(), plot.c2p(at, counts[bar]), buff=0.08, tip_length=0.2)
        return VGroup(arrow.set_color(style.FOCUS), name)

    def _histogram(self):
        """(counts, edges): a bar for the zeros, a gap, then bars along the logarithm of the size.
        The first of these bars also counts all smaller sizes."""
        logs = np.log10(self.steepness[self.steepness > 0])
        high = int(np.ceil(logs.max())) if len(logs) else 0
        low = max(high - FINEST, int(np.floor(logs.min()))) if len(logs) else -1
        bins = np.linspace(low, high, (high - low) * BARS_A_DECADE + 1)
        counts = np.histogram(np.maximum(logs, low), bins)[0]
        zeros = (self.steepness == 0).sum()
        return np.array([zeros, 0, *counts]), np.array([low - 0.6, low - 0.4, *bins])

    def _plot(self):
        changes = np.concatenate([self.changes, self.foretold])
        low, high = min(0, changes.min()), max(0, changes.max())
        largest = round_below(max(-low, high))
        form = f"{{:+.{decimals(largest, 1)}f}}"
        ticks = {sign * largest: form.format(sign * largest) for sign in (-1, 1)}
        shown = {v: words for v, words in ticks.items() if 1.1 * low <= v <= 1.1 * high}
        nudge = self.nudges[-1]
        plot = Plot(
            (0, nudge),
            (1.1 * low, 1.1 * high),
            *CHANGES,
            x_ticks={0: "0", nudge: f"+{nudge:.1f}"},
            y_ticks={0: "0", **shown},
            x_title="nudge of the weight",
            y_title="change of the cost",
        )
        return plot.move_to(CHANGES_AT)

    def _table(self, form):
        """Three rows with a column for each weight: name, measured change, slope times nudge."""
        foretold = [Readout(value, form, color=style.WHITE) for value in self.foretold[:, -1]]
        titles = "", "measured", "slope × nudge"
        names = [formula(name) for name in self.names]
        rows = VGroup()
        for i, cells in enumerate((names, self.measured, foretold)):
            y = TABLE_TOP - LINE * i
            row = VGroup()
            for cell, x in zip(cells, NUMBERS_X, strict=True):
                row.add(cell.move_to([x, y, 0], aligned_edge=RIGHT))
            if titles[i]:
                title = text(titles[i], SMALL, style.QUIET)
                row.add(title.move_to([TITLES_X, y, 0], aligned_edge=LEFT))
            rows.add(row)
        return rows

    def _labels(self):
        """The names of the weights, at the ends of their curves."""
        return VGroup(
            *(
                formula(name, SMALL).next_to(self._point(i), RIGHT, buff=0.2)
                for i, name in enumerate(self.names)
            )
        )

    def _how_near(self):
        """How the foretold change of either weight compares with the measured, as a verb."""
        apart = abs(self.foretold - self.changes)[:, -1]
        return "is nearly" if (apart <= NEARLY * abs(self.changes[:, -1])).all() else "begins as"

    def _change(self, i):
        return float(np.interp(self.now.get_value(), self.nudges, self.changes[i]))

    def _point(self, i):
        return self.plot.c2p(self.now.get_value(), self._change(i))

    def _dot(self, i):
        """A new dot for each frame: moving one step by step would add up rounding."""
        return Dot(self._point(i), 0.09, color=style.FOCUS)

    def _curve(self, i):
        """The curve of the measured change of the cost, up to the current nudge."""
        passed = self.nudges[self.nudges <= self.now.get_value()]
        x = np.append(passed, self.now.get_value())
        y = np.append(self.changes[i, : len(passed)], self._change(i))
        return self.plot.curve(x, y)


def ratio(large, small):
    """How many times larger a number is than another, in words; none if that is 0."""
    times = abs(large / small) if small else 0
    return (f"{times:,.0f}" if times >= 10 else short(times, 2)) if times else ""
