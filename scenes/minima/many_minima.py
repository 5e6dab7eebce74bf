"""Many minima: networks that fall from a hundred starts, where they end, and how good that is."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    Rectangle,
    ReplacementTransform,
    SurroundingRectangle,
    TransformFromCopy,
    ValueTracker,
    VGroup,
)
from manim.utils.rate_functions import ease_in_quad

from nn.results.many_minima import TEST, Minima, counted
from scenes.minima.minima_words import about_correlations, outside
from scenes.mobjects.dot_columns import DotColumns
from scenes.mobjects.heatmap import scale_of
from scenes.mobjects.lettering import Readout, baseline, stand_on
from scenes.mobjects.named_row import named_row
from scenes.mobjects.panels import Panels
from scenes.mobjects.parts_bar import PartsBar, arc
from scenes.mobjects.pictures import framed
from scenes.mobjects.plot import ColourBar
from scenes.mobjects.ticks import nice_step, round_limits
from scenes.mobjects.weight_grid import WeightGrid
from scenes.stage import style
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.giving_way import giving_way
from scenes.stage.paths import at
from scenes.stage.report import seeds, set_up
from scenes.stage.style import NORMAL, QUICK, SMALL, text
from scenes.stage.words.numbers import about, in_words

DIGITS_AT = 2.15 * UP  # the middle of the row of digits
GRIDS_AT, GRID = -0.42, 2.9  # y of the first layers' centres, and the width of each
COLUMNS = 10.0, 3.45  # the width and height of all columns of dots together
ROWS = -0.5, -0.97, -1.44, -1.91  # the heights of the rows of numbers under the columns
ABOVE_ROWS = 0.35  # where a plot stands over its first row
COLUMNS_AT = 1.5 * RIGHT + (ROWS[2] + ABOVE_ROWS) * UP  # the middle of the columns' lower edge
PANELS_UP = (ROWS[0] + ABOVE_ROWS + 0.75) * UP  # the panels' x-axes, above ticks and a title
BAR = 9.6, 0.55  # the length and height of the bar of all directions
BARS_AT = {"start": 1.55, "end": -0.15}  # their heights
BENDS = (
    ("curve down", -1, style.NEGATIVE),
    ("flat", 0, style.QUIET),
    ("curve up", 1, style.POSITIVE),
)
SECONDS_OF_FALLING = 3.5
NEARLY_ALL = 0.95  # a share of the directions that is called so


class ManyMinima(Explainer):
    """Networks from many starts end in many places, about equally good, above all wide networks."""

    reads_run = False
    experiments = ("many_minima",)

    def construct(self):
        self.result = self.experiment("many_minima")
        self.settings, self.minima = self.result.settings, Minima(self.result)
        self.widths = self.minima.widths
        self.many_starts()
        self.as_many_ends()
        self.all_of_them_fall()
        self.nearly_equal()
        self.lowest_or_best()
        self.which_way_it_curves()

    def many_starts(self):
        n, few = len(self.settings["seeds"]), len(self.result.arrays.W)
        self.digits, self.layers = self._row_of(self.result.arrays.digits), self._first_layers()
        (first, *_), legend = self.layers
        self.add(self.digits, first, legend, self._told())
        many = "a hundred" if n == 100 else in_words(n)
        seconds = self.beat(
            f"{many.capitalize()} starts",
            f"{many.capitalize()} networks learn one task, each from a random start.",
        )
        others = (FadeIn(grid) for grid in self.layers[0][1:])
        self.hold(seconds / 2)
        self.play(LaggedStart(*others, lag_ratio=0.6), run_time=seconds / 2)
        self.say(f"Here are {in_words(few)}.")

    def as_many_ends(self):
        seconds = self.beat("As many ends", "After training, no two look alike.")
        (first, *others), _ = self.layers
        ends = zip((first, *others), self.minima.W[:, 1], strict=True)
        self.play(*(grid.animate.set_weights(W) for grid, W in ends), run_time=seconds)
        self.likest = VGroup(*self._likest(first, others))
        self.say("Did each find a valley of its own?")
        ours, *likes = self.likest
        self.play(*(FadeOut(grid.above) for grid in others), Create(ours), run_time=QUICK)
        for frame, words in likes:
            self.play(TransformFromCopy(ours, frame), FadeIn(words), run_time=QUICK)
        self.hold(1.3)

    def all_of_them_fall(self):
        seconds = self.beat("All of them fall", "Now watch their costs. Each dot is a network.")
        test = np.moveaxis(self.minima.cost[..., TEST], -1, 0)  # (looks, widths, seeds)
        top = nice_step(test.max() / 4)
        self.whole = self._columns(test[0], round_limits([0, test.max()], top), top)
        self.names = self._row(2, "hidden neurons", [f"{width}" for width in self.widths])
        epoch = Readout(0, "{:.0f}", f"{self.settings['epochs']}")
        self.clock = VGroup(epoch, text("epochs", SMALL, style.QUIET)).arrange(RIGHT, buff=0.2)
        stand_on(baseline(self.clock[1]), epoch)
        self.clock.next_to(self.whole.plot.y_axis, UP, 0.2)
        self.clock.set_x(safe_area()[1], RIGHT)
        grids, legend = self.layers
        dots = self.whole.plot.c2p(self.whole.dots[0].x, self.whole.dots[0].y)
        become = (
            grid.pictures.animate.scale(0.01).move_to(dot)
            for grid, dot in zip(grids, dots, strict=False)
        )
        gone = FadeOut(grids[0].above, legend, self.digits, self.likest, run_time=QUICK)
        self.play(*become, gone, FadeIn(self.whole.plot, self.names, self.clock))
        self.remove(*(grid.pictures for grid in grids))
        self.play(FadeIn(self.whole.dots), run_time=seconds - NORMAL)
        self.remove(*self.whole)
        self.add(self.whole)
        self.say("Wherever it starts, it falls.")
        self._fall(test, epoch)

    def nearly_equal(self):
        test = self.minima.ends[..., TEST]
        step = nice_step(np.ptp(test) / 3)
        limits = round_limits(test, step)
        deviations = self.minima.of_each("test_std")
        whole, near = self.whole.plot, self._columns(test, limits, step)
        seconds = self.beat("They end nearly equal", "Look closer. They end almost equally low.")
        band, frame = part_of(whole, limits), part_of(near.plot, limits)
        self.play(FadeIn(band), FadeOut(self.clock, whole.labels), run_time=QUICK)
        pairs = zip(self.whole.dots, near.dots, strict=True)
        moves = (ReplacementTransform(*pair) for pair in pairs)
        self.play(band.animate.become(frame), *moves, run_time=seconds - QUICK)
        self.remove(*whole.submobjects)
        self.add(*near.plot.submobjects[:2], near.plot.y_title)
        self.play(FadeIn(near.plot.labels), FadeOut(band), run_time=QUICK)
        if deviations[-1] < deviations[0]:
            self.say("The wider the networks, the closer they end.")
        self.spread = self._row(3, "std. deviation", [f"{each:.4f}" for each in deviations])
        self.play(FadeIn(self.spread))
        self.near = near

    def lowest_or_best(self):
        ours, intervals = self.minima.of_each("correlation"), self.minima.intervals()
        theirs = [self.result.constants["paper"][str(width)] for width in self.widths]
        self.beat("Does the lowest one test best?", "Should we look for the very lowest?")
        panels = self._panels()
        there = panels.dots_at([dots.plot.c2p(dots.x, dots.y) for dots in self.near.dots])
        self.remove(*self.near.dots)
        self.add(*there)
        gone = FadeOut(*self.near.plot.submobjects, self.spread, run_time=QUICK)
        self.play(
            gone,
            FadeIn(panels.plots, panels.units),
            self.names.animate.shift((ROWS[0] - ROWS[2]) * UP),
            *(ReplacementTransform(*pair) for pair in zip(there, panels.dots, strict=True)),
            run_time=NORMAL,
        )
        self.rows = self._correlations(ours, intervals, theirs)
        seconds = self.say(about_correlations(intervals[-1]))
        rows = (FadeIn(row) for row in self.rows)
        self.play(LaggedStart(*rows, lag_ratio=0.5), run_time=seconds / 2)
        self.hold(3)
        self.panels = panels

    def which_way_it_curves(self):
        down, _, up = self.minima.bends("end")
        self.beat("A valley, or a saddle?", "And is it really a valley?")
        (start, name), (end, other) = self.bars = [self._directions(when) for when in BARS_AT]
        gone = VGroup(self.panels, self.names, *self.rows)
        self.play(giving_way(gone, VGroup(start, name, self._measured())))
        share = up / (down + up)
        most = "nearly all" if share > NEARLY_ALL else about(share)
        seconds = self.say(f"Of the directions that curve, {most} curve upwards.")
        self.play(ReplacementTransform(start.parts.copy(), end.parts), run_time=seconds / 2)
        self.play(FadeIn(other, end.labels), run_time=QUICK)
        self.hold(2)

    def _row_of(self, images):
        pictures = VGroup(*(framed(image, (0, 255), style.grey, 0.82) for image in images))
        return pictures.arrange(RIGHT, buff=0.22).move_to(DIGITS_AT)

    def _first_layers(self):
        """The initial weights of some networks, as a grid of pictures for each, and their scale."""
        W, shape = self.minima.W, self.result.arrays.digits.shape[1:]
        scale = scale_of(W)
        grids = VGroup()
        for seed, start in zip(self.settings["seeds"], W[:, 0], strict=False):
            name = text(f"seed {seed}", SMALL, style.QUIET)
            grids.add(WeightGrid(start, shape, scale, GRID, name, gap=0.08, buff=0.12))
        grids.arrange(RIGHT, buff=0.6).set_y(GRIDS_AT)
        bar = ColourBar((-scale, scale), "", "{:+.1f}", length=2)
        title = text("weight", SMALL, style.QUIET).next_to(bar, UP, 0.15)
        return VGroup(grids, VGroup(title, bar).next_to(grids, RIGHT, 0.6)).set_x(0)

    def _likest(self, first, others):
        """Yield a frame around a typical neuron of the first network, then one around the most
        similar neuron of each of the others, with their cosine similarity."""
        j, likest = self.minima.likest()
        yield framing(first.pictures[j])
        for grid, (k, cosine) in zip(others, likest, strict=True):
            words = text(f"{grid.above.typst_code}: cosine {cosine:.2f}", SMALL)
            yield VGroup(framing(grid.pictures[k]), words.move_to(grid.above))

    def _told(self):
        s = self.settings
        return set_up(
            f"{s['training']:,} digits",
            "ReLU, softmax, cross-entropy",
            f"SGD, η {s['eta']:g}, × {s['decay']:g} an epoch",
            f"{s['epochs']} epochs",
            seeds(self.result),
            after="Choromanska et al. (2015)",
        )

    def _columns(self, costs, limits, step):
        """The networks of each width as a column of dots, on one axis of test cost."""
        return DotColumns(costs, limits, step, "test cost", *COLUMNS).shift(COLUMNS_AT)

    def _row(self, row, name, words, color=style.WHITE):
        """A row of words under the columns of dots, with its name to the left."""
        words = [word.replace("-", "−") for word in words]
        x, left = self.whole.middles(), safe_area()[0]
        return named_row(name, words, x, ROWS[row], left, color, SMALL)

    def _fall(self, test, epoch):
        """Let the dots fall from look to look, slowly at first, when the costs fall most."""
        looks, now = self.minima.looks, ValueTracker(0)
        columns = self.whole.add_updater(lambda dots: dots.set_values(at(now.get_value(), test)))
        epoch.add_updater(lambda epoch: epoch.set_value(at(now.get_value(), looks)))
        fallen = now.animate.set_value(len(looks) - 1)
        self.play(fallen, run_time=SECONDS_OF_FALLING, rate_func=ease_in_quad)
        for part in (columns, epoch):
            part.clear_updaters()

    def _panels(self):
        """Training and test cost of the networks, in a panel for each width above its column."""
        ticks, titles = {-2: "−2", 0: "0", 2: "+2"}, ("training cost", "test cost")
        units, right = "in standard deviations from the mean", safe_area()[1]
        costs, middles = self.minima.standardised(), self.whole.middles()
        return Panels(costs, middles, ticks, titles, units, right).shift(PANELS_UP)

    def _correlations(self, ours, intervals, theirs):
        """Rows of correlations under the panels: ours, their 95% intervals, and the paper's."""
        told = [
            f"{r:.2f}" + ", outside" * outside(r, interval)
            for r, interval in zip(theirs, intervals, strict=True)
        ]
        return VGroup(
            self._row(1, "our correlation", [f"{r:.2f}" for r in ours]),
            self._row(2, "95% interval", [f"{low:.2f} to {high:.2f}" for low, high in intervals]),
            self._row(3, "in the paper", told),
        )

    def _directions(self, when):
        """(a bar of all directions, divided by the sign of their curvature; its name)."""
        shares, n = self.minima.bends(when), self.result.arrays.eigenvalues.shape[-1]
        kinds, bends, colors = zip(*BENDS, strict=True)
        words = [f"{k:,} {kind}" for k, kind in zip(counted(n, shares), kinds, strict=True)]
        bar = PartsBar(shares, words, map(arc, bends, colors), colors, *BAR)
        left, right, *_ = safe_area()
        name = text(f"at the {when}", SMALL, style.QUIET)
        name.move_to([left, BARS_AT[when], 0], aligned_edge=LEFT)
        return bar.shift([right - BAR[0] / 2, BARS_AT[when], 0]), name

    def _measured(self):
        """How the curvature was measured, in small type."""
        s, (networks, _, n) = self.settings, self.result.arrays.eigenvalues.shape
        told = (
            f"the {n:,} directions: the Hessian's eigenvectors; flat: second derivative within "
            f"±{s['tolerance']:g}",
            f"the mean of {networks} networks of {self.widths[0]} hidden neurons, stopped after "
            f"{s['epochs']} epochs, not exactly at a minimum",
        )
        words = style.lines(*told, size=SMALL, color=style.QUIET, buff=0.14)
        return words.move_to([safe_area()[0], ROWS[3], 0], aligned_edge=LEFT + DOWN)


def framing(picture):
    """A frame that draws attention to a picture."""
    return SurroundingRectangle(picture, color=style.FOCUS, buff=0.03, stroke_width=3)


def part_of(plot, limits):
    """A frame around the part of a plot between two heights."""
    (left, low, _), (_, high, _) = (plot.c2p(plot.x_range[0], y) for y in limits)
    frame = Rectangle(width=plot.x_axis.width, height=high - low).set_stroke(style.FOCUS, 3)
    return frame.move_to([left, low, 0], aligned_edge=DOWN + LEFT)
