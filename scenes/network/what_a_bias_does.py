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
    ValueTracker,
    VGroup,
    VMobject,
    linear,
)

from scenes.mobjects.annotations import haloed
from scenes.mobjects.digit import digit
from scenes.mobjects.heatmap import scale_of
from scenes.mobjects.histogram import Histogram
from scenes.mobjects.lettering import Readout
from scenes.mobjects.outputs import Outputs
from scenes.mobjects.pictures import framed
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.table import Table, baseline
from scenes.mobjects.ticks import linear_ticks, nice_step
from scenes.stage import style
from scenes.stage.examples import picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.needs import DATA, HIDDEN_LAYER
from scenes.stage.style import QUICK, SLOW, SMALL, text
from scenes.stage.words.neurons import dark, kind
from scenes.stage.words.numbers import within
from scenes.stage.words.things import many

BARS = 60
LIMITS = {"sigmoid": (0, 1), "tanh": (-1, 1)}  # of activations that are never reached
EASILY, HARDLY = 0.9, 0.1  # the shares of examples that light the neuron with the two biases tried
SIDES = 7  # examples that are drawn above the plot, at their sums

# Sizes and places, in scene units.
PICTURE, PICTURE_AT = 2.4, (-4.95, 1.35, 0)  # its larger side; its centre
PLOT, AXIS_AT = (7.6, 3.1), (2.35, -1.35, 0)  # its size; the middle of its x-axis
TABLE_WIDTH, TABLE_AT = 3.2, (-4.95, -2.1, 0)
EXAMPLE, EXAMPLES_UP, APART = 0.78, 0.3, 0.9  # size; above the plot; smallest spacing
RESULTS_AT = (0, 0.3, 0)


class WhatABiasDoes(Explainer):
    """A bias moves the threshold that a neuron's weighted sum must pass for it to light."""

    needs = (DATA, HIDDEN_LAYER)

    def construct(self):
        self.choose()
        self.what_it_adds_up()
        self.without_a_bias()
        self.other_biases()
        self.the_bias_that_it_has()
        self.either_side()
        self.without_any_bias()

    def choose(self):
        """Choose the neuron of the first layer whose bias most affects how often it lights."""
        run, network = self.run, self.run.network()
        self.images, self.labels = run.examples()
        sums = self.images @ network.weights[0].T
        biases = network.biases[0].astype(float)
        change = (sums + biases > 0).mean(axis=0) - (sums > 0).mean(axis=0)
        self.j = int(abs(change).argmax())
        self.weights, self.b = network.weights[0][self.j], float(biases[self.j])
        self.sums = sums[:, self.j].astype(float)
        self.squash = network.functions[0].forward
        self.bias = ValueTracker(0)

    def lights(self, b):
        """The share of the examples that light the neuron if its bias is b."""
        return float((self.sums + b > 0).mean())

    def what_it_adds_up(self):
        n, inputs = len(self.sums), len(self.weights)
        self.beat(
            "What one neuron adds up",
            f"One hidden neuron: its {inputs:,} weights times the inputs, added up, for each of "
            f"{n:,} {many(self.run)}.",
        )
        scale = scale_of(self.weights)
        shape = picture_shape(self.run)
        picture = framed(self.weights.reshape(shape), scale, style.diverging, PICTURE)
        picture.scale(min(1, PICTURE / picture.height)).move_to(PICTURE_AT)
        legend = ColourBar((-scale, scale), "weight", "{:+.1f}", length=1.8)
        self.weighing = VGroup(picture, legend.next_to(picture, DOWN, buff=0.2))
        self.plot = self._plot()
        self.histogram = Histogram(self.plot, 0 * self.counts, self.edges, style.QUIET)
        self.play(FadeIn(self.weighing))
        self.play(FadeIn(self.plot, self.histogram))
        self.play(self.histogram.animate.set_counts(self.counts), run_time=SLOW)

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
        self.beat(
            "Without a bias, zero decides",
            f"With no bias, any sum above zero lights the neuron: {self._when()}.",
        )
        self.curve, self.threshold = VMobject(), VMobject()
        self.rows = {
            "bias": Readout(0, "{:+.2f}", self._widest("{:+.2f}")),
            "threshold": Readout(0, "{:+.2f}", self._widest("{:+.2f}")),
            "lights for": Readout(100 * self.lights(0), "{:.1f}%", "100.0%", color=style.FOCUS),
        }
        self.table = Table(self.rows, TABLE_WIDTH).move_to(TABLE_AT)
        self.limits = self._limits()
        self.show_bias(self.curve)
        name = text("activation", SMALL, style.QUIET)
        name.next_to(self.plot.c2p(self.edges[-1], self.plot.y_range[1]), UP, buff=0.18)
        name.align_to(self.plot.x_axis, RIGHT)
        name.shift((baseline(self.plot.y_title) - baseline(name)) * UP)
        top = text(self._tick(self.limits[1]), SMALL, style.QUIET).next_to(
            self.plot.c2p(self.edges[-1], self._height(self.limits[1])), RIGHT, buff=0.12
        )
        low = VGroup()
        if self.limits[0] < 0:
            low = text(self._tick(self.limits[0]), SMALL, style.QUIET)
            low.next_to(self.plot.c2p(self.edges[-1], 0), RIGHT, buff=0.12)
        self.add(self.threshold)
        self.play(FadeIn(self.curve, self.threshold, name, top, *low, self.table))
        self.curve_words = VGroup(name, top, low)
        self.play(self.histogram.animate.set_marked((0, self.edges[-1])), run_time=QUICK)
        self.hold()

    def other_biases(self):
        easily, hardly = (-float(np.quantile(self.sums, 1 - p)) for p in (EASILY, HARDLY))
        self.beat(
            "A bias moves the threshold",
            "A bias is added to every sum. With a high one the neuron lights easily, with a low "
            "one rarely.",
        )
        for b in (easily, hardly):
            self.slide_to(b, SLOW)
            self.hold()

    def the_bias_that_it_has(self):
        before, after = self.lights(0), self.lights(self.b)
        self.beat(
            "The bias that training found",
            f"With the bias that training chose it lights for {after:.1%} of the "
            f"{many(self.run)}; without a bias, for {before:.1%}.",
        )
        self.slide_to(self.b, SLOW)
        self.hold()

    def either_side(self):
        chosen = self._spread()
        self.beat(
            f"{dark(self.run).capitalize()} on the left, lit on the right",
            f"Some {many(self.run)} at their sums: those left of the threshold leave the neuron "
            f"{dark(self.run)}, those right of it light it.",
        )
        top = self.plot.y_axis.get_top()[1] + EXAMPLES_UP
        self.some = VGroup()
        for i in chosen:
            color = style.FOCUS if self.sums[i] + self.b > 0 else style.QUIET
            picture = digit(self.images[i].reshape(picture_shape(self.run)), EXAMPLE, color)
            x = self.plot.c2p(self.sums[i], 0)[0]
            picture.scale(min(1, EXAMPLE / picture.height)).move_to([x, top, 0], DOWN)
            stem = Line(picture.get_bottom(), [x, self.plot.x_axis.get_y(), 0])
            self.some.add(VGroup(stem.set_stroke(color, 1.5, 0.7), picture))
        self.play(FadeOut(self.curve, self.curve_words, self.plot.y_title), run_time=QUICK)
        for one in self.some:
            self.play(FadeIn(one), run_time=QUICK / 2)
        self.chosen = chosen
        self.hold(2)

    def without_any_bias(self):
        network, bare = self.run.network(), self.run.network()
        for biases in bare.biases:
            biases[:] = 0
        right, left = (
            float((one.predict(self.images) == self.labels).mean()) for one in (network, bare)
        )
        count = sum(len(biases) for biases in bare.biases)
        verdict = (
            "it gets fewer right."
            if right > left
            else "it gets as many right."
            if right == left
            else "it gets more right."
        )
        self.beat(
            f"All {count} biases set to zero",
            f"The whole network, with the same weights and every bias set to zero: {verdict}",
        )
        names = "with its biases", f"all {count} biases at zero"
        self.results = Outputs(np.array([right, left]), names, 4.5, 1.8, "{:.1%}", room=4.5)
        title = text(f"{many(self.run)} answered rightly", SMALL, style.QUIET)
        title.next_to(self.results.bars, UP, buff=0.3, aligned_edge=LEFT)
        gone = self.weighing, self.table, self.some, self.plot, self.histogram, self.threshold
        self.play(FadeOut(*gone), run_time=QUICK)
        self.play(FadeIn(VGroup(self.results, title).move_to(RESULTS_AT)))
        self.hold(2)

    def slide_to(self, b, seconds):
        """Move the bias to b, and with it the threshold, the curve and the marked bars."""
        self.curve.add_updater(self.show_bias)
        self.play(self.bias.animate.set_value(b), run_time=seconds, rate_func=linear)
        self.curve.clear_updaters()

    def show_bias(self, curve):
        """Update everything to the current bias."""
        b = self.bias.get_value()
        z = self._inputs()
        heights = self._height(self.squash(z))
        curve.set_points_as_corners(self.plot.c2p(z - b, heights))
        haloed(curve)
        ends = self.plot.c2p(np.full(2, -b), np.array(self.plot.y_range))
        haloed(self.threshold.set_points_as_corners(ends))
        self.histogram.set_marked((-b, self.edges[-1]))
        values = b, -b, 100 * self.lights(b)
        for readout, value in zip(self.rows.values(), values, strict=True):
            readout.set_value(value + 0)

    def _inputs(self):
        """Evenly spaced z (k,) across the plot, with the current bias."""
        return self.bias.get_value() + np.linspace(self.edges[0], self.edges[-1], 400)

    def _limits(self):
        """The lowest and the highest activation that is drawn, with any of the biases."""
        if kind(self.run) in LIMITS:
            return LIMITS[kind(self.run)]
        biases = [self.b, *(-np.quantile(self.sums, 1 - p) for p in (EASILY, HARDLY))]
        heights = self.squash(np.add.outer(biases, self._inputs()))
        return min(0.0, float(heights.min())), max(float(heights.max()), 1e-9)

    def _height(self, activation):
        """The height at which an activation is drawn, in units of the plot's y-axis."""
        low, high = self.limits
        return (np.clip(activation, low, high) - low) / (high - low) * self.counts.max()

    def _tick(self, value):
        whole = abs(value - round(value)) < 0.05
        return style.escaped(within("{:.0f}" if whole else "{:.1f}", value))

    def _widest(self, form):
        return form.format(max(abs(self.edges)))

    def _when(self):
        middle = "above one half" if kind(self.run) == "sigmoid" else "above zero"
        return f"its activation is {middle}"

    def _spread(self):
        """Indices of the examples nearest to evenly spaced sums, each once and far enough apart."""
        low, high = np.quantile(self.sums, [0.005, 0.995])
        wanted = np.linspace(low, high, SIDES)
        nearest = [int(abs(self.sums - place).argmin()) for place in wanted]
        apart, chosen = APART / PLOT[0] * np.ptp(self.edges), []
        for i in nearest:
            if all(abs(self.sums[i] - self.sums[k]) > apart for k in chosen):
                chosen.append(i)
        return chosen
