"""How many test digits the network gets right, and which digits it takes the others for."""

import math

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    DashedLine,
    Dot,
    FadeIn,
    FadeOut,
    Square,
    ValueTracker,
    VGroup,
    linear,
)

from nn.analysis.studies.predictions import confusion_counts
from scenes.mobjects.confusion import Confusion, SharesRight, without_diagonal
from scenes.mobjects.digit import frame_on, sheet_within, tiled
from scenes.mobjects.lettering import Readout, baseline, stand_on
from scenes.mobjects.outcomes import Outcomes
from scenes.mobjects.plot import ColourBar
from scenes.mobjects.step_plot import StepPlot
from scenes.stage import style
from scenes.stage.examples import pictures
from scenes.stage.explainer import Explainer
from scenes.stage.giving_way import giving_way
from scenes.stage.needs import DATA, TEST_PART
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, escaped, lines, text
from scenes.stage.words.numbers import about, in_words
from scenes.stage.words.things import a_class, cut, many, start_of, step, unseen

SHEET = 12.0, 4.1  # the largest width and height of a sheet of digits, in scene units
SHEET_CENTRE = 0.55 * UP
ASIDE = 5.4, 4.2  # the largest width and height of a sheet beside the matrix
COUNTERS = 2.45 * DOWN  # the centre of the numbers below the sheet
PLOT = -0.6, -0.15, 0  # the centre of the plot: a number stands on the right
MATRIX = -3.2, 0.33, 0  # the centre of the matrix
EXAMPLES = 3.3, 0.45, 0  # the centre of the digits beside it
LONGEST = 16  # signs of a class's name in a headline with two of them
UNTESTED, BESIDE_WRONG = 0.25, 0.3  # how bright a digit is before it is tested, beside wrong ones
BY_CHANCE = 1.5  # times as often right as a blind guess: no more than that is guessing
LITTLE = 0.05  # of accuracy gained
MOST, EARLY = 0.8, 0.1  # of what was gained, of the steps


class TestAccuracy(Explainer):
    """How many of the test digits it gets right, how it came to that, and what it mixes up."""

    needs = (DATA, TEST_PART)
    studies = ("predictions",)

    def construct(self):
        self.test = self.study("predictions")
        self.answers = self.run.test_predictions
        self.is_right = (self.answers == self.test.labels)[self.test.order]
        self.ones = many(self.run)
        self.the_first_of_them()
        self.all_of_them()
        if self.run.has_history:
            self.through_training()
        self.what_it_mixes_up()
        if not self.is_right.all():
            self.the_most_frequent_mistake()

    def the_first_of_them(self):
        images = pictures(self.test.first_images, self.run)
        n = len(images)
        unseen_ones = unseen(self.run, "test")
        said = self.beat(
            f"{self.ones.capitalize()} it has never seen" if unseen_ones else "The test",
            self._whether_it_saw_them(),
        )
        self.tested = ValueTracker(0)
        self.sheet, columns = sheet_within(images, *SHEET)
        self.sheet.move_to(SHEET_CENTRE)
        self._light(images, columns)
        self.frames = self._frames_around_wrong(n, columns, images.shape[1:])
        self.counters = self._counters().move_to(COUNTERS)
        self.add(self.sheet, self.counters)
        self.sheet.add_updater(lambda _: self._light(images, columns))
        self.play(self.tested.animate.set_value(n), run_time=said, rate_func=linear)
        self.sheet.clear_updaters()
        wrong = ~self.is_right[:n]
        if not wrong.any():
            self.say("It gets each of these right.")
            return
        self.say(
            "These are the ones it gets wrong." if wrong.sum() > 1 else "It gets this one wrong."
        )
        brightness = np.where(wrong, 1, BESIDE_WRONG)[:, None, None]
        dimmed = self.sheet.animate.set_values(tiled(images * brightness, columns))
        self.play(dimmed, Create(self.frames, lag_ratio=0.1))

    def all_of_them(self):
        n, right = len(self.is_right), int(self.is_right.sum())
        mistakes = "Every light is a mistake." if right < n - 1 else "A light would be a mistake."
        self.beat(f"All {in_words(n)} of them", f"Here are all {in_words(n)}. {mistakes}")
        self.cells = Outcomes(self.is_right, *SHEET).move_to(SHEET_CENTRE)
        self.cells.set_tested(self._tested())
        first = len(self.test.first_images)
        strip = self.cells.height * min(1, first / n)
        shrinks = VGroup(self.sheet, self.frames).animate.stretch_to_fit_height(strip)
        away = shrinks.align_to(self.cells, UP).set_opacity(0)
        self.play(away, FadeIn(self.cells))
        self.remove(self.sheet, self.frames)
        self.cells.add_updater(lambda cells: cells.set_tested(self._tested()))
        self.play(self.tested.animate.set_value(n), run_time=SLOW, rate_func=linear)
        self.cells.clear_updaters()
        for counter in self.counters:
            counter[1].clear_updaters()
        self.say(f"It gets {right / n:.2%} right.")
        self.past = VGroup(self.cells, self.counters)

    def through_training(self):
        run, accuracy = self.run, self.test.accuracy
        last, chance = int(run.steps[-1]), 100 / run.sizes[-1]
        by_chance = run.steps[0] == 0 and 100 * accuracy[0] < BY_CHANCE * chance
        self.beat(
            "How it got there",
            "Before training, it could only guess."
            if by_chance
            else f"{start_of(run).capitalize()}, it got {about(accuracy[0])} right.",
        )
        self.plot = self._plot()
        self.guessing = DashedLine(*self.plot.c2p(np.array([0, last]), np.full(2, chance)))
        self.guessing.set_stroke(style.QUIET, 2.5)
        self.curve = self.plot.curve(run.steps, 100 * accuracy, style.WHITE, 4)
        guess = text(escaped(f"guessing: {chance:.0f}%"), SMALL, style.QUIET)
        guess.next_to(self.guessing, UP, 0.12).align_to(self.guessing, RIGHT)
        begin, end = (
            Dot(self.curve.point_from_proportion(at), 0.09, color=style.WHITE) for at in (0, 1)
        )
        self.cells.set_stroke(width=0)
        self.play(
            FadeOut(self.counters, run_time=QUICK),
            self.cells.animate.set(width=0.2).move_to(end).set_opacity(0),
            FadeIn(self.plot, self.guessing, guess, begin),
        )
        self.remove(self.cells)
        said = self.say(self._how_it_climbed())
        self.play(Create(self.curve), run_time=max(said - QUICK, SLOW), rate_func=linear)
        value = text(escaped(f"{accuracy[-1]:.2%}")).next_to(end, RIGHT, 0.2)
        self.play(FadeIn(end, value), run_time=QUICK)
        self.past = VGroup(self.plot, self.guessing, guess, self.curve, begin, end, value)

    def what_it_mixes_up(self):
        self.beat(
            "What does it mix up?",
            "What does it mix up?",
        )
        self.counts = confusion_counts(self.test.labels, self.answers, self.run.sizes[-1])
        self.matrix = Confusion(self.counts, self.run.classes).move_to(MATRIX)
        limits = 0, int(self.matrix.heatmap.limits[1])
        self.scale = ColourBar(limits, f"{self.ones}", "{:,.0f}", style.grey)
        self.scale.next_to(self.matrix, DOWN, buff=0.12)
        self.scale.shift((self.matrix.heatmap.get_x() - self.scale.bar.get_x()) * RIGHT)
        self.play(giving_way(self.past, VGroup(self.matrix, self.scale)))
        self.shares = SharesRight(self.matrix, self.counts)
        most = max(int(without_diagonal(self.counts).max()), 1)
        self.say(
            "Off the diagonal there are no mistakes."
            if self.is_right.all()
            else "The mistakes are off the diagonal."
        )
        self.play(
            self.matrix.animate.take_out_diagonal(),
            self.scale.animate.set_limits((0, most)),
            FadeIn(self.shares, shift=RIGHT),
            run_time=NORMAL,
        )

    def the_most_frequent_mistake(self):
        mistakes = without_diagonal(self.counts)
        label, answer = np.unravel_index(mistakes.argmax(), mistakes.shape)
        times = int(mistakes[label, answer])
        taken, for_what = (cut(self.run.classes[i], LONGEST) for i in (label, answer))
        alone = (mistakes == times).sum() == 1
        takes = f"it takes {a_class(self.run, label)} for {a_class(self.run, answer)}."
        self.beat(
            f"{'Most' if alone else 'As'} often{' as any' * (not alone)}: {taken} and {for_what}",
            f"Most often {takes}" if alone else f"No mistake is more frequent than this: {takes}",
        )
        cell = self.matrix.heatmap.cell(label, answer)
        ring = Square(self.matrix.heatmap.cell_width * 1.15, color=style.FOCUS, stroke_width=4)
        self.play(FadeOut(self.shares), Create(ring.move_to(cell)))
        where = self.test.labels[self.test.wrong], self.answers[self.test.wrong]
        chosen = (where[0] == label) & (where[1] == answer)
        images = pictures(self.test.wrong_images[chosen], self.run)
        self.examples, _ = sheet_within(images, *ASIDE)
        self.examples.move_to(EXAMPLES)
        self.often = often(times)
        told = f"labelled {taken},", f"answered {for_what}: {self.often}"
        words = text(escaped(" ".join(told)), SMALL, style.QUIET)
        if words.width > ASIDE[0]:
            words = lines(*map(escaped, told), size=SMALL, color=style.QUIET, align=(0, 0, 0))
        words.next_to(self.examples, DOWN, 0.25)
        if self.matrix.column_names and words.height < 2 * self.matrix.column_names[0].height:
            stand_on(baseline(self.matrix.column_names[0]), words)
        self.play(FadeIn(self.examples, target_position=cell, scale=0.1), run_time=NORMAL)
        self.play(FadeIn(words), run_time=QUICK)
        self.say("Would you have known better?")

    def _how_it_climbed(self):
        """How the accuracy went through training: a sentence."""
        accuracy, steps = self.test.accuracy, self.run.steps
        gain = accuracy - accuracy[0]
        if gain[-1] < LITTLE:
            return "And it hardly got better."
        early = steps[int((gain >= MOST * gain[-1]).argmax())] / steps[-1]
        if early > EARLY or not self.run.steps_known:
            return "Then it improved."
        steps = f"{math.ceil(100 * early)}% of its steps"
        return f"Then it improved, mostly in the first {steps}."

    def _light(self, images, columns):
        """Brighten the digits that have been tested."""
        brightness = np.where(np.arange(len(images)) < self.tested.get_value(), 1, UNTESTED)
        self.sheet.set_values(tiled(images * brightness[:, None, None], columns))

    def _whether_it_saw_them(self):
        """What the test is made of, as far as it is known: a sentence."""
        if self.run.trained_on is None:
            return f"Now comes the test, on {self.ones} kept for it."
        seen = "has never seen" if unseen(self.run, "test") else "was trained on, too"
        return f"Now comes the test, on {self.ones} it {seen}."

    def _frames_around_wrong(self, n, columns, shape):
        """White frames around those of the first n that it gets wrong."""
        frames = VGroup()
        for i in np.flatnonzero(~self.is_right[:n]):
            frame = frame_on(self.sheet, i, columns, shape).set_stroke(style.WHITE, 3)
            frame.index = int(i)
            frames.add(frame)
        return frames

    def _counters(self):
        """(name, number) for the digits tested so far, the right and the wrong answers."""
        right_so_far = np.concatenate([[0], np.cumsum(self.is_right)])
        n = len(self.is_right)
        shown = {
            "tested": (self._tested, style.WHITE),
            "right": (lambda: right_so_far[self._tested()], style.WHITE),
            "wrong": (lambda: self._tested() - right_so_far[self._tested()], style.WHITE),
        }
        counters = VGroup()
        for name, (value, color) in shown.items():
            readout = Readout(value(), "{:,.0f}", f"{n:,}", color=color)
            readout.add_updater(lambda readout, value=value: readout.set_value(value()))
            label = text(name, SMALL, style.QUIET).next_to(readout, LEFT, buff=0.3)
            label.shift((baseline(readout) - baseline(label)) * UP)
            counters.add(VGroup(label, readout))
        counters.arrange(RIGHT, buff=1.2)
        for counter in counters:
            counter.shift((counters[0][1].get_y() - counter[1].get_y()) * UP)  # on one line
        return counters

    def _tested(self):
        """How many have been tested so far."""
        return int(self.tested.get_value())

    def _plot(self):
        """Axes for the accuracy in percent over the steps of training."""
        return StepPlot(
            self.run.steps[-1],
            (0, 100),
            width=10.5,
            height=4.2,
            y_ticks={percent: f"{percent}%" for percent in (0, 50, 100)},
            y_title="answered right",
            x_title=f"training {step(self.run)}s, logarithmic",
        ).move_to(PLOT)


def often(times):
    """A number of times, in words."""
    return {0: "never", 1: "once", 2: "twice"}.get(times, f"{times:,} times")
