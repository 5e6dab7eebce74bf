"""From one minimum to another: straight on over a mountain, or by a low road."""

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
    linear,
    rush_from,
    rush_into,
)

from nn.results.mode_connectivity import CURVE, MATCHED, STRAIGHT, Roads
from scenes.minima.maps import cost_map
from scenes.mobjects.ball import Ball
from scenes.mobjects.lettering import Readout
from scenes.mobjects.network_pair import NetworkPair
from scenes.mobjects.plot import Plot
from scenes.mobjects.road_map import GAP, RoadMap
from scenes.mobjects.spread import Spread
from scenes.mobjects.ticks import linear_ticks, nice_step
from scenes.stage import style
from scenes.stage.explainer import Explainer
from scenes.stage.giving_way import giving_way
from scenes.stage.report import set_up
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, text
from scenes.stage.words.numbers import decimals

COLOURS = dict(zip((STRAIGHT, CURVE, MATCHED), style.KINDS, strict=False))
CALLED = {STRAIGHT: "straight", MATCHED: "matched", CURVE: "bend"}
LARGE, SMALLER = 3.8, 3.0  # width of a grid of pictures, in scene units
NEAR, ASIDE = 3.45, 5.05  # how far from the frame's middle the two grids are, large and smaller
ROW = 0.4  # how high they stand
PLOT = 4.5, 3.0
LEVEL = 0.02 * DOWN  # brings its labels onto the line of the words under the grids
PLOT_AT = 0.2 * RIGHT + (ROW - SMALLER / 2) * UP + LEVEL  # the middle of its x-axis
HIGHER = 0.25 * UP  # from a curve up to its name, if the curve is low
MAP = 8.4, 4.55  # the largest width and height of the map, in scene units
NODES = 96  # grid points along the map's longer side
COLUMN = 4.4  # the width of the column of text beside the map
MAP_AT = (COLUMN + GAP) / 2 * LEFT + 0.3 * UP  # its centre
LAST_PLOT = 5.0, 3.3
LAST_PLOTS_AT = 3.2 * LEFT + 1.45 * DOWN, 3.6 * RIGHT + 1.45 * DOWN  # the middles of their x-axes
TITLES = 4.05 * UP  # from there to their titles
LAST_LABELS = {
    STRAIGHT: (0.88, 0.9),
    MATCHED: (0.5, 0.5),
    CURVE: (0.5, 0.36),
}  # positions of the labels, as fractions of the axes
ALONG_THE_LINE = 2.2  # seconds that the ball takes for it
ALMOST = 0.2  # a rise that is so small beside another is almost gone


class TheLowRoad(Explainer):
    """Straight from one minimum to another is a mountain, yet low roads join the two."""

    reads_run = False
    experiments = ("mode_connectivity",)

    def construct(self):
        self.tried = self.experiment("mode_connectivity")
        self.roads = Roads(self.tried)
        self.two_valleys()
        self.straight_across()
        self.like_to_like()
        self.the_mountain_sinks()
        self.round_the_ridge()
        self.all_three()

    def two_valleys(self):
        W, right = self.roads.pictures, self.tried.arrays.right[0, 0, :2]
        self.pair = NetworkPair(W, right, self.roads.likeness(), LARGE, NEAR, ROW)
        self.made = self._how_it_was_made()
        self.plot = self._axes(*PLOT)
        self.plot.shift(PLOT_AT - self.plot.x_axis.get_center())
        a, b = self.pair
        self.add(a, self.pair.legend, self.made)
        seconds = self.beat(
            "Two trainings, two valleys?",
            "Two trainings, from two starts. The weights look nothing alike.",
        )
        self.play(FadeIn(b), run_time=seconds / 2)
        self.say("Are these two different valleys?")
        middle = np.median(self.roads.costs(STRAIGHT)[:, [0, -1]], axis=0)
        self.ends = VGroup(
            Dot(self.plot.c2p(*end), 0.09, color=style.WHITE) for end in enumerate(middle)
        )
        aside = self.pair.animate.put(SMALLER, ASIDE)
        self.play(FadeOut(self.pair.legend, run_time=QUICK), aside, run_time=NORMAL)
        self.play(FadeIn(self.plot, self.ends), run_time=QUICK)

    def straight_across(self):
        seconds = self.beat(
            "Straight across: a mountain",
            "Walk straight from one to the other, and the cost climbs over a mountain.",
        )
        line = self._walk(STRAIGHT, seconds - NORMAL)
        self.drawn = VGroup(self.plot, self.ends, line, self._label(STRAIGHT, 0.5))
        self.play(FadeIn(self.drawn[-1]), run_time=QUICK)

    def like_to_like(self):
        roads, pair = self.roads, self.pair
        seconds = self.beat("Like to like", "But neurons may change places, and even turn over.")
        back, gone = pair.animate.put(LARGE, NEAR), FadeOut(self.drawn, run_time=QUICK / 2)
        self.play(gone, back, FadeIn(pair.legend, pair.said), run_time=NORMAL)
        a, b = (grid.pictures for grid in pair)
        one, places = roads.best_match(), [picture.get_center() for picture in b]
        match = a[one], b[roads.order[one]]
        frames = [SurroundingRectangle(each, color=style.FOCUS, buff=0.04) for each in match]
        match[1].set_z_index(1)
        self.play(*map(Create, frames), run_time=(seconds - NORMAL) / 2)
        seconds = self.say(
            "So we sort one network's neurons, until each faces its match in the other."
        )
        self.play(
            *(b[j].animate.move_to(places[i]) for i, j in enumerate(roads.order)),
            frames[1].animate.move_to(places[one]),
            pair.alike.animate.set_value(roads.likeness(ordered=True)),
            run_time=seconds - QUICK - NORMAL,
        )
        self._turn_over()
        self.frames = VGroup(*frames)

    def the_mountain_sinks(self):
        straight, matched = map(self.roads.rise, (STRAIGHT, MATCHED))
        self.beat("The mountain sinks", "Now walk again.")
        gone = FadeOut(self.pair.legend, self.pair.said, self.frames, run_time=QUICK / 2)
        self.play(gone, self.pair.animate.put(SMALLER, ASIDE), run_time=NORMAL)
        self.play(FadeIn(self.drawn), run_time=QUICK)
        line, label = self._walk(MATCHED, SLOW), self._label(MATCHED, 1)
        almost = "almost gone" if matched < ALMOST * straight else "sunk"
        self.say(f"The mountain has {almost}.")
        self.play(FadeIn(label.shift(HIGHER)), run_time=QUICK)
        self.drawn.add(line, label)
        self.add(self.drawn)

    def round_the_ridge(self):
        self.beat("Or go round it", "Or leave B as it was, and bend the road instead.")
        self.drawn.remove(self.ends)
        self.add(self.ends.set_z_index(1))
        self.road_map = self._road_map()
        here, *highest = self.road_map.table
        places = zip(self.ends, self._on_map(STRAIGHT)[[0, -1]], strict=True)
        moving = (dot.animate.move_to(there) for dot, there in places)
        self.play(giving_way(VGroup(self.pair, self.drawn), self.road_map.map), *moving)
        self.play(FadeIn(self.road_map.letters, here, self.road_map.notes), run_time=QUICK)
        self.ways = VGroup(
            self.road_map.way(self.roads.on_plane(way), COLOURS[way]) for way in (STRAIGHT, CURVE)
        )
        self._travel(STRAIGHT, self.ways[0], highest[0], ALONG_THE_LINE)
        seconds = self.say("Downhill steps can find a low way round.")
        self._travel(CURVE, self.ways[1], highest[1], seconds - 1, here)
        self.road_map.table.remove(here)

    def all_three(self):
        narrow, wide = (hidden[0] for hidden in self.roads.hidden)
        lower = self.roads.rise(CURVE, 1) < self.roads.rise(CURVE)
        seconds = self.beat(
            "Wider, and lower still" if lower else "And wider?",
            f"And the wider the networks, the {'lower' if lower else 'higher'} the road.",
        )
        plots, titles = VGroup(self._axes(*LAST_PLOT), self._axes(*LAST_PLOT)), VGroup()
        for plot, n, place in zip(plots, (narrow, wide), LAST_PLOTS_AT, strict=True):
            plot.shift(place - plot.x_axis.get_center())
            titles.add(text(f"{n} neurons a layer").move_to(place + TITLES))
        gone = VGroup(self.road_map, self.ends, self.ways)
        self.play(giving_way(gone, VGroup(plots, titles)))
        for way in (STRAIGHT, MATCHED, CURVE):
            lines = [self._spread(plot, w, way) for w, plot in enumerate(plots)]
            self.add(*lines)
            drawing = [line.animate.set_until(1) for line in lines]
            labels = [self._risen(plot, w, way) for w, plot in enumerate(plots)]
            self.play(*drawing, FadeIn(*labels), run_time=seconds / 3, rate_func=linear)
        self.hold(2)

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

    def _axes(self, width, height):
        """Axes for the costs along a path, on one scale for all paths."""
        top = 1.05 * self.roads.highest()
        x_ticks, y_ticks = (
            {0: "A", 0.5: "halfway", 1: "B"},
            linear_ticks(nice_step(top / 2), 0, top),
        )
        title = f"cost of {self.tried.settings['judged']:,} training digits"
        return Plot((0, 1), (0, top), width, height, x_ticks, y_ticks, y_title=title)

    def _spread(self, plot, w, way):
        costs = self.roads.costs(way, w)
        return Spread(plot, self.roads.t, costs, COLOURS[way]).set_until(0)

    def _walk(self, way, seconds):
        """Draw the costs of all pairs along a path in some seconds, with a ball on their median."""
        line, now = self._spread(self.plot, 0, way), ValueTracker(0)
        middle, t = np.median(self.roads.costs(way), axis=0), self.roads.t
        ball = Ball(self.plot.c2p(t, middle), t)
        ball.add_updater(lambda ball: ball.set_share(now.get_value()))
        self.add(line.add_updater(lambda line: line.set_until(now.get_value())), ball)
        self.play(now.animate.set_value(1), run_time=seconds, rate_func=linear)
        line.clear_updaters()
        self.remove(ball)
        return line

    def _label(self, way, share):
        """The name of a path, halfway along it, at a fraction of the highest pair's cost."""
        top = self.roads.costs(way).max()
        return text(CALLED[way], SMALL, COLOURS[way]).move_to(self.plot.c2p(0.5, share * top))

    def _risen(self, plot, w, way):
        """The name of a path and how far its cost rises above its ends, at width number w."""
        across, up = LAST_LABELS[way]
        words = f"{CALLED[way]} +{_written(self.roads.rise(way, w))}"
        label = text(words, SMALL, COLOURS[way])
        return label.move_to(plot.c2p(across, up * plot.y_range[1]))

    def _turn_over(self):
        """Flip pictures like cards; the back shows the weights with opposite signs."""
        b = self.pair[1].pictures
        over, width = [b[j] for j in np.flatnonzero(self.roads.over)], b[0].width
        self.play(
            *(picture.animate.stretch_to_fit_width(width / 1000) for picture in over),
            run_time=QUICK,
            rate_func=rush_into,
        )
        for picture in over:
            picture.set_values(-picture.values)
        self.play(
            *(picture.animate.stretch_to_fit_width(width) for picture in over),
            self.pair.alike.animate.set_value(self.roads.likeness(ordered=True, turned=True)),
            run_time=NORMAL,
            rate_func=rush_from,
        )

    def _road_map(self):
        """A map of the plane through A, B and the bend of the curve; beside it the cost at the ball
        and the highest cost on either path."""
        a_map, limits = cost_map(self.tried.arrays, NODES, MAP)
        pairs = len(self.roads.costs(STRAIGHT))
        self.cost = Readout(self.roads.costs(STRAIGHT)[0, 0], "{:.3f}", color=style.COST)
        rows = {"cost here": self.cost}
        for way in (STRAIGHT, CURVE):
            highest = f"{self.roads.costs(way)[0].max():.3f}"
            rows[f"highest, {CALLED[way]} (pair 1)"] = text(highest, color=COLOURS[way])
        notes = f"pair 1 of {pairs}, on a plane of its own", "line to line: twice the cost"
        ends = self.roads.on_plane(STRAIGHT)[:, [0, -1]].T
        return RoadMap(a_map.move_to(MAP_AT), limits, ends, "AB", notes, rows, COLUMN)

    def _on_map(self, way):
        """The points (points, 3) of a path on the map."""
        return self.road_map.map.c2p(*self.roads.on_plane(way))

    def _travel(self, way, line, highest, seconds, *gone):
        """Move a ball along a path, drawing the path's line and showing the true cost; then fade
        out the ball and `gone`."""
        costs, t, now = self.roads.costs(way)[0], self.roads.t, ValueTracker(0)
        ball = Ball(self._on_map(way), t, 0.12).set_stroke(style.BACKGROUND, 5, background=True)
        ball.add_updater(lambda ball: ball.set_share(now.get_value()))
        self.cost.add_updater(lambda cost: cost.set_value(np.interp(now.get_value(), t, costs)))
        self.add(ball.set_z_index(1))
        self.play(now.animate.set_value(1), Create(line), run_time=seconds, rate_func=linear)
        for part in (self.cost, ball):
            part.clear_updaters()
        self.play(FadeIn(highest), *map(FadeOut, (ball, *gone)), run_time=QUICK)


def _written(rise):
    """A rise in cost with two decimals, or with as many as its first nonzero digit needs."""
    return f"{rise:.{decimals(rise, 1, least=2)}f}"
