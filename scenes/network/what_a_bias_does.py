"""What a bias does: it decides how large a neuron's sum must be for the neuron to light up."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    Line,
    Transform,
    ValueTracker,
    VGroup,
    linear,
    smooth,
    squish_rate_func,
)

from scenes.mobjects.annotations import haloed
from scenes.mobjects.areas import Areas
from scenes.mobjects.histogram import Histogram
from scenes.mobjects.lettering import Readout, baseline
from scenes.mobjects.pictures import framed
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.table import Table
from scenes.mobjects.ticks import linear_ticks, nice_step
from scenes.network.weight_boxes import WeightBoxes
from scenes.stage import style
from scenes.stage.examples import picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.needs import DATA, HIDDEN_LAYER
from scenes.stage.style import NORMAL, QUICK, SMALL, text
from scenes.stage.words.neurons import kind
from scenes.stage.words.numbers import about
from scenes.stage.words.things import many

BARS = 60
GAP = 0.1  # between bars, as a part of their width
EASILY, HARDLY = 0.9, 0.1  # the shares of examples that light the neuron with the two biases tried
LITTLE = 0.05  # biases that are worth a smaller share of right answers matter little

# Sizes and places, in scene units.
PICTURE, PICTURE_AT = 2.6, (-4.95, 1.2, 0)  # its larger side; its centre
PLOT, AXIS_AT = (7.6, 4.0), (2.35, -1.85, 0)  # its size; the middle of its x-axis
TABLE_WIDTH, TABLE_AT = 3.2, (-4.95, -2.1, 0)
SHARES_AT = (-4.95, 0.0, 0)
FIELD, FIELD_AT = (7.8, 4.7), (2.45, -0.25, 0)  # of all examples, right and wrong
SPACED = 0.82  # the side of an example in that field, as a part of its room
QUIETLY = 0.2  # how visible the other neurons are in the first picture


class WhatABiasDoes(Explainer):
    """A bias moves the threshold that a neuron's weighted sum must pass for it to light."""

    needs = (DATA, HIDDEN_LAYER)

    def construct(self):
        self.choose()
        self.what_it_adds_up()
        self.without_a_bias()
        self.other_biases()
        self.the_bias_that_it_has()
        self.without_any_bias()

    def choose(self):
        """Choose the neuron of the first layer whose bias most affects how often it lights, of
        those whose pictures the clip before has shown."""
        run, network = self.run, self.run.network()
        self.images, self.labels = run.examples()
        sums = self.images @ network.weights[0].T
        biases = network.biases[0].astype(float)
        change = abs((sums + biases > 0).mean(axis=0) - (sums > 0).mean(axis=0))
        self.boxes = WeightBoxes(run).fill(run.thetas[-1])
        self.j = int(max(self.boxes.neurons, key=lambda j: change[j]))
        self.weights, self.b = network.weights[0][self.j], float(biases[self.j])
        self.sums = sums[:, self.j].astype(float)
        self.bias = ValueTracker(0)

    def lights(self, b):
        """The share of the examples that light the neuron if its bias is b."""
        return float((self.sums + b > 0).mean())

    def what_it_adds_up(self):
        n = len(self.sums)
        seconds = self.beat(
            "What is a bias for?",
            f"Here is one neuron's sum, for each of {n:,} {many(self.run)}.",
        )
        scale = self.boxes.scale
        shape = picture_shape(self.run)
        picture = framed(self.weights.reshape(shape), scale, style.diverging, PICTURE)
        picture.scale(min(1, PICTURE / picture.height)).move_to(PICTURE_AT)
        legend = VGroup(
            text("its weights", SMALL, style.QUIET),
            ColourBar((-scale, scale), "", "{:+.1f}", length=1.8),
        )
        legend.arrange(DOWN, buff=0.15).next_to(picture, DOWN, buff=0.15)
        others = VGroup(*self.boxes.pictures)
        mine = others[list(self.boxes.neurons).index(self.j)]
        others.remove(mine)
        self.add(others.set_fill(opacity=QUIETLY), mine)
        self.weighing = VGroup(picture, legend)
        self.plot = self._plot()
        self.histogram = Histogram(
            self.plot, 0 * self.counts, self.edges, style.QUIET, style.WHITE, GAP
        )
        self.play(
            Transform(mine, picture, run_time=NORMAL),
            FadeOut(others, run_time=QUICK),
            FadeIn(legend, run_time=NORMAL, rate_func=squish_rate_func(smooth, 0.5, 1)),
        )
        self.remove(mine)
        self.add(picture)
        self.play(FadeIn(self.plot, self.histogram), run_time=QUICK)
        growing = self.histogram.animate.set_counts(self.counts)
        self.play(growing, run_time=max(QUICK, seconds - NORMAL - QUICK))

    def _plot(self):
        tried = [-np.quantile(self.sums, 1 - share) for share in (EASILY, HARDLY)]
        low, high = self.sums.min(), self.sums.max()
        low, high = min(low, -max(tried), -self.b, 0), max(high, -min(tried), -self.b, 0)
        width = (high - low) / BARS or 1.0
        first, last = np.floor(low / width) - 1, np.ceil(high / width) + 1
        self.edges = width * np.arange(first, last + 1)  # zero is the edge of a bar
        self.counts = np.histogram(self.sums, self.edges)[0].astype(float)
        top, step = 1.12 * self.counts.max(), nice_step((high - low) / 4)
        every = nice_step(self.counts.max())
        plot = Plot(
            (self.edges[0], self.edges[-1]),
            (0, top),
            *PLOT,
            linear_ticks(step, low, high),
            {0: "0", every: f"{every:,.0f}"},
            "weighted sum of the inputs, $sum_k w_k a_k$",
            style.escaped(many(self.run)),
        )
        return plot.shift(AXIS_AT - plot.x_axis.get_center())

    def without_a_bias(self):
        seconds = self.beat(
            "Without it, the line is at zero",
            "Without a bias, it lights up for every sum above zero.",
        )
        ends = self.plot.c2p(np.zeros(2), np.array(self.plot.y_range))
        self.threshold = haloed(Line(*ends)).set_stroke(style.FOCUS)
        self.rows = {
            "bias": Readout(0, "{:+.2f}", self._widest("{:+.2f}")),
            "line": Readout(0, "{:+.2f}", self._widest("{:+.2f}")),
            "lights up for": Readout(100 * self.lights(0), "{:.1f}%", "100.0%"),
        }
        self.table = Table(self.rows, TABLE_WIDTH).move_to(TABLE_AT)
        self.play(
            FadeIn(self.threshold, shift=0.3 * DOWN), FadeIn(self.table[:2]), run_time=seconds / 3
        )
        half = "0.5" if kind(self.run) == "sigmoid" else "0"
        note = text(f"lit: activation above {half}", SMALL, style.QUIET)
        note.next_to(self.plot.c2p(self.edges[-1], self.plot.y_range[1]), UP, buff=0.18)
        note.align_to(self.plot.x_axis, RIGHT)
        self.note = note.shift((baseline(self.plot.y_title) - baseline(note)) * UP)
        self.histogram.set_marked((self.edges[-1], self.edges[-1]))
        self.play(
            self.histogram.animate.set_marked((0, self.edges[-1])),
            FadeIn(note, self.table[2]),
            run_time=seconds * 2 / 3,
        )

    def other_biases(self):
        easily, hardly = (-float(np.quantile(self.sums, 1 - p)) for p in (EASILY, HARDLY))
        seconds = self.beat("A bias moves the line", "A bias moves that line.")
        self.slide_to(easily / 2, seconds)
        seconds = self.say("It makes the neuron easier to please, or harder.")
        self.slide_to(easily, 0.3 * seconds)
        self.hold(0.15 * seconds)
        self.slide_to(hardly, 0.55 * seconds)

    def the_bias_that_it_has(self):
        share = about(self.lights(self.b))
        seconds = self.beat(
            "Where training put it",
            f"This is where training put it. Now the neuron lights up for {share}.",
        )
        self.slide_to(self.b, seconds / 3)

    def without_any_bias(self):
        network, bare = self.run.network(), self.run.network()
        for biases in bare.biases:
            biases[:] = 0
        self.right = [one.predict(self.images) == self.labels for one in (network, bare)]
        with_them, without = (float(right.mean()) for right in self.right)
        count = sum(len(biases) for biases in bare.biases)
        seconds = self.beat(
            "And with no biases at all?",
            f"Now we take all {count} biases away.",
        )
        first, places = self._in_their_bars(), self._side_by_side()
        lit = self.sums[self.order] > -self.b
        self.field = Areas(first, np.where(lit, style.WHITE, style.QUIET))
        form = "{:.1f}%"
        self.shares = {
            "with its biases": Readout(100 * with_them, form, "100.0%"),
            "without them": Readout(100 * with_them, form, "100.0%"),
        }
        table = Table(self.shares, TABLE_WIDTH).move_to(SHARES_AT)
        title = text(f"{many(self.run)} answered right", SMALL, style.QUIET)
        title.next_to(table, UP, buff=0.35).align_to(table, LEFT)
        self.remove(self.histogram)
        self.add(self.field)
        self.play(
            FadeOut(
                VGroup(self.weighing, self.table, self.plot, self.note, self.threshold),
                rate_func=squish_rate_func(smooth, 0, 0.4),
            ),
            self.field.animate.set_rectangles(places).set_colours(self._colours(0)),
            FadeIn(VGroup(title, table[0]), rate_func=squish_rate_func(smooth, 0.5, 1)),
            run_time=seconds / 2,
        )
        self.play(
            self.field.animate.set_colours(self._colours(1)),
            FadeIn(table[1]),
            self.shares["without them"].animate.set_value(100 * without),
            run_time=seconds / 2,
        )
        self.hold(QUICK)
        little = with_them - without < LITTLE
        verdict = "Here, they matter little." if little else "It needs them."
        self.say(f"The network still gets {without:.0%} right. {verdict}")

    def _colours(self, i):
        """The colour of each example in the field: whether the network answers it right."""
        return np.where(self.right[i][self.order], style.WHITE, style.FAINT)

    def _in_their_bars(self):
        """A slice (n, 4) of the histogram's bars for each example, in the order of their sums."""
        self.order = np.argsort(self.sums, kind="stable")
        bar = np.clip(np.searchsorted(self.edges, self.sums[self.order], "right") - 1, 0, None)
        bar = np.minimum(bar, len(self.counts) - 1)
        under = np.arange(len(bar)) - np.searchsorted(bar, bar)
        width = self.edges[1] - self.edges[0]
        low = self.plot.c2p(self.edges[bar] + GAP / 2 * width, under * 1.0)
        high = self.plot.c2p(self.edges[bar + 1] - GAP / 2 * width, under + 1.0)
        return np.concatenate([low[:, :2], (high - low)[:, :2]], axis=1)

    def _side_by_side(self):
        """A square (n, 4) for each example, in the same order, column by column."""
        n, (width, height) = len(self.sums), FIELD
        most = max(1, int((n * height / width) ** 0.5))
        # Somewhat fewer rows, if the last column is then as full as the others.
        rows = next((r for r in range(most, 4 * most // 5, -1) if n % r == 0), most)
        columns = -(-n // rows)
        room = min(width / columns, height / rows)
        column, row = np.divmod(np.arange(n), rows)
        x = FIELD_AT[0] + (column - columns / 2) * room
        y = FIELD_AT[1] + (row - rows / 2) * room
        side = np.full(n, SPACED * room)
        return np.stack([x, y, side, side], axis=1)

    def slide_to(self, b, seconds):
        """Move the bias to b, and with it the line, the lit bars and the numbers."""
        live = VGroup(self.histogram, self.threshold)
        self.add(live, self.table)
        self.histogram.add_updater(self.show_bias)
        self.threshold.add_updater(lambda _: None)  # so that it is drawn anew as well
        self.play(self.bias.animate.set_value(b), run_time=seconds, rate_func=linear)
        self.histogram.clear_updaters()
        self.threshold.clear_updaters()

    def show_bias(self, _):
        """Update everything to the current bias."""
        b = self.bias.get_value()
        ends = self.plot.c2p(np.full(2, -b), np.array(self.plot.y_range))
        self.threshold.put_start_and_end_on(*ends)
        self.histogram.set_marked((-b, self.edges[-1]))
        values = b, -b, 100 * self.lights(b)
        for readout, value in zip(self.rows.values(), values, strict=True):
            readout.set_value(value + 0)

    def _widest(self, form):
        return form.format(max(abs(self.edges)))
