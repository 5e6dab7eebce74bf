"""Some labels are wrong: what the digits have in common is learned first, single ones later."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Dot,
    FadeIn,
    FadeOut,
    ReplacementTransform,
    ValueTracker,
    VGroup,
    linear,
)

from nn.experiments.noisy_labels import CURVES
from scenes.mobjects.digit import digit
from scenes.mobjects.heatmap import grid_of
from scenes.mobjects.lettering import Readout
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.spread import Spread
from scenes.mobjects.table import baseline
from scenes.stage import style
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.report import seeds, set_up
from scenes.stage.style import NORMAL, QUICK, SMALL, TEXT, escaped, text

SHARE = 0.2  # of wrong labels, in what is told first
WALL = 30, 10  # digits that are shown, in so many columns
DIGIT, LARGE = 0.86, 1.3  # their width, in scene units
ROWS = 0.35, -0.55, -1.45  # the heights of the labels, and of the answers
ABOVE_ROWS = 1.65  # the height of the images
PLOT = 7.9, 3.3
PLOT_FROM = -5.55, -1.15  # its origin
LINE = 0.42  # from a line of words to the next
TICKS = 0, 1, 3, 10, 30, 100
RACE = {"clean": style.WHITE, "wrong": style.FOCUS}
GRIDS = 3.1  # the width of a square of pictures
GRIDS_OF, GRIDS_AT = (0.0, 0.2, 0.8), (-4.4, 0, 4.4)
WITHIN_SCALE = 99  # the percentage of the weights that the colours reach
SECONDS_OF_LEARNING = 3.0


class PatternsFirst(Explainer):
    """With wrong labels a network learns patterns first, and then the wrong ones by heart."""

    reads_run = False
    experiments = ("noisy_labels",)

    def construct(self):
        self.result = self.experiment("noisy_labels")
        self.found, self.arrays = self.result.found, self.result.arrays
        self.some_labels_are_wrong()
        self.first_it_answers_rightly()
        self.the_race()
        self.the_more_the_lower()
        self.strokes_or_noise()
        self.closer_to_another_answer()

    def some_labels_are_wrong(self):
        n, (count, columns) = self.result.settings["training"], WALL
        chosen, wrong = sample_of(self.arrays.true != self._labels(), count, SHARE)
        self.beat(
            f"{SHARE:.0%} of the labels are wrong",
            f"Of {n:,} training digits, {SHARE:.0%} get another label, at random: here "
            f"{len(wrong)} of {count}. What will a network learn?",
        )
        cells = VGroup(*(self._labelled(i, DIGIT) for i in chosen))
        cells.arrange_in_grid(cols=columns, buff=(0.42, 0.3)).move_to([0, -0.1, 0])
        self.play(FadeIn(cells))
        self.hold()
        changes = []
        for cell, i in zip(cells, chosen, strict=True):
            if i in wrong:
                picture, label = cell
                false = text(f"{self._labels()[i]}", TEXT, style.FOCUS).move_to(label)
                changes += [FadeOut(label, shift=0.2 * DOWN), FadeIn(false, shift=0.2 * DOWN)]
                changes.append(picture.animate.set_stroke(style.FOCUS, 4))
                cell.submobjects[1] = false
        self.play(*changes, run_time=NORMAL)
        self.cells = dict(zip(chosen, cells, strict=True))
        self.wrong = wrong

    def first_it_answers_rightly(self):
        p = percent(SHARE)
        early, late = self.found[f"by_true_class_most_epoch_{p}"], self._epochs()
        most, least = (self.found[f"by_true_class_{when}_{p}"] for when in ("most", "end"))
        self.beat(
            "First it knows better, then it obeys",
            f"After {epochs(early)} it answers {most:.0%} of all wrongly labelled digits by what "
            f"they show. After {late}: {least:.0%}.",
        )
        rows = self._wrong_ones()
        names = "its label", f"answer, epoch {early:.0f}", f"answer, epoch {late}"
        names = [
            text(name, SMALL, style.QUIET).move_to([safe_area()[0], y, 0], aligned_edge=LEFT)
            for name, y in zip(names, ROWS, strict=True)
        ]
        first, last = (
            self._answers(epoch, rows, y) for epoch, y in zip((early, late), ROWS[1:], strict=True)
        )
        moves = [
            ReplacementTransform(self.cells[i], row)
            for i, row in zip(self.wrong, rows, strict=True)
        ]
        others = [cell for i, cell in self.cells.items() if i not in self.wrong]
        self.play(FadeOut(*others), run_time=QUICK)
        self.play(*moves, FadeIn(names[0], self._told()), run_time=NORMAL)
        self.play(FadeIn(names[1], first, shift=0.2 * DOWN), run_time=NORMAL)
        self.hold(1.5)
        self.play(FadeIn(names[2], last, shift=0.2 * DOWN), run_time=NORMAL)
        self.hold()
        self.rows, self.answers = VGroup(rows, *names), VGroup(first, last)

    def the_race(self):
        p = percent(SHARE)
        right, wrong = (self.found[f"{kind}_half_epoch_{p}"] for kind in ("clean", "wrong"))
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
        for kind, epoch in (("clean", right), ("wrong", wrong)):
            ink = RACE[kind]
            dot = Dot(self._on_curve(SHARE, kind, epoch), 0.09, color=ink)
            name = "right" if kind == "clean" else kind
            words = text(f"{name} labels: most after {epochs(epoch)}", SMALL, ink)
            names.add(VGroup(dot, words.next_to(dot, RIGHT, 0.25).shift(0.28 * DOWN)))
        self.play(FadeIn(names), run_time=QUICK)
        self.hold(2)
        self.race = VGroup(*curves, names)

    def the_more_the_lower(self):
        p, shares = percent(SHARE), self.result.settings["wrong"]
        peak = self.found[f"validation_peak_epoch_{p}"]
        self.beat(
            "The more are wrong, the lower it ends",
            f"At {SHARE:.0%} wrong, accuracy on unseen digits peaks after {epochs(peak)}: from "
            "there on, learning by heart outweighs.",
        )
        title = self._plot("validation digits right").y_title
        curves = {share: self._curve(share, "validation") for share in shares}
        self.peaks = peaks = {share: self._peak(share) for share in shares}
        limits = [
            [self.found[f"validation_{when}_{percent(share)}"] for when in ("peak", "end")]
            for share in shares
        ]
        told = [
            f"{share:.0%} wrong: {peak:.0%} → {end:.0%}"
            for share, (peak, end) in zip(shares, limits, strict=True)
        ]
        ends = dict(zip(shares, self._ends([end for _, end in limits], told), strict=True))
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
        neurons = self.result.settings["hidden"][0]
        ends = [
            f"{self.found[f'smoothness_end_{percent(share)}']:.2f} at {share:.0%}"
            for share in GRIDS_OF
        ]
        self.beat(
            f"Its weights: {self.result.settings['pictured']} of {neurons} neurons",
            "Right labels leave strokes, wrong ones noise: neighbouring pixels' changes end "
            f"correlated by {', '.join(ends)}.",
        )
        self.grids, parts = self._grids()
        self.play(FadeOut(self.falls, *self.plot[:3], self.plot.x_title), run_time=QUICK)
        self.play(FadeIn(self.grids, *parts))
        self.hold(2)
        for stage in range(1, len(self.arrays.stages)):
            self.play(*self._on_to(stage), run_time=NORMAL, rate_func=linear)
        self.hold(2)
        self.parts = parts

    def closer_to_another_answer(self):
        settings = self.result.settings
        few, many = (least(self.found[f"critical_end_{percent(p)}"]) for p in (0, SHARE))
        self.beat(
            "Another answer lies closer",
            f"At {SHARE:.0%} wrong, changing pixels by at most {settings['radius']:g} alters at "
            f"least {many} of unseen digits' answers; at none, at least {few}.",
        )
        x = self.arrays.search_epochs
        self.plot = self._plot(
            f"of {settings['searched']} unseen digits, those whose answer a change "
            f"≤ {settings['radius']:g} a pixel (white is 1) was found to alter",
            int(x[0]),
        )
        self.plot.y_title.shift(0.12 * UP)  # it reaches over the words beside the curves
        self.play(FadeOut(self.grids, *self.parts), run_time=QUICK)
        self.play(FadeIn(self.plot), run_time=QUICK)
        critical = [self.arrays.critical[self._place(share)] for share in GRIDS_OF]
        curves = [Spread(self.plot, x, values) for values in critical]
        self._unroll(curves, SECONDS_OF_LEARNING / 2)
        ends = [np.median(values[:, -1]) for values in critical]
        told = [
            f"{share:.0%} wrong: {'≥ ' if end < 1 else ''}{least(end)}"
            for share, end in zip(GRIDS_OF, ends, strict=True)
        ]
        self.found_at_least = VGroup(*self._ends(ends, told))
        self.play(FadeIn(self.found_at_least), run_time=QUICK)
        self.hold(2)

    # -- parts ---------------------------------------------------------------------------------

    def _place(self, share):
        """Where a share of wrong labels stands in the arrays."""
        return self.result.settings["wrong"].index(share)

    def _labels(self):
        return self.arrays.labels[self._place(SHARE)]

    def _wrong_ones(self):
        """The wrongly labelled images of those that are shown, in a row, over their labels."""
        rows = VGroup(*(self._labelled(i, LARGE, style.FOCUS) for i in self.wrong))
        rows.arrange(RIGHT, buff=0.35).set_x(safe_area()[1] - rows.width / 2)
        for picture, label in rows:
            picture.set_y(ABOVE_ROWS)
            label.set_y(ROWS[0])
        return rows

    def _answers(self, epoch, rows, y):
        """What was answered for them after so many epochs: in yellow where it is their label."""
        look = int(np.flatnonzero(self.arrays.look_epochs == epoch)[0])
        answers = self.arrays.answers[self._place(SHARE), look]
        words = VGroup()
        for i, row in zip(self.wrong, rows, strict=True):
            ink = style.FOCUS if answers[i] == self._labels()[i] else style.WHITE
            words.add(text(f"{answers[i]}", TEXT, ink).move_to([row.get_x(), y, 0]))
        return words

    def _epochs(self):
        return int(self.arrays.look_epochs[-1])

    def _labelled(self, i, width, ink=style.WHITE):
        """An image over its label: the true one, and framed, where no ink is given."""
        wrong = ink != style.WHITE
        label = self._labels()[i] if wrong else self.arrays.true[i]
        picture = digit(self.arrays.images[i] / 255, width, ink if wrong else style.FAINT)
        words = text(f"{label}", TEXT, ink)
        return VGroup(picture, words.next_to(picture, DOWN, 0.12))

    def _told(self):
        s = self.result.settings
        hidden = ", ".join(map(str, s["hidden"]))
        return set_up(
            f"{s['training']:,} digits",
            f"{hidden} ReLU neurons",
            "cross-entropy",
            f"Adam, η {s['eta']:g}",
            f"{seeds(self.result)}: median, lowest, highest",
            after=f"Arpit et al. (2017). Single digits and weights: seed {s['seeds'][0]}",
        )

    def _plot(self, title, first=0):
        last = self._epochs()
        x_ticks = {x: f"{x}" for x in (first, *TICKS, last) if first <= x <= last}
        y_ticks = {y: f"{100 * y:.0f}%" for y in (0, 0.5, 1)}
        limits = (first, last), (0, 1)
        plot = Plot(*limits, *PLOT, x_ticks, y_ticks, "epochs, logarithmic", title, log_x=True)
        return plot.shift(np.subtract((*PLOT_FROM, 0), plot.x_axis.get_start()))

    def _curve(self, share, name, ink=style.WHITE):
        values = self.arrays.accuracy[self._place(share), :, :, CURVES.index(name)]
        return Spread(self.plot, self.arrays.look_epochs, values, ink)

    def _unroll(self, curves, seconds):
        """Draw curves from left to right, evenly along the axis."""
        first, last = np.log1p(self.plot.x_range)
        now = ValueTracker(first)
        for curve in curves:
            curve.add_updater(lambda c: c.set_until(np.expm1(now.get_value())))
        self.add(*curves)
        self.play(now.animate.set_value(last), run_time=seconds, rate_func=linear)
        for curve in curves:
            curve.clear_updaters()

    def _on_curve(self, share, name, epoch):
        """The point of the plot where a curve is after so many epochs."""
        at = self.arrays.look_epochs == epoch
        values = self.arrays.accuracy[self._place(share), :, at, CURVES.index(name)]
        return self.plot.c2p(epoch, np.median(values))

    def _peak(self, share):
        """A dot where a curve of validation is highest."""
        epoch = self.found[f"validation_peak_epoch_{percent(share)}"]
        return Dot(self._on_curve(share, "validation", epoch), 0.09, color=style.FOCUS)

    def _key_of_peaks(self, title):
        """What dots, and the two numbers beside each curve, are: on the plot's title's line."""
        parts = [text(words, SMALL, style.QUIET) for words in ("wrong labels:", "peak → end")]
        key = VGroup(parts[0], Dot(radius=0.09, color=style.FOCUS), parts[1])
        key.arrange(RIGHT, buff=0.15)
        key.move_to([self.plot.x_axis.get_end()[0] + 0.2, title.get_y(), 0], aligned_edge=LEFT)
        for words in parts:
            words.shift((baseline(title) - baseline(words)) * UP)
        return key

    def _ends(self, heights, told):
        """Lines of words `told` beside the ends of curves, at their heights, none over another."""
        lines = [text(escaped(words), SMALL) for words in told]
        points = self.plot.c2p(np.full(len(heights), self._epochs()), heights)
        for line, y in zip(lines, apart(points[:, 1], LINE), strict=True):
            line.move_to([points[0, 0] + 0.2, y, 0], aligned_edge=LEFT)
        return lines

    def _grids(self):
        """(the pictures of the first neurons at each share, at the first stage; what is by it)."""
        grids, parts = VGroup(), VGroup()
        shape, scale = self.arrays.images.shape[1:], self._scale(0)
        self.readouts = []
        for share, x in zip(GRIDS_OF, GRIDS_AT, strict=True):
            changed = self._changed(share, 0)
            grid = grid_of(changed.reshape(len(changed), -1), shape, scale, GRIDS, 0.08)
            grid.move_to([x, 0.45, 0])
            name = text(escaped(f"{share:.0%} wrong labels"), SMALL).next_to(grid, UP, 0.15)
            readout = Readout(self._smooth(share, 0), "{:.2f}").next_to(grid, DOWN, 0.2)
            grids.add(grid)
            parts.add(name, readout)
            self.readouts.append(readout)
        words = text("correlation of neighbouring pixels' changes", SMALL, style.QUIET)
        words.next_to(parts, DOWN, 0.16).set_x(0)
        self.legend = ColourBar((-scale, scale), "change since the start", "{:+.2f}", length=2)
        self.legend.to_corner(UP + RIGHT, buff=style.EDGE)
        grows = text("scale grows with training", SMALL, style.QUIET)
        grows.next_to(self.legend.ends[0], LEFT, 0.25)
        name = text("epoch", SMALL, style.QUIET)
        name.move_to([safe_area()[0], words.get_y(), 0], aligned_edge=LEFT)
        self.epoch = Readout(self.arrays.stages[0], "{:.0f}", f"{self._epochs()}", SMALL)
        self.epoch.next_to(name, RIGHT, 0.2)
        self.epoch.shift((baseline(name) - self.epoch.get_bottom()[1]) * UP)
        parts.add(words, self.legend, grows, name, self.epoch)
        return grids, parts

    def _on_to(self, stage):
        """The animations to another stage, on a scale that grows with the changes."""
        scale = self._scale(stage)
        for share, grid, readout in zip(GRIDS_OF, self.grids, self.readouts, strict=True):
            yield readout.animate.set_value(self._smooth(share, stage))
            for picture, values in zip(grid, self._changed(share, stage), strict=True):
                yield picture.animate.set_values(values).set_scale(scale)
        yield self.legend.animate.set_limits((-scale, scale))
        yield self.epoch.animate.set_value(self.arrays.stages[stage])

    def _changed(self, share, stage):
        return self.arrays.changed[self._place(share), stage].astype(float)

    def _scale(self, stage):
        changes = [self._changed(share, stage) for share in GRIDS_OF]
        return float(np.percentile(np.abs(changes), WITHIN_SCALE))

    def _smooth(self, share, stage):
        search = self.arrays.search_epochs == self.arrays.stages[stage]
        return float(np.median(self.arrays.smoothness[self._place(share)][:, search]))


def percent(share):
    """A share of wrong labels as the names of what was found end."""
    return f"{100 * share:.0f}"


def least(share):
    """A share that is a lower bound, in whole percent: rounded down, so that it stays one."""
    return f"{np.floor(100 * share + 1e-4):.0f}%"


def epochs(n):
    """So many epochs, in words."""
    return f"{n:.0f} epoch{'s' * (round(n) != 1)}"


def sample_of(wrong, count, share):
    """(indices (count,), those of them that are wrong): the first images, so that of `count` as
    large a share is wrong as of all. wrong (n,): which of the images are."""
    lying = np.flatnonzero(wrong)[: round(share * count)]
    honest = np.flatnonzero(~wrong)[: count - len(lying)]
    return np.sort([*lying, *honest]), lying


def apart(heights, gap):
    """Heights (n,), moved down from the highest on where they lie closer than a gap."""
    moved, above = np.array(heights, dtype=float), np.inf
    for i in np.argsort(-moved, kind="stable"):
        moved[i] = above = min(moved[i], above - gap)
    return moved
