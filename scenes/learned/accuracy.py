"""How many test digits the network gets right, and which digits it takes the others for."""

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
    Line,
    Square,
    ValueTracker,
    VGroup,
    linear,
)

from nn.analysis.studies.predictions import confusion_counts
from scenes.mobjects.beads import bead, beads
from scenes.mobjects.confusion import Confusion, SharesRight, without_diagonal
from scenes.mobjects.digit import frame_on, sheet_within, tiled
from scenes.mobjects.labelled import legend
from scenes.mobjects.lettering import Readout
from scenes.mobjects.outcomes import Outcomes
from scenes.mobjects.plot import ColourBar
from scenes.mobjects.step_plot import StepPlot
from scenes.mobjects.table import baseline
from scenes.stage import style
from scenes.stage.examples import pictures
from scenes.stage.explainer import Explainer
from scenes.stage.needs import DATA, TEST_PART
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, escaped, lines, text
from scenes.stage.words.things import a_class, cut, many, step, unseen

SHEET = 12.0, 4.1  # the largest width and height of a sheet of digits, in scene units
SHEET_CENTRE = 0.55 * UP
ASIDE = 4.4, 3.4  # the largest width and height of a sheet beside the matrix
COUNTERS = 2.45 * DOWN  # the centre of the numbers below the sheet
PLOT = -2.1, -0.2, 0  # the centre of the plot: its legend stands on the right
MATRIX = -3.2, 0.05, 0  # the centre of the matrix
SCALE = 4.3, -2.6, 0  # the centre of its colour bar
EXAMPLES = 3.9, 0.6, 0  # the centre of the digits beside it
SAMPLE = 0.5  # the length of a line in the legend, in scene units
LONGEST = 16  # signs of a class's name in a headline with two of them
UNTESTED = 0.25  # how bright a digit is before it is tested


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
        wrong = (
            f"It gets each of these {n:,} right."
            if self.is_right[:n].all()
            else f"Framed: those of these {n:,} that it gets wrong."
        )
        self.beat(
            f"{n:,} {self.ones} that it never saw" if unseen_ones else f"{n:,} test {self.ones}",
            self._whether_it_saw_them() + wrong,
        )
        self.tested = ValueTracker(0)
        self.sheet, columns = sheet_within(images, *SHEET)
        self.sheet.move_to(SHEET_CENTRE)
        self._light(self.sheet, images, columns)
        self.frames = self._frames_around_wrong(n, columns, images.shape[1:])
        self.counters = self._counters().move_to(COUNTERS)
        self.play(FadeIn(self.sheet, self.counters))
        self.sheet.add_updater(lambda sheet: self._light(sheet, images, columns))
        self.add(self.frames)
        self.play(self.tested.animate.set_value(n), run_time=2 * SLOW, rate_func=linear)
        self.sheet.clear_updaters()
        self.frames.clear_updaters()

    def all_of_them(self):
        n, right = len(self.is_right), int(self.is_right.sum())
        self.beat(
            f"All {n:,} test {self.ones}",
            f"Now each is one cell, lit where the answer is wrong: an accuracy of {right / n:.2%}.",
        )
        self.cells = Outcomes(self.is_right, *SHEET).move_to(SHEET_CENTRE)
        self.cells.set_tested(self._tested())
        first = len(self.test.first_images)
        strip = self.cells.height * min(1, first / n)
        away = self.sheet.animate.stretch_to_fit_height(strip).align_to(self.cells, UP)
        self.play(FadeOut(self.frames), away.set_fill(opacity=0), FadeIn(self.cells))
        self.remove(self.sheet)
        self.cells.add_updater(lambda cells: cells.set_tested(self._tested()))
        self.play(self.tested.animate.set_value(n), run_time=1.5 * SLOW, rate_func=linear)
        self.cells.clear_updaters()
        self.hold()
        for counter in self.counters:
            counter[1].clear_updaters()
        self.past = VGroup(self.cells, self.counters)

    def through_training(self):
        run, accuracy = self.run, self.test.accuracy
        apart = 100 * abs(accuracy - run.validation_accuracy).max()
        self.beat(
            "The accuracy, through training",
            f"From {accuracy[0]:.1%} to {accuracy[-1]:.2%}. On the validation {self.ones}, another "
            f"{run.facts['dataset']['validation']:,}, it is never more than {apart:.1f} points "
            "away.",
        )
        self.play(FadeOut(self.past), run_time=QUICK)
        last, chance = int(run.steps[-1]), 100 / run.sizes[-1]
        self.plot = self._plot()
        self.guessing = DashedLine(*self.plot.c2p(np.array([0, last]), np.full(2, chance)))
        self.guessing.set_stroke(style.QUIET, 2.5)
        self.curve = self.plot.curve(run.steps, 100 * accuracy, style.WHITE, 4)
        # Test and validation accuracy are too close for two lines: one would hide the other.
        self.beads = beads(self.plot.c2p(run.steps, 100 * run.validation_accuracy))
        rows = self._legend(chance)
        self.play(FadeIn(self.plot, rows, self.guessing))
        self.play(Create(self.curve), run_time=SLOW, rate_func=linear)
        dot = Dot(self.plot.c2p(last, 100 * accuracy[-1]), 0.09, color=style.WHITE)
        value = text(escaped(f"{accuracy[-1]:.2%}")).next_to(dot, RIGHT, 0.2)
        self.play(FadeIn(dot, value), run_time=QUICK)
        self.play(FadeIn(self.beads, lag_ratio=0.2), run_time=NORMAL)
        self.hold(1.5)
        self.past = VGroup(self.plot, rows, self.guessing, self.curve, dot, value, self.beads)

    def what_it_mixes_up(self):
        self.beat(
            "What is taken for what",
            "The diagonal, where answer and label agree, becomes the bars. "
            + (
                "Nothing is left: there are no mistakes."
                if self.is_right.all()
                else "What is left are the mistakes, on a scale of their own."
            ),
        )
        self.counts = confusion_counts(self.test.labels, self.answers, self.run.sizes[-1])
        self.matrix = Confusion(self.counts, self.run.classes).move_to(MATRIX)
        limits = 0, int(self.matrix.heatmap.limits[1])
        self.scale = ColourBar(limits, f"{self.ones}", "{:,.0f}", style.grey)
        self.scale.move_to(SCALE)
        self.play(FadeOut(self.past), run_time=QUICK)
        self.play(FadeIn(self.matrix, self.scale))
        self.hold()
        self.shares = SharesRight(self.matrix, self.counts)
        most = max(int(without_diagonal(self.counts).max()), 1)
        self.play(
            self.matrix.animate.take_out_diagonal(),
            self.scale.animate.set_limits((0, most)),
            FadeIn(self.shares, shift=RIGHT),
            run_time=SLOW,
        )
        if self.is_right.all():
            self.hold(2)

    def the_most_frequent_mistake(self):
        mistakes = without_diagonal(self.counts)
        label, answer = np.unravel_index(mistakes.argmax(), mistakes.shape)
        times = int(mistakes[label, answer])
        taken, for_what = (cut(self.run.classes[i], LONGEST) for i in (label, answer))
        other_way = int(mistakes[answer, label])
        self.beat(
            f"Most often: {taken} taken for {for_what}",
            f"Most frequent: {often(times)} {a_class(self.run, label)} is taken for "
            f"{a_class(self.run, answer)}, and "
            f"{often(other_way)} the other way round.",
        )
        cell = self.matrix.heatmap.cell(label, answer)
        ring = Square(self.matrix.heatmap.cell_width * 1.15, color=style.FOCUS, stroke_width=4)
        self.play(FadeOut(self.shares), Create(ring.move_to(cell)))
        where = self.test.labels[self.test.wrong], self.answers[self.test.wrong]
        chosen = (where[0] == label) & (where[1] == answer)
        images = pictures(self.test.wrong_images[chosen], self.run)
        self.examples, _ = sheet_within(images, *ASIDE)
        self.examples.move_to(EXAMPLES)
        words = text(escaped(f"labelled {taken}, answered {for_what}"), SMALL, style.QUIET)
        if words.width > ASIDE[0]:
            two = f"labelled {taken},", f"answered {for_what}"
            words = lines(*map(escaped, two), size=SMALL, color=style.QUIET, align=(0, 0, 0))
        self.play(FadeIn(self.examples, target_position=cell, scale=0.1), run_time=NORMAL)
        self.play(FadeIn(words.next_to(self.examples, DOWN, 0.25)), run_time=QUICK)
        self.hold(2)

    def _light(self, sheet, images, columns):
        """Brighten the digits that have been tested."""
        brightness = np.where(np.arange(len(images)) < self.tested.get_value(), 1, UNTESTED)
        sheet.set_values(tiled(images * brightness[:, None, None], columns))

    def _whether_it_saw_them(self):
        """Whether the test part had a part in training, as far as it is known: a sentence or ""."""
        if self.run.trained_on is None:
            return ""
        had = "had no part in training" if unseen(self.run, "test") else "were trained on, too"
        return f"The test {self.ones} {had}. "

    def _frames_around_wrong(self, n, columns, shape):
        frames = VGroup()
        for i in np.flatnonzero(~self.is_right[:n]):
            frame = frame_on(self.sheet, i, columns, shape)
            frame.index = int(i)
            frames.add(frame)

        def show(frames):
            for frame in frames:
                lit = float(frame.index < self.tested.get_value())
                frame.set_stroke(style.FOCUS, 3, opacity=lit)

        show(frames)
        return frames.add_updater(show)

    def _counters(self):
        """(name, number) for the digits tested so far, the right and the wrong answers."""
        right_so_far = np.concatenate([[0], np.cumsum(self.is_right)])
        n = len(self.is_right)
        shown = {
            "tested": (self._tested, style.WHITE),
            "right": (lambda: right_so_far[self._tested()], style.WHITE),
            "wrong": (lambda: self._tested() - right_so_far[self._tested()], style.FOCUS),
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
            width=7.6,
            height=4.2,
            y_ticks={percent: f"{percent}%" for percent in (0, 50, 100)},
            y_title="answered right",
            x_title=f"training {step(self.run)}s, logarithmic",
        ).move_to(PLOT)

    def _legend(self, chance):
        """The key to the plot's line, beads and dashed line."""
        facts = self.run.facts["dataset"]
        parts = [f"{part} {self.ones}, {facts[part]:,}" for part in ("test", "validation")]
        start, end = 0 * RIGHT, SAMPLE * RIGHT
        samples = [
            Line(start, end).match_style(self.curve),
            VGroup(*(bead(share * end) for share in (0.13, 0.5, 0.87))),
            DashedLine(start, end, dash_length=0.1).match_style(self.guessing),
        ]
        rows = legend(samples, [*parts, f"guessing: {chance:.0f}%"])
        return rows.next_to(self.plot.x_axis, RIGHT, buff=0.5).set_y(self.plot.y_axis.get_y())


def often(times):
    """A number of times, in words."""
    return {0: "never", 1: "once", 2: "twice"}.get(times, f"{times:,} times")
