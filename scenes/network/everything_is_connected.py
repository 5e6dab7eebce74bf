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
    Transform,
    ValueTracker,
    VGroup,
    linear,
    smooth,
    squish_rate_func,
)

from scenes.mobjects.heatmap import scale_of
from scenes.mobjects.labelled import named_beside
from scenes.mobjects.lettering import Readout, baseline
from scenes.mobjects.network_diagram import Neurons, counts_below
from scenes.mobjects.neuron_grid import NeuronGrid
from scenes.mobjects.overlay import Overlay
from scenes.mobjects.pictures import framed
from scenes.mobjects.plot import ColourBar
from scenes.mobjects.table import Table
from scenes.stage import style
from scenes.stage.drawn import pictured_neurons
from scenes.stage.examples import an_example, pace_of, picture_shape
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.needs import DATA, HIDDEN_LAYER, PICTURES
from scenes.stage.paths import at
from scenes.stage.style import HEADLINE, NORMAL, QUICK, SMALL, formula, text
from scenes.stage.the_network import PICTURE, TheNetwork
from scenes.stage.words.neurons import lights
from scenes.stage.words.numbers import in_words
from scenes.stage.words.symbols import squash_name
from scenes.stage.words.things import class_name, pixel

ONE_BY_ONE = 4  # neurons that are shown one after the other
SECONDS_OF_LEARNING = 3.0
EACH = 1.5  # seconds for each of the neurons after the first
QUIETLY = 0.12  # how strong an edge is drawn before its pixel has been sent
LARGER = 40  # font size of the formula that all neurons share

# Sizes and places of what a beat shows, in scene units.
LARGE, ROW = PICTURE, 1.0  # the width and y of the three pictures of one neuron
PICTURES_X, LAMP_X = (-4.95, -1.05, 2.85), 5.55  # x of pixels, weights, products; of the neuron
LEGEND_TOP, SUMS_TOP = -1.6, -1.3
ASIDE, ASIDE_AT, LEGEND_AT = 2.5, (-5.05, 0.6, 0), (-5.05, -1.4, 0)  # left of all neurons
GRID_AT = (-2.85, 2.05, 0)  # the centre of the first of their pictures


class EverythingIsConnected(Explainer):
    """Every neuron sees every pixel, by one formula: only the weights make the neurons differ."""

    needs = (DATA, HIDDEN_LAYER, PICTURES)

    def construct(self):
        run, network = self.run, self.run.network()
        self.shape = picture_shape(run)
        self.image, self.label = an_example(run)
        self.name = class_name(run, self.label)
        self.neurons, self.chosen = run.sizes[1], pictured_neurons(run)
        passed = network.forward(self.image.reshape(1, -1))
        self.W = network.weights[0][self.chosen].reshape(-1, *self.shape)
        self.drawn = len(self.W)
        of_layer = network.biases[0], passed.z[0][0], passed.a[1][0]
        self.b, self.z, self.a = (values[self.chosen] for values in of_layer)
        self.squash = network.functions[0].forward
        self.products = self.W * self.image
        self.scale = scale_of(network.weights[0])
        self.every_pixel_to_every_neuron()
        self.the_first_neuron()
        self.the_next_ones()
        self.all_at_once()
        if run.has_history:
            self.why_they_differ()

    def every_pixel_to_every_neuron(self):
        seconds = self.beat(
            f"Every {pixel(self.run)} goes to every neuron",
            f"Every {pixel(self.run)} goes to every neuron.",
        )
        whole = TheNetwork(self.run)
        self.digit, edges = whole.picture, whole.edges[0]
        before, after = columns = VGroup(*whole.columns[:2])
        dots = VGroup(*(column.dots() for column in columns if column.has_gap))
        notes = counts_below(columns, whole.drawn.counts[:2])
        self.add(self.digit, columns, dots, notes, edges.set_strength(QUIETLY))
        inputs, sent = np.arange(len(before.values)), ValueTracker(0)
        edges.add_updater(
            lambda e: e.set_strength(np.clip(sent.get_value() - inputs, QUIETLY, 1)[None])
        )
        self.play(sent.animate.set_value(len(inputs)), run_time=seconds, rate_func=linear)
        edges.clear_updaters()
        said = self._formulas().set_x((after.get_right()[0] + safe_area()[1]) / 2)
        self.say("Why don't they all say the same thing?")
        self.play(FadeIn(said), run_time=NORMAL)
        self.diagram = columns, dots, notes, edges, said

    def _formulas(self):
        """What each neuron computes."""
        return VGroup(
            text("each neuron", style.TEXT, style.QUIET),
            formula(f"z = sum_(k=1)^{self.image.size} w_k a_k + b", LARGER),
            formula(f"a = {squash_name(self.run)}(z)", LARGER),
        ).arrange(DOWN, buff=0.45, aligned_edge=LEFT)

    def the_first_neuron(self):
        seconds = self.beat(
            f"One neuron: {pixel(self.run)} times weight",
            f"Each {pixel(self.run)} is multiplied by its own weight. Blue adds, orange takes "
            "away.",
        )
        self.places = [np.array([x, ROW, 0]) for x in PICTURES_X]
        self.play(
            FadeOut(*self.diagram), self.digit.animate.move_to(self.places[0]), run_time=NORMAL
        )
        self.weights = self._picture(self.W[0], self.scale, style.diverging).move_to(self.places[1])
        self.product = self.weights.copy().move_to(self.places[2])
        first, most = self.chosen[0] + 1, f"{self.chosen[:ONE_BY_ONE][-1] + 1}"
        self.which = Readout(first, "{:.0f}", most, size=SMALL, color=style.QUIET)
        self._lay_out_one()
        known = self.weights, self.one[0][:2], self.which, self.legend
        self.play(FadeIn(*known), run_time=QUICK)
        self._multiply(0, (seconds - NORMAL - 2 * QUICK) / 2)
        self.show_sum(0, 0)
        self.play(FadeIn(self.lamp, self.lamp_name, self.sums), run_time=QUICK)
        self.count(0, self.say(self._who_wins()))

    def _who_wins(self):
        """What becomes of the first neuron, and why, in one sentence."""
        z, total = self.z[0], self.z[0] - self.b[0]
        if (z > 0) != (total > 0):
            side = "above" if z > 0 else "below"
            return f"With its bias, the sum is {side} zero, and the neuron {lights(self.run, z)}."
        winner = "blue" if z > 0 else "orange"
        return f"Here {winner} wins, and the neuron {lights(self.run, z)}."

    def _lay_out_one(self):
        """Create the words, signs and numbers around the three pictures of one neuron."""
        pictures = self.digit, self.weights, self.product
        names = "pixels", "weights of neuron", "pixel × weight"
        titles = named_beside(pictures, names)
        titles[1].shift(0.15 * LEFT)
        self.which.next_to(titles[1], RIGHT, buff=0.12)
        self.which.align_to(titles[1][0].get_bottom(), DOWN)
        signs = VGroup(*(text(style.escaped(sign), HEADLINE) for sign in "×="))
        for sign, left, right in zip(signs, self.places, self.places[1:], strict=False):
            sign.move_to((left + right) / 2)
        self.one = VGroup(titles, signs[0], signs[1])
        bar = ColourBar((-self.scale, self.scale), "", "{:+.1f}", length=2.2)
        of = text("weight, or product", SMALL, style.QUIET).next_to(bar, UP, buff=0.15)
        self.legend = VGroup(bar, of).move_to([PICTURES_X[1], LEGEND_TOP, 0], UP)
        widest = f"{abs(np.concatenate([self.z, self.b, self.z - self.b])).max():+.2f}"
        self.terms = {
            "bias": Readout(self.b[0], "{:+.2f}", widest),
            "z": Readout(0, "{:+.2f}", widest),
            "a": Readout(0, "{:.2f}", widest),
        }
        names = "bias", "z = sum + bias", "a"  # the sum alone would not add up: all are rounded
        rows = dict(zip(names, self.terms.values(), strict=True))
        self.sums = Table(rows, LARGE).move_to([PICTURES_X[2], SUMS_TOP, 0], UP)
        self.sums.shift((baseline(bar.ends[0]) - baseline(self.sums[-1][1])) * UP)
        lamp = Neurons(np.zeros(1), spacing=1.8).move_to([LAMP_X, ROW, 0])
        name = text("activation a", SMALL, style.QUIET).next_to(lamp, DOWN, buff=0.2)
        self.lamp, self.lamp_name = lamp, name

    def _multiply(self, j, seconds):
        """Move the digit over the weights; their product then moves out to its place. Both moves
        take so many seconds."""
        laid = Overlay(self.digit, self.image, style.WHITE)
        self.play(laid.animate.move_to(self.weights), FadeIn(self.one[1]), run_time=seconds)
        self.product.set_values(self.W[j]).move_to(self.weights)
        self.add(self.product, laid)
        self.play(
            self.product.animate.set_values(self.products[j]).move_to(self.places[2]),
            laid.animate.move_to(self.places[2]).set_fill(opacity=0),
            FadeIn(self.one[2], self.one[0][2]),
            run_time=seconds,
        )
        self.remove(laid)

    def count(self, j, seconds):
        """Add up the products from top to bottom; the lamp shows the activation so far."""
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
        self.play(FadeOut(line), run_time=QUICK / 2)

    def show_sum(self, j, total):
        """Show the numbers and the activation of neuron j when its products add up to total."""
        z = total + float(self.b[j])
        a = self.squash(np.full((1, 1), z))[0]
        for name, value in {"bias": self.b[j], "z": z, "a": a[0]}.items():
            self.terms[name].set_value(value)
        self.lamp.set_values(a)

    def the_next_ones(self):
        last = min(ONE_BY_ONE, self.drawn)
        if last == 1:
            return
        self.beat("Same formula, other weights", "The next neurons use the same formula.")
        for j in range(1, last):
            if j == last - 1:
                self.say("Only their weights and biases differ.")
            self.which.set_value(self.chosen[j] + 1)
            self.show_sum(j, 0)
            self.play(
                self.weights.animate.set_values(self.W[j]),
                self.product.animate.set_values(self.products[j]),
                run_time=QUICK,
            )
            self.count(j, EACH - QUICK)

    def all_at_once(self):
        lit, neurons = int((self.z > 0).sum()), self.neurons
        many = in_words(neurons) if self.drawn == neurons else f"{neurons:,}"
        seconds = self.beat(
            f"All {in_words(self.drawn)} at once"
            if self.drawn == neurons
            else f"{self.drawn} of {neurons:,}, at once",
            f"One picture gives {many} different sums.",
        )
        products = self.products
        self.all = NeuronGrid(products, self.a, self.z, self.scale, GRID_AT)
        self.grid = self.all.pictures
        mine = self.grid[min(ONE_BY_ONE, self.drawn) - 1]
        others = VGroup(*(picture for picture in self.grid if picture is not mine))
        gone = self.weights, self.one, self.which, self.sums, self.lamp, self.lamp_name
        self.play(
            FadeOut(VGroup(*gone), rate_func=squish_rate_func(smooth, 0, 0.4)),
            self.digit.animate.scale(ASIDE / LARGE).move_to(ASIDE_AT),
            self.legend.animate.move_to(LEGEND_AT),
            Transform(self.product, mine),
            run_time=NORMAL,
        )
        self.play(FadeIn(others, lag_ratio=0.1), run_time=seconds - NORMAL)
        self.remove(self.product)
        self.add(self.grid)
        of_all = "the neurons" if self.drawn == neurons else f"these {in_words(self.drawn)}"
        none_or_all = {0: "None", self.drawn: "All"}
        some = none_or_all.get(lit, in_words(lit).capitalize())
        seconds = self.say(f"{some} of {of_all} light{'s' * (lit in (0, 1))} up.")
        self.play(FadeIn(self.all.answers, lag_ratio=0.05), run_time=seconds)

    def _show_on_grid(self, values, seconds):
        """Change the pictures of all neurons to other values (n, rows, columns)."""
        pairs = zip(self.grid, values, strict=True)
        self.play(*(picture.animate.set_values(each) for picture, each in pairs), run_time=seconds)

    def why_they_differ(self):
        steps = self.run.steps
        frames = self.run.W[0][:, self.chosen].reshape(-1, self.drawn, *self.shape)
        seconds = self.beat("They differ from the start", "Each began with random weights.")
        pace, snapshots, now = pace_of(frames), np.arange(len(frames)), ValueTracker(0)
        self.step = Readout(0, "{:,.0f}", f"{steps[-1]:,}", color=style.WHITE)
        name = text("training step", SMALL, style.QUIET)
        counter = VGroup(name, self.step).arrange(DOWN, buff=0.25).move_to(ASIDE_AT)
        self.play(FadeOut(self.all.answers, self.digit), run_time=QUICK)
        self._show_on_grid(frames[0], seconds - QUICK)
        self.say("From there, each went its own way.")
        self.play(FadeIn(counter), run_time=QUICK / 2)

        def learn(_):
            snapshot = np.interp(now.get_value(), pace, snapshots)
            self.step.set_value(at(snapshot, steps))
            self.all.set_weights(at(snapshot, frames))

        self.grid.add_updater(learn)
        self.play(now.animate.set_value(1), run_time=SECONDS_OF_LEARNING, rate_func=linear)
        self.grid.clear_updaters()
        self.hold()

    @staticmethod
    def _picture(values, scale, colours):
        picture = framed(values, scale, colours, LARGE)
        return picture.scale(min(1, LARGE / picture.height))
