"""Weights that nothing moves, where each weight has to be paid for: weight decay."""

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, FadeIn, FadeOut, Square, ValueTracker, VGroup, linear

from scenes.mobjects.heatmap import framed
from scenes.mobjects.lettering import Readout
from scenes.mobjects.overlay import Overlay
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.scatter import Scatter
from scenes.mobjects.seed_dots import SeedDots, few_ticks
from scenes.mobjects.spread import Spread
from scenes.stage import style
from scenes.stage.explainer import Explainer
from scenes.stage.report import seeds, set_up
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, formula, text

SIDE = 28  # pixels of a picture's side
LARGE = 3.7  # width of a picture of weights, in scene units
APART = 3.1  # from the middle to that of a picture beside another
CORNER, ENLARGED = 6, 2.0  # cells of a corner's side, and its width enlarged
SECONDS_OF_TRAINING = 4.5
SMALL_GAIN = 0.005  # accuracies that differ by less hardly do


class UntouchedWeightsFade(Explainer):
    """With weight decay, the weights that nothing else moves fade away, as a formula says."""

    reads_run = False
    experiments = ("untouched_weights",)

    def construct(self):
        self.result = self.experiment("untouched_weights")
        self.untouched = self.result.arrays.lit == 0
        self.corners, self.shares = VGroup(), VGroup()
        self.what_nothing_moves()
        self.a_price_on_weights()
        self.the_same_neuron_twice()
        self.only_the_untouched()
        self.as_the_formula_says()
        self.what_it_costs()

    def what_nothing_moves(self):
        result, count = self.result, self.result.found["untouched_pixels"]
        n = result.settings["training"]
        self.beat(
            "Weights that nothing moves",
            f"{count} pixels, in yellow, are black in all {n:,} training digits. Their weights "
            "stay as drawn: at random.",
        )
        start, end = result.arrays.neuron[0][[0, -1]]
        self.scale = float(2 * start.std())  # what is larger is as bright as its ends
        lit = framed(self._shaped(result.arrays.lit / n), (0, 1), style.grey, LARGE)
        lit.move_to([-APART, 0.35, 0])
        self.left = self._picture(end).move_to([APART, 0.35, 0])
        names = VGroup(
            text("pixels: how often each is lit", SMALL, style.QUIET).next_to(lit, UP, 0.2),
            text("a neuron’s weights from them", SMALL, style.QUIET).next_to(self.left, UP, 0.2),
        )
        legends = VGroup(
            ColourBar((0, 100), "digits", "{:.0f}%", style.grey, length=2),
            ColourBar((-self.scale, self.scale), "weight, clipped", "{:+.2f}", length=2),
        )
        for legend, picture in zip(legends, (lit, self.left), strict=True):
            legend.next_to(picture, DOWN, buff=0.25)
        yellow = [Overlay(picture, 0 * self._mask()) for picture in (lit, self.left)]
        self.play(FadeIn(lit, legends[0], names[0]))
        self.add(yellow[0])
        self.play(yellow[0].animate.set_values(self._mask()), run_time=QUICK)
        self.play(FadeIn(self.left, legends[1], names[1]))
        self.add(yellow[1])
        self.play(yellow[1].animate.set_values(self._mask()), run_time=QUICK)
        self.hold()
        self.play(yellow[1].animate.set_values(0 * self._mask()))
        self.remove(yellow[1])
        self.legend = legends[1]
        self.leaving = VGroup(lit, legends[0], yellow[0], names)

    def a_price_on_weights(self):
        strength, settings = self.result.found["lambda"], self.result.settings
        share = settings["eta"] * strength
        self.beat(
            "Put a price on every weight",
            "Weight decay adds λ/2 times the sum of all squared weights to the cost. Every step "
            "takes a share off each.",
        )
        laws = VGroup(
            formula("{{ C : cost }} + lambda / 2 sum w^2", 38),
            formula("w arrow.l w - eta ((partial C) / (partial w) + lambda w)", 38),
            formula("(partial C) / (partial w) = 0: quad w arrow.l (1 - eta lambda) w", 38),
        ).arrange(DOWN, buff=0.55, aligned_edge=LEFT)
        laws[0].select("cost").set_color(style.COST)
        notes = style.lines(
            f"$lambda = {plain_number(strength)}$, and $eta = {settings['eta']:g}$ at first:",
            f"a step, a mini-batch of {settings['mini_batch_size']}, takes 1 part in "
            f"{round(1 / share, -3):,.0f}",
            size=SMALL,
            color=style.QUIET,
        )
        right = VGroup(laws, notes).arrange(DOWN, buff=0.6, aligned_edge=LEFT)
        right.move_to([2.9, 0.2, 0])
        self.play(FadeOut(self.leaving), run_time=QUICK)
        self.play(VGroup(self.left, self.legend).animate.shift(2 * APART * LEFT))
        for law in laws:
            self.play(FadeIn(law), run_time=QUICK)
            self.hold(0.5)
        self.play(FadeIn(notes), run_time=QUICK)
        self.hold(2.5)
        self.laws = right

    def the_same_neuron_twice(self):
        strength = plain_number(self.result.found["lambda"])
        epochs = self.result.settings["epochs"]
        self.beat(
            "The same neuron, trained twice",
            f"The same start, the same digits in the same order, for {epochs} epochs. Only on the "
            "right do weights decay.",
        )
        without, with_it = self.result.arrays.neuron
        self.play(FadeOut(self.laws, self.legend), run_time=QUICK)
        self.play(self.left.animate.set_values(self._shaped(without[0])), run_time=QUICK)
        self.right = self._picture(with_it[0]).move_to([APART, self.left.get_y(), 0])
        names = "no weight decay", f"weight decay, $lambda = {strength}$"
        self.names = VGroup(
            *(
                text(name, SMALL).next_to(picture, UP, buff=0.2)
                for name, picture in zip(names, (self.left, self.right), strict=True)
            )
        )
        self.epoch = Readout(0, "{:.0f}", "00", size=style.HEADLINE, color=style.FOCUS)
        after = text("epochs", SMALL, style.QUIET)
        self.clock = VGroup(self.epoch, after).arrange(DOWN, buff=0.15).move_to([0, 0.9, 0])
        scale = ColourBar((-self.scale, self.scale), "", "{:+.2f}", length=1.6)
        title = text("weight, clipped", SMALL, style.QUIET).next_to(scale, UP, 0.15)
        self.legend = VGroup(scale, title).move_to([0, -0.9, 0])
        self.play(FadeIn(self.right, self.names, self.clock, self.legend, self._set_up()))
        self.hold()
        self._train(SECONDS_OF_TRAINING)

    def only_the_untouched(self):
        left = self.result.found["untouched_left_with"]
        self.beat(
            "Again, only the untouched",
            f"Without decay they never move. With it they shrink to {left:.0%} of what they were.",
        )
        others = 1 - self._mask()
        neuron = self.result.arrays.neuron.reshape(2, -1, SIDE, SIDE)
        corner = neuron[:, :, :CORNER, :CORNER]
        pictures = self.left, self.right
        self.veils = [Overlay(picture, 0 * others, style.BACKGROUND) for picture in pictures]
        self.add(*self.veils)
        back = [
            picture.animate.set_values(weights[0])
            for picture, weights in zip(pictures, neuron, strict=True)
        ]
        covered = [veil.animate.set_values(others) for veil in self.veils]
        self.play(*covered, *back, self.epoch.animate.set_value(0), run_time=QUICK)
        self.corners = VGroup(
            *(framed(of_one[0], self.scale, style.diverging, ENLARGED) for of_one in corner)
        )
        self.shares = VGroup(*(Readout(100, "{:.0f}%", "100%", SMALL) for _ in pictures))
        around = VGroup()
        for picture, enlarged, share in zip(pictures, self.corners, self.shares, strict=True):
            enlarged.move_to(picture).shift(0.2 * UP)
            veil = Overlay(enlarged, others[:CORNER, :CORNER], style.BACKGROUND)
            told = text("a corner, enlarged", SMALL, style.QUIET).next_to(enlarged, DOWN, 0.15)
            of_start = text("of their size at the start", SMALL, style.QUIET)
            VGroup(share, of_start).arrange(RIGHT, buff=0.15).next_to(picture, DOWN, 0.2)
            mark = Square(CORNER * picture.cell_width).align_to(picture, UP + LEFT)
            around.add(veil, told, of_start, mark.set_stroke(style.QUIET, 2))
        self.play(FadeIn(self.corners, self.shares, around), run_time=QUICK)
        self._train(SECONDS_OF_TRAINING * 2 / 3, zip(self.corners, corner, strict=True))
        self.leaving = VGroup(*pictures, *self.veils, self.corners, self.shares, around)

    def as_the_formula_says(self):
        found, steps = self.result.found, self._steps()
        bits = 8 * self.result.arrays.neuron.dtype.itemsize  # of a weight, in training too
        self.beat(
            "As the formula says",
            f"Over {steps:,} steps untouched weights stray from the formula by less than "
            f"{rounded_up(found['furthest_from_formula_with'])}, the rounding of {bits}-bit "
            "numbers. Larger λ, faster fading.",
        )
        size = self.result.arrays.size[:, :, :, 0]
        shares = size / size[:, :, :1]
        epochs = np.arange(shares.shape[2])
        end = int(epochs[-1])
        plot = Plot(
            (0, end),
            (0, 1.1),
            width=8.2,
            height=3.4,
            x_ticks={e: str(e) for e in range(0, end + 1, 5)},
            y_ticks={0: "0", 0.5: "50%", 1: "100%"},
            x_title="epochs",
            y_title="size of the untouched weights (root mean square), as a share of the start",
        ).move_to([-0.9, 0.2, 0])
        plot.y_title.align_to(plot.labels, LEFT)
        self.curves = [
            Spread(plot, epochs, of_one, style.WHITE if i in self._which() else style.QUIET)
            for i, of_one in enumerate(shares)
        ]
        self.dots = Scatter(
            plot, epochs, self.result.arrays.formula, np.ones(len(epochs), bool), radius=0.08
        )
        names = self._names_of_curves(plot, shares[:, :, -1].mean(axis=1))
        middle = plot.c2p(end / 3, np.interp(end / 3, epochs, self.result.arrays.formula))
        law = text("the formula: $product (1 - eta lambda)$", SMALL, style.FOCUS)
        law.next_to(middle, UP + RIGHT, buff=0.1)
        gone = (self.leaving, self.names, self.clock, self.legend)
        self.play(FadeOut(*gone), run_time=QUICK)
        self.play(FadeIn(plot), run_time=QUICK)
        for curve in self.curves:
            curve.set_until(0)
        self.add(*self.curves)
        drawn = [curve.animate.set_until(end) for curve in self.curves]
        self.play(*drawn, run_time=SLOW, rate_func=linear)
        self.play(FadeIn(names), run_time=QUICK)
        self.add(self.dots.set_shown(0))
        self.play(self.dots.animate.set_shown(1), FadeIn(law), run_time=NORMAL, rate_func=linear)
        self.hold(2)
        self.leaving = VGroup(plot, *self.curves, self.dots, names, law)

    def what_it_costs(self):
        found, settings = self.result.found, self.result.settings
        self.beat(*about_the_accuracy(found, len(settings["seeds"])))
        validated = self.result.arrays.accuracy[:, :, -1, 0]
        plot = self._plot_of_lambdas(validated)
        self.tried = SeedDots(plot, validated, settings["lambdas"].index(found["lambda"]))
        self.play(FadeOut(self.leaving), run_time=QUICK)
        self.play(FadeIn(plot), run_time=QUICK)
        self.play(FadeIn(self.tried))
        tested = style.lines(
            "test digits, on average",
            f"$lambda = 0 -> {plain_number(found['lambda'])}$",
            "{test_accuracy_without:.1%} → {test_accuracy_with:.1%}".format_map(found),
            size=SMALL,
            color=style.QUIET,
        )
        tested[2].set_color(style.FOCUS)
        tested.next_to(plot.x_axis, RIGHT, buff=0.2).align_to(plot.y_axis, UP)
        self.play(FadeIn(tested), run_time=QUICK)
        self.hold(2)

    def _plot_of_lambdas(self, validated):
        lambdas = self.result.settings["lambdas"]
        ticks = few_ticks(validated)
        plot = Plot(
            (-0.5, len(lambdas) - 0.5),
            (ticks[0], ticks[-1]),
            width=8.2,
            height=3.4,
            x_ticks={i: plain_number(strength) for i, strength in enumerate(lambdas)},
            y_ticks={tick: f"{tick:.1%}" for tick in ticks},
            x_title="$lambda$, how strong the decay is: a dot for each seed, a line for their mean",
            y_title="accuracy on the validation digits",
        ).move_to([-0.9, 0.2, 0])
        plot.y_title.align_to(plot.labels, LEFT)
        return plot

    def _names_of_curves(self, plot, ends):
        """Each curve's λ beside its end (n,), as high as it is, but clear of the one below."""
        names = VGroup()
        for i in np.argsort(ends):
            strength = plain_number(self.result.settings["lambdas"][i])
            words = f"$lambda = {strength}$" if float(strength) else "no decay"
            if i == self._which()[1]:
                words += f": {self.result.found['untouched_left_with']:.0%}"
            name = text(words, SMALL, style.WHITE if i in self._which() else style.QUIET)
            name.next_to(plot.c2p(plot.x_range[1], ends[i]), RIGHT, buff=0.2)
            if names:
                name.shift(max(0, names[-1].get_top()[1] + 0.1 - name.get_bottom()[1]) * UP)
            names.add(name)
        return names

    def _train(self, seconds, corners=()):
        """Both pictures and the clock, from epoch to epoch; also corners of the pictures, each
        with its weights (epochs + 1, rows, columns), and how large the untouched still are."""
        now = ValueTracker(0)
        neuron = self.result.arrays.neuron
        whole = zip((self.left, self.right), neuron.reshape(2, -1, SIDE, SIDE), strict=True)
        for picture, weights in (*whole, *corners):
            picture.add_updater(
                lambda picture, weights=weights: picture.set_values(
                    between(weights, now.get_value())
                )
            )
        for share, weights in zip(self.shares, neuron[:, :, self.untouched], strict=False):
            share.add_updater(
                lambda share, weights=weights: share.set_value(
                    100 * size_of(between(weights, now.get_value())) / size_of(weights[0])
                )
            )
        self.epoch.add_updater(lambda epoch: epoch.set_value(np.floor(now.get_value() + 1e-6)))
        last = self.result.settings["epochs"]
        self.play(now.animate.set_value(last), run_time=seconds, rate_func=linear)
        for part in (self.left, self.right, self.epoch, *self.corners, *self.shares):
            part.clear_updaters()

    def _set_up(self):
        settings = self.result.settings
        return set_up(
            f"{settings['training']:,} digits",
            "quadratic cost",
            f"SGD, η {settings['eta']:g} at first",
            f"mini-batches of {settings['mini_batch_size']}",
            f"{settings['epochs']} epochs",
            seeds(self.result),
            after="Krogh and Hertz (1991)",
        )

    def _which(self):
        """Where the two that are compared stand among the lambdas."""
        lambdas = self.result.settings["lambdas"]
        return [lambdas.index(0), lambdas.index(self.result.found["lambda"])]

    def _steps(self):
        settings = self.result.settings
        return -(-settings["training"] // settings["mini_batch_size"]) * settings["epochs"]

    def _mask(self):
        return self._shaped(self.untouched.astype(float))

    def _picture(self, weights):
        return framed(self._shaped(weights), self.scale, style.diverging, LARGE)

    @staticmethod
    def _shaped(values):
        return values.reshape(SIDE, SIDE)


def between(rows, place):
    """The row at a place among rows (n, …), and between two of them, on the way."""
    low = min(int(place), len(rows) - 1)
    high = min(low + 1, len(rows) - 1)
    return rows[low] + (place - low) * (rows[high] - rows[low])


def size_of(weights):
    """Their root mean square."""
    return np.sqrt((weights**2).mean())


def rounded_up(share):
    """A share in percent, up to the next tenth: what it is less than."""
    return f"{np.ceil(1000 * share) / 1000:.1%}"


def plain_number(value):
    """A small number without an exponent: 0.00003."""
    return f"{value:.7f}".rstrip("0").rstrip(".")


def about_the_accuracy(found, n):
    """(headline, caption): what weight decay does to what the network can do."""
    without, with_it = (found[f"test_accuracy_{name}"] for name in ("without", "with"))
    gains = found["seeds_that_gain"]
    best = found["best_lambda_on_validation"]
    strength = plain_number(found["lambda"])
    chosen = (
        f"On average λ = {strength} does best on validation digits"
        if best == found["lambda"]
        else f"No λ does better than 0 on validation digits, {strength} comes next"
    )
    if gains == n:
        headline = "The accuracy grows a little"
    elif abs(with_it - without) < SMALL_GAIN:
        headline = "The accuracy hardly differs"
    else:
        headline = "And the accuracy"
    return (
        headline,
        f"{chosen}. On test digits: {with_it:.1%} with, {without:.1%} without; {gains} of {n} "
        "seeds gain.",
    )
