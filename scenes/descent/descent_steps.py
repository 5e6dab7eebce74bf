"""The surface of the cost from above: the path down, and its single steps."""

import functools

import numpy as np
from manim import (
    DOWN,
    LEFT,
    ORIGIN,
    RIGHT,
    Create,
    Dot,
    FadeIn,
    FadeOut,
    GrowArrow,
    LaggedStart,
    Line,
    Restore,
    ValueTracker,
    VGroup,
    VMobject,
    there_and_back,
)

from nn.analysis.gradients import angles_between
from scenes.descent.maps import MAP, MAP_AT, PLANE, heights, legend
from scenes.mobjects.annotations import (
    COLUMN,
    arrow,
    cost_scale,
    haloed,
    key,
    note,
    table_of,
    unit,
)
from scenes.mobjects.contour_map import ContourMap
from scenes.mobjects.lens import frame
from scenes.mobjects.ticks import doublings, evenly
from scenes.stage import style
from scenes.stage.explainer import Explainer
from scenes.stage.needs import (
    A_PLANE,
    COSTS_OF_ONE_SIZE,
    COSTS_THAT_DIFFER,
    DATA,
    FINITE_SLOPES,
    HISTORY,
)
from scenes.stage.paths import (
    at,
    cost_limits,
    evenly_along,
    median_turn,
    pace_along,
    single_steps,
    surroundings,
    window_on,
)
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, text
from scenes.stage.words.numbers import in_words, short
from scenes.stage.words.things import images, is_plain_descent, step

SECONDS_OF_DESCENT = 4
ALL = style.KINDS[1]  # the way downhill over all images: pink
FOLLOWING = 20  # degrees, the median, within which a path is said to follow arrows
ARROWS = 7  # the number of snapshots with an arrow
STAGGERING = 5  # degrees from step to step, by the median, from which steps are said to stagger
KEY, KEY_AT = 0.7, (COLUMN[0], 0.65, 0)  # the length of its lines; the middle of its left edge


class DescentSteps(Explainer):
    """The surface from above: where the network went, where downhill is, and single steps."""

    needs = (HISTORY, DATA, FINITE_SLOPES, A_PLANE, COSTS_THAT_DIFFER, COSTS_OF_ONE_SIZE)
    landscape = True

    def construct(self):
        self.from_above()
        self.where_downhill_is()
        self.the_first_steps()
        self.each_step_sees_little()
        self.closer_still()

    def from_above(self):
        plane = self.planes[PLANE]
        steps = self.run.steps[plane.snapshots]
        self.beat("The same landscape, from above", "From one line to the next, the cost doubles.")
        self._lay_map(plane, *surroundings(plane), doublings)
        n = self.run.thetas.shape[1]
        self.note = note(f"two of {n:,} directions: \\ those along which \\ training moved most")
        self._start_clock()
        before = haloed(VMobject().set_points_as_corners(self.way))  # as the clip before ended
        self.add(self.map, self.legend, self.note, before)
        self.hold()
        brighter = self.map.contours.animate(rate_func=there_and_back).set_stroke(
            width=3, opacity=1
        )
        self.play(brighter, run_time=SLOW)
        saying = self.say(f"And this is the path: {steps[-1]:,} {step(self.run)}s.")
        self.play(FadeOut(self.note, before), FadeIn(self.dot, self.table), run_time=QUICK)
        trail = haloed(VMobject())
        self.add(trail, self.dot)
        trail.add_updater(lambda line: line.set_points_as_corners(self._way_so_far()))
        there = self.now.animate.set_value(len(steps) - 1)
        pace = functools.partial(pace_along, plane.path)
        self.play(there, run_time=max(saying, SECONDS_OF_DESCENT), rate_func=pace)
        trail.clear_updaters()
        self.drawn = VGroup(trail)

    def where_downhill_is(self):
        plane = self.plane
        shown = evenly_along(plane.path, ARROWS)
        saying = self.beat("Did it go straight down?", "Arrows show the steepest way down.")
        arrows = VGroup(*(self._downhill(s, unit(-plane.slopes[s])) for s in shown))
        meaning = key((arrow(ORIGIN, KEY * RIGHT, ALL), "$-nabla C$, direction only"))
        meaning.move_to(KEY_AT, aligned_edge=LEFT)
        self.play(FadeOut(self.table, self.dot), FadeIn(meaning), run_time=QUICK)
        self.play(LaggedStart(*map(GrowArrow, arrows), lag_ratio=0.3), run_time=saying)
        self.say(f"{how_it_follows(plane, shown)}, on this map.")
        self.drawn.add(arrows, meaning)

    def the_first_steps(self):
        plane = self.planes["first"]
        steps = self.run.steps[plane.snapshots]
        self.count = single_steps(steps) or len(steps) - 1
        saying = self.beat("The first steps, up close", "Let's zoom in on the very first steps.")
        wide, leaving, start = self.map, VGroup(self.legend, self.drawn), self.way[0]
        x, y = surroundings(plane)
        window = frame(np.ptp(x) * wide.unit, np.ptp(y) * wide.unit)
        self._lay_map(plane, x, y, evenly)
        inside = (self.way[0] - self.map.get_center()) * wide.unit / self.map.unit
        self.note = note("two other directions, \\ of the first steps")
        self.play(Create(window.move_to(start - inside)), FadeIn(self.note), run_time=QUICK)
        self.map.save_state()
        self._grow_out_of(window, wide, leaving, saying / 2)
        self._start_clock()
        self.play(FadeIn(self.legend, self.dot), run_time=QUICK)

    def each_step_sees_little(self):
        few = self.run.facts["mini_batch_size"]
        count = self.run.facts["dataset"]["training"]
        apart = np.diff(self.run.steps[self.plane.snapshots][: self.count + 1])
        self.single, steps = apart.max() == 1, int(np.median(apart))
        self.stride, words = self._stride()
        seen = f"{in_words(few)} {images(self.run)}" if few else ""
        if self.single:
            white = f"White is the step it took{f', seeing only {seen}' * bool(few)}."
        else:
            of_few = f", each of {seen}" if few else ""
            white = f"White is where it went in {steps:,} {step(self.run)}s{of_few}."
        saying = self.beat(
            f"Each step sees {seen}" if few else "Its steps, and the way down", white
        )
        meaning = key(
            (arrow(ORIGIN, KEY * RIGHT, ALL), words),
            (Line(ORIGIN, KEY * RIGHT, color=style.WHITE, stroke_width=3), "where it went"),
        ).move_to(KEY_AT, aligned_edge=LEFT)
        self.play(FadeOut(self.note), FadeIn(meaning, self.table), run_time=QUICK)
        self.drawn = VGroup()
        took, wish = self._step(0)
        self.play(Create(took), self.now.animate.set_value(1), run_time=(saying - QUICK) / 2)
        sent = "where" if "eta" in words else "the way that"
        self.say(f"Pink is {sent} all {count:,} would have sent it.")
        self.play(GrowArrow(wish), run_time=NORMAL)
        for k in range(1, self.count):
            self._make_step(k, QUICK / 2)

    def closer_still(self):
        before, after = self.plane.true_costs[[0, self.count]]
        stagger, words = self._how_it_staggers()
        down = ", and comes down" * bool(after < before)
        self.beat(stagger + down, words)
        first = self.count // 2
        x, y, window = self._window(slice(first, self.count + 1))
        self.play(Create(window), run_time=QUICK)
        wide, leaving = self.map, VGroup(self.drawn, self.legend)
        self._lay_map(self.plane, x, y, evenly)
        self.map.save_state()
        self.map.heatmap.set_scale(wide.heatmap.limits)
        self.now.set_value(first)
        self.remove(self.dot)
        self._grow_out_of(window, wide, leaving, 1.5 * NORMAL)
        self.bring_to_front(self.table)  # what moves is on top, so that the rest is drawn once
        self.play(FadeIn(self.legend, self.dot.update()), run_time=QUICK)
        moves = f"{in_words(self.count)} {'steps' if self.single else 'moves'}"
        saying = self.say(
            f"And still, after {moves}, the cost is down to {after:.2f}."
            if down
            else f"After {moves}, the cost is {after:.2f}."
        )
        for k in range(first, self.count):
            self._make_step(k, saying / (self.count - first))

    def _grow_out_of(self, window, wide, leaving, seconds):
        """Let the map, whose state is saved, grow out of a window on the one before it."""
        self.map.replace(window)
        self.play(FadeIn(self.map), FadeOut(leaving), run_time=QUICK)
        growing = window.animate.replace(wide, stretch=True).set_stroke(opacity=0)
        self.play(Restore(self.map), growing, run_time=seconds)
        self.remove(wide, window)

    def _window(self, shown):
        """(x, y, a frame on the map): the part of the map that holds some snapshots, and the points
        to which the gradient over all images would have led from them."""
        path = self.plane.path[shown]
        wishes = path - self.stride * self.plane.slopes[shown]
        x, y = window_on(np.vstack([path, wishes]), self.map.sides)
        window = frame(np.ptp(x) * self.map.unit, np.ptp(y) * self.map.unit)
        return x, y, window.move_to(self.map.c2p(x.mean(), y.mean()))

    def _lay_map(self, plane, x, y, levels_within):
        """Set `map` and `legend` to a part of a plane, logarithmic if the levels are doublings."""
        self.plane = plane
        costs = heights(plane, x, y)
        limits = cost_limits(costs)
        levels = levels_within(limits)
        logarithmic = levels_within is doublings
        self.map = ContourMap(costs, x, y, levels, limits, logarithmic, *MAP).move_to(MAP_AT)
        self.way = self.map.c2p(*plane.path.T)
        apart = "twice the cost" if logarithmic else f"cost + {short(levels[1] - levels[0])}"
        title = "cost, logarithmic" if logarithmic else "cost"
        colours = VGroup(
            cost_scale(limits, title),
            text(f"line to line: {apart}", SMALL, style.QUIET),
        ).arrange(DOWN, buff=0.2, aligned_edge=LEFT)
        self.legend = legend(self.map, colours)

    def _start_clock(self):
        """The current snapshot, shown by a dot on the map and by its step and costs."""
        self.now = ValueTracker(0)
        self.dot = self._dot()
        self.dot.add_updater(lambda dot: dot.become(self._dot()))
        steps = self.run.steps[self.plane.snapshots]
        self.table = table_of(
            self.now,
            {
                step(self.run): (steps, "{:,.0f}", style.WHITE),
                "true cost": (self.plane.true_costs, "{:.3f}", style.COST),
                "cost on the map": (self.plane.plane_costs, "{:.3f}", style.COST),
            },
        )

    def _dot(self):
        """A new dot for each frame: moving one step by step would add up rounding, which Manim's
        cache notices."""
        return Dot(self._here(), 0.1, color=style.FOCUS)

    def _here(self):
        return at(self.now.get_value(), self.way)

    def _way_so_far(self):
        return np.vstack([self.way[: int(self.now.get_value()) + 1], self._here()])

    def _make_step(self, k, run_time):
        """Show the step from a snapshot, beside where all images would have led from there."""
        took, wish = self._step(k)
        ahead = self.now.animate.set_value(k + 1)
        self.play(GrowArrow(wish), Create(took), ahead, run_time=run_time)

    def _step(self, k):
        """The step from a snapshot, as a line, and where all images would have led, as an arrow."""
        wish = self._downhill(k, -self.stride * self.plane.slopes[k] * self.map.unit)
        took = Line(self.way[k], self.way[k + 1], color=style.WHITE, stroke_width=3)
        self.drawn.add(took, wish)
        self.add(wish, took, self.dot)  # in this order from below
        return took, wish

    def _downhill(self, s, vector):
        """An arrow from snapshot s along a vector (2,) in scene units."""
        return arrow(self.way[s], self.way[s] + [*vector, 0], ALL)

    def _stride(self):
        """(the length of an arrow for a slope of 1, its name): η if a step is exactly −η∇C."""
        facts, plane = self.run.facts["optimizer"], self.plane
        steps = self.run.steps[plane.snapshots]
        if is_plain_descent(self.run) and single_steps(steps):
            return facts["eta"], f"$-eta nabla C$, all {images(self.run)}"
        strides = np.linalg.norm(np.diff(plane.path, axis=0), axis=1)
        slopes = np.linalg.norm(plane.slopes, axis=1)
        return strides.max() / slopes.max(), "$-nabla C$, not to scale"

    def _how_it_staggers(self):
        """(headline, words): whether the steps turn, and why they do not lead straight down."""
        name, few = self.run.facts["optimizer"]["name"], self.run.facts["mini_batch_size"]
        turn = median_turn(self.plane.path[: self.count + 1])
        if turn < STAGGERING:
            return "It hardly staggers", "It hardly staggers: no step turns far from the last."
        if few is None:
            why = f"Few {images(self.run)} a step, or an optimizer's own steering, may be why."
            return "Not quite that way", f"White and pink part. {why}"
        steers = f" And {name} steers by itself." * (self.run.replayable and name != "sgd")
        return "It staggers", f"So it staggers, like someone in the dark.{steers}"


def how_it_follows(plane, shown):
    """Whether the path goes the way that arrows at some snapshots point, on the map."""
    ahead = np.minimum(np.add(shown, 1), len(plane.path) - 1)
    turns = angles_between(-plane.slopes[shown], plane.path[ahead] - plane.path[shown])
    return (
        "The path nearly follows them"
        if np.median(turns) < FOLLOWING
        else "The path doesn't follow them"
    )
