"""What a plane through thousands of dimensions can show."""

import functools

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
    FocusOn,
    SurroundingRectangle,
    ValueTracker,
    VGroup,
    VMobject,
)

from scenes.descent.maps import costs_between, heights
from scenes.mobjects.annotations import finish, haloed, ruler, show_way
from scenes.mobjects.contour_map import ContourMap
from scenes.mobjects.lettering import Readout, baseline, stand_on
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
from scenes.stage.style import QUICK, SMALL, text
from scenes.stage.words.numbers import about, short

TWO_MAPS = 6.25, 3.6  # the largest width and height of each of the two maps, in scene units
APART = 0.5  # between the two
MAPS_TOP = 2.1
FACTS_DOWN = 0.6  # from the maps to the baseline of the first of the facts
HARDLY = 0.2  # a path that seems shorter by more on the random map hardly moves there
NOTHING = 0.01  # less of the movement is called almost nothing
ROW = 0.55  # the line spacing of the facts
ABOVE = 0.42  # from a dot up to the centre of its number


class RandomPlaneOrItsOwn(Explainer):
    """The same network on a random plane and on the plane of its own path: what a slice can say."""

    needs = (HISTORY, DATA, FINITE_SLOPES, A_PLANE, COSTS_THAT_DIFFER, COSTS_OF_ONE_SIZE)
    landscape = True

    def construct(self):
        self.chance, self.own = self.planes["random"], self.planes["principal"]
        self.two_slices()
        self.the_path_on_each()
        self.how_much_each_sees()
        self.what_a_slice_says()

    def two_slices(self):
        self.beat("Two maps of one network", "Both maps show our trained network.")
        self._lay_out()
        ends = VGroup(*(finish(way[-1]) for way in self.ways))
        names = VGroup(*(text("finish", SMALL).next_to(end, DOWN, buff=0.1) for end in ends))
        self.add(self.maps, self.titles, self.legend, self.scale, ends, names)
        self.hold()
        self.play(*(FocusOn(end, color=style.WHITE) for end in ends))
        saying = self.say("On the left, along two random directions.")
        around = self._framed(0)
        self.play(Create(around), run_time=saying / 2)
        saying = self.say("On the right, along its own path.")
        self.play(around.animate.become(self._framed(1)), run_time=saying / 3)
        self.leaving = VGroup(around, names)

    def the_path_on_each(self):
        left, right = self._seen_on_random(), np.linalg.norm(self.own.path[-1] - self.own.path[0])
        saying = self.beat("The same path on both", "We draw its path on both.")
        now = ValueTracker(0)
        self.play(FadeOut(self.leaving), run_time=QUICK)
        walkers = []
        for way in self.ways:
            moving = VGroup(haloed(VMobject()), Dot())
            follow = functools.partial(show_way, now, way)
            follow(moving)
            self.add(moving.add_updater(follow))
            walkers.append(moving)
        self.hold(saying - QUICK)
        here = "On the left it hardly moves" if left < HARDLY * right else "It moves on both maps"
        saying = self.say(f"{here}. On the right it goes far.")
        pace = functools.partial(pace_along, self.own.path)
        last = len(self.own.path) - 1
        self.play(now.animate.set_value(last), run_time=saying, rate_func=pace)
        for moving in walkers:
            moving.clear_updaters()
        self.play(FadeOut(*(dot for _, dot in walkers)), run_time=QUICK)

    def how_much_each_sees(self):
        chance, own = (plane.explained.sum() for plane in (self.chance, self.own))
        seen = "almost nothing" if chance < NOTHING else about(chance)
        saying = self.beat(
            "How much does each map see?",
            f"The random map sees {seen} of that. The network's own map sees {percent(own)}.",
        )
        self.play(FadeOut(self.scale), run_time=QUICK)
        far = np.linalg.norm(self.own.path[-1] - self.own.path[0])
        self._fact(0, "from start to finish", f"{self._seen_on_random():.1f}", f"{far:.1f}")
        self.hold(saying / 2 - QUICK)
        self._fact(1, "of all its movement", percent(chance), percent(own))

    def what_a_slice_says(self):
        self.beat("What a slice can say", "So don't trust a beautiful valley.")
        gone = ValueTracker(0)
        probes = VGroup(*(probe() for _ in self.maps))
        self._probe(probes, 0)
        self.play(FadeIn(probes))
        probes.add_updater(lambda group: self._probe(group, gone.get_value()))
        saying = self.say(
            "Every point is a real network. But what you see depends on where you cut."
        )
        self.play(gone.animate.set_value(self._room_to_probe()), run_time=saying)
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
        stand_on(baseline(self.scale[1][1]), doubled)
        names = "two random directions, at each neuron's scale", "the two in which it moved most"
        self.titles = VGroup(*(text(name, SMALL) for name in names))
        for title, a_map in zip(self.titles, self.maps, strict=True):
            title.next_to(a_map, UP)
            stand_on(a_map.get_top()[1] + 0.2, title)

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

    def _framed(self, i):
        """A frame around a map and its title."""
        around = VGroup(self.titles[i], self.maps[i])
        return SurroundingRectangle(around, color=style.FOCUS, buff=0.08, stroke_width=3)

    def _fact(self, row, name, left, right):
        """Show a fact in a row below the maps: its name, and its value for each map."""
        height = self.maps.get_bottom()[1] - FACTS_DOWN - row * ROW
        words = VGroup(text(style.escaped(name), SMALL, style.QUIET).set_x(0))
        for value, a_map in zip((left, right), self.maps, strict=True):
            words.add(text(style.escaped(value)).set_x(a_map.get_x()))
        stand_on(height, *words)
        self.play(FadeIn(words), run_time=QUICK)


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
