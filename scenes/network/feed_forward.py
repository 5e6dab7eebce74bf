"""A digit goes through the network, layer after layer, and an answer comes out."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UR,
    Circle,
    Create,
    Dot,
    FadeIn,
    FadeOut,
    SurroundingRectangle,
    VGroup,
    Write,
)

from scenes.mobjects.digit import digit
from scenes.mobjects.lettering import Readout
from scenes.mobjects.network_diagram import columns_and_edges
from scenes.mobjects.plot import ColourBar, Plot
from scenes.stage import style
from scenes.stage.examples import an_example, informative_pixels
from scenes.stage.explainer import Explainer
from scenes.stage.needs import DATA
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, formula, text
from scenes.stage.words.numbers import within
from scenes.stage.words.symbols import squash_name, under

INPUTS_DRAWN = 16

# Sizes and places, in scene units.
LAYER_HEIGHT, COLUMNS_X = 5.0, (-2.7, 4.8)  # x of the first column and of the last
PICTURE_AT, STORY_AT = (-5.1, 0, 0), (3.6, -0.1, 0)
NUMBERS_X = 6.1  # x of the numbers of the outputs
SQUASH = 3.2, 1.1  # the size of the plot of the activation function


class FeedForward(Explainer):
    """A digit goes through the network: each layer weighs the one before, adds, and squashes."""

    needs = (DATA,)

    def construct(self):
        self.image, self.label = an_example(self.run)
        self.network = self.run.network()
        self.passed = self.network.forward(self.image.reshape(1, -1))
        self.lay_out()
        self.a_digit_goes_in()
        self.every_edge_is_a_weight()
        self.one_neuron_sums()
        self.layer_after_layer()
        self.the_brightest_is_the_answer()

    def lay_out(self):
        """Columns of neurons, left to right; the first column shows the most informative pixels."""
        self.pixels = informative_pixels(self.image, self.network.weights[0], INPUTS_DRAWN)
        few = len(self.pixels) < self.image.size
        shown = [self.image.ravel()[self.pixels], *(a[0] for a in self.passed.a[1:])]
        weights = [self.network.weights[0][:, self.pixels], *self.network.weights[1:]]
        dark = [values * (l == 0) for l, values in enumerate(shown)]
        self.columns, self.edges = columns_and_edges(dark, weights, LAYER_HEIGHT, COLUMNS_X, few)
        self.picture = digit(self.image).move_to(PICTURE_AT)

    def a_digit_goes_in(self):
        n, m = self.image.size, len(self.pixels)
        self.beat(
            f"{n} pixels go in",
            f"The {n} pixels of this {self.run.classes[self.label]} are the first layer. "
            f"We draw only {m} of them: bright, with large weights.",
        )
        inputs = self.columns[0]
        rings = VGroup(*(self._ring(k) for k in self.pixels))
        self.play(FadeIn(self.picture))
        self.play(FadeIn(rings))
        moving = rings.copy()
        note = text(f"{m} of {n}", SMALL, style.QUIET).next_to(inputs, DOWN, buff=0.18)
        self.under = note.get_bottom()
        self.play(
            *(ring.animate.move_to(inputs.centre(i)).scale(0.3) for i, ring in enumerate(moving)),
            run_time=SLOW,
        )
        self.play(FadeIn(inputs, inputs.dots(), note), FadeOut(moving), run_time=QUICK)
        self.play(FadeOut(rings), run_time=QUICK)

    def every_edge_is_a_weight(self):
        self.beat(
            "Every edge is a weight",
            "Each neuron of the next layer has a weight for every pixel: blue above zero, orange "
            "below, and wide is large.",
        )
        legend = ColourBar((-1, 1), "weight, as a part of the layer's max", "{:+.0f}", length=1.8)
        legend.to_corner(UR, buff=style.EDGE)
        edges = self.edges[0].set_grown(0)
        self.play(FadeIn(self.columns[1], legend))
        self.play(edges.animate.set_grown(1), FadeIn(self._largest(edges)), run_time=SLOW)
        self.hold()

    def one_neuron_sums(self):
        a = self.passed.a[1][0]
        j = int(abs(self.passed.z[0][0]).argmin())  # z nearest to 0, where a changes most
        self.beat(
            "One neuron weighs, adds, squashes",
            "It multiplies each pixel by its weight, adds them up with its bias, and squashes the "
            f"sum into its activation: {a[j]:.3f}.",
        )
        edges, column = self.edges[0], self.columns[1]
        only = np.where(np.arange(len(a)) == j, 1.0, 0.05)[:, None]
        ring = Circle(column.radius * 1.35, style.FOCUS, stroke_width=4).move_to(column.centre(j))
        self.play(edges.animate.set_strength(only), Create(ring))
        sums, squash = self._formulas(j), self._squash_plot(float(self.passed.z[0][0, j]))
        story = VGroup(sums, squash).arrange(DOWN, buff=0.5).move_to(STORY_AT)
        self.play(Write(sums[0]))
        self.play(FadeIn(sums[1]))
        self.hold()
        self.play(FadeIn(squash, sums[2]))
        lit = np.where(np.arange(len(a)) == j, a, 0)
        self.play(column.animate.set_values(lit))
        self.hold()
        self.sum_of_one = VGroup(story, ring)

    def layer_after_layer(self):
        self.beat(
            "Layer after layer",
            "Every neuron does the same, and each layer feeds the next. An edge is as bright as "
            "the neuron that it comes from.",
        )
        self.play(FadeOut(self.sum_of_one), run_time=QUICK)
        activations = [a[0] for a in self.passed.a]
        for l, edges in enumerate(self.edges):
            before, after = self.columns[l], self.columns[l + 1]
            if l > 0:
                growing = edges.set_grown(0).animate.set_grown(1)
                self.play(FadeIn(after, self._largest(edges)), growing)
            fed = before.values / max(before.values.max(), 1e-9)
            self.play(edges.animate.set_strength(0.06 + 0.94 * fed))
            self.play(after.animate.set_values(activations[l + 1]), run_time=NORMAL)

    def the_brightest_is_the_answer(self):
        outputs, column = self.passed.a[-1][0], self.columns[-1]
        answer = int(outputs.argmax())
        verdict = "It is right." if answer == self.label else "It is wrong."
        self.beat(
            "The brightest output is the answer",
            f"The brightest of the {len(outputs)} outputs is {self.run.classes[answer]}, at "
            f"{outputs[answer]:.2f}. {verdict}",
        )
        rows = VGroup()
        for j, output in enumerate(outputs):
            name = text(style.escaped(self.run.classes[j]))
            name.next_to(column.centre(j), RIGHT, 0.35)
            value = Readout(output, "{:.2f}", size=SMALL, color=style.QUIET)
            rows.add(VGroup(name, value.move_to([NUMBERS_X, column.centre(j)[1], 0])))
        self.play(FadeIn(rows))
        box = SurroundingRectangle(rows[answer], color=style.FOCUS, buff=0.12, stroke_width=3)
        self.play(Create(box), rows[answer].animate.set_fill(style.FOCUS))
        self.hold(2)

    def _formulas(self, j):
        """What neuron j of the first hidden layer computes: z in symbols and in numbers, then a."""
        z, a = (float(values[0, j]) for values in (self.passed.z[0], self.passed.a[1]))
        total = float(self.network.weights[0][j] @ self.image.ravel())
        bias = float(self.network.biases[0][j])
        return VGroup(
            formula(f"z = sum_(k=1)^{self.image.size} w_k a_k + b"),
            formula(
                f"z = underbrace({within('{:.3f}', total)}, {under('sum of products')}) "
                f"underbrace({within('{:+.3f}', bias)}, {under('bias')}) = {within('{:.3f}', z)}"
            ),
            formula(f"a = {squash_name(self.run)}(z) = {within('{:.3f}', a)}"),
        ).arrange(DOWN, buff=0.35, aligned_edge=LEFT)

    def _ring(self, k):
        row, column = np.unravel_index(k, self.image.shape)
        radius = 0.75 * self.picture.cell_width
        return Circle(radius, style.FOCUS, stroke_width=2.5).move_to(self.picture.cell(row, column))

    def _largest(self, edges):
        """The largest weight on this layer's colour scale, in words."""
        words = text(f"max {within('{:.1f}', edges.scale_of)}", SMALL, style.QUIET)
        return words.set_x(edges.get_x()).align_to(self.under, DOWN)

    def _squash_plot(self, z):
        reach = max(6.0, 1.2 * abs(z))
        across = np.linspace(-reach, reach, 121)
        function = self.network.functions[0]
        heights = function.forward(across[None])[0]
        here = float(function.forward(np.array([[z]]))[0, 0])
        limits = min(0, heights.min()), max(1, heights.max())
        ticks = {value: within("{:.0f}", value) for value in limits}
        plot = Plot((-reach, reach), limits, *SQUASH, {0: "0"}, ticks, "z", "a")
        curve = plot.curve(across, heights, style.WHITE, 3)
        dot = Dot(plot.c2p(z, here), 0.09, color=style.FOCUS)
        return VGroup(plot, curve, dot)
