"""What the network is: pixels go in, layer after layer lights up, an answer comes out."""

import numpy as np
from manim import (
    DOWN,
    DR,
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
    Rectangle,
    SurroundingRectangle,
    VGroup,
    Write,
    linear,
)

from scenes import style
from scenes.examples import an_example, informative_pixels, telling_stretch, telling_windows
from scenes.explainer import Explainer
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.lens import Lens
from scenes.mobjects.lettering import Readout
from scenes.mobjects.network_diagram import Edges, Neurons
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.unrolling import Unrolling
from scenes.notation import squash_name, under
from scenes.style import NORMAL, QUICK, SLOW, SMALL, formula, text

SPAN = 7  # cells along a side of the lens on the picture
NEURONS_IN_LENS = 8
COLUMN_HEIGHT = 5.4
LAYER_HEIGHT = 5.0
INPUTS_DRAWN = 16


class PixelsToNeurons(Explainer):
    """A digit is a list of numbers, and that list is the network's first layer."""

    def construct(self):
        self.image, self.label = an_example(self.run)
        self.a_digit()
        self.each_pixel_is_a_number()
        self.one_long_list()
        self.the_first_layer()

    def a_digit(self):
        rows, columns = self.image.shape
        self.beat(
            "A handwritten digit",
            f"This is a handwritten {self.run.classes[self.label]}, one of the images that our "
            "network was never trained on.",
        )
        self.picture = Heatmap(
            self.image, (0, 1), style.grey, width=5, stroke_width=1.5, stroke_color=style.FAINT
        )
        size = text(f"{rows} × {columns} pixels", SMALL, style.QUIET).next_to(self.picture, DOWN)
        self.play(FadeIn(self.picture, scale=1.05), FadeIn(size))
        self.digit = VGroup(self.picture, size)

    def each_pixel_is_a_number(self):
        self.beat(
            "Each pixel is a number",
            "Each pixel is one number, its grey: 0 is black, 1 is white.",
        )
        self.play(self.digit.animate.move_to(4 * LEFT), run_time=NORMAL)
        span = min(SPAN, *self.image.shape)
        lens = Lens(self.image, (span, span), cell=0.72).move_to(3.3 * RIGHT + 0.1 * DOWN)
        cell = self.picture.cell_width
        window = frame(span * cell, span * cell)
        window.move_to(self.picture, aligned_edge=UP + LEFT)
        beams = beams_between(window, lens)
        self.play(Create(window), FadeIn(lens, beams))
        for row, column in telling_windows(self.image, span):
            place = self.picture.cell(row, column) + (span - 1) / 2 * cell * np.array([1, -1, 0])
            self.play(
                lens.animate.look_at(row, column),
                window.animate.move_to(place),
                run_time=SLOW,
            )
            self.hold()
        self.play(FadeOut(lens, window, beams), run_time=QUICK)

    def one_long_list(self):
        n = self.image.size
        self.beat(
            f"{n} numbers, in one list",
            f"Row after row, the {n} numbers are put into one list.",
        )
        column = Rectangle(width=0.5, height=COLUMN_HEIGHT, stroke_width=0).move_to(0.4 * RIGHT)
        self.column = Unrolling(self.image, self.picture, column)
        ghost = self.picture.copy().set_fill(opacity=0.35)
        self.ghost = ghost
        self.add(ghost, self.column)
        self.remove(self.picture)
        self.play(self.column.animate.set_progress(1), run_time=6, rate_func=linear)
        self.column_outline = column.set_stroke(style.FAINT, 1.5)
        ends = [text(words, SMALL, style.QUIET) for words in ("1", f"{n}")]
        ends[0].next_to(column, LEFT, buff=0.15).align_to(column, UP)
        ends[1].next_to(column, LEFT, buff=0.15).align_to(column, DOWN)
        self.play(FadeIn(self.column_outline, *ends), self.ghost.animate.set_fill(opacity=1))

    def the_first_layer(self):
        n, length = self.image.size, min(NEURONS_IN_LENS, self.image.shape[1])
        self.beat(
            f"{n} neurons, each as bright as its pixel",
            f"That list is the network's first layer: {n} neurons, "
            "each holding the grey of one pixel as its activation.",
        )
        column = self.column_outline
        lens = Lens(self.image.reshape(-1, 1), (length, 1), cell=0.66, round=True)
        lens.move_to(4.4 * RIGHT + 0.1 * DOWN)
        first, last = (Readout(k, "{:.0f}", widest=str(n)) for k in (1, length))
        for index, readout in ((0, first), (length - 1, last)):
            readout.next_to(lens.cell(index, 0), RIGHT, buff=0.6)
        title = text("neuron", SMALL, style.QUIET).next_to(first, UP, buff=0.25)
        per_neuron = column.height / n
        window = frame(column.width + 0.16, max(length * per_neuron, 0.05))
        window.move_to(column.get_top(), aligned_edge=UP)
        beams = beams_between(window, lens)
        source = self._source_of(0, 0, length, window)
        self.play(Create(window), FadeIn(lens, beams, first, last, title, source))
        self.hold(2)
        self.play(FadeOut(source), run_time=QUICK)
        row, column_of = telling_stretch(self.image, length)
        k = row * self.image.shape[1] + column_of
        self.play(
            lens.animate.look_at(k, 0),
            window.animate.move_to(column.get_top() + DOWN * (k + length / 2) * per_neuron),
            first.animate.set_value(k + 1),
            last.animate.set_value(k + length),
            run_time=1.5 * SLOW,
        )
        self.play(FadeIn(self._source_of(row, column_of, length, window)))
        self.hold(2)

    def _source_of(self, row, column, length, window):
        """A frame around some pixels of a row, and the beams to where they are in the list."""
        cell = self.picture.cell_width
        ends = self.picture.cell(row, column), self.picture.cell(row, column + length - 1)
        pixels = frame(length * cell, cell).move_to(sum(ends) / 2)
        return VGroup(pixels, beams_between(pixels, window))


class FeedForward(Explainer):
    """A digit goes through the network: each layer weighs the one before, adds, and squashes."""

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
        """Columns of neurons, left to right; the input's are the pixels that say most."""
        self.pixels = informative_pixels(self.image, self.network.weights[0], INPUTS_DRAWN)
        few = len(self.pixels) < self.image.size
        shown = [self.image.ravel()[self.pixels], *(a[0] for a in self.passed.a[1:])]
        self.columns = [
            Neurons(values if i == 0 else 0 * values, LAYER_HEIGHT, gap=few and i == 0)
            for i, values in enumerate(shown)
        ]
        places = np.linspace(-2.7, 4.8, len(self.columns))
        for column, x in zip(self.columns, places, strict=True):
            column.move_to([x, 0, 0])
        weights = [self.network.weights[0][:, self.pixels], *self.network.weights[1:]]
        self.edges = [
            Edges(W, before, after, z_index=-1)
            for W, before, after in zip(weights, self.columns, self.columns[1:], strict=False)
        ]
        self.picture = Heatmap(self.image, (0, 1), style.grey, width=2.9, stroke_width=1.5)
        self.picture.set_stroke(style.FAINT).move_to([-5.1, 0, 0])

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
        weights, biases = self.network.weights[0], self.network.biases[0]
        a = self.passed.a[1][0]
        j = int(abs(self.passed.z[0][0]).argmin())  # the least decided: it shows the squashing
        z, b = float(self.passed.z[0][0, j]), float(biases[j])
        total = float(weights[j] @ self.image.ravel())
        self.beat(
            "One neuron weighs, adds, squashes",
            "It multiplies each pixel by its weight, adds them up with its bias, and squashes the "
            f"sum into its activation: {a[j]:.3f}.",
        )
        edges, column = self.edges[0], self.columns[1]
        only = np.where(np.arange(len(a)) == j, 1.0, 0.05)[:, None]
        ring = Circle(column.radius * 1.35, style.FOCUS, stroke_width=4).move_to(column.centre(j))
        self.play(edges.animate.set_strength(only), Create(ring))
        sums = VGroup(
            formula(f"z = sum_(k=1)^{self.image.size} w_k a_k + b"),
            formula(
                f"z = underbrace({total:.3f}, {under('sum of products')}) "
                f"underbrace({b:+.3f}, {under('bias')}) = {z:.3f}"
            ),
            formula(f"a = {squash_name(self.run)}(z) = {a[j]:.3f}"),
        ).arrange(DOWN, buff=0.35, aligned_edge=LEFT)
        squash = self._squash_plot(z)
        story = VGroup(sums, squash).arrange(DOWN, buff=0.5).move_to([3.6, -0.1, 0])
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
            rows.add(VGroup(name, value.move_to([6.1, column.centre(j)[1], 0])))
        self.play(FadeIn(rows))
        box = SurroundingRectangle(rows[answer], color=style.FOCUS, buff=0.12, stroke_width=3)
        self.play(Create(box), rows[answer].animate.set_fill(style.FOCUS))
        self.hold(2)

    def _ring(self, k):
        row, column = np.unravel_index(k, self.image.shape)
        radius = 0.75 * self.picture.cell_width
        return Circle(radius, style.FOCUS, stroke_width=2.5).move_to(self.picture.cell(row, column))

    def _largest(self, edges):
        """What the ends of the colour scale stand for in this layer."""
        words = text(f"max {edges.scale_of:.1f}", SMALL, style.QUIET)
        return words.set_x(edges.get_x()).align_to(self.under, DOWN)

    def _squash_plot(self, z):
        reach = max(6.0, 1.2 * abs(z))
        across = np.linspace(-reach, reach, 121)
        function = self.network.functions[0]
        heights = function.forward(across[None])[0]
        here = float(function.forward(np.array([[z]]))[0, 0])
        limits = min(0, heights.min()), max(1, heights.max())
        ticks = {value: f"{value:.0f}" for value in (limits[0], limits[1])}
        plot = Plot((-reach, reach), limits, 3.2, 1.1, {0: "0"}, ticks, "z", "a")
        curve = plot.curve(across, heights, style.WHITE, 3)
        dot = Dot(plot.c2p(z, here), 0.09, color=style.FOCUS)
        return VGroup(plot, curve, dot)


def frame(width, height):
    """A frame around what we look at."""
    return Rectangle(width=width, height=height, color=style.FOCUS, stroke_width=3)


def beams_between(window, lens):
    """The two lines that say: what is in the window is what the lens shows."""

    def corners():
        return [(window.get_corner(c), lens.get_corner(c + 2 * LEFT)) for c in (UR, DR)]

    beams = VGroup(*(Line(a, b, color=style.FOCUS, stroke_width=1.5) for a, b in corners()))
    beams.set_stroke(opacity=0.6)

    def follow(group):
        for line, ends in zip(group, corners(), strict=True):
            line.set_points_as_corners(ends)

    return beams.add_updater(follow)
