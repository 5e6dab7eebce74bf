"""Pixels that are never lit, and their weights, which never change."""

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

from nn.analysis.statistics import root_mean_square
from scenes.mobjects.heatmap import largest, scale_of, width_within
from scenes.mobjects.labelled import named_beside
from scenes.mobjects.lettering import Readout
from scenes.mobjects.overlay import Overlay
from scenes.mobjects.pictures import framed
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.scatter import Scatter
from scenes.mobjects.table import Table
from scenes.mobjects.ticks import halves, log_ticks, round_above
from scenes.mobjects.weight_pictures import WeightPictures
from scenes.stage import style
from scenes.stage.drawn import pictured_neurons
from scenes.stage.examples import picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.needs import DATA, FINITE_SLOPES, FROM_THE_START, MOVED, PICTURES, UNLIT_PIXELS
from scenes.stage.style import QUICK, SLOW, SMALL, formula, text
from scenes.stage.words.numbers import short

LARGE = 4.1  # width of an enlarged picture, in scene units
LEFT_PICTURE, RIGHT_PICTURE = (-3.6, 0.35, 0), (3.6, 0.35, 0)  # the centres of the two pictures
LEGEND = 0, -2.45, 0  # the centre of the colour bar below both
COUNTED = 0, 0.4, 0  # likewise of the numbers between them
LAW = 3.3, 0, 0  # of the formulas beside a picture
PLOT = 0, -0.05, 0  # of the plot of all pixels
WEIGHTS, TYPICAL = (-3.4, 0.35, 0), (3.4, 0.35, 0)  # of the pictures, of the table beside


class UntouchedPixels(Explainer):
    """Where no pixel is ever lit, the weights are still the random start, bit for bit."""

    needs = (FROM_THE_START, DATA, PICTURES, MOVED, UNLIT_PIXELS, FINITE_SLOPES)
    studies = ("pixels",)

    def construct(self):
        self.pixels = self.study("pixels")
        self.shape = picture_shape(self.run)
        self.untouched = self.pixels.lit == 0
        self.start, self.end = self.run.W[0][0], self.run.W[0][-1]
        self.how_often_each_is_lit()
        self.some_never_are()
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
        self.picture.move_to(LEFT_PICTURE)
        self.legend = ColourBar((0, 100 * most), "images that light it", "{:.0f}%", style.grey)
        self.legend.next_to(self.picture, DOWN, buff=0.3)
        self.play(FadeIn(self.picture, self.legend))

    def some_never_are(self):
        n, untouched = int(self.pixels.images), self.untouched
        count = int(untouched.sum())
        self.beat(
            f"{count} pixels are never lit",
            f"{count} of the {untouched.size}, here in yellow, are black in every one of them.",
        )
        self.yellow = Overlay(self.picture, untouched.reshape(self.shape))
        rows = {
            "training images": Readout(n, "{:,.0f}"),
            "lit most often, in": Readout(self.pixels.lit.max(), "{:,.0f}"),
            "pixels": Readout(untouched.size, "{:,.0f}"),
            "pixels never lit": Readout(count, "{:,.0f}", color=style.FOCUS),
        }
        table = Table(rows, width=4.5, spacing=0.62).move_to(RIGHT_PICTURE)
        self.shown = VGroup(self.picture, self.legend, self.yellow, table)
        self.play(FadeIn(self.yellow), FadeIn(table))

    def before_and_after(self):
        same = (self.start == self.end)[:, self.untouched]
        scale = largest(self.start)
        neurons, count = len(same), int(self.untouched.sum())
        self.beat(
            "Their weights, before and after",
            f"One neuron's weights, then only those of the {count} pixels. "
            + self._what_the_same(same, neurons),
        )
        start, end = (
            self._picture(W[0], scale, style.diverging, LARGE).move_to(place)
            for W, place in ((self.start, LEFT_PICTURE), (self.end, RIGHT_PICTURE))
        )
        names = "before training", f"after {self.run.steps[-1]:,} steps"
        titles = named_beside((start, end), names)
        legend = ColourBar((-scale, scale), "weight", "{:+.2f}", length=2.6).move_to(LEGEND)
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(start, end, titles, legend))
        self.hold()
        others = 1.0 - self.untouched.reshape(self.shape)
        self.before_after = start, end
        self.veils = [Overlay(picture, 0 * others, style.BACKGROUND) for picture in (start, end)]
        self.add(*self.veils)
        self.play(*(veil.animate.set_values(others) for veil in self.veils), run_time=SLOW)
        self.counted = counted = self._counted(same)
        self.play(FadeIn(counted))
        self.shown = VGroup(start, end, titles, legend, counted, *self.veils)

    def no_slope_at_all(self):
        steepest, untouched = self.pixels.steepest, self.untouched
        highest = float(steepest[untouched].max())
        self.beat(
            "No slope, no reason to move",
            "A slope is the pixel's grey times what the neuron wants. Without grey, the largest "
            "slope was "
            f"{'exactly 0' if highest == 0 else short(highest, 2)}.",
        )
        rows = {
            "pixels never lit": Readout(highest, "{:.5f}", color=style.FOCUS),
            "all others": Readout(steepest[~untouched].max(initial=0), "{:.5f}"),
        }
        title = f"largest slope at {len(self.run.steps)} snapshots"
        self.found = titled_table(title, Table(rows, width=4.9), buff=0.25)
        law, note = law_of_slopes()
        right = VGroup(law, note, self.found).arrange(DOWN, buff=0.55, aligned_edge=LEFT)
        right.move_to(LAW)
        limits = 0, largest(steepest)
        slopes = self.slopes = self._picture(steepest, limits, style.diverging, LARGE)
        slopes.move_to(self.picture)
        legend = ColourBar(limits, "largest slope", "{:.3f}", slopes.table, length=2.2)
        legend.next_to(slopes, DOWN, buff=0.3)
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(law[0], note))
        self.play(FadeIn(law[1]))
        self.play(FadeIn(slopes, legend, self.found))
        self.shown = VGroup(right, slopes, legend)

    def the_rarer_the_less_moved(self):
        lit, moved = self.pixels.lit, self.moved
        often = lit >= np.median(lit)
        most = f"The weights of the half lit most went {root_mean_square(moved[often]):.2f}"
        others = f", of the others {root_mean_square(moved[~often]):.2f}" * (not often.all())
        self.beat("How often lit, how far moved", f"Each dot is a pixel. {most}{others}.")
        top = round_above(moved.max())
        plot = self._plot_of_moves(top)
        order = np.argsort(lit, kind="stable")
        dots = Scatter(plot, lit[order], moved[order], self.untouched[order], radius=0.05)
        self.scatter = dots.set_shown(0)
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(plot))
        self.play(dots.animate.set_shown(1), run_time=SLOW, rate_func=linear)
        note = text(f"never lit: {self.untouched.sum()} pixels", SMALL, style.FOCUS)
        note.next_to(plot.c2p(0, 0.3 * top), RIGHT, buff=0.2)
        pointer = Line(plot.c2p(0, 0.3 * top), plot.c2p(0, 0), color=style.FOCUS)
        self.play(FadeIn(note, pointer))
        self.shown = VGroup(plot, dots, note, pointer)

    def what_it_looks_like(self):
        rare = self.untouched
        kept = (self.start == self.end)[:, rare].all()
        drawn = pictured_neurons(self.run)
        start, end = scale_of(self.start), scale_of(self.end)
        grain, rest = root_mean_square(self.end[:, rare]), root_mean_square(self.end[:, ~rare])
        self.beat(
            "The grain at the edges is the random start" if kept else "The pixels never lit",
            "Coloured on the scale of the start, "
            + ("the edges still show it. " if kept else "these weights show. ")
            + "On that of the end, they "
            + ("all but vanish." if grain < rest / 4 else "show as well."),
        )
        weights = WeightPictures(self.end[drawn].reshape(-1, *self.shape), start).shift(WEIGHTS)
        rows = {
            "pixels never lit": Readout(grain, "{:.3f}", color=style.FOCUS),
            "all others": Readout(rest, "{:.3f}"),
        }
        title = "typical weight (root mean square)"
        words = titled_table(title, Table(rows, width=4.4), buff=0.3).move_to(TYPICAL)
        self.pictures = weights.pictures
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(weights, words))
        self.hold()
        self.play(*weights.rescale(end), run_time=SLOW)
        self.hold()

    @property
    def moved(self):
        """How far each pixel's weights moved in training (pixels,), as a root mean square."""
        return root_mean_square(self.end.astype(float) - self.start, axis=0)

    def _picture(self, values, scale, colours, width):
        values = values.reshape(self.shape)
        return framed(values, scale, colours, width_within(width, values))

    def _what_the_same(self, same, neurons):
        """How many weights of pixels that are never lit stayed the same, as a caption."""
        if same.all():
            return f"Over all {neurons} neurons, not a bit has changed."
        if self.run.facts["optimizer"].get("l2"):
            return "Weight decay pulls each towards zero, and nothing else moves them."
        return f"Of these {same.size:,} weights {same.sum():,} are the same, bit for bit."

    def _plot_of_moves(self, top):
        """Axes for how far weights moved, up to `top`, over how often their pixel is lit."""
        most = int(self.pixels.lit.max())
        return Plot(
            (0, most),
            (0, top),
            width=9.5,
            height=3.8,
            x_ticks=log_ticks(most),
            y_ticks=halves(top),
            x_title="training images that light the pixel, logarithmic",
            y_title="how far its weights went (root mean square)",
            log_x=True,
        ).move_to(PLOT)

    @staticmethod
    def _counted(same):
        """The number of weights (neurons, pixels), and of those that stayed the same."""
        counted = VGroup(
            Readout(same.size, "{:,.0f}"),
            text("weights", SMALL, style.QUIET),
            Readout(same.sum(), "{:,.0f}", color=style.FOCUS),
            text("the same,", SMALL, style.QUIET),
            text("bit for bit", SMALL, style.QUIET),
        ).arrange(DOWN, buff=0.16)
        counted[2].shift(0.2 * DOWN)
        counted[3:].shift(0.2 * DOWN)
        return counted.move_to(COUNTED)


def law_of_slopes():
    """(formulas, note): the slope of a weight, which is 0 if its pixel is black; its symbols."""
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
    return law, note


def titled_table(title, table, buff):
    """A table under a title in the quiet colour."""
    title = text(title, SMALL, style.QUIET)
    return VGroup(title, table).arrange(DOWN, buff=buff, aligned_edge=LEFT)
