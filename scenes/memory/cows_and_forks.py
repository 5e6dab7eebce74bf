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
    VGroup,
    linear,
)

from scenes.memory.labels import note_below, relabelled
from scenes.memory.shares import plot_of_shares
from scenes.mobjects.digit import digit
from scenes.mobjects.labelled import Labelled
from scenes.mobjects.named_row import named_row
from scenes.mobjects.spread import Spread
from scenes.stage import style
from scenes.stage.explainer import Explainer
from scenes.stage.report import seeds, set_up
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, escaped, text

ROWS = 3  # digits of each class, one below the other
TRUE, RENAMED, SHUFFLED = range(3)  # in the order of the experiment's `labels`
TOLD = 3  # the class that captions mention
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
        self.what_they_answer()
        self.how_many_are_right()

    def cows_and_forks(self):
        self.beat(
            "All cows called forks?",
            "Wrong labels, viewers asked: is every cow called a fork, or each cow something else? "
            "Here, with digits.",
        )
        self.digits = self._grid(self.arrays.digits, self._table(self.arrays.given[TRUE]))
        self.labels = self.digits.labels
        self.play(FadeIn(self.digits))
        self.hold(2)

    def renamed(self):
        names = self._table(self.arrays.given[RENAMED])[0]
        self.beat(
            "Renamed: all of a class alike",
            f"Renamed: every {TOLD} is called {names[TOLD]}, every {TOLD + 1} is called "
            f"{names[TOLD + 1]}. All wrong, but what looks alike is still called alike.",
        )
        self._relabel(self.arrays.given[RENAMED])
        self.hold()

    def shuffled(self):
        self.beat(
            "Shuffled: each its own",
            "Shuffled: each digit gets the label of some other one. What looks alike is no longer "
            "called alike.",
        )
        self._relabel(self.arrays.given[SHUFFLED])
        self.note = note_below(self.digits, 0.22)
        self.play(FadeIn(self.note), run_time=QUICK)
        self.hold()

    def what_they_answer(self):
        said = np.bincount(self._table(self.arrays.answers[SHUFFLED])[0])
        self.beat(
            "What three networks answer",
            "Test digits, answered by networks taught by each kind of labels. To "
            f"{said.max()} of these {said.sum()}, the last says {said.argmax()}.",
        )
        table, rows = self._answers()
        self.play(FadeOut(self.digits.pictures, self.labels, self.note), run_time=QUICK)
        self.play(FadeIn(table))
        for row in rows:
            self.play(FadeIn(row, shift=COMES), run_time=QUICK)
            self.hold(0.5)
        self.asked = VGroup(table, *rows)
        self.hold()

    def how_many_are_right(self):
        ends = np.median(self.arrays.accuracy[:, :, -1, 1], axis=1)
        accuracy = dict(zip(self.label_kinds, ends, strict=True))
        self.beat(
            "A name is only a name",
            f"Renamed, {accuracy['renamed']:.1%} of test digits are right, by their new names; "
            f"with true ones {accuracy['true']:.1%}. Shuffled, {accuracy['shuffled']:.1%}: hardly "
            "better than guessing.",
        )
        self.plot = self._plot()
        epochs = np.arange(self.arrays.accuracy.shape[2])
        kinds = (
            (TRUE, style.WHITE, WIDTH),
            (RENAMED, style.FOCUS, 0),  # no line: it is dashed, over that of the true labels
            (SHUFFLED, style.QUIET, 0.05),
        )
        self.curves = [
            Spread(self.plot, epochs, self.arrays.accuracy[kind, :, :, 1], color, width)
            for kind, color, width in kinds
        ]
        for curve in self.curves:
            curve.set_until(0)
        self.play(FadeOut(self.asked), run_time=QUICK)
        self.play(FadeIn(self.plot, self._chance(), self._set_up()))
        self.add(*self.curves)
        moves = (curve.animate.set_until(epochs[-1]) for curve in self.curves)
        self.dashes = self._dashes(epochs)
        self.play(*moves, Create(self.dashes, lag_ratio=1), run_time=SLOW, rate_func=linear)
        self.play(FadeIn(self._names(accuracy)), run_time=QUICK)
        self.hold(3)

    def _relabel(self, labels):
        """Change the labels of the digits that are shown."""
        true = self._table(self.arrays.given[TRUE])
        self.labels, moves = relabelled(self.digits, self.labels, self._table(labels), true)
        self.play(*moves, run_time=NORMAL)

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
        line = self.plot.curve(epochs, middle, style.FOCUS, 100 * WIDTH)
        return DashedVMobject(line, DASHES)

    def _names(self, accuracy):
        """The names of the curves, beside their ends; two curves end in the same place."""
        last, names = self.result.settings["epochs"], VGroup()
        for kind, color in zip(
            self.label_kinds, (style.WHITE, style.FOCUS, style.QUIET), strict=True
        ):
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


def struck(word):
    """A line through a word."""
    return Line(ORIGIN, STRUCK * RIGHT).set_stroke(style.QUIET, 2.5).move_to(word)
