"""Pixels that are never lit, and their weights, which never change."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    FadeIn,
    Line,
    VGroup,
    linear,
)

from nn.analysis.statistics import root_mean_square
from scenes.mobjects.heatmap import scale_of
from scenes.mobjects.lettering import Readout, baseline
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
from scenes.stage.giving_way import giving_way
from scenes.stage.needs import DATA, FINITE_SLOPES, FROM_THE_START, MOVED, PICTURES, UNLIT_PIXELS
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, formula, text
from scenes.stage.words.numbers import in_words
from scenes.stage.words.things import pixel

LARGE = 4.5  # the larger side of the picture of how often pixels are lit, in scene units
BESIDE = 2.7, 0.3, 0  # the centre of what stands beside the pictures
ALMOST = 0.1  # as high as another, in scene units
PLOT = 6.6, 3.8  # the size of the plot of all pixels


class UntouchedPixels(Explainer):
    """Where no pixel is ever lit, the weights are still the random start, bit for bit."""

    needs = (FROM_THE_START, DATA, PICTURES, MOVED, UNLIT_PIXELS, FINITE_SLOPES)
    studies = ("pixels",)

    def construct(self):
        self.pixels = self.study("pixels")
        self.shape = picture_shape(self.run)
        self.untouched = self.pixels.lit == 0
        self.start, self.end = self.run.W[0][0], self.run.W[0][-1]
        self.same = (self.start == self.end)[:, self.untouched]
        self.the_edges()
        self.some_are_never_lit()
        self.before_and_after()
        self.no_light_no_slope()
        self.the_more_light_the_farther()
        self.what_you_see()

    def the_edges(self):
        drawn = pictured_neurons(self.run)
        self.values = [W[drawn].reshape(-1, *self.shape) for W in (self.start, self.end)]
        self.beat(
            "Why are the edges grainy?",
            "Look at the edges of these pictures. Why are they so grainy?",
        )
        self.weights = WeightPictures(self.values[1], scale_of(self.end[drawn]))
        self.pictures = self.weights.pictures
        self.add(self.weights)
        first = self.pictures[0]
        self.one = first.copy().scale(LARGE / max(first.width, first.height))
        self.add(self.one.move_to(BESIDE))
        up_to = scale_of(self.start)
        up = self.one.animate.set_scale(up_to)
        self.play(*self.weights.rescale(up_to), up, run_time=SLOW)

    def some_are_never_lit(self):
        lit, n = self.pixels.lit, int(self.pixels.images)
        most = lit.max() / n
        count = int(self.untouched.sum())
        these = "This pixel is" if count == 1 else f"These {in_words(count)} pixels are"
        self.beat("Some pixels are never lit", f"{these} never lit, in any training image.")
        self.picture = framed(
            lit.reshape(self.shape) / n,
            (0, most),
            style.grey,
            self.one.width,
        ).move_to(BESIDE)
        legend = ColourBar((0, 100 * most), f"lit in, of {n:,} images", "{:.0f}%", style.grey)
        legend.next_to(self.picture, DOWN, buff=0.2)
        legend.shift((self.picture.get_x() - legend.bar.get_x()) * RIGHT)
        off = baseline(self.weights.legend.ends[1]) - baseline(legend[-1])
        if abs(off) < ALMOST:
            legend.shift(off * UP)
        self.play(giving_way(self.one, VGroup(self.picture, legend)))
        self.yellow = Overlay(self.picture, self.untouched.reshape(self.shape))
        self.play(FadeIn(self.yellow))
        self.light = VGroup(self.picture, self.yellow), legend

    def before_and_after(self):
        """Show the weights at the start, then at the end, and then only those of such pixels."""
        start, end = self.values
        before = self._beside("before")
        self.beat(
            "Before training, and after", "Here are their weights before training, and after it."
        )
        self.play(*self._show(start), FadeIn(before))
        self.hold()
        after = self._beside("after")
        self.play(*self._show(end), giving_way(before, after), run_time=NORMAL)
        others = 1.0 - self.untouched.reshape(self.shape)
        self.veils = [Overlay(picture, 0 * others, style.BACKGROUND) for picture in self.pictures]
        self.add(*self.veils)
        self.play(*(veil.animate.set_values(others) for veil in self.veils))
        self.say(self._what_the_same())
        self.counted = self._counted()
        map_of_light, legend = self.light
        self.play(giving_way(VGroup(after, legend), self.counted))
        self.beside = VGroup(map_of_light, self.counted)

    def no_light_no_slope(self):
        brightness = "brightness" if self.run.image_shape else "value"
        one = pixel(self.run)
        self.beat(
            "No light, no slope",
            f"A weight's slope is its {one}'s {brightness} times one number.",
        )
        steepest, untouched = self.pixels.steepest, self.untouched
        highest = float(steepest[untouched].max())
        rows = {
            "pixels never lit": Readout(highest, "{:.5f}"),
            "all others": Readout(steepest[~untouched].max(initial=0), "{:.5f}"),
        }
        title = f"largest slope at {len(self.run.steps)} snapshots"
        self.found = titled_table(title, Table(rows, width=4.9), buff=0.25)
        law, note = law_of_slopes()
        law = VGroup(law, note, self.found).arrange(DOWN, buff=0.55, aligned_edge=LEFT)
        law.move_to(BESIDE)
        formulas, note, _ = law
        self.play(giving_way(self.beside, VGroup(formulas[0], note)))
        self.say(f"No light, no slope{', no movement' * bool(highest == 0)}.")
        self.play(FadeIn(formulas[1], self.found), run_time=QUICK)
        self.beside = law

    def the_more_light_the_farther(self):
        lit, moved = self.pixels.lit, self.moved
        farther = root_mean_square(moved[lit >= np.median(lit)]) > root_mean_square(
            moved[lit < np.median(lit)]
        )
        self.beat(
            "More light, more movement" if farther else "How often lit, how far moved",
            "The more often a pixel is lit, the farther its weights move."
            if farther
            else "Each dot is a pixel: how often it was lit, and how far its weights have moved.",
        )
        top = round_above(moved.max())
        plot = self._plot_of_moves(top)
        order = np.argsort(lit, kind="stable")
        dots = Scatter(plot, lit[order], moved[order], self.untouched[order], radius=0.05)
        self.scatter = dots.set_shown(0)
        note = text(f"never lit: {self.untouched.sum()} pixels", SMALL, style.FOCUS)
        note.next_to(plot.c2p(0, 0.3 * top), RIGHT, buff=0.3)
        foot = plot.c2p(0, 0) + 0.12 * (UP + RIGHT)
        pointer = Line(note.get_corner(DOWN + LEFT) + 0.1 * DOWN, foot, color=style.FOCUS)
        self.play(giving_way(self.beside, plot))
        self.play(dots.animate.set_shown(1), run_time=SLOW, rate_func=linear)
        self.play(FadeIn(note, pointer), run_time=QUICK)
        self.beside = VGroup(plot, dots, note, pointer)

    def what_you_see(self):
        if self.same.all():
            headline = "What you see is the start"
            said = "So the edges show nothing it learned. They show how it began: at random."
        else:
            headline, said = "The pixels never lit", "So this is what such weights become."
        self.beat(headline, said)
        nothing = [veil.animate.set_values(0 * veil.values) for veil in self.veils]
        self.play(giving_way(self.beside, self.one), *nothing)
        self.remove(*self.veils)
        before, after = (self._beside(when) for when in ("before", "after"))
        self.play(*self._show(self.values[0]), FadeIn(before), run_time=NORMAL)
        self.hold()
        self.play(*self._show(self.values[1]), giving_way(before, after), run_time=NORMAL)

    @property
    def moved(self):
        """How far each pixel's weights moved in training (pixels,), as a root mean square."""
        return root_mean_square(self.end.astype(float) - self.start, axis=0)

    def _show(self, values):
        """Animations of the pictures to other weights (n, rows, columns)."""
        pairs = zip(self.pictures, values, strict=True)
        large = [self.one.animate.set_values(values[0])] if self.one in self.mobjects else []
        return [*(picture.animate.set_values(w) for picture, w in pairs), *large]

    def _beside(self, when):
        """Words between the pictures and what stands beside them."""
        words = style.lines(when, "training", size=SMALL, color=style.QUIET, align=(0, 0, 0))
        return words.next_to(self.pictures, RIGHT, buff=0.4)

    def _what_the_same(self):
        """How many weights of pixels that are never lit stayed the same, in words."""
        same = self.same
        if same.all():
            return "Not one bit has changed."
        if self.run.facts["optimizer"].get("l2"):
            return "Weight decay pulls each towards zero, and nothing else moves them."
        return f"Of these {same.size:,} weights, {in_words(same.sum())} have not changed."

    def _plot_of_moves(self, top):
        """Axes for how far weights moved, up to `top`, over how often their pixel is lit."""
        most = int(self.pixels.lit.max())
        return Plot(
            (0, most),
            (0, top),
            *PLOT,
            x_ticks=log_ticks(most),
            y_ticks=halves(top),
            x_title="training images that light the pixel, logarithmic",
            y_title="how far its weights went (root mean square)",
            log_x=True,
        ).move_to(BESIDE)

    def _counted(self):
        """The number of weights of pixels never lit, and of those that stayed the same."""
        rows = {
            "weights of pixels never lit": Readout(self.same.size, "{:,.0f}"),
            "the same, bit for bit": Readout(self.same.sum(), "{:,.0f}"),
        }
        return Table(rows, width=LARGE, spacing=0.45).next_to(self.picture, DOWN, buff=0.2)


def law_of_slopes():
    """(formulas, note): the slope of a weight, which is 0 if its pixel is black; its symbols."""
    law = VGroup(
        formula("(partial C) / (partial w_(j k)) = a_k delta_j"),
        formula("a_k = 0 quad arrow.r.double quad (partial C) / (partial w_(j k)) = 0"),
    ).arrange(DOWN, buff=0.6, aligned_edge=LEFT)
    note = style.lines(
        "$a_k$: the pixel's brightness",
        "$delta_j$: one number for each neuron, $partial C slash partial z_j$",
        size=SMALL,
        color=style.QUIET,
    )
    return law, note


def titled_table(title, table, buff):
    """A table under a title in the quiet colour."""
    title = text(title, SMALL, style.QUIET)
    return VGroup(title, table).arrange(DOWN, buff=buff, aligned_edge=LEFT)
