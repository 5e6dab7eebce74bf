"""The straight line from start to finish, which training does not follow."""

import functools

import numpy as np
from manim import (
    DOWN,
    LEFT,
    ORIGIN,
    RIGHT,
    UP,
    Create,
    DashedVMobject,
    Dot,
    FadeIn,
    FadeOut,
    Indicate,
    Line,
    ValueTracker,
    VGroup,
    VMobject,
    linear,
)

from nn.analysis.rounding import is_level
from scenes.descent.maps import heights, legend
from scenes.mobjects.annotations import cost_scale, finish, haloed, in_column, key, show_way
from scenes.mobjects.contour_map import ContourMap
from scenes.mobjects.lettering import Readout
from scenes.mobjects.plot import Plot
from scenes.mobjects.ticks import doublings, powers_of_ten
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
from scenes.stage.paths import cost_limits, pace_along
from scenes.stage.style import QUICK, SMALL, text
from scenes.stage.words.numbers import about, short
from scenes.stage.words.things import images

KEY = 0.8  # the length of a line in a key, in scene units
LINE_MAP = 8.6, 2.95  # the largest width and height of the map, in scene units
MAP_AT = (-1.65, 2.7, 0)  # the middle of its upper edge
COST_PLOT = 1.66  # how high the plot below it is
ABOVE = 0.08  # from the plot's lower edge to the lowest cost, in heights of the costs' range
SECONDS_TO_THE_FINISH = 3
FLAT = 1e-4  # a rise of less than this share of the curve's range counts as rounding
BEYOND = 0.12  # how far the map extends beyond the line and the path, in lengths of the line


class TheStraightLine(Explainer):
    """The cost on the straight line from start to finish, beside the way it really went."""

    needs = (HISTORY, DATA, FINITE_SLOPES, A_PLANE, COSTS_THAT_DIFFER, COSTS_OF_ONE_SIZE)
    landscape = True
    studies = ("lines",)

    def construct(self):
        self.lines = self.study("lines")
        self.plane = self.planes["path"]
        self.from_start_to_finish()
        self.the_cost_along_it()
        self.the_way_it_went()
        self.it_knew_no_finish()

    def from_start_to_finish(self):
        saying = self.beat(
            "Why not go straight?",
            "This is where training began, and this is where it ended. Why not go straight?",
        )
        self._lay_out()
        source = text("after Goodfellow, \\ Vinyals & Saxe, 2014", SMALL, style.QUIET)
        in_column(source, self.map.get_top()[1])
        self.key = key_of_lines().next_to(source, DOWN, buff=0.35, aligned_edge=LEFT)
        start, end = self.map.c2p(np.array([0, self.length]), np.zeros(2))
        line = DashedVMobject(Line(start, end), num_dashes=30).set_stroke(style.WHITE, 3)
        ends = VGroup(Dot(start, 0.09, color=style.WHITE), finish(end))
        for mark in (line, ends[0]):  # where the cost is highest, the map is white like these
            mark.set_stroke(style.BACKGROUND, 7, background=True)
        self.add(self.map, self.plot, source, self.legend, ends)
        for mark in ends:
            self.play(Indicate(mark, 2, color=style.FOCUS), run_time=saying / 3)
        self.play(Create(line), FadeIn(self.key[0]), run_time=saying / 3)

    def the_cost_along_it(self):
        costs = self.lines.straight_costs
        falls = highest_rise(costs) == 0
        saying = self.beat(
            "Downhill all the way" if falls else "Not downhill all the way",
            "We mix the two networks, a little more of the finish each time.",
        )
        across = self.lines.alphas * self.length
        dashes = DashedVMobject(self.plot.curve(across, self._height(costs)), num_dashes=50)
        moving = VGroup(dashes, VGroup(Dot(), Dot()))
        now = ValueTracker(0)

        def follow(group):
            self._show_line(group, now.get_value())

        follow(moving)
        self.play(FadeIn(moving[1]), run_time=QUICK)
        self.add(moving.add_updater(follow))
        self.play(now.animate.set_value(0.6), run_time=saying - QUICK, rate_func=linear)
        saying = self.say(how_it_goes(costs))
        self.play(now.animate.set_value(1), run_time=saying, rate_func=linear)
        moving.clear_updaters()
        self.play(FadeOut(moving[1]), run_time=QUICK)
        self.dashes = dashes

    def the_way_it_went(self):
        """Both on the map and on the plot, where each snapshot stands over the point of the line
        that is nearest to it."""
        astray, s = self.lines.astray, int(self.lines.astray.argmax())
        saying = self.beat("The way it really went", "Training went another way.")
        ways = self.map.c2p(*self.plane.path.T), self._fall()
        now = ValueTracker(0)
        trail, real = haloed(VMobject()), VMobject(stroke_color=style.COST, stroke_width=4)
        moving = VGroup(VGroup(trail, Dot()), VGroup(real, Dot()))

        def follow(group):
            for points, parts in zip(ways, group, strict=True):
                show_way(now, points, parts)

        follow(moving)
        self.play(FadeIn(self.key[1]), run_time=QUICK)
        self.hold(saying - QUICK)
        self.add(moving.add_updater(follow))
        share = about(astray[s] / self.length)
        saying = self.say(f"It strayed off to the side, by {share} of the line's length.")
        self._walk(now, 0, s, saying)
        foot, point = self.map.c2p(np.repeat(self.plane.path[s, 0], 2), [0, self.plane.path[s, 1]])
        self.aside = Line(foot, point, stroke_color=style.FOCUS, stroke_width=5)
        number = Readout(astray[s], "{:.1f}", color=style.FOCUS)
        number.next_to(self.aside, RIGHT, buff=0.2)
        words = "the map makes the corner: \\ it goes through both ends \\ and this point"
        corner = text(words, SMALL, style.QUIET)
        corner.next_to(self.key, DOWN, buff=0.3, aligned_edge=LEFT)
        self.play(Create(self.aside), FadeIn(number, corner), run_time=QUICK)
        self.walk = moving, now, s
        self.trail, self.real = trail, real

    def it_knew_no_finish(self):
        moving, now, s = self.walk
        saying = self.beat("It knew no finish", "Why? Because it couldn't see the finish.")
        self.hold(saying)
        saying = self.say("It only felt the slope where it stood.")
        self._walk(now, s, len(self.plane.path) - 1, max(saying, SECONDS_TO_THE_FINISH))
        moving.clear_updaters()

    def _walk(self, now, first, last, seconds):
        """Go along the path from one snapshot to another, at an even pace."""
        pace = functools.partial(pace_along, self.plane.path[first : last + 1])
        now.set_value(first)
        self.play(now.animate.set_value(last), run_time=seconds, rate_func=pace)

    def _lay_out(self):
        """The map of the line and the path; below it, on the same scale, a plot of the cost."""
        self.length = float(self.lines.length)
        plane, beyond = self.plane, BEYOND * self.length
        x = np.array([-beyond, self.length + beyond])
        y = np.array([plane.path[:, 1].min() - beyond, plane.path[:, 1].max() + beyond])
        costs = heights(plane, x, y)
        limits = cost_limits(costs)
        self.map = ContourMap(costs, x, y, doublings(limits), limits, True, *LINE_MAP)
        self.map.move_to(MAP_AT, aligned_edge=UP)
        self.limits = cost_limits(self.run.train_cost, self.lines.straight_costs)
        low, high = np.log10(self.limits)
        self.plot = Plot(
            x,
            (low - ABOVE * (high - low), high),
            self.map.width,
            COST_PLOT,
            {0: "start", self.length: "finish"},
            ticks_between(low, high),
            y_title=f"cost over all training {images(self.run)}, logarithmic",
        )
        self.plot.next_to(self.map, DOWN, buff=0.2)
        self.plot.shift((self.map.get_left() - self.plot.x_axis.get_left())[0] * RIGHT)
        self.legend = legend(self.map, cost_scale(limits))

    def _show_line(self, moving, now):
        """Show the costs along the first `now` (0 to 1) of the line, and mark its end."""
        dashes, balls = moving
        cost = np.interp(now, self.lines.alphas, self.lines.straight_costs)
        here = self.plot.c2p(now * self.length, self._height(cost))
        for dash in dashes:
            dash.set_stroke(opacity=float(dash.get_start()[0] <= here[0]))
        balls[0].become(Dot(self.map.c2p(now * self.length, 0.0), 0.1, color=style.FOCUS))
        balls[1].become(Dot(here, 0.1, color=style.FOCUS))

    def _fall(self):
        """The points (S, 3) of the snapshots in the plot of the cost."""
        return self.plot.c2p(self.lines.along * self.length, self._height(self.run.train_cost))

    def _height(self, costs):
        """Where costs are on the plot's axis of logarithms; 0 is where the lowest above it is."""
        return np.log10(np.maximum(costs, self.limits[0]))


def ticks_between(low, high):
    """{logarithm: label} of the powers of ten between two logarithms, or if there are fewer than
    two, of these two themselves."""
    powers = powers_of_ten(low, high)
    return {at: short(10.0**at, 2) for at in (powers if len(powers) > 1 else (low, high))}


def key_of_lines():
    """The key to the dashed and the solid line."""
    whole = Line(ORIGIN, KEY * RIGHT, stroke_color=style.WHITE, stroke_width=4)
    short = DashedVMobject(whole.copy(), num_dashes=6)
    return key((short, "straight line"), (whole, "training"))


def highest_rise(costs):
    """How far a curve of costs (n,) rises above its lowest point so far; 0 if it never does."""
    rise = (costs - np.minimum.accumulate(costs)).max()
    return float(rise) if rise > FLAT * np.ptp(costs) and not is_level(costs) else 0.0


def how_it_goes(costs):
    """A sentence on how costs (n,) change from the start to the finish."""
    rise = highest_rise(costs)
    if rise == 0:
        return "And the cost falls all the way."
    return f"The cost comes down, yet on the way it rises by {short(rise, 2)}."
