"""Pixels that are never lit, and what becomes of their weights: nothing."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    FadeIn,
    FadeOut,
    Line,
    VGroup,
    linear,
)

from scenes.mobjects.heatmap import framed
from scenes.mobjects.lettering import Readout
from scenes.mobjects.overlay import Overlay
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.scatter import Scatter
from scenes.mobjects.table import Table
from scenes.mobjects.ticks import log_ticks, round_above
from scenes.stage import style
from scenes.stage.examples import picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.needs import PICTURES
from scenes.stage.style import QUICK, SLOW, SMALL, formula, text

MOST_PICTURES = 16
WITHIN_SCALE = 99  # the percentage of the weights that a scale reaches
LARGE = 4.1  # width of a picture that is looked at closely, in scene units


class UntouchedPixels(Explainer):
    """Where no pixel is ever lit, the weights are still the random start, bit for bit."""

    needs = (PICTURES,)
    studies = ("pixels",)

    def construct(self):
        self.pixels = self.study("pixels")
        self.shape = picture_shape(self.run)
        self.untouched = self.pixels.lit == 0
        self.start, self.end = self.run.W[0][0], self.run.W[0][-1]
        self.how_often_each_is_lit()
        self.some_never_are()
        if self.untouched.any():
            self.before_and_after()
            self.no_slope_at_all()
        self.the_rarer_the_less_moved()
        self.what_it_looks_like()

    def how_often_each_is_lit(self):
        lit, n = self.pixels.lit, int(self.pixels.images)
        most = lit.max() / n
        self.beat(
            "How often is each pixel lit?",
            f"The brighter a pixel, the more of the {n:,} training images light it.",
        )
        self.picture = self._picture(lit / n, (0, most), style.grey, LARGE)
        self.picture.move_to([-3.6, 0.35, 0])
        self.legend = ColourBar((0, 100 * most), "images that light it", "{:.0f}%", style.grey)
        self.legend.next_to(self.picture, DOWN, buff=0.3)
        self.play(FadeIn(self.picture, self.legend))

    def some_never_are(self):
        n, untouched = int(self.pixels.images), self.untouched
        count = int(untouched.sum())
        self.beat(
            f"{count} pixels are never lit" if count else "Every pixel is lit somewhere",
            (
                f"{count} of the {untouched.size}, here in yellow, are black in every one of them."
                if count
                else f"Each of the {untouched.size} pixels is lit in some training image, the "
                f"rarest in {self.pixels.lit.min():,} of {n:,}."
            ),
        )
        self.yellow = Overlay(self.picture, untouched.reshape(self.shape))
        rows = {
            "training images": Readout(n, "{:,.0f}"),
            "lit most often, in": Readout(self.pixels.lit.max(), "{:,.0f}"),
            "pixels": Readout(untouched.size, "{:,.0f}"),
            "pixels never lit": Readout(count, "{:,.0f}", color=style.FOCUS),
        }
        table = Table(rows, width=4.5, spacing=0.62).move_to([3.6, 0.35, 0])
        self.shown = VGroup(self.picture, self.legend, self.yellow, table)
        self.play(FadeIn(self.yellow), FadeIn(table))

    def before_and_after(self):
        same = (self.start == self.end)[:, self.untouched]
        scale = float(abs(self.start).max())
        neurons, count = len(same), int(self.untouched.sum())
        self.beat(
            "Their weights, before and after",
            f"One neuron's weights, then only those of the {count} pixels. "
            + self._what_the_same(same, neurons),
        )
        places = [-3.6, 0.35, 0], [3.6, 0.35, 0]
        start, end = (
            self._picture(W[0], scale, style.diverging, LARGE).move_to(place)
            for W, place in zip((self.start, self.end), places, strict=True)
        )
        names = "before training", f"after {self.run.steps[-1]:,} steps"
        titles = VGroup(
            *(
                text(name, SMALL, style.QUIET).next_to(picture, DOWN, buff=0.2)
                for name, picture in zip(names, (start, end), strict=True)
            )
        )
        legend = ColourBar((-scale, scale), "weight", "{:+.2f}", length=2.6).move_to([0, -2.45, 0])
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(start, end, titles, legend))
        self.hold()
        others = 1.0 - self.untouched.reshape(self.shape)
        self.before_after = start, end
        self.veils = [Overlay(picture, 0 * others, style.BACKGROUND) for picture in (start, end)]
        self.add(*self.veils)
        self.play(*(veil.animate.set_values(others) for veil in self.veils), run_time=SLOW)
        counted = VGroup(
            Readout(same.size, "{:,.0f}"),
            text("weights", SMALL, style.QUIET),
            Readout(same.sum(), "{:,.0f}", color=style.FOCUS),
            text("the same,", SMALL, style.QUIET),
            text("bit for bit", SMALL, style.QUIET),
        ).arrange(DOWN, buff=0.16)
        counted[2].shift(0.2 * DOWN)
        counted[3:].shift(0.2 * DOWN)
        self.counted = counted.move_to([0, 0.4, 0])
        self.play(FadeIn(counted))
        self.shown = VGroup(start, end, titles, legend, counted, *self.veils)

    def no_slope_at_all(self):
        steepest, untouched = self.pixels.steepest, self.untouched
        largest = float(steepest[untouched].max())
        self.beat(
            "No slope, no reason to move",
            "A slope is the pixel's grey times what the neuron wants. Without grey, the largest "
            "slope was "
            f"{'exactly 0' if largest == 0 else f'{largest:.2g}'}.",
        )
        law = VGroup(
            formula("(partial C) / (partial w_(j k)) = a_k delta_j"),
            formula("a_k = 0 quad arrow.r.double quad (partial C) / (partial w_(j k)) = 0"),
        ).arrange(DOWN, buff=0.6, aligned_edge=LEFT)
        note = style.lines(
            "$a_k$: the pixel's grey",
            "$delta_j$: what the neuron wants, $partial C slash partial z_j$",
            size=SMALL,
            color=style.QUIET,
        )
        rows = {
            "pixels never lit": Readout(largest, "{:.5f}", color=style.FOCUS),
            "all others": Readout(steepest[~untouched].max(initial=0), "{:.5f}"),
        }
        table = Table(rows, width=4.9)
        snapshots = len(self.run.steps)
        title = text(f"largest slope at {snapshots} snapshots", SMALL, style.QUIET)
        found = self.found = VGroup(title, table).arrange(DOWN, buff=0.25, aligned_edge=LEFT)
        right = VGroup(law, note, found).arrange(DOWN, buff=0.55, aligned_edge=LEFT)
        right.move_to([3.3, 0, 0])
        slopes = self.slopes = self._picture(steepest, (0, steepest.max()), style.diverging, LARGE)
        slopes.move_to(self.picture)
        legend = ColourBar(
            (0, steepest.max()), "largest slope", "{:.3f}", slopes.table, length=2.2
        ).next_to(slopes, DOWN, buff=0.3)
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(law[0], note))
        self.play(FadeIn(law[1]))
        self.play(FadeIn(slopes, legend, found))
        self.shown = VGroup(right, slopes, legend)

    def the_rarer_the_less_moved(self):
        lit, moved = self.pixels.lit, self.moved
        often = lit >= np.median(lit)
        self.beat(
            "How often lit, how far moved",
            f"Each dot is a pixel. The weights of the half lit most went {_rms(moved[often]):.2f}"
            + (f", of the others {_rms(moved[~often]):.2f}." if not often.all() else "."),
        )
        top = round_above(moved.max())
        plot = Plot(
            (0, int(lit.max())),
            (0, top),
            width=9.5,
            height=3.8,
            x_ticks=log_ticks(int(lit.max())),
            y_ticks={value: f"{value:.2g}" for value in (0, top / 2, top)},
            x_title="training images that light the pixel, logarithmic",
            y_title="how far its weights went (root mean square)",
            log_x=True,
        ).move_to([0, -0.05, 0])
        order = np.argsort(lit, kind="stable")
        dots = Scatter(plot, lit[order], moved[order], self.untouched[order], radius=0.05)
        self.scatter = dots.set_shown(0)
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(plot))
        self.play(dots.animate.set_shown(1), run_time=SLOW, rate_func=linear)
        if self.untouched.any():
            note = text(f"never lit: {self.untouched.sum()} pixels", SMALL, style.FOCUS)
            note.next_to(plot.c2p(0, 0.3 * top), RIGHT, buff=0.2)
            pointer = Line(plot.c2p(0, 0.3 * top), plot.c2p(0, 0), color=style.FOCUS)
            self.play(FadeIn(note, pointer))
            dots = VGroup(dots, note, pointer)
        self.shown = VGroup(plot, dots)

    def what_it_looks_like(self):
        lit, some = self.pixels.lit, self.untouched.any()
        kept = some and (self.start == self.end)[:, self.untouched].all()
        rare = self.untouched if some else lit <= np.quantile(lit, 0.1)
        drawn = min(len(self.end), MOST_PICTURES)
        start, end = (float(np.percentile(abs(W), WITHIN_SCALE)) for W in (self.start, self.end))
        grain, rest = _rms(self.end[:, rare]), _rms(self.end[:, ~rare])
        which = "never lit" if some else "lit most rarely"
        self.beat(
            "The grain at the edges is the random start" if kept else f"The pixels {which}",
            "Coloured on the scale of the start, "
            + ("the edges still show it. " if kept else "these weights show. ")
            + "On that of the end, they "
            + ("all but vanish." if grain < rest / 4 else "show as well."),
        )
        pictures = VGroup(
            *(self._picture(W, start, style.diverging, 1.05) for W in self.end[:drawn])
        )
        pictures.arrange_in_grid(cols=4, buff=0.12).move_to([-3.4, 0.35, 0])
        legend = ColourBar((-start, start), "weight", "{:+.2f}", length=2.6)
        legend.next_to(pictures, DOWN, buff=0.2)
        rows = {
            f"pixels {which}": Readout(grain, "{:.3f}", color=style.FOCUS),
            "all others": Readout(rest, "{:.3f}"),
        }
        table = Table(rows, width=4.4)
        title = text("typical weight (root mean square)", SMALL, style.QUIET)
        words = VGroup(title, table).arrange(DOWN, buff=0.3, aligned_edge=LEFT)
        words.move_to([3.4, 0.35, 0])
        self.pictures = pictures
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(pictures, legend, words))
        self.hold()
        self.play(
            *(picture.animate.set_scale(end) for picture in pictures),
            legend.animate.set_limits((-end, end)),
            run_time=SLOW,
        )
        self.hold()

    @property
    def moved(self):
        """How far the weights of each pixel (pixels,) went: the root of their mean square."""
        return np.sqrt(((self.end.astype(float) - self.start) ** 2).mean(axis=0))

    def _picture(self, values, scale, colours, width):
        return framed(values.reshape(self.shape), scale, colours, width)

    def _what_the_same(self, same, neurons):
        """What holds of the weights of the pixels that are never lit."""
        if same.all():
            return f"Over all {neurons} neurons, not a bit has changed."
        if self.run.facts["optimizer"].get("l2"):
            return "Weight decay pulls each towards zero, and nothing else moves them."
        return f"Of these {same.size:,} weights {same.sum():,} are the same, bit for bit."


def _rms(values):
    """A typical size: the root of the mean square."""
    return float(np.sqrt(np.mean(np.square(values, dtype=float))))
