"""The digits that the network gets wrong: a quiz, and all of them on one wall."""

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Create, FadeIn, FadeOut, Line, VGroup, linear

from scenes.mobjects.digit import frame_on, sheet_within
from scenes.mobjects.outputs import Outputs
from scenes.stage import style
from scenes.stage.drawn import chosen_outputs
from scenes.stage.examples import as_fractions, picture_shape, pictures
from scenes.stage.explainer import Explainer
from scenes.stage.input_picture import input_picture
from scenes.stage.needs import DATA, MISTAKES, TEST_PART
from scenes.stage.style import NORMAL, QUICK, SMALL, text
from scenes.stage.words.things import a_class, class_name, cut, handwritten, many

PICTURE = 4.5  # the larger side of a digit to guess, in scene units
WALL = 12.9, 5.0  # the largest width and height of the wall
WALL_TOP = 2.6 * UP  # the middle of its upper edge
QUESTION = -3.7, 0.15, 0  # the centre of the digit to guess
OUTPUTS = 2.5, -0.05, 0  # the centre of its outputs
LONGEST = 16  # signs of a class's name in a headline with two of them
QUESTIONS = 4
SECONDS_TO_GUESS = 2.5


class HardestDigits(Explainer):
    """A quiz of digits that it got wrong, and how sure it was of each."""

    needs = (DATA, TEST_PART, MISTAKES)
    studies = ("predictions",)

    def construct(self):
        test = self.study("predictions")
        self.inputs, self.images = test.wrong_images, pictures(test.wrong_images, self.run)
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
        first = f"It got {n:,} of the {tested:,} test {many(self.run)} wrong. "
        self.beat(
            f"{number + 1} of {len(self.chosen)}: what is this?",
            first * (number == 0) + "Look, and guess.",
        )
        image = as_fractions(self.inputs[i]).reshape(picture_shape(self.run))
        picture = input_picture(self.run, image, PICTURE).move_to(QUESTION)
        chosen = chosen_outputs(self.outputs[i], (self.labels[i], self.answers[i]))
        rows = Outputs(self.outputs[i], self.run.classes, 2.8, 4.7, "{:.3f}", shown=chosen)
        rows.bars.set_values(0 * self.outputs[i][chosen])
        rows.move_to(OUTPUTS)
        title = text("its outputs", SMALL, style.QUIET).next_to(rows.bars, UP, 0.12)
        time = Line(picture.get_corner(DOWN + LEFT), picture.get_corner(DOWN + RIGHT))
        time.set_stroke(style.FOCUS, 5).shift(0.25 * DOWN)
        asked = FadeIn(picture, title, rows.names, rows.bars, *rows[3:], time)
        self.play(FadeOut(self.shown), asked, run_time=QUICK)
        self.play(
            time.animate.stretch(1e-3, 0, about_edge=LEFT),
            run_time=SECONDS_TO_GUESS,
            rate_func=linear,
        )
        self.remove(time)
        self.picture, self.title, self.rows = picture, title, rows

    def what_it_said(self, number):
        i, names, rows = self.chosen[number], self.run.classes, self.rows
        said, label = self.answers[i], self.labels[i]
        told, wanted = (cut(names[j], LONGEST) for j in (said, label))
        stop = "" if told.endswith("…") else "."
        self.beat(f"It said {told}{stop} The label: {wanted}", self._how_sure(number))
        rows.set_colour(said, style.FOCUS)
        shown = rows.bars.animate.set_values(self.outputs[i][rows.shown])
        self.play(FadeIn(rows.numbers), shown)
        words = VGroup(
            text("its answer", SMALL, style.FOCUS).next_to(rows.row(said)[1], RIGHT, 0.3),
            text("label", SMALL).next_to(rows.row(label)[1], RIGHT, 0.3),
        )
        self.play(rows.row(said).animate.set_fill(style.FOCUS), FadeIn(words), run_time=QUICK)
        self.hold(2)
        self.shown = VGroup(self.picture, self.title, rows, words)

    def all_that_it_got_wrong(self):
        n = len(self.labels)
        known = "read" if handwritten(self.run) else "known"
        self.beat(
            f"All {n:,} that it got wrong",
            "From the surest, top left, to the least sure. How many of them would you have "
            f"{known}?",
        )
        order = np.argsort(-self.outputs.max(axis=1), kind="stable")
        wall, columns = sheet_within(self.images[order], *WALL)
        wall.next_to(WALL_TOP, DOWN, buff=0)
        words = text("surest first, row by row; framed: those of the quiz", SMALL, style.QUIET)
        words.next_to(wall, DOWN, 0.15)
        shape = self.images.shape[1:]
        places = [int(np.flatnonzero(order == i)[0]) for i in self.chosen]
        frames = VGroup(*(frame_on(wall, place, columns, shape) for place in places))
        last = self.picture.animate.set(width=wall.cell_width * shape[1]).move_to(frames[-1])
        self.play(FadeOut(*self.shown[1:]), last, FadeIn(wall), run_time=NORMAL)
        self.remove(self.picture)
        self.play(Create(frames), FadeIn(words))
        self.wall, self.order = wall, order
        self.hold(3)

    def _how_sure(self, number):
        """Why a wrong answer is in the quiz, as a caption."""
        i = self.chosen[number]
        sure = self.outputs.max(axis=1)
        if sure[i] == sure.min():
            return "Of all its mistakes, none is less sure."
        if sure[i] == sure.max():
            return "Of all its mistakes, none is surer."
        if sure[i] == sure[self.labels == self.labels[i]].max():
            return f"Of its mistakes about {a_class(self.run, self.labels[i])}, none is surer."
        return f"Its output for {class_name(self.run, self.answers[i])} is {sure[i]:.3f}."


def quiz_of(sure, labels, count):
    """Indices (at most `count`) of the wrong answers that the quiz asks about: the surest ones,
    each with another label as long as there are any, and finally the least sure of all.

    sure (w,), labels (w,): the highest output and the label of each wrong answer.
    """
    order = np.argsort(-sure, kind="stable")
    *surer, least = order
    first_of_label = [i for n, i in enumerate(surer) if labels[i] not in labels[surer[:n]]]
    rest = [i for i in surer if i not in first_of_label]
    return [*(first_of_label + rest)[: count - 1], least]
