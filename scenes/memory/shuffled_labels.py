"""Random labels, learned by heart: how long it takes, whether it generalizes, and how many fit."""

import numpy as np
from manim import (
    DR,
    LEFT,
    RIGHT,
    UP,
    DashedLine,
    FadeIn,
    FadeOut,
    LaggedStart,
    VGroup,
    linear,
)

from scenes.memory.labels import WRONG, note_below, relabelled
from scenes.memory.shares import plot_of_shares
from scenes.mobjects.labelled import Labelled
from scenes.mobjects.lettering import baseline, stand_on
from scenes.mobjects.plot import Plot
from scenes.mobjects.scatter import Scatter
from scenes.mobjects.spread import Spread
from scenes.mobjects.ticks import log_ticks
from scenes.stage import style
from scenes.stage.explainer import Explainer
from scenes.stage.giving_way import giving_way
from scenes.stage.report import BETWEEN, seeds, set_up
from scenes.stage.style import NORMAL, QUICK, SMALL, escaped, lines, text
from scenes.stage.words.numbers import about, in_words

COLUMNS = 10  # of the digits that are shown
KINDS = (0, style.WHITE, "true labels"), (-1, WRONG, "random labels")  # (array index, …)
WIDE = 8.4, 3.3  # the size of a plot that stands alone, in scene units
DIGITS = 0.35 * UP  # the centre of the labelled digits
PLOT = 1.25 * LEFT + 0.42 * UP  # the centre of the plot that stands alone
PALE = 0.3  # the opacity of the curves in training, beside those on new digits
UPPER_LEFT = LEFT + 0.6 * UP  # beside a curve that rises to the right


class ShuffledLabels(Explainer):
    """A network learns labels that mean nothing by heart, but only so many of them."""

    reads_run = False
    experiments = ("shuffled_labels",)

    def construct(self):
        self.result = self.experiment("shuffled_labels")
        self.found, self.settings = self.result.found, self.result.settings
        self.labels_drawn_anew()
        self.learned_all_the_same()
        self.on_digits_it_never_saw()
        self.a_little_is_enough()
        self.far_more_of_them()

    def labels_drawn_anew(self):
        arrays = self.result.arrays
        side = int(np.sqrt(arrays.digits.shape[1]))
        images = arrays.digits.reshape(-1, COLUMNS, side, side) / 255
        true, drawn = (labels.reshape(-1, COLUMNS) for labels in (arrays.labels, arrays.given[-1]))
        self.digits = Labelled(images, true, 1.0, (0.28, 0.5)).move_to(DIGITS)
        self.add(self.digits)
        seconds = self.beat(
            "Labels that mean nothing",
            "Here every label is drawn at random. There is nothing to understand.",
        )
        self.hold()
        anew, moves = relabelled(self.digits, self.digits.labels, drawn, true)
        self.play(LaggedStart(*moves, lag_ratio=0.1), run_time=seconds - 1)
        self.say("Can a network learn that?")
        note = note_below(self.digits, 0.3)
        self.play(FadeIn(note), run_time=QUICK)
        self.drawn = VGroup(self.digits.pictures, anew, note)

    def learned_all_the_same(self):
        arrays, (true, drawn) = self.result.arrays, self._steps_needed()[[0, -1]]
        seconds = self.beat(
            "It learns them all the same", f"It can. True labels take {true:,.0f} steps."
        )
        last = int(arrays.steps[-1])
        self.set_up = self._set_up(self.settings["few"])
        self.plot = self._accuracy_plot("training labels right", last)
        self.guessing = self._guessing(last)
        self.curves = VGroup(
            Spread(self.plot, arrays.steps, arrays.training[share], color).set_until(0)
            for share, color, _ in KINDS
        )
        self.names = self._names_halfway()
        self.play(giving_way(self.drawn, VGroup(self.plot, self.guessing, self.set_up)))
        self.add(self.curves)
        self._draw_curve(0, last, seconds - NORMAL)
        seconds = self.say(f"Random ones take {drawn:,.0f}, and then it knows them, too: by heart.")
        self._draw_curve(1, last, seconds)

    def on_digits_it_never_saw(self):
        arrays, found = self.result.arrays, self.found
        true, drawn = found["test_accuracy_0"], found["test_accuracy_1"]
        seconds = self.beat(
            "But on new digits",
            f"On digits that it never saw, one network gets {about(true)} right.",
        )
        title = text("right answers: pale in training, bright on new digits", SMALL, style.QUIET)
        title.move_to(self.plot.y_title, aligned_edge=LEFT)
        stand_on(baseline(self.plot.y_title), title)
        gone = self.names, self.plot.y_title, self.guessing[1]
        pale = (curve.animate.set_fill(opacity=PALE) for curve in self.curves)
        self.play(FadeOut(*gone), FadeIn(title), *pale, run_time=QUICK)
        self.plot.remove(self.plot.y_title)
        last, names = arrays.steps[-1], VGroup()
        for value, (_, color, name) in zip((true, drawn), KINDS, strict=True):
            words = text(escaped(f"{name}: {value:.0%}"), SMALL, color)
            names.add(words.next_to(self.plot.c2p(last, value), RIGHT, 0.2))
        self.tested = VGroup(
            Spread(self.plot, arrays.steps, arrays.test[share], color).set_until(0)
            for share, color, _ in KINDS
        )
        self.add(self.tested)
        for curve, words in zip(self.tested, names, strict=True):
            unroll = curve.animate(run_time=seconds - QUICK, rate_func=linear).set_until(last)
            self.play(unroll)
            self.play(FadeIn(words), run_time=QUICK)
            if curve is self.tested[0]:
                seconds = self.say("The other only guesses.")
        self.past = VGroup(self.plot, self.curves, self.tested, names, title, self.guessing[0])

    def a_little_is_enough(self):
        arrays, steps = self.result.arrays, self._steps_needed()
        shares = np.array(self.settings["shares"], float)
        slower = round(steps[1] / steps[0])
        self.beat("A little nonsense is enough", "And if only some labels are random?")
        plot = self._plot_by_share(shares)
        self.line = Spread(plot, shares, arrays.steps_to_enough.T).set_until(0)
        each = arrays.steps_to_enough.T
        dots = Scatter(plot, np.tile(shares, len(each)), each.ravel())
        self.play(giving_way(self.past, plot))
        seconds = self.say(
            f"Even {about(shares[1])} makes learning {in_words(slower)} times slower."
        )
        self.add(self.line)
        drawn = self.line.animate.set_until(1)
        self.play(drawn, run_time=seconds / 2, rate_func=linear)
        times = VGroup(
            text(f"{n:,.0f} steps", SMALL).next_to(plot.c2p(share, n), side, 0.25)
            for share, n, side in ((shares[0], steps[0], RIGHT), (shares[1], steps[1], DR))
        )
        self.play(FadeIn(dots, times), run_time=QUICK)
        self.past = VGroup(plot, self.line, dots, times)

    def far_more_of_them(self):
        arrays, settings = self.result.arrays, self.settings
        few, many = settings["few"], settings["many"]
        most = int(arrays.images[-1])
        right = self.found[f"training_accuracy_{most}"]
        steps = int(arrays.steps_of_most[-1])
        self.beat(f"And {most:,} of them?", f"Now we give it {most:,} random labels.")
        plot = self._accuracy_plot("training labels right", steps)
        passes = steps * many["mini_batch_size"] // most
        anew = self._set_up(few, {**many, "images": most, "epochs": passes})
        kinds = (
            (few["images"], arrays.steps, arrays.training[-1], WRONG),
            (most, arrays.steps_of_most, arrays.training_of_most, style.KINDS[2]),
        )
        self.curves_of_many = VGroup(Spread(plot, *kind[1:]) for kind in kinds)
        known, far_more = self.curves_of_many
        names = VGroup(number_and_end(plot, *kind) for kind in kinds)
        come = VGroup(plot, anew, known, names[0])
        self.play(giving_way(VGroup(self.past, self.set_up), come))
        self.add(far_more.set_until(0))
        seconds = self.say(
            f"This time it fails: it gets {about(right)} right. There are "
            f"{nearly(most / self.found['weights'])} images for every weight."
        )
        drawn = far_more.animate.set_until(steps)
        self.play(drawn, run_time=seconds / 2, rate_func=linear)
        self.play(FadeIn(names[1]), run_time=QUICK)

    def _draw_curve(self, i, last, seconds):
        """Draw one of the two curves, and its name."""
        drawn = self.curves[i].animate(run_time=seconds, rate_func=linear).set_until(last)
        self.play(drawn, FadeIn(self.names[i], run_time=QUICK))

    def _steps_needed(self):
        """The steps until enough labels are right, for each share of random ones."""
        return np.array([self.found[f"steps_{share:g}"] for share in self.settings["shares"]])

    def _guessing(self, last):
        """The line of the accuracy of guessing, up to the last step, and its name."""
        chance = DashedLine(*self.plot.c2p(np.array([0, last]), np.full(2, 1 / self.classes)))
        chance.set_stroke(style.QUIET, 2.5)
        return VGroup(chance, text("guessing", SMALL, style.QUIET).next_to(chance, RIGHT, 0.2))

    def _names_halfway(self):
        """The names of the two curves, beside the points where their medians pass one half."""
        arrays, names = self.result.arrays, VGroup()
        for (share, color, name), side in zip(KINDS, (UPPER_LEFT, RIGHT), strict=True):
            middle = np.median(arrays.training[share], axis=0)
            halfway = np.argmax(middle > 0.5)
            place = self.plot.c2p(arrays.steps[halfway], middle[halfway])
            names.add(text(name, SMALL, color).next_to(place, side, 0.4))
        return names

    @property
    def classes(self):
        few = self.settings["few"]["images"]
        return round(2 ** (self.found[f"asked_bits_{few}"] / few))

    def _accuracy_plot(self, title, last):
        steps = "training steps, logarithmic"
        plot = plot_of_shares((0, last), WIDE, log_ticks(last), steps, title, log_x=True)
        return plot.move_to(PLOT)

    def _plot_by_share(self, shares):
        """Axes for the steps needed over the share of random labels."""
        ticks = {share: f"{share:.0%}" for share in shares}
        top = float(1000 * np.ceil(self.result.arrays.steps_to_enough.max() / 1000))
        steps = {y: f"{y:,.0f}" for y in (0, top / 2, top)}
        long = f"steps until {self.settings['enough']:.0%} are right in training"
        plot = Plot((0, 1), (0, top), *WIDE, ticks, steps, "labels drawn at random", long)
        return plot.move_to(PLOT)

    def _set_up(self, *ways):
        """The set-up of one of the two kinds of training in the settings, or of both."""
        digits, batches, passes = (
            " and ".join(f"{way[what]:,}" for way in ways)
            for what in ("images", "mini_batch_size", "epochs")
        )
        falling = [f", falling for {way['images']:,}" for way in ways if way["eta_falls_to"] < 1]
        return set_up(
            f"{digits} digits",
            "cross-entropy",
            f"mini-batches of {batches}",
            f"Adam, η {self.settings['eta']:g}{''.join(falling)}",
            after=BETWEEN.join(
                [
                    "Zhang et al. (2017)",
                    f"{passes} passes",
                    f"{seeds(self.result)}: median, lowest, highest",
                ]
            ),
        )


def number_and_end(plot, n, steps, values, color):
    """The number of labels and the final share that is right, beside the end of a curve."""
    end = np.median(values[:, -1])
    words = escaped(f"{n:,} random labels:"), escaped(f"{end:.0%}")
    words = lines(*words, size=SMALL, color=color, buff=0.14)
    return words.next_to(plot.c2p(steps[-1], end), RIGHT, 0.2)


def nearly(number):
    """A number of a few as a person says it: "five", "nearly five", "more than four"."""
    whole = round(number)
    if abs(number - whole) < 0.1:
        return in_words(whole)
    return f"{'nearly' if number < whole else 'more than'} {in_words(whole)}"
