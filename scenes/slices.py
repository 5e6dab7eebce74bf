"""What slices through thousands of dimensions can say: planes, and a straight line."""

import functools

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Circle,
    Create,
    DashedVMobject,
    Dot,
    FadeIn,
    FadeOut,
    Line,
    SurroundingRectangle,
    ValueTracker,
    VGroup,
    VMobject,
    linear,
)

from scenes import style
from scenes.annotations import COLUMN, cost_scale, haloed, ruler
from scenes.explainer import Explainer
from scenes.mobjects.contour_map import ContourMap, doublings, magnified, nice_step
from scenes.mobjects.lettering import Readout
from scenes.mobjects.plot import ColourBar, Plot
from scenes.paths import at, cost_limits, pace_along, surroundings
from scenes.style import NORMAL, QUICK, SLOW, SMALL, text

KEY = 0.8  # the length of a line in a key, in scene units
NODES = 96  # of a map, along its longer side
TWO_MAPS = 6.2, 3.1  # the most room that each of two maps takes, in scene units
APART = 0.5  # between the two
MAPS_TOP = 2.1
SECONDS_ON_THE_WAY = 7
ROW = 0.48  # from line to line of the facts
LINE_MAP = 8.6, 3.2  # the most room that the map over the straight line takes
COST_PLOT = 1.4  # how high the plot below it is
FLAT = 1e-4  # rises smaller than this share of a curve's height are rounding
BEYOND = 0.12  # how far the map reaches beyond the line and the path, in lengths of the line


class RandomPlaneOrItsOwn(Explainer):
    """The same network on a random plane and on that of its path: what a slice can say."""

    def construct(self):
        self.chance, self.own = self.planes["random"], self.planes["principal"]
        self.two_slices()
        self.the_path_on_each()
        self.how_much_each_holds()
        self.how_far_it_was()
        self.what_a_slice_says()

    def two_slices(self):
        n = self.run.thetas.shape[1]
        self.beat(
            "Two slices through one network",
            "Both planes go through the finished network: one along two random directions of "
            f"{n:,}, one along the two in which training moved most.",
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
            f"On the plane of its own, training comes {far:.0f} far. On the random one the same "
            f"path moves by {self._seen_on_random():.1f}: it is hardly more than a point.",
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
            f"But a random walk, too, has {percent(null)} in such a plane of its own.",
        )
        self.play(FadeOut(self.scale))
        self._fact(0, "of the movement", percent(chance), percent(own))
        self.hold(2)
        self._fact(1, "of a random walk, in its own", "", percent(null))

    def how_far_it_was(self):
        chance, own = self.chance, self.own
        start = own.true_costs[0]
        self.beat(
            "And how far away it was",
            f"Training was up to {chance.off_plane.max():.0f} off the one plane, "
            f"{own.off_plane.max():.0f} off the other. It began at a cost of {start:.2f}. There "
            f"the maps have {chance.plane_costs[0]:.2f} and {own.plane_costs[0]:.2f}.",
        )
        farthest = (f"{plane.off_plane.max():.1f}" for plane in (chance, own))
        self._fact(2, "farthest from it", *farthest)
        self.hold(2)
        costs = (f"{plane.plane_costs[0]:.2f}" for plane in (chance, own))
        self._fact(3, f"at the start, {start:.2f} in truth", *costs, color=style.COST)

    def what_a_slice_says(self):
        n = self.run.thetas.shape[1]
        self.beat(
            "What a slice can say",
            "Each point is a real network at its real cost. Equally far from the finish, the two "
            f"maps differ, and {n - 2:,} more directions are on neither.",
        )
        gone = ValueTracker(0)
        probes = VGroup(*(probe() for _ in self.maps))
        self._probe(probes, 0)
        self.play(FadeIn(probes))
        probes.add_updater(lambda group: self._probe(group, gone.get_value()))
        self.play(gone.animate.set_value(self._room_to_probe()), run_time=3 * SLOW)
        probes.clear_updaters()

    def _lay_out(self):
        """Both maps at one scale of length and one of colour, around the finish and the path."""
        x, y = surroundings(self.own)
        chance, reach = self.chance, lengths(self.chance)
        sides = np.minimum(np.stack([np.ptp(x), np.ptp(y)]) / 2, reach)
        # Two random directions in so many dimensions are at a right angle but for a hair.
        around = np.stack([-sides, sides], axis=1)
        heights = [
            magnified(
                chance.costs, chance.alphas * reach[0], chance.betas * reach[1], *around, NODES
            ),
            magnified(self.own.costs, self.own.alphas, self.own.betas, x, y, NODES),
        ]
        limits = cost_limits(*heights)
        self.sections = (heights[0], *around), (heights[1], x, y)
        room = np.array(TWO_MAPS)
        share = 2 * sides / [np.ptp(x), np.ptp(y)]  # of the own map's sides
        unit = min(room / [np.ptp(x), np.ptp(y)])
        self.maps = VGroup(
            *(
                ContourMap(costs, *ranges, doublings(limits), limits, True, *size)
                for costs, ranges, size in (
                    (heights[0], around, share * [np.ptp(x), np.ptp(y)] * unit),
                    (heights[1], (x, y), np.array([np.ptp(x), np.ptp(y)]) * unit),
                )
            )
        ).arrange(RIGHT, buff=APART)
        self.maps.shift([0, MAPS_TOP - self.maps.get_top()[1], 0])
        self.ways = [
            self.maps[0].c2p(*(chance.path * reach).T),
            self.maps[1].c2p(*self.own.path.T),
        ]
        self.legend = ColourBar(limits, "cost, logarithmic", "{:.2f}", style.cost, length=2)
        self.legend.to_corner(UP + RIGHT, buff=style.EDGE)
        self.scale = ruler(self.maps[1]).next_to(self.maps[1], DOWN, buff=0.3, aligned_edge=LEFT)

    def _room_to_probe(self):
        """How far one can go to the left of the finish on both maps."""
        return 0.75 * min(-a_map.low[0] for a_map in self.maps)

    def _probe(self, probes, gone):
        """Stand on both maps this far to the left of the finish, and say the cost there."""
        for (dot, plate, readout), a_map, section in zip(
            probes, self.maps, self.sections, strict=True
        ):
            point = a_map.c2p(-gone, 0.0)
            dot.become(Dot(point, 0.1, color=style.FOCUS))
            readout.set_value(cost_at(*section, -gone, 0.0)).next_to(point, UP, buff=0.3)
            plate.move_to(readout)

    def _seen_on_random(self):
        """How far apart the path's points on the random plane are, from the first to the last."""
        plane = self.chance
        return np.linalg.norm((plane.path[-1] - plane.path[0]) @ plane.directions)

    def _fact(self, row, name, left, right, color=style.WHITE):
        """A line below the maps: what it is, and its value for either."""
        height = self.maps.get_bottom()[1] - 0.4 - row * ROW
        words = VGroup(text(style.escaped(name), SMALL, style.QUIET).move_to([0, height, 0]))
        for value, a_map in zip((left, right), self.maps, strict=True):
            if value:
                number = text(style.escaped(value), color=color)
                words.add(number.move_to([a_map.get_x(), height, 0]))
        self.play(FadeIn(words))


class TheStraightLine(Explainer):
    """The cost on the straight line from start to finish, beside the way it really went."""

    def construct(self):
        self.lines = self.study("lines")
        self.plane = self.planes["path"]
        self.from_start_to_finish()
        self.the_cost_along_it()
        self.the_way_it_went()
        self.how_far_it_strays()

    def from_start_to_finish(self):
        self.beat(
            "From start to finish, straight",
            "What is the cost on the straight line from where training began to where it ended? "
            "Goodfellow, Vinyals and Saxe asked this in 2014. The map is the plane of both ends "
            "and of the snapshot farthest from the line.",
        )
        self._lay_out()
        source = text("after Goodfellow, \\ Vinyals & Saxe, 2014", SMALL, style.QUIET)
        source.move_to([COLUMN[0], self.map.get_top()[1], 0], aligned_edge=UP + LEFT)
        self.key = key_of_lines().next_to(source, DOWN, buff=0.5, aligned_edge=LEFT)
        start, end = self.map.c2p(np.array([0, self.length]), np.zeros(2))
        line = DashedVMobject(Line(start, end), num_dashes=30).set_stroke(style.WHITE, 3)
        ends = VGroup(Dot(start, 0.09, color=style.WHITE), finish(end))
        self.play(FadeIn(self.map, source))
        self.play(FadeIn(ends, self.legend), Create(line), FadeIn(self.key[0]), run_time=SLOW)

    def the_cost_along_it(self):
        images, costs = self.run.facts["dataset"]["training"], self.lines.straight_costs
        self.beat(
            "The cost along the line",
            f"At {len(costs)} points of the line, networks mixed from both ends, the cost over all "
            f"{images:,} images. {how_it_goes(costs)}",
        )
        across = self.lines.alphas * self.length
        dashes = DashedVMobject(self.plot.curve(across, costs), num_dashes=50)
        moving = VGroup(dashes, VGroup(Dot(), Dot()))
        now = ValueTracker(0)

        def follow(group):
            self._show_line(group, now.get_value())

        follow(moving)
        self.play(FadeIn(self.plot, moving[1]))
        self.add(moving.add_updater(follow))
        self.play(now.animate.set_value(1), run_time=2 * SLOW, rate_func=linear)
        moving.clear_updaters()
        self.play(FadeOut(moving[1]))
        self.dashes = dashes

    def the_way_it_went(self):
        self.beat(
            "The way it really went",
            "Solid is the training itself, each snapshot put where it is nearest to the line. At "
            f"{self._below():.0%} of them its cost is below that of the line.",
        )
        ways = self.map.c2p(*self.plane.path.T), self._fall()
        now = ValueTracker(0)
        trail, real = haloed(VMobject()), VMobject(stroke_color=style.COST, stroke_width=4)
        moving = VGroup(VGroup(trail, Dot()), VGroup(real, Dot()))

        def follow(group):
            for points, parts in zip(ways, group, strict=True):
                show_way(now, points, parts)

        follow(moving)
        self.play(FadeIn(self.key[1]))
        self.add(moving.add_updater(follow))
        pace = functools.partial(pace_along, self.plane.path)
        last = len(ways[0]) - 1
        self.play(now.animate.set_value(last), run_time=SECONDS_ON_THE_WAY, rate_func=pace)
        moving.clear_updaters()
        self.trail, self.real = trail, real

    def how_far_it_strays(self):
        astray = self.lines.astray
        s = int(astray.argmax())
        self.beat(
            "It strays: it does not know the way",
            f"At step {self.run.steps[s]:,} it is {astray[s]:.1f} from the line, "
            f"{astray[s] / self.length:.0%} of the line's length. The line is known only from the "
            "end. Training knew the slope where it stood.",
        )
        foot, point = self.map.c2p(np.repeat(self.plane.path[s, 0], 2), [0, self.plane.path[s, 1]])
        self.aside = Line(foot, point, stroke_color=style.FOCUS, stroke_width=5)
        number = Readout(astray[s], "{:.1f}", color=style.FOCUS)
        number.next_to(self.aside, RIGHT, buff=0.2)
        self.play(Create(self.aside), run_time=NORMAL)
        self.play(FadeIn(number))
        self.hold(2)

    def _lay_out(self):
        """The map over the line and the path, and below it a plot with the same way across."""
        self.length = float(self.lines.length)
        plane, beyond = self.plane, BEYOND * self.length
        x = np.array([-beyond, self.length + beyond])
        y = np.array([plane.path[:, 1].min() - beyond, plane.path[:, 1].max() + beyond])
        costs = magnified(plane.costs, plane.alphas, plane.betas, x, y, NODES)
        limits = cost_limits(costs)
        self.map = ContourMap(costs, x, y, doublings(limits), limits, True, *LINE_MAP)
        self.map.move_to([-1.65, MAPS_TOP + 0.6, 0], aligned_edge=UP)
        top = max(self.run.train_cost.max(), self.lines.straight_costs.max())
        tick = nice_step(top / 2)
        self.plot = Plot(
            x,
            (0, 1.05 * top),
            self.map.width,
            COST_PLOT,
            {0: "start", self.length: "finish"},
            {cost: f"{cost:g}" for cost in np.arange(0, top, tick).round(9)},
            y_title="cost",
        )
        self.plot.next_to(self.map, DOWN, buff=0.2)
        self.plot.shift((self.map.get_left() - self.plot.x_axis.get_left())[0] * RIGHT)
        self.legend = VGroup(cost_scale(limits), ruler(self.map))
        self.legend.arrange(DOWN, buff=0.45, aligned_edge=LEFT)
        self.legend.move_to([COLUMN[0], -2.9, 0], aligned_edge=DOWN + LEFT)

    def _show_line(self, moving, now):
        """Show the costs along the line up to a share of it, and mark where that is."""
        dashes, balls = moving
        cost = np.interp(now, self.lines.alphas, self.lines.straight_costs)
        here = self.plot.c2p(now * self.length, cost)
        for dash in dashes:
            dash.set_stroke(opacity=float(dash.get_start()[0] <= here[0]))
        balls[0].become(Dot(self.map.c2p(now * self.length, 0.0), 0.1, color=style.FOCUS))
        balls[1].become(Dot(here, 0.1, color=style.FOCUS))

    def _fall(self):
        """The points of the plot (S, 3) where the snapshots cost what they cost."""
        return self.plot.c2p(self.lines.along * self.length, self.run.train_cost)

    def _below(self):
        """The share of the snapshots between start and finish that cost less than the line does
        where it is nearest."""
        line = np.interp(self.lines.along, self.lines.alphas, self.lines.straight_costs)
        return (self.run.train_cost < line)[1:-1].mean()


def key_of_lines():
    """What a dashed and a solid line stand for, one below the other."""
    whole = Line(0 * RIGHT, KEY * RIGHT, stroke_color=style.WHITE, stroke_width=4)
    short = DashedVMobject(whole.copy(), num_dashes=6)
    rows = VGroup(
        VGroup(short, text("straight line", SMALL, style.QUIET)),
        VGroup(whole, text("training", SMALL, style.QUIET)),
    )
    for row in rows:
        row.arrange(RIGHT, buff=0.3)
    return rows.arrange(DOWN, buff=0.25, aligned_edge=LEFT)


def probe():
    """What stands on a map and says the cost there: a dot, and a number on a dark plate."""
    readout = Readout(0, "{:.2f}", "0.00", color=style.COST)
    plate = SurroundingRectangle(readout, buff=0.1, corner_radius=0.08, stroke_width=0)
    return VGroup(Dot(), plate.set_fill(style.BACKGROUND, 0.85), readout)


def cost_at(costs, x_range, y_range, x, y):
    """The cost at x, y, linear between the nodes of a grid of costs (m, n) over two ranges."""
    rows, columns = costs.shape
    row = [np.interp(x, np.linspace(*x_range, columns), values) for values in costs]
    return np.interp(y, np.linspace(*y_range, rows), row)


def finish(point):
    """What marks where training ended."""
    return Circle(0.13, style.WHITE, stroke_width=3).move_to(point)


def lengths(plane):
    """How long the two directions of a plane are, (2,)."""
    return np.linalg.norm(plane.directions, axis=1)


def percent(share):
    """A share in percent, of a small one the first digit that is not 0."""
    return f"{share:.0%}" if share >= 0.1 else f"{100 * share:.1g}%"


def show_way(now, points, parts):
    """Draw a line along points (S, 3) up to the snapshot `now`, and a dot there."""
    line, dot = parts
    here = at(now.get_value(), points)
    line.set_points_as_corners(np.vstack([points[: int(now.get_value()) + 1], here]))
    dot.become(Dot(here, 0.1, color=style.FOCUS))


def highest_rise(costs):
    """How far a curve of costs (n,) rises above what was lowest before, 0 where it never does."""
    rise = (costs - np.minimum.accumulate(costs)).max()
    return float(rise) if rise > FLAT * np.ptp(costs) else 0.0


def how_it_goes(costs):
    """A sentence on a curve of costs (n,) from the start to the finish."""
    rise = highest_rise(costs)
    if rise == 0:
        return f"It falls all the way, from {costs[0]:.2f} to {costs[-1]:.2f}."
    return f"It goes from {costs[0]:.2f} to {costs[-1]:.2f}, and on the way rises by {rise:.2g}."
