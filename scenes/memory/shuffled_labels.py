"""Random labels, learned by heart: how long it takes, whether it generalizes, and how many fit."""

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, DashedLine, FadeIn, FadeOut, Transform, VGroup, linear

from scenes.memory.labels import note_below, relabelled
from scenes.memory.shares import plot_of_shares
from scenes.mobjects.filled_bars import FilledBars
from scenes.mobjects.labelled import Labelled
from scenes.mobjects.plot import Plot
from scenes.mobjects.scatter import Scatter
from scenes.mobjects.spread import Spread
from scenes.mobjects.ticks import log_ticks
from scenes.stage import style
from scenes.stage.explainer import Explainer
from scenes.stage.report import BETWEEN, seeds, set_up
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, escaped, lines, text

COLUMNS = 10  # of the digits that are shown
KINDS = (0, style.WHITE, "true labels"), (-1, style.FOCUS, "random labels")  # (array index, …)
WIDE = 8.4, 3.3  # the size of a plot that stands alone, in scene units
HALF = 4.5, 3.1  # the size of one of two plots side by side
DIGITS = 0.35 * UP  # the centre of the labelled digits
PLOT = 1.25 * LEFT + 0.42 * UP  # the centre of the plot that stands alone
PLOTS = 0.42 * UP  # the centre of the two plots side by side
UPPER_LEFT = LEFT + 0.6 * UP  # beside a curve that rises to the right
BARS_FROM = 4.5 * LEFT + 1.45 * UP  # where the first bar of bits begins
COLUMNS_END = 1.75, 3.5, 5.3  # where the columns of numbers end, from the end of the longest bar
GUIDE = "a guide: Cover 1965"  # the classical capacity of a weight; see the experiment


class ShuffledLabels(Explainer):
    """A network learns labels that mean nothing by heart, but only so many of them."""

    reads_run = False
    experiments = ("shuffled_labels",)

    def construct(self):
        self.result = self.experiment("shuffled_labels")
        self.found, self.settings = self.result.found, self.result.settings
        self.paper = self.result.constants["paper"]
        self.labels_drawn_anew()
        self.learned_all_the_same()
        self.on_digits_it_never_saw()
        self.a_share_of_them()
        self.far_more_of_them()
        self.how_many_bits()

    def labels_drawn_anew(self):
        arrays, n = self.result.arrays, self.settings["few"]["images"]
        self.beat(
            "Labels that mean nothing",
            f"{n:,} training digits, and each one's label is drawn anew, from all "
            f"{self.classes} alike. What is there to learn?",
        )
        side = int(np.sqrt(arrays.digits.shape[1]))
        images = arrays.digits.reshape(-1, COLUMNS, side, side) / 255
        true, drawn = (labels.reshape(-1, COLUMNS) for labels in (arrays.labels, arrays.given[-1]))
        self.digits = Labelled(images, true, 1.0, (0.28, 0.5)).move_to(DIGITS)
        self.play(FadeIn(self.digits))
        self.hold(1.5)
        anew, moves = relabelled(self.digits, self.digits.labels, drawn, true)
        self.play(*moves, run_time=NORMAL)
        note = note_below(self.digits, 0.3)
        self.play(FadeIn(note), run_time=QUICK)
        self.drawn = VGroup(self.digits.pictures, anew, note)
        self.hold(2)

    def learned_all_the_same(self):
        arrays, found, few = self.result.arrays, self.found, self.settings["few"]
        self.beat(
            "Learned all the same",
            f"Of true labels {self.settings['enough']:.0%} are right after "
            f"{found['steps_0']:,.0f} steps; of random ones too, after "
            f"{found['steps_1']:,.0f}: learned by heart.",
        )
        self.set_up = self._set_up(few)
        last = int(arrays.steps[-1])
        self.plot = self._accuracy_plot("training labels right", last)
        self.guessing = self._guessing(last)
        self.curves = VGroup(
            Spread(self.plot, arrays.steps, arrays.training[share], color).set_until(0)
            for share, color, _ in KINDS
        )
        self.names = self._names_halfway()
        self.play(FadeOut(self.drawn), run_time=QUICK)
        self.play(FadeIn(self.plot, self.guessing, self.set_up))
        self.add(self.curves)
        self.play(
            *(curve.animate.set_until(last) for curve in self.curves),
            run_time=1.5 * SLOW,
            rate_func=linear,
        )
        self.play(FadeIn(self.names), run_time=QUICK)
        self.hold()

    def on_digits_it_never_saw(self):
        arrays, found = self.result.arrays, self.found
        true, drawn = found["test_accuracy_0"], found["test_accuracy_1"]
        self.beat(
            "On digits it never saw",
            f"Of the test digits, the first network gets {true:.0%} right, the other {drawn:.0%}: "
            f"chance, one in {self.classes}.",
        )
        title = text("test digits right", SMALL, style.QUIET)
        title.move_to(self.plot.y_title, aligned_edge=LEFT)
        self.play(FadeOut(self.names, self.plot.y_title, self.guessing[1]), run_time=QUICK)
        self.plot.remove(self.plot.y_title)
        there = (
            Spread(self.plot, arrays.steps, arrays.test[share], color) for share, color, _ in KINDS
        )
        moves = (Transform(*pair) for pair in zip(self.curves, there, strict=True))
        self.play(*moves, FadeIn(title), run_time=SLOW)
        last, names = arrays.steps[-1], VGroup()
        for value, (_, color, name) in zip((true, drawn), KINDS, strict=True):
            words = text(escaped(f"{name}: {value:.0%}"), SMALL, color)
            names.add(words.next_to(self.plot.c2p(last, value), RIGHT, 0.2))
        self.play(FadeIn(names), run_time=QUICK)
        self.past = VGroup(self.plot, self.curves, names, title, self.guessing[0])
        self.hold()

    def a_share_of_them(self):
        arrays, found = self.result.arrays, self.found
        shares = np.array(self.settings["shares"], float)
        slower = np.array([found[f"steps_{share:g}"] / found["steps_0"] for share in shares])
        self.beat(
            "Slower, and worse on new digits",
            f"{shares[1]:.0%} random labels take {slower[1]:.0f} times the steps, all of them "
            f"{slower[-1]:.0f}{no_slower_beyond(shares, slower)}. "
            f"The paper: “{self.paper['slower']}”.",
        )
        plots = self._plots_by_share(shares)
        values = arrays.steps_to_enough.T, 1 - arrays.test[:, :, -1].T
        self.lines = [
            Spread(plot, shares, each).set_until(0)
            for plot, each in zip(plots, values, strict=True)
        ]
        dots = [
            Scatter(plot, np.tile(shares, len(each)), each.ravel())
            for plot, each in zip(plots, values, strict=True)
        ]
        self.play(FadeOut(self.past), run_time=QUICK)
        self.play(FadeIn(plots))
        self.add(*self.lines)
        self.play(
            *(line.animate.set_until(1) for line in self.lines), run_time=SLOW, rate_func=linear
        )
        self.play(FadeIn(*dots), run_time=QUICK)
        self.past = VGroup(plots, *self.lines, *dots)
        self.hold(1.5)

    def far_more_of_them(self):
        arrays, settings = self.result.arrays, self.settings
        few, many = settings["few"], settings["many"]
        most = int(arrays.images[-1])
        right = self.found[f"training_accuracy_{most}"]
        steps = int(arrays.steps_of_most[-1])
        self.beat(
            f"And {most:,} of them?",
            f"Of {most:,} random labels it gets {right:.0%} right. Here are "
            f"{self.found['weights'] / most:.1f} weights an image; in the paper there were "
            f"{self.paper['weights'] / self.paper['images']:.0f}.",
        )
        plot = self._accuracy_plot("training labels right", steps)
        passes = steps * many["mini_batch_size"] // most
        anew = self._set_up(few, {**many, "images": most, "epochs": passes})
        self.play(FadeOut(self.past, self.set_up), run_time=QUICK)
        kinds = (
            (few["images"], arrays.steps, arrays.training[-1], style.FOCUS),
            (most, arrays.steps_of_most, arrays.training_of_most, style.KINDS[1]),
        )
        curves = VGroup(
            Spread(plot, at, values, color).set_until(0) for _, at, values, color in kinds
        )
        names = VGroup(number_and_end(plot, *kind) for kind in kinds)
        self.play(FadeIn(plot, anew))
        self.add(curves)
        self.play(
            *(curve.animate.set_until(steps) for curve in curves), run_time=SLOW, rate_func=linear
        )
        self.play(FadeIn(names), run_time=QUICK)
        self.set_up, self.past = anew, VGroup(plot, curves, names)
        self.hold(3)

    def how_many_bits(self):
        found, most = self.found, int(self.result.arrays.images[-1])
        self.beat(
            "Room for so many bits, at most",
            f"It holds {self._most_held():.1f} bits a weight at most. At "
            f"{self.settings['bits_a_weight']}, a guide, "
            f"{found[f'accuracy_within_room_{most}']:.0%} of {most:,} labels could be right; "
            f"training reaches {found[f'training_accuracy_{most}']:.0%}.",
        )
        bits, room = self._bars_of_bits()
        self.play(FadeOut(self.past, self.set_up), run_time=QUICK)
        how = told(
            "labels all random",
            "cross-entropy",
            f"{found['weights']:,} weights and biases",
            more=("held: what outputs tell of labels", f"medians of {seeds(self.result)}"),
        )
        self.play(FadeIn(bits, how))
        self.play(bits.animate.set_shown(1), run_time=SLOW)
        self.play(FadeIn(room))
        self.bars = bits.bars
        self.hold(3.6)

    def _bars_of_bits(self):
        """(for each number of labels, a bar of the bits asked, filled up to the bits held; the
        line of the network's capacity)."""
        found, images = self.found, self.result.arrays.images
        asked, held = ([found[f"{kind}_{n}"] for n in images] for kind in ("asked_bits", "bits"))
        columns = {
            "bits asked": [f"{bits:,.0f}" for bits in asked],
            "bits held": [f"{bits:,.0f}" for bits in held],
            "right": [f"{found[f'training_accuracy_{n}']:.0%}" for n in images],
        }
        names = [f"{n:,} labels" for n in images]
        bars = FilledBars(asked, held, names, columns, COLUMNS_END).shift(BARS_FROM)
        room, each = found["room_bits"], self.settings["bits_a_weight"]
        return bars, bars.limit(room, f"at most, at {each} bits a weight: {room:,} ({GUIDE})")

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

    def _most_held(self):
        """The most bits per weight that any training held, rounded up to tenths."""
        return np.ceil(10 * self.result.arrays.bits.max() / self.found["weights"]) / 10

    @property
    def classes(self):
        few = self.settings["few"]["images"]
        return round(2 ** (self.found[f"asked_bits_{few}"] / few))

    def _accuracy_plot(self, title, last):
        steps = "training steps, logarithmic"
        plot = plot_of_shares((0, last), WIDE, log_ticks(last), steps, title, log_x=True)
        return plot.move_to(PLOT)

    def _plots_by_share(self, shares):
        """Axes for the steps needed and for the test error, over the share of random labels."""
        ticks = {share: f"{share:.0%}" for share in shares}
        top = float(1000 * np.ceil(self.result.arrays.steps_to_enough.max() / 1000))
        steps = {y: f"{y:,.0f}" for y in (0, top / 2, top)}
        what = "labels drawn at random"
        long = f"steps to {self.settings['enough']:.0%} in training"
        plots = VGroup(
            Plot((0, 1), (0, top), *HALF, ticks, steps, what, long),
            plot_of_shares((0, 1), HALF, ticks, what, "test digits wrong"),
        )
        return plots.arrange(RIGHT, buff=0.8, aligned_edge=DOWN).move_to(PLOTS)

    def _set_up(self, *ways):
        """The set-up of one of the two kinds of training in the settings, or of both."""
        digits, batches, passes = (
            " and ".join(f"{way[what]:,}" for way in ways)
            for what in ("images", "mini_batch_size", "epochs")
        )
        falling = [f", falling for {way['images']:,}" for way in ways if way["eta_falls_to"] < 1]
        return told(
            f"{digits} digits",
            "cross-entropy",
            f"mini-batches of {batches}",
            f"Adam, η {self.settings['eta']:g}{''.join(falling)}",
            more=(f"{passes} passes", f"{seeds(self.result)}: median, lowest, highest"),
        )


def told(*parts, more):
    """The two lines of the set-up; the parts in `more` follow the paper's name on the second."""
    beside = "".join(BETWEEN + part for part in more)
    return set_up(*parts, after="Zhang et al. (2017)" + beside)


def number_and_end(plot, n, steps, values, color):
    """The number of labels and the final share that is right, beside the end of a curve."""
    end = np.median(values[:, -1])
    words = escaped(f"{n:,} random labels:"), escaped(f"{end:.0%}")
    words = lines(*words, size=SMALL, color=color, buff=0.14)
    return words.next_to(plot.c2p(steps[-1], end), RIGHT, 0.2)


def no_slower_beyond(shares, slower):
    """The share of random labels beyond which more of them take no longer, in words; "" if none."""
    slowest = int(np.argmax(slower))
    return f"; beyond {shares[slowest]:.0%} no slower" if slowest < len(shares) - 1 else ""
