"""How wrong it is before training: the answers of a network whose weights are random."""

import numpy as np
from manim import LEFT, RIGHT, UP, Create, FadeIn, FadeOut, ReplacementTransform, Transform, VGroup

from nn.datasets import one_hot
from scenes.mobjects.areas import Areas
from scenes.mobjects.digit import digit
from scenes.mobjects.labelled import named_beside
from scenes.mobjects.lettering import Readout
from scenes.mobjects.network_diagram import counts_below
from scenes.mobjects.outputs import Outputs
from scenes.stage import style
from scenes.stage.drawn import chosen_outputs
from scenes.stage.examples import an_example_of_each, picture_shape
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.needs import DATA, FROM_THE_START
from scenes.stage.style import NORMAL, QUICK, SMALL, lines, text
from scenes.stage.the_network import TheNetwork
from scenes.stage.words import things
from scenes.stage.words.numbers import about
from scenes.stage.words.things import class_name

IN_THE_MIDDLE = 0.2, 0.8  # outputs between these are said to be somewhere in the middle
AS_GOOD = 0.02  # shares of right answers that differ by less are said to be as good
TRIED = 12  # images that are shown
SLOWEST, FASTER, FASTEST = 0.9, 0.8, 0.14  # seconds for the first, a part of them for each next

# Sizes and places, in scene units.
LIST_WIDTH, LIST_HEIGHT = 2.4, 4.55  # of a list of outputs: its bars' width, its whole height
SAID_AT, WANTED_AT = (-1.3, -0.25, 0), (4.55, -0.25, 0)
THUMB, PILE_FROM = 0.46, 0.25  # a small image; from the list to their row
EXACT_AT = 4.0, -0.25, 0
BEFORE = 0.35  # how strong the weights are drawn before they are spoken of


class UntrainedNetwork(Explainer):
    """Before training, weights are random: the network answers, but it is guessing."""

    needs = (FROM_THE_START, DATA)

    def construct(self):
        self.whole = TheNetwork(self.run, self.run.network(0))
        self.label, self.network, self.passed = (
            getattr(self.whole, name) for name in ("label", "network", "passed")
        )
        self.images, self.labels = self.run.examples()
        self.answers = self.network.forward(self.images).a[-1]
        self.count_them()
        self.random_weights()
        self.what_it_answers()
        self.what_we_want()
        self.other_images()
        self.no_better_than_chance()

    def count_them(self):
        """How often each class is answered, and how often that is right."""
        classes, answers = len(self.run.classes), self.answers.argmax(axis=1)
        self.counts = np.bincount(answers, minlength=classes)
        self.right = np.bincount(answers[answers == self.labels], minlength=classes)
        self.often = int(self.counts.argmax())

    def random_weights(self):
        seconds = self.beat(
            "Before it learned anything",
            "Before training, the weights are random numbers.",
        )
        whole = self.whole
        self.inputs = whole.columns[0].values
        whole.columns[0].set_values(0 * self.inputs)
        dots = [column.dots() for column in whole.columns if column.has_gap]
        counts = counts_below(whole.columns, whole.drawn.counts)
        self.diagram = VGroup(*whole.edges, *whole.columns, *dots, counts)
        for edges in whole.edges:
            edges.set_strength(BEFORE)
        self.add(self.diagram)
        for edges in whole.edges:
            self.play(edges.animate.set_strength(1), run_time=seconds / len(whole.edges))

    def what_it_answers(self):
        a, whole = self.passed.a[-1][0], self.whole
        first = int(a.argmax())
        seconds = self.beat(
            "It answers all the same", f"We show it our {class_name(self.run, self.label)}."
        )
        self.picture = whole.picture
        self.play(
            FadeIn(self.picture, shift=RIGHT),
            whole.columns[0].animate.set_values(self.inputs),
            run_time=QUICK,
        )
        each = max(QUICK, (seconds - QUICK) / len(whole.edges))
        for edges, column, values in zip(
            whole.edges, whole.columns[1:], whole.shown[1:], strict=True
        ):
            dimmed = edges.animate.set_strength(BEFORE)
            self.play(column.animate.set_values(values), dimmed, run_time=each)
        low, high = IN_THE_MIDDLE
        middle = bool(a.min() > low and a.max() < high)
        seconds = self.say(
            f"It says {class_name(self.run, first)}. "
            + (
                "All its outputs are somewhere in the middle."
                if middle
                else "Nobody has taught it what to say."
            )
        )
        self.rows = whole.rows(a)
        self.play(FadeIn(self.rows, lag_ratio=0.1), run_time=seconds / 2)

    def what_we_want(self):
        a, names = self.passed.a[-1][0], self.run.classes
        wanted = self._wanted(self.label)
        seconds = self.beat(
            "What do we want?",
            f"We want a one for the {class_name(self.run, self.label)}, and zeros everywhere else.",
        )
        always = [self.label, self.often]
        self.some = chosen_outputs(np.vstack([a, self.answers]), always)
        size = LIST_WIDTH, LIST_HEIGHT
        self.said = Outputs(a, names, *size, shown=self.some).move_to(SAID_AT)
        self.wanted = Outputs(wanted, names, *size, "{:.0f}", shown=self.some).move_to(WANTED_AT)
        bars = self.said.bars, self.wanted.bars
        self.titles = named_beside(bars, ("what it answers", "what we want"), UP, 0.15)
        self.frame = self.said.frame(int(a.argmax()))
        coming = [FadeIn(self.said)]
        if np.array_equal(self.some, self.whole.outputs):
            columns = zip(*self.rows, strict=True)
            pairs = zip(columns, (self.said.names, self.said.numbers), strict=True)
            coming = [ReplacementTransform(VGroup(*old), new) for old, new in pairs]
            coming.append(FadeIn(self.said.bars))
        self.play(FadeOut(self.diagram), *coming, FadeIn(self.titles[0]), run_time=NORMAL)
        self.remove(*self.rows, *self.said)
        self.add(self.said)
        self.play(Create(self.frame), run_time=QUICK)
        self.wanted.bars.set_values(0 * self.wanted.bars.values)
        self.play(
            FadeIn(self.wanted, self.titles[1]),
            self.wanted.bars.animate.set_values(wanted[self.some]),
            run_time=max(QUICK, seconds - NORMAL - QUICK),
        )

    def other_images(self):
        run, n = self.run, len(self.images)
        always = self.counts[self.often] == n
        seconds = self.beat(
            f"Another {things.image(run)}",
            "Perhaps that was bad luck. Let's try another.",
        )
        each = an_example_of_each(run, self.some)
        more = [i for i in range(n) if i not in each and self.labels[i] in self.some]
        self.shown = [*each, *more][:TRIED]
        self.piles = VGroup()
        self.hold(seconds - SLOWEST)
        gone = FadeOut(self.wanted, self.titles[1])
        for place, i in enumerate(self.shown):
            if place == 1:
                self.say("And another.")
            self._try(i, max(FASTEST, SLOWEST * FASTER**place), *[gone] * (place == 0))
        self.hold(QUICK)
        name = class_name(run, self.often)
        self.say(f"It always says {name}." if always else f"Most often it says {name}.")

    def _try(self, i, seconds, *others):
        """Show the network image i, and lay it on the pile of its answer."""
        image = self.images[i].reshape(picture_shape(self.run))
        answer = int(self.answers[i].argmax())
        changes = [
            self.picture.animate.set_values(image),
            self.said.animate.set_values(self.answers[i]),
            *others,
        ]
        if answer in self.some:
            changes.append(self.frame.animate.set_y(self.said.row(answer).get_y()))
        self.play(*changes, run_time=0.4 * seconds)
        if answer not in self.some:
            return
        thumb = digit(image, THUMB)
        high = self.said.bars.middle(self.said.place_of(answer))[1]
        there = sum(pile.get_y() == high for pile in self.piles)
        left, right = self.said.get_right()[0] + PILE_FROM, safe_area()[1]
        x = np.interp(there / (TRIED - 1), (0, 1), (left + THUMB / 2, right - THUMB / 2))
        place = [x, high, 0]
        thumb.move_to(self.picture).scale(self.picture.width / thumb.width)
        self.piles.add(thumb)
        small = thumb.animate.scale_to_fit_width(THUMB * min(1, image.shape[1] / image.shape[0]))
        self.play(small.move_to(place), run_time=0.6 * seconds)

    def no_better_than_chance(self):
        run, n = self.run, len(self.labels)
        right = int(self.right.sum())
        share, chance = right / n, 1 / len(run.classes)
        seconds = self.beat(
            "How wrong is that?", f"It is right {times(share)}, {self._than(share, chance)}."
        )
        some, old = self.some, self.said
        self.bars = old.bars.copy()
        counted = self.bars.copy().set_values(self.counts[some] / n)
        counted.colours = np.tile(style.rgb(style.QUIET), (len(some), 1))
        numbers = VGroup()
        for count, number in zip(self.counts[some], old.numbers, strict=True):
            whole = Readout(count, "{:,.0f}", f"{n:,}", size=SMALL)
            numbers.add(whole.move_to(number, aligned_edge=LEFT))
        title = text(f"its answers to {n:,} {things.images(run)}", SMALL, style.QUIET)
        title.move_to(self.titles[0])
        rows = f"right: {right:,}, or {share:.1%}", f"blind guessing: {chance:.1%}"
        exact = lines(*map(style.escaped, rows)).move_to(EXACT_AT)
        exact[1].set_fill(style.QUIET)
        self.remove(old.bars)
        self.add(self.bars)
        self.play(
            FadeOut(self.picture, self.titles[0], old.numbers, self.frame),
            FadeOut(self.piles, shift=LEFT),
            run_time=QUICK,
        )
        self.play(Transform(self.bars, counted), FadeIn(numbers, title), run_time=seconds / 3)
        self.bars_right = Areas(self._parts(0 * some))
        self.add(self.bars_right)
        growing = self.bars_right.animate.set_rectangles(self._parts(self.right[some] / n))
        self.play(growing, FadeIn(exact), run_time=seconds / 3)
        self.say("We need a number.")

    def _parts(self, shares):
        """The left parts (n, 4) of the bars, of these shares of their length."""
        left, right = self.bars.place([0, 0]), self.bars.place([1, 1])
        high = (left[1] - right[1]) / len(shares)
        middles = np.array([self.bars.middle(j)[1] for j in range(len(shares))])
        thick = np.full(len(shares), self.bars.thickness * high)
        width = shares * (right[0] - left[0])
        return np.stack([left[0] + 0 * thick, middles - thick / 2, width, thick], axis=1)

    def _than(self, share, chance):
        if abs(share - chance) < AS_GOOD:
            return "no better than blind guessing"
        return f"{'more' if share > chance else 'less'} often than by blind guessing"

    def _wanted(self, label):
        return one_hot([label], self.run.sizes[-1])[0]


def times(share):
    """How often something happens, as one says it: one time in ten, nearly half of the time."""
    words = about(share)
    return words.replace("one in", "one time in") if "one in" in words else f"{words} of the time"
