"""Why a memory of gradients helps: what it does in a steep and in a flat direction of a cost."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    ORIGIN,
    PI,
    RIGHT,
    UP,
    Arrow,
    DashedLine,
    DashedVMobject,
    Dot,
    FadeIn,
    FadeOut,
    Line,
    Rectangle,
    ValueTracker,
    VGroup,
    linear,
)

from nn.experiments.momentum import arrival
from nn.optimizers import Momentum
from scenes.mobjects.annotations import plate_behind, ruler
from scenes.mobjects.contour_map import ContourMap, magnified
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.histogram import Histogram
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.spread import Spread
from scenes.mobjects.walk import Walk
from scenes.stage import style
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.report import seeds, set_up
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, formula, text

PLAIN, MOMENTUM = style.KINDS[:2]
MAP = 6.9, 2.3  # the most room that the map takes, in scene units
MAP_TOP_LEFT = -6.15, 2.35
NODES = 96  # of the map, along its longer side
LINES = 9  # contour lines of the map, from the minimum to its corner
PLOT = 3.9, 1.15
ARRIVALS = 8.4, 3.2
REMEMBERED = 13  # gradients whose weight is drawn
LONGER = 1.25  # steps that are shown, for each that plain descent needs
SECONDS_OF_STEPS = 4
PALE = 0.25  # the opacity of what went before
RECENT = 16  # steps whose way is bright on the map, where all of it would be a tangle
DASH = 0.14  # the length of a dash, in scene units
USUAL = Momentum.numbers["mu"]
STEEP, FLAT = 0, 1


class WhyMomentumWorks(Explainer):
    """A memory of gradients: fast where the cost is flat, past the goal where it is too long."""

    reads_run = False
    experiments = ("momentum",)

    def construct(self):
        self.result = self.experiment("momentum")
        self.a_memory_of_gradients()
        self.a_steep_and_a_flat_direction()
        self.plain_descent()
        self.with_momentum()
        self.too_much()
        self.how_much_is_right()

    def a_memory_of_gradients(self):
        mu = USUAL
        self.beat(
            "A memory of gradients",
            "Momentum steps by a velocity v: past gradients, fading. μ is the share of it that "
            "each step keeps.",
        )
        rule = VGroup(
            formula(r"v <- {{ mu v : memory }} - eta nabla C", 54),
            formula("theta <- theta + v", 54),
        ).arrange(RIGHT, buff=1.2)
        rule[0].select("memory").set_color(MOMENTUM)
        rule.move_to([0, 1.9, 0])
        ages = np.arange(REMEMBERED)
        ticks = {0: "now", **{int(age): f"{age}" for age in ages[4::4]}}
        plot = Plot(
            (-0.6, REMEMBERED - 0.4), (0, 1), 8, 2, ticks, {0: "0", 1: "1"}, "steps ago",
            "weight of each gradient in the step",
        )  # fmt: skip
        plot.move_to([0, -1.2, 0])
        bars = Histogram(plot, 0.0**ages, np.arange(REMEMBERED + 1) - 0.5, PLAIN)
        kept = text("$mu = 0$", color=PLAIN).move_to(plot.c2p(8, 0.9))
        self.play(FadeIn(rule))
        self.play(FadeIn(plot, bars, kept))
        self.hold()
        new = text(f"$mu = {mu:g}$: in all, ${1 / (1 - mu):.3g}$ gradients", color=MOMENTUM)
        new.move_to(kept)
        self.play(FadeOut(kept), run_time=QUICK)
        grown = Histogram(plot, mu**ages, np.arange(REMEMBERED + 1) - 0.5, MOMENTUM)
        self.play(bars.animate.become(grown), FadeIn(new), run_time=NORMAL)
        self.hold()
        self.opening = VGroup(rule, plot, bars, new)

    def a_steep_and_a_flat_direction(self):
        settings, found = self.result.settings, self.result.found
        self.beat(
            "One way steep, one way flat",
            "A real cost, from digits. Beside its minimum, one direction is "
            f"{found['ratio']:.0f} times as curved as another.",
        )
        self.map, beside = self._map()
        self.pictures = self._pictures()
        said = set_up(
            f"{settings['training']:,} digits",
            "softmax, cross-entropy",
            f"L2 {settings['l2']:g}",
            "all at each step",
            f"η = {settings['reach']:g}/steepest λ",
            seeds(self.result),
            after="Goh, Why Momentum Really Works (2017)",
        )
        self.play(FadeOut(self.opening), run_time=QUICK)
        self.play(FadeIn(self.map, beside, self.name, said))
        self.play(FadeIn(self.pictures))
        ball = Dot(self._on_map(0)[0], 0.1, color=PLAIN).set_stroke(style.BACKGROUND, 2.5)
        self.play(FadeIn(ball))
        self.walked, self.curves = [ball], []

    def plain_descent(self):
        self.beat(
            "Without: zigzag, and creep",
            "With steps as long as the steep way bears it zigzags there, and creeps: "
            f"{self._arrival(0):.0f} until within {self._near()} of the start.",
        )
        self.plots = VGroup(*(self._plot(j) for j in (STEEP, FLAT)))
        self.plots.arrange(DOWN, buff=0.2, aligned_edge=LEFT)
        self.plots[STEEP].shift(
            (self.plots[FLAT].x_axis.get_x() - self.plots[STEEP].x_axis.get_x()) * RIGHT
        )
        title = text("distance from the minimum, in weight space", SMALL, style.QUIET)
        near = VGroup(*(self._band(plot, j) for j, plot in enumerate(self.plots)))
        self.coordinates = VGroup(near, self.plots, title.next_to(self.plots, UP, 0.2))
        title.align_to(near, RIGHT)
        self.coordinates.move_to([safe_area()[1], 2.85, 0], aligned_edge=UP + RIGHT)
        self.play(FadeOut(self.pictures, self.name), FadeIn(self.coordinates), run_time=QUICK)
        self._run_at(0, PLAIN)

    def with_momentum(self):
        sooner = self._arrival(USUAL) < self._arrival(0)
        self.beat(
            "With momentum: it picks up speed",
            f"Along the flat direction pushes add up. It overshoots by {self._overshoot(USUAL):.0%}"
            f", and stays within {self._near()} {'sooner' if sooner else 'no sooner'}: after "
            f"{self._arrival(USUAL):.0f} steps.",
        )
        self._run_at(USUAL, MOMENTUM)

    def too_much(self):
        mu, steps = self.result.settings["momenta"][-1], self.result.settings["steps"]
        needed = self._arrival(mu)
        when = f"{steps} steps don't" if needed > steps else f"only {needed:.0f} steps"
        self.beat(
            "Too much: it swings on",
            f"μ = {mu:g} forgets too slowly: it swings {self._overshoot(mu):.0%} past the minimum, "
            f"and {when} bring it within {self._near()} to stay.",
        )
        self._run_at(mu, MOMENTUM, RECENT)

    def how_much_is_right(self):
        found = self.result.found
        self.beat(
            "How much is right?",
            f"Of those tried {found['best_momentum']:g} is soonest: {found['arrival_best']:.0f} "
            f"steps. For a parabola as flat as ours, theory says {found['critical_flat']:.2f}.",
        )
        self.play(
            FadeOut(self.map_parts, self.coordinates, *self.curves, *self.walked), run_time=QUICK
        )
        plot, measured, theory, best, beyond = self._arrivals()
        mu = found["critical_flat"]
        line = Line(plot.c2p(mu, 0), plot.c2p(mu, plot.y_range[1])).set_stroke(style.QUIET, 2)
        named = text(f"theory: {mu:.2f}", SMALL, style.QUIET).next_to(line.get_end(), LEFT, 0.2)
        named.shift(0.3 * DOWN)
        says = VGroup(
            formula("mu = (1 - sqrt(eta lambda))^2"),
            text("soonest on a parabola", SMALL, style.QUIET),
            text("of curvature λ", SMALL, style.QUIET),
        ).arrange(DOWN, buff=0.16)
        says.move_to([safe_area()[1], 1.3, 0], aligned_edge=UP + RIGHT)
        key = VGroup(
            VGroup(Line(ORIGIN, 0.7 * RIGHT, color=MOMENTUM), text("measured", SMALL)),
            VGroup(DashedLine(ORIGIN, 0.7 * RIGHT, dash_length=DASH), text("on parabolas", SMALL)),
        )
        for row in key:
            row.arrange(RIGHT, buff=0.25)
        key.arrange(DOWN, buff=0.2, aligned_edge=LEFT)
        key.next_to(says, DOWN, 0.5).align_to(says, LEFT)
        self.play(FadeIn(plot, key[0]), run_time=QUICK)
        self.add(measured.set_until(0))
        self.play(measured.animate.set_until(1), run_time=SLOW, rate_func=linear)
        self.play(FadeIn(beyond), run_time=QUICK)
        self.play(FadeIn(theory, key[1], line, named, says))
        self.play(FadeIn(best))
        self.hold(2)

    # -- what stands there ---------------------------------------------------------------------

    def _map(self):
        """(the map of the cost above the minimum's, flat direction across; what is beside it)."""
        arrays = self.result.arrays
        x, y = ((axis[0], axis[-1]) for axis in (arrays.xs, arrays.ys))
        costs = magnified(arrays.map_costs, arrays.xs, arrays.ys, x, y, NODES)
        costs = np.maximum(costs, 0)
        levels = costs.max() * (np.arange(1, LINES) / LINES) ** 2  # evenly apart on a parabola
        a_map = ContourMap(costs, x, y, levels, (0, costs.max()), False, *MAP)
        a_map.move_to([*MAP_TOP_LEFT, 0], aligned_edge=UP + LEFT)
        steep = text("steep", SMALL, style.QUIET).rotate(PI / 2).next_to(a_map, LEFT, 0.12)
        flat = text("flat", SMALL, style.QUIET).next_to(a_map, DOWN, 0.3)
        scale = ruler(a_map)
        scale.next_to(a_map, DOWN, 0.22).align_to(a_map, LEFT)
        bar = ColourBar((0, costs.max()), "cost above the minimum", "{:.2f}", style.cost, length=2)
        bar.next_to(a_map, DOWN, 1.6).align_to(a_map, LEFT)
        minimum = Dot(a_map.c2p(0, 0), 0.05, color=style.WHITE)
        name = text("minimum", SMALL).next_to(minimum, DOWN, 0.2)
        self.name = VGroup(plate_behind(name), name)
        beside = VGroup(steep, flat, scale, bar, minimum)
        self.map_parts = VGroup(a_map, beside)
        return a_map, beside

    def _pictures(self):
        """What each direction changes in the network: the weights into one output."""
        pictures = VGroup()
        side = round(np.sqrt(self.result.arrays.pictures.shape[1]))
        names, most = ("steep", "flat"), abs(self.result.arrays.pictures).max()
        for name, weights in zip(names, self.result.arrays.pictures, strict=True):
            picture = Heatmap(weights.reshape(side, side), most, width=1.9)
            pictures.add(VGroup(picture, text(name, SMALL)).arrange(DOWN, buff=0.15))
        pictures.arrange(RIGHT, buff=0.6)
        title = text("a step of 1 along it, in \\ the weights into one output", SMALL, style.QUIET)
        key = ColourBar((-most, most), "weight", "{:+.2f}")
        both = VGroup(pictures, title, key).arrange(DOWN, buff=0.25)
        return both.move_to([safe_area()[1], MAP_TOP_LEFT[1], 0], aligned_edge=UP + RIGHT)

    def _plot(self, j):
        """Axes for the coordinate along one direction."""
        most, reach = self._steps(), self.result.settings["start"][j]
        high = 1.05 * max(abs(self._of("path", mu)[:, : most + 1, j]).max() for mu in self._shown())
        ends = {-reach: f"−{reach:g}", 0: "0", reach: f"{reach:g}"}
        name = ("along the steep direction", "along the flat direction")[j]
        ticks = {0: "0", most // 2: f"{most // 2}", most: f"{most}"}
        ticks = ticks if j == FLAT else {}  # both have the same steps below each other
        return Plot((0, most), (-high, high), *PLOT, ticks, ends, "step" if ticks else "", name)

    def _band(self, plot, j):
        """Where a coordinate is near enough to the minimum, and how near that is."""
        near = self.result.settings["arrived"] * self.result.settings["start"][j]
        low, high = plot.c2p(0, -near), plot.c2p(plot.x_range[1], near)
        band = Rectangle(width=high[0] - low[0], height=high[1] - low[1], stroke_width=0)
        band.set_fill(style.FAINT, 0.9).move_to((low + high) / 2)
        return VGroup(band, text(f"±{self._near()}", SMALL, style.QUIET).next_to(band, RIGHT, 0.1))

    def _arrivals(self):
        """(plot, curve, dashed curve, dot, arrow): the steps that are needed with each momentum,
        really and on parabolas, the fewest, and where they are more than were made."""
        settings, arrays = self.result.settings, self.result.arrays
        mus, top = np.array(settings["momenta"]), settings["steps"]
        ticks = {mu: f"{mu:g}" for mu in (0, 0.5, 1)}
        heights = {y: f"{y}" for y in (0, top // 2, top)}
        title = f"steps until within {settings['arrived']:.0%} of the start, in both directions"
        plot = Plot((0, 1), (0, top), *ARRIVALS, ticks, heights, "momentum μ", title)
        plot.move_to([safe_area()[0], 2.5, 0], aligned_edge=UP + LEFT)
        measured = arrays.arrivals.max(axis=2).astype(float)
        expected = np.median(arrival(arrays.theory, settings["arrived"]).max(axis=2), axis=0)
        middle = np.median(measured, axis=0)
        there = (measured <= top).all(axis=0) & (expected <= top)  # the others never arrived
        theory = plot.curve(mus[there], expected[there], style.WHITE, 3)
        dashes = round(theory.get_arc_length() / (2 * DASH))
        best = int(middle.argmin())
        dot = Dot(plot.c2p(mus[best], middle[best]), 0.11, color=style.FOCUS)
        words = text(f"{mus[best]:g}: {middle[best]:.0f} steps", SMALL, style.FOCUS)
        words.move_to(dot.get_center() + 1.0 * UP, aligned_edge=LEFT).shift(0.1 * LEFT)
        beyond = VGroup(*(self._beyond(plot, mu, top) for mu in mus[~there]))
        curve = Spread(plot, mus[there], measured[:, there], MOMENTUM)
        return plot, curve, DashedVMobject(theory, dashes), VGroup(dot, words), beyond

    def _beyond(self, plot, mu, top):
        """What says of a momentum that it needs more steps than were made."""
        tip = plot.c2p(mu, top)
        pointer = Arrow(tip + 0.8 * DOWN, tip, buff=0, color=MOMENTUM, stroke_width=4)
        words = text(f"{mu:g}: over {top}", SMALL, MOMENTUM).next_to(pointer, LEFT, 0.15)
        return VGroup(pointer, words)

    # -- what happens there --------------------------------------------------------------------

    def _near(self):
        """How near the minimum is near enough, in words."""
        return f"{self.result.settings['arrived']:.0%}"

    def _shown(self):
        """The momenta that are run: none, the usual, too much."""
        return 0, USUAL, self.result.settings["momenta"][-1]

    def _steps(self):
        """How many steps are shown."""
        needed = LONGER * self.result.found["arrival_plain"]
        return int(min(10 * np.ceil(needed / 10), self.result.settings["steps"]))

    def _of(self, kind, mu):
        """An array's rows (seeds, …) with a momentum."""
        return getattr(self.result.arrays, kind)[:, self.result.settings["momenta"].index(mu)]

    def _arrival(self, mu):
        """The steps after which both coordinates stay near the minimum, for half of the seeds."""
        return np.median(self._of("arrivals", mu).max(axis=1))

    def _overshoot(self, mu):
        """How far past the minimum it comes along the flat direction, as a share of its start."""
        lowest = self._of("path", mu)[:, :, FLAT].min(axis=1)
        return -np.median(lowest) / self.result.settings["start"][FLAT]

    def _on_map(self, mu):
        """The points (steps + 1, 3) of the first seed's descent."""
        path = self._of("path", mu)[0, : self._steps() + 1]
        return self.map.c2p(path[:, FLAT], path[:, STEEP])

    def _run_at(self, mu, color, recent=np.inf):
        """Descend with a momentum, on the map and in both plots; what went before it turns pale."""
        off = np.max(self._of("off_plane", mu)[0, : self._steps() + 1])
        label = VGroup(
            text(f"$mu = {mu:g}$", color=color),
            text(f"one seed, up to {off:.1f} off this plane", SMALL, style.QUIET),
        ).arrange(DOWN, buff=0.15, aligned_edge=RIGHT)
        label.next_to(self.map, DOWN, 0.4).align_to(self.map, RIGHT)
        edges = [self.map.heatmap.get_corner(way)[:2] for way in (DOWN + LEFT, UP + RIGHT)]
        walk = Walk(self._on_map(mu), color, width=3, recent=recent, inside=edges)
        x = np.arange(self._steps() + 1)
        curves = [
            Spread(plot, x, self._of("path", mu)[:, : len(x), j], color, 0.035).set_until(0)
            for j, plot in enumerate(self.plots)
        ]
        pale = [curve.animate.set_fill(opacity=PALE) for curve in self.curves]
        self.play(FadeOut(*self.walked), *pale, run_time=QUICK)
        self.play(FadeIn(label, walk), run_time=QUICK)
        self.add(*curves, walk)
        now = ValueTracker(0)
        walk.add_updater(lambda walk: walk.set_look(now.get_value()))
        for curve in curves:
            curve.add_updater(lambda curve: curve.set_until(now.get_value()))
        self.play(now.animate.set_value(x[-1]), run_time=SECONDS_OF_STEPS, rate_func=linear)
        for moved in (walk, *curves):
            moved.clear_updaters()
        self.walked, self.curves = [label, walk], [*self.curves, *curves]
