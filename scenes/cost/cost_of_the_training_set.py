"""What the whole training set costs: the mean over its images, as one after another is added."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    Line,
    ValueTracker,
    VGroup,
    linear,
    rush_into,
)

from nn.analysis.log_bins import LEAST, LogBins
from scenes.cost.axis_of_costs import axis_of_costs
from scenes.mobjects.digit import digit
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.histogram import Histogram
from scenes.mobjects.lettering import Readout, stand_on
from scenes.mobjects.table import Table
from scenes.stage import style
from scenes.stage.examples import pace_of, pictures
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.needs import COSTS_NOT_TOO_HIGH, COSTS_OF_IMAGES, DATA, HISTORY
from scenes.stage.paths import at
from scenes.stage.style import QUICK, SMALL, lines, text
from scenes.stage.words.numbers import about
from scenes.stage.words.things import image, images, start_of, step, with_article

BINS = 21
FIRST, SLOWLY = 60, 5  # training images shown as pictures, and how many of these slowly
SECONDS_OF_FIRST, SHORTLY = 1.8, 1.4  # for the first images to be added, and to be looked at
UNEVEN = 20  # costs are called uneven if the highest is more than this many times the median
GONE, COMES = 0.2, 0.7  # of the way down: bars before training are gone; those after it come
NEARLY = 0.9  # a share of the cost above which it is called nearly all

# Sizes and places, in scene units.
STAGE, STAGE_AT = (11.6, 3.9), (0.35, -0.6, 0)  # of the histogram
PICTURE, ASIDE, UP_AT = 1.9, 4.9, 1.45  # of the image beside it; how far to the side, and its y
NOTE_UP, CORNER = 0.55, 3.0  # the height of the note there; the width of the number in the corner
RAISED = 1.13  # the height of the line of the mean, as a part of the plot's


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
        self.before_training()

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
        least = min(self.start.min(), self.end.min())
        title = f"cost of {with_article(self.one)}, logarithmic"
        self.plot = axis_of_costs(self.bins, least, STAGE, title).move_to(STAGE_AT)
        corner = self.plot.y_axis.get_end()
        self.top = Readout(self.first_top, "{:,.0f}", f"{self.n:,}", SMALL, style.QUIET)
        self.top.next_to(corner, LEFT, buff=0.15)
        title = text(self.ones, SMALL, style.QUIET).next_to(corner, UP, buff=0.2)
        self.stage = VGroup(self.plot, self.top, title)
        # What is beside the histogram stands where its bars are low.
        self.side = 1 if np.median(self.bin_of) < BINS / 2 else -1

    def one_after_the_other(self):
        known = self.run.trained_on == ("training",)
        seconds = self.beat(
            f"Every {self.one} has its cost",
            f"We ask the trained network about {'its' if known else 'the'} training {self.ones}.",
        )
        self.picture = digit(self.images[0], PICTURE)
        self.picture.scale(min(1, PICTURE / self.picture.height))
        self.picture.move_to([self.side * ASIDE, UP_AT, 0])
        self.word = text("cost", SMALL, style.COST).next_to(self.picture, DOWN, buff=0.15)
        self.cost = Readout(self.end[0], "{:.6f}", color=style.COST)
        self.cost.next_to(self.word, DOWN, buff=0.12)
        self.add(self.picture, self.stage)
        self.play(FadeIn(self.word, self.cost), run_time=seconds)
        seconds = self.say("Each has a cost, and a place on this line.")
        self.thumbs = VGroup()
        slow = min(SLOWLY, self.few)
        for i in range(slow):
            self.picture.set_values(self.images[i])
            self.cost.set_value(self.end[i])
            thumb = self._thumb(i)
            place, width = thumb.get_center(), thumb.width
            thumb.scale_to_fit_width(self.picture.width).move_to(self.picture)
            self.thumbs.add(thumb)
            self.add(thumb, self.word, self.cost)  # it passes behind them
            self.play(
                thumb.animate.scale_to_fit_width(width).move_to(place), run_time=seconds / slow
            )

    def faster(self):
        first = self.end[: self.few]
        uneven = bool(first.max() > UNEVEN * np.median(first))
        self.beat(
            "Most cost almost nothing" if uneven else f"{self.one.capitalize()} after {self.one}",
            "Most cost next to nothing."
            if uneven
            else "One after another, they find their places.",
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
        self.hold(SHORTLY)

    def their_mean(self):
        seconds = self.beat("One number for the network", "The average is the cost of the network.")
        self.count = Readout(self.few, "{:,.0f}", widest=f"{self.n:,}")
        self.table = self._in_the_corner({self.ones: self.count})
        self.bars = Histogram(
            self.plot, np.zeros(BINS), self.bins.edges, marked=style.COST, gap=0.1
        )
        self.marker = self._marker()
        self.live = VGroup(self.bars, self.marker, self.top, self.table)
        self._trace(self.few)
        self.play(FadeOut(self.picture, self.word, self.cost), run_time=QUICK)
        self.play(FadeIn(self.bars), FadeOut(self.thumbs), run_time=QUICK)
        self.play(FadeIn(self.marker, self.table), run_time=max(QUICK, seconds - 2 * QUICK))

    def all_of_them(self):
        mean = self.run.train_cost[-1]
        seconds = self.beat(
            f"All {self.n:,}", f"These are all {self.n:,}. Their average is {mean:.3f}."
        )
        self.so_far = ValueTracker(np.log(self.few))
        self.add(self.live.add_updater(lambda _: self._trace(self._count())))
        self.play(self.so_far.animate.set_value(np.log(self.n)), run_time=seconds, rate_func=linear)
        self.live.clear_updaters()

    def who_makes_most_of_it(self):
        cut = self.bin_of[np.argsort(self.end)[-max(1, self.n // 20)]]
        dear = self.bin_of >= cut
        share = self.end[dear].sum() / max(self.end.sum(), 1e-12)
        much = "Nearly all" if share >= NEARLY else "Most"
        seconds = self.beat(
            "A few make most of it" if share > 0.5 else f"The costliest {self.ones}",
            f"{much} of that comes from just a few."
            if share > 0.5
            else f"The costliest make up {about(share)} of that.",
        )
        exact = f"{dear.mean():.1%} of the {self.ones}", f"make up {share:.0%} of the cost"
        self.note = lines(*map(style.escaped, exact), size=SMALL, color=style.COST)
        self.note.move_to([self.side * ASIDE, NOTE_UP, 0])
        self.bars.set_marked((self.bins.high + 1, self.bins.high + 1))
        self.play(
            self.bars.animate.set_marked((self.bins.edges[cut], self.bins.high + 1)),
            run_time=0.6 * seconds,
        )
        self.play(FadeIn(self.note), run_time=QUICK)
        self.hold(2.1)  # for the note to be read

    def before_training(self):
        """Back through all snapshots to the first, and down again to the last. The costs of single
        images are known only of these two, so in between only their mean is shown."""
        run, earlier = self.run, start_of(self.run)
        before = run.train_cost[0]
        seconds = self.beat(
            f"{earlier.capitalize()}, and after",
            f"{earlier.capitalize()}, the average was {before:.2f}.",
        )
        self.costs = run.train_cost.astype(float)
        self.pace = pace_of(np.log10(np.maximum(self.costs, LEAST))[:, None])
        self.first, self.after = (
            np.bincount(self.bins.of(costs), minlength=BINS) for costs in (self.start, self.end)
        )
        self.now = ValueTracker(1)
        self.bars_before = Histogram(self.plot, 0 * self.first, self.bins.edges, gap=0.1)
        self.step = Readout(run.steps[-1], "{:,.0f}", f"{run.steps[-1]:,}")
        steps = self._in_the_corner({step(run): self.step})
        live = VGroup(self.bars, self.bars_before, self.marker, self.top, self.step)
        self.play(FadeOut(self.note, self.table), FadeIn(steps), run_time=QUICK)
        self.add(live.add_updater(lambda _: self._learn()))
        back = max(QUICK, (seconds - QUICK) / 2)  # the rest is for the costs before training
        self.play(self.now.animate.set_value(0), run_time=back, rate_func=linear)
        seconds = self.say("Learning means bringing this one number down.")
        self.play(self.now.animate.set_value(1), run_time=seconds, rate_func=linear)
        live.clear_updaters()
        self.hold()

    def _learn(self):
        """Show the mean at the current moment, and near both ends the costs that it is of."""
        now, moment, ends = self.now.get_value(), self._moment(), (self.first, self.after)
        top = float(np.interp(now, (GONE, COMES), [max(n.max(), ends[-1].max()) for n in ends]))
        self.top.set_value(top)
        self.bars.set_counts(self.after / top)
        self.bars_before.set_counts(self.first / top)
        self.bars.set_fill(opacity=float(np.interp(now, (COMES, 1), (0, 1))))
        self.bars_before.set_fill(opacity=float(np.interp(now, (0, GONE), (1, 0))))
        self.step.set_value(at(moment, self.run.steps.astype(float)))
        self.mean.set_value(at(moment, self.costs))
        self._place_marker()

    def _moment(self):
        """The snapshot that is shown, which may be between two."""
        return np.interp(self.now.get_value(), self.pace, np.arange(len(self.pace)))

    def _in_the_corner(self, values):
        return Table(values, CORNER).to_corner(UP + RIGHT, buff=style.EDGE)

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

    def _count(self):
        return min(int(round(np.exp(self.so_far.get_value()))), self.n)

    def _trace(self, n):
        """Show the histogram, its mean and the numbers for the first n images."""
        top = self._top(n)
        self.bars.set_counts(self._counts(n) / top)
        self.top.set_value(top)
        self.count.set_value(n)
        self.mean.set_value(self.means[n - 1])
        self._place_marker()

    def _place_marker(self):
        """Put the line of the mean, and the number over it, where the mean is."""
        line, name, number = self.marker
        x = self.bins.log(np.array(float(self.mean.value)))
        line.put_start_and_end_on(self.plot.c2p(x, 0), self.plot.c2p(x, RAISED))
        words = VGroup(name, number)
        left, right, _, _ = safe_area()
        half = words.width / 2
        words.set_x(float(np.clip(line.get_x(), left + half, right - half)))

    def _marker(self):
        """A line, and over it the word and the number; to be placed."""
        name = text("average", SMALL, style.COST)
        self.mean = Readout(self.means[self.few - 1], "{:.3f}", color=style.COST)
        self.mean.next_to(name, RIGHT, buff=0.2)
        top = self.plot.c2p(0, RAISED)
        stand_on(top[1] + 0.15, name, self.mean)
        line = Line(top, top + UP).set_stroke(style.COST, 4)
        return VGroup(line, name, self.mean)
