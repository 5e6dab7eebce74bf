"""A digit goes through the network, layer after layer, and an answer comes out."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
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

from scenes.mobjects.class_names import SHORT, names_within
from scenes.mobjects.lettering import Readout
from scenes.mobjects.network_diagram import Elision, columns_and_edges, counts_below
from scenes.mobjects.plot import ColourBar, Plot
from scenes.stage import style
from scenes.stage.drawn import Drawn, chosen_outputs, of_all
from scenes.stage.examples import an_example, informative_pixels
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.input_picture import input_picture
from scenes.stage.needs import DATA
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, formula, text
from scenes.stage.words.neurons import kind, squashes, stands_alone
from scenes.stage.words.numbers import within
from scenes.stage.words.symbols import squash_name, squash_sign, under
from scenes.stage.words.things import class_name, pixel, pixels, this

INPUTS_DRAWN = 16

# Sizes and places, in scene units.
LAYER_HEIGHT, COLUMNS_X = 5.0, (-2.7, 4.8)  # x of the first column and of the last
TWO_COLUMNS_X = -2.7, 0.3  # the same if there is no hidden layer
PICTURE = 2.9  # the larger side of the picture
PICTURE_AT, STORY_AT = (-5.1, 0, 0), (3.6, -0.1, 0)
STORY_FROM = 0.4  # from the column of the neuron to its story, at the least
ROOMY = 2.4  # between two columns: there is room for words below both and between them
NUMBERS_X, BESIDE = 1.3, 0.35  # from the last column to the numbers of the outputs, and the names
LONGEST_NAME = 1.8  # the largest width of a class's name
SQUASH = 3.2, 1.1  # the size of the plot of the activation function
BOX = 0.12, 0.04  # from a row to its frame, and from the frame to the next row, at the least

OWN = "with weights of its own"  # what the neurons of a single layer do not share


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
        self.outputs = chosen_outputs(self.passed.a[-1], [self.label])
        self.drawn = Drawn(self.run, self.pixels, self.outputs)
        self.shown = self.drawn.activations([a[0] for a in self.passed.a])
        dark = [values * (l == 0) for l, values in enumerate(self.shown)]
        weights = self.drawn.weights(self.network.weights)
        self.names = names_within([self.run.classes[j] for j in self.outputs], LONGEST_NAME)
        self.wider = max(0, max(name.width for name in self.names) - SHORT)  # the names need room
        left, right = COLUMNS_X if len(dark) > 2 else TWO_COLUMNS_X
        self.ends = left, right - self.wider * (len(dark) > 2)
        self.columns, self.edges = columns_and_edges(
            dark, weights, LAYER_HEIGHT, self.ends, self.drawn.gaps, self.drawn.left_out
        )
        self.picture = input_picture(self.run, self.image, PICTURE).move_to(PICTURE_AT)

    def a_digit_goes_in(self):
        n, m = self.image.size, len(self.pixels)
        self.beat(
            f"{n:,} {pixels(self.run)} go in",
            f"The {n:,} {pixels(self.run)} of {this(self.run, self.label)} are the first layer."
            + f" We draw only {m} of them: bright, with large weights." * (m < n),
        )
        inputs = self.columns[0]
        rings = VGroup(*(self._ring(k) for k in self.pixels))
        self.play(FadeIn(self.picture))
        self.play(FadeIn(rings))
        moving = rings.copy()
        note = text(of_all(m, n) or f"all {n}", SMALL, style.QUIET).next_to(inputs, DOWN, 0.18)
        lowest = min(column.get_bottom()[1] for column in self.columns)
        note.shift((lowest - inputs.get_bottom()[1]) * UP)
        if self.columns[1].get_x() - inputs.get_x() < ROOMY:
            note.align_to(inputs.get_center(), RIGHT)  # beside the largest weight's size
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
            f"Each neuron of the next layer has a weight for every {pixel(self.run)}: blue above "
            "zero, orange below, and wide is large.",
        )
        legend = ColourBar((-1, 1), "weight, as a part of the layer's max", "{:+.0f}", length=1.8)
        legend.to_corner(UR, buff=style.EDGE)
        edges = self.edges[0].set_grown(0)
        self.play(FadeIn(self.columns[1], legend, *self._marks(1)))
        self.play(edges.animate.set_grown(1), FadeIn(*self._largest(edges)), run_time=SLOW)
        self.hold()

    def one_neuron_sums(self):
        a, some = self.shown[1], self.drawn.neurons[1]
        z = self.passed.z[0][0, some]
        alone = stands_alone(self.run)
        # z nearest to 0, where a changes most; or the one that all the others are compared with
        place = int(abs(z).argmin() if alone else z.argmax())
        j = int(some[place])
        self.beat(
            "One neuron weighs, adds, squashes"
            if squashes(self.run)
            else "One neuron weighs and adds",
            f"It multiplies each {pixel(self.run)} by its weight, adds them up with its bias, and "
            f"{self._makes_of_it()} its activation: {a[place]:.3f}.",
        )
        edges, column = self.edges[0], self.columns[1]
        only = np.where(np.arange(len(a)) == place, 1.0, 0.05)[:, None]
        ring = Circle(column.radius * 1.35, style.FOCUS, stroke_width=4)
        ring.move_to(column.centre(place))
        self.play(edges.animate.set_strength(only), Create(ring))
        sums, squash = self._formulas(j), VGroup()
        if alone:
            squash = self._squash_plot(float(self.passed.z[0][0, j]))
        left, right = column.get_right()[0] + STORY_FROM, safe_area()[1]
        sums.scale(min(1, (right - left) / sums.width))
        story = VGroup(sums, squash).arrange(DOWN, buff=0.5).move_to(STORY_AT)
        story.shift(max(0, left - story.get_left()[0]) * RIGHT)
        self.play(Write(sums[0]))
        self.play(FadeIn(sums[1]))
        self.hold()
        self.play(FadeIn(*squash, sums[2]))
        lit = np.where(np.arange(len(a)) == place, a, 0)
        self.play(column.animate.set_values(lit))
        self.hold()
        self.sum_of_one = VGroup(story, ring)

    def layer_after_layer(self):
        deep = len(self.columns) > 2
        self.beat(
            "Layer after layer" if deep else "Neuron after neuron",
            f"Every neuron does the same, {'and each layer feeds the next' if deep else OWN}. An "
            "edge is as bright as the neuron that it comes from.",
        )
        self.play(FadeOut(self.sum_of_one), run_time=QUICK)
        for l, edges in enumerate(self.edges):
            before, after = self.columns[l], self.columns[l + 1]
            if l > 0:
                growing = edges.set_grown(0).animate.set_grown(1)
                self.play(FadeIn(after, *self._largest(edges), *self._marks(l + 1)), growing)
            fed = before.values / max(before.values.max(), 1e-9)
            self.play(edges.animate.set_strength(0.06 + 0.94 * fed))
            self.play(after.animate.set_values(self.shown[l + 1]), run_time=NORMAL)

    def the_brightest_is_the_answer(self):
        outputs, column = self.passed.a[-1][0], self.columns[-1]
        answer = int(outputs.argmax())
        verdict = "It is right." if answer == self.label else "It is wrong."
        self.beat(
            "The brightest output is the answer",
            f"The brightest of the {len(outputs)} outputs is {class_name(self.run, answer)}, at "
            f"{outputs[answer]:.2f}. {verdict}",
        )
        rows = VGroup()
        for place, j in enumerate(self.outputs):
            name = self.names[place].next_to(column.centre(place), RIGHT, BESIDE)
            value = Readout(outputs[j], "{:.2f}", size=SMALL, color=style.QUIET)
            right = self.ends[1] + NUMBERS_X + self.wider
            rows.add(VGroup(name, value.move_to([right, column.centre(place)[1], 0])))
        self.play(FadeIn(rows))
        row = rows[list(self.outputs).index(answer)]
        buff = clearance(row, [other for other in rows if other is not row])
        box = SurroundingRectangle(row, color=style.FOCUS, buff=buff, stroke_width=3)
        self.play(Create(box), row.animate.set_fill(style.FOCUS))
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
            formula(f"a = {self._law()} = {within('{:.3f}', a)}"),
        ).arrange(DOWN, buff=0.35, aligned_edge=LEFT)

    def _law(self):
        """The activation as a function of z, or of the z of the whole layer."""
        if stands_alone(self.run):
            return f"{squash_name(self.run)}(z)"
        return "e^(z) \\/ sum_j e^(z_j)"

    def _makes_of_it(self):
        """What the activation function does with the sum, to be followed by "its activation"."""
        if squashes(self.run):
            return "squashes the sum into"
        if kind(self.run) == "identity":
            return "takes the sum as it is for"
        sums = "the sum" if stands_alone(self.run) else f"all {self.run.sizes[1]} sums"
        return f"{squash_sign(self.run)} makes of {sums}"

    def _ring(self, k):
        row, column = np.unravel_index(k, self.image.shape)
        radius = 0.75 * self.picture.cell_width
        return Circle(radius, style.FOCUS, stroke_width=2.5).move_to(self.picture.cell(row, column))

    def _largest(self, edges):
        """The largest weight on this layer's colour scale, in words, if there are edges."""
        if isinstance(edges, Elision):
            return []
        words = text(f"max {within('{:.1f}', edges.scale_of)}", SMALL, style.QUIET)
        return [words.set_x(edges.get_x()).align_to(self.under, DOWN)]

    def _marks(self, l):
        """The dots in column l and the count below it, if not all of its neurons are drawn."""
        column = self.columns[l]
        if not column.has_gap:
            return []
        return [column.dots(), counts_below([column], [self.drawn.counts[l]])]

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


def clearance(row, others):
    """How far from a row its frame may stand without touching the rows above and below."""
    bottom, top = row.get_bottom()[1], row.get_top()[1]
    gaps = [max(other.get_bottom()[1] - top, bottom - other.get_top()[1]) for other in others]
    return max(BOX[1], min([BOX[0], *(gap - BOX[1] for gap in gaps)]))
