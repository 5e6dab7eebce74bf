"""What the whole training set costs: the mean over its images, as one after another is added."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    UP,
    Dot,
    FadeIn,
    FadeOut,
    Line,
    Transform,
    ValueTracker,
    VGroup,
    VMobject,
    linear,
    rush_into,
)

from nn.analysis.log_bins import LogBins
from scenes.mobjects.digit import digit
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.histogram import Histogram
from scenes.mobjects.lettering import Readout
from scenes.mobjects.plot import Plot
from scenes.mobjects.table import Table
from scenes.mobjects.ticks import log_ticks, nice_step
from scenes.stage import style
from scenes.stage.examples import pictures
from scenes.stage.explainer import Explainer
from scenes.stage.needs import COSTS_NOT_TOO_HIGH, COSTS_OF_IMAGES, DATA, HISTORY
from scenes.stage.style import NORMAL, QUICK, SMALL, text
from scenes.stage.words.numbers import decimals, small
from scenes.stage.words.things import image, images, start_of, with_article

BINS = 21
FIRST, SLOWLY = 60, 5  # training images shown as pictures, and how many of these slowly
SECONDS_OF_FIRST, SECONDS_OF_ALL = 5, 6.5  # for the first images, and then all, to be added

# Sizes and places, in scene units.
PICTURE_WIDTH, PICTURE_AT = 2.9, (-4.55, 0.3, 0)
STAGE, STAGE_AT = (6.2, 3.6), (3.15, -0.4, 0)  # of the histogram
MEANS, MEANS_AT = (4.55, 2.5), (-3.85, -0.95, 0)  # of the curve of means
COUNT_Y = 2.0  # of the numbers above it
SUMMARY_WIDTH, SUMMARY_AT = 4.9, (-3.9, 0.4, 0)

UNEVEN = 20  # costs are called uneven if the highest is more than this many times the median


class CostOfTheTrainingSet(Explainer):
    """The cost of a network is the mean of what each of its training examples costs."""

    needs = (HISTORY, DATA, COSTS_OF_IMAGES, COSTS_NOT_TOO_HIGH)
    studies = ("training_costs",)

    def construct(self):
        self.one, self.ones = image(self.run), images(self.run)
        study = self.study("training_costs")
        self.start, self.end = study.start.astype(float), study.end.astype(float)
        self.images = pictures(study.images, self.run)
        self.lay_out()
        self.one_after_the_other()
        self.faster()
        self.their_mean()
        self.all_of_them()
        self.who_makes_most_of_it()
        self.before_training_and_after()

    def lay_out(self):
        """Make the axis of costs and its bins, and find the bin of each example."""
        self.n = len(self.end)
        self.bins = LogBins.around(np.concatenate([self.start, self.end]), BINS)
        self.bin_of = self.bins.of(self.end)
        self.means = np.cumsum(self.end) / np.arange(1, self.n + 1)
        self.few = min(len(self.images), FIRST)
        most = np.bincount(self.bin_of[: self.few]).max()
        self.thumb = min(STAGE[0] / BINS, STAGE[1] / most)
        self.first_top = STAGE[1] / self.thumb
        self.plot = self._plot_of_costs().move_to(STAGE_AT)
        corner = self.plot.y_axis.get_end()
        self.top = Readout(self.first_top, "{:,.0f}", f"{self.n:,}", SMALL, style.QUIET)
        self.top.next_to(corner, LEFT, buff=0.15)
        title = text(self.ones, SMALL, style.QUIET).next_to(corner, UP, buff=0.2)
        self.stage = VGroup(self.plot, self.top, title)

    def one_after_the_other(self):
        every = f"every {self.one} that the network learned from"
        if self.run.trained_on != ("training",):
            every = f"each of the {self.n:,} training {self.ones}"
        self.beat(
            f"Every training {self.one} has its cost",
            f"After training, {every} has a cost, and takes its place on the axis.",
        )
        self.picture = digit(self.images[0], PICTURE_WIDTH).move_to(PICTURE_AT)
        self.picture.scale(min(1, PICTURE_WIDTH / self.picture.height))
        self.word = text("cost", SMALL, style.COST).next_to(self.picture, DOWN, buff=0.3)
        self.cost = Readout(self.end[0], "{:.6f}", color=style.COST)
        self.cost.next_to(self.word, DOWN, buff=0.18)
        self.play(FadeIn(self.picture, self.word, self.cost, self.stage))
        self.thumbs = VGroup()
        for i in range(min(SLOWLY, self.few)):
            self.picture.set_values(self.images[i])
            self.cost.set_value(self.end[i])
            thumb = self._thumb(i)
            place, width = thumb.get_center(), thumb.width
            thumb.scale_to_fit_width(self.picture.width).move_to(self.picture)
            self.thumbs.add(thumb)
            self.add(thumb)
            self.wait(0.5 if i < 2 else 0.15)
            self.play(
                thumb.animate.scale_to_fit_width(width).move_to(place),
                run_time=NORMAL if i < 2 else QUICK,
            )

    def faster(self):
        first = self.end[: self.few]
        median, highest = np.median(first), first.max()
        self.beat(
            "Many cost little, a few much"
            if highest > UNEVEN * median
            else f"{self.one.capitalize()} after {self.one}",
            f"Of these {self.few}, half cost less than {small(median)}; the most is "
            f"{small(highest)}.",
        )
        rest = VGroup(*(self._thumb(i) for i in range(len(self.thumbs), self.few)))
        self.next = ValueTracker(len(self.thumbs))
        self.add(rest.set_fill(opacity=0))
        rest.add_updater(lambda _: self._reveal(rest))
        self.picture.add_updater(lambda p: p.set_values(self.images[self._newest()]))
        self.cost.add_updater(lambda c: c.set_value(self.end[self._newest()]))
        self.play(
            self.next.animate.set_value(self.few), run_time=SECONDS_OF_FIRST, rate_func=rush_into
        )
        for mobject in (rest, self.picture, self.cost):
            mobject.clear_updaters()
        self.thumbs.add(*rest)
        self.hold()

    def their_mean(self):
        self.beat(
            "Their mean is the network's cost",
            f"The network's cost C is their mean, taken over all training {self.ones}.",
        )
        self.curve_plot = self._plot_of_means().move_to(MEANS_AT)
        self.count = Readout(self.few, "{:,.0f}", widest=f"{self.n:,}")
        self.mean = Readout(self.means[self.few - 1], "{:.3f}", color=style.COST)
        self.table = Table({self.ones: self.count, "mean cost": self.mean}, MEANS[0])
        self.table.move_to([self.curve_plot.x_axis.get_x(), COUNT_Y, 0])
        self.bars = Histogram(self.plot, np.zeros(BINS), self.bins.edges, gap=0.1)
        self.curve = VMobject().set_stroke(style.COST, 4)
        self.dot, self.marker = Dot(), self._line_at(1)
        parts = self.bars, self.marker, self.curve, self.dot, self.top, self.table
        self.live = VGroup(*parts)
        self._trace(self.few)
        self.play(FadeOut(self.picture, self.word, self.cost), run_time=QUICK)
        self.play(FadeIn(self.curve_plot, self.table, self.curve, self.dot))
        self.play(FadeIn(self.bars, self.marker), FadeOut(self.thumbs))

    def all_of_them(self):
        self.beat(
            f"All {self.n:,}",
            f"Each further {self.one} counts for less. Over all {self.n:,} it is "
            f"{self.run.train_cost[-1]:.3f}: one number that judges "
            f"{self.run.thetas.shape[1]:,} weights and biases.",
        )
        self.so_far = ValueTracker(np.log(self.few))
        self.add(self.live.add_updater(lambda _: self._trace(self._count())))
        self.play(
            self.so_far.animate.set_value(np.log(self.n)),
            run_time=SECONDS_OF_ALL,
            rate_func=linear,
        )
        self.live.clear_updaters()
        self.hold()

    def who_makes_most_of_it(self):
        cut = self.bin_of[np.argsort(self.end)[-max(1, self.n // 20)]]
        dear = self.bin_of >= cut
        share = self.end[dear].sum() / max(self.end.sum(), 1e-12)
        self.beat(
            "A few make most of it" if share > 0.5 else f"The costliest {self.ones}",
            f"The costliest {dear.mean():.1%} of the {self.ones}, in yellow, make up {share:.0%} "
            "of the sum.",
        )
        self.play(self.bars.animate.set_marked((self.bins.edges[cut], self.bins.high)))
        self.hold()

    def before_training_and_after(self):
        run, at = self.run, self.bars.counts
        before, after = run.train_cost[0], run.train_cost[-1]
        self.earlier = start_of(run)
        self.beat(
            f"{self.earlier.capitalize()}, and after",
            f"{self.earlier.capitalize()}, the same {self.ones} cost {before:.2f} on average. "
            "Learning is to change the weights so that this number falls.",
        )
        start = np.bincount(self.bins.of(self.start), minlength=BINS)
        top = start.max()
        self.bars.set_marked((np.inf, np.inf))
        self.play(FadeOut(self.curve_plot, self.curve, self.dot, self.table), run_time=QUICK)
        self.summary = self._summary()
        self.play(FadeIn(self.summary[:2]))
        self.play(
            self.bars.animate.set_counts(start / top),
            self.top.animate.set_value(top),
            Transform(self.marker, self._line_at(before)),
            run_time=NORMAL,
        )
        self.hold(2)
        self.play(
            self.bars.animate.set_counts(at),
            self.top.animate.set_value(self._top(self.n)),
            Transform(self.marker, self._line_at(after)),
            FadeIn(self.summary[2]),
            run_time=NORMAL,
        )
        self.hold(1.5)

    def _summary(self):
        """How many parameters there are, and what the network costs before training and after."""
        before, after = self.run.train_cost[[0, -1]]
        rows = {
            "weights and biases": f"{self.run.thetas.shape[1]:,}",
            f"cost {self.earlier}": Readout(before, "{:.3f}", color=style.COST),
            "cost after training": Readout(after, "{:.3f}", color=style.COST),
        }
        return Table(rows, SUMMARY_WIDTH, spacing=0.75).move_to(SUMMARY_AT)

    def _plot_of_costs(self):
        """The axis of costs, with a label at every power of ten, or at every second if many."""
        low, high = self.bins.low, self.bins.high
        exponents = range(int(low), int(high) + 1, 1 + (high - low > 4))
        ticks = {exponent: power_of_ten(exponent) for exponent in exponents}
        if min(self.start.min(), self.end.min()) < 10**low:  # the first bar counts these too
            ticks[exponents[0]] = "≤ " + ticks[exponents[0]]
        return Plot(
            (low, high),
            (0, 1),
            *STAGE,
            ticks,
            x_title=f"cost of {with_article(self.one)}, logarithmic",
        )

    def _counts(self, n):
        return np.bincount(self.bin_of[:n], minlength=BINS)

    def _top(self, n):
        """The number of images at the top of the plot, after the first n images."""
        return max(self.first_top, self._counts(n).max())

    def _thumb(self, i):
        """A small picture of image i, stacked on the earlier images in the same bin."""
        under = (self.bin_of[:i] == self.bin_of[i]).sum()
        middle = self.bins.middle(self.bin_of[i])
        height, width = self.images[i].shape
        size = self.thumb * min(1, width / height)
        thumb = Heatmap(self.images[i], (0, 1), style.grey, size)
        return thumb.move_to(self.plot.c2p(middle, (under + 0.5) / self.first_top))

    def _newest(self):
        return min(int(self.next.get_value()), self.few - 1)

    def _reveal(self, rest):
        """Show the images that have joined the mean so far."""
        shown = int(self.next.get_value()) - (self.few - len(rest))
        for i, thumb in enumerate(rest):
            thumb.set_fill(opacity=float(i < shown))

    def _plot_of_means(self):
        top = 1.1 * max(self.means.max(), 1e-6)
        step = nice_step(top / 2)
        places = 0 if step >= 1 else decimals(step, 1, least=1)
        return Plot(
            (0, self.n),
            (0, top),
            *MEANS,
            log_ticks(self.n),
            {k * step: f"{k * step:.{places}f}" for k in range(int(top / step) + 1)},
            f"{self.ones} so far, logarithmic",
            "mean cost",
            log_x=True,
        )

    def _count(self):
        return min(int(round(np.exp(self.so_far.get_value()))), self.n)

    def _trace(self, n):
        """Show the histogram, mean, curve and numbers for the first n images."""
        top, mean = self._top(n), self.means[n - 1]
        self.bars.set_counts(self._counts(n) / top)
        self.top.set_value(top)
        self.count.set_value(n)
        self.mean.set_value(mean)
        self.marker.become(self._line_at(mean))
        self.dot.become(Dot(self.curve_plot.c2p(n, mean), 0.09, color=style.COST))
        counts = np.unique(np.geomspace(1, n, 240).round().astype(int))
        self.curve.set_points_as_corners(self.curve_plot.c2p(counts, self.means[counts - 1]))

    def _line_at(self, mean):
        """A vertical line in the histogram at a mean cost."""
        x = self.bins.log(mean)
        line = Line(self.plot.c2p(x, 0), self.plot.c2p(x, 1)).set_stroke(style.COST, 4)
        return VGroup(line, text("mean", SMALL, style.COST).next_to(line, UP, buff=0.12))


def power_of_ten(exponent):
    """The label of a tick at 10 to the exponent, in Typst's markup."""
    return f"{10.0**exponent:g}" if -3 <= exponent <= 3 else f"$10^({exponent})$"
