"""The surface of the cost: a slice of two out of thousands of dimensions."""

import functools

import numpy as np
from manim import (
    DEGREES,
    DOWN,
    IN,
    LEFT,
    OUT,
    RIGHT,
    DashedVMobject,
    FadeIn,
    FadeOut,
    Line,
    MoveToTarget,
    Restore,
    ValueTracker,
    VGroup,
    VMobject,
    smooth,
    squish_rate_func,
)

from scenes.descent.maps import MAP, MAP_AT, PLANE, heights
from scenes.mobjects.annotations import (
    COLUMN,
    cost_scale,
    plate_behind,
    rows_of,
    table_of,
)
from scenes.mobjects.lettering import Readout
from scenes.mobjects.surface import Look, PaintedSurface
from scenes.mobjects.ticks import doublings, nice_step
from scenes.stage import style
from scenes.stage.explainer import ExplainerInSpace
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
    logarithmic,
    pace_along,
    spans,
    surroundings,
)
from scenes.stage.style import QUICK, SLOW, SMALL, text
from scenes.stage.words.numbers import short
from scenes.stage.words.things import images, step

BOX, BOX_AT = (8.2, 5.0, 2.7), (-0.3, 0.28, 0.3)  # the surface's largest size, and its shift
ASIDE_BY = 1.6 * LEFT  # a further shift while there are notes beside it
NOTE_AT = (COLUMN[0] + 0.2, 0.05, 0)  # the middle of its left edge
FROM_ABOVE = {"phi": 0, "theta": -90 * DEGREES}
ASIDE = {"phi": 63 * DEGREES, "theta": -76 * DEGREES}
TURNED = {"phi": 61 * DEGREES, "theta": -44 * DEGREES, "zoom": 0.88}
FLAT = 1e-3  # the height of a surface that is a map, as a share of its height
INWARDS = 0.1  # from a corner of the map to where a ball begins, as a share of its sides
SECONDS_OF_DESCENT = 4.5
BELOW = 0.01  # the path is dashed where it is this far below the surface, in heights of the box


class CostSurface(ExplainerInSpace):
    """The cost over two directions of many, the way down, and what such a slice hides."""

    needs = (HISTORY, DATA, FINITE_SLOPES, A_PLANE, COSTS_THAT_DIFFER, COSTS_OF_ONE_SIZE)
    landscape = True

    def construct(self):
        self.plane = self.planes[PLANE]
        self.now = ValueTracker(0)  # the current snapshot
        self.lay_out()
        self.a_flat_map()
        self.the_surface_rises()
        self.the_way_down()
        self.what_the_slice_hides()
        self.one_slice_of_many()

    def lay_out(self):
        """The surface in its box, at first flat and to the left; the rulers along its sides."""
        plane = self.plane
        x, y = surroundings(plane)
        costs = heights(plane, x, y)
        limits = self.limits = cost_limits(costs, plane.true_costs)
        scale = min(BOX[0] / np.ptp(x), BOX[1] / np.ptp(y))
        self.surface = PaintedSurface(
            costs,
            x,
            y,
            (0, limits[1]),
            within=(scale * np.ptp(x), scale * np.ptp(y), BOX[2]),
            colours=logarithmic(limits),
            levels=doublings(limits),
            look=Look(contour_colour=style.WHITE, contour_width=0.8),
        ).set_path(np.column_stack([plane.path, plane.true_costs]), shown=0)
        self.surface.shift(BOX_AT)
        self.rulers = self._rulers()
        self.cost_axis = self._cost_axis()
        for mobject in (self.surface, self.rulers):
            mobject.save_state()
            mobject.shift(ASIDE_BY)
        self.surface.stretch(FLAT, 2, about_edge=IN)
        self.set_camera_orientation(**FROM_ABOVE)

    def a_flat_map(self):
        n, count = self.run.thetas.shape[1], self.run.facts["dataset"]["training"]
        self.beat(
            f"Two directions of {n:,}",
            "Let's look at the landscape after all.",
        )
        directions = text("those along which \\ training moved most", SMALL, style.QUIET)
        scale = cost_scale(self.limits, f"cost over {count:,} {images(self.run)}, \\ logarithmic")
        self.note = VGroup(directions, scale).arrange(DOWN, buff=1.4, aligned_edge=LEFT)
        self.note.move_to(NOTE_AT, aligned_edge=LEFT)
        self._fix(self.note)
        self.add(self.surface, self.rulers, self.note)
        self.hold()
        self._wander(self.say("Every point is a whole network. Brighter means it costs more."))

    def the_surface_rises(self):
        self.beat("Height is cost", "Now height shows the cost as well.")
        self.play(FadeOut(self.note, self.here), run_time=QUICK)
        self.surface.saved_state.set_balls(self.surface.balls)
        rising = [Restore(self.surface), Restore(self.rulers)]
        self.move_camera(**ASIDE, added_anims=rising, run_time=1.5 * SLOW)
        self.play(FadeIn(self.cost_axis), run_time=QUICK)

    def the_way_down(self):
        self.beat(
            "The way down", "Here is our network. The stem shows how far it is from this surface."
        )
        last = len(self.plane.path) - 1
        self.table = self._table_of_now()
        self.hidden = self._hidden_path()
        self.below = text("dashed: below the surface", SMALL, style.QUIET)
        self.below.next_to(self.table[1], DOWN, buff=0.25).align_to(self.table[1], LEFT)
        self._fix(self.below)
        explained = [FadeIn(self.below)] if len(self.hidden) else []
        self._show_now(self.surface)
        self.play(FadeIn(self.table), *explained, run_time=QUICK)
        self.surface.add_updater(self._show_now)
        self.add(self.hidden.update())
        self.say("And down it goes, as it really did.")
        pace = functools.partial(pace_along, self.plane.path)
        there = self.now.animate.set_value(last)
        self.play(there, run_time=SECONDS_OF_DESCENT, rate_func=pace)
        self.surface.clear_updaters()
        self.hidden.clear_updaters(recursive=True)

    def what_the_slice_hides(self):
        explained, null = (f"{part.sum():.0%}" for part in (self.plane.explained, self.plane.null))
        saying = self.beat(
            "What the slice hides", f"{explained} of its movement lies in this picture."
        )
        self.facts = rows_of({"movement in this plane": explained, "for a random walk": null})
        self._fix(self.facts)
        self.play(FadeOut(self.table, self.below), run_time=QUICK)
        self.play(FadeIn(self.facts[0]), run_time=QUICK)
        beside = [FadeOut(self.rulers)]
        self.move_camera(**TURNED, run_time=saying, added_anims=beside)
        self.say(f"But even a random walk would show {null}.")
        self.play(FadeIn(self.facts[1]), run_time=QUICK)

    def one_slice_of_many(self):
        """End on the map from above, where the next clip of the chapter begins."""
        saying = self.beat("One slice of many", "Another slice would look different.")
        self.play(FadeOut(self.cost_axis), run_time=QUICK)
        self.move_camera(theta=FROM_ABOVE["theta"], run_time=saying - QUICK)
        saying = self.say("And training saw none of them.")
        first = squish_rate_func(smooth, 0.1, 0.4)
        lying = [MoveToTarget(self._laid_flat()), FadeOut(self.hidden, rate_func=first)]
        self.move_camera(**FROM_ABOVE, zoom=1, added_anims=lying, run_time=saying)

    def _laid_flat(self):
        """The surface, with a target: the map that the next clip shows, with the path on it."""
        sides = self.surface.ranges[:2] @ [-1, 1]
        flat = self.surface.generate_target().stretch(FLAT, 2)
        flat.scale(min(np.array(MAP) / sides) * sides[0] / flat.width).move_to(MAP_AT)
        heights = [flat.height_at(*point) for point in self.plane.path]
        flat.set_path(np.column_stack([self.plane.path, heights]), shown=flat.shown)
        flat.set_balls([flat.path_point(float(flat.shown))])
        return self.surface

    def _wander(self, seconds):
        """Let a ball go over the map, from a high place down to where training ended, with the cost
        below it."""
        surface = self.surface
        (x0, x1), (y0, y1) = surface.ranges[:2]
        start = np.array([x0 + INWARDS * (x1 - x0), y1 - INWARDS * (y1 - y0)])
        way, now = np.array([start, self.plane.path[-1]]), ValueTracker(0)
        cost = Readout(
            surface.height_at(*start), "{:.2f}", f"{self.limits[1]:.2f}", color=style.COST
        )
        words = text("cost of this network", SMALL, style.QUIET)
        self.here = VGroup(words, cost).arrange(RIGHT, buff=0.2)
        self.here.next_to(self.note, DOWN, buff=0.5, aligned_edge=LEFT)
        self._fix(self.here)

        def move(painted):
            x, y = at(now.get_value(), way)
            cost.set_value(surface.height_at(x, y))
            painted.set_balls([[x, y, surface.height_at(x, y)]])

        move(surface)
        self.add(self.here)
        surface.add_updater(move)
        self.play(now.animate.set_value(1), run_time=seconds)
        surface.clear_updaters()

    def _show_ball(self, surface):
        surface.set_balls([surface.path_point(self._share())])

    def _show_now(self, surface):
        """Move the ball to the current snapshot, and draw the path up to there."""
        self._show_ball(surface.show_path(self._share()))

    def _share(self):
        return self.now.get_value() / (len(self.plane.path) - 1)

    def _table_of_now(self):
        """The current step, the true cost, and the cost on the surface."""
        plane = self.plane
        table = table_of(
            self.now,
            {
                step(self.run): (self.run.steps[plane.snapshots], "{:,.0f}", style.WHITE),
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
        """Of the dashes from snapshot `start` up to `end`, show those before the current one."""
        way = np.linalg.norm(np.diff(self.plane.path[start:end], axis=0), axis=1)
        now = np.clip(self.now.get_value() - start, 0, len(way))
        passed = np.interp(now, np.arange(len(way) + 1), np.append(0, np.cumsum(way)))
        for i, dash in enumerate(dashes):
            dash.set_stroke(opacity=float(i * way.sum() < passed * len(dashes)))

    def _rulers(self):
        """Two sides of the plane, with ticks and the names of the directions."""
        surface = self.surface
        (x0, x1), (y0, y1) = surface.ranges[:2]
        tick = nice_step(max(x1 - x0, y1 - y0) / 4)
        return VGroup(
            self._ruler(
                [x0, y0], [x1, y0], 0, tick, DOWN, f"direction 1, ticks {short(tick)} apart"
            ),
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
            axis.add(self._facing_us(text(short(value), SMALL, style.QUIET).move_to(place)))
        name = text("cost C", SMALL, style.COST).move_to(surface.c2p(x0, y0, top) + 0.35 * OUT)
        return axis.add(self._facing_us(name))

    def _facing_us(self, label):
        """Let words face the viewer wherever the camera goes; call it once they are in place."""
        # Their centre is measured once: Manim would measure it for each letter in each frame.
        self.camera.add_fixed_orientation_mobjects(label, use_static_center_func=True)
        return label
