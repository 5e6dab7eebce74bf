"""The title: a question, and the network that answers it, as its weights take shape."""

import numpy as np
from manim import DOWN, RIGHT, FadeIn, ValueTracker, VGroup, linear

from scenes.cards.facts import learned_from
from scenes.mobjects.class_names import name_within
from scenes.mobjects.heatmap import scale_of
from scenes.mobjects.lettering import stand_on
from scenes.mobjects.pictures import grid_of, picture_of
from scenes.stage import style
from scenes.stage.drawn import pictured_neurons
from scenes.stage.examples import an_example, pace_of, picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.input_picture import input_picture
from scenes.stage.paths import at
from scenes.stage.style import SMALL, TEXT, text
from scenes.stage.turning import Turning
from scenes.stage.words.listed import arrows
from scenes.stage.words.things import handwritten

QUESTION, TITLE, SUBTITLE = 60, 68, TEXT + 8  # font sizes
# Sizes and places, in scene units; of words, the height of their baseline.
QUESTION_AT, TITLE_AT, SUBTITLE_AT, NOTE_AT = 2.4, 2.7, 2.05, -2.9
FEATURES = 5  # that have a row, if the example is no picture
SIDE, APART, GAP = 3.8, 1.6, 0.1  # of the example, and of all pictures; between both; between two
MIDDLE = 0.5 * DOWN  # of example and pictures
NOTE = 12.0  # the greatest width of the note below
ALONE, COMING = 2.2, 1.0  # seconds: the question stands alone, then the network comes
LEARNING = 1.4, 0.9, 2.6  # seconds: before the title comes, while it does, and with it


class Title(Explainer):
    """A question, and the weights of the network that answers it as they take shape in training."""

    def construct(self):
        self.lay_out()
        self.a_question()
        self.the_network_learns()

    def lay_out(self):
        run = self.run
        self.question = line(question_of(run), QUESTION, QUESTION_AT)
        self.title = VGroup(
            line("Gradient descent", TITLE, TITLE_AT),
            line("how a neural network learns", SUBTITLE, SUBTITLE_AT, style.QUIET),
        )
        count, note = learned_from(run), f"weights of our network, {arrows(run.sizes)}"
        if run.has_history:
            note += ", as it learns" + f" from {count:,} examples" * (count > 0)
        self.note = on_baseline(name_within(note, NOTE, SMALL, style.QUIET), NOTE_AT)
        self.pictures = self._pictures()
        self.example = VGroup()
        if run.has_data:
            image, _ = an_example(run)
            self.example.add(input_picture(run, image, SIDE, FEATURES))
        VGroup(*self.example, self.pictures).arrange(RIGHT, buff=APART).move_to(MIDDLE)

    def a_question(self):
        place = self.example.get_center()
        self.beat(question_of(self.run), question_of(self.run), on_screen=False)
        self.add(self.question)
        if not self.run.has_data:
            self.add(self.pictures, self.note)
            return
        self.add(self.example.move_to(MIDDLE))
        self.hold(ALONE)
        self.play(
            self.example.animate.move_to(place), FadeIn(self.pictures, self.note), run_time=COMING
        )

    def the_network_learns(self):
        """Show training, at a pace at which the pictures change evenly."""
        now, places = ValueTracker(0), np.arange(len(self.frames))
        pace = pace_of(self.frames)

        def learn(group):
            moment = np.interp(now.get_value(), pace, places)
            for picture, values in zip(group, at(moment, self.frames), strict=True):
                picture.set_values(values)

        self.pictures.add_updater(learn)
        first, second, last = LEARNING
        whole = sum(LEARNING)
        self.play(now.animate.set_value(first / whole), run_time=first, rate_func=linear)
        self.say("Gradient descent: how a neural network learns.")
        self.play(
            Turning(self.question, self.title),
            now.animate.set_value(1 - last / whole),
            run_time=second,
            rate_func=linear,
        )
        self.play(now.animate.set_value(1), run_time=last, rate_func=linear)
        self.pictures.clear_updaters()

    def _pictures(self):
        """The weights into the first neurons, coloured on the scale of the trained weights."""
        W = self.run.W[0][:, pictured_neurons(self.run)]
        shape = picture_shape(self.run)
        self.frames = W.reshape(*W.shape[:2], *shape)
        return grid_of(self.frames[0], shape, scale_of(W[-1]), SIDE, GAP, picture_of)


def question_of(run):
    """What the film asks."""
    if not run.has_data:
        return "How does a neural network learn?"
    return f"How does a machine learn {'to read this' if handwritten(run) else 'what this is'}?"


def line(words, size, y, color=style.WHITE):
    """A line of type in the middle, on a baseline at y."""
    return on_baseline(text(words, size, color), y)


def on_baseline(words, y):
    stand_on(y, words.set_x(0))
    return words
