"""Weights that only weight decay moves."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    Indicate,
    ValueTracker,
    VGroup,
    linear,
    smooth,
)

from nn.analysis.statistics import root_mean_square
from scenes.mobjects.enlarged_corner import EnlargedCorner
from scenes.mobjects.labelled import named_beside
from scenes.mobjects.lettering import Readout, baseline, stand_on
from scenes.mobjects.overlay import Overlay
from scenes.mobjects.pictures import framed
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.scatter import Scatter
from scenes.mobjects.seed_dots import SeedPanel
from scenes.mobjects.spread_plot import SpreadPlot
from scenes.stage import style
from scenes.stage.explainer import Explainer
from scenes.stage.giving_way import giving_way
from scenes.stage.paths import at
from scenes.stage.report import seeds, set_up
from scenes.stage.style import NORMAL, QUICK, SMALL, formula, text
from scenes.stage.words.numbers import about, percent_above, plain_number
from scenes.what_if.findings import about_the_accuracy

SIDE = 28  # pixels of a picture's side
LARGE = 3.7  # width of a picture of weights, in scene units
APART = 3.1  # from the frame's centre to the centre of either picture
CORNER, ENLARGED = 6, 2.0  # cells of a corner's side, and its width enlarged
PICTURES = 0.35  # the height of the middle of the pictures
LAWS = 2.9, 0.2, 0  # the middle of the formulas, right of a picture
CLOCK, LEGEND = 0.9 * UP, 0.9 * DOWN  # of the epochs, between the pictures, and of the colours
NEVER_LIT = style.KINDS[1]  # pink
PLOT = -0.9, 0.2, 0  # the middle of the plots: what belongs to them stands on their right


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
        self.does_it_help()

    def what_nothing_moves(self):
        result, count = self.result, self.result.found["untouched_pixels"]
        n = result.settings["training"]
        saying = self.beat(
            "Weights that nothing moves",
            "Remember the pixels that are never lit? Their weights stay random.",
        )
        start, end = result.arrays.neuron[0][[0, -1]]
        self.scale = float(2 * start.std())  # larger weights have the colours of its ends
        lit = framed(self._shaped(result.arrays.lit / n), (0, 1), style.grey, LARGE)
        self.left = self._picture(end)
        pictures = VGroup(lit, self.left).arrange(RIGHT, buff=2 * APART - LARGE).set_y(PICTURES)
        names = named_beside(
            pictures, (f"pink: {count} pixels, never lit", "a neuron’s weights from all pixels"), UP
        )
        legends = VGroup(
            ColourBar((0, 100), "digits", "{:.0f}%", style.grey, length=2),
            ColourBar((-self.scale, self.scale), "weight, clipped", "{:+.2f}", length=2),
        )
        for legend, picture in zip(legends, pictures, strict=True):
            legend.next_to(picture, DOWN, buff=0.25)
        pink = [
            Overlay(picture, shown * self._mask(), NEVER_LIT)
            for picture, shown in zip(pictures, (1, 0), strict=True)
        ]
        self.add(pictures, legends, names, *pink)
        self.hold(saying / 2)
        self.play(pink[1].animate.set_values(self._mask()), run_time=saying / 3)
        self.say("Can we get rid of them?")
        self.play(pink[1].animate.set_values(0 * self._mask()), run_time=NORMAL)
        self.remove(pink[1])
        self.legend = legends[1]
        self.leaving = VGroup(lit, legends[0], pink[0], names)

    def a_price_on_weights(self):
        strength, settings = self.result.found["lambda"], self.result.settings
        share = settings["eta"] * strength
        laws = VGroup(
            formula("{{ C : cost }} + lambda / 2 sum w^2", 38),
            formula("w arrow.l w - eta ((partial C) / (partial w) + lambda w)", 38),
            formula("(partial C) / (partial w) = 0: quad w arrow.l (1 - eta lambda) w", 38),
        ).arrange(DOWN, buff=0.55, aligned_edge=LEFT)
        laws[0].select("cost").set_color(style.COST)
        notes = style.lines(
            f"$lambda = {plain_number(strength)}$, and $eta = {settings['eta']:g}$ at first:",
            f"a step takes 1 part in {round(1 / share, -3):,.0f}",
            size=SMALL,
            color=style.QUIET,
        )
        self.laws = VGroup(laws, notes).arrange(DOWN, buff=0.6, aligned_edge=LEFT).move_to(LAWS)
        self.laws.shift((baseline(self.legend.ends[1]) - baseline(notes[1])) * UP)
        saying = self.beat("Put a price on every weight", "We put a price on size.")
        aside = VGroup(self.left, self.legend).animate.shift(2 * APART * LEFT)
        self.play(FadeOut(self.leaving), run_time=QUICK)
        self.play(aside, run_time=saying / 2)
        self.play(FadeIn(laws[0]), run_time=max(saying / 2 - QUICK, QUICK))
        saying = self.say("Now every step takes a tiny share off each weight.")
        self.play(FadeIn(laws[1], notes), run_time=saying / 3)
        self.play(FadeIn(laws[2]), run_time=saying / 3)
        self.hold(saying / 3 + 1.5)

    def the_same_neuron_twice(self):
        strength = plain_number(self.result.found["lambda"])
        without, with_it = self.result.arrays.neuron
        self.right = self._picture(with_it[0]).match_y(self.left).set_x(APART)
        names = "no weight decay", f"weight decay, $lambda = {strength}$"
        at_its_place = self.left.copy().set_x(-APART)
        self.names = named_beside((at_its_place, self.right), names, UP, color=style.WHITE)
        self.epoch = Readout(0, "{:.0f}", "00", size=style.HEADLINE)
        after = text("epochs", SMALL, style.QUIET)
        self.clock = VGroup(self.epoch, after).arrange(DOWN, buff=0.15).move_to(CLOCK)
        scale = ColourBar((-self.scale, self.scale), "", "{:+.2f}", length=1.6)
        title = text("weight, clipped", SMALL, style.QUIET).next_to(scale, UP, 0.15)
        legend = VGroup(scale, title).move_to(LEGEND)
        saying = self.beat("The same neuron, trained twice", "The same start, the same digits.")
        come = VGroup(self.right, self.names, self.clock, legend, self._set_up())
        start = self.left.animate.set_values(self._shaped(without[0])).set_x(-APART)
        self.play(FadeOut(self.laws, self.legend), start, FadeIn(come), run_time=saying)
        self.legend = legend
        self._train(self.say("Weights decay only on the right.") + 1)

    def only_the_untouched(self):
        left = self.result.found["untouched_left_with"]
        saying = self.beat(
            "Only the untouched", "Look at the untouched ones alone. On the left, they stand still."
        )
        others = 1 - self._mask()
        pictures = self.left, self.right
        start = self.result.arrays.neuron[:, 0]
        self.veils = [Overlay(picture, 0 * others, style.BACKGROUND) for picture in pictures]
        self.add(*self.veils)
        back = [
            picture.animate.set_values(self._shaped(weights))
            for picture, weights in zip(pictures, start, strict=True)
        ]
        covered = [veil.animate.set_values(others) for veil in self.veils]
        self.play(*covered, *back, self.epoch.animate.set_value(0), run_time=NORMAL)
        self.corners = VGroup(
            *(EnlargedCorner(picture, CORNER, others, ENLARGED) for picture in pictures)
        )
        self.shares = VGroup(*(Readout(100, "{:.0f}%", "100%", SMALL) for _ in pictures))
        words = VGroup()
        for picture, share in zip(pictures, self.shares, strict=True):
            of_start = text("of their size at the start", SMALL, style.QUIET)
            VGroup(share, of_start).arrange(RIGHT, buff=0.15).next_to(picture, DOWN, 0.2)
            stand_on(baseline(of_start), share)
            words.add(of_start)
        self.play(FadeIn(self.corners, self.shares, words), run_time=QUICK)
        self.hold(saying - NORMAL - QUICK)
        self._train(self.say(f"On the right, they fade to {about(left)} of their size."))
        self.leaving = VGroup(*pictures, *self.veils, self.corners, self.shares, words)
        self.leaving.add(self.names, self.clock, self.legend)

    def as_the_formula_says(self):
        bits = 8 * self.result.arrays.neuron.dtype.itemsize  # of a weight, in training too
        off = percent_above(self.result.found["furthest_from_formula_with"])
        self.curves = self._fading()
        plot, formula_left = self.curves.plot, self.result.arrays.formula
        epochs = np.arange(len(formula_left))
        self.dots = Scatter(plot, epochs, formula_left, radius=0.08)
        third = epochs[-1] / 3
        law = text("dots: the formula, $product (1 - eta lambda)$", SMALL)
        law.next_to(plot.c2p(third, np.interp(third, epochs, formula_left)), UP + RIGHT, buff=0.1)
        rounding = text(f"rounding: off by \\ under {off}, at {bits} bits", SMALL, style.QUIET)
        rounding.move_to(plot.c2p(2 * third, 0.6 * formula_left[-1]))
        saying = self.beat("As the formula says", "And they fade just as the formula says.")
        self.play(giving_way(self.leaving, VGroup(plot, law, rounding)))
        self.play(*self.curves.draw(), run_time=saying - NORMAL, rate_func=linear)
        self.add(self.dots.set_shown(0))
        come = FadeIn(self.curves.names, rate_func=smooth)
        self.play(self.dots.animate.set_shown(1), come, run_time=NORMAL, rate_func=linear)
        self.hold(1.2)
        self.leaving = VGroup(self.curves, self.dots, law, rounding)

    def does_it_help(self):
        found, settings = self.result.found, self.result.settings
        words, gain = about_the_accuracy(found, len(settings["seeds"]))
        lambdas = settings["lambdas"]
        panel = SeedPanel(
            self.result.arrays.accuracy[:, :, -1, 0],
            [*map(plain_number, lambdas)],
            width=8.2,
            height=3.4,
            x_title="$lambda$: a dot for each seed, a line for their mean",
            y_title="accuracy on the validation digits",
        ).move_to(PLOT)
        plot, self.tried = panel
        plot.y_title.align_to(plot.labels, LEFT)
        tested = style.lines(
            "test digits, on average:",
            f"$lambda = 0 -> {plain_number(found['lambda'])}$",
            "{test_accuracy_without:.1%} → {test_accuracy_with:.1%}".format_map(found),
            gain,
            size=SMALL,
            color=style.QUIET,
        )
        tested[2].set_color(style.WHITE)
        tested.next_to(plot.x_axis, RIGHT, buff=0.2).align_to(plot.y_axis, UP)
        self.beat("Does it help?", "Does it help?")
        self.play(giving_way(self.leaving, plot))
        self.say(words)
        self.play(FadeIn(self.tried))
        chosen = lambdas.index(found["lambda"])
        mean = self.tried.means[chosen]
        self.play(Indicate(mean, 2, color=style.FOCUS), FadeIn(tested))
        self.hold(2)

    def _fading(self):
        """The size of the untouched weights over the epochs, with a curve for each lambda."""
        size = self.result.arrays.size[:, :, :, 0]
        epochs = np.arange(size.shape[2])
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
        ).move_to(PLOT)
        plot.y_title.align_to(plot.labels, LEFT)
        without, with_it = 0, self.result.found["lambda"]
        curves = []
        for strength, of_one in zip(self.result.settings["lambdas"], size, strict=True):
            color = style.WHITE if strength in (without, with_it) else style.QUIET
            words = f"$lambda = {plain_number(strength)}$" if strength else "no decay"
            if strength == with_it:
                words += f": {self.result.found['untouched_left_with']:.0%}"
            curves.append((epochs, of_one / of_one[:, :1], color, text(words, SMALL, color)))
        return SpreadPlot(plot, curves)

    def _train(self, seconds):
        """Show training, epoch by epoch: the pictures, their corners if these are drawn, how large
        the untouched weights still are, and the clock."""
        now = ValueTracker(0)
        neuron = self.result.arrays.neuron.astype(float)
        pictures = self.left, self.right, *self.corners
        for picture, weights in zip(pictures, [*neuron, *neuron], strict=False):
            shaped = weights.reshape(-1, SIDE, SIDE)
            picture.add_updater(lambda p, w=shaped: p.set_values(at(now.get_value(), w)))
        for share, weights in zip(self.shares, neuron[:, :, self.untouched], strict=False):
            share.add_updater(lambda s, w=weights: s.set_value(percent_left(w, now.get_value())))
        self.epoch.add_updater(lambda epoch: epoch.set_value(np.floor(now.get_value() + 1e-6)))
        last = self.result.settings["epochs"]
        self.play(now.animate.set_value(last), run_time=seconds, rate_func=linear)
        for part in (*pictures, *self.shares, self.epoch):
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


def percent_left(weights, epoch):
    """The root mean square of weights (epochs + 1, n) at an epoch, as a percentage of the first."""
    return 100 * root_mean_square(at(epoch, weights)) / root_mean_square(weights[0])
