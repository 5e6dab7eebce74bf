"""The gradient: one slope for every weight, which way it says, and how much each one matters."""

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
    GrowFromEdge,
    Indicate,
    LaggedStart,
    Line,
    Rectangle,
    ValueTracker,
    VGroup,
    linear,
)

from nn.network import layer_views
from scenes import style
from scenes.entries import decimals, symbol
from scenes.examples import picture_shape
from scenes.explainer import Explainer
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.histogram import Histogram
from scenes.mobjects.lettering import Readout
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.unrolling import Unrolling
from scenes.style import QUICK, SLOW, SMALL, formula, text

ON_THE_WAY = 1  # which of the study's three moments
WITHIN_SCALE = 99  # the percentage of entries that the colours' scale reaches
COLUMNS_WIDTH, COLUMNS_HEIGHT = 4.5, 4.7
ROWS = 9  # entries enlarged at a time
SPACING = 0.48  # from one of them to the next
MIDDLE, REACH = 1.85, 1.05  # where the bars begin, and how long the longest is
A_LOT = 1 / 3  # of the scale, from which on a change is called large
MOST_PICTURES = 16
FINEST, BARS_A_DECADE = 12, 4  # of the histogram: the decades shown, and bars in each
HEADROOM = 1.5  # over its tallest bar, as a part of it, for names


class TheGradientAsAList(Explainer):
    """The negative gradient has an entry for each weight: its sign which way, its size how much."""

    def construct(self):
        study = self.study("gradients")
        self.snapshot = int(study.snapshots[ON_THE_WAY])
        self.downhill = 0 - study.nabla[ON_THE_WAY].astype(float)  # 0 − 0 is 0, and not −0
        self.scale = float(np.percentile(abs(self.downhill), WITHIN_SCALE)) or 1.0
        self.stops = self._varied(), self._calmest()
        self.one_slope_for_each()
        self.each_entry_has_a_name()
        self.size_says_how_much()
        self.back_in_their_places()
        self.one_for_every_weight()

    def one_slope_for_each(self):
        n, inputs = len(self.downhill), self.run.sizes[0]
        step, cost = self.run.steps[self.snapshot], self.run.train_cost[self.snapshot]
        self.beat(
            f"One slope for each of {n:,} weights",
            f"At step {step:,} the cost is {cost:.2f}. Its slopes along all {n:,} weights and "
            f"biases, with their signs turned, are one list, here folded every {inputs} entries.",
        )
        self.columns = self._folded()
        first, last = (symbol(place, self.run.sizes) for place in (0, n - 1))
        slopes = f"-frac(partial C, partial {first}), dots.v, -frac(partial C, partial {last})"
        self.definition = VGroup(
            formula(f'-nabla C = vec(delim: "[", gap: #0.6em, {slopes})', style.HEADLINE),
            text(f"{n:,} entries", color=style.QUIET),
        ).arrange(DOWN, buff=0.4)
        self.definition.move_to([3.2, 0.2, 0])
        self.legend = ColourBar(
            (-self.scale, self.scale), "entry", f"{{:+.{decimals(self.scale)}f}}", length=3
        )
        self.legend.next_to(self.columns, DOWN, buff=0.2).align_to(self.columns, LEFT)
        growing = [GrowFromEdge(column, UP, rate_func=linear) for column in self.columns]
        self.play(FadeIn(self.definition, self.legend))
        self.play(LaggedStart(*growing, lag_ratio=0.9, run_time=6))

    def each_entry_has_a_name(self):
        self.beat(
            "Blue: increase it. Orange: decrease it.",
            "Some of the entries. The sign says which way is down: blue, this weight should grow, "
            "orange, it should shrink.",
        )
        start = self.stops[0]
        self.frame = self._frame_around(start)
        self.rows = self._rows(start)
        self.beams = self._beams()
        self.play(FadeOut(self.definition), run_time=QUICK)
        self.play(Create(self.frame), FadeIn(self.beams))
        self.play(FadeIn(self.rows, shift=0.2 * RIGHT))
        self.hold(2)

    def size_says_how_much(self):
        calm = self.stops[1]
        none = not self.downhill[calm : calm + ROWS].any()
        here = "exactly zero: now these weights do not matter" if none else "next to nothing"
        self.beat(
            "The size says how much it matters",
            f"The larger an entry, the faster the cost falls along its weight. Others are {here}.",
        )
        self.hold(2)
        self._look_at(calm)
        self.hold(2)

    def back_in_their_places(self):
        drawn = self._drawn()
        more = len(self.downhill) - drawn * self.run.sizes[0]
        self.beat(
            "Back to where the weights are",
            f"Each of {drawn} columns is one neuron's, and rolls up into a picture of its weights. "
            f"The other {more:,} entries belong to the rest of the network.",
        )
        self.play(FadeOut(self.rows, self.frame, self.beams), run_time=QUICK)
        self.pictures = self._pictures(self.downhill, self.scale).move_to([3.9, 0.15, 0])
        self.rest = self.columns[drawn:]
        others = text(f"{more:,} more", SMALL, style.QUIET).next_to(self.rest, LEFT, buff=0.25)
        self._roll_up(self.columns[:drawn])
        self.play(FadeIn(others))
        self.rest = VGroup(*self.rest, others)

    def one_for_every_weight(self):
        place = self._steepest()
        weight, entry = self.run.thetas[self.snapshot, place], self.downhill[place]
        way = "up" if entry > 0 else "down"
        self.beat(
            "An entry for every weight",
            "Left, the weights themselves, right, what each should change by. A step adds to "
            f"every weight its entry times a small η. The framed one, {weight:.2f}, goes {way}.",
        )
        self.play(FadeOut(self.rest), run_time=QUICK)
        theta = self.run.thetas[self.snapshot].astype(float)
        first = layer_views(theta, self.run.sizes)[0][0]
        scale = float(np.percentile(abs(first), WITHIN_SCALE)) or 1.0
        self.weights = self._pictures(theta, scale).move_to([-3.9, 0.15, 0])
        legend = ColourBar((-scale, scale), "weight", f"{{:+.{decimals(scale)}f}}", length=3)
        legend.next_to(self.weights, DOWN, buff=0.2)
        plus = formula("+ thin eta dot", style.HEADLINE).move_to([0, 0.15, 0])
        self.play(FadeIn(self.weights, legend, plus))
        j, k = divmod(place, self.run.sizes[0])
        cell = np.unravel_index(k, self.weights[j].values.shape)
        self.marks = VGroup(*(mark(group[j], *cell) for group in (self.weights, self.pictures)))
        self.play(Create(self.marks))
        self.hold(2)

    def _drawn(self):
        return min(MOST_PICTURES, self.run.sizes[1])

    def _steepest(self):
        """Which weight of the neurons that are drawn has the largest entry."""
        return int(abs(self.downhill[: self._drawn() * self.run.sizes[0]]).argmax())

    def _folded(self):
        """The list as columns of as many entries as there are inputs, the last one shorter."""
        n = self.run.sizes[0]
        pieces = [self.downhill[i : i + n, None] for i in range(0, len(self.downhill), n)]
        each = min(COLUMNS_WIDTH / len(pieces), 0.4)
        columns = VGroup()
        for i, piece in enumerate(pieces):
            column = Heatmap(piece, self.scale, width=0.8 * each)
            column.stretch_to_fit_height(COLUMNS_HEIGHT * len(piece) / n)
            columns.add(column.move_to([i * each, 0, 0], aligned_edge=UP))
        return columns.move_to([-6.5, 2.55, 0], aligned_edge=UP + LEFT)

    def _pictures(self, parameters, scale):
        """The first layer's part of some parameters, a picture for each neuron."""
        W = layer_views(parameters, self.run.sizes)[0][0][: self._drawn()]
        shape = picture_shape(self.run)
        pictures = VGroup(*(Heatmap(row.reshape(shape), scale, width=1.12) for row in W))
        return pictures.arrange_in_grid(cols=4, buff=0.12)

    def _roll_up(self, columns):
        """Columns of the list become the pictures of their neurons, and go."""
        rolls = VGroup()
        for column, picture in zip(columns, self.pictures, strict=True):
            roll = Unrolling(picture.values, picture, column, self.scale, style.diverging)
            rolls.add(roll.set_progress(1))
        self.add(rolls)
        self.remove(*columns)
        self.play(
            *(roll.animate.set_progress(0) for roll in rolls),
            self.legend.animate.next_to(self.pictures, DOWN, buff=0.2),
            run_time=2 * SLOW,
        )
        self.remove(rolls)
        self.add(self.pictures)

    def _varied(self):
        """Where, within the first layer, the entries of a stretch differ most."""
        n = self.run.sizes[0] * self.run.sizes[1]
        windows = np.lib.stride_tricks.sliding_window_view(self.downhill[:n], ROWS)
        return int(windows.std(axis=1).argmax())

    def _calmest(self):
        """The first stretch of the list whose entries are smallest."""
        windows = np.lib.stride_tricks.sliding_window_view(abs(self.downhill), ROWS)
        return int(windows.max(axis=1).argmin())

    def _look_at(self, start):
        """Move the frame along the list, and write out what is in it."""
        rows = self._rows(start)
        self.play(FadeOut(self.rows), run_time=QUICK)
        self.play(self.frame.animate.become(self._frame_around(start)), run_time=SLOW)
        self.play(FadeIn(rows), run_time=QUICK)
        self.rows = rows

    def _frame_around(self, start):
        """A frame around a stretch of the list, or around its part before a fold."""
        n = self.run.sizes[0]
        column, first = divmod(start, n)
        last = min(first + ROWS, len(self.columns[column].values)) - 1
        top, bottom = (self.columns[column].cell(row, 0) for row in (first, last))
        height = max(top[1] - bottom[1], 0.05)
        frame = Rectangle(width=self.columns[column].width + 0.12, height=height + 0.06)
        return frame.set_stroke(style.FOCUS, 3).move_to((top + bottom) / 2)

    def _beams(self):
        """Two lines that say: what is in the frame is what stands enlarged."""
        beams = VGroup(Line(), Line()).set_stroke(style.FOCUS, 1.5, 0.6)

        def follow(lines):
            for line, edge in zip(lines, (UP, DOWN), strict=True):
                left = self.frame.get_corner(edge + RIGHT)
                line.set_points_as_corners([left, [-0.75, 2.5 * edge[1] - 0.15, 0]])

        follow(beams)
        return beams.add_updater(follow)

    def _rows(self, start):
        """Some entries written out: name, bar, number, and what it asks for."""
        entries = self.downhill[start : start + ROWS]
        form = f"{{:+.{decimals(self.scale, 3)}f}}"
        rows = VGroup()
        for i, value in enumerate(entries):
            y = (ROWS / 2 - 0.5 - i) * SPACING - 0.1
            name = formula(symbol(start + i, self.run.sizes), SMALL)
            number = Readout(value, form if value else "{:.0f}", "+" + form.format(0), SMALL)
            words = text(self._what_to_do(value), SMALL, style.QUIET)
            name.move_to([-0.3, y, 0], aligned_edge=LEFT)
            bar = self._bar(value).next_to([MIDDLE, y, 0], RIGHT if value > 0 else LEFT, buff=0)
            number.move_to([4.25, y, 0], aligned_edge=RIGHT)
            words.move_to([4.45, y, 0], aligned_edge=LEFT)
            rows.add(VGroup(name, bar, number, words))
        axis = Line([MIDDLE, 2.2, 0], [MIDDLE, -2.4, 0]).set_stroke(style.FAINT, 1.5)
        return VGroup(axis, rows)

    def _bar(self, value):
        longest = max(abs(self.downhill[stop : stop + ROWS]).max() for stop in self.stops)
        length = abs(value) / (longest or 1) * REACH
        bar = Rectangle(width=max(length, 1e-3), height=0.26, stroke_width=0)
        return bar.set_fill(style.POSITIVE if value > 0 else style.NEGATIVE, opacity=1)

    def _what_to_do(self, value):
        if not value:
            return "leave it"
        way = "increase" if value > 0 else "decrease"
        return f"{way} {'a lot' if abs(value) > A_LOT * self.scale else 'a little'}"


class SomeWeightsMatterMore(Explainer):
    """The same nudge of two weights changes the cost by very different amounts."""

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
        self.how_many_times()
        self.how_much_each_matters(int(study.never_lit))

    def two_weights(self):
        n = self.run.sizes[0] * self.run.sizes[1]
        values = self.run.thetas[self.snapshot, self.chosen]
        self.beat(
            "Two of the weights",
            f"Two of the {n:,} weights of the first layer: the one whose slope is steepest, and "
            "the one in the middle, when all slopes that are not zero are sorted by size.",
        )
        W = self.run.W[0][self.snapshot].astype(float)
        scale = float(np.percentile(abs(W), WITHIN_SCALE)) or 1.0
        cards = VGroup()
        for place, name, value in zip(self.chosen, self.names, values, strict=True):
            j, k = divmod(int(place), self.run.sizes[0])
            picture = Heatmap(W[j].reshape(picture_shape(self.run)), scale, width=2.15)
            row, column = np.unravel_index(k, picture.values.shape)
            words = VGroup(formula(name), formula(f"= {value:.3f}", color=style.QUIET))
            words.arrange(DOWN, buff=0.2, aligned_edge=LEFT).next_to(picture, RIGHT, buff=0.3)
            cards.add(VGroup(picture, mark(picture, row, column), words))
        self.legend = ColourBar(
            (-scale, scale), "weight", f"{{:+.{decimals(scale)}f}}", length=2.15
        ).move_to([0, -2.5, 0])
        self.cards = cards.scale(1.4).arrange(RIGHT, buff=1).move_to([0, 0.4, 0])
        self.play(FadeIn(*(card[::2] for card in cards), self.legend))
        self.play(*(Create(card[1]) for card in cards))

    def the_same_nudge(self):
        m, nudge = self.run.facts["dataset"]["training"], self.nudges[-1]
        self.beat(
            "Both are nudged by the same",
            f"Each in its turn goes up by {nudge:.1f}, all others stay, and the cost of all {m:,} "
            "training images is measured again.",
        )
        self.plot = self._plot()
        self.now = ValueTracker(0)
        self.curves = VGroup(*(self._curve(i) for i in (0, 1)))
        self.dots = VGroup(*(self._dot(i) for i in (0, 1)))
        digits = decimals(abs(self.changes).max(), 3) + 1
        widest = f"{{:+.{digits}f}}"
        self.measured = [Readout(0, widest, color=style.COST) for _ in self.names]
        self.table = self._table(widest)
        aside = self.cards.copy().scale(1 / 1.4).arrange(DOWN, buff=0.3, aligned_edge=LEFT)
        aside.move_to([-6.4, 0.15, 0], aligned_edge=LEFT)
        legend = self.legend.copy().next_to(aside, DOWN, buff=0.15).align_to(aside, LEFT)
        self.play(self.cards.animate.become(aside), self.legend.animate.become(legend))
        self.play(FadeIn(self.plot, self.dots, *self.table[:2]))
        self.add(self.curves, self.dots)
        for i in (0, 1):
            self.curves[i].add_updater(lambda line, i=i: line.set_points(self._curve(i).points))
            self.dots[i].add_updater(lambda dot, i=i: dot.become(self._dot(i)))
            self.measured[i].add_updater(lambda r, i=i: r.set_value(self._change(i)))
        self.play(self.now.animate.set_value(nudge), run_time=2 * SLOW, rate_func=linear)
        for mobject in (*self.curves, *self.dots, *self.measured):
            mobject.clear_updaters()
        self.play(FadeIn(self._labels()), run_time=QUICK)

    def the_slope_foretold_it(self):
        self.beat(
            "The gradient foretold it",
            "The gradient was worked out before any nudge. Slope times nudge, the straight lines, "
            "is nearly what was measured, and nearer the smaller the nudge.",
        )
        lines = VGroup(
            *(
                DashedLine(self.plot.c2p(0, 0), self.plot.c2p(self.nudges[-1], foretold[-1]))
                for foretold in self.foretold
            )
        ).set_stroke(style.WHITE, 2.5)
        self.play(Create(lines), run_time=SLOW)
        self.play(FadeIn(self.table[2]))
        self.hold()

    def how_many_times(self):
        times = ratio(*self.changes[:, -1])
        self.beat(
            f"One matters {times} times as much",
            f"One changed the cost {times} times as much as the other. To get down, "
            "a step had better change that one more, and by the gradient it does.",
        )
        self.play(Indicate(self.table[1], color=style.COST, scale_factor=1.06), run_time=SLOW)
        self.hold()

    def how_much_each_matters(self, never_lit):
        zeros, n = int((self.steepness == 0).sum()), len(self.steepness)
        neurons = self.run.sizes[1]
        self.beat(
            f"How much each of {n:,} matters",
            f"The sizes of all slopes, on a logarithmic scale. {zeros:,} are exactly zero"
            + f": {never_lit} pixels that no training image lights, for {neurons} neurons"
            * (zeros > 0 and zeros == never_lit * neurons)
            + ". The others lie far apart.",
        )
        self.play(*(FadeOut(m) for m in self.mobjects if m is not self._headline))
        counts, edges = self._histogram()
        low, high = edges[2], edges[-1]
        tallest = max(counts.max(), 1)
        powers = range(int(high), int(low) - 1, -2)
        ticks = {float(p): f"$10^({p})$".replace("-", "−") for p in powers}
        middle = (edges[0] + edges[1]) / 2
        tick = round_below(tallest)
        plot = Plot(
            (edges[0], high),
            (0, HEADROOM * tallest),
            width=10.5,
            height=3.9,
            x_ticks={middle: "0", **ticks},
            y_ticks={0: "0", tick: f"{tick:,}"},
            x_title="size of the slope, $|∂C\\/∂w|$",
            y_title="weights and biases",
        ).move_to([0, -0.2, 0])
        self.histogram = Histogram(plot, 0 * counts, edges)
        self.play(FadeIn(plot, self.histogram))
        self.play(self.histogram.animate.set_counts(counts), run_time=SLOW)
        self.play(FadeIn(*(self._pointer(plot, i) for i in (0, 1))))
        none = text(f"{zeros:,} exactly zero", SMALL, style.QUIET)
        none.next_to(plot.c2p(middle, zeros), UP, buff=0.1).align_to(plot.x_axis, LEFT)
        self.play(FadeIn(none.shift(0.1 * RIGHT)))
        self.hold(2)

    def _pointer(self, plot, i):
        """The name of one of the two weights, and an arrow to the bar in which it is."""
        size = self.steepness[self.chosen[i]]
        counts, edges = self.histogram.counts, self.histogram.edges
        at = np.log10(max(size, 10.0 ** edges[2])) if size else edges[0]
        bar = min(np.searchsorted(edges, at, side="right"), len(counts)) - 1
        name = formula(self.names[i], color=style.FOCUS)
        name.move_to(plot.c2p(at, (1.42, 1.2)[i] * plot.y_range[1] / HEADROOM))
        arrow = Arrow(name.get_bottom(), plot.c2p(at, counts[bar]), buff=0.08, tip_length=0.2)
        return VGroup(arrow.set_color(style.FOCUS), name)

    def _histogram(self):
        """(counts, edges): a bar for the zeros, a gap, then bars along the logarithm of the size;
        what is smaller than they reach is in the first of them."""
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
        largest = float(round_below(max(-low, high)))
        form = f"{{:+.{decimals(largest, 1)}f}}"
        ticks = {sign * largest: form.format(sign * largest) for sign in (-1, 1)}
        shown = {v: words for v, words in ticks.items() if 1.1 * low <= v <= 1.1 * high}
        nudge = self.nudges[-1]
        plot = Plot(
            (0, nudge),
            (1.1 * low, 1.1 * high),
            width=4.4,
            height=2.3,
            x_ticks={0: "0", nudge: f"+{nudge:.1f}"},
            y_ticks={0: "0", **shown},
            x_title="nudge of the weight",
            y_title="change of the cost",
        )
        return plot.move_to([2.2, 1.0, 0])

    def _table(self, form):
        """The weights' names, what was measured, what the slope foretold: rows of two columns."""
        foretold = [Readout(value, form, color=style.WHITE) for value in self.foretold[:, -1]]
        titles = "", "measured", "slope × nudge"
        names = [formula(name) for name in self.names]
        rows = VGroup()
        for i, cells in enumerate((names, self.measured, foretold)):
            y = -1.6 - 0.52 * i
            row = VGroup()
            for cell, x in zip(cells, (3.5, 5.9), strict=True):
                row.add(cell.move_to([x, y, 0], aligned_edge=RIGHT))
            if titles[i]:
                title = text(titles[i], SMALL, style.QUIET)
                row.add(title.move_to([-1.0, y, 0], aligned_edge=LEFT))
            rows.add(row)
        return rows

    def _labels(self):
        """The names of the weights where their curves end."""
        return VGroup(
            *(
                formula(name, SMALL).next_to(self._point(i), RIGHT, buff=0.2)
                for i, name in enumerate(self.names)
            )
        )

    def _change(self, i):
        return float(np.interp(self.now.get_value(), self.nudges, self.changes[i]))

    def _point(self, i):
        return self.plot.c2p(self.now.get_value(), self._change(i))

    def _dot(self, i):
        """Made anew for each frame: what is moved by steps is off by the rounding of each."""
        return Dot(self._point(i), 0.09, color=style.FOCUS)

    def _curve(self, i):
        """The measured change of the cost, as far as the nudge has come."""
        passed = self.nudges[self.nudges <= self.now.get_value()]
        x = np.append(passed, self.now.get_value())
        y = np.append(self.changes[i, : len(passed)], self._change(i))
        return self.plot.curve(x, y)


def ratio(large, small):
    """How many times larger a number is than another, in words."""
    times = abs(large / small) if small else np.inf
    return f"{times:,.0f}" if 10 <= times < np.inf else f"{times:.2g}"


def round_below(value):
    """The largest number of one digit, and zeros, that is not above a value."""
    power = 10.0 ** np.floor(np.log10(value)) if value else 1
    whole = np.floor(value / power + 1e-9) * power
    return int(whole) if power >= 1 else whole


def mark(picture, row, column):
    """A frame around one cell of a picture of weights."""
    side = max(1.8 * picture.cell_width, 0.14)
    square = Rectangle(width=side, height=side).set_stroke(style.FOCUS, 3)
    return square.move_to(picture.cell(row, column))
