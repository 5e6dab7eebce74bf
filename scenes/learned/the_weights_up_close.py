"""The weights of the first layer as pictures, and the digits that light their neurons."""

import functools

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    SurroundingRectangle,
    ValueTracker,
    VGroup,
    linear,
)

from nn.analysis.statistics import correlation_of_neighbours, shares_lit
from scenes.learned import lit_table
from scenes.learned.terms import terms_of, what_wins
from scenes.mobjects.heatmap import Heatmap, scale_of
from scenes.mobjects.labelled import named_beside
from scenes.mobjects.lettering import Readout, baseline
from scenes.mobjects.outputs import Outputs
from scenes.mobjects.overlay import Overlay
from scenes.mobjects.pictures import framed
from scenes.mobjects.weight_pictures import WeightPictures
from scenes.stage import style
from scenes.stage.drawn import pictured_neurons
from scenes.stage.examples import an_example, pace_of, picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.giving_way import giving_way
from scenes.stage.needs import PICTURES
from scenes.stage.style import HEADLINE, NORMAL, QUICK, SLOW, SMALL, text
from scenes.stage.words.listed import listed
from scenes.stage.words.numbers import in_words
from scenes.stage.words.things import (
    a_class,
    class_name,
    images,
    kinds,
    pixels,
    step,
    unseen,
)

MOST_NAMES = 8  # that a caption lists
LARGE = 4.5  # width of an enlarged picture, in scene units
FACTOR = 3.3  # width of a picture in a product
PAIR = 3.9  # width of each of the initial and the final weights, side by side
ENLARGED = 2.7, 0.25, 0  # of one of them, beside the others
PIXELS, WEIGHTS, PRODUCT = 4.5 * LEFT + 0.8 * UP, 0.8 * UP, 4.5 * RIGHT + 0.8 * UP
SIGN = 2.3  # from the weights to × and to =
ONE = -3.6, 0.2, 0  # the centre of the neuron beside its bars
BARS = 3.3, -0.05, 0  # the centre of those
TABLE, TABLE_CENTRE = (10.0, 3.4), (0.3, -0.4, 0)
PAIR_CENTRE = 0.15 * UP
LEARNING = 3  # seconds


class TheWeightsUpClose(Explainer):
    """Neither noise nor the edges and loops one hopes for: what the first layer's weights are."""

    needs = (PICTURES,)

    def construct(self):
        run = self.run
        self.shape, self.network = picture_shape(run), run.network()
        self.narrow = min(1, self.shape[1] / self.shape[0])  # a tall picture's width, if 1 high
        self.chosen = pictured_neurons(run)
        self.W = self.network.weights[0][self.chosen]
        self.scale = scale_of(self.W)
        self.j = int(abs(self.W).sum(axis=1).argmax())
        self.hidden = len(run.sizes) > 2
        if run.has_data:
            self.choose_an_example()
        self.one_of_them()
        if run.has_data:
            self.what_it_adds()
        if run.has_data and self.hidden:
            self.what_lights_it()
            self.what_lights_each()
        if run.has_history:
            self.smooth_or_not()

    def choose_an_example(self):
        """An example, the neuron that it lights most, and the names of the classes there are."""
        run = self.run
        self.kind, self.kinds = kinds(run)
        self.image, self.label = an_example(run)
        self.passed = self.network.forward(self.image.reshape(1, -1))
        self.j = int(self.passed.z[0][0, self.chosen].argmax())
        self.known = np.unique(run.examples()[1])
        self.names = [run.classes[c] for c in self.known]

    def one_of_them(self):
        """Enlarge one, and light first its positive weights, then its negative ones."""
        one = f"White {pixels(self.run)}" if self.run.image_shape else "Inputs"
        said = f"{one} on blue push this neuron up, and on orange, down."
        self.beat("One neuron, up close", "Each is an output. " * (not self.hidden) + said)
        self.weights = WeightPictures(self.W.reshape(-1, *self.shape), self.scale)
        self.pictures, self.legend = self.weights
        self.one = self.pictures[self.j].copy()
        self.frame = SurroundingRectangle(self.one, color=style.FOCUS, buff=0.04, stroke_width=3)
        self.add(self.weights)
        self.play(Create(self.frame), self._sized(LARGE).move_to(ENLARGED), run_time=NORMAL)
        w = self.one.values
        for half in (np.maximum(w, 0), np.minimum(w, 0)):
            self.play(self.one.animate.set_values(half))
            self.hold(0.5)
        self.play(self.one.animate.set_values(w))
        self.shown = VGroup(self.pictures, self.legend, self.frame, self.one)

    def what_it_adds(self):
        of_layer = self.passed.z[0][0], self.network.biases[0]
        z, b = (float(values[self.chosen[self.j]]) for values in of_layer)
        product = self.image * self.W[self.j].reshape(self.shape)
        up, down = product[product > 0].sum(), product[product < 0].sum()
        one = a_class(self.run, self.label)
        self.beat(
            f"{one[0].upper()}{one[1:]}, laid over it",
            f"Lay {one} over it, and add up what it touches.",
        )
        digit = self._picture(self.image, (0, 1), style.grey, FACTOR).move_to(PIXELS)
        self.play(FadeOut(self.pictures, self.frame, self.legend), run_time=QUICK)
        self.legend.to_corner(UP + RIGHT, buff=style.EDGE)
        resized = self._sized(FACTOR).move_to(WEIGHTS)
        self.play(FadeIn(digit, self.legend), resized, run_time=QUICK)
        signs = self._multiply(digit, product)
        pictures = digit, self.one, self.product
        titles = named_beside(pictures, ("pixels", "weights", "pixel × weight"))
        self.terms = terms_of(up, down, b, z)
        self.play(FadeIn(titles, self.terms[:-1]))
        self.say(what_wins(self.run, up + down, z))
        self.play(FadeIn(self.terms[-1]))
        self.shown = VGroup(digit, signs, self.product, titles, self.terms)

    def what_lights_it(self):
        share = self.lit_by[:, self.j]
        names = [class_name(self.run, self.known[c]) for c in np.flatnonzero(share > 0.5)]
        self.beat(f"Which {self.kinds} light it?", f"Which {self.kinds} light it up?")
        self.bars = Outputs(share, self.names, width=3.6, height=4.4, form="{:.0%}")
        never = " it never saw" * unseen(self.run)
        title = f"of {len(self.run.examples()[1]):,} {images(self.run)}{never}, those that light it"
        title = text(title, SMALL, style.QUIET)
        beside = VGroup(title, self.bars).arrange(DOWN, buff=0.3).move_to(BARS)
        self.bars.set_values(0 * share)
        self.play(giving_way(self.shown, beside), self._sized(LARGE).move_to(ONE))
        self.play(self.bars.animate.set_values(share), run_time=SLOW)
        if len(self.names) == len(names) > 1:
            self.say(f"More often than not, for every {self.kind}.")
        elif names:
            several = listed(names) if len(names) <= MOST_NAMES else f"{len(names)} {self.kinds}"
            self.say(f"Mostly for {several}.")
        else:
            self.say("For none of them more often than not.")
        self.shown = beside

    def what_lights_each(self):
        share, drawn = self.lit_by, len(self.W)
        counts, is_alone = (share > 0.5).sum(axis=0), lit_table.by_one_alone(share)
        alone = int(is_alone.sum())
        one = f"{'s' * (alone == 1)} up for one {self.kind} alone"
        neurons = "them" if drawn < self.run.sizes[1] else "the neurons"
        self.beat(
            f"{in_words(drawn).capitalize()} neurons, {in_words(len(share))} {self.kinds}",
            f"{in_words(alone).capitalize() if alone else 'None'} of {neurons} light{one}.",
        )
        self.order = np.lexsort((~is_alone, counts))  # by how many classes light them
        self.table = Heatmap(share[:, self.order], (0, 1), style.grey, TABLE[0], stroke_width=1.5)
        self.table.set_stroke(style.FAINT).stretch_to_fit_height(TABLE[1]).move_to(TABLE_CENTRE)
        thumbs = VGroup(*(self.pictures[j] for j in self.order))
        thumbs = lit_table.heads_of_columns(self.table, thumbs)
        names = lit_table.heads_of_rows(self.table, self.names)
        legend = lit_table.legend_below(self.table, f"{images(self.run)} that light the neuron")
        others = VGroup(*(self.pictures[j] for j in self.order if j != self.j))
        self.play(
            giving_way(self.shown, VGroup(others, names, self.table, legend)),
            self.one.animate.replace(self.pictures[self.j]),
        )
        self.add(thumbs)
        self.remove(self.one)
        if alone:
            self.alone = lit_table.around_columns(self.table, thumbs, is_alone[self.order])
            self.play(Create(self.alone), run_time=QUICK)
        if counts.max() > 1:
            self.say(f"The others share. Together, they tell the {self.kinds} apart.")
        if alone:
            self.play(FadeOut(self.alone), run_time=QUICK)
        self.shown = VGroup(thumbs, names, self.table, legend, self.legend)

    def smooth_or_not(self):
        """Let a neuron's weights go from start to end; count how alike neighbours are in all."""
        run = self.run
        frames = run.W[0].reshape(*run.W[0].shape[:2], *self.shape)
        self.smoothness = np.array([correlation_of_neighbours(frame) for frame in frames])
        start, end = self.smoothness[[0, -1]]
        smoother = end > start + 0.1
        self.beat(
            "Smoother than noise" if smoother else "Much like noise",
            "But it is not noise any more." if smoother else "It is still much like noise.",
        )
        self.pair, numbers, titles, note = self._before_and_after(frames[:, self.chosen[self.j]])
        before, after = self.pair
        numbers[1].set_value(start)
        titles[1][1].set_value(run.steps[0])
        after.set_values(before.values).set_scale(tuple(before.limits))
        self.play(giving_way(self.shown, VGroup(self.pair, numbers, titles, note)))
        now = ValueTracker(0)
        moving = self._replay(now, frames[:, self.chosen[self.j]], after, titles[1][1], numbers[1])
        agree = "Neighbouring weights have learned to agree."
        said = self.say(agree) if smoother else LEARNING
        self.play(now.animate.set_value(1), run_time=said, rate_func=linear)
        for part in moving:
            part.clear_updaters()
        self.numbers = numbers

    def _replay(self, now, frames, picture, step_, likeness):
        """Let a picture show a neuron's weights (S, …) at each moment, each on its own scale, and
        numbers the step, and how alike neighbours are; return them."""
        pace, scales = pace_of(frames), [scale_of(frame) for frame in frames]

        def snapshot():
            return np.interp(now.get_value(), pace, np.arange(len(pace)))

        def show(picture):
            s = int(snapshot())
            picture.set_values(frames[s]).set_scale(scales[s])

        picture.add_updater(show)
        for number, values in ((step_, self.run.steps), (likeness, self.smoothness)):
            number.add_updater(
                lambda number, values=values: number.set_value(
                    np.interp(snapshot(), np.arange(len(values)), values)
                )
            )
        return picture, step_, likeness

    @functools.cached_property
    def lit_by(self):
        """The share of each class's examples that light each neuron drawn, (names, neurons)."""
        return shares_lit(self.network, *self.run.examples())[:, self.chosen]

    def _multiply(self, digit, product):
        """Move the digit over the weights, and their product beside them; return × and =."""
        self.product = self._picture(self.W[self.j], self.scale, style.diverging, FACTOR)
        self.product.move_to(self.one)
        laid = Overlay(digit, self.image, style.WHITE)
        signs = VGroup(*(text(style.escaped(sign), HEADLINE) for sign in "×="))
        for sign, x in zip(signs, (-SIGN, SIGN), strict=True):
            sign.move_to(WEIGHTS + x * RIGHT)
        self.play(laid.animate.move_to(self.one), FadeIn(signs[0]), run_time=NORMAL)
        self.add(self.product, laid)
        self.play(
            self.product.animate.set_values(product).move_to(PRODUCT),
            laid.animate.move_to(PRODUCT).set_fill(opacity=0),
            FadeIn(signs[1]),
            run_time=NORMAL,
        )
        self.remove(laid)
        return signs

    def _before_and_after(self, frames):
        """A neuron's weights at the start and at the end, each on its own colour scale; numbers for
        how alike neighbours are; titles; and a note on what they are."""
        pair = (
            VGroup(*(self._picture(w, scale_of(w), style.diverging, PAIR) for w in frames[[0, -1]]))
            .arrange(RIGHT, buff=2.2)
            .move_to(PAIR_CENTRE)
        )
        titles = VGroup(
            *(self._title(s, picture) for s, picture in zip((0, -1), pair, strict=True))
        )
        numbers = VGroup(*(Readout(value, "{:.2f}") for value in self.smoothness[[0, -1]]))
        for number, picture in zip(numbers, pair, strict=True):
            number.next_to(picture, DOWN, buff=0.25)
        note = f"correlation of neighbouring weights in all {self.run.sizes[1]:,} neurons"
        note = text(f"{note}; each picture on a scale of its own", SMALL, style.QUIET)
        return pair, numbers, titles, note.next_to(numbers, DOWN, buff=0.2).set_x(0)

    def _title(self, s, picture):
        """(word, number): the step of snapshot s, above a picture."""
        number = Readout(
            self.run.steps[s], "{:,.0f}", f"{self.run.steps[-1]:,}", SMALL, style.QUIET
        )
        word = text(step(self.run), SMALL, style.QUIET).next_to(picture, UP, buff=0.2)
        word.align_to(picture, LEFT)
        number.next_to(picture, UP, buff=0.2).align_to(picture, RIGHT)
        number.shift((baseline(word) - baseline(number)) * UP)
        return VGroup(word, number)

    def _sized(self, size):
        """An animation of the enlarged picture to another size of its larger side."""
        return self.one.animate.scale_to_fit_width(size * self.narrow)

    def _picture(self, values, scale, colours, width):
        return framed(values.reshape(self.shape), scale, colours, width * self.narrow)
