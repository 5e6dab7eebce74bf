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
)

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
from scenes.stage.words.numbers import short
from scenes.stage.words.things import images, is_plain_descent, step

SECONDS_OF_DESCENT = 10
ARROWS = 7  # the number of snapshots with an arrow
STAGGERING = 5  # degrees from step to step, by the median, from which steps are said to stagger
KEY, KEY_AT = 0.7, (COLUMN[0], 0.65, 0)  # the length of its lines; the middle of its left edge


class DescentSteps(Explainer):
    """The surface from above: where the network went, where downhill is, and single steps."""

    needs = (HISTORY, DATA, FINITE_SLOPES, A_PLANE, COSTS_THAT_DIFFER, COSTS_OF_ONE_SIZE)
    landscape = True

    def construct(self):
        self.from_above()
        self.the_way_it_went()
        self.where_downhill_is()
        self.the_first_steps()
        self.each_step_sees_little()
        self.closer_still()

    def from_above(self):
        plane = self.planes[PLANE]
        self.beat(
            "The surface from above",
            "The cost over two directions. From one contour line to the next it doubles.",
        )
        self._lay_map(plane, *surroundings(plane), doublings)
        n = self.run.thetas.shape[1]
        self.note = note(f"two of {n:,} directions: \\ those along which \\ training moved most")
        self.play(FadeIn(self.map, self.legend))
        self.play(FadeIn(self.note))

    def the_way_it_went(self):
        plane, steps = self.plane, self.run.steps[self.plane.snapshots]
        start = "to" if steps[0] else "from a random start to"
        self.beat(
            "The way it went",
            f"{steps[-1]:,} {step(self.run)}s of training, {start} where the cost is "
            f"{plane.true_costs[-1]:.3f}.",
        )
        self._start_clock()
        trail = haloed(VMobject())
        self.play(FadeOut(self.note), run_time=QUICK)
        self.play(FadeIn(self.dot, self.table))
        self.add(trail, self.dot)
        trail.add_updater(lambda line: line.set_points_as_corners(self._way_so_far()))
        pace = functools.partial(pace_along, plane.path)
        self.play(
            self.now.animate.set_value(len(steps) - 1),
            run_time=SECONDS_OF_DESCENT / 2,
            rate_func=pace,
        )
        trail.clear_updaters()
        self.drawn = VGroup(trail)

    def where_downhill_is(self):
        plane, count = self.plane, self.run.facts["dataset"]["training"]
        shown = evenly_along(plane.path, ARROWS)
        self.beat(
            "Which way is downhill",
            f"Arrows are −∇C over all {count:,} {images(self.run)}. The network was a little off "
            "this plane, so they may cross lines aslant.",
        )
        arrows = VGroup(*(self._downhill(s, unit(-plane.slopes[s])) for s in shown))
        meaning = key((arrow(ORIGIN, KEY * RIGHT), "$-nabla C$, direction only"))
        meaning.move_to(KEY_AT, aligned_edge=LEFT)
        self.play(FadeOut(self.table, self.dot), FadeIn(meaning))
        self.play(LaggedStart(*map(GrowArrow, arrows), lag_ratio=0.3), run_time=2 * SLOW)
        self.drawn.add(arrows, meaning)

    def the_first_steps(self):
        plane = self.planes["first"]
        steps = self.run.steps[plane.snapshots]
        self.count = single_steps(steps) or len(steps) - 1
        self.beat(
            f"The first {steps[self.count]} steps",
            "The start, much closer, on a map of its own: at most "
            f"{abs(plane.height_errors).max():.2f} off the true cost.",
        )
        self.play(FadeOut(self.map, self.legend, self.drawn))
        self._lay_map(plane, *surroundings(plane), evenly)
        self._start_clock()
        self.note = note("two other directions: \\ those along which the \\ first steps moved most")
        self.play(FadeIn(self.map, self.legend, self.dot))
        self.play(FadeIn(self.note))

    def each_step_sees_little(self):
        few = self.run.facts["mini_batch_size"]
        count = self.run.facts["dataset"]["training"]
        apart = np.diff(self.run.steps[self.plane.snapshots][: self.count + 1])
        single, steps = apart.max() == 1, int(np.median(apart))
        stride, words = self._stride()
        of_few = f", each of {few} {images(self.run)}" if few else ""
        self.beat(
            f"Each step sees {few} {images(self.run)}" if few else "Its steps, and the way down",
            (
                f"White: the step it made{f', knowing only {few} {images(self.run)}' * bool(few)}. "
                if single
                else f"White: where it went in {steps:,} {step(self.run)}s{of_few}. "
            )
            + f"Yellow: the way all {count:,} would have sent it"
            + (", with the same η." if "eta" in words else "."),
        )
        meaning = key(
            (arrow(ORIGIN, KEY * RIGHT), words),
            (Line(ORIGIN, KEY * RIGHT, color=style.WHITE, stroke_width=3), "where it went"),
        ).move_to(KEY_AT, aligned_edge=LEFT)
        self.play(FadeOut(self.note), run_time=QUICK)
        self.play(FadeIn(meaning, self.table))
        self.stride = stride
        self.drawn = VGroup()
        for k in range(self.count):
            self._make_step(k, NORMAL if k < 1 else 0.75 * QUICK)

    def closer_still(self):
        before, after = self.plane.true_costs[[0, self.count]]
        known = self.run.facts["mini_batch_size"] is not None
        moves = f"All {self.count} of them" if known else f"The {self.count} moves"
        turn = median_turn(self.plane.path[: self.count + 1])
        if turn < STAGGERING:
            stagger, yet = "They hardly stagger", "and go"
            seen = f"each turns by {turn:.0f}° from the one before, by the median: not much"
        elif known:
            stagger, yet = "They stagger", "and yet go"
            seen = f"they stagger: {self._guide()}"
        else:
            stagger, yet = "Not quite that way", "and yet"
            seen = f"white and yellow part: {self._guide()}"
        self.beat(
            f"{stagger}, {yet} down" if after < before else stagger,
            f"Closer still, {seen}. {moves} brought the cost from {before:.2f} to {after:.2f}.",
        )
        first = self.count // 2
        x, y, window = self._window(slice(first, self.count + 1))
        self.play(Create(window), run_time=QUICK)
        wide, wide_legend = self.map, self.legend
        self._lay_map(self.plane, x, y, evenly)
        self.map.save_state()
        self.map.heatmap.set_scale(wide.heatmap.limits)
        self.map.replace(window)
        self.now.set_value(first)
        self.remove(self.dot)
        self.play(FadeIn(self.map), FadeOut(self.drawn, wide_legend), run_time=QUICK)
        growing = window.animate.replace(wide, stretch=True).set_stroke(opacity=0)
        self.play(Restore(self.map), growing, run_time=1.5 * NORMAL)
        self.remove(wide)
        self.bring_to_front(self.table)  # what moves is on top, so that the rest is drawn once
        self.play(FadeIn(self.legend, self.dot.update()), run_time=QUICK)
        for k in range(first, self.count):
            self._make_step(k, QUICK)
        self.hold()

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
        """Show where the gradient over all images leads at a snapshot, then the actual step."""
        wish = self._downhill(k, -self.stride * self.plane.slopes[k] * self.map.unit)
        step = Line(self.way[k], self.way[k + 1], color=style.WHITE, stroke_width=3)
        self.add(wish, self.dot)  # the dot stays on top
        self.play(GrowArrow(wish), run_time=run_time / 2)
        self.add(step, self.dot)
        self.play(Create(step), self.now.animate.set_value(k + 1), run_time=run_time / 2)
        self.drawn.add(step, wish)

    def _downhill(self, s, vector):
        """An arrow from snapshot s along a vector (2,) in scene units."""
        return arrow(self.way[s], self.way[s] + [*vector, 0])

    def _stride(self):
        """(the length of an arrow for a slope of 1, its name): η if a step is exactly −η∇C."""
        facts, plane = self.run.facts["optimizer"], self.plane
        steps = self.run.steps[plane.snapshots]
        if is_plain_descent(self.run) and single_steps(steps):
            return facts["eta"], f"$-eta nabla C$, all {images(self.run)}"
        strides = np.linalg.norm(np.diff(plane.path, axis=0), axis=1)
        slopes = np.linalg.norm(plane.slopes, axis=1)
        return strides.max() / slopes.max(), "$-nabla C$, not to scale"

    def _guide(self):
        """Why steps do not lead straight downhill: few images, and what some optimizers add."""
        if self.run.facts["mini_batch_size"] is None:
            return f"a few {images(self.run)} a step, or an optimizer's own steering, may be why"
        name = self.run.facts["optimizer"]["name"]
        steers = self.run.replayable and name != "sgd"
        more = f", and {name} steers by itself" * steers
        return f"a few {images(self.run)} are no exact guide{more}"
