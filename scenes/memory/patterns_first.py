"""Some labels are wrong: a network first learns what digits share, and wrong labels later."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    AnimationGroup,
    Dot,
    FadeIn,
    FadeOut,
    LaggedStart,
    ReplacementTransform,
    SurroundingRectangle,
    Transform,
    VGroup,
    linear,
)

from nn.results.noisy_labels import WrongLabels
from scenes.memory.labels import WRONG, sample_of
from scenes.memory.shares import plot_of_shares
from scenes.mobjects.annotations import spread_apart
from scenes.mobjects.digit import digit
from scenes.mobjects.heatmap import scale_of
from scenes.mobjects.lettering import Readout, baseline
from scenes.mobjects.named_row import named_row
from scenes.mobjects.spread import Spread
from scenes.mobjects.weight_grid import WeightGrids
from scenes.stage import style
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.giving_way import giving_way
from scenes.stage.report import seeds, set_up
from scenes.stage.style import NORMAL, QUICK, SMALL, escaped, text
from scenes.stage.words.numbers import about, in_words

SHARE = 0.2  # the share of wrong labels in beats that show only one
WALL = 30, 10  # how many digits are shown, and in how many columns
WALL_AT = 0.1 * DOWN  # their centre
DIGIT, LARGE = 0.86, 1.3  # their width, in scene units
ROWS = 0.4, -0.45, -1.3  # the heights of the labels, and of the answers
ABOVE_ROWS = 1.65  # the height of the images
COMES = 0.2 * DOWN  # how far words move down as they appear
PLOT = 7.9, 3.3  # its size, in scene units
PLOT_FROM = 5.55 * LEFT + 1.15 * DOWN  # its origin
LINE = 0.42  # the spacing of the lines of words beside curves
TICKS = 0, 1, 3, 10, 30, 100
LOWER = 0.28 * DOWN  # from a dot down to its name
RACE = {"clean": style.WHITE, "wrong": WRONG}
GRIDS_AT = {0.0: (-4.4, 0.45, 0), 0.2: (0, 0.45, 0), 0.8: (4.4, 0.45, 0)}  # {share: centre}


class PatternsFirst(Explainer):
    """With wrong labels a network learns patterns first, and then the wrong ones by heart."""

    reads_run = False
    experiments = ("noisy_labels",)

    def construct(self):
        self.result = self.experiment("noisy_labels")
        self.learned = WrongLabels(self.result)
        self.some_labels_are_wrong()
        self.first_it_answers_rightly()
        self.the_race()
        self.when_to_stop()
        self.strokes_or_noise()

    def some_labels_are_wrong(self):
        count, columns = WALL
        chosen, wrong = sample_of(self.learned.true != self.learned.labels(SHARE), count, SHARE)
        cells = VGroup(map(self._labelled, chosen))
        cells.arrange_in_grid(cols=columns, buff=(0.42, 0.3)).move_to(WALL_AT)
        self.add(cells)
        some = f"one label in {in_words(round(1 / SHARE))}"
        seconds = self.beat(
            f"{some.capitalize()} is wrong", f"Now {some} is wrong. Will the network notice?"
        )
        self.cells, self.wrong = dict(zip(chosen, cells, strict=True)), wrong
        changes, given = [], {}
        for i in wrong:
            picture, label = self.cells[i]
            given[i] = text(f"{self.learned.labels(SHARE)[i]}", color=WRONG).move_to(label)
            change = FadeOut(label, shift=COMES), FadeIn(given[i], shift=COMES)
            marked = picture.animate.set_stroke(WRONG, 4)
            changes.append(AnimationGroup(*change, marked))
        self.play(LaggedStart(*changes, lag_ratio=0.4), run_time=seconds)
        self.remove(*given.values())
        for i, false in given.items():
            self.cells[i].submobjects = [self.cells[i][0], false]
        self.add(*self.cells.values())

    def first_it_answers_rightly(self):
        found, late = self.learned.found, self.learned.last_epoch
        early = found("by_true_class_most_epoch", SHARE)
        most, least = (found(f"by_true_class_{when}", SHARE) for when in ("most", "end"))
        seconds = self.beat(
            "First it knows better, then it obeys",
            f"At first it knows better: it reads {about(most)} of the mislabelled digits "
            "correctly.",
        )
        columns, (label, first, last) = self._answered({early: most, late: least})
        pairs = zip((self.cells[i] for i in self.wrong), columns, strict=True)
        moves = (ReplacementTransform(*pair) for pair in pairs)
        others = [cell for i, cell in self.cells.items() if i not in self.wrong]
        gone = FadeOut(*others, run_time=QUICK)
        self.play(gone, *moves, FadeIn(label[0], self._told()), run_time=NORMAL)
        self.play(self._answering(first), run_time=seconds - NORMAL)
        seconds = self.say(f"Then it obeys. In the end, it reads {about(least)} correctly.")
        self.play(self._answering(last), run_time=seconds)
        self.rows, self.answers = VGroup(columns, label[0]), VGroup(first, last)

    def the_race(self):
        right, wrong = (self.learned.found(f"{kind}_half_epoch", SHARE) for kind in RACE)
        said = (
            f"Most right labels are learned in {epochs(right)}.",
            f"Most wrong ones take {wrong:.0f}. Each is an exception, learned on its own.",
        )
        seconds = self.beat("Patterns first, by heart later", said[0])
        self.plot = self._plot("labels fitted")
        curves = [self._curve(SHARE, name, ink) for name, ink in RACE.items()]
        names = VGroup()
        for (kind, ink), epoch in zip(RACE.items(), (right, wrong), strict=True):
            dot = Dot(self._on_curve(SHARE, kind, epoch), 0.09, color=ink)
            name = "right" if kind == "clean" else kind
            words = text(f"{name} labels: most after {epochs(epoch, in_figures=True)}", SMALL, ink)
            names.add(VGroup(dot, words.next_to(dot, RIGHT, 0.25).shift(LOWER)))
        self.play(giving_way(VGroup(self.rows, self.answers), self.plot))
        self._unroll([curves[0]], seconds)
        self.play(FadeIn(names[0]), run_time=QUICK)
        seconds = self.say(said[1])
        self._unroll([curves[1]], seconds / 2)
        self.play(FadeIn(names[1]), run_time=QUICK)
        self.race = VGroup(*curves, names)

    def when_to_stop(self):
        shares, found = self.learned.shares, self.learned.found
        seconds = self.beat(
            "When should one stop?",
            "So on new digits it is best early on, and then gets worse.",
        )
        title = self._plot("validation digits right").y_title
        curves = {share: self._curve(share, "validation") for share in shares}
        self.peaks = peaks = {share: self._peak(share) for share in shares}
        heights = {share: found("validation_end", share) for share in shares}
        ends = self._ends(
            heights, lambda share, end: f"{found('validation_peak', share):.0%} → {end:.0%}"
        )
        key = self._key_of_peaks(title)
        self.play(FadeOut(self.race, self.plot.y_title), FadeIn(title, key), run_time=QUICK)
        self._unroll([curves[SHARE]], seconds)
        self.play(FadeIn(peaks[SHARE], ends[SHARE]), run_time=QUICK)
        seconds = self.say("The more labels are wrong, the lower it ends.")
        others = [share for share in shares if share != SHARE]
        self._unroll([curves[share] for share in others], seconds / 2)
        self.play(*(FadeIn(peaks[share], ends[share]) for share in others), run_time=QUICK)
        self.falls = VGroup(*curves.values(), *peaks.values(), *ends.values(), title, key)

    def strokes_or_noise(self):
        seconds = self.beat(
            "You can see it in the weights", "Right labels leave strokes in the weights."
        )
        self.grids = WeightGrids(
            [f"{share:.0%} wrong labels" for share in GRIDS_AT],
            *self._weights(0),
            places=GRIDS_AT.values(),
            title="change since the start",
            note="scale grows with training",
            measured="correlation of neighbouring pixels' changes",
        )
        clock = self._clock()
        gone = VGroup(self.falls, *self.plot[:3], self.plot.x_title)
        looks = [SurroundingRectangle(grid, color=style.FOCUS) for grid in self.grids.grids]
        self.play(giving_way(gone, VGroup(self.grids, clock, looks[0])))
        for stage in range(1, len(self.learned.stages)):
            weights = self.grids.animate.show(*self._weights(stage))
            epoch = self.epoch.animate.set_value(self.learned.stages[stage])
            if stage == len(self.learned.stages) - 1:
                seconds = self.say("Wrong ones leave noise.")
                self.play(Transform(looks[0], looks[-1]), run_time=QUICK)
            self.play(weights, epoch, run_time=seconds / 2, rate_func=linear)

    @staticmethod
    def _answering(row):
        """A row of answers that come one after the other, after its name."""
        name, answers = row
        comes = (FadeIn(answer, shift=COMES) for answer in answers)
        return LaggedStart(FadeIn(name), *comes, lag_ratio=0.4)

    def _answered(self, after):
        """(the wrongly labelled images, each over its label; the rows of labels and of the answers
        after each of some epochs, in the colour of wrong labels where they equal the label).

        after: {epoch: the share of all wrongly labelled images that are read as what they are}."""
        labels, images = self.learned.labels(SHARE)[self.wrong], self.learned.images[self.wrong]
        pictures = VGroup(digit(image / 255, LARGE, WRONG) for image in images)
        pictures.arrange(RIGHT, buff=0.35)
        pictures.move_to([safe_area()[1], ABOVE_ROWS, 0], aligned_edge=RIGHT)
        answers = [self.learned.answers(SHARE, epoch)[self.wrong] for epoch in after]
        names = "its label", *(f"answer, epoch {epoch:.0f}" for epoch in after)
        rows = []
        for name, words, y in zip(names, (labels, *answers), ROWS, strict=True):
            inks = np.where(words == labels, WRONG, style.WHITE)
            x = [picture.get_x() for picture in pictures]
            rows.append(named_row(name, words, x, y, safe_area()[0], inks))
        for (name, _), share in zip(rows[1:], after.values(), strict=True):
            told = text(f"of all: {share:.1%} true", SMALL, style.QUIET)
            name.add(told.next_to(name, DOWN, 0.12, aligned_edge=LEFT))
        return VGroup(map(VGroup, pictures, rows[0][1])), rows

    def _labelled(self, i):
        """An image over its true label."""
        picture = digit(self.learned.images[i] / 255, DIGIT)
        words = text(f"{self.learned.true[i]}")
        return VGroup(picture, words.next_to(picture, DOWN, 0.12))

    def _told(self):
        s = self.result.settings
        return set_up(
            f"{s['training']:,} digits",
            f"{', '.join(map(str, s['hidden']))} ReLU neurons",
            "cross-entropy",
            f"Adam, η {s['eta']:g}",
            f"{seeds(self.result)}: median, lowest, highest",
            after=f"Arpit et al. (2017). Single digits and weights: seed {s['seeds'][0]}",
        )

    def _plot(self, title, first=0):
        last = self.learned.last_epoch
        ticks = {x: f"{x}" for x in (first, *TICKS, last) if first <= x <= last}
        plot = plot_of_shares((first, last), PLOT, ticks, "epochs, logarithmic", title, log_x=True)
        return plot.shift(PLOT_FROM - plot.x_axis.get_start())

    def _curve(self, share, name, ink=style.WHITE):
        return Spread(self.plot, self.learned.looks, self.learned.accuracy(share, name), ink)

    def _unroll(self, curves, seconds):
        """Draw curves from left to right, at an even pace along the axis."""
        first, last = self.plot.x_range
        self.add(*(curve.set_until(first) for curve in curves))
        drawn = (curve.animate.set_until(last) for curve in curves)
        self.play(*drawn, run_time=seconds, rate_func=linear)

    def _on_curve(self, share, name, epoch):
        """The point in the plot of the median of a curve after an epoch."""
        return self.plot.c2p(epoch, self.learned.median_at(share, name, epoch))

    def _peak(self, share):
        """A dot at the highest accuracy on validation digits."""
        epoch = self.learned.found("validation_peak_epoch", share)
        return Dot(self._on_curve(share, "validation", epoch), 0.09, color=style.WHITE)

    def _key_of_peaks(self, title):
        """The key to the dots and to the two numbers beside each curve, level with the title."""
        parts = [text(words, SMALL, style.QUIET) for words in ("wrong labels:", "peak → end")]
        key = VGroup(parts[0], Dot(radius=0.09, color=style.WHITE), parts[1])
        key.arrange(RIGHT, buff=0.15)
        key.next_to(self.plot.x_axis.get_end(), RIGHT, 0.2).set_y(title.get_y())
        for words in parts:
            words.shift((baseline(title) - baseline(words)) * UP)
        return key

    def _ends(self, heights, told):
        """{share: words} beside the ends of the curves. heights: {share: the curve's last value};
        told(share, height): the words."""
        names = {}
        for share, height in heights.items():
            words = text(escaped(f"{share:.0%} wrong: {told(share, height)}"), SMALL)
            names[share] = words.next_to(self.plot.c2p(self.learned.last_epoch, height), RIGHT, 0.2)
        spread_apart(names.values(), LINE, downwards=True)
        return names

    def _weights(self, stage):
        """(changes of weights, their smoothness, scale) at a stage, for the shares in GRIDS_AT."""
        changed = [self.learned.changed(share, stage) for share in GRIDS_AT]
        smoothness = [self.learned.smoothness(share, stage) for share in GRIDS_AT]
        return changed, smoothness, scale_of(changed)

    def _clock(self):
        """The current epoch, left of the row of numbers below the grids."""
        name = text("epoch", SMALL, style.QUIET)
        name.move_to([safe_area()[0], self.grids.measured.get_y(), 0], aligned_edge=LEFT)
        widest = f"{self.learned.last_epoch}"
        self.epoch = Readout(self.learned.stages[0], "{:.0f}", widest, SMALL)
        self.epoch.next_to(name, RIGHT, 0.2)
        return VGroup(name, self.epoch.shift((baseline(name) - baseline(self.epoch)) * UP))


def epochs(n, in_figures=False):
    """A number of epochs, in words."""
    number = f"{n:.0f}" if in_figures else in_words(round(n))
    return f"{number} epoch{'s' * (round(n) != 1)}"
