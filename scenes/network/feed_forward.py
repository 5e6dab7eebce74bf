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
    Line,
    SurroundingRectangle,
    Transform,
    VGroup,
    Write,
)

from scenes.mobjects.lettering import baseline
from scenes.mobjects.network_diagram import Elision, counts_below
from scenes.mobjects.plot import ColourBar, Plot
from scenes.stage import style
from scenes.stage.drawn import of_all
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.needs import DATA
from scenes.stage.style import NORMAL, QUICK, SMALL, formula, text
from scenes.stage.the_network import TheNetwork, carried, large_picture
from scenes.stage.words.neurons import kind, stands_alone
from scenes.stage.words.numbers import in_words, within
from scenes.stage.words.symbols import squash_name, squash_sign, under
from scenes.stage.words.things import class_name, pixel, pixels

# Sizes and places, in scene units.
STORY_AT = 3.6, -0.1, 0
STORY_FROM = 0.4  # from the column of the neuron to its story, at the least
ROOMY = 2.4  # between two columns: there is room for words below both and between them
SQUASH = 4.2, 1.35  # the size of the plot of the activation function
NEARLY = 0.12  # two baselines that are less far apart are made one
BOX = 0.12, 0.04  # from a row to its frame, and from the frame to the next row, at the least

RANGES = {"sigmoid": "zero and one", "tanh": "minus one and one"}  # of what squashes the sum


class FeedForward(Explainer):
    """A digit goes through the network: each layer weighs the one before, adds, and squashes."""

    needs = (DATA,)

    def construct(self):
        self.whole = whole = TheNetwork(self.run)
        self.image, self.label, self.network = whole.image, whole.label, whole.network
        self.passed, self.shown, self.drawn = whole.passed, whole.shown, whole.drawn
        self.pixels, self.columns, self.edges = whole.pixels, whole.columns, whole.edges
        self.a_digit_goes_in()
        self.every_edge_is_a_weight()
        self.one_neuron_sums()
        self.layer_after_layer()
        self.the_brightest_is_the_answer()

    def a_digit_goes_in(self):
        run, n, m = self.run, self.image.size, len(self.pixels)
        self.picture = large_picture(run, self.image)
        name = class_name(run, self.label)
        seconds = self.beat("The numbers go in", f"Our {name} goes in on the left.")
        self.add(self.picture)
        self.play(Transform(self.picture, self.whole.picture), run_time=seconds)
        seconds = self.say(
            f"We draw {in_words(m)} of its {pixels(run)}."
            if m < n
            else f"Each of its {in_words(n)} {pixels(run)} has a neuron."
        )
        inputs = self.columns[0]
        rings = VGroup(*(self._ring(k) for k in self.pixels))
        note = text(of_all(m, n) or f"all {n}", SMALL, style.QUIET).next_to(inputs, DOWN, 0.18)
        lowest = min(column.get_bottom()[1] for column in self.columns)
        note.shift((lowest - inputs.get_bottom()[1]) * UP)
        if self.columns[1].get_x() - inputs.get_x() < ROOMY:
            note.align_to(inputs.get_center(), RIGHT)  # beside the largest weight's size
        self.under = note.get_bottom()
        self.note = note
        self.play(FadeIn(rings, lag_ratio=0.1), run_time=seconds / 2)
        self.play(
            *(ring.animate.move_to(inputs.centre(i)).scale(0.3) for i, ring in enumerate(rings)),
            run_time=seconds / 2,
        )
        self.play(FadeIn(inputs, inputs.dots(), note), FadeOut(rings), run_time=QUICK)

    def every_edge_is_a_weight(self):
        seconds = self.beat(
            "Every line is a weight",
            "Every line is a weight. Blue ones add, orange ones take away.",
        )
        legend = ColourBar((-1, 1), "weight, as a part of the layer's max", "{:+.0f}", length=1.8)
        legend.to_corner(UR, buff=style.EDGE)
        edges = self.edges[0].set_grown(0)
        self.play(
            FadeIn(self.columns[1], legend, *self._marks(1), *self._largest(edges)),
            edges.animate.set_grown(1),
            run_time=0.35 * seconds,
        )
        for some in (edges.weights > 0, edges.weights < 0):
            strength = np.where(some, 1.0, 0.04)
            self.play(edges.animate.set_strength(strength), run_time=0.3 * seconds)
        self.play(edges.animate.set_strength(1), run_time=QUICK)

    def one_neuron_sums(self):
        a, some = self.shown[1], self.drawn.neurons[1]
        z = self.passed.z[0][0, some]
        alone = stands_alone(self.run)
        # z nearest to 0, where a changes most; or the one that all the others are compared with
        place = int(abs(z).argmin() if alone else z.argmax())
        j = int(some[place])
        seconds = self.beat(
            "One neuron does a small sum",
            f"One neuron multiplies each {pixel(self.run)} by a weight, and adds everything up.",
        )
        edges, column = self.edges[0], self.columns[1]
        only = np.where(np.arange(len(a)) == place, 1.0, 0.05)[:, None]
        ring = Circle(column.radius * 1.35, style.FOCUS, stroke_width=4)
        ring.move_to(column.centre(place))
        sums, squash = self._formulas(j), VGroup()
        if alone:
            squash = self._squash_plot(float(self.passed.z[0][0, j]))
        left, right = column.get_right()[0] + STORY_FROM, safe_area()[1]
        sums.scale(min(1, (right - left) / sums.width))
        story = VGroup(sums, squash).arrange(DOWN, buff=0.5).move_to(STORY_AT)
        story.shift(max(0, left - story.get_left()[0]) * RIGHT)
        if alone:
            self._stand_with_the_counts(squash)
        self.play(edges.animate.set_strength(only), Create(ring), run_time=NORMAL)
        self.play(Write(sums[0]), run_time=(seconds - NORMAL) / 2)
        self.play(FadeIn(sums[1]), run_time=(seconds - NORMAL) / 2)
        seconds = self.say(self._what_becomes_of_it())
        lit = np.where(np.arange(len(a)) == place, a, 0)
        lighting = [column.animate.set_values(lit), FadeIn(sums[2])]
        if alone:
            plot, curve, dot, way = squash
            self.play(FadeIn(plot, curve, dot), run_time=QUICK)
            lighting += [dot.animate.move_to(way.get_end()), Create(way)]
        self.play(*lighting, run_time=seconds - QUICK)
        self.hold(1.1)  # for the last formula to be read
        self.sum_of_one = VGroup(story, ring)

    def layer_after_layer(self):
        deep = len(self.columns) > 2
        self.beat(
            "Layer after layer" if deep else "Neuron after neuron", "All the others do the same."
        )
        self.play(FadeOut(self.sum_of_one), run_time=QUICK)
        for l, edges in enumerate(self.edges):
            before, after = self.columns[l], self.columns[l + 1]
            if l == 1:
                self.say("And what they say feeds the next layer.")
            if l > 0:
                growing = edges.set_grown(0).animate.set_grown(1)
                parts = FadeIn(after, *self._largest(edges), *self._marks(l + 1))
                self.play(parts, growing, run_time=QUICK)
            self.play(edges.animate.set_strength(carried(before.values)), run_time=QUICK)
            self.play(after.animate.set_values(self.shown[l + 1]), run_time=NORMAL)
        if not deep:
            self.say("Each has weights of its own.")

    def the_brightest_is_the_answer(self):
        run, outputs = self.run, self.passed.a[-1][0]
        answer = int(outputs.argmax())
        seconds = self.beat(
            "The brightest output is the answer",
            f"Of the {in_words(len(outputs))} outputs, the brightest wins.",
        )
        rows = self.whole.rows(outputs)
        self.play(FadeIn(rows, lag_ratio=0.1), run_time=seconds)
        verdict = "right" if answer == self.label else "wrong"
        self.say(f"It says {class_name(run, answer)}, and that is {verdict}.")
        row = rows[list(self.whole.outputs).index(answer)]
        buff = clearance(row, [other for other in rows if other is not row])
        box = SurroundingRectangle(row, color=style.FOCUS, buff=buff, stroke_width=3)
        self.play(Create(box), row.animate.set_fill(style.WHITE))

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

    def _what_becomes_of_it(self):
        """What the activation function does with the sum."""
        if kind(self.run) in RANGES:
            return f"Then it squashes the sum into something between {RANGES[kind(self.run)]}."
        if kind(self.run) == "identity":
            return "Its activation is that sum, as it is."
        sums = "the sum" if stands_alone(self.run) else f"all {in_words(self.run.sizes[1])} sums"
        return f"Then {squash_sign(self.run)} makes its activation of {sums}."

    def _ring(self, k):
        row, column = np.unravel_index(k, self.image.shape)
        radius = 0.75 * self.picture.cell_width
        return Circle(radius, style.FOCUS, stroke_width=2.5).move_to(self.picture.cell(row, column))

    def _stand_with_the_counts(self, squash):
        """Give the label of the plot's axis the baseline of a count that stands nearly as high."""
        tick, counts = squash[0].labels[0][1], [self.note, *self._counts(1)]
        nearest = min((baseline(words) - baseline(tick) for words in counts), key=abs)
        if abs(nearest) < NEARLY:
            squash.shift(nearest * UP)

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
        return [column.dots(), self._counts(l)]

    def _counts(self, l):
        """The count below column l, if not all of its neurons are drawn."""
        return counts_below([self.columns[l]], [self.drawn.counts[l]])

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
        dot = Dot(plot.c2p(z, 0), 0.09, color=style.FOCUS)
        way = Line(plot.c2p(z, 0), plot.c2p(z, here)).set_stroke(style.FOCUS, 2)
        return VGroup(plot, curve, dot, way)


def clearance(row, others):
    """How far from a row its frame may stand without touching the rows above and below."""
    bottom, top = row.get_bottom()[1], row.get_top()[1]
    gaps = [max(other.get_bottom()[1] - top, bottom - other.get_top()[1]) for other in others]
    return max(BOX[1], min([BOX[0], *(gap - BOX[1] for gap in gaps)]))
