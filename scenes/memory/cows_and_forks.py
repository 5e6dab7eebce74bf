"""Cows called forks: renaming a whole class changes nothing, giving each cow a random name does."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    ORIGIN,
    RIGHT,
    UP,
    Create,
    DashedLine,
    DashedVMobject,
    FadeIn,
    FadeOut,
    Line,
    ReplacementTransform,
    SurroundingRectangle,
    Transform,
    VGroup,
    linear,
)

from scenes.memory.labels import WRONG, note_below, relabelled
from scenes.memory.shares import plot_of_shares
from scenes.mobjects.digit import digit
from scenes.mobjects.labelled import Labelled
from scenes.mobjects.named_row import named_row
from scenes.mobjects.spread import Spread
from scenes.stage import style
from scenes.stage.explainer import Explainer
from scenes.stage.giving_way import giving_way
from scenes.stage.report import seeds, set_up
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, escaped, text

ROWS = 3  # digits of each class, one below the other
TRUE, RENAMED, SHUFFLED = range(3)  # in the order of the experiment's `labels`
TOLD = 3  # the class that is spoken of
GRID = 0.05 * DOWN  # the centre of the labelled digits
COMES = 0.2 * DOWN  # how far a row of answers moves down as it appears
ASKED = 1.25 * RIGHT + 1.75 * UP  # the centre of the test digits
ROWS_AT = 0.6, -0.25, -1.1  # the heights of the rows of answers
NOTE = 2.05 * DOWN  # the height of the note below them
PLOT = 7.6, 3.3  # its size
PLOT_AT = 1.7 * LEFT + 0.42 * UP  # its centre
LEFT_EDGE = -6.2  # where the names of rows begin
STRUCK = 0.4  # the length of the line through a wrong answer
WIDTH = 0.09  # the width of the lower one of two curves that coincide
DASHES = 24


class CowsAndForks(Explainer):
    """Renaming whole classes costs nothing, and shuffling single labels costs everything."""

    reads_run = False
    experiments = ("permuted_classes",)

    def construct(self):
        self.result = self.experiment("permuted_classes")
        self.found, self.arrays = self.result.found, self.result.arrays
        self.label_kinds = self.result.constants["labels"]
        self.cows_and_forks()
        self.renamed()
        self.shuffled()
        self.what_do_they_learn()
        self.a_name_is_only_a_name()

    def cows_and_forks(self):
        self.digits = self._grid(self.arrays.digits, self._table(self.arrays.given[TRUE]))
        self.labels = self.digits.labels
        self.add(self.digits)
        asked = self.beat("All cows called forks?", "What if somebody calls every cow a fork?")
        self.cows = self._all_of(TOLD)
        self.play(Create(self.cows), run_time=asked)
        self.say("Or calls each cow something different?")
        self._look_at(self._each_of(TOLD))

    def renamed(self):
        names = self._table(self.arrays.given[RENAMED])[0]
        self.beat(
            "Renamed",
            f"First we rename classes: every {TOLD} is called a {names[TOLD]}.",
        )
        self._look_at(self._all_of(TOLD), *self._relabelled(RENAMED))
        seconds = self.say("Every label is wrong. But what looks alike still shares a name.")
        self.note = note_below(self.digits, 0.22)
        self.play(FadeIn(self.note), run_time=QUICK)
        last = self._all_of(len(names) - 1)
        self.play(Transform(self.cows, last), run_time=seconds - QUICK, rate_func=linear)

    def shuffled(self):
        self.beat("Shuffled", "Now each digit gets the label of some other one.")
        self.play(*self._relabelled(SHUFFLED), run_time=SLOW)
        self.say("What looks alike no longer shares a name.")
        self._look_at(self._each_of(TOLD))

    def what_do_they_learn(self):
        self.beat(
            "What do they learn?",
            "Each kind trained one network. How well do they read?",
        )
        table, rows = self._answers()
        first = self.digits.pictures[: len(table[0])]
        gone = self.digits.pictures[len(first) :], self.labels, self.note, self.cows
        self.remove(*first)
        self.play(FadeOut(*gone, run_time=QUICK), ReplacementTransform(first.copy(), table[0]))
        self.play(FadeIn(*table[1:]), run_time=QUICK)
        for row in rows:
            self.play(FadeIn(row, shift=COMES), run_time=0.8)
        self.asked = VGroup(table, *rows)

    def a_name_is_only_a_name(self):
        ends = np.median(self.arrays.accuracy[:, :, -1, 1], axis=1)
        accuracy = dict(zip(self.label_kinds, ends, strict=True))
        self.plot = self._plot()
        epochs = np.arange(self.arrays.accuracy.shape[2])
        kinds = (
            (TRUE, style.WHITE, WIDTH),
            (RENAMED, WRONG, 0),  # no line: it is dashed, over that of the true labels
            (SHUFFLED, style.QUIET, 0.05),
        )
        self.curves = [
            Spread(self.plot, epochs, self.arrays.accuracy[kind, :, :, 1], color, width)
            for kind, color, width in kinds
        ]
        for curve in self.curves:
            curve.set_until(0)
        self.dashes, names = self._dashes(epochs), self._names(accuracy)
        seconds = self.beat(
            "A name is only a name", "With new names, reading works as well as ever."
        )
        table, *rows = self.asked
        answers = (row[1:] for row in rows)
        there = [
            row[0].animate.move_to(name, aligned_edge=LEFT).match_color(name)
            for row, name in zip(rows, names, strict=False)
        ]
        come = VGroup(self.plot, self._chance(), names[-1], self._set_up())
        self.play(giving_way(VGroup(table, *answers), come), *there)
        self.add(*self.curves)
        true, renamed, shuffled = (curve.animate.set_until(epochs[-1]) for curve in self.curves)
        dashes = Create(self.dashes, lag_ratio=1)
        self.play(true, renamed, dashes, run_time=seconds - NORMAL, rate_func=linear)
        called = [row[0] for row in rows]
        self.play(FadeIn(names[:2]), FadeOut(*called[:2]), run_time=QUICK)
        seconds = self.say("With shuffled labels, it's hardly better than guessing.")
        self.play(shuffled, run_time=seconds - NORMAL, rate_func=linear)
        self.play(FadeIn(names[2]), FadeOut(called[2]), run_time=QUICK)

    def _columns(self):
        """For each class its digits, each with its label."""
        cells = zip(self.digits.pictures, self.digits.labels, strict=True)
        cells, classes = [VGroup(*cell) for cell in cells], len(self.digits.labels) // ROWS
        return [VGroup(*cells[j::classes]) for j in range(classes)]

    def _all_of(self, j):
        """One frame around all digits of class j."""
        return VGroup(framed(self._columns()[j]))

    def _each_of(self, j):
        """A frame around each digit of class j."""
        return VGroup(framed(cell) for cell in self._columns()[j])

    def _look_at(self, frames, *moves):
        """Let the frames that are shown become others, while something else moves."""
        self.play(ReplacementTransform(self.cows, frames), *moves, run_time=NORMAL)
        self.cows = frames

    def _relabelled(self, kind):
        """The animations that give the digits that are shown other labels."""
        true, labels = (self._table(self.arrays.given[each]) for each in (TRUE, kind))
        self.labels, moves = relabelled(self.digits, self.labels, labels, true)
        return moves

    def _answers(self):
        """(a test digit of each class, the rows of answers to them for each kind of labels)."""
        images = self._pictures(self.arrays.digits_test)[:1]
        renamed = self._table(self.arrays.given[RENAMED])[0]
        right = {TRUE: np.arange(len(renamed)), RENAMED: renamed, SHUFFLED: np.arange(len(renamed))}
        pictures = VGroup(digit(image, 0.8) for image in images[0]).arrange(RIGHT, buff=0.27)
        x = [picture.get_x() for picture in pictures.move_to(ASKED)]
        rows = VGroup()
        for kind, (name, y) in enumerate(zip(self.label_kinds, ROWS_AT, strict=True)):
            answers = self._table(self.arrays.answers[kind])[0]
            is_right = answers == right[kind]
            colors = np.where(is_right, style.WHITE, style.QUIET)
            name, words = named_row(f"{name} labels", answers, x, y, LEFT_EDGE, colors)
            wrong = (word for word, well in zip(words, is_right, strict=True) if not well)
            rows.add(VGroup(name, words, VGroup(map(struck, wrong))))
        note = text("struck out: wrong, by the names each was taught", SMALL, style.QUIET)
        note.move_to(NOTE).align_to(pictures, RIGHT)
        return VGroup(pictures, named_row("taught by", [], [], ASKED[1], LEFT_EDGE), note), rows

    def _plot(self):
        epochs = self.result.settings["epochs"]
        ticks = {epoch: f"{epoch}" for epoch in range(0, epochs + 1, 2)}
        plot = plot_of_shares((0, epochs), PLOT, ticks, "epochs", "test digits right")
        return plot.move_to(PLOT_AT)

    def _chance(self):
        last = self.result.settings["epochs"]
        line = DashedLine(*self.plot.c2p(np.array([0, last]), np.full(2, self._guessing())))
        return line.set_stroke(style.QUIET, 2.5)

    def _guessing(self):
        """The share that guessing gets right, as all classes are of equal size."""
        return 1 / len(self._table(self.arrays.given[TRUE])[0])

    def _dashes(self, epochs):
        """The median for renamed labels: dashed, since it coincides with that for true labels."""
        middle = np.median(self.arrays.accuracy[RENAMED, :, :, 1], axis=0)
        line = self.plot.curve(epochs, middle, WRONG, 100 * WIDTH)
        return DashedVMobject(line, DASHES)

    def _names(self, accuracy):
        """The names of the curves, beside their ends; two curves end in the same place."""
        last, names = self.result.settings["epochs"], VGroup()
        for kind, color in zip(self.label_kinds, (style.WHITE, WRONG, style.QUIET), strict=True):
            words = text(escaped(f"{kind} labels: {accuracy[kind]:.1%}"), SMALL, color)
            names.add(words.next_to(self.plot.c2p(last, accuracy[kind]), RIGHT, 0.25))
        names[RENAMED].next_to(names[TRUE], DOWN, 0.14, aligned_edge=LEFT)
        one_in = 1 / self._guessing()
        guessing = text(f"guessing: one in {one_in:.0f}", SMALL, style.QUIET)
        return names.add(guessing.next_to(names[SHUFFLED], DOWN, 0.14, aligned_edge=LEFT))

    def _set_up(self):
        settings = self.result.settings
        return set_up(
            f"{settings['training']:,} digits",
            f"mini-batches of {settings['mini_batch_size']}",
            "quadratic cost",
            f"SGD, η {settings['eta']:g}, falling",
            f"{seeds(self.result)}: median, lowest, highest",
            after="Zhang et al. (2017)",
        )

    def _grid(self, pixels, labels):
        return Labelled(self._pictures(pixels), labels, 0.95, (0.33, 0.24)).move_to(GRID)

    def _pictures(self, pixels):
        """Pictures (ROWS, classes, side, side) of pixels (n, side²) in the order of classes."""
        side = int(np.sqrt(pixels.shape[1]))
        return self._table(pixels).reshape(ROWS, -1, side, side) / 255

    def _table(self, of_images):
        """Values (n, …), one for each image in the order of classes, as (ROWS, classes, …)."""
        classes = int(self.arrays.given.max()) + 1
        of_class = of_images.reshape(classes, -1, *of_images.shape[1:])
        return np.swapaxes(of_class, 0, 1)[:ROWS]


def framed(cells):
    """A frame around digits and their labels."""
    return SurroundingRectangle(cells, color=style.FOCUS, buff=0.07, stroke_width=3)


def struck(word):
    """A line through a word."""
    return Line(ORIGIN, STRUCK * RIGHT).set_stroke(style.QUIET, 2.5).move_to(word)
