"""The change of the weights that a single digit asks for, and the one that all together ask for."""

import numpy as np
from manim import (
    DOWN,
    RIGHT,
    Create,
    FadeIn,
    FadeOut,
    Rectangle,
    ValueTracker,
    VGroup,
    linear,
)

from nn.analysis.pulls import Pulls
from nn.datasets import one_hot
from nn.network import layer_views
from scenes.gradient.pictures import ON_THE_WAY, in_a_grid, scale_bar
from scenes.mobjects.digit import digit
from scenes.mobjects.heatmap import largest
from scenes.mobjects.lettering import Readout
from scenes.mobjects.table import Table
from scenes.stage import style
from scenes.stage.drawn import pictured_neurons
from scenes.stage.examples import an_example, picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.needs import A_SLOPE, DATA, FINITE_SLOPES, HISTORY
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, formula, text
from scenes.stage.words.numbers import decimals
from scenes.stage.words.things import class_name, is_plain_descent, many, one, step, unseen

FRAMES = 60  # the number of averages that are shown, over more and more digits
SECONDS_OF_AVERAGING = 5

# Sizes and places, in scene units.
LARGE, SMALLER = 1.12, 0.8  # width of a neuron's picture: with one digit shown, with two
CARD, SMALL_CARD = 2.9, 1.15  # width of a digit: likewise
CARD_AT, PICTURES_AT = (-4.3, 0.85, 0), (2.2, 0.15, 0)
LEFT_X, MIDDLE_X, RIGHT_X = -4.4, 0, 4.4  # x of one digit, another, and the average
TABLE_WIDTH = 3.4  # of the numbers above the average
CARDS_Y, PICTURES_Y, LEGENDS_Y = 2.05, -0.4, -2.65


class WhatOneDigitWants(Explainer):
    """Each digit pulls the weights its own way, and the average of all pulls is the step."""

    needs = (HISTORY, DATA, FINITE_SLOPES, A_SLOPE)
    studies = ("gradients",)

    def construct(self):
        study = self.study("gradients")
        self.snapshot = int(study.snapshots[ON_THE_WAY])
        self.overall = -layer_views(study.nabla[ON_THE_WAY], self.run.sizes)[0][0].astype(float)
        self._weigh_all_digits()
        self.what_it_asks_for()
        self.the_digit_times_a_number()
        self.another_digit()
        self.the_average()
        self.what_all_agree_on()

    def what_it_asks_for(self):
        label = class_name(self.run, self.labels[0])
        when = f"{step(self.run)} {self.run.steps[self.snapshot]:,}"
        drawn, neurons = len(self.pulls[0]), self.run.sizes[1]
        some = f"{drawn} of " * (drawn < neurons)
        self.beat(
            f"What one {label} asks of the weights",
            f"At {when}: to lower the cost of this {label}, the weights into {some}the "
            f"{neurons} neurons should change like this.",
        )
        self.scale = largest(self.pulls[:2])
        self.card = self._card(0, CARD).move_to(CARD_AT)
        self.pictures = self._pictures(self.pulls[0], LARGE).move_to(PICTURES_AT)
        self.legend = self._legend(self.scale).next_to(self.pictures, DOWN, buff=0.2)
        self.add(self.card)
        self.play(FadeIn(self.pictures, self.legend))

    def the_digit_times_a_number(self):
        strongest = int(abs(self.pulls[0]).max(axis=(1, 2)).argmax())
        self.beat(
            f"The {one(self.run)} itself, times one number",
            f"Each picture is the {one(self.run)} times one number, found by backpropagation: blue "
            "makes its neuron brighter, orange darker.",
        )
        frame = self._frame(self.pictures[strongest])
        product = formula("-frac(partial C, partial w_(j k)) = -delta_j dot a_k", style.HEADLINE)
        wish, name = self.wishes[strongest], f"-delta_{self.chosen[strongest] + 1}"
        number = formula(f"{name} = {wish:+.{decimals(wish)}f}", color=style.FOCUS)
        VGroup(product, number).arrange(DOWN, buff=0.25).next_to(self.card, DOWN, buff=0.25)
        self.play(Create(frame))
        self.play(FadeIn(product))
        self.play(FadeIn(number))
        self.hold(2)
        self.aside = VGroup(frame, product, number)

    def another_digit(self):
        first, other = (class_name(self.run, label) for label in self.labels[:2])
        angle = np.degrees(np.arccos(np.clip(self.cosine, -1, 1)))
        self.beat(
            f"This {other} pulls another way",
            f"Of {len(self.labels):,} {many(self.run)}"
            f"{' that it was not trained on' * unseen(self.run)}, this {other} pulls "
            f"least along with the {first}: their angle is {angle:.0f}°.",
        )
        self.play(FadeOut(self.aside), run_time=QUICK)
        card = self._card(0, SMALL_CARD).move_to([LEFT_X, CARDS_Y, 0])
        pictures = self._pictures(self.pulls[0], SMALLER).move_to([LEFT_X, PICTURES_Y, 0])
        legend = self.legend.copy().move_to([(LEFT_X + MIDDLE_X) / 2, LEGENDS_Y, 0])
        self.play(
            self.card.animate.become(card),
            self.pictures.animate.become(pictures),
            self.legend.animate.become(legend),
        )
        self.other_card = self._card(1, SMALL_CARD).move_to([MIDDLE_X, CARDS_Y, 0])
        self.other = self._pictures(self.pulls[1], SMALLER).move_to([MIDDLE_X, PICTURES_Y, 0])
        self.play(FadeIn(self.other_card))
        self.play(FadeIn(self.other))
        self.hold()

    def the_average(self):
        self.beat(
            "The average of all pulls",
            f"Average the two, then ever more, up to {len(self.labels):,}: much of what one asks, "
            "another forbids.",
        )
        self.now = ValueTracker(0)
        self.average = self._pictures(self.averages[0], SMALLER)
        self.average.move_to([RIGHT_X, PICTURES_Y, 0])
        self.readouts = self._readouts()
        self.table = Table(self.readouts, TABLE_WIDTH).move_to([RIGHT_X, CARDS_Y, 0])
        growing = self.pictures.copy()
        self.play(growing.animate.move_to(self.average), FadeIn(self.table), run_time=NORMAL)
        self.remove(growing)
        self.add(self.average)
        values = self.counts, self.lengths
        for readout, curve in zip(self.readouts.values(), values, strict=True):
            readout.add_updater(lambda r, curve=curve: r.set_value(self._at(curve)))
        self.average.add_updater(lambda pictures: self._show_average(pictures))
        self.play(
            self.now.animate.set_value(FRAMES - 1),
            run_time=SECONDS_OF_AVERAGING,
            rate_func=linear,
        )
        for mobject in (self.average, *self.readouts.values()):
            mobject.clear_updaters()

    def what_all_agree_on(self):
        m = self.run.facts["dataset"]["training"]
        scale = largest(self.overall)
        step = "the step" if is_plain_descent(self.run) else "the way down"
        self.beat(
            f"What they agree on is {step}",
            f"The average of all {m:,} training {many(self.run)}, on its own scale: {step}. Of "
            f"the {len(self.labels):,} before, {self.against:.0%} alone pull against it.",
        )
        legend = self._legend(scale).move_to([RIGHT_X, LEGENDS_Y, 0]).align_to(self.average, RIGHT)
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
        self.hold(2)

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

    def _pictures(self, values, width):
        return in_a_grid(values, self.scale, width, 0.1 * width)

    def _legend(self, scale):
        return scale_bar(scale, "change of weight", 1.8)

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
