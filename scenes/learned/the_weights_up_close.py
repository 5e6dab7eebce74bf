"""The weights of the first layer as pictures, and the digits that light their neurons."""

import functools

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    SurroundingRectangle,
    VGroup,
    linear,
)

from nn.analysis.statistics import correlation_of_neighbours, shares_lit
from scenes.learned.lit_table import heads_of_columns, heads_of_rows
from scenes.mobjects.heatmap import Heatmap, largest, scale_of
from scenes.mobjects.labelled import named_beside
from scenes.mobjects.lettering import Readout
from scenes.mobjects.outputs import Outputs
from scenes.mobjects.overlay import Overlay
from scenes.mobjects.pictures import framed
from scenes.mobjects.plot import ColourBar
from scenes.mobjects.step_plot import StepPlot
from scenes.mobjects.table import baseline, stacked
from scenes.mobjects.ticks import round_limits
from scenes.mobjects.weight_pictures import WeightPictures
from scenes.stage import style
from scenes.stage.drawn import pictured_neurons
from scenes.stage.examples import an_example, picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.needs import PICTURES
from scenes.stage.style import HEADLINE, NORMAL, QUICK, SLOW, SMALL, text
from scenes.stage.words.listed import listed
from scenes.stage.words.neurons import lights
from scenes.stage.words.numbers import within
from scenes.stage.words.things import (
    a,
    a_class,
    class_name,
    handwritten,
    images,
    kinds,
    step,
    unseen,
    wholes,
)

MOST_NAMES = 8  # that a caption lists
LARGE = 4.1  # width of an enlarged picture, in scene units
FACTOR = 3.3  # width of a picture in a product
PAIR = 2.7  # width of each of the initial and the final weights, side by side
ALL = -3.4, 0.35, 0  # the centre of all pictures
ENLARGED = 3.4, 0.35, 0  # of one of them, beside the others
PIXELS, WEIGHTS, PRODUCT = 4.5 * LEFT + 0.8 * UP, 0.8 * UP, 4.5 * RIGHT + 0.8 * UP
SIGN = 2.3  # from the weights to × and to =
NAMES_OF_TERMS, TERMS = -2.1, -2.55  # the baseline of the names, y of the middle of the numbers
ONE = -3.6, 0.2, 0  # the centre of the neuron beside its bars
BARS = 3.3, -0.05, 0  # the centre of those
TABLE, TABLE_CENTRE = (10.0, 3.4), (0.3, -0.4, 0)
PAIR_CENTRE = -3.6, 0.35, 0
PLOT = 3.3, 0, 0  # the centre of the plot beside the pair

NO_LAYER_BETWEEN = "No layer lies between: each neuron is an output, and stands for one class."


class TheWeightsUpClose(Explainer):
    """Neither noise nor the edges and loops one hopes for: what the first layer's weights are."""

    needs = (PICTURES,)

    def construct(self):
        run = self.run
        self.shape, self.network = picture_shape(run), run.network()
        self.narrow = min(1, self.shape[1] / self.shape[0])  # a tall picture's width, if 1 high
        self.chosen = pictured_neurons(run)
        self.W = self.network.weights[0][self.chosen]
        self.scale = scale_of(self.W)
        self.j = int(abs(self.W).sum(axis=1).argmax())
        self.hidden = len(run.sizes) > 2
        if run.has_data:
            self.choose_an_example()
        self.all_of_them()
        self.one_enlarged()
        if run.has_data:
            self.what_it_adds()
        if run.has_data and self.hidden:
            self.what_lights_it()
            self.what_lights_each()
        if run.has_history:
            self.smooth_or_not()

    def choose_an_example(self):
        """An example, the neuron that it lights most, and the names of the classes there are."""
        run = self.run
        self.kind, self.kinds = kinds(run)
        self.image, self.label = an_example(run)
        self.passed = self.network.forward(self.image.reshape(1, -1))
        self.j = int(self.passed.z[0][0, self.chosen].argmax())
        self.known = np.unique(run.examples()[1])
        self.names = [run.classes[c] for c in self.known]

    def all_of_them(self):
        drawn, neurons = len(self.W), self.run.sizes[1]
        hope = f"Small edges, one might hope, to build {wholes(self.run)} from."
        self.beat(
            f"The weights into {drawn} neurons" + f" of {neurons}" * (drawn < neurons),
            f"{hope if self.hidden else NO_LAYER_BETWEEN} This is what training found.",
        )
        W = self.W.reshape(-1, *self.shape)
        self.pictures, self.legend = WeightPictures(W, self.scale).shift(ALL)
        self.play(FadeIn(self.pictures, self.legend))

    def one_enlarged(self):
        self.beat(
            "One of them, enlarged",
            "A white pixel on blue speaks for this neuron, on orange against it.",
        )
        small = self.pictures[self.j]
        self.frame = SurroundingRectangle(small, color=style.FOCUS, buff=0.04, stroke_width=3)
        self.one = small.copy()
        self.play(Create(self.frame))
        self.play(self._sized(LARGE).move_to(ENLARGED), run_time=SLOW)
        self.shown = VGroup(self.pictures, self.legend, self.frame, self.one)

    def what_it_adds(self):
        of_layer = self.passed.z[0][0], self.network.biases[0]
        z, b = (float(values[self.chosen[self.j]]) for values in of_layer)
        product = self.image * self.W[self.j].reshape(self.shape)
        up, down = product[product > 0].sum(), product[product < 0].sum()
        self.beat(
            f"{a(self.run).capitalize()} laid over the weights",
            f"Pixel times weight, for {a_class(self.run, self.label)}: blue adds, orange takes. "
            f"With the bias, the sum is {'above' if z > 0 else 'not above'} zero"
            + (f": {'the neuron lights' if z > 0 else f'it {lights(self.run, z)}'}" * self.hidden)
            + ".",
        )
        self.play(
            FadeOut(self.pictures, self.frame),
            self.legend.animate.to_corner(UP + RIGHT, buff=style.EDGE),
            run_time=QUICK,
        )
        digit = self._picture(self.image, (0, 1), style.grey, FACTOR).move_to(PIXELS)
        self.play(self._sized(FACTOR).move_to(WEIGHTS), FadeIn(digit))
        signs = self._multiply(digit, product)
        pictures = digit, self.one, self.product
        titles = named_beside(pictures, ("pixels", "weights", "pixel × weight"))
        self.terms = self._terms(up, down, b, z)
        self.play(FadeIn(titles, self.terms))
        self.hold(2)
        self.shown = VGroup(digit, signs, self.product, titles, self.terms)

    def what_lights_it(self):
        share = self.lit_by[:, self.j]
        names = [class_name(self.run, self.known[c]) for c in np.flatnonzero(share > 0.5)]
        never = " never trained on" * unseen(self.run)
        several = f"{len(names)} {self.kinds}"
        names = listed(names) if len(names) <= MOST_NAMES else several
        if len(self.names) == int((share > 0.5).sum()) > 1:
            names = f"every {self.kind}"
        n = len(self.run.examples()[1])
        self.beat(
            f"Which {self.kinds} light it?",
            f"Of {n:,} {images(self.run)}{never}, it lights for more than half of those of {names}."
            if names
            else f"Of {n:,} {images(self.run)}{never}, it lights for less than half of any class.",
        )
        self.play(FadeOut(self.shown), self._sized(LARGE).move_to(ONE))
        self.bars = Outputs(share, self.names, width=3.6, height=4.4, form="{:.0%}")
        title = text(f"{images(self.run)} that light the neuron", SMALL, style.QUIET)
        bars = VGroup(title, self.bars).arrange(DOWN, buff=0.3).move_to(BARS)
        self.play(FadeIn(bars))
        self.hold()
        self.shown = VGroup(self.one, bars)

    def what_lights_each(self):
        share, drawn = self.lit_by, len(self.W)
        counts = (share > 0.5).sum(axis=0)
        alone = int((counts == 1).sum())
        most = "all " * int(counts.max() == len(share)) + f"{counts.max()}"
        several = (
            f", some for {most}. Only together do they tell {self.kinds} apart."
            if counts.max() > 1
            else "."
        )
        self.beat(
            f"{drawn} neurons, {len(share)} {self.kinds}",
            f"Of all {drawn}, {alone or 'none'} light{'s' * (alone == 1)} for one {self.kind} alone"
            + several,
        )
        self.order = np.argsort(counts, kind="stable")  # by how many classes light them
        self.table = Heatmap(share[:, self.order], (0, 1), style.grey, TABLE[0], stroke_width=1.5)
        self.table.set_stroke(style.FAINT)
        self.table.stretch_to_fit_height(TABLE[1]).move_to(TABLE_CENTRE)
        thumbs = VGroup(*(self.pictures[j] for j in self.order))
        thumbs, names = heads_of_columns(self.table, thumbs), heads_of_rows(self.table, self.names)
        title = f"{images(self.run)} that light the neuron"
        legend = ColourBar((0, 100), title, "{:.0f}%", style.grey)
        legend.next_to(self.table, DOWN, buff=0.25).set_x(0)
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(thumbs, names))
        self.play(FadeIn(self.table, legend))
        self.hold(2)
        self.shown = VGroup(thumbs, names, self.table, legend, self.legend)

    def smooth_or_not(self):
        run = self.run
        frames = run.W[0].reshape(*run.W[0].shape[:2], *self.shape)
        self.smoothness = np.array([correlation_of_neighbours(frame) for frame in frames])
        start, end = self.smoothness[[0, -1]]
        self.beat(
            "Smoother than noise" if end > start + 0.1 else "Much like noise",
            f"Neighbouring weights correlate by {within('{:.2f}', start)} at the start,"
            f"{' as noise does,' * bool(abs(start) < 0.1)} by {within('{:.2f}', end)} at the end: "
            + (
                "blotches, not edges or loops."
                if handwritten(self.run) and end > start + 0.1
                else "neighbours have grown alike."
                if end > start + 0.1
                else "still mostly the random start."
            ),
        )
        plot = self._plot_of_smoothness()
        curve = plot.curve(run.steps, self.smoothness, style.WHITE)
        pair = self.pair = self._before_and_after()
        titles = named_beside(pair, ("at the start", "at the end"))
        scales = [f"scale ±{picture.limits[1]:.2f}" for picture in pair]
        ends = named_beside(titles, scales, buff=0.15)
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(pair, titles, ends))
        self.play(FadeIn(plot))
        self.play(Create(curve), run_time=SLOW, rate_func=linear)
        self.curve = curve
        there = Readout(end, "{:.2f}", color=style.FOCUS)
        self.play(FadeIn(there.next_to(curve.get_end(), UP, buff=0.2)))
        self.hold()

    @functools.cached_property
    def lit_by(self):
        """The share of each class's examples that light each neuron drawn, (names, neurons)."""
        return shares_lit(self.network, *self.run.examples())[:, self.chosen]

    def _multiply(self, digit, product):
        """Move the digit over the weights, and their product beside them; return × and =."""
        self.product = self._picture(self.W[self.j], self.scale, style.diverging, FACTOR)
        self.product.move_to(self.one)
        laid = Overlay(digit, self.image, style.WHITE)
        signs = VGroup(*(text(style.escaped(sign), HEADLINE) for sign in "×="))
        for sign, x in zip(signs, (-SIGN, SIGN), strict=True):
            sign.move_to(WEIGHTS + x * RIGHT)
        self.play(laid.animate.move_to(self.one), FadeIn(signs[0]), run_time=NORMAL)
        self.add(self.product, laid)
        self.play(
            self.product.animate.set_values(product).move_to(PRODUCT),
            laid.animate.move_to(PRODUCT).set_fill(opacity=0),
            FadeIn(signs[1]),
            run_time=NORMAL,
        )
        self.remove(laid)
        return signs

    @staticmethod
    def _terms(up, down, b, z):
        """The sums of the positive and of the negative products, the bias and z, in numbers."""
        terms = stacked(
            {
                "blue adds": Readout(up, "{:+.2f}", color=style.POSITIVE),
                "orange takes": Readout(down, "{:+.2f}", color=style.NEGATIVE),
                "bias": Readout(b, "{:+.2f}", color=style.POSITIVE if b > 0 else style.NEGATIVE),
                "sum": Readout(z, "{:+.2f}", color=style.FOCUS),
            }
        )
        terms.arrange(RIGHT, buff=1.3).set_x(0)
        for label, number in terms:  # some letters descend below the baseline, numbers do not
            label.shift((NAMES_OF_TERMS - baseline(label)) * UP)
            number.set_y(TERMS)
        return terms

    def _plot_of_smoothness(self):
        """Axes for the correlation of neighbouring weights over the steps of training."""
        return StepPlot(
            self.run.steps[-1],
            (min(0.0, round_limits(self.smoothness, 0.1)[0]), 1),
            width=5.2,
            height=3.2,
            y_ticks={0: "0", 0.5: "0.5", 1: "1"},
            y_title="correlation of neighbouring weights",
            x_title=f"training {step(self.run)}s, logarithmic",
        ).move_to(PLOT)

    def _before_and_after(self):
        """The neuron's weights at the start and at the end, each on its own colour scale."""
        start, end = self.run.W[0][[0, -1], self.chosen[self.j]]
        pair = VGroup(
            self._picture(start, largest(start), style.diverging, PAIR),
            self._picture(end, self.scale, style.diverging, PAIR),
        )
        return pair.arrange(RIGHT, buff=max(0.3, 2.2 - pair[0].width)).move_to(PAIR_CENTRE)

    def _sized(self, size):
        """An animation of the enlarged picture to another size of its larger side."""
        return self.one.animate.scale_to_fit_width(size * self.narrow)

    def _picture(self, values, scale, colours, width):
        return framed(values.reshape(self.shape), scale, colours, width * self.narrow)
