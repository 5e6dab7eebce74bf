"""From one minimum to another: straight on over a mountain, or by a low road."""

import math

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    Dot,
    FadeIn,
    FadeOut,
    SurroundingRectangle,
    ValueTracker,
    VGroup,
    VMobject,
    linear,
    rush_from,
    rush_into,
)

from nn.experiments.mode_connectivity import WAYS, bezier
from scenes.mobjects.annotations import cost_scale, haloed, ruler
from scenes.mobjects.contour_map import ContourMap, magnified
from scenes.mobjects.heatmap import grid_of
from scenes.mobjects.lettering import Readout
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.spread import Spread
from scenes.mobjects.table import Table
from scenes.mobjects.ticks import doublings, linear_ticks, nice_step
from scenes.stage import style
from scenes.stage.explainer import Explainer
from scenes.stage.paths import cost_limits
from scenes.stage.report import set_up
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, text
from scenes.stage.words.numbers import decimals

STRAIGHT, ORDERED, MATCHED, CURVE = range(len(WAYS))
COLOURS = {STRAIGHT: style.WHITE, MATCHED: style.COST, CURVE: style.FOCUS}
CALLED = {STRAIGHT: "straight", MATCHED: "matched", CURVE: "bend"}
LARGE, SMALLER = 4.0, 3.0  # width of a grid of pictures, in scene units
NEAR, ASIDE = 3.45, 5.05  # how far from the frame's middle the two grids are, large and smaller
ROW = 0.5  # how high they stand
WITHIN_SCALE = 99  # the percentage of the weights that the scale reaches
PLOT = 4.5, 3.0
MAP = 8.4, 4.55  # the most room that it takes, in scene units
NODES = 96  # of the map, along its longer side
COLUMN, BESIDE = 4.4, 0.5  # how wide what is said beside it is, and how far from it
LAST_PLOT = 5.0, 3.3
ALONG_THE_LINE, ALONG_THE_CURVE = 2.2, 3.4  # seconds that the ball takes


class TheLowRoad(Explainer):
    """Straight from one minimum to another is a mountain, yet low roads join the two."""

    reads_run = False
    experiments = ("mode_connectivity",)

    def construct(self):
        self.tried = self.experiment("mode_connectivity")
        self.of_pairs = self.tried.arrays.costs[0, :, :, 0]  # (pairs, WAYS, points)
        self.t = np.linspace(0, 1, self.of_pairs.shape[-1])
        self.lay_out()
        self.two_valleys()
        self.straight_across()
        self.like_to_like()
        self.the_mountain_sinks()
        self.round_the_ridge()
        self.all_three()

    def lay_out(self):
        """A's pictures left, B's right; between them what their colours mean, and later the axes
        of the way from the one to the other."""
        W, right = self.tried.arrays.pictures, self.tried.arrays.right[0, 0, :2]
        scale = float(np.percentile(abs(W), WITHIN_SCALE))
        side = math.isqrt(W.shape[2])
        self.grids, self.names = VGroup(), VGroup()
        for name, w, share, x in zip("AB", W, right, (-NEAR, NEAR), strict=True):
            self.grids.add(grid_of(w, (side, side), scale, LARGE).move_to([x, ROW, 0]))
            name = text(f"network {name}", SMALL).next_to(self.grids[-1], UP, buff=0.15)
            facts = text(f"{100 * share:.1f}% of tests right", SMALL, style.QUIET)
            self.names.add(VGroup(name, facts.next_to(self.grids[-1], DOWN, buff=0.2)))
        self.legend = VGroup(
            text("weight", SMALL, style.QUIET), ColourBar((-scale, scale), form="{:+.1f}", length=2)
        )
        self.legend.arrange(DOWN, buff=0.2).move_to([0, ROW - LARGE / 2, 0], aligned_edge=DOWN)
        self.made = self._how_it_was_made()
        self.plot = self._axes(*PLOT)
        self.plot.shift([0.2, ROW - SMALLER / 2, 0] - self.plot.x_axis.get_center())

    def two_valleys(self):
        self.beat(
            "Two trainings, two valleys?",
            "Two trainings from other starts both end low, yet their first layers' weights look "
            "nothing alike.",
        )
        for grid, names in zip(self.grids, self.names, strict=True):
            self.play(FadeIn(grid, names), run_time=QUICK)
        self.play(FadeIn(self.legend, self.made), run_time=QUICK)

    def straight_across(self):
        self.beat(
            "Straight across: a mountain",
            "Each point of the line mixes the weights of both networks. Along it, the cost rises "
            f"by {self._found('barrier_straight'):.2f}.",
        )
        self.play(FadeOut(self.legend), *self._grids_to(SMALLER, ASIDE), run_time=NORMAL)
        middle = np.median(self.of_pairs[:, STRAIGHT, [0, -1]], axis=0)
        self.ends = VGroup(
            *(Dot(self.plot.c2p(*end), 0.09, color=style.WHITE) for end in enumerate(middle))
        )
        self.play(FadeIn(self.plot, self.ends), run_time=QUICK)
        line = self._walk(STRAIGHT)
        self.drawn = VGroup(self.plot, self.ends, line, self._label(STRAIGHT, 0.5))
        self.play(FadeIn(self.drawn[-1]), run_time=QUICK)

    def like_to_like(self):
        arrays = self.tried.arrays
        self.beat(
            "Like to like",
            "Hidden neurons may change places, or turn over, and no answer changes. So each of "
            "B's goes where A has its like.",
        )
        self.play(FadeOut(self.drawn), run_time=QUICK / 2)
        self._say_how_alike()
        self.play(FadeIn(self.legend, self.said), *self._grids_to(LARGE, NEAR), run_time=NORMAL)
        a, b = self.grids
        one, places = int(np.argmax(self._matches())), [picture.get_center() for picture in b]
        pair = a[one], b[arrays.order[one]]
        frames = [SurroundingRectangle(each, color=style.FOCUS, buff=0.04) for each in pair]
        pair[1].set_z_index(1)
        self.play(*map(Create, frames), run_time=QUICK)
        self.play(
            *(b[j].animate.move_to(places[i]) for i, j in enumerate(arrays.order)),
            frames[1].animate.move_to(places[one]),
            self.alike.animate.set_value(self._likeness(arrays.pictures[1][arrays.order])),
            run_time=SLOW,
        )
        self._turn_over()
        self.frames = VGroup(*frames)

    def the_mountain_sinks(self):
        matched, ordered = (self._found(f"barrier_{WAYS[way]}") for way in (MATCHED, ORDERED))
        right = self._found("test_accuracy_halfway_matched")
        self.beat(
            "The mountain sinks",
            f"Now the line rises by only {matched:.2f}; by {ordered:.2f}, had none been turned "
            f"over. Halfway, {right:.0%} of test digits are right.",
        )
        self.play(FadeOut(self.legend, self.said, self.frames), run_time=QUICK / 2)
        self.play(*self._grids_to(SMALLER, ASIDE), run_time=NORMAL)
        self.play(FadeIn(self.drawn), run_time=QUICK)
        line, label = self._walk(MATCHED), self._label(MATCHED, 1)
        self.play(FadeIn(label.shift(0.25 * UP)), run_time=QUICK)
        self.drawn.add(line, label)
        self.add(self.drawn)

    def round_the_ridge(self):
        settings = self.tried.settings
        steps = settings["epochs"] * settings["training"] // settings["mini_batch_size"]
        self.beat(
            "Or round it, by a bend",
            f"Or leave B as it was, and bend the way, by {steps:,} steps downhill. The map: the "
            "plane of A, B and bend.",
        )
        self.drawn.remove(self.ends)
        self.add(self.ends.set_z_index(1))
        self.play(FadeOut(self.grids, self.names, self.drawn), run_time=QUICK)
        self._lay_map()
        self.play(FadeIn(self.map), run_time=QUICK)
        moving = (
            dot.animate.move_to(there)
            for dot, there in zip(self.ends, self._way(STRAIGHT)[[0, -1]], strict=True)
        )
        self.play(*moving, FadeIn(self.letters, self.table[0], self.scale), run_time=NORMAL)
        straight, bend = self.ways = VGroup(*(self._line(way) for way in (STRAIGHT, CURVE)))
        here, *highest = self.table
        self._travel(STRAIGHT, straight, highest[0], ALONG_THE_LINE)
        self._travel(CURVE, bend, highest[1], ALONG_THE_CURVE, here)
        self.table.remove(here)
        self.hold(0.5)

    def all_three(self):
        narrow, wide = (hidden[0] for hidden in self.tried.settings["hidden"])
        self.beat(
            "Wider: lower roads",
            f"From {narrow} neurons a layer to {wide}, the bend's rise sinks to "
            f"{_written(self._found('barrier_curve', 1))}, while the straight line stays high.",
        )
        beside = VGroup(self.map, self.ends, self.letters, self.table, self.scale, self.ways)
        self.play(FadeOut(beside), run_time=QUICK)
        plots = VGroup(self._axes(*LAST_PLOT), self._axes(*LAST_PLOT))
        titles = VGroup()
        for plot, n, x in zip(plots, (narrow, wide), (-3.2, 3.6), strict=True):
            plot.shift([x, -1.45, 0] - plot.x_axis.get_center())
            titles.add(text(f"{n} neurons a layer").move_to([x, 2.6, 0]))
        self.play(FadeIn(plots, titles), run_time=QUICK)
        for way, at in ((STRAIGHT, (0.88, 0.9)), (MATCHED, (0.5, 0.5)), (CURVE, (0.5, 0.36))):
            lines = [self._spread(plot, w, way) for w, plot in enumerate(plots)]
            self.add(*lines)
            drawing = [line.animate.set_until(1) for line in lines]
            labels = [self._risen(plot, w, way, at) for w, plot in enumerate(plots)]
            self.play(*drawing, FadeIn(*labels), run_time=NORMAL, rate_func=linear)
        self.hold(2)

    def _found(self, name, w=0):
        """A number that was found, of one of the widths."""
        return self.tried.found[f"{name}_{self.tried.settings['hidden'][w][0]}"]

    def _how_it_was_made(self):
        settings = self.tried.settings
        return set_up(
            f"{len(settings['hidden'][0])} hidden layers of sigmoids",
            f"{settings['training']:,} digits",
            "quadratic cost",
            f"SGD, η {settings['eta']:g}",
            f"{len(settings['seeds'])} pairs: median and range",
            after=self.tried.facts["after"],
        )

    def _grids_to(self, width, x):
        """The two grids, with the words above and below them, to another width and place."""
        for grid, names, sign in zip(self.grids, self.names, (-1, 1), strict=True):
            there = grid.copy().set(width=width).move_to([sign * x, ROW, 0])
            yield grid.animate.set(width=width).move_to(there)
            yield names[0].animate.next_to(there, UP, buff=0.15)
            yield names[1].animate.next_to(there, DOWN, buff=0.2)

    def _axes(self, width, height):
        """Axes for the costs along a way, one scale for all."""
        top = 1.05 * float(self.tried.arrays.costs[:, :, :, 0].max())
        return Plot(
            (0, 1),
            (0, top),
            width,
            height,
            {0: "A", 0.5: "halfway", 1: "B"},
            linear_ticks(nice_step(top / 2), 0, top),
            y_title=f"cost of {self.tried.settings['judged']:,} training digits",
        )

    def _spread(self, plot, w, way):
        costs = self.tried.arrays.costs[w, :, way, 0]
        return Spread(plot, self.t, costs, COLOURS[way]).set_until(0)

    def _walk(self, way):
        """Draw the costs along a way, all pairs', and a ball on their median."""
        line, now = self._spread(self.plot, 0, way), ValueTracker(0)
        middle = np.median(self.of_pairs[:, way], axis=0)

        def ball():
            share = now.get_value()
            here = self.plot.c2p(share, np.interp(share, self.t, middle))
            return Dot(here, 0.1, color=style.FOCUS)

        rolling = ball().add_updater(lambda dot: dot.become(ball()))
        self.add(line.add_updater(lambda line: line.set_until(now.get_value())), rolling)
        self.play(now.animate.set_value(1), run_time=SLOW, rate_func=linear)
        line.clear_updaters()
        self.remove(rolling)
        return line

    def _label(self, way, share):
        """The name of a way, halfway, at a share of the height of its highest pair."""
        top = self.of_pairs[:, way].max()
        return text(CALLED[way], SMALL, COLOURS[way]).move_to(self.plot.c2p(0.5, share * top))

    def _risen(self, plot, w, way, at):
        """The name of a way, and how far its cost rises above its ends, at shares of the axes."""
        rise = self._found(f"barrier_{WAYS[way]}", w)
        label = text(f"{CALLED[way]} +{_written(rise)}", SMALL, COLOURS[way])
        return label.move_to(plot.c2p(at[0], at[1] * plot.y_range[1]))

    def _matches(self):
        """How alike each picture of A is to its match in B, whatever its sign (n,)."""
        A, B = self.tried.arrays.pictures
        B = B[self.tried.arrays.order]
        return [abs(np.corrcoef(a, b)[0, 1]) for a, b in zip(A, B, strict=True)]

    def _likeness(self, B):
        """The mean correlation of A's pictures with those of B in their places (n, pixels)."""
        A = self.tried.arrays.pictures[0]
        return np.mean([np.corrcoef(a, b)[0, 1] for a, b in zip(A, B, strict=True)])

    def _say_how_alike(self):
        """What the grids' likeness is, between them."""
        self.alike = Readout(
            self._likeness(self.tried.arrays.pictures[1]), "{:+.2f}", color=style.FOCUS
        )
        words = [
            text(line, SMALL, style.QUIET) for line in ("mean correlation", "of their weights")
        ]
        self.said = VGroup(*words, self.alike).arrange(DOWN, buff=0.16)
        self.said.move_to([0, ROW + LARGE / 2, 0], aligned_edge=UP)

    def _turn_over(self):
        """As cards are, which have another side."""
        arrays, b = self.tried.arrays, self.grids[1]
        over, width = [b[j] for j in np.flatnonzero(arrays.over)], b[0].width
        self.play(
            *(picture.animate.stretch_to_fit_width(width / 1000) for picture in over),
            run_time=QUICK,
            rate_func=rush_into,
        )
        for picture in over:
            picture.set_values(-picture.values)
        signs = np.where(arrays.over, -1, 1)[:, None]
        after = self._likeness((signs * arrays.pictures[1])[arrays.order])
        self.play(
            *(picture.animate.stretch_to_fit_width(width) for picture in over),
            self.alike.animate.set_value(after),
            run_time=NORMAL,
            rate_func=rush_from,
        )

    def _lay_map(self):
        """The plane of A, B and the bend, with what is said beside it."""
        arrays = self.tried.arrays
        x, y = arrays.xs[[0, -1]], arrays.ys[[0, -1]]
        costs = magnified(arrays.map_costs, arrays.xs, arrays.ys, x, y, NODES)
        limits = cost_limits(costs)
        self.map = ContourMap(costs, x, y, doublings(limits), limits, True, *MAP)
        self.map.move_to([-(COLUMN + BESIDE) / 2, 0.3, 0])
        column = self.map.get_right()[0] + BESIDE
        self.table = self._table().move_to([column, self.map.get_top()[1], 0], UP + LEFT)
        colours = VGroup(
            text(f"pair 1 of {len(self.of_pairs)}, on a plane of its own", SMALL, style.QUIET),
            cost_scale(limits),
            text("line to line: twice the cost", SMALL, style.QUIET),
        )
        colours.arrange(DOWN, buff=0.2, aligned_edge=LEFT)
        self.scale = VGroup(colours, ruler(self.map)).arrange(DOWN, buff=0.35, aligned_edge=LEFT)
        self.scale.move_to([column, self.map.get_bottom()[1], 0], DOWN + LEFT)
        self.letters = VGroup()
        ends = self._way(STRAIGHT)[[0, -1]]
        for name, place, side in zip("AB", ends, (LEFT, RIGHT), strict=True):
            self.letters.add(text(f"*{name}*").next_to(place, side, buff=0.25))
        self.letters.set_stroke(style.BACKGROUND, 6, background=True)

    def _table(self):
        """The cost where the ball is, and the highest that it met on either way."""
        self.cost = Readout(self.of_pairs[0, STRAIGHT, 0], "{:.3f}", color=style.COST)
        rows = {"cost here": self.cost}
        for way in (STRAIGHT, CURVE):
            highest = self.of_pairs[0, way].max()
            rows[f"highest, {CALLED[way]} (pair 1)"] = text(f"{highest:.3f}", color=COLOURS[way])
        return Table(rows, COLUMN)

    def _way(self, way):
        """A way on the map (points, 3)."""
        arrays = self.tried.arrays
        if way == STRAIGHT:
            return self.map.c2p(self.t * arrays.distance, 0 * self.t)
        _, of_bend, of_b = bezier(self.t)
        return self.map.c2p(*(of_bend * arrays.bend[:, None] + of_b * [[arrays.distance], [0]]))

    def _line(self, way):
        """A way on the map, with a dark edge, to be seen on any colour."""
        line = haloed(VMobject()).set_points_as_corners(self._way(way))
        return line.set_stroke(COLOURS[way]).set_stroke(style.BACKGROUND, 8, background=True)

    def _travel(self, way, line, highest, seconds, *gone):
        """A ball goes along a way, at its true cost, and draws it; what goes with the ball."""
        points, costs, now = self._way(way), self.of_pairs[0, way], ValueTracker(0)

        def ball():
            here = [np.interp(now.get_value(), self.t, axis) for axis in points.T]
            dot = Dot(np.array(here), 0.12, color=style.FOCUS)
            return dot.set_stroke(style.BACKGROUND, 5, background=True)

        rolling = ball().add_updater(lambda dot: dot.become(ball()))
        rolling.set_z_index(1)
        self.cost.add_updater(
            lambda cost: cost.set_value(np.interp(now.get_value(), self.t, costs))
        )
        self.add(rolling)
        self.play(now.animate.set_value(1), Create(line), run_time=seconds, rate_func=linear)
        for part in (self.cost, rolling):
            part.clear_updaters()
        self.play(FadeIn(highest), *map(FadeOut, (rolling, *gone)), run_time=QUICK)


def _written(rise):
    """A rise in cost, to two places, or to the first that is not 0."""
    return f"{rise:.{decimals(rise, 1, least=2)}f}"
