"""The change of the weights that a single digit asks for, and the one that all together ask for."""

import numpy as np
from manim import (
    DOWN,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    Rectangle,
    ValueTracker,
    VGroup,
    linear,
)

from nn.analysis.pulls import Pulls
from nn.datasets import one_hot
from nn.network import layer_views
from scenes.gradient.pictures import ON_THE_WAY, in_a_grid, under
from scenes.mobjects.digit import digit
from scenes.mobjects.heatmap import largest
from scenes.mobjects.lettering import Readout, baseline
from scenes.mobjects.table import Table
from scenes.stage import style
from scenes.stage.drawn import of_all, pictured_neurons
from scenes.stage.examples import an_example, picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.needs import A_SLOPE, DATA, FINITE_SLOPES, HISTORY
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, formula, text
from scenes.stage.words.numbers import about, decimals
from scenes.stage.words.things import (
    a_class,
    class_name,
    is_plain_descent,
    many,
    step,
    this,
)

FRAMES = 60  # the number of averages that are shown, over more and more digits
READING = 0.8  # seconds more in which the angle of the two can be read
THOUSANDS = 2000  # so many examples are spoken of as thousands

# Sizes and places, in scene units.
LARGE, SMALLER = 1.12, 0.8  # width of a neuron's picture: with one digit shown, with two
CARD, SMALL_CARD = 2.9, 1.15  # width of a digit: likewise
CARD_AT, PICTURES_AT = (-4.3, 0.85, 0), (2.2, 0.15, 0)
LEFT_X, MIDDLE_X, RIGHT_X = -4.4, 0, 4.4  # x of one digit, another, and the average
TABLE_WIDTH = 3.4  # of the numbers above the average
CARDS_Y, PICTURES_Y = 2.05, -0.4


class WhatOneDigitWants(Explainer):
    """Each digit pulls the weights its own way, and the average of all pulls is the step."""

    needs = (HISTORY, DATA, FINITE_SLOPES, A_SLOPE)
    studies = ("gradients",)

    def construct(self):
        study = self.study("gradients")
        self.snapshot = int(study.snapshots[ON_THE_WAY])
        self.overall = -layer_views(study.nabla[ON_THE_WAY], self.run.sizes)[0][0].astype(float)
        self._weigh_all_digits()
        self.this = this(self.run, self.labels[0])
        self.what_it_asks_for()
        self.it_asks_for_itself()
        self.another_disagrees()
        self.the_average()
        self.what_all_agree_on()

    def what_it_asks_for(self):
        seconds = self.beat(
            f"What does {self.this} want?",
            f"If {self.this} could choose, it would change the weights like this.",
        )
        self.scale = largest(self.pulls[:2])
        self.card = self._card(0, CARD).move_to(CARD_AT)
        self.pictures = self._pictures(self.pulls[0], LARGE).move_to(PICTURES_AT)
        self.legend = self._legend(self.scale, self.pictures)
        blank = self._pictures(0 * self.pulls[0], LARGE).move_to(PICTURES_AT)
        self.add(blank, self.card)
        coming = self._coming_out_of(self.card, self.pictures)
        self.play(coming, FadeIn(self.legend), run_time=seconds - QUICK)
        self.remove(blank)
        self.add(self.pictures)
        drawn, neurons = len(self.pictures), self.run.sizes[1]
        when = f"{step(self.run)} {self.run.steps[self.snapshot]:,}"
        when += f", {of_all(drawn, neurons, 'neurons')}" * (drawn < neurons)
        self.when = text(f"at {when}", SMALL, style.QUIET)
        self.when.next_to(self.card, DOWN, buff=0.25)
        self.play(FadeIn(self.when), run_time=QUICK)

    def it_asks_for_itself(self):
        strongest = int(abs(self.pulls[0]).max(axis=(1, 2)).argmax())
        itself = f"the {self.this.removeprefix('this ')} itself"
        self.beat("It asks for itself", f"Look: each picture is {itself}.")
        frame = self._frame(self.pictures[strongest])
        product = formula("-frac(partial C, partial w_(j k)) = -delta_j dot a_k", style.HEADLINE)
        wish, name = self.wishes[strongest], f"-delta_{self.chosen[strongest] + 1}"
        number = formula(f"{name} = {wish:+.{decimals(wish)}f}")
        VGroup(product, number).arrange(DOWN, buff=0.25).next_to(self.card, DOWN, buff=0.25)
        self.play(FadeOut(self.when), Create(frame), run_time=QUICK)
        self.play(FadeIn(product), run_time=NORMAL)
        seconds = self.say("Blue makes that neuron brighter, orange makes it darker.")
        self.play(FadeIn(number), run_time=seconds / 2)
        self.aside = VGroup(frame, product, number)

    def another_disagrees(self):
        other = class_name(self.run, self.labels[1])
        angle = np.degrees(np.arccos(np.clip(self.cosine, -1, 1)))
        headline = f"{a_class(self.run, self.labels[1])} disagrees"
        self.beat(headline[0].upper() + headline[1:], f"This {other} pulls somewhere else.")
        card = self._card(0, SMALL_CARD).move_to([LEFT_X, CARDS_Y, 0])
        pictures = self._pictures(self.pulls[0], SMALLER).move_to([LEFT_X, PICTURES_Y, 0])
        self.other_card = self._card(1, SMALL_CARD).move_to([MIDDLE_X, CARDS_Y, 0])
        self.other = self._pictures(self.pulls[1], SMALLER).move_to([MIDDLE_X, PICTURES_Y, 0])
        legend = self._legend(self.scale, VGroup(pictures, self.other))
        self.play(FadeOut(self.aside), run_time=QUICK)
        self.play(
            self.card.animate.become(card),
            self.pictures.animate.become(pictures),
            self.legend.animate.become(legend),
        )
        apart = f"{angle:.0f}° apart,", f"the least alike of {len(self.labels):,}"
        self.why = style.lines(*apart, size=SMALL, color=style.QUIET)
        self.why.move_to([RIGHT_X, PICTURES_Y, 0])
        self.play(FadeIn(self.other_card, self.why), run_time=QUICK)
        coming = self._coming_out_of(self.other_card, self.other)
        self.play(coming, run_time=NORMAL)
        self.add(self.other)
        self.hold(READING)

    def the_average(self):
        n = len(self.labels)
        then = "then hundreds, then thousands" if n >= THOUSANDS else f"then all {n:,}"
        seconds = self.beat("The average of all pulls", f"Average two of them, {then}.")
        self.now = ValueTracker(0)
        self.average = self._pictures(self.averages[0], SMALLER)
        self.average.move_to([RIGHT_X, PICTURES_Y, 0])
        self.readouts = self._readouts()
        self.table = Table(self.readouts, TABLE_WIDTH).move_to([RIGHT_X, CARDS_Y, 0])
        self.table.shift((baseline(self.card[1]) - baseline(self.table[1][0])) * UP)
        self.play(FadeOut(self.why), run_time=QUICK)
        self.play(FadeIn(self.average, self.table), run_time=QUICK)
        values = self.counts, self.lengths
        for readout, curve in zip(self.readouts.values(), values, strict=True):
            readout.add_updater(lambda r, curve=curve: r.set_value(self._at(curve)))
        self.average.add_updater(lambda pictures: self._show_average(pictures))
        going = max(SLOW, seconds - NORMAL)
        self.play(self.now.animate(rate_func=linear).set_value(FRAMES / 2), run_time=going)
        seconds = self.say("What one asks for, another often refuses.")
        going = self.now.animate(rate_func=linear).set_value(FRAMES - 1)
        self.play(going, run_time=max(SLOW, seconds))
        for mobject in (self.average, *self.readouts.values()):
            mobject.clear_updaters()

    def what_all_agree_on(self):
        m, scale = self.run.facts["dataset"]["training"], largest(self.overall)
        what = "the step" if is_plain_descent(self.run) else "the way down"
        self.beat(f"What they agree on is {what}", f"What they agree on is {what}.")
        legend = self._legend(scale, self.average)
        final = self.overall[self.chosen].reshape(self.averages[0].shape)
        self.play(
            *(
                picture.animate.set_values(values).set_scale(scale)
                for picture, values in zip(self.average, final, strict=True)
            ),
            self.readouts[self._averaged].animate.set_value(m),
            self.readouts["its length"].animate.set_value(np.linalg.norm(self.overall)),
            FadeIn(legend),
            run_time=SLOW,
        )
        others = f"{about(self.against)} of them, on their own, would lead uphill."
        seconds = self.say(f"And yet {others}")
        percent = Readout(100 * self.against, "{:.0f}%", size=SMALL)
        share = Table({"pull against it": percent}, TABLE_WIDTH)
        share.next_to(self.table, DOWN, buff=0.2)
        self.play(FadeIn(share), run_time=seconds / 2)

    def _weigh_all_digits(self):
        """Compute what each digit asks of the first layer's weights; digits are in `order`.

        Sets `images`, `labels`, `costs` of all digits; `wishes` (drawn,), the first one's −δ;
        `pulls` (2, drawn, rows, columns) of the first two; and of the averages that are shown the
        `counts` (FRAMES,) of digits, the `averages` themselves (FRAMES, drawn, rows, columns) and
        their `lengths` (FRAMES,).
        """
        network, (X, labels) = self.run.network(self.snapshot), self.run.examples()
        image, _ = an_example(self.run)
        first = int((image.ravel() == X).all(axis=1).argmax())
        pulls = Pulls.of(network, X, one_hot(labels, self.run.sizes[-1]))
        cosines = pulls.cosines(first)
        second = int(cosines.argmin())
        self.cosine, self.against = cosines[second], pulls.share_against(self.overall)
        others = np.delete(np.arange(len(X)), [first, second])
        self.order = np.array([first, second, *others])
        self.images, self.labels = X[self.order].astype(float), labels[self.order]
        self.costs = network.costs(self.images, one_hot(self.labels, self.run.sizes[-1]))
        self.counts = np.round(np.geomspace(1, len(X), FRAMES)).astype(int)
        averages = pulls.averages(self.order, self.counts)
        self.lengths = np.linalg.norm(averages, axis=(1, 2))
        self.chosen, shape = pictured_neurons(self.run), picture_shape(self.run)
        self.averages = averages[:, self.chosen].reshape(FRAMES, len(self.chosen), *shape)
        self.wishes = pulls.deltas[first, self.chosen]
        two = np.stack([pulls.one(i) for i in (first, second)])
        self.pulls = two[:, self.chosen].reshape(2, len(self.chosen), *shape)

    def _readouts(self):
        """{name: number}: how many pulls are averaged, and the length of their average."""
        most = max(len(self.labels), self.run.facts["dataset"]["training"])
        form = f"{{:.{decimals(self.lengths[-1], 2)}f}}"
        return {
            self._averaged: Readout(1, "{:,.0f}", f"{most:,}", SMALL),
            "its length": Readout(self.lengths[0], form, size=SMALL),
        }

    @property
    def _averaged(self):
        return f"{many(self.run)} averaged"

    def _card(self, i, width):
        """A digit with its cost."""
        picture = digit(self.images[i].reshape(picture_shape(self.run)), width)
        words = text(f"cost {self.costs[i]:.2f}", SMALL, style.COST)
        side = DOWN if width > 2 else RIGHT
        return VGroup(picture, words.next_to(picture, side, buff=0.25))

    def _coming_out_of(self, card, pictures):
        """The pictures come out of the example on a card, one after the other."""
        scale = card[0].width / pictures[0].width
        coming = [FadeIn(each, target_position=card[0], scale=scale) for each in pictures]
        return LaggedStart(*coming, lag_ratio=0.08)

    def _pictures(self, values, width):
        return in_a_grid(values, self.scale, width, 0.1 * width)

    def _legend(self, scale, pictures):
        return under(pictures, scale, "change of weight", 1.8)

    def _frame(self, picture):
        frame = Rectangle(width=picture.width + 0.08, height=picture.height + 0.08)
        return frame.set_stroke(style.FOCUS, 3).move_to(picture)

    def _at(self, values):
        """The current value of a curve (FRAMES,), interpolated linearly."""
        return np.interp(self.now.get_value(), np.arange(FRAMES), values)

    def _show_average(self, pictures):
        now = self.now.get_value()
        i = min(int(now), FRAMES - 2)
        frames = (i + 1 - now) * self.averages[i] + (now - i) * self.averages[i + 1]
        for picture, frame in zip(pictures, frames, strict=True):
            picture.set_values(frame)
