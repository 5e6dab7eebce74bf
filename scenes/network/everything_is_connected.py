"""Everything is connected to everything: what makes the neurons of a layer differ."""

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
    linear,
)

from scenes.mobjects.heatmap import framed, scale_of
from scenes.mobjects.lettering import Readout
from scenes.mobjects.network_diagram import Edges, Neurons
from scenes.mobjects.overlay import Overlay
from scenes.mobjects.plot import ColourBar
from scenes.mobjects.table import Table
from scenes.stage import style
from scenes.stage.examples import an_example, informative_pixels, pace_of, picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.needs import HIDDEN_LAYER, PICTURES
from scenes.stage.paths import at
from scenes.stage.style import HEADLINE, NORMAL, QUICK, SLOW, SMALL, formula, text
from scenes.stage.words.symbols import squash_name

MOST_PICTURES = 16
INPUTS_DRAWN = 16
ONE_BY_ONE = 4  # neurons that are told one after the other
LARGE = 3.0  # width of the three pictures of one neuron, in scene units
ROW = 1.0  # how high their middle is
SECONDS_OF_LEARNING = 5


class EverythingIsConnected(Explainer):
    """All pixels go to every neuron, by one formula: what makes the neurons differ is weights."""

    needs = (HIDDEN_LAYER, PICTURES)

    def construct(self):
        run, network = self.run, self.run.network()
        self.shape = picture_shape(run)
        self.image, self.label = an_example(run)
        self.name = run.classes[self.label]
        self.neurons = run.sizes[1]
        passed = network.forward(self.image.reshape(1, -1))
        self.W = network.weights[0][:MOST_PICTURES].reshape(-1, *self.shape)
        self.drawn = len(self.W)
        self.b, self.z = (v[: self.drawn] for v in (network.biases[0], passed.z[0][0]))
        self.a = passed.a[1][0, : self.drawn]
        self.squash = network.functions[0].forward
        self.products = self.W * self.image
        self.scale = scale_of(self.W)
        self.every_pixel_to_every_neuron()
        self.the_first_neuron()
        self.the_next_ones()
        self.all_at_once()
        self.why_they_differ()

    def every_pixel_to_every_neuron(self):
        inputs = self.image.size
        pixels = informative_pixels(self.image, self.W.reshape(self.drawn, -1), INPUTS_DRAWN)
        self.beat(
            f"{inputs} pixels, to each of {self.neurons} neurons",
            f"All {inputs} pixels, {len(pixels)} of them drawn, go to each of the {self.neurons} "
            "neurons, by the same formula.",
        )
        digit = self._picture(self.image, (0, 1), style.grey, LARGE).move_to([-4.9, 0.1, 0])
        before = Neurons(self.image.ravel()[pixels], 5.0, gap=len(pixels) < inputs)
        after = Neurons(np.zeros(self.drawn), 5.0, gap=self.drawn < self.neurons)
        before.move_to([-2.4, 0.1, 0])
        after.move_to([1.2, 0.1, 0])
        weights = self.W.reshape(self.drawn, -1)[:, pixels]
        edges = Edges(weights, before, after, self.scale).set_grown(0)
        notes = VGroup(
            *(
                text(f"{len(column.values)} of {of}", SMALL, style.QUIET).next_to(
                    column, DOWN, 0.15
                )
                for column, of in ((before, inputs), (after, self.neurons))
            )
        )
        said = VGroup(
            text("each neuron"),
            formula(f"z = sum_(k=1)^{inputs} w_k a_k + b"),
            formula(f"a = {squash_name(self.run)}(z)"),
        ).arrange(DOWN, buff=0.4, aligned_edge=LEFT)
        legend = ColourBar((-self.scale, self.scale), "weight", "{:+.1f}", length=1.8)
        said = VGroup(said, legend).arrange(DOWN, buff=0.8, aligned_edge=LEFT)
        said.move_to([4.4, 0.1, 0])
        dots = VGroup(*(column.dots() for column in (before, after) if column.has_gap))
        self.play(FadeIn(digit), FadeIn(before, after, dots, notes))
        self.play(edges.animate.set_grown(1), FadeIn(said), run_time=SLOW)
        self.hold()
        self.digit = digit
        self.diagram = before, after, dots, notes, edges, said

    def the_first_neuron(self):
        self.beat(
            "One neuron: pixel times weight",
            "Each pixel times its own weight: blue adds, orange takes away. With the bias, the sum "
            f"is {'above' if self.z[0] > 0 else 'not above'} zero: it {self._lights(0)}.",
        )
        self.play(FadeOut(*self.diagram), run_time=QUICK)
        self.play(self.digit.animate.move_to([-4.95, ROW, 0]), run_time=QUICK)
        self.weights = self._picture(self.W[0], self.scale, style.diverging, LARGE)
        self.weights.move_to([-1.05, ROW, 0])
        self.product = self.weights.copy().move_to([2.85, ROW, 0])
        self.which = Readout(1, "{:.0f}", size=SMALL, color=style.QUIET)
        self._lay_out_one()
        self.play(FadeIn(self.weights, self.one[:2], self.which, self.legend))
        self._multiply(0)
        self.show_sum(0, 0)
        self.play(FadeIn(self.lamp, self.lamp_name, self.sums), run_time=QUICK)
        self.count(0, SLOW)

    def _lay_out_one(self):
        """Words, signs and numbers around the three pictures of one neuron."""
        pictures = self.digit, self.weights, self.product
        words = "pixels", "weights of neuron", "pixel × weight"
        titles = VGroup(
            *(
                text(said, SMALL, style.QUIET).next_to(picture, DOWN, buff=0.2)
                for said, picture in zip(words, pictures, strict=True)
            )
        )
        titles[1].shift(0.15 * LEFT)
        self.which.next_to(titles[1], RIGHT, buff=0.12)
        self.which.align_to(titles[1][0].get_bottom(), DOWN)
        signs = VGroup(
            *(
                text(style.escaped(sign), HEADLINE).move_to([x, ROW, 0])
                for sign, x in (("×", -3.0), ("=", 0.9))
            )
        )
        self.one = VGroup(titles, signs[0], signs[1])
        bar = ColourBar((-self.scale, self.scale), "", "{:+.1f}", length=2.2)
        of = text("weight, or product", SMALL, style.QUIET).next_to(bar, UP, buff=0.15)
        self.legend = VGroup(bar, of).move_to([-1.05, -1.6, 0], aligned_edge=UP)
        widest = f"{abs(np.concatenate([self.z, self.b, self.z - self.b])).max():+.2f}"
        self.terms = {
            "bias": Readout(self.b[0], "{:+.2f}", widest),
            "z": Readout(0, "{:+.2f}", widest),
            "a": Readout(0, "{:.2f}", widest, color=style.FOCUS),
        }
        names = "bias", "z = sum + bias", "a"  # the sum alone would not add up: all are rounded
        rows = dict(zip(names, self.terms.values(), strict=True))
        self.sums = Table(rows, LARGE).move_to([2.85, -1.3, 0], aligned_edge=UP)
        lamp = Neurons(np.zeros(1), spacing=1.8).move_to([5.55, ROW, 0])
        name = text("activation a", SMALL, style.QUIET).next_to(lamp, DOWN, buff=0.2)
        self.lamp, self.lamp_name = lamp, name

    def _multiply(self, j):
        """The digit is laid over the weights, and what they give moves out."""
        laid = Overlay(self.digit, self.image, style.WHITE)
        self.play(laid.animate.move_to(self.weights), FadeIn(self.one[1]), run_time=NORMAL)
        self.product.set_values(self.W[j]).move_to(self.weights)
        self.add(self.product, laid)
        self.play(
            self.product.animate.set_values(self.products[j]).move_to([2.85, ROW, 0]),
            laid.animate.move_to([2.85, ROW, 0]).set_fill(opacity=0),
            FadeIn(self.one[2], self.one[0][2]),
            run_time=NORMAL,
        )
        self.remove(laid)

    def count(self, j, seconds):
        """Add the products up from top to bottom; the neuron lights by the sum so far."""
        rows = np.concatenate([[0], np.cumsum(self.products[j].sum(axis=1, dtype=float))])
        done, line = ValueTracker(0), Line(LEFT, RIGHT, color=style.FOCUS, stroke_width=3)
        line.scale_to_fit_width(self.product.width)
        line.add_updater(
            lambda line: line.move_to(
                self.product.get_top() + done.get_value() * self.product.height * DOWN
            )
        )
        self.lamp.add_updater(
            lambda _: self.show_sum(
                j, np.interp(done.get_value() * (len(rows) - 1), np.arange(len(rows)), rows)
            )
        )
        self.add(line)
        self.play(done.animate.set_value(1), run_time=seconds, rate_func=linear)
        self.lamp.clear_updaters()
        self.play(FadeOut(line), run_time=QUICK)

    def show_sum(self, j, total):
        """Neuron j's numbers, and how brightly it lights, with as much as is added up by now."""
        z = total + float(self.b[j])
        a = self.squash(np.full((1, 1), z))[0]
        for name, value in {"bias": self.b[j], "z": z, "a": a[0]}.items():
            self.terms[name].set_value(value)
        self.lamp.set_values(a)

    def the_next_ones(self):
        last = min(ONE_BY_ONE, self.drawn)
        if last == 1:
            return
        self.beat(
            "Same formula, other weights",
            f"The next neurons see the same {self.name}, and use the same formula. Their weights "
            "and biases differ, and so do their sums.",
        )
        for j in range(1, last):
            self.which.set_value(j + 1)
            self.show_sum(j, 0)
            self.play(
                self.weights.animate.set_values(self.W[j]),
                self.product.animate.set_values(self.products[j]),
                run_time=QUICK,
            )
            self.count(j, NORMAL)
            self.hold(0.5)

    def all_at_once(self):
        lit = int((self.z > 0).sum())
        some = f" of {self.neurons}" * (self.drawn < self.neurons)
        self.beat(
            f"All {self.drawn}{some}, at once",
            f"One {self.name}, {self.drawn} neurons{some}, {lit} of them lit. The next layer sees "
            "only how brightly each is lit.",
        )
        gone = self.weights, self.product, self.one, self.which, self.sums
        self.play(FadeOut(*gone, self.lamp, self.lamp_name), run_time=QUICK)
        self._lay_out_all()
        self.play(
            self.digit.animate.scale_to_fit_width(2.5).move_to([-5.05, 0.6, 0]),
            self.legend.animate.move_to([-5.05, -1.4, 0]),
            FadeIn(self.grid),
        )
        self.play(
            *(
                picture.animate.set_values(product)
                for picture, product in zip(self.grid, self.products, strict=True)
            ),
            run_time=NORMAL,
        )
        self.play(FadeIn(self.answers, lag_ratio=0.02), run_time=NORMAL)
        self.hold(2)

    def _lay_out_all(self):
        """Every neuron's picture, its sum z on the right, and above that how brightly it lights."""
        cell, room = 1.26, 2.62
        self.grid, self.numbers, self.lamps = VGroup(), VGroup(), VGroup()
        for j, weights in enumerate(self.W):
            row, column = divmod(j, 4)
            picture = self._picture(weights, self.scale, style.diverging, cell)
            picture.move_to([-2.85 + room * column, 2.05 - 1.42 * row, 0])
            lamp = Neurons(self.a[j : j + 1], spacing=0.75)
            lamp.next_to(picture, RIGHT, buff=0.25).shift(0.28 * UP)
            number = Readout(self.z[j], "{:+.1f}", f"{abs(self.z).max():+.1f}", size=SMALL)
            number.next_to(picture, RIGHT, buff=0.15).shift(0.4 * DOWN)
            lamp.set_x(number.get_x())
            self.grid.add(picture)
            self.numbers.add(number)
            self.lamps.add(lamp)
        self.answers = VGroup(self.lamps, self.numbers)

    def why_they_differ(self):
        steps = self.run.steps
        frames = self.run.W[0][:, : self.drawn].reshape(-1, self.drawn, *self.shape)
        faint = ", too small to be seen here" * bool(abs(frames[0]).max() < self.scale / 4)
        self.beat(
            "They differ from the start",
            f"Each began with random weights of its own{faint}. So each went its own way in "
            "training.",
        )
        pace, snapshots, now = pace_of(frames), np.arange(len(frames)), ValueTracker(0)
        self.step = Readout(0, "{:,.0f}", f"{steps[-1]:,}", color=style.WHITE)
        name = text("training step", SMALL, style.QUIET)
        counter = VGroup(name, self.step).arrange(DOWN, buff=0.25).move_to([-5.05, 0.6, 0])
        self.play(FadeOut(self.answers, self.digit), run_time=QUICK)
        self.play(FadeIn(counter), run_time=QUICK)
        self.play(
            *(p.animate.set_values(W) for p, W in zip(self.grid, frames[0], strict=True)),
            run_time=NORMAL,
        )

        def learn(grid):
            snapshot = np.interp(now.get_value(), pace, snapshots)
            weights = at(snapshot, frames)
            self.step.set_value(at(snapshot, steps))
            for picture, W in zip(grid, weights, strict=True):
                picture.set_values(W)

        self.grid.add_updater(learn)
        self.play(now.animate.set_value(1), run_time=SECONDS_OF_LEARNING, rate_func=linear)
        self.grid.clear_updaters()
        self.hold()

    def _lights(self, j):
        return "lights up" if self.z[j] > 0 else "stays dark"

    def _picture(self, values, scale, colours, width):
        picture = framed(values, scale, colours, width)
        return picture.scale(min(1, width / picture.height))
