"""The weights of the first layer as pictures, and what lights their neurons."""

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

from scenes.mobjects.heatmap import Heatmap, framed
from scenes.mobjects.lettering import Readout
from scenes.mobjects.outputs import Outputs
from scenes.mobjects.overlay import Overlay
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.table import baseline
from scenes.mobjects.ticks import log_ticks
from scenes.stage import style
from scenes.stage.examples import an_example, picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.needs import PICTURES
from scenes.stage.style import HEADLINE, NORMAL, QUICK, SLOW, SMALL, text

MOST_PICTURES = 16
WITHIN_SCALE = 99  # the percentage of the weights that a scale reaches
LARGE = 4.1  # width of a picture that is looked at closely, in scene units


class TheWeightsUpClose(Explainer):
    """Neither noise nor the edges and loops one hopes for: what the first layer's weights are."""

    needs = (PICTURES,)

    def construct(self):
        run = self.run
        self.shape = picture_shape(run)
        self.image, self.label = an_example(run)
        self.network = run.network()
        self.passed = self.network.forward(self.image.reshape(1, -1))
        self.W = self.network.weights[0][:MOST_PICTURES]
        self.scale = float(np.percentile(abs(self.W), WITHIN_SCALE))
        self.j = int(self.passed.z[0][0, : len(self.W)].argmax())  # which the example lights most
        self.all_of_them()
        self.one_enlarged()
        self.what_it_adds()
        self.what_lights_it()
        self.what_lights_each()
        self.smooth_or_not()

    def all_of_them(self):
        drawn, neurons = len(self.W), self.run.sizes[1]
        self.beat(
            f"The weights into {drawn} neurons" + f" of {neurons}" * (drawn < neurons),
            "Small edges, one might hope, to build loops from. This is what training found.",
        )
        self.pictures = VGroup(
            *(self._picture(W, self.scale, style.diverging, 1.05) for W in self.W)
        )
        self.pictures.arrange_in_grid(cols=4, buff=0.12).move_to([-3.4, 0.35, 0])
        legend = ColourBar((-self.scale, self.scale), "weight", "{:+.2f}", length=2.6)
        self.legend = legend.next_to(self.pictures, DOWN, buff=0.2)
        self.play(FadeIn(self.pictures, self.legend))

    def one_enlarged(self):
        self.beat(
            "One of them, enlarged",
            "A white pixel on blue speaks for this neuron, on orange against it.",
        )
        small = self.pictures[self.j]
        frame = SurroundingRectangle(small, color=style.FOCUS, buff=0.04, stroke_width=3)
        self.one = small.copy()
        self.play(Create(frame))
        self.play(self.one.animate.scale_to_fit_width(LARGE).move_to([3.4, 0.35, 0]), run_time=SLOW)
        self.frame = frame

    def what_it_adds(self):
        z, b = float(self.passed.z[0][0, self.j]), float(self.network.biases[0][self.j])
        product = self.image * self.W[self.j].reshape(self.shape)
        up, down = product[product > 0].sum(), product[product < 0].sum()
        name = self.run.classes[self.label]
        self.beat(
            "A digit laid over the weights" if self._digits else "An example laid over the weights",
            f"Pixel times weight, for a {name}: blue adds, orange takes. With the bias, the sum is "
            + ("above zero: the neuron lights." if z > 0 else "not above zero: it stays dark."),
        )
        self.play(
            FadeOut(self.pictures, self.frame),
            self.legend.animate.to_corner(UP + RIGHT, buff=style.EDGE),
            run_time=QUICK,
        )
        width = 3.3
        digit = self._picture(self.image, (0, 1), style.grey, width).move_to([-4.5, 0.8, 0])
        self.play(
            self.one.animate.scale_to_fit_width(width).move_to([0, 0.8, 0]),
            FadeIn(digit),
        )
        self.product = self._picture(self.W[self.j], self.scale, style.diverging, width)
        self.product.move_to(self.one)
        laid = Overlay(digit, self.image, style.WHITE)
        signs = VGroup(
            *(
                text(style.escaped(sign), HEADLINE).move_to([x, 0.8, 0])
                for sign, x in (("×", -2.3), ("=", 2.3))
            )
        )
        self.play(laid.animate.move_to(self.one), FadeIn(signs[0]), run_time=NORMAL)
        self.add(self.product, laid)
        self.play(
            self.product.animate.set_values(product).move_to([4.5, 0.8, 0]),
            laid.animate.move_to([4.5, 0.8, 0]).set_fill(opacity=0),
            FadeIn(signs[1]),
            run_time=NORMAL,
        )
        self.remove(laid)
        titles = VGroup(
            *(
                text(words, SMALL, style.QUIET).next_to(picture, DOWN, buff=0.2)
                for words, picture in (
                    ("pixels", digit),
                    ("weights", self.one),
                    ("pixel × weight", self.product),
                )
            )
        )
        terms = {
            "blue adds": Readout(up, "{:+.2f}", color=style.POSITIVE),
            "orange takes": Readout(down, "{:+.2f}", color=style.NEGATIVE),
            "bias": Readout(b, "{:+.2f}", color=style.POSITIVE if b > 0 else style.NEGATIVE),
            "sum": Readout(z, "{:+.2f}", color=style.FOCUS),
        }
        self.terms = VGroup(
            *(
                VGroup(text(name, SMALL, style.QUIET), number).arrange(DOWN, buff=0.2)
                for name, number in terms.items()
            )
        )
        self.terms.arrange(RIGHT, buff=1.3).move_to([0, -2.3, 0])
        for label, number in self.terms:  # some letters hang below their line, numbers do not
            label.shift((-2.1 - baseline(label)) * UP)
            number.set_y(-2.55)
        self.play(FadeIn(titles, self.terms))
        self.hold(2)
        self.shown = VGroup(digit, signs, self.product, titles, self.terms)

    def what_lights_it(self):
        share = self.lit_by[:, self.j]
        names = _listed([self.run.classes[c] for c in np.flatnonzero(share > 0.5)])
        n = len(self.run.examples()[1])
        self.beat(
            "Which digits light it?" if self._digits else "Which classes light it?",
            f"Of {n:,} images never trained on, it lights for more than half of those of {names}."
            if names
            else f"Of {n:,} images never trained on, it lights for less than half of any class.",
        )
        self.play(
            FadeOut(self.shown), self.one.animate.scale_to_fit_width(LARGE).move_to([-3.6, 0.2, 0])
        )
        self.bars = Outputs(share, self.run.classes, width=3.6, height=4.4, form="{:.0%}")
        title = text("images that light the neuron", SMALL, style.QUIET)
        bars = VGroup(title, self.bars).arrange(DOWN, buff=0.3).move_to([3.3, -0.05, 0])
        self.play(FadeIn(bars))
        self.hold()
        self.shown = VGroup(self.one, bars)

    def what_lights_each(self):
        share, drawn = self.lit_by[:, : len(self.W)], len(self.W)
        counts = (share > 0.5).sum(axis=0)
        alone = int((counts == 1).sum())
        thing = "digit" if self._digits else "class"
        self.beat(
            f"{drawn} neurons, {len(share)} {self._things}",
            f"Of all {drawn}, {alone or 'none'} light{'s' * (alone == 1)} for one {thing} alone, "
            f"some for {counts.max()}. Only together do they tell {self._things} apart.",
        )
        width = 10.0
        cell = width / drawn
        self.order = np.argsort(counts, kind="stable")  # from the choosy to the easily lit
        self.table = Heatmap(share[:, self.order], (0, 1), style.grey, width, stroke_width=1.5)
        self.table.set_stroke(style.FAINT)
        self.table.stretch_to_fit_height(3.4).move_to([0.3, -0.4, 0])
        thumbs = VGroup(*(self.pictures[j] for j in self.order))
        for k, thumb in enumerate(thumbs):
            thumb.scale_to_fit_width(min(0.9 * cell, 0.9))
            thumb.next_to(self.table.cell(0, k), UP, buff=0.1)
            thumb.set_y(self.table.get_top()[1] + thumb.height / 2 + 0.12)
        names = VGroup(
            *(
                text(style.escaped(name), SMALL).next_to(self.table.cell(c, 0), LEFT, 0.2)
                for c, name in enumerate(self.run.classes)
            )
        )
        names.set_x(self.table.get_left()[0] - 0.2 - names.width / 2)
        legend = ColourBar((0, 100), "images that light the neuron", "{:.0f}%", style.grey)
        legend.next_to(self.table, DOWN, buff=0.25).set_x(0)
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(thumbs, names))
        self.play(FadeIn(self.table, legend))
        self.hold(2)
        self.shown = VGroup(thumbs, names, self.table, legend, self.legend)

    def smooth_or_not(self):
        run = self.run
        frames = run.W[0].reshape(*run.W[0].shape[:2], *self.shape)
        self.smoothness = np.array([likeness_of_neighbours(frame) for frame in frames])
        start, end = self.smoothness[[0, -1]]
        self.beat(
            "Smoother than noise" if end > start + 0.1 else "Much like noise",
            f"Neighbouring weights correlate by {start:.2f} at the start, as noise does, by "
            f"{end:.2f} at the end: "
            + (
                "blotches, not edges or loops."
                if end > start + 0.1
                else "still mostly the random start."
            ),
        )
        low = min(0.0, float(np.floor(10 * self.smoothness.min()) / 10))
        plot = Plot(
            (0, int(run.steps[-1])),
            (low, 1),
            width=5.2,
            height=3.2,
            x_ticks=log_ticks(int(run.steps[-1])),
            y_ticks={0: "0", 0.5: "0.5", 1: "1"},
            x_title="training steps, logarithmic",
            y_title="correlation of neighbouring weights",
            log_x=True,
        ).move_to([3.3, 0, 0])
        curve = plot.curve(run.steps, self.smoothness, style.WHITE)
        scales = float(abs(run.W[0][0, self.j]).max()), self.scale
        pair = self.pair = VGroup(
            *(
                self._picture(W[self.j], scale, style.diverging, 2.7)
                for W, scale in zip(run.W[0][[0, -1]], scales, strict=True)
            )
        )
        pair.arrange(RIGHT, buff=0.3).move_to([-3.6, 0.35, 0])
        titles = VGroup(
            *(
                text(words, SMALL, style.QUIET).next_to(picture, DOWN, buff=0.2)
                for words, picture in zip(("at the start", "at the end"), pair, strict=True)
            )
        )
        ends = VGroup(
            *(
                text(f"scale ±{picture.limits[1]:.2f}", SMALL, style.QUIET).next_to(
                    title, DOWN, 0.15
                )
                for picture, title in zip(pair, titles, strict=True)
            )
        )
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
        """The share (classes, neurons) of each class's examples that bring a neuron's weighted sum
        above zero."""
        images, labels = self.run.examples()
        lit = self.network.forward(images).z[0] > 0
        return np.array([lit[labels == c].mean(axis=0) for c in range(len(self.run.classes))])

    @property
    def _digits(self):
        return all(name.isdigit() for name in self.run.classes)

    @property
    def _things(self):
        return "digits" if self._digits else "classes"

    def _picture(self, values, scale, colours, width):
        return framed(values.reshape(self.shape), scale, colours, width)


def likeness_of_neighbours(pictures):
    """The correlation, −1…1, of each cell of pictures (n, rows, columns) with its neighbours to the
    right and below: 0 for noise."""
    beside = pictures[:, :, :-1].ravel(), pictures[:, :, 1:].ravel()
    below = pictures[:, :-1].ravel(), pictures[:, 1:].ravel()
    one, other = (np.concatenate(pair) for pair in zip(beside, below, strict=True))
    return float(np.corrcoef(one, other)[0, 1])


def _listed(names):
    """Names as they are said: 3, 5 and 8."""
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + " and " + names[-1]
