"""A digit becomes the first layer: its pixels are numbers, and the numbers form a list."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    Line,
    Rectangle,
    Transform,
    VGroup,
    linear,
)

from scenes.mobjects.lens import Lens, beams_between, frame
from scenes.mobjects.lettering import Readout, baseline, stand_on
from scenes.mobjects.network_diagram import Neurons
from scenes.mobjects.unrolling import Unrolling
from scenes.stage import style
from scenes.stage.examples import an_example, features_of, telling_stretch, telling_windows
from scenes.stage.explainer import Explainer
from scenes.stage.input_picture import input_picture
from scenes.stage.needs import DATA
from scenes.stage.style import QUICK, SMALL, text
from scenes.stage.the_network import LARGE, LARGE_AT
from scenes.stage.words.numbers import in_words
from scenes.stage.words.things import class_name, handwritten, pixels, with_article

SPAN = 7  # pixels along each side of the enlarged part of the picture
NEURONS_IN_LENS = 8  # neurons in the enlarged part of the list

# Sizes and places, in scene units.
APART = 0.16  # the gap between the pixels of the picture, as a part of a pixel
LENS_CELL, LENS_AT = 0.72, (3.3, -0.1, 0)
COLUMN, COLUMN_AT = (0.5, 5.4), (0.4, 0, 0)  # the list of all pixels: width and height
FEATURES_WIDTH, FEATURES_AT, FEATURES_NEURONS_AT = 5.0, (-3.4, 0, 0), (3.6, 0, 0)
LARGER = 1.3  # neurons of features, as a multiple of those of a diagram
NEURON, NEURONS_AT = 0.66, (4.4, -0.1, 0)  # in the lens on the list

QUESTION = "But how does a list become an answer?"


class PixelsToNeurons(Explainer):
    """A digit is a list of numbers, and that list is the network's first layer."""

    needs = (DATA,)

    def construct(self):
        self.image, self.label = an_example(self.run)
        if features_of(self.run) is not None:
            self.a_few_numbers()
            self.each_on_its_own_scale()
            self.a_neuron_for_each()
            return
        self.a_digit()
        self.each_pixel_is_a_number()
        self.one_long_list()
        self.the_first_layer()

    def a_digit(self):
        run, name = self.run, class_name(self.run, self.label)
        self.beat(
            "How does a network see?",
            f"Somebody wrote this {name}."
            if handwritten(run)
            else f"Here is {with_article(name)}.",
        )
        rows, columns = self.image.shape
        self.picture = input_picture(run, self.image, LARGE).set_y(LARGE_AT[1])
        self.size = text(f"{rows} × {columns} {pixels(run)}", SMALL, style.QUIET)
        self.size.next_to(self.picture, DOWN)
        self.digit = VGroup(self.picture, self.size)
        self.add(self.picture)
        self.hold(QUICK)
        seconds = self.say(
            "To a computer, it is only a grid of grey squares."
            if run.image_shape
            else "To a network, it is only a list of numbers, drawn here as grey squares."
        )
        self.play(self._with_gaps(APART), FadeIn(self.size), run_time=seconds)

    def _with_gaps(self, gap):
        """Move the pixels apart, or together again."""
        apart = self.picture.copy()
        apart.gap = np.array(gap)
        return Transform(self.picture, apart)

    def each_pixel_is_a_number(self):
        seconds = self.beat(
            f"Each {'square' if self.run.image_shape else 'input'} is a number",
            "Each square is a number, from zero for black to one for white.",
        )
        to_the_left = np.array(LARGE_AT) - self.picture.get_center()
        self.play(self.digit.animate.shift(to_the_left), run_time=QUICK)
        span = min(SPAN, *self.image.shape)
        lens = Lens(self.image, (span, span), LENS_CELL).move_to(LENS_AT)
        cell = self.picture.cell_width
        window = frame(span * cell, span * cell)
        window.move_to(self.picture, aligned_edge=UP + LEFT)
        beams = beams_between(window, lens)
        self.looking = VGroup(lens, window, beams)
        self.play(Create(window), FadeIn(lens, beams), run_time=QUICK)
        for row, column in telling_windows(self.image, span):
            place = self.picture.cell(row, column) + (span - 1) / 2 * cell * np.array([1, -1, 0])
            self.play(
                lens.animate.look_at(row, column),
                window.animate.move_to(place),
                run_time=(seconds - QUICK) / 2,
            )

    def one_long_list(self):
        n = self.image.size
        seconds = self.beat(
            "All of them, in one list", "Row after row, they go into one long list."
        )
        self.play(FadeOut(self.looking), self._with_gaps(0.0), run_time=QUICK)
        column = Rectangle(width=COLUMN[0], height=COLUMN[1], stroke_width=0).move_to(COLUMN_AT)
        self.column = Unrolling(self.image, self.picture, column)
        ghost = self.picture.copy().set_fill(opacity=0.35)
        self.ghost = ghost
        self.add(ghost, self.column)
        self.remove(self.picture)
        self.play(self.column.animate.set_progress(1), run_time=seconds, rate_func=linear)
        self.column_outline = column.set_stroke(style.FAINT, 1.5)
        ends = [text(words, SMALL, style.QUIET) for words in ("1", f"{n:,}")]
        ends[0].next_to(column, UP, buff=0.12)  # where no beam crosses it
        ends[1].next_to(column, LEFT, buff=0.15)
        stand_on(baseline(self.size), ends[1])
        self.play(FadeIn(self.column_outline, *ends), self.ghost.animate.set_fill(opacity=1))

    def the_first_layer(self):
        n, length = self.image.size, min(NEURONS_IN_LENS, self.image.shape[1])
        seconds = self.beat("The input layer", "That list is the input layer of the network.")
        column = self.column_outline
        lens = Lens(self.image.reshape(-1, 1), (length, 1), NEURON, round=True).move_to(NEURONS_AT)
        first, last, _ = numbers = self._numbers_of(lens, length)
        per_neuron = column.height / n
        window = frame(column.width + 0.16, max(length * per_neuron, 0.05))
        window.move_to(column.get_top(), aligned_edge=UP)
        beams = beams_between(window, lens)
        source = self._source_of(0, 0, length, window)
        self.play(Create(window), FadeIn(lens, beams, *numbers, source), run_time=seconds / 2)
        held = "the brightness of one pixel" if self.run.image_shape else "one input"
        seconds = self.say(f"Each neuron holds {held}.")
        self.play(FadeOut(source), run_time=QUICK / 2)
        row, column_of = telling_stretch(self.image, length)
        k = row * self.image.shape[1] + column_of
        self.play(
            lens.animate.look_at(k, 0),
            window.animate.move_to(column.get_top() + DOWN * (k + length / 2) * per_neuron),
            first.animate.set_value(k + 1),
            last.animate.set_value(k + length),
            run_time=seconds - QUICK,
        )
        self.play(FadeIn(self._source_of(row, column_of, length, window)), run_time=QUICK)
        self.say(QUESTION)

    def a_few_numbers(self):
        n, name = self.run.sizes[0], class_name(self.run, self.label)
        self.beat(
            "How does a network see?",
            f"This is {name}, as the network gets it: {in_words(n)} numbers.",
        )
        self.features = input_picture(self.run, self.image, FEATURES_WIDTH)
        self.add(self.features)
        self.hold(QUICK)
        seconds = self.say("Each is a bar, from the least to the greatest in the data.")
        self.play(self.features.animate.move_to(FEATURES_AT), run_time=seconds / 2)

    def each_on_its_own_scale(self):
        bars, shown = self.features.bars, self.features.shown
        seconds = self.beat(
            "Each on its own scale",
            "The least value of each counts as zero, the greatest as one.",
        )
        self.shares = VGroup()
        for place, j in enumerate(shown):
            share = Readout(self.image[j, 0], "{:.2f}", size=SMALL)
            self.shares.add(share.next_to(bars.place([1, 0]), RIGHT, 0.4))
            share.set_y(bars.middle(place)[1])
        title = text("from 0 to 1", SMALL, style.QUIET).next_to(self.shares, UP, buff=0.4)
        self.play(FadeIn(self.shares, title, shift=0.2 * RIGHT), run_time=seconds / 2)
        self.say("So all of them are of one size, whatever they measure.")

    def a_neuron_for_each(self):
        n = self.run.sizes[0]
        seconds = self.beat("The input layer", "They are the input layer of the network.")
        values = self.image[self.features.shown, 0]
        self.neurons = Neurons(values, self.features.height, gap=len(values) < n)
        self.neurons.scale(LARGER).move_to(FEATURES_NEURONS_AT)
        lines = VGroup(
            *(
                Line(share.get_right() + 0.2 * RIGHT, centre + self.neurons.radius * LEFT)
                for share, centre in zip(self.shares, self.neurons.centres, strict=True)
            )
        ).set_stroke(style.FAINT, 2)
        dots = [self.neurons.dots()] if self.neurons.has_gap else []
        self.play(Create(lines), FadeIn(self.neurons, *dots), run_time=seconds)
        self.say("Each neuron here holds one of the numbers, and is as bright.")
        words = text("the first layer", SMALL, style.QUIET).next_to(self.neurons, DOWN, 0.2)
        self.play(FadeIn(words), run_time=QUICK)
        self.say(QUESTION)

    def _numbers_of(self, lens, length):
        """The indices of the first and last neuron in the lens, counted from 1, and their title."""
        numbers = [Readout(k, "{:.0f}", widest=str(self.image.size)) for k in (1, length)]
        for number, index in zip(numbers, (0, length - 1), strict=True):
            number.next_to(lens.cell(index, 0), RIGHT, buff=0.6)
        return *numbers, text("neuron", SMALL, style.QUIET).next_to(numbers[0], UP, buff=0.25)

    def _source_of(self, row, column, length, window):
        """A frame around some pixels of a row, and beams to their window in the list."""
        cell = self.picture.cell_width
        ends = self.picture.cell(row, column), self.picture.cell(row, column + length - 1)
        pixels = frame(length * cell, cell).move_to(sum(ends) / 2)
        return VGroup(pixels, beams_between(pixels, window))
