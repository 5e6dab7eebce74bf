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
    Restore,
    ValueTracker,
    VGroup,
    VMobject,
)

from scenes.descent.maps import PLANE, heights
from scenes.mobjects.annotations import (
    COLUMN,
    cost_scale,
    plate_behind,
    rows_of,
    table_of,
)
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
NOTE_AT = (COLUMN[0] + 0.2, 0.2, 0)  # the middle of its left edge
FROM_ABOVE = {"phi": 0, "theta": -90 * DEGREES}
ASIDE = {"phi": 63 * DEGREES, "theta": -76 * DEGREES}
TURNED = {"phi": 61 * DEGREES, "theta": -44 * DEGREES, "zoom": 0.88}
SECONDS_OF_DESCENT = 10
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
        self.surface.stretch(1e-3, 2, about_edge=IN)
        self.set_camera_orientation(**FROM_ABOVE)

    def a_flat_map(self):
        n, count = self.run.thetas.shape[1], self.run.facts["dataset"]["training"]
        self.beat(
            f"{n:,} dimensions, two of them",
            f"Each point here is a whole network, all {n:,} weights and biases set. Its colour is "
            f"its cost over {count:,} {images(self.run)}.",
        )
        words = f"two of {n:,} directions: \\ those along which \\ training moved most"
        directions = text(words, SMALL, style.QUIET)
        scale = cost_scale(self.limits)
        self.note = VGroup(directions, scale).arrange(DOWN, buff=1.6, aligned_edge=LEFT)
        self.note.move_to(NOTE_AT, aligned_edge=LEFT)
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
