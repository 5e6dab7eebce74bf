"""How it answers digits that it never saw: how many it gets right, and which it does not."""

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
    Rectangle,
    Square,
    ValueTracker,
    VGroup,
    linear,
)

from scenes import style
from scenes.examples import called, picture_shape
from scenes.explainer import Explainer
from scenes.mobjects.confusion import Confusion, without_diagonal
from scenes.mobjects.digit import digit, place_on, sheet_within, tiled
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.lettering import Readout
from scenes.mobjects.outputs import Bars, Outputs
from scenes.mobjects.plot import ColourBar, Plot, log_ticks
from scenes.mobjects.table import baseline
from scenes.needs import MISTAKES, PICTURES, TEST_PART
from scenes.style import NORMAL, QUICK, SLOW, SMALL, escaped, text

SHEET = 12.0, 4.1  # the most that a sheet of digits takes, in scene units
SHEET_CENTRE = 0.55 * UP
ASIDE = 4.4, 3.4  # the same beside the matrix
QUIZ_PICTURE = 4.5  # the larger side of a digit to guess
WALL = 12.9, 5.0
QUESTIONS = 4
SECONDS_TO_GUESS = 3
UNTESTED = 0.25  # how bright a digit is before it is tested


class TestAccuracy(Explainer):
    """How many of the test digits it gets right, how it came to that, and what it mixes up."""

    needs = (TEST_PART,)

    def construct(self):
        self.test = self.study("test_digits")
        self.answers = self.run.test_predictions
        self.is_right = self.answers == self.test.labels
        self.ones = called(self.run)
        self.the_first_of_them()
        self.all_of_them()
        self.through_training()
        self.what_it_mixes_up()
        if not self.is_right.all():
            self.the_most_frequent_mistake()

    def the_first_of_them(self):
        images = pictures(self.test.first_images, self.run)
        n = len(images)
        right = int(self.is_right[:n].sum())
        others = "It is wrong about the others, framed here." if right < n else "That is all."
        self.beat(
            f"{n:,} {self.ones} that it never saw",
            f"The test {self.ones} had no part in training. Of the first {n:,} it answers "
            f"{right:,} as their labels say. {others}",
        )
        self.tested = ValueTracker(0)
        self.sheet, columns = sheet_within(images, *SHEET)
        self.sheet.move_to(SHEET_CENTRE)
        self._light(self.sheet, images, columns)
        self.frames = self._frames_around_wrong(n, columns, images.shape[1:])
        self.counters = self._counters().move_to(2.45 * DOWN)
        self.play(FadeIn(self.sheet, self.counters))
        self.sheet.add_updater(lambda sheet: self._light(sheet, images, columns))
        self.add(self.frames)
        self.play(self.tested.animate.set_value(n), run_time=2 * SLOW, rate_func=linear)
        self.sheet.clear_updaters()
        self.frames.clear_updaters()

    def all_of_them(self):
        n, right = len(self.is_right), int(self.is_right.sum())
        self.beat(
            f"All {n:,}",
            f"Now each is one cell, lit where the answer is wrong. Of {n:,}, {right:,} are right "
            f"and {n - right:,} wrong: an accuracy of {right / n:.2%}.",
        )
        self.cells = self._cells()
        first = len(self.test.first_images)
        strip = self.cells.height * min(1, first / n)
        away = self.sheet.animate.stretch_to_fit_height(strip).align_to(self.cells, UP)
        self.play(FadeOut(self.frames), away.set_fill(opacity=0), FadeIn(self.cells))
        self.remove(self.sheet)
        self.cells.add_updater(lambda cells: cells.set_values(self._tested_so_far()))
        self.play(self.tested.animate.set_value(n), run_time=2 * SLOW, rate_func=linear)
        self.cells.clear_updaters()
        self.hold()

    def through_training(self):
        run, accuracy = self.run, self.test.accuracy
        apart = 100 * abs(accuracy - run.validation_accuracy).max()
        self.beat(
            "The accuracy, through training",
            f"It begins at {accuracy[0]:.1%} and ends at {accuracy[-1]:.2%}. Guessing gives "
            f"{1 / run.sizes[-1]:.0%}. The validation {self.ones} are another "
            f"{run.facts['dataset']['validation']:,}: never more than {apart:.1f} points apart.",
        )
        for counter in self.counters:
            counter[1].clear_updaters()
        self.play(FadeOut(self.cells, self.counters), run_time=QUICK)
        last = int(run.steps[-1])
        self.plot = Plot(
            (0, last),
            (0, 100),
            width=7.6,
            height=4.2,
            x_ticks=log_ticks(last),
            y_ticks={percent: f"{percent}%" for percent in (0, 50, 100)},
            x_title="training steps, logarithmic",
            y_title="answered right",
            log_x=True,
        ).move_to([-2.1, -0.2, 0])
        chance = 100 / run.sizes[-1]
        guessing = DashedLine(*self.plot.c2p(np.array([0, last]), np.full(2, chance)))
        self.curves = VGroup(
            self.plot.curve(run.steps, 100 * run.validation_accuracy, style.FOCUS, 2),
            self.plot.curve(run.steps, 100 * accuracy, style.WHITE, 5),
            guessing.set_stroke(style.QUIET, 2.5),
        )
        names = [f"{part}, {n:,}" for part, n in self._parts().items()] + ["guessing"]
        legend = legend_of(self.curves, names, order=(1, 0, 2))
        legend.next_to(self.plot.x_axis, RIGHT, buff=0.5).set_y(self.plot.y_axis.get_y())
        self.play(FadeIn(self.plot, legend, self.curves[2]))
        self.play(Create(self.curves[1]), run_time=2 * SLOW, rate_func=linear)
        dot = Dot(self.plot.c2p(last, 100 * accuracy[-1]), 0.09, color=style.WHITE)
        value = text(escaped(f"{accuracy[-1]:.2%}")).next_to(dot, RIGHT, 0.2)
        self.play(FadeIn(dot, value), run_time=QUICK)
        self.play(Create(self.curves[0]), run_time=SLOW, rate_func=linear)
        self.hold()
        self.past = VGroup(self.plot, legend, self.curves, dot, value)

    def what_it_mixes_up(self):
        self.beat(
            "What is taken for what",
            "On the diagonal, answer and label agree. Taken out, it leaves the mistakes alone, on "
            "a scale of their own.",
        )
        self.counts = confusions(self.test.labels, self.answers, self.run.sizes[-1])
        self.matrix = Confusion(self.counts, self.run.classes).move_to([-3.2, 0.05, 0])
        limits = 0, int(self.matrix.heatmap.limits[1])
        self.scale = ColourBar(limits, f"{self.ones}", "{:,.0f}", style.grey)
        self.scale.move_to([4.3, -2.6, 0])
        self.play(FadeOut(self.past), run_time=QUICK)
        self.play(FadeIn(self.matrix, self.scale))
        self.hold()
        self.shares = self._shares_right()
        most = max(int(without_diagonal(self.counts).max()), 1)
        self.play(
            self.matrix.animate.take_out_diagonal(),
            self.scale.animate.set_limits((0, most)),
            FadeIn(self.shares, shift=RIGHT),
            run_time=SLOW,
        )

    def the_most_frequent_mistake(self):
        mistakes = without_diagonal(self.counts)
        label, answer = np.unravel_index(mistakes.argmax(), mistakes.shape)
        times = int(mistakes[label, answer])
        taken, for_what = (self.run.classes[i] for i in (label, answer))
        other_way = int(mistakes[answer, label])
        self.beat(
            f"Most often: {taken} taken for {for_what}",
            f"No mistake is more frequent: {often(times)} a {taken} is taken for a {for_what}, and "
            f"{often(other_way)} the other way round. Beside it: each {taken} that was.",
        )
        cell = self.matrix.heatmap.cell(label, answer)
        ring = Square(self.matrix.heatmap.cell_width * 1.15, color=style.FOCUS, stroke_width=4)
        self.play(FadeOut(self.shares), Create(ring.move_to(cell)))
        where = self.test.labels[self.test.wrong], self.answers[self.test.wrong]
        chosen = (where[0] == label) & (where[1] == answer)
        images = pictures(self.test.wrong_images[chosen], self.run)
        self.examples, _ = sheet_within(images, *ASIDE)
        self.examples.move_to([3.9, 0.6, 0])
        words = text(escaped(f"labelled {taken}, answered {for_what}"), SMALL, style.QUIET)
        self.play(FadeIn(self.examples, target_position=cell, scale=0.1), run_time=NORMAL)
        self.play(FadeIn(words.next_to(self.examples, DOWN, 0.25)), run_time=QUICK)
        self.hold(2)

    def _light(self, sheet, images, columns):
        """Show bright what has been tested."""
        brightness = np.where(np.arange(len(images)) < self.tested.get_value(), 1, UNTESTED)
        sheet.set_values(tiled(images * brightness[:, None, None], columns))

    def _frames_around_wrong(self, n, columns, shape):
        frames = VGroup()
        cell = self.sheet.cell_width
        for i in np.flatnonzero(~self.is_right[:n]):
            frame = Rectangle(width=cell * (shape[1] + 2), height=cell * (shape[0] + 2))
            frames.add(frame.move_to(place_on(self.sheet, i, columns, shape)))
            frame.index = int(i)

        def show(frames):
            for frame in frames:
                lit = float(frame.index < self.tested.get_value())
                frame.set_stroke(style.FOCUS, 3, opacity=lit)

        show(frames)
        return frames.add_updater(show)

    def _counters(self):
        """(name, number) of the tested, the right, the wrong, below one another each."""
        so_far = np.concatenate([[0], np.cumsum(self.is_right)])
        n = len(self.is_right)

        def right():
            return so_far[int(self.tested.get_value())]

        def tested():
            return int(self.tested.get_value())

        shown = {
            "tested": (tested, style.WHITE),
            "right": (right, style.WHITE),
            "wrong": (lambda: tested() - right(), style.FOCUS),
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

    def _cells(self):
        """A cell for each test digit, in their order, row by row."""
        n, (width, height) = len(self.is_right), SHEET
        columns = int(np.ceil(np.sqrt(n * width / height)))
        rows = -(-n // columns)
        # 0 is none, 1 untested, 2 right, 3 wrong
        table = [style.BACKGROUND, "#1b2028", "#5a6370", style.FOCUS]
        self.grid = rows, columns
        values = self._tested_so_far()
        colours = np.array([style.rgb(color) for color in table])
        return Heatmap(values, (0, 3), colours, width).move_to(SHEET_CENTRE)

    def _tested_so_far(self):
        values = np.zeros(self.grid).ravel()
        outcomes = np.where(self.is_right, 2, 3)
        outcomes[int(self.tested.get_value()) :] = 1
        values[: len(outcomes)] = outcomes
        return values.reshape(self.grid)

    def _parts(self):
        facts = self.run.facts["dataset"]
        return {f"{part} {self.ones}": facts[part] for part in ("test", "validation")}

    def _shares_right(self):
        """A bar for each row of the matrix: the part of it that is right."""
        totals = self.counts.sum(axis=1)
        shares = np.diag(self.counts) / np.maximum(totals, 1)
        heatmap = self.matrix.heatmap
        bars = Bars(shares, 2.6, heatmap.height)
        bars.next_to(heatmap, RIGHT, buff=0.9)
        readouts = VGroup()
        for name in self.matrix.row_names:
            i = int((heatmap.get_top()[1] - name.get_y()) / heatmap.cell_width)
            readout = Readout(100 * shares[i], "{:.1f}%", "100.0%", SMALL)
            readouts.add(readout.next_to(bars.place([1, 0]), RIGHT, 0.2).set_y(name.get_y()))
        title = text("right, of each", SMALL, style.QUIET).next_to(bars, DOWN, 0.15)
        return VGroup(bars, readouts, title)


class HardestDigits(Explainer):
    """A quiz of digits that it got wrong, and how sure it was of each."""

    needs = (PICTURES, TEST_PART, MISTAKES)

    def construct(self):
        test = self.study("test_digits")
        self.images = pictures(test.wrong_images, self.run)
        self.outputs = test.outputs[test.wrong].astype(float)
        self.labels = test.labels[test.wrong]
        self.answers = self.run.test_predictions[test.wrong]
        self.chosen = quiz_of(self.outputs.max(axis=1), self.labels, QUESTIONS)
        self.shown = VGroup()
        for number in range(len(self.chosen)):
            self.look_and_guess(number)
            self.what_it_said(number)
        self.all_that_it_got_wrong()

    def look_and_guess(self, number):
        i, n = self.chosen[number], len(self.labels)
        tested = self.run.facts["dataset"]["test"]
        first = f"It got {n:,} of the {tested:,} test {called(self.run)} wrong. "
        self.beat(
            f"{number + 1} of {len(self.chosen)}: what is this?",
            first * (number == 0) + "Look, and guess.",
        )
        rows, columns = self.images[i].shape
        picture = digit(self.images[i], QUIZ_PICTURE * min(1, columns / rows))
        picture.move_to([-3.7, 0.15, 0])
        rows = Outputs(self.outputs[i], self.run.classes, 2.8, 5.0, "{:.3f}")
        rows.bars.set_values(0 * self.outputs[i])
        rows.move_to([2.5, 0.05, 0])
        time = Line(picture.get_corner(DOWN + LEFT), picture.get_corner(DOWN + RIGHT))
        time.set_stroke(style.FOCUS, 5).shift(0.25 * DOWN)
        self.play(FadeOut(self.shown), FadeIn(picture, rows.names, rows.bars, time))
        self.play(
            time.animate.stretch(1e-3, 0, about_edge=LEFT),
            run_time=SECONDS_TO_GUESS,
            rate_func=linear,
        )
        self.remove(time)
        self.picture, self.rows = picture, rows

    def what_it_said(self, number):
        i, names, rows = self.chosen[number], self.run.classes, self.rows
        said, label = self.answers[i], self.labels[i]
        self.beat(f"It said {names[said]}. The label: {names[label]}", self._how_sure(number))
        rows.bars.set_colour(said, style.FOCUS)
        self.play(FadeIn(rows.numbers), rows.bars.animate.set_values(self.outputs[i]))
        words = VGroup(
            text("its answer", SMALL, style.FOCUS).next_to(rows.numbers[said], RIGHT, 0.3),
            text("label", SMALL).next_to(rows.numbers[label], RIGHT, 0.3),
        )
        self.play(rows.row(said).animate.set_fill(style.FOCUS), FadeIn(words[0]), run_time=QUICK)
        self.play(FadeIn(words[1]), run_time=QUICK)
        self.hold()
        self.shown = VGroup(self.picture, rows, words)

    def all_that_it_got_wrong(self):
        n = len(self.labels)
        self.beat(
            f"All {n:,} that it got wrong",
            "From the surest, top left, to the least sure. How many of them would you have read?",
        )
        order = np.argsort(-self.outputs.max(axis=1), kind="stable")
        wall, columns = sheet_within(self.images[order], *WALL)
        wall.move_to([0, 2.6 - wall.height / 2, 0])
        words = text("surest first, row by row; framed: those of the quiz", SMALL, style.QUIET)
        words.next_to(wall, DOWN, 0.15)
        shape = self.images.shape[1:]
        frames = VGroup(*(Rectangle(style.FOCUS) for _ in self.chosen))
        for frame, i in zip(frames, self.chosen, strict=True):
            frame.stretch_to_fit_width(wall.cell_width * (shape[1] + 2))
            frame.stretch_to_fit_height(wall.cell_width * (shape[0] + 2))
            frame.move_to(place_on(wall, int(np.flatnonzero(order == i)[0]), columns, shape))
        last = self.picture.animate.set(width=wall.cell_width * shape[1]).move_to(frames[-1])
        self.play(FadeOut(*self.shown[1:]), last, FadeIn(wall), run_time=NORMAL)
        self.remove(self.picture)
        self.play(Create(frames), FadeIn(words))
        self.wall, self.order = wall, order
        self.hold(4)

    def _how_sure(self, number):
        """What is said of an answer: why it is in the quiz."""
        i = self.chosen[number]
        said, label = (self.run.classes[j] for j in (self.answers[i], self.labels[i]))
        highest = self.outputs.max(axis=1)
        if highest[i] == highest.min():
            return (
                f"Its highest output is {highest[i]:.3f}: of all its mistakes, it is least sure "
                "of this one."
            )
        of_its_label = highest[self.labels == self.labels[i]]
        sure = f"Its output for {said} is {highest[i]:.3f}."
        if highest[i] == highest.max():
            return f"{sure} Of all its mistakes, it is surest of this one."
        if highest[i] == of_its_label.max():
            return f"{sure} No other mistake about a {label} is surer."
        return sure


def quiz_of(sure, labels, count):
    """Which (count or fewer,) of the wrong answers are asked about: the surest, no two of one label
    while there are others, and last the least sure of all.

    sure (w,): the highest output of each; labels (w,).
    """
    order = np.argsort(-sure, kind="stable")
    *surer, least = order
    first_of_label = [i for n, i in enumerate(surer) if labels[i] not in labels[surer[:n]]]
    rest = [i for i in surer if i not in first_of_label]
    return [*(first_of_label + rest)[: count - 1], least]


def legend_of(curves, names, order):
    """What the lines stand for, from the top in an order."""
    rows = VGroup()
    for i, name in zip(order, names, strict=True):
        sample = Line(0.5 * LEFT, 0 * LEFT)
        sample.set_stroke(curves[i].get_stroke_color(), curves[i].get_stroke_width())
        rows.add(VGroup(sample, text(escaped(name), SMALL, style.QUIET)).arrange(RIGHT, buff=0.25))
    return rows.arrange(DOWN, buff=0.3, aligned_edge=LEFT)


def often(times):
    """A number of times, in words."""
    return {0: "never", 1: "once", 2: "twice"}.get(times, f"{times:,} times")


def confusions(labels, answers, classes):
    """Counts (classes, classes): how many labelled i were answered j."""
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (labels, answers), 1)
    return counts


def pictures(pixels, run):
    """Bytes (n, pixels) as pictures (n, rows, columns), 0…1."""
    return pixels.reshape(-1, *picture_shape(run)) / 255
