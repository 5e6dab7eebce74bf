"""Why a memory of gradients helps: what it does in a steep and in a flat direction of the cost."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    PI,
    RIGHT,
    UP,
    Dot,
    DoubleArrow,
    FadeIn,
    GrowFromCenter,
    Line,
    Transform,
    ValueTracker,
    VGroup,
    linear,
)

from nn.optimizers import Momentum
from nn.results.momentum import FLAT, STEEP, Momenta
from scenes.minima.momentum_rule import momentum_rule
from scenes.mobjects.annotations import ruler
from scenes.mobjects.arrivals import Arrivals
from scenes.mobjects.contour_map import ContourMap, magnified
from scenes.mobjects.coordinate_plots import CoordinatePlots
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.lettering import baseline, stand_on
from scenes.mobjects.plot import ColourBar
from scenes.mobjects.spread import Spread
from scenes.mobjects.walk import Walk
from scenes.stage import style
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.giving_way import giving_way
from scenes.stage.report import seeds, set_up
from scenes.stage.style import NORMAL, QUICK, SMALL, formula, text

PLAIN, MOMENTUM = style.KINDS[:2]
MAP = 6.9, 2.3  # the largest width and height of the map, in scene units
MAP_TOP_LEFT = 6.15 * LEFT + 2.35 * UP
NODES = 96  # grid points along the map's longer side
LINES = 9  # contour lines of the map, from the minimum to its corner
COORDINATES_TOP = 2.85  # y of the top of the plots of coordinates
ARRIVALS_TOP = 2.5  # y of the top of the plot of arrivals
THEORY_TOP = 1.3  # y of the top of the formula beside it
BELOW_TOP = 0.3 * DOWN  # from the top of the plot to the name of a line
ABOVE_DOT = 1.3 * UP + 0.2 * LEFT  # from the dot of the best momentum to its words
LONGER = 1.25  # steps that are shown, as a multiple of those that plain descent needs
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
        self.a_ball_that_remembers()
        self.a_steep_and_a_flat_direction()
        self.plain_descent()
        self.with_momentum()
        self.too_much()
        self.how_much_is_right()

    def a_ball_that_remembers(self):
        self.map, self.beside = self._map()
        ball = Dot(self._on_map(0)[0], 0.1, color=PLAIN).set_stroke(style.BACKGROUND, 2.5)
        self.walked, self.curves = [ball], []
        rule, self.memory, kept, new = momentum_rule(USUAL, MAP_TOP_LEFT[1], (PLAIN, MOMENTUM))
        self.add(self.map, *self.beside, self._set_up(), ball, rule, self.memory, kept)
        seconds = self.beat("A ball that remembers", "What if each step remembers the one before?")
        lit = rule[0].copy()
        lit.select("memory").set_color(MOMENTUM)
        self.play(Transform(rule[0], lit), run_time=seconds)
        seconds = self.say("It keeps some of its speed, and adds the new slope.")
        self.play(giving_way(kept, new))
        grown = self.memory.animate.set_momentum(USUAL, MOMENTUM)
        self.play(grown, run_time=seconds - NORMAL)
        self.opening = VGroup(rule, self.memory, new)

    def a_steep_and_a_flat_direction(self):
        seconds = self.beat(
            "One way steep, one way flat",
            "Here is a real valley, from our digits: steep one way, and flat the other.",
        )
        pictures, (steep, flat) = self._pictures(), self._directions()
        self.play(giving_way(self.opening, pictures))
        for direction in (steep, flat):
            self.play(GrowFromCenter(direction[0]), FadeIn(direction[1]), run_time=seconds / 4)
        self.explained = VGroup(pictures, steep[0], flat[0])
        self.map_parts.add(steep[1], flat[1])

    def plain_descent(self):
        seconds = self.beat(
            "Without memory",
            "Without memory, the ball zigzags across the steep way, and creeps along the flat one.",
        )
        self.coordinates = self._coordinates()
        self.play(giving_way(self.explained, self.coordinates), run_time=NORMAL)
        self._run_at(0, PLAIN, seconds - NORMAL)

    def with_momentum(self):
        is_sooner = self.momenta.arrival(USUAL) < self.momenta.arrival(0)
        sooner = "and still settles sooner" if is_sooner else "and settles no sooner"
        seconds = self.beat(
            "With memory",
            "With memory, pushes along the flat way add up, and it picks up speed.",
        )
        self._run_at(USUAL, MOMENTUM, seconds)
        self.say(f"It overshoots, {sooner}.")

    def too_much(self):
        mu, steps = self.momenta.momenta[-1], self.momenta.steps
        long = "on and on" if self.momenta.arrival(mu) > steps else "for long"
        seconds = self.beat("Too much memory", f"Too much memory, and it swings {long}.")
        self._run_at(mu, MOMENTUM, seconds, RECENT)

    def how_much_is_right(self):
        best, theory = (self.result.found[name] for name in ("best_momentum", "critical_flat"))
        seconds = self.beat(
            "How much is right?", f"How much should it remember? Here, {best:g} is best."
        )
        self.arrivals = steps = self._arrivals()
        parts = self._theory(steps.plot)
        key = steps.key_of("measured", "on parabolas")
        key.next_to(parts[0], DOWN, 0.5).align_to(parts[0], LEFT)
        gone = VGroup(self.map_parts, self.coordinates, *self.curves, *self.walked)
        self.play(giving_way(gone, VGroup(steps.plot, key[0])))
        self.add(steps.measured.set_until(0))
        seconds -= NORMAL + QUICK
        self.play(steps.measured.animate.set_until(1), run_time=seconds, rate_func=linear)
        self.soonest = self._soonest(steps.plot)
        self.play(FadeIn(steps.beyond, self.soonest), run_time=QUICK)
        same = abs(best - theory) < 0.1
        self.say(f"Theory says {'nearly the same' if same else 'something else'}.")
        self.play(FadeIn(steps.expected, key[1], parts))
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
        """(the map of the cost above its minimum, with the flat direction horizontal; the scales
        below it and a dot at the minimum)."""
        arrays = self.result.arrays
        x, y = ((axis[0], axis[-1]) for axis in (arrays.xs, arrays.ys))
        costs = magnified(arrays.map_costs, arrays.xs, arrays.ys, x, y, NODES)
        costs = np.maximum(costs, 0)
        levels = costs.max() * (np.arange(1, LINES) / LINES) ** 2  # evenly spaced on a parabola
        a_map = ContourMap(costs, x, y, levels, (0, costs.max()), False, *MAP)
        a_map.move_to(MAP_TOP_LEFT, aligned_edge=UP + LEFT)
        scale = ruler(a_map)
        scale.next_to(a_map, DOWN, 0.22).align_to(a_map, LEFT)
        title = text("cost above the minimum", SMALL, style.QUIET)
        bar = ColourBar((0, costs.max()), "", "{:.2f}", style.cost)
        bar = VGroup(title, bar).arrange(DOWN, buff=0.15).next_to(a_map, DOWN, 1.35)
        minimum = Dot(a_map.c2p(0, 0), 0.05, color=style.WHITE)
        beside = VGroup(scale, bar, minimum)
        self.map_parts = VGroup(a_map, beside)
        return a_map, beside

    def _directions(self):
        """For the steep and the flat direction: an arrow through the minimum, and the name beside
        the map."""
        x, y = self.result.arrays.xs[[0, -1]], self.result.arrays.ys[[0, -1]]
        ends = [(0, 0.75 * y[0]), (0, 0.75 * y[1])], [(0.75 * x[0], 0), (0.75 * x[1], 0)]
        arrows = (
            DoubleArrow(*(self.map.c2p(*end) for end in pair), buff=0, color=style.FOCUS)
            for pair in ends
        )
        names = (
            text("steep", SMALL, style.QUIET).rotate(PI / 2).next_to(self.map, LEFT, 0.12),
            text("flat", SMALL, style.QUIET).next_to(self.map, DOWN, 0.3),
        )
        return list(zip(arrows, names, strict=True))

    def _pictures(self):
        """Both directions as pictures: their components for the weights into one output."""
        pictures = VGroup()
        side = round(np.sqrt(self.result.arrays.pictures.shape[1]))
        names, most = ("steep", "flat"), abs(self.result.arrays.pictures).max()
        for name, weights in zip(names, self.result.arrays.pictures, strict=True):
            picture = Heatmap(weights.reshape(side, side), most, width=1.9)
            pictures.add(VGroup(picture, text(name, SMALL)).arrange(DOWN, buff=0.15))
        pictures.arrange(RIGHT, buff=0.6)
        stand_on(baseline(pictures[0][1]), pictures[1][1])
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
        """A dot at the momentum that arrives soonest, and its label, left of the theory's line."""
        found, tried = self.result.found, len(self.momenta.momenta)
        mu, steps = found["best_momentum"], found["arrival_best"]
        dot = Dot(plot.c2p(mu, steps), 0.11, color=style.WHITE)
        told = f"{mu:g}: {steps:.0f} steps,", f"the fewest of {tried} tried"
        words = style.lines(*told, size=SMALL, buff=0.12, align=RIGHT)
        edge = plot.c2p(min(mu, found["critical_flat"]), steps) + ABOVE_DOT
        return VGroup(dot, words.move_to(edge, aligned_edge=RIGHT))

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

    def _run_at(self, mu, color, seconds, recent=np.inf):
        """Show a descent with a momentum on the map and in both plots, in some seconds; earlier
        ones turn pale."""
        label, steps = self._label(mu, color), np.arange(self._steps() + 1)
        edges = [self.map.heatmap.get_corner(way)[:2] for way in (DOWN + LEFT, UP + RIGHT)]
        walk = Walk(self._on_map(mu), color, width=3, recent=recent, inside=edges)
        paths = self.momenta.paths(mu)[:, : len(steps)]
        curves = [
            Spread(plot, steps, paths[..., j], color, 0.035).set_until(0)
            for j, plot in enumerate(self.coordinates.plots)
        ]
        pale = [curve.animate.set_fill(opacity=PALE) for curve in self.curves]
        self.play(giving_way(VGroup(*self.walked), VGroup(label, walk), QUICK), *pale)
        self.add(*curves, walk)
        now = ValueTracker(0)
        walk.add_updater(lambda walk: walk.set_look(now.get_value()))
        for curve in curves:
            curve.add_updater(lambda curve: curve.set_until(now.get_value()))
        self.play(now.animate.set_value(steps[-1]), run_time=seconds - QUICK, rate_func=linear)
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
