"""What a plane through thousands of dimensions can show."""

import functools

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Dot,
    FadeIn,
    FadeOut,
    SurroundingRectangle,
    ValueTracker,
    VGroup,
    VMobject,
)

from scenes.descent.maps import costs_between, heights
from scenes.mobjects.annotations import finish, haloed, ruler, show_way
from scenes.mobjects.contour_map import ContourMap
from scenes.mobjects.lettering import Readout
from scenes.mobjects.plot import ColourBar
from scenes.mobjects.ticks import doublings
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
from scenes.stage.paths import cost_limits, pace_along, surroundings
from scenes.stage.style import QUICK, SLOW, SMALL, text
from scenes.stage.words.numbers import short

TWO_MAPS = 6.2, 3.1  # the largest width and height of each of the two maps, in scene units
APART = 0.5  # between the two
MAPS_TOP = 2.1
FACTS_DOWN = 0.4  # from the maps to the first line of the facts
SECONDS_ON_THE_WAY = 6
ROW = 0.48  # the line spacing of the facts
ABOVE = 0.42  # from a dot up to the centre of its number


class RandomPlaneOrItsOwn(Explainer):
    """The same network on a random plane and on the plane of its own path: what a slice can say."""

    needs = (HISTORY, DATA, FINITE_SLOPES, A_PLANE, COSTS_THAT_DIFFER, COSTS_OF_ONE_SIZE)
    landscape = True

    def construct(self):
        self.chance, self.own = self.planes["random"], self.planes["principal"]
        self.two_slices()
        self.the_path_on_each()
        self.how_much_each_holds()
        self.how_far_it_was()
        self.what_a_slice_says()

    def two_slices(self):
        self.beat(
            "Two slices through one network",
            "Both planes go through the finished network: one along two random directions, one "
            "along the two in which training moved most.",
        )
        self._lay_out()
        names = "two directions at random", "the two of its own path"
        titles = VGroup(*(text(name, SMALL) for name in names))
        for title, a_map in zip(titles, self.maps, strict=True):
            title.next_to(a_map, UP, buff=0.2)
        titles[1].align_to(titles[0], UP)
        ends = VGroup(*(finish(way[-1]) for way in self.ways))
        self.play(FadeIn(self.maps[0], titles[0], self.legend))
        self.play(FadeIn(self.maps[1], titles[1]))
        self.names = VGroup(*(text("finish", SMALL).next_to(end, DOWN, buff=0.1) for end in ends))
        self.play(FadeIn(ends, self.names, self.scale))

    def the_path_on_each(self):
        far = np.linalg.norm(self.own.path[-1] - self.own.path[0])
        self.beat(
            "The same path on both",
            f"On its own plane, training comes {far:.0f} far. On the random one, the same path "
            f"moves by {self._seen_on_random():.1f}.",
        )
        now = ValueTracker(0)
        self.play(FadeOut(self.names), run_time=QUICK)
        walkers = []
        for way in self.ways:
            moving = VGroup(haloed(VMobject()), Dot())
            follow = functools.partial(show_way, now, way)
            follow(moving)
            self.add(moving.add_updater(follow))
            walkers.append(moving)
        pace = functools.partial(pace_along, self.own.path)
        last = len(self.own.path) - 1
        self.play(now.animate.set_value(last), run_time=SECONDS_ON_THE_WAY, rate_func=pace)
        for moving in walkers:
            moving.clear_updaters()
        self.play(FadeOut(*(dot for _, dot in walkers)))

    def how_much_each_holds(self):
        chance, own = (plane.explained.sum() for plane in (self.chance, self.own))
        null = self.own.null.sum()
        self.beat(
            "How much of the movement each holds",
            f"The random plane holds {percent(chance)} of the movement, its own {percent(own)}. "
            f"Yet a random walk, too, has {percent(null)} in its own.",
        )
        self.play(FadeOut(self.scale))
        self._fact(0, "of training lies in it", percent(chance), percent(own))
        self.hold(2)
        self._fact(1, "of a random walk, in its own", "", percent(null))

    def how_far_it_was(self):
        chance, own = self.chance, self.own
        start = own.true_costs[0]
        self.beat(
            "And how far away it was",
            f"The start cost {start:.2f}. Where the maps come nearest to it, they show "
            f"{chance.plane_costs[0]:.2f} and {own.plane_costs[0]:.2f}.",
        )
        farthest = (f"{plane.off_plane.max():.1f}" for plane in (chance, own))
        self._fact(2, "training was off it by up to", *farthest)
        self.hold(2)
        costs = (f"{plane.plane_costs[0]:.2f}" for plane in (chance, own))
        self._fact(3, f"at the start, {start:.2f} in truth", *costs, color=style.COST)

    def what_a_slice_says(self):
        n = self.run.thetas.shape[1]
        self.beat(
            "What a slice can say",
            "Each point is a real network at its real cost. Yet the maps differ equally far from "
            f"the finish, and show four of {n:,} directions.",
        )
        gone = ValueTracker(0)
        probes = VGroup(*(probe() for _ in self.maps))
        self._probe(probes, 0)
        self.play(FadeIn(probes))
        probes.add_updater(lambda group: self._probe(group, gone.get_value()))
        self.play(gone.animate.set_value(self._room_to_probe()), run_time=2.5 * SLOW)
        probes.clear_updaters()

    def _lay_out(self):
        """Both maps, with the same scales of length and of colour: one around the finish, one
        around the path."""
        self.sections = self._around_the_finish(), self._around_the_path()
        limits = cost_limits(*(costs for costs, *_ in self.sections))
        sides = [np.array([np.ptp(x), np.ptp(y)]) for _, x, y in self.sections]
        unit = min(np.array(TWO_MAPS) / sides[1])
        self.maps = VGroup(
            *(
                ContourMap(costs, x, y, doublings(limits), limits, True, *(unit * side))
                for (costs, x, y), side in zip(self.sections, sides, strict=True)
            )
        ).arrange(RIGHT, buff=APART)
        self.maps.shift((MAPS_TOP - self.maps.get_top()[1]) * UP)
        on_random = self.chance.path * lengths(self.chance)
        paths = on_random, self.own.path
        self.ways = [a_map.c2p(*path.T) for a_map, path in zip(self.maps, paths, strict=True)]
        self.legend = ColourBar(limits, "cost, logarithmic", "{:.2f}", style.cost, length=2)
        self.legend.to_corner(UP + RIGHT, buff=style.EDGE)
        doubled = text("line to line: twice the cost", SMALL, style.QUIET)
        self.scale = VGroup(doubled, ruler(self.maps[1]))
        for words, a_map in zip(self.scale, self.maps, strict=True):
            words.next_to(a_map, DOWN, buff=0.3).align_to(a_map, LEFT)

    def _around_the_path(self):
        """(costs, x, y) around the path, in the path's own plane."""
        x, y = surroundings(self.own)
        return heights(self.own, x, y), x, y

    def _around_the_finish(self):
        """(costs, x, y) around the finish, in the random plane, over as large a part as on the
        other map.

        x and y are distances, as two random directions in so many dimensions are almost exactly
        perpendicular.
        """
        plane, reach = self.chance, lengths(self.chance)
        sides = np.minimum([np.ptp(side) / 2 for side in surroundings(self.own)], reach)
        x, y = np.stack([-sides, sides], axis=1)
        alphas, betas = plane.alphas * reach[0], plane.betas * reach[1]
        return costs_between(plane.costs, alphas, betas, x, y), x, y

    def _room_to_probe(self):
        """How far the probes move to the left of the finish, without leaving either map."""
        return 0.75 * min(-a_map.low[0] for a_map in self.maps)

    def _probe(self, probes, gone):
        """Put the probes on both maps, `gone` to the left of the finish, with the cost there."""
        _, *unmoved = probe()  # placed anew in each frame: moving them would add up rounding
        for (dot, *label), a_map, section in zip(probes, self.maps, self.sections, strict=True):
            point = a_map.c2p(-gone, 0.0)
            dot.become(Dot(point, 0.1, color=style.FOCUS))
            for part, new in zip(label, unmoved, strict=True):
                part.set_points(new.points + point + ABOVE * UP)
            label[1].set_value(cost_at(*section, -gone, 0.0))

    def _seen_on_random(self):
        """The distance between the path's first and last point as seen on the random plane."""
        plane = self.chance
        return np.linalg.norm((plane.path[-1] - plane.path[0]) @ plane.directions)

    def _fact(self, row, name, left, right, color=style.WHITE):
        """Show a fact in a row below the maps: its name, and its value for each map."""
        height = self.maps.get_bottom()[1] - FACTS_DOWN - row * ROW
        words = VGroup(text(style.escaped(name), SMALL, style.QUIET).move_to([0, height, 0]))
        for value, a_map in zip((left, right), self.maps, strict=True):
            if value:
                number = text(style.escaped(value), color=color)
                words.add(number.move_to([a_map.get_x(), height, 0]))
        self.play(FadeIn(words))


def probe():
    """A mark on a map with the cost there: a dot, and a number on a dark plate."""
    readout = Readout(0, "{:.2f}", "0.00", color=style.COST)
    plate = SurroundingRectangle(readout, buff=0.1, corner_radius=0.08, stroke_width=0)
    return VGroup(Dot(), plate.set_fill(style.BACKGROUND, 0.85), readout)


def cost_at(costs, x_range, y_range, x, y):
    """The cost at x, y: linear interpolation in a grid of costs (m, n) over two ranges."""
    rows, columns = costs.shape
    row = [np.interp(x, np.linspace(*x_range, columns), values) for values in costs]
    return np.interp(y, np.linspace(*y_range, rows), row)


def lengths(plane):
    """The lengths (2,) of the two directions of a plane."""
    return np.linalg.norm(plane.directions, axis=1)


def percent(share):
    """A share as a percentage, with one significant digit below 10%."""
    return f"{share:.0%}" if share >= 0.1 else f"{short(100 * share, 1)}%"
