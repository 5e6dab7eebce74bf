"""What the weights of the first layer look like, and what they have to do with the pixels."""

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
    Line,
    SurroundingRectangle,
    VGroup,
    linear,
)

from scenes import style
from scenes.examples import an_example, picture_shape
from scenes.explainer import Explainer
from scenes.mobjects.heatmap import Heatmap, framed
from scenes.mobjects.lettering import Readout
from scenes.mobjects.outputs import Outputs
from scenes.mobjects.overlay import Overlay
from scenes.mobjects.plot import ColourBar, Plot, log_ticks
from scenes.mobjects.scatter import Scatter
from scenes.mobjects.table import Table, baseline
from scenes.needs import PICTURES
from scenes.style import HEADLINE, NORMAL, QUICK, SLOW, SMALL, formula, text

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
            "Small edges, one might hope, for the next layer to build loops from. These are the "
            f"{drawn} pictures that training found.",
        )
        self.pictures = VGroup(
            *(self._picture(W, self.scale, style.diverging, 1.05) for W in self.W)
        )
        self.pictures.arrange_in_grid(cols=4, buff=0.12).move_to([-3.4, 0.35, 0])
        legend = ColourBar((-self.scale, self.scale), "weight", "{:+.2f}", length=2.6)
        self.legend = legend.next_to(self.pictures, DOWN, buff=0.2)
        self.play(FadeIn(self.pictures, self.legend))
        self.hold()

    def one_enlarged(self):
        self.beat(
            "One of them, enlarged",
            "A white pixel on blue speaks for this neuron, on orange against it, on black not "
            "at all.",
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
            f"Pixel times weight, for this {name}: blue adds {up:.2f}, orange takes {-down:.2f}. "
            f"With the bias: {z:.2f}, so the neuron {'lights up' if z > 0 else 'stays dark'}.",
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
            run_time=SLOW,
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
        self.hold()
        self.shown = VGroup(digit, signs, self.product, titles, self.terms)

    def what_lights_it(self):
        share = self.lit_by[:, self.j]
        names = _listed([self.run.classes[c] for c in np.flatnonzero(share > 0.5)])
        n = len(self.run.examples()[1])
        self.beat(
            "Which digits light it?" if self._digits else "Which classes light it?",
            f"Over {n:,} images that it never trained on, its sum is above zero for more than half "
            f"of those of {names}.",
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
            f"The same for all {drawn}: {alone or 'none'} light{'s' * (alone == 1)} for one "
            f"{thing} alone, some for {counts.max()}. Only together do they tell "
            f"{self._things} apart.",
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
            f"Weights of neighbouring pixels correlate by {start:.2f} at the start, as noise does, "
            f"by {end:.2f} at the end: "
            + (
                "blotches, rather than edges or loops."
                if end > start + 0.1
                else "the pictures are still mostly the random start."
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
                text(f"±{picture.limits[1]:.2f}", SMALL, style.QUIET).next_to(title, DOWN, 0.15)
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


class UntouchedPixels(Explainer):
    """Where no pixel is ever lit, the weights are still the random start, bit for bit."""

    needs = (PICTURES,)

    def construct(self):
        self.pixels = self.study("pixels")
        self.shape = picture_shape(self.run)
        self.untouched = self.pixels.lit == 0
        self.start, self.end = self.run.W[0][0], self.run.W[0][-1]
        self.how_often_each_is_lit()
        self.some_never_are()
        if self.untouched.any():
            self.before_and_after()
            self.no_slope_at_all()
        self.the_rarer_the_less_moved()
        self.what_it_looks_like()

    def how_often_each_is_lit(self):
        lit, n = self.pixels.lit, int(self.pixels.images)
        most = lit.max() / n
        self.beat(
            "How often is each pixel lit?",
            f"The brighter a pixel, the more of the {n:,} training images light it: "
            f"at most {lit.max():,}.",
        )
        self.picture = self._picture(lit / n, (0, most), style.grey, LARGE)
        self.picture.move_to([-3.6, 0.35, 0])
        self.legend = ColourBar((0, 100 * most), "images that light it", "{:.0f}%", style.grey)
        self.legend.next_to(self.picture, DOWN, buff=0.3)
        self.play(FadeIn(self.picture, self.legend))

    def some_never_are(self):
        n, untouched = int(self.pixels.images), self.untouched
        count = int(untouched.sum())
        self.beat(
            f"{count} pixels are never lit" if count else "Every pixel is lit somewhere",
            (
                f"{count} of the {untouched.size} pixels, here in yellow, are black in every "
                "training image."
                if count
                else f"Each of the {untouched.size} pixels is lit in some training image, the "
                f"rarest in {self.pixels.lit.min():,} of {n:,}."
            ),
        )
        self.yellow = Overlay(self.picture, untouched.reshape(self.shape))
        rows = {
            "training images": Readout(n, "{:,.0f}"),
            "lit most often, in": Readout(self.pixels.lit.max(), "{:,.0f}"),
            "pixels": Readout(untouched.size, "{:,.0f}"),
            "pixels never lit": Readout(count, "{:,.0f}", color=style.FOCUS),
        }
        table = Table(rows, width=4.5, spacing=0.62).move_to([3.6, 0.35, 0])
        self.shown = VGroup(self.picture, self.legend, self.yellow, table)
        self.play(FadeIn(self.yellow), FadeIn(table))

    def before_and_after(self):
        same = (self.start == self.end)[:, self.untouched]
        scale = float(abs(self.start).max())
        neurons, count = len(same), int(self.untouched.sum())
        self.beat(
            "Their weights, before and after",
            f"One neuron's weights on the scale of the start, then those of the {count} pixels "
            "alone. " + self._what_the_same(same, neurons),
        )
        places = [-3.6, 0.35, 0], [3.6, 0.35, 0]
        start, end = (
            self._picture(W[0], scale, style.diverging, LARGE).move_to(place)
            for W, place in zip((self.start, self.end), places, strict=True)
        )
        names = "before training", f"after {self.run.steps[-1]:,} steps"
        titles = VGroup(
            *(
                text(name, SMALL, style.QUIET).next_to(picture, DOWN, buff=0.2)
                for name, picture in zip(names, (start, end), strict=True)
            )
        )
        legend = ColourBar((-scale, scale), "weight", "{:+.2f}", length=2.6).move_to([0, -2.45, 0])
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(start, end, titles, legend))
        self.hold()
        others = 1.0 - self.untouched.reshape(self.shape)
        self.before_after = start, end
        self.veils = [Overlay(picture, 0 * others, style.BACKGROUND) for picture in (start, end)]
        self.add(*self.veils)
        self.play(*(veil.animate.set_values(others) for veil in self.veils), run_time=SLOW)
        counted = VGroup(
            Readout(same.size, "{:,.0f}"),
            text("weights", SMALL, style.QUIET),
            Readout(same.sum(), "{:,.0f}", color=style.FOCUS),
            text("the same,", SMALL, style.QUIET),
            text("bit for bit", SMALL, style.QUIET),
        ).arrange(DOWN, buff=0.16)
        counted[2].shift(0.2 * DOWN)
        counted[3:].shift(0.2 * DOWN)
        self.counted = counted.move_to([0, 0.4, 0])
        self.play(FadeIn(counted))
        self.shown = VGroup(start, end, titles, legend, counted, *self.veils)

    def no_slope_at_all(self):
        steepest, untouched = self.pixels.steepest, self.untouched
        largest = float(steepest[untouched].max())
        self.beat(
            "No slope, no reason to move",
            "A slope is the pixel's grey times what the neuron wants. Without grey, at "
            f"{len(self.run.steps)} snapshots, the largest slope was "
            f"{'exactly 0' if largest == 0 else f'{largest:.2g}'}.",
        )
        law = VGroup(
            formula("(partial C) / (partial w_(j k)) = a_k delta_j"),
            formula("a_k = 0 quad arrow.r.double quad (partial C) / (partial w_(j k)) = 0"),
        ).arrange(DOWN, buff=0.6, aligned_edge=LEFT)
        note = style.lines(
            "$a_k$: the pixel's grey",
            "$delta_j$: what the neuron wants, $partial C slash partial z_j$",
            size=SMALL,
            color=style.QUIET,
        )
        rows = {
            "pixels never lit": Readout(largest, "{:.5f}", color=style.FOCUS),
            "all others": Readout(steepest[~untouched].max(initial=0), "{:.5f}"),
        }
        table = Table(rows, width=4.9)
        title = text("largest slope of any weight, ever", SMALL, style.QUIET)
        found = self.found = VGroup(title, table).arrange(DOWN, buff=0.25, aligned_edge=LEFT)
        right = VGroup(law, note, found).arrange(DOWN, buff=0.55, aligned_edge=LEFT)
        right.move_to([3.3, 0, 0])
        slopes = self.slopes = self._picture(steepest, (0, steepest.max()), style.diverging, LARGE)
        slopes.move_to(self.picture)
        legend = ColourBar(
            (0, steepest.max()), "largest slope, ever", "{:.3f}", slopes.table, length=2.2
        ).next_to(slopes, DOWN, buff=0.3)
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(law[0], note))
        self.play(FadeIn(law[1]))
        self.play(FadeIn(slopes, legend, found))
        self.shown = VGroup(right, slopes, legend)

    def the_rarer_the_less_moved(self):
        lit, moved = self.pixels.lit, self.moved
        often = lit >= np.median(lit)
        self.beat(
            "The rarer the light, the shorter the way",
            "Each dot is a pixel: how often it is lit, and how far its weights went. "
            f"The half lit most went {_rms(moved[often]):.2f}"
            + (f", the others {_rms(moved[~often]):.2f}." if not often.all() else "."),
        )
        top = _rounded_up(moved.max())
        plot = Plot(
            (0, int(lit.max())),
            (0, top),
            width=9.5,
            height=3.8,
            x_ticks=log_ticks(int(lit.max())),
            y_ticks={value: f"{value:.2g}" for value in (0, top / 2, top)},
            x_title="training images that light the pixel, logarithmic",
            y_title="how far its weights went (root mean square)",
            log_x=True,
        ).move_to([0, -0.05, 0])
        order = np.argsort(lit, kind="stable")
        dots = Scatter(plot, lit[order], moved[order], self.untouched[order], radius=0.05)
        self.scatter = dots.set_shown(0)
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(plot))
        self.play(dots.animate.set_shown(1), run_time=1.5 * SLOW, rate_func=linear)
        if self.untouched.any():
            note = text(f"never lit: {self.untouched.sum()} pixels", SMALL, style.FOCUS)
            note.next_to(plot.c2p(0, 0.3 * top), RIGHT, buff=0.2)
            pointer = Line(plot.c2p(0, 0.3 * top), plot.c2p(0, 0), color=style.FOCUS)
            self.play(FadeIn(note, pointer))
            dots = VGroup(dots, note, pointer)
        self.shown = VGroup(plot, dots)

    def what_it_looks_like(self):
        lit, some = self.pixels.lit, self.untouched.any()
        kept = some and (self.start == self.end)[:, self.untouched].all()
        rare = self.untouched if some else lit <= np.quantile(lit, 0.1)
        drawn = min(len(self.end), MOST_PICTURES)
        start, end = (float(np.percentile(abs(W), WITHIN_SCALE)) for W in (self.start, self.end))
        grain, rest = _rms(self.end[:, rare]), _rms(self.end[:, ~rare])
        which = "never lit" if some else "lit most rarely"
        self.beat(
            "The grain at the edges is the random start" if kept else f"The pixels {which}",
            "On the scale of the start, "
            + ("the start still stands at the edges. " if kept else "these weights show. ")
            + "On the scale of the end they "
            + ("all but vanish." if grain < rest / 4 else "show as well."),
        )
        pictures = VGroup(
            *(self._picture(W, start, style.diverging, 1.05) for W in self.end[:drawn])
        )
        pictures.arrange_in_grid(cols=4, buff=0.12).move_to([-3.4, 0.35, 0])
        legend = ColourBar((-start, start), "weight", "{:+.2f}", length=2.6)
        legend.next_to(pictures, DOWN, buff=0.2)
        rows = {
            f"pixels {which}": Readout(grain, "{:.3f}", color=style.FOCUS),
            "all others": Readout(rest, "{:.3f}"),
        }
        table = Table(rows, width=4.4)
        title = text("typical weight (root mean square)", SMALL, style.QUIET)
        words = VGroup(title, table).arrange(DOWN, buff=0.3, aligned_edge=LEFT)
        words.move_to([3.4, 0.35, 0])
        self.pictures = pictures
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(pictures, legend, words))
        self.hold()
        self.play(
            *(picture.animate.set_scale(end) for picture in pictures),
            legend.animate.set_limits((-end, end)),
            run_time=SLOW,
        )
        self.hold()

    @property
    def moved(self):
        """How far the weights of each pixel (pixels,) went: the root of their mean square."""
        return np.sqrt(((self.end.astype(float) - self.start) ** 2).mean(axis=0))

    def _picture(self, values, scale, colours, width):
        return framed(values.reshape(self.shape), scale, colours, width)

    def _what_the_same(self, same, neurons):
        """What holds of the weights of the pixels that are never lit."""
        if same.all():
            return f"Over all {neurons} neurons that is {same.size:,} weights: not a bit changed."
        if self.run.facts["optimizer"].get("l2"):
            return "Weight decay pulls each towards zero, and nothing else moves them."
        return f"Of these {same.size:,} weights {same.sum():,} are the same, bit for bit."


def _rms(values):
    """A typical size: the root of the mean square."""
    return float(np.sqrt(np.mean(np.square(values, dtype=float))))


def _rounded_up(value):
    """The end of an axis: the next number with one digit, and not below it."""
    if value <= 0:
        return 1.0
    unit = 10.0 ** np.floor(np.log10(value))
    return float(np.ceil(value / unit) * unit)


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
        return "".join(names) or "none"
    return ", ".join(names[:-1]) + " and " + names[-1]
