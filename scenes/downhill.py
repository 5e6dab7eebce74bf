"""Down the surface of the cost: a landscape of thousands of dimensions, by a slice of two."""

import functools

import numpy as np
from manim import (
    DEGREES,
    DOWN,
    IN,
    LEFT,
    OUT,
    RIGHT,
    Create,
    DashedVMobject,
    Dot,
    FadeIn,
    FadeOut,
    GrowArrow,
    LaggedStart,
    Line,
    Rectangle,
    Restore,
    ValueTracker,
    VGroup,
    VMobject,
)

from scenes import style
from scenes.annotations import (
    COLUMN,
    arrow,
    cost_scale,
    haloed,
    note,
    plate_behind,
    rows_of,
    ruler,
    table_of,
    unit,
)
from scenes.explainer import Explainer, ExplainerInSpace
from scenes.mobjects.contour_map import ContourMap, doublings, evenly, magnified, nice_step
from scenes.mobjects.surface import PaintedSurface
from scenes.paths import (
    at,
    cost_limits,
    evenly_along,
    logarithmic,
    pace_along,
    single_steps,
    spans,
    surroundings,
    window_on,
)
from scenes.style import NORMAL, QUICK, SLOW, SMALL, text

PLANE = "principal"  # where most of the movement is, and the path nearly always near the surface
NODES = 96  # of the surface's grid, along its longer side
BOX = 8.2, 5.0, 2.7  # the most room that the surface takes, in scene units
FROM_ABOVE = {"phi": 0, "theta": -90 * DEGREES}
ASIDE = {"phi": 63 * DEGREES, "theta": -76 * DEGREES}
TURNED = {"phi": 61 * DEGREES, "theta": -44 * DEGREES, "zoom": 0.88}
SECONDS_OF_DESCENT = 10
MAP = 8.8, 5.3  # the most room that a map takes, in scene units
MAP_CENTRE = (-2.0, -0.25, 0)
ARROWS = 7  # at so many snapshots
KEY = 0.7  # the length of a line in a key, in scene units
BELOW = 0.01  # how far under the surface, in heights of its box, the path is dashed


class CostSurface(ExplainerInSpace):
    """The cost over two directions of many, the way down, and what such a slice hides."""

    def construct(self):
        self.plane = self.planes[PLANE]
        self.now = ValueTracker(0)  # the snapshot we are at
        self.lay_out()
        self.a_flat_map()
        self.the_surface_rises()
        self.the_way_down()
        self.what_the_slice_hides()
        self.one_slice_of_many()

    def lay_out(self):
        """The surface in its box, at first pressed flat and aside; the rulers along its sides."""
        plane = self.plane
        x, y = surroundings(plane)
        costs = magnified(plane.costs, plane.alphas, plane.betas, x, y, NODES)
        limits = self.limits = cost_limits(costs, plane.true_costs)
        scale = min(BOX[0] / np.ptp(x), BOX[1] / np.ptp(y))
        self.surface = PaintedSurface(
            costs,
            x,
            y,
            (0, limits[1]),
            size=(scale * np.ptp(x), scale * np.ptp(y), BOX[2]),
            colours=logarithmic(limits),
            levels=doublings(limits),
            contour_colour=style.WHITE,
            contour_width=0.8,
        ).set_path(np.column_stack([plane.path, plane.true_costs]), shown=0)
        self.surface.shift([-0.3, 0.28, 0.3])
        self.rulers = self._rulers()
        self.cost_axis = self._cost_axis()
        for mobject in (self.surface, self.rulers):
            mobject.save_state()
            mobject.shift(1.6 * LEFT)
        self.surface.stretch(1e-3, 2, about_edge=IN)
        self.set_camera_orientation(**FROM_ABOVE)

    def a_flat_map(self):
        n, images = self.run.thetas.shape[1], self.run.facts["dataset"]["training"]
        self.beat(
            f"{n:,} dimensions, two of them",
            f"Each point here is a whole network, all {n:,} weights and biases set. Its colour is "
            f"its cost over {images:,} images.",
        )
        words = f"two of {n:,} directions: \\ those along which \\ training moved most"
        directions = text(words, SMALL, style.QUIET)
        scale = cost_scale(self.limits)
        self.note = VGroup(directions, scale).arrange(DOWN, buff=1.6, aligned_edge=LEFT)
        self.note.move_to([COLUMN[0] + 0.2, 0.2, 0], aligned_edge=LEFT)
        self._fix(self.note)
        self.play(FadeIn(self.surface, scale))
        self.play(FadeIn(self.rulers, directions))

    def the_surface_rises(self):
        self.beat(
            "Height is cost",
            "Now height is the cost as well. From one contour line to the next it doubles.",
        )
        self.play(FadeOut(self.note), run_time=QUICK)
        rising = [Restore(self.surface), Restore(self.rulers)]
        self.move_camera(**ASIDE, added_anims=rising, run_time=1.5 * SLOW)
        self.play(FadeIn(self.cost_axis))

    def the_way_down(self):
        self.beat(
            "The way down",
            "The ball is our network, at its true cost. A stem shows how far off the surface is. "
            "Where the path runs below it, it is dashed.",
        )
        last = len(self.plane.path) - 1
        self.table = self._table_of_now()
        self._show_now(self.surface)
        self.play(FadeIn(self.table))
        self.hold()
        self.surface.add_updater(self._show_now)
        hidden = self._hidden_path()
        self.add(hidden)
        pace = functools.partial(pace_along, self.plane.path)
        self.play(self.now.animate.set_value(last), run_time=SECONDS_OF_DESCENT, rate_func=pace)
        self.surface.clear_updaters()
        hidden.clear_updaters(recursive=True)

    def what_the_slice_hides(self):
        plane = self.plane
        explained, null = f"{plane.explained.sum():.0%}", f"{plane.null.sum():.0%}"
        errors = abs(plane.height_errors)
        self.beat(
            "What the slice hides",
            f"{explained} of the movement lies in this plane, yet a random walk, too, would have "
            f"{null} in its own. The surface is most wrong where the ball goes now.",
        )
        facts = rows_of(
            {
                "movement in this plane": explained,
                "for a random walk": null,
                "farthest from this plane": f"{plane.off_plane.max():.1f}",
                "farthest off in height": f"{errors.max():.2f}",
            }
        )
        plate = plate_behind(facts)
        self._fix(plate, facts)
        self.play(FadeOut(self.table), FadeIn(plate), run_time=QUICK)
        for row in facts[:3]:
            self.play(FadeIn(row))
            self.hold()
        self.surface.add_updater(self._show_ball)
        self.play(self.now.animate.set_value(int(errors.argmax())), FadeIn(facts[3]), run_time=SLOW)
        self.surface.clear_updaters()
        self.facts = facts

    def one_slice_of_many(self):
        self.beat(
            "One slice of many",
            "Two other directions would give another picture. Training saw none: it only felt the "
            "slope where it stood.",
        )
        self.move_camera(**TURNED, run_time=6, added_anims=[FadeOut(self.rulers)])

    def _show_ball(self, surface):
        surface.set_balls([surface.path_point(self._share())])

    def _show_now(self, surface):
        """Roll the ball to where we are, and draw the path up to there."""
        self._show_ball(surface.show_path(self._share()))

    def _share(self):
        return self.now.get_value() / (len(self.plane.path) - 1)

    def _table_of_now(self):
        """What is true where we are: the step, and the two heights."""
        plane = self.plane
        table = table_of(
            self.now,
            {
                "step": (self.run.steps[plane.snapshots], "{:,.0f}", style.WHITE),
                "true cost": (plane.true_costs, "{:.2f}", style.COST),
                "on the surface": (plane.plane_costs, "{:.2f}", style.COST),
            },
        )
        with_plate = VGroup(plate_behind(table), table)
        self._fix(with_plate)
        return with_plate

    def _hidden_path(self):
        """The path where it runs below the surface, dashed."""
        surface, plane = self.surface, self.plane
        points = surface.place(surface.in_box(surface.path))
        depths = -plane.height_errors / np.ptp(surface.ranges[2])
        hidden = VGroup()
        for start, end in spans(depths > BELOW):
            line = VMobject(stroke_color=style.WHITE, stroke_width=2.5)
            line.set_points_as_corners(points[start:end])
            dashes = DashedVMobject(line, num_dashes=max(3, int(line.get_arc_length() / 0.12)))
            hidden.add(dashes.add_updater(functools.partial(self._show_passed, start, end)))
        return hidden

    def _show_passed(self, start, end, dashes):
        """Of the dashes from snapshot `start` to before `end`, show those that we have passed."""
        way = np.linalg.norm(np.diff(self.plane.path[start:end], axis=0), axis=1)
        now = np.clip(self.now.get_value() - start, 0, len(way))
        passed = np.interp(now, np.arange(len(way) + 1), np.append(0, np.cumsum(way)))
        for i, dash in enumerate(dashes):
            dash.set_stroke(opacity=float(i < passed / way.sum() * len(dashes)))

    def _rulers(self):
        """Two sides of the plane, with ticks, and which directions they are."""
        surface = self.surface
        (x0, x1), (y0, y1) = surface.ranges[:2]
        tick = nice_step(max(x1 - x0, y1 - y0) / 4)
        return VGroup(
            self._ruler([x0, y0], [x1, y0], 0, tick, DOWN, f"direction 1, ticks {tick:g} apart"),
            self._ruler([x1, y0], [x1, y1], 1, tick, RIGHT, "direction 2"),
        )

    def _ruler(self, start, end, axis, tick, out, name):
        a, b = (self.surface.c2p(*corner, 0) + 0.12 * out for corner in (start, end))
        side = VGroup(Line(a, b))
        first = np.ceil(start[axis] / tick)
        for value in np.arange(first, end[axis] // tick + 1) * tick:
            at = a + (b - a) * (value - start[axis]) / (end[axis] - start[axis])
            side.add(Line(at, at + 0.14 * out))
        side.set_stroke(style.QUIET, 2)
        label = text(name, SMALL, style.QUIET).next_to(side, out, buff=0.35)
        return side.add(self._facing_us(label))

    def _cost_axis(self):
        surface = self.surface
        (x0, _), (y0, _), (_, top) = surface.ranges
        out = 0.14 * (LEFT + DOWN) / 2**0.5
        axis = VGroup(Line(surface.c2p(x0, y0, 0), surface.c2p(x0, y0, top)))
        tick = nice_step(top / 2)
        ticks = np.arange(0, top, tick)
        for value in ticks:
            axis.add(Line(surface.c2p(x0, y0, value), surface.c2p(x0, y0, value) + out))
        axis.set_stroke(style.QUIET, 2)
        for value in ticks:
            place = surface.c2p(x0, y0, value) + 2.6 * out
            axis.add(self._facing_us(text(f"{value:g}", SMALL, style.QUIET).move_to(place)))
        name = text("cost C", SMALL, style.COST).move_to(surface.c2p(x0, y0, top) + 0.35 * OUT)
        return axis.add(self._facing_us(name))

    def _facing_us(self, label):
        """Words that are in their place, and face the viewer wherever the camera goes."""
        # Where they stand is asked once: Manim would measure them for each letter in each frame.
        self.camera.add_fixed_orientation_mobjects(label, use_static_center_func=True)
        return label


class DescentSteps(Explainer):
    """The surface from above: where the network went, where downhill is, and single steps."""

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
        self.beat(
            "The way it went",
            f"{steps[-1]:,} steps of training, from a random start to where the cost is "
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
        plane, images = self.plane, self.run.facts["dataset"]["training"]
        shown = evenly_along(plane.path, ARROWS)
        self.beat(
            "Which way is downhill",
            f"Arrows are −∇C over all {images:,} images. The network was a little off this plane, "
            "so they may cross lines aslant.",
        )
        arrows = VGroup(*(self._downhill(s, unit(-plane.slopes[s])) for s in shown))
        key = self._key((arrow(0 * RIGHT, KEY * RIGHT), "$-nabla C$, direction only"))
        self.play(FadeOut(self.table, self.dot), FadeIn(key))
        self.play(LaggedStart(*map(GrowArrow, arrows), lag_ratio=0.3), run_time=2 * SLOW)
        self.drawn.add(arrows, key)

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
        few, images = self.run.facts["mini_batch_size"], self.run.facts["dataset"]["training"]
        stride, words = self._stride()
        self.beat(
            f"Each step sees {few} images",
            f"White: the step it made, knowing only {few} images. "
            f"Yellow: the way all {images:,} would have sent it"
            + (", with the same η." if "eta" in words else "."),
        )
        key = self._key(
            (arrow(0 * RIGHT, KEY * RIGHT), words),
            (Line(0 * RIGHT, KEY * RIGHT, color=style.WHITE, stroke_width=3), "where it went"),
        )
        self.play(FadeOut(self.note), run_time=QUICK)
        self.play(FadeIn(key, self.table))
        self.stride = stride
        self.drawn = VGroup()
        for k in range(self.count):
            self._make_step(k, NORMAL if k < 1 else 0.75 * QUICK)

    def closer_still(self):
        before, after = self.plane.true_costs[[0, self.count]]
        self.beat(
            "They stagger, and yet go down" if after < before else "They stagger",
            f"Closer still, they stagger: {self._guide()}. All {self.count} of them brought the "
            f"cost from {before:.2f} to {after:.2f}.",
        )
        first = self.count // 2
        shown = slice(first, self.count + 1)
        path = self.plane.path[shown]
        wishes = path - self.stride * self.plane.slopes[shown]
        x, y = window_on(np.vstack([path, wishes]), self.map.sides)
        window = Rectangle(width=np.ptp(x) * self.map.unit, height=np.ptp(y) * self.map.unit)
        window.set_stroke(style.FOCUS, 3).move_to(self.map.c2p(x.mean(), y.mean()))
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
        self.bring_to_front(self.table)  # what moves on top, what stands below is drawn but once
        self.play(FadeIn(self.legend, self.dot.update()), run_time=QUICK)
        for k in range(first, self.count):
            self._make_step(k, QUICK)
        self.hold()

    def _lay_map(self, plane, x, y, levels_within):
        """Make `map` and `legend` of a part of a plane; its colours go by what its levels do."""
        self.plane = plane
        costs = magnified(plane.costs, plane.alphas, plane.betas, x, y, NODES)
        limits = cost_limits(costs)
        levels = levels_within(limits)
        logarithmic = levels_within is doublings
        self.map = ContourMap(costs, x, y, levels, limits, logarithmic, *MAP).move_to(MAP_CENTRE)
        self.way = self.map.c2p(*plane.path.T)
        apart = "twice the cost" if logarithmic else f"cost + {levels[1] - levels[0]:g}"
        title = "cost, logarithmic" if logarithmic else "cost"
        colours = VGroup(
            cost_scale(limits, title),
            text(f"line to line: {apart}", SMALL, style.QUIET),
        ).arrange(DOWN, buff=0.2, aligned_edge=LEFT)
        self.legend = VGroup(colours, ruler(self.map)).arrange(DOWN, buff=0.45, aligned_edge=LEFT)
        self.legend.move_to([COLUMN[0], -2.9, 0], aligned_edge=DOWN + LEFT)

    def _start_clock(self):
        """The snapshot we are at, and what shows it: a dot on the map, the step and the cost."""
        self.now = ValueTracker(0)
        self.dot = self._dot()
        self.dot.add_updater(lambda dot: dot.become(self._dot()))
        steps = self.run.steps[self.plane.snapshots]
        self.table = table_of(
            self.now,
            {
                "step": (steps, "{:,.0f}", style.WHITE),
                "true cost": (self.plane.true_costs, "{:.3f}", style.COST),
                "cost on the map": (self.plane.plane_costs, "{:.3f}", style.COST),
            },
        )

    def _dot(self):
        """Made anew for each frame: moved by steps, it would be off by the rounding of each, which
        Manim's cache sees."""
        return Dot(self._here(), 0.1, color=style.FOCUS)

    def _here(self):
        return at(self.now.get_value(), self.way)

    def _way_so_far(self):
        return np.vstack([self.way[: int(self.now.get_value()) + 1], self._here()])

    def _make_step(self, k, run_time):
        """Show where all the data would send the network at a snapshot, then where it went."""
        wish = self._downhill(k, -self.stride * self.plane.slopes[k] * self.map.unit)
        step = Line(self.way[k], self.way[k + 1], color=style.WHITE, stroke_width=3)
        self.add(wish, self.dot)  # the dot stays on top
        self.play(GrowArrow(wish), run_time=run_time / 2)
        self.add(step, self.dot)
        self.play(Create(step), self.now.animate.set_value(k + 1), run_time=run_time / 2)
        self.drawn.add(step, wish)

    def _downhill(self, s, vector):
        """An arrow from snapshot s by a vector (2,) in scene units."""
        return arrow(self.way[s], self.way[s] + [*vector, 0])

    def _stride(self):
        """(the length of an arrow for a slope of 1, its name): η where a step is just −η∇C."""
        facts, plane = self.run.facts["optimizer"], self.plane
        steps = self.run.steps[plane.snapshots]
        if facts["name"] == "sgd" and not facts["l2"] and single_steps(steps):
            return facts["eta"], "$-eta nabla C$, all images"
        strides = np.linalg.norm(np.diff(plane.path, axis=0), axis=1)
        slopes = np.linalg.norm(plane.slopes, axis=1)
        return strides.max() / slopes.max(), "$-nabla C$, not to scale"

    def _guide(self):
        """Why steps are not straight downhill: few images, and some optimizers by themselves."""
        name = self.run.facts["optimizer"]["name"]
        more = "" if name == "sgd" else f", and {name} steers by itself"
        return f"a few images are no exact guide{more}"

    def _key(self, *entries):
        """What the lines on the map mean: (a line, words) each."""
        rows = VGroup(*(VGroup(line, text(words, SMALL, style.QUIET)) for line, words in entries))
        for row in rows:
            row.arrange(RIGHT, buff=0.3)
        return rows.arrange(DOWN, buff=0.25, aligned_edge=LEFT).move_to(
            [COLUMN[0], 0.65, 0], aligned_edge=LEFT
        )
