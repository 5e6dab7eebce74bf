"""Why a memory of gradients helps: what it does in a steep and in a flat direction of the cost."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    PI,
    RIGHT,
    UP,
    Dot,
    FadeIn,
    FadeOut,
    Line,
    ValueTracker,
    VGroup,
    linear,
)

from nn.optimizers import Momentum
from nn.results.momentum import FLAT, STEEP, Momenta
from scenes.mobjects.annotations import plate_behind, ruler
from scenes.mobjects.arrivals import Arrivals
from scenes.mobjects.contour_map import ContourMap, magnified
from scenes.mobjects.coordinate_plots import CoordinatePlots
from scenes.mobjects.fading_memory import FadingMemory
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.plot import ColourBar
from scenes.mobjects.spread import Spread
from scenes.mobjects.walk import Walk
from scenes.stage import style
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.report import seeds, set_up
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, formula, text

PLAIN, MOMENTUM = style.KINDS[:2]
RULE_AT, WEIGHTS_AT = 1.9 * UP, 1.2 * DOWN  # the middles of the rule and of the gradients' weights
MAP = 6.9, 2.3  # the largest width and height of the map, in scene units
MAP_TOP_LEFT = 6.15 * LEFT + 2.35 * UP
NODES = 96  # grid points along the map's longer side
LINES = 9  # contour lines of the map, from the minimum to its corner
COORDINATES_TOP = 2.85  # y of the top of the plots of coordinates
ARRIVALS_TOP = 2.5  # y of the top of the plot of arrivals
THEORY_TOP = 1.3  # y of the top of the formula beside it
BELOW_TOP = 0.3 * DOWN  # from the top of the plot to the name of a line
ABOVE_DOT = 1.0 * UP + 0.1 * LEFT  # from the dot of the best momentum to its words
REMEMBERED = 13  # gradients whose weight is drawn
LONGER = 1.25  # steps that are shown, as a multiple of those that plain descent needs
SECONDS_OF_STEPS = 4
PALE = 0.25  # the opacity of earlier descents
RECENT = 16  # the last steps that are bright on the map: the whole path would be a tangle
USUAL = Momentum.numbers["mu"]


class WhyMomentumWorks(Explainer):
    """A memory of gradients: fast where the cost is flat, past the goal where it is too long."""

    reads_run = False
    experiments = ("momentum",)

    def construct(self):
        self.result = self.experiment("momentum")
        self.momenta = Momenta(self.result)
        self.a_memory_of_gradients()
        self.a_steep_and_a_flat_direction()
        self.plain_descent()
        self.with_momentum()
        self.too_much()
        self.how_much_is_right()

    def a_memory_of_gradients(self):
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
        rule.move_to(RULE_AT)
        memory = FadingMemory(REMEMBERED, 0, PLAIN).move_to(WEIGHTS_AT)
        kept = text("$mu = 0$", color=PLAIN).move_to(memory.plot.c2p(8, 0.9))
        self.play(FadeIn(rule))
        self.play(FadeIn(memory, kept))
        self.hold()
        new = text(f"$mu = {USUAL:g}$: in all, ${1 / (1 - USUAL):.3g}$ gradients", color=MOMENTUM)
        self.play(FadeOut(kept), run_time=QUICK)
        grown = memory.animate.set_momentum(USUAL, MOMENTUM)
        self.play(grown, FadeIn(new.move_to(kept)), run_time=NORMAL)
        self.hold()
        self.opening = VGroup(rule, memory, new)

    def a_steep_and_a_flat_direction(self):
        self.beat(
            "One way steep, one way flat",
            "A real cost, from digits. Beside its minimum, one direction is "
            f"{self.result.found['ratio']:.0f} times as curved as another.",
        )
        self.map, beside = self._map()
        self.pictures = self._pictures()
        self.play(FadeOut(self.opening), run_time=QUICK)
        self.play(FadeIn(self.map, beside, self.name, self._set_up()))
        self.play(FadeIn(self.pictures))
        ball = Dot(self._on_map(0)[0], 0.1, color=PLAIN).set_stroke(style.BACKGROUND, 2.5)
        self.play(FadeIn(ball))
        self.walked, self.curves = [ball], []

    def plain_descent(self):
        self.beat(
            "Without: zigzag, and creep",
            "With steps as long as the steep way bears it zigzags there, and creeps: "
            f"{self.momenta.arrival(0):.0f} until within {self._near()} of the start.",
        )
        self.coordinates = self._coordinates()
        self.play(FadeOut(self.pictures, self.name), FadeIn(self.coordinates), run_time=QUICK)
        self._run_at(0, PLAIN)

    def with_momentum(self):
        is_sooner = self.momenta.arrival(USUAL) < self.momenta.arrival(0)
        sooner = "sooner" if is_sooner else "no sooner"
        self.beat(
            "With momentum: it picks up speed",
            "Along the flat direction pushes add up. It overshoots by "
            f"{self.momenta.overshoot(USUAL):.0%}, and stays within {self._near()} {sooner}: after "
            f"{self.momenta.arrival(USUAL):.0f} steps.",
        )
        self._run_at(USUAL, MOMENTUM)

    def too_much(self):
        mu, steps = self.momenta.momenta[-1], self.momenta.steps
        needed, past = self.momenta.arrival(mu), self.momenta.overshoot(mu)
        when = f"{steps} steps don't" if needed > steps else f"only {needed:.0f} steps"
        self.beat(
            "Too much: it swings on",
            f"μ = {mu:g} forgets too slowly: it swings {past:.0%} past the minimum, "
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
        gone = self.map_parts, self.coordinates, *self.curves, *self.walked
        self.play(FadeOut(*gone), run_time=QUICK)
        self.arrivals = steps = self._arrivals()
        theory, key = self._theory(steps.plot), steps.key_of("measured", "on parabolas")
        key.next_to(theory[0], DOWN, 0.5).align_to(theory[0], LEFT)
        self.play(FadeIn(steps.plot, key[0]), run_time=QUICK)
        self.add(steps.measured.set_until(0))
        self.play(steps.measured.animate.set_until(1), run_time=SLOW, rate_func=linear)
        self.play(FadeIn(steps.beyond), run_time=QUICK)
        self.play(FadeIn(steps.expected, key[1], theory))
        self.soonest = self._soonest(steps.plot)
        self.play(FadeIn(self.soonest))
        self.hold(2)

    def _set_up(self):
        settings = self.result.settings
        return set_up(
            f"{settings['training']:,} digits",
            "softmax, cross-entropy",
            f"L2 {settings['l2']:g}",
            "all at each step",
            f"η = {settings['reach']:g}/steepest λ",
            seeds(self.result),
            after="Goh, Why Momentum Really Works (2017)",
        )

    def _map(self):
        """(the map of the cost above its minimum, with the flat direction horizontal; the labels
        and the scale beside it)."""
        arrays = self.result.arrays
        x, y = ((axis[0], axis[-1]) for axis in (arrays.xs, arrays.ys))
        costs = magnified(arrays.map_costs, arrays.xs, arrays.ys, x, y, NODES)
        costs = np.maximum(costs, 0)
        levels = costs.max() * (np.arange(1, LINES) / LINES) ** 2  # evenly spaced on a parabola
        a_map = ContourMap(costs, x, y, levels, (0, costs.max()), False, *MAP)
        a_map.move_to(MAP_TOP_LEFT, aligned_edge=UP + LEFT)
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
        """Both directions as pictures: their components for the weights into one output."""
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

    def _coordinates(self):
        """Axes for the coordinates along both directions, on the right of the frame."""
        steps, names = self._steps(), ("along the steep direction", "along the flat direction")
        paths = [self.momenta.paths(mu)[:, : steps + 1] for mu in self._shown()]
        highs = [1.05 * max(abs(path[..., j]).max() for path in paths) for j in (STEEP, FLAT)]
        title = "distance from the minimum, in weight space"
        start, near = self.momenta.start, self.momenta.near
        coordinates = CoordinatePlots(names, start, highs, steps, near, title)
        corner = [safe_area()[1], COORDINATES_TOP, 0]
        return coordinates.move_to(corner, aligned_edge=UP + RIGHT)

    def _arrivals(self):
        """The steps that are needed with each momentum, measured and computed for parabolas."""
        momenta, title = self.momenta, f"steps until within {self._near()} of the start"
        titles = "momentum μ", f"{title}, in both directions"
        needed = momenta.arrivals(), momenta.expected(), momenta.arrived()
        arrivals = Arrivals(momenta.momenta, *needed, momenta.steps, titles, MOMENTUM)
        corner = arrivals.plot.get_corner(UP + LEFT)
        return arrivals.shift([safe_area()[0], ARRIVALS_TOP, 0] - corner)

    def _soonest(self, plot):
        """A dot at the momentum that arrives soonest, and its label."""
        mu, steps = self.result.found["best_momentum"], self.result.found["arrival_best"]
        dot = Dot(plot.c2p(mu, steps), 0.11, color=style.FOCUS)
        words = text(f"{mu:g}: {steps:.0f} steps", SMALL, style.FOCUS)
        return VGroup(dot, words.move_to(dot.get_center() + ABOVE_DOT, aligned_edge=LEFT))

    def _theory(self, plot):
        """(the formula of the best momentum on a parabola, its line in the plot, the line's
        name)."""
        says = VGroup(
            formula("mu = (1 - sqrt(eta lambda))^2"),
            text("soonest on a parabola", SMALL, style.QUIET),
            text("of curvature λ", SMALL, style.QUIET),
        ).arrange(DOWN, buff=0.16)
        says.move_to([safe_area()[1], THEORY_TOP, 0], aligned_edge=UP + RIGHT)
        mu = self.result.found["critical_flat"]
        line = Line(*(plot.c2p(mu, y) for y in plot.y_range)).set_stroke(style.QUIET, 2)
        named = text(f"theory: {mu:.2f}", SMALL, style.QUIET).next_to(line.get_end(), LEFT, 0.2)
        return VGroup(says, line, named.shift(BELOW_TOP))

    def _near(self):
        """How near the minimum counts as arrived, in percent of the distance at the start."""
        return f"{self.momenta.near:.0%}"

    def _shown(self):
        """The momenta of the descents that are shown: none, the usual, too large."""
        return 0, USUAL, self.momenta.momenta[-1]

    def _steps(self):
        """How many steps are shown."""
        needed = LONGER * self.result.found["arrival_plain"]
        return int(min(10 * np.ceil(needed / 10), self.momenta.steps))

    def _on_map(self, mu):
        """The points (steps + 1, 3) of the first seed's descent."""
        path = self.momenta.paths(mu)[0, : self._steps() + 1]
        return self.map.c2p(path[:, FLAT], path[:, STEEP])

    def _run_at(self, mu, color, recent=np.inf):
        """Show a descent with a momentum on the map and in both plots; earlier ones turn pale."""
        label, steps = self._label(mu, color), np.arange(self._steps() + 1)
        edges = [self.map.heatmap.get_corner(way)[:2] for way in (DOWN + LEFT, UP + RIGHT)]
        walk = Walk(self._on_map(mu), color, width=3, recent=recent, inside=edges)
        paths = self.momenta.paths(mu)[:, : len(steps)]
        curves = [
            Spread(plot, steps, paths[..., j], color, 0.035).set_until(0)
            for j, plot in enumerate(self.coordinates.plots)
        ]
        pale = [curve.animate.set_fill(opacity=PALE) for curve in self.curves]
        self.play(FadeOut(*self.walked), *pale, run_time=QUICK)
        self.play(FadeIn(label, walk), run_time=QUICK)
        self.add(*curves, walk)
        now = ValueTracker(0)
        walk.add_updater(lambda walk: walk.set_look(now.get_value()))
        for curve in curves:
            curve.add_updater(lambda curve: curve.set_until(now.get_value()))
        self.play(now.animate.set_value(steps[-1]), run_time=SECONDS_OF_STEPS, rate_func=linear)
        for moved in (walk, *curves):
            moved.clear_updaters()
        self.walked, self.curves = [label, walk], [*self.curves, *curves]

    def _label(self, mu, color):
        """The momentum, and how far its descent leaves the plane of the map."""
        off = np.max(self.momenta.off_plane(mu)[0, : self._steps() + 1])
        label = VGroup(
            text(f"$mu = {mu:g}$", color=color),
            text(f"one seed, up to {off:.1f} off this plane", SMALL, style.QUIET),
        ).arrange(DOWN, buff=0.15, aligned_edge=RIGHT)
        return label.next_to(self.map, DOWN, 0.4).align_to(self.map, RIGHT)
