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
    GrowArrow,
    LaggedStart,
    ReplacementTransform,
    ValueTracker,
    VGroup,
    linear,
)

from nn.network import layer_views
from scenes.gradient.pictures import ON_THE_WAY, WEIGHTS_AT, a_step, of_first_layer, scale_bar
from scenes.mobjects.heatmap import mark, scale_of
from scenes.mobjects.histogram import Histogram
from scenes.mobjects.lettering import Readout
from scenes.mobjects.pictures import picture_of
from scenes.mobjects.plot import Plot
from scenes.mobjects.ticks import powers_of_ten, round_below
from scenes.stage import style
from scenes.stage.drawn import pictured_neurons
from scenes.stage.examples import picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.needs import A_SLOPE, DATA, FINITE_SLOPES, HISTORY
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, formula, text
from scenes.stage.words.numbers import decimals, short
from scenes.stage.words.symbols import symbol

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
        self.how_much_each_matters()

    def two_weights(self):
        self.beat(
            "Do all weights matter?",
            "The weight with the first layer's steepest slope, and an ordinary one.",
        )
        theta = self.run.thetas[self.snapshot].astype(float)
        scale = scale_of(layer_views(theta, self.run.sizes)[0][0])
        grid = of_first_layer(theta, self.run, scale).move_to(WEIGHTS_AT)
        self.legend = scale_bar(scale, "weight", 3).next_to(grid, DOWN, buff=0.2)
        self.add(grid, self.legend)  # as the clip before ended
        self.cards = self._cards(theta, scale)
        growing = [
            self._growing(place, card[0], grid)
            for place, card in zip(self.chosen, self.cards, strict=True)
        ]
        legend = scale_bar(scale, "weight", PICTURE_WIDTH).move_to(LEGEND_AT)
        self.play(FadeOut(grid), self.legend.animate.become(legend), *growing)
        self.play(*(Create(card[1]) for card in self.cards))
        self.play(*(FadeIn(card[2]) for card in self.cards))

    def _cards(self, theta, scale):
        """Each of the two weights: its neuron's picture, a mark in it, and its name and value."""
        W = layer_views(theta, self.run.sizes)[0][0]
        cards = VGroup()
        for place, name in zip(self.chosen, self.names, strict=True):
            j, k = divmod(int(place), self.run.sizes[0])
            picture = picture_of(W[j].reshape(picture_shape(self.run)), scale, width=PICTURE_WIDTH)
            picture.scale(min(1, PICTURE_WIDTH / picture.height))
            row, column = np.unravel_index(k, picture.values.shape)
            value = formula(f"= {theta[place]:.3f}", color=style.QUIET)
            words = VGroup(formula(name), value)
            words.arrange(DOWN, buff=0.2, aligned_edge=LEFT).next_to(picture, RIGHT, buff=0.3)
            cards.add(VGroup(picture, mark(picture, row, column), words))
        return cards.scale(LARGER).arrange(RIGHT, buff=1).move_to(CARDS_AT)

    def _growing(self, place, picture, grid):
        """A neuron's picture comes out of the grid, or appears if it is not drawn there."""
        at = np.flatnonzero(pictured_neurons(self.run) == place // self.run.sizes[0])
        return ReplacementTransform(grid[at[0]].copy(), picture) if len(at) else FadeIn(picture)

    def the_same_nudge(self):
        nudge = self.nudges[-1]
        nudged = "We nudge each of them by the same amount, and measure the cost."
        self.beat("The same nudge", nudged)
        self.plot = self._plot()
        self.now = ValueTracker(0)
        self.curves = VGroup(*(self._curve(i) for i in (0, 1)))
        self.dots = VGroup(*(self._dot(i) for i in (0, 1)))
        digits = decimals(abs(self.changes).max(), 3) + 2  # their ratio is then as it is said
        widest = f"{{:+.{digits}f}}"
        self.measured = [Readout(0, widest, color=style.COST) for _ in self.names]
        self.table = self._table(widest)
        aside = self.cards.copy().scale(1 / LARGER).arrange(DOWN, buff=0.3, aligned_edge=LEFT)
        aside.move_to(ASIDE_AT, aligned_edge=LEFT)
        legend = self.legend.copy().next_to(aside, DOWN, buff=0.15).align_to(aside, LEFT)
        aside = [card.animate.become(there) for card, there in zip(self.cards, aside, strict=True)]
        self.play(LaggedStart(*aside, lag_ratio=0.5), self.legend.animate.become(legend))
        self.play(FadeIn(self.plot, self.dots, *self.table[:2]))
        self.add(self.curves, self.dots)
        for i in (0, 1):
            self.curves[i].add_updater(lambda line, i=i: line.set_points(self._curve(i).points))
            self.dots[i].add_updater(lambda dot, i=i: dot.become(self._dot(i)))
            self.measured[i].add_updater(lambda r, i=i: r.set_value(self._change(i)))
        self.play(self.now.animate.set_value(nudge), run_time=SLOW + NORMAL, rate_func=linear)
        for mobject in (*self.curves, *self.dots, *self.measured):
            mobject.clear_updaters()

    def the_slope_foretold_it(self):
        times = ratio(*sorted(abs(self.changes[:, -1]), reverse=True))
        self.beat(
            "One matters far more" if times else "One matters, the other does not",
            f"One changes the cost {times} times as much as the other."
            if times
            else "One changes the cost, and the other does not.",
        )
        self.labels = self._labels()
        self.play(FadeIn(self.labels), run_time=QUICK)
        seconds = self.say(f"The gradient {self._knew()} before we tried: see the dashed lines.")
        ends = self.plot.c2p(np.full(2, self.nudges[-1]), self.foretold[:, -1])
        self.lines = VGroup(*(DashedLine(self.plot.c2p(0, 0), end) for end in ends))
        self.lines.set_stroke(style.WHITE, 2.5)
        self.play(Create(self.lines), FadeIn(self.table[2]), run_time=seconds)

    def how_much_each_matters(self):
        zeros, n = int((self.steepness == 0).sum()), len(self.steepness)
        seconds = self.beat(
            "All of them", f"And here are all {n:,}, sorted by how much they matter."
        )
        counts, edges = self._histogram()
        plot = self._plot_of_sizes(counts, edges)
        self.histogram = Histogram(plot, 0 * counts, edges)
        pointers = [self._pointer(plot, counts, edges, i) for i in (0, 1)]
        old, titles = self.plot, (self.plot.labels, self.plot.x_title, self.plot.y_title)
        pairs = [(old.x_axis.copy(), plot.x_axis), (old.y_axis.copy(), plot.y_axis)]
        pairs += [(name, pointer[1]) for name, pointer in zip(self.labels, pointers, strict=True)]
        gone = self.cards, self.legend, self.curves, self.dots, self.lines, self.table, *titles
        self.remove(old)
        self.play(
            FadeOut(*gone, run_time=QUICK),
            *(ReplacementTransform(*pair, run_time=NORMAL) for pair in pairs),
        )
        self.add(self.histogram)
        self.play(
            FadeIn(plot.labels, plot.x_title, plot.y_title, run_time=QUICK),
            self.histogram.animate(run_time=max(SLOW, seconds - NORMAL)).set_counts(counts),
        )
        if zeros:
            none = text(f"{zeros:,} exactly zero", SMALL, style.QUIET)
            none.next_to(plot.c2p(edges[0], zeros), UP, buff=0.1).align_to(plot.x_axis, LEFT)
            self.play(FadeIn(none.shift(0.1 * RIGHT)), run_time=QUICK)
        seconds = self.say(f"So in {a_step(self.run)}, the weights that matter most move the most.")
        self.play(*(GrowArrow(arrow) for arrow, _ in pointers), run_time=seconds / 2)

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

    def _pointer(self, plot, counts, edges, i):
        """The name of one of the two weights, and an arrow to the bar that contains it."""
        size = self.steepness[self.chosen[i]]
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

    def _knew(self):
        """What the slopes foretold: the measured changes, or only how these begin."""
        apart = abs(self.foretold - self.changes)[:, -1]
        near = (apart <= NEARLY * abs(self.changes[:, -1])).all()
        return "knew that" if near else "knew how it would begin"

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
