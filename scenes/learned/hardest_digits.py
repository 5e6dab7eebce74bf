"""The digits that the network gets wrong: a quiz, and all of them on one wall."""

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Create, FadeIn, FadeOut, Line, VGroup, linear

from scenes.mobjects.digit import frame_on, sheet_within
from scenes.mobjects.lettering import baseline, stand_on
from scenes.mobjects.outputs import Outputs
from scenes.stage import style
from scenes.stage.drawn import chosen_outputs
from scenes.stage.examples import as_fractions, picture_shape, pictures
from scenes.stage.explainer import Explainer
from scenes.stage.giving_way import giving_way
from scenes.stage.input_picture import input_picture
from scenes.stage.needs import DATA, MISTAKES, TEST_PART
from scenes.stage.style import NORMAL, QUICK, SMALL, text
from scenes.stage.words.numbers import in_words
from scenes.stage.words.things import class_name, cut, handwritten, many, one

PICTURE = 4.5  # the larger side of a digit to guess, in scene units
SMALL_PICTURE = 0.95  # of one that waits for its turn, or has had it
WALL = 12.9, 5.0  # the largest width and height of the wall
WALL_TOP = 2.6 * UP  # the middle of its upper edge
QUESTION = -2.9, 0.2, 0  # the centre of the digit to guess
WAITING = -6.05, 0.2, 0  # the centre of all that wait, in a column
OUTPUTS = 2.8, -0.05, 0  # the centre of its outputs
LONGEST = 16  # signs of a class's name in a headline with two of them
QUESTIONS = 4
AT_LEAST, SECONDS_TO_GUESS = 1.5, 2  # for the words, and after them


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
        self.line_up()
        for number in range(len(self.chosen)):
            self.look_and_guess(number)
            self.what_it_said(number)
        self.all_that_it_got_wrong()

    def line_up(self):
        """The digits of the quiz, small and in a column; the one that is asked about is large."""
        shape = picture_shape(self.run)
        self.digits = VGroup()
        for i in self.chosen:
            image = as_fractions(self.inputs[i]).reshape(shape)
            self.digits.add(input_picture(self.run, image, PICTURE).move_to(QUESTION))
        self.size = self.digits[0].width, SMALL_PICTURE / PICTURE * self.digits[0].width
        places = VGroup(*(digit.copy().set(width=self.size[1]) for digit in self.digits))
        places.arrange(DOWN, buff=0.28).move_to(WAITING)
        self.places = [place.get_center() for place in places]
        self.small = self.run.image_shape is not None  # only pictures are worth showing so small

    def look_and_guess(self, number):
        i, n = self.chosen[number], len(self.labels)
        first = f"It got {in_words(n)} test {many(self.run) if n > 1 else one(self.run)} wrong. "
        guess = "Look, and guess.", "Look, and guess.", "And this one?", "One more."
        said = self.beat(
            f"{number + 1} of {len(self.chosen)}: what is this?",
            first * (number == 0) + guess[number],
        )
        guessed = self.time + max(said, AT_LEAST) + SECONDS_TO_GUESS
        self.picture = self.digits[number]
        chosen = chosen_outputs(self.outputs[i], (self.labels[i], self.answers[i]))
        rows = Outputs(self.outputs[i], self.run.classes, 2.8, 4.7, "{:.3f}", shown=chosen)
        rows.bars.set_values(0 * self.outputs[i][chosen])
        rows.move_to(OUTPUTS)
        title = text("its outputs", SMALL, style.QUIET).next_to(rows.bars, UP, 0.12)
        asked = VGroup(title, rows.names, rows.bars, *rows[3:])
        if number == 0:
            self.add(self.picture, asked)
            self._let_the_others_wait()
        else:
            self._next_please(number, asked)
        time = Line(self.picture.get_corner(DOWN + LEFT), self.picture.get_corner(DOWN + RIGHT))
        self.add(time.set_stroke(style.QUIET, 5).shift(0.25 * DOWN))
        self.play(
            time.animate.stretch(1e-3, 0, about_edge=LEFT),
            run_time=guessed - self.time,
            rate_func=linear,
        )
        self.remove(time)
        self.title, self.rows = title, rows

    def what_it_said(self, number):
        i, names, rows = self.chosen[number], self.run.classes, self.rows
        said, label = self.answers[i], self.labels[i]
        told, wanted = (cut(names[j], LONGEST) for j in (said, label))
        stops = ["" if name.endswith("…") else "." for name in (told, wanted)]
        headline = f"It said {told}{stops[0]} The label says {wanted}{stops[1]}"
        self.beat(headline, self._how_sure(number))
        shown = rows.bars.animate.set_values(self.outputs[i][rows.shown])
        words = VGroup()
        for word, j in (("its answer", said), ("the label", label)):
            number = rows.row(j)[1]
            words.add(text(word, SMALL).next_to(number, RIGHT, 0.3))
            stand_on(baseline(number), words[-1])
        self.play(FadeIn(rows.numbers), shown)
        self.play(FadeIn(words), run_time=QUICK)
        self.beside = VGroup(self.title, rows, words)

    def all_that_it_got_wrong(self):
        n = len(self.labels)
        known = "read" if handwritten(self.run) else "known"
        self.beat(
            f"All {in_words(n)} that it got wrong" if n > 1 else "The only one that it got wrong",
            "These are all of them, most confident first."
            if n > 1
            else "All the others were right.",
        )
        order = np.argsort(-self.outputs.max(axis=1), kind="stable")
        wall, columns = sheet_within(self.images[order], *WALL)
        wall.next_to(WALL_TOP, DOWN, buff=0)
        words = text("row by row; framed: those of the quiz", SMALL, style.QUIET)
        words.next_to(wall, DOWN, 0.15)
        shape = self.images.shape[1:]
        places = [int(np.flatnonzero(order == i)[0]) for i in self.chosen]
        frames = VGroup(*(frame_on(wall, place, columns, shape) for place in places))
        width = wall.cell_width * shape[1]
        shown = self.digits if self.small else self.digits[-1:]
        fly = [
            digit.animate.set(width=width).move_to(frame)
            for digit, frame in zip(shown, frames[-len(shown) :], strict=True)
        ]
        self.play(FadeOut(self.beside), *fly, FadeIn(wall), run_time=NORMAL)
        self.remove(*self.digits)
        self.play(Create(frames), FadeIn(words))
        if n > 1:
            self.say(f"How many would you have {known}?")
            self.hold(2.5)
        self.wall, self.order = wall, order

    def _let_the_others_wait(self):
        """Show the digits that are asked about later, small."""
        if self.small:
            for digit, place in zip(self.digits[1:], self.places[1:], strict=True):
                self.add(digit.set(width=self.size[1]).move_to(place))

    def _next_please(self, number, asked):
        """Let the digit that was asked about go to its place, and the next come."""
        last = self.digits[number - 1]
        if self.small:
            self.play(
                last.animate.set(width=self.size[1]).move_to(self.places[number - 1]),
                self.picture.animate.set(width=self.size[0]).move_to(QUESTION),
                giving_way(self.beside, asked),
            )
        else:
            self.play(giving_way(VGroup(last, self.beside), VGroup(self.picture, asked)))

    def _how_sure(self, number):
        """What is special about how sure it was of an answer."""
        i = self.chosen[number]
        sure = self.outputs.max(axis=1)
        if sure[i] == sure.min():
            return "Here it was least sure of all."
        if sure[i] == sure.max():
            return "This was its most confident mistake."
        if sure[i] == sure[self.labels == self.labels[i]].max():
            return f"No other {class_name(self.run, self.labels[i])} fooled it so completely."
        return "It was sure of this one, too."


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
