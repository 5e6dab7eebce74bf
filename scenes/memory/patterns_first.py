"""Some labels are wrong: a network first learns what digits share, and wrong labels later."""

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Dot, FadeIn, FadeOut, ReplacementTransform, VGroup, linear

from nn.results.noisy_labels import WrongLabels
from scenes.memory.labels import sample_of
from scenes.memory.shares import plot_of_shares
from scenes.mobjects.annotations import spread_apart
from scenes.mobjects.digit import digit
from scenes.mobjects.heatmap import scale_of
from scenes.mobjects.lettering import Readout
from scenes.mobjects.named_row import named_row
from scenes.mobjects.spread import Spread
from scenes.mobjects.table import baseline
from scenes.mobjects.weight_grid import WeightGrids
from scenes.stage import style
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.report import seeds, set_up
from scenes.stage.style import NORMAL, QUICK, SMALL, escaped, text
from scenes.stage.words.numbers import at_least

SHARE = 0.2  # the share of wrong labels in beats that show only one
WALL = 30, 10  # how many digits are shown, and in how many columns
WALL_AT = 0.1 * DOWN  # their centre
DIGIT, LARGE = 0.86, 1.3  # their width, in scene units
ROWS = 0.35, -0.55, -1.45  # the heights of the labels, and of the answers
ABOVE_ROWS = 1.65  # the height of the images
COMES = 0.2 * DOWN  # how far words move down as they appear
PLOT = 7.9, 3.3  # its size, in scene units
PLOT_FROM = 5.55 * LEFT + 1.15 * DOWN  # its origin
LINE = 0.42  # the spacing of the lines of words beside curves
TICKS = 0, 1, 3, 10, 30, 100
LOWER = 0.28 * DOWN  # from a dot down to its name
HIGHER = 0.12 * UP  # how far a long title is raised, clear of the words beside the curves
RACE = {"clean": style.WHITE, "wrong": style.FOCUS}
GRIDS_AT = {0.0: (-4.4, 0.45, 0), 0.2: (0, 0.45, 0), 0.8: (4.4, 0.45, 0)}  # {share: centre}
SECONDS_OF_LEARNING = 3.0


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
        self.the_more_the_lower()
        self.strokes_or_noise()
        self.closer_to_another_answer()

    def some_labels_are_wrong(self):
        n, (count, columns) = self.result.settings["training"], WALL
        chosen, wrong = sample_of(self.learned.true != self.learned.labels(SHARE), count, SHARE)
        self.beat(
            f"{SHARE:.0%} of the labels are wrong",
            f"Of {n:,} training digits, {SHARE:.0%} get another label, at random: here "
            f"{len(wrong)} of {count}. What will a network learn?",
        )
        cells = VGroup(map(self._labelled, chosen))
        cells.arrange_in_grid(cols=columns, buff=(0.42, 0.3)).move_to(WALL_AT)
        self.play(FadeIn(cells))
        self.hold()
        self.cells, self.wrong = dict(zip(chosen, cells, strict=True)), wrong
        changes = []
        for i in wrong:
            picture, label = self.cells[i]
            false = text(f"{self.learned.labels(SHARE)[i]}", color=style.FOCUS).move_to(label)
            changes += [FadeOut(label, shift=COMES), FadeIn(false, shift=COMES)]
            changes.append(picture.animate.set_stroke(style.FOCUS, 4))
            self.cells[i].submobjects[1] = false
        self.play(*changes, run_time=NORMAL)

    def first_it_answers_rightly(self):
        found, late = self.learned.found, self.learned.last_epoch
        early = found("by_true_class_most_epoch", SHARE)
        most, least = (found(f"by_true_class_{when}", SHARE) for when in ("most", "end"))
        self.beat(
            "First it knows better, then it obeys",
            f"After {epochs(early)} it answers {most:.0%} of all wrongly labelled digits by what "
            f"they show. After {late}: {least:.0%}.",
        )
        columns, (label, first, last) = self._answered(early, late)
        pairs = zip((self.cells[i] for i in self.wrong), columns, strict=True)
        moves = (ReplacementTransform(*pair) for pair in pairs)
        others = [cell for i, cell in self.cells.items() if i not in self.wrong]
        self.play(FadeOut(*others), run_time=QUICK)
        self.play(*moves, FadeIn(label[0], self._told()), run_time=NORMAL)
        self.play(FadeIn(*first, shift=COMES), run_time=NORMAL)
        self.hold(1.5)
        self.play(FadeIn(*last, shift=COMES), run_time=NORMAL)
        self.hold()
        self.rows, self.answers = VGroup(columns, label[0]), VGroup(first, last)

    def the_race(self):
        right, wrong = (self.learned.found(f"{kind}_half_epoch", SHARE) for kind in RACE)
        self.beat(
            "Patterns first, by heart later",
            f"Most right labels are fitted after {epochs(right)}, most wrong ones after "
            f"{wrong:.0f}: each is an exception, learned by itself.",
        )
        self.plot = self._plot("labels fitted")
        curves = [self._curve(SHARE, name, ink) for name, ink in RACE.items()]
        self.play(FadeOut(self.rows, self.answers), run_time=QUICK)
        self.play(FadeIn(self.plot), run_time=QUICK)
        self._unroll(curves, SECONDS_OF_LEARNING)
        names = VGroup()
        for (kind, ink), epoch in zip(RACE.items(), (right, wrong), strict=True):
            dot = Dot(self._on_curve(SHARE, kind, epoch), 0.09, color=ink)
            name = "right" if kind == "clean" else kind
            words = text(f"{name} labels: most after {epochs(epoch)}", SMALL, ink)
            names.add(VGroup(dot, words.next_to(dot, RIGHT, 0.25).shift(LOWER)))
        self.play(FadeIn(names), run_time=QUICK)
        self.hold(2)
        self.race = VGroup(*curves, names)

    def the_more_the_lower(self):
        shares, found = self.learned.shares, self.learned.found
        peak = found("validation_peak_epoch", SHARE)
        self.beat(
            "The more are wrong, the lower it ends",
            f"At {SHARE:.0%} wrong, accuracy on unseen digits peaks after {epochs(peak)}: from "
            "there on, learning by heart outweighs.",
        )
        title = self._plot("validation digits right").y_title
        curves = {share: self._curve(share, "validation") for share in shares}
        self.peaks = peaks = {share: self._peak(share) for share in shares}
        heights = {share: found("validation_end", share) for share in shares}
        ends = self._ends(
            heights, lambda share, end: f"{found('validation_peak', share):.0%} → {end:.0%}"
        )
        self.play(FadeOut(self.race, self.plot.y_title), FadeIn(title), run_time=QUICK)
        key = self._key_of_peaks(title)
        self._unroll([curves[SHARE]], SECONDS_OF_LEARNING / 2)
        self.play(FadeIn(peaks[SHARE], ends[SHARE], key), run_time=QUICK)
        self.hold(0.5)
        others = [share for share in shares if share != SHARE]
        self._unroll([curves[share] for share in others], SECONDS_OF_LEARNING / 2)
        self.play(*(FadeIn(peaks[share], ends[share]) for share in others), run_time=QUICK)
        self.hold(2)
        self.falls = VGroup(*curves.values(), *peaks.values(), *ends.values(), title, key)

    def strokes_or_noise(self):
        found, neurons = self.learned.found, self.result.settings["hidden"][0]
        ends = [f"{found('smoothness_end', share):.2f} at {share:.0%}" for share in GRIDS_AT]
        self.beat(
            f"Its weights: {self.result.settings['pictured']} of {neurons} neurons",
            "Right labels leave strokes, wrong ones noise: neighbouring pixels' changes end "
            f"correlated by {', '.join(ends)}.",
        )
        self.grids = WeightGrids(
            [f"{share:.0%} wrong labels" for share in GRIDS_AT],
            *self._weights(0),
            places=GRIDS_AT.values(),
            title="change since the start",
            note="scale grows with training",
            measured="correlation of neighbouring pixels' changes",
        )
        self.clock = self._clock()
        self.play(FadeOut(self.falls, *self.plot[:3], self.plot.x_title), run_time=QUICK)
        self.play(FadeIn(self.grids, self.clock))
        self.hold(2)
        for stage in range(1, len(self.learned.stages)):
            weights = self.grids.animate.show(*self._weights(stage))
            epoch = self.epoch.animate.set_value(self.learned.stages[stage])
            self.play(weights, epoch, run_time=NORMAL, rate_func=linear)
        self.hold(2)

    def closer_to_another_answer(self):
        settings = self.result.settings
        few, many = (at_least(self.learned.found("critical_end", share)) for share in (0, SHARE))
        self.beat(
            "Another answer lies closer",
            f"At {SHARE:.0%} wrong, changing pixels by at most {settings['radius']:g} alters at "
            f"least {many} of unseen digits' answers; at none, at least {few}.",
        )
        x = self.learned.searches
        self.plot = self._plot(
            f"of {settings['searched']} unseen digits, those whose answer a change "
            f"≤ {settings['radius']:g} a pixel (white is 1) was found to alter",
            int(x[0]),
        )
        self.plot.y_title.shift(HIGHER)
        self.play(FadeOut(self.grids, self.clock), run_time=QUICK)
        self.play(FadeIn(self.plot), run_time=QUICK)
        altered = {share: self.learned.altered(share) for share in GRIDS_AT}
        curves = [Spread(self.plot, x, values) for values in altered.values()]
        self._unroll(curves, SECONDS_OF_LEARNING / 2)
        ends = {share: np.median(values[:, -1]) for share, values in altered.items()}
        told = self._ends(ends, lambda _, end: ("≥ " if end < 1 else "") + at_least(end))
        self.found_at_least = VGroup(*told.values())
        self.play(FadeIn(self.found_at_least), run_time=QUICK)
        self.hold(2)

    def _answered(self, *after):
        """(the wrongly labelled images, each over its label; the rows of labels and of the answers
        after each of some epochs, yellow where they equal the label)."""
        labels, images = self.learned.labels(SHARE)[self.wrong], self.learned.images[self.wrong]
        pictures = VGroup(digit(image / 255, LARGE, style.FOCUS) for image in images)
        pictures.arrange(RIGHT, buff=0.35)
        pictures.move_to([safe_area()[1], ABOVE_ROWS, 0], aligned_edge=RIGHT)
        answers = [self.learned.answers(SHARE, epoch)[self.wrong] for epoch in after]
        names = "its label", *(f"answer, epoch {epoch:.0f}" for epoch in after)
        rows = []
        for name, words, y in zip(names, (labels, *answers), ROWS, strict=True):
            inks = np.where(words == labels, style.FOCUS, style.WHITE)
            x = [picture.get_x() for picture in pictures]
            rows.append(named_row(name, words, x, y, safe_area()[0], inks))
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
        return Dot(self._on_curve(share, "validation", epoch), 0.09, color=style.FOCUS)

    def _key_of_peaks(self, title):
        """The key to the dots and to the two numbers beside each curve, level with the title."""
        parts = [text(words, SMALL, style.QUIET) for words in ("wrong labels:", "peak → end")]
        key = VGroup(parts[0], Dot(radius=0.09, color=style.FOCUS), parts[1])
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


def epochs(n):
    """A number of epochs, in words."""
    return f"{n:.0f} epoch{'s' * (round(n) != 1)}"
