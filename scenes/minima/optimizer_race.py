"""Four ways to use a gradient, from one start: how they go, and what it matters at the end."""

import itertools

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Circle,
    Create,
    DashedLine,
    Dot,
    FadeIn,
    FadeOut,
    Line,
    ValueTracker,
    VGroup,
    linear,
)

from nn.optimizers import Momentum
from scenes.mobjects.annotations import ruler
from scenes.mobjects.contour_map import ContourMap, magnified
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.spread import Spread
from scenes.mobjects.ticks import doublings, log_ticks, nice_step
from scenes.mobjects.walk import Walk
from scenes.stage import style
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.paths import cost_limits
from scenes.stage.report import seeds, set_up
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, formula, text

NAMES = {"sgd": "plain descent", "momentum": "momentum", "rmsprop": "RMSprop", "adam": "Adam"}
COLOURS = dict(zip(NAMES, style.KINDS, strict=True))
RULES = {  # how θ is changed, what is remembered
    "sgd": (r"theta <- theta - eta nabla C", "nothing"),
    "momentum": (r"v <- mu v - eta nabla C, quad theta <- theta + v", "its velocity v"),
    "rmsprop": (r"theta <- theta - eta nabla C \/ sqrt(s)", "s: slopes squared, averaged"),
    "adam": (r"theta <- theta - eta m \/ sqrt(s)", "that, and m: slopes averaged"),
}
MAP = 5.4, 3.1  # the most room that the map takes, in scene units
TOP = 2.65  # where the map and the plot begin
NODES = 128  # of the map, along its longer side
BETWEEN_NAMES = 0.42  # lines of names, in scene units
PLOT = 5.0, 2.45
GRID = 9.0, 3.0
STRIP = 8.4, 3.3
SECONDS_OF_STEPS = 5
COLUMNS = 0, 2.1, 3.3  # of the table of steps, in scene units
ROW = 0.6
MU = Momentum.numbers["mu"]
TRAINING, VALIDATION = 0, 1  # in the arrays of costs
TEST = 1  # in those of accuracies


class OptimizerRace(Explainer):
    """Plain descent, momentum, RMSprop and Adam go down from one start, on the same digits."""

    reads_run = False
    experiments = ("optimizers",)

    def construct(self):
        self.result = self.experiment("optimizers")
        self.four_rules()
        self.a_rate_for_each()
        self.one_start()
        self.who_is_ahead()
        self.where_the_map_ends()
        self.at_the_end()

    def four_rules(self):
        self.beat(
            "Four ways to use a gradient",
            "Each step is made from the gradient ∇C of the cost. The four differ in what they "
            "remember of those before.",
        )
        rows = VGroup()
        left, right, *_ = safe_area()
        for i, (name, (rule, memory)) in enumerate(RULES.items()):
            height = 1.75 - 1.05 * i
            ball = Dot([left + 0.15, height, 0], 0.12, color=COLOURS[name])
            words = text(NAMES[name], color=COLOURS[name]).next_to(ball, RIGHT, 0.25)
            rule = formula(rule, 36).move_to([left + 3.2, height, 0], aligned_edge=LEFT)
            memory = text(memory, SMALL).move_to([right - 4.2, height, 0], aligned_edge=LEFT)
            rows.add(VGroup(ball, words, rule, memory))
        header = text("remembers", SMALL, style.QUIET).move_to(rows[0][3], aligned_edge=LEFT)
        self.play(FadeIn(header.shift(0.75 * UP)), run_time=QUICK)
        for row in rows:
            self.play(FadeIn(row, shift=0.1 * RIGHT), run_time=QUICK)
        left_out = text(
            "left out: a small ε against division by zero, \\ "
            "and Adam's correction of its first averages",
            SMALL,
            style.QUIET,
        ).move_to([left, safe_area()[2], 0], aligned_edge=DOWN + LEFT)
        self.play(FadeIn(left_out), run_time=QUICK)
        self.opening = VGroup(rows, header, left_out)

    def a_rate_for_each(self):
        settings = self.result.settings
        self.beat(*about_the_rates(self.result))
        said = set_up(
            f"{settings['training']:,} digits",
            f"mini-batches of {settings['mini_batch_size']}",
            f"{settings['steps']:,} steps",
            "-".join(map(str, sizes_of(self.result))),
            "quadratic cost",
            f"μ {MU:g}",
            seeds(self.result),
            after="Goh, Why Momentum Really Works (2017)",
        )
        plot, curves, chosen = self._grid()
        self.play(FadeOut(self.opening), run_time=QUICK)
        self.play(FadeIn(plot, said, curves))
        self.play(FadeIn(chosen))
        self.opening = VGroup(plot, curves, chosen)
        if is_moved(self.result):
            ghost = curves[0][0].copy()
            there = plot.c2p(np.log10(1 - MU), 0) - plot.c2p(0, 0)
            self.play(ghost.animate.shift(there), run_time=SLOW)
            words = text(f"plain descent \\ at $eta \\/ {1 / (1 - MU):.0f}$", SMALL)
            high = curves[0][1].get_y() - 0.2
            words.move_to([curves[1][1].get_left()[0] - 0.3, high, 0], aligned_edge=RIGHT)
            self.play(FadeIn(words), run_time=QUICK)
            self.opening.add(ghost, words)

    def one_start(self):
        self.beat(
            "One start, the same digits",
            "On the same mini-batches all four go down. The map spans the two directions along "
            "which they move most.",
        )
        self.map, beside = self._map()
        self.plot, self.key = self._cost_plot()
        steps = self.result.arrays.steps
        self.walks = VGroup(
            *(
                Walk(self.map.c2p(*path.T), COLOURS[name], 3.5)
                for name, path in zip(NAMES, self.result.arrays.path, strict=True)
            )
        )
        self.curves = VGroup(
            *(
                Spread(self.plot, steps, np.log10(self._costs(name)), COLOURS[name], 0.04)
                for name in NAMES
            )
        )
        for curve in self.curves:
            curve.set_until(0)
        self.play(FadeOut(self.opening), run_time=QUICK)
        self.play(FadeIn(self.map, beside, self.plot, self.key, self.walks))
        self.add(self.curves)
        now, looks = ValueTracker(0), np.arange(len(steps))
        self.walks.add_updater(lambda walks: [walk.set_look(now.get_value()) for walk in walks])
        self.curves.add_updater(
            lambda curves: [
                curve.set_until(np.interp(now.get_value(), looks, steps)) for curve in curves
            ]
        )
        self.play(now.animate.set_value(looks[-1]), run_time=SECONDS_OF_STEPS, rate_func=linear)
        self.walks.clear_updaters()
        self.curves.clear_updaters()
        self.names = self._beside_the_ends(NAMES)
        self.play(FadeIn(self.names), run_time=QUICK)
        self.beside = beside

    def who_is_ahead(self):
        level = self._level()
        steps = {name: self._steps_to(name, level) for name in NAMES}
        each = {name: self._steps_of_each(name, level) for name in NAMES}
        self.beat(*about_the_way(level, steps, each))
        ends = [self.plot.c2p(x, np.log10(level)) for x in self.plot.x_range]
        line = DashedLine(*ends, color=style.FOCUS, stroke_width=3)
        places = {name: self.plot.c2p(steps[name], np.log10(level)) for name in NAMES}
        dots = VGroup(*(Dot(places[name], 0.09, color=COLOURS[name]) for name in NAMES))
        self.level = VGroup(line, dots.set_stroke(style.BACKGROUND, 2))
        self.of_the_map = self.map, self.beside, self.walks, self.names
        table = self._table(level, steps, each)
        self.play(FadeOut(*self.of_the_map), FadeIn(line), run_time=QUICK)
        self.play(FadeIn(dots, table))
        self.level.add(table)

    def where_the_map_ends(self):
        self.beat(*about_the_plane(self.result))
        arrays = self.result.arrays
        ends = zip(NAMES, arrays.plane_costs[:, -1], arrays.true_costs[:, -1], strict=True)
        told = {name: f"map {on_map:.2f}, true {true:.2f}" for name, on_map, true in ends}
        names = self._beside_the_ends({name: f"{NAMES[name]}: {told[name]}" for name in NAMES})
        rings = VGroup(*(Circle(0.2, style.FOCUS).move_to(walk.ball) for walk in self.walks))
        self.play(FadeOut(self.level, self.key), run_time=QUICK)
        self.play(FadeIn(self.map, self.beside, self.walks, names), run_time=QUICK)
        self.play(Create(rings), run_time=NORMAL)
        self.names, self.focus = names, rings

    def at_the_end(self):
        self.beat(*about_the_end(self.result))
        gone = self.map, self.plot, self.beside, self.walks, self.curves, self.names, self.focus
        self.play(FadeOut(*gone), run_time=QUICK)
        plot, rows = self._strip()
        self.play(FadeIn(plot))
        for row in rows:
            self.play(FadeIn(row), run_time=QUICK)
        self.hold()

    # -- what stands there ---------------------------------------------------------------------

    def _costs(self, name, part=TRAINING):
        """(seeds, looks) of an optimizer at its own rate."""
        return at_its_rate(self.result, name, "costs")[:, :, part]

    def _grid(self):
        """(plot, curves with names, dots): what each rate comes to, and which is chosen."""
        result = self.result
        etas = {name: np.log10(result.settings["etas"][name]) for name in NAMES}
        ends = {
            name: getattr(result.arrays, f"{name}_costs")[:, :, -1, VALIDATION].T for name in NAMES
        }
        low = np.floor(min(e.min() for e in etas.values()))
        high = np.ceil(max(e.max() for e in etas.values()))
        top = nice_step(2 * max(np.median(e, axis=0).max() for e in ends.values()))
        ticks = {p: f"{10.0**p:g}" for p in np.arange(low, high + 1)}
        heights = {0: "0", top / 2: f"{top / 2:g}", top: f"{top:g}"}
        plot = Plot(
            (low, high), (0, top), *GRID, ticks, heights, "learning rate η, logarithmic",
            f"validation cost after {result.settings['steps']:,} steps",
        )  # fmt: skip
        plot.move_to([0, 0.35, 0])
        curves, chosen = VGroup(), VGroup()
        for name in NAMES:
            x, y = etas[name], ends[name]
            best = result.arrays.chosen[list(NAMES).index(name)]
            place = plot.c2p(x[best], np.median(y[:, best]))
            for dot in chosen:  # a ring round one that comes to lie on it
                if np.linalg.norm(dot.get_center() - place) < dot.radius:
                    dot.become(Dot(dot.get_center(), 2 * dot.radius).match_style(dot))
            chosen.add(Dot(place, 0.1, color=COLOURS[name]).set_stroke(style.FOCUS, 3))
            words = text(NAMES[name], SMALL, COLOURS[name])
            words.next_to(plot.c2p(x[0], np.median(y[:, 0])), DOWN if name == "adam" else UP, 0.2)
            curves.add(VGroup(Spread(plot, x, y, COLOURS[name]), words))
        return plot, curves, chosen

    def _map(self):
        """(the map through the common start, what stands around it)."""
        arrays = self.result.arrays
        x, y = ((axis[0], axis[-1]) for axis in (arrays.xs, arrays.ys))
        costs = np.exp(magnified(np.log(arrays.map_costs), arrays.xs, arrays.ys, x, y, NODES))
        limits = cost_limits(costs)
        a_map = ContourMap(costs, x, y, doublings(limits), limits, True, *MAP)
        a_map.move_to([safe_area()[0], TOP, 0], aligned_edge=UP + LEFT)
        scale = ColourBar(limits, "cost, logarithmic", "{:.2f}", style.cost, length=2)
        below = VGroup(ruler(a_map), scale).arrange(RIGHT, buff=0.5, aligned_edge=UP)
        below.next_to(a_map, DOWN, 0.2).align_to(a_map, LEFT)
        which = (
            f"one of {seeds(self.result)}, two of {arrays.parameters:,} directions: "
            f"{arrays.explained.sum():.0%} of the movement"
        )
        note = text(which, SMALL, style.QUIET).next_to(below, DOWN, 0.2).align_to(a_map, LEFT)
        return a_map, VGroup(below, note)

    def _beside_the_ends(self, words):
        """Words {name: …} beside the map, as high as each path ends, none over another."""
        names = VGroup(*(text(words[name], SMALL, COLOURS[name]) for name in NAMES))
        heights = np.array([walk.ball.get_y() for walk in self.walks])
        for below, above in itertools.pairwise(heights.argsort(kind="stable")):
            heights[above] = max(heights[above], heights[below] + BETWEEN_NAMES)
        for words, height in zip(names, heights, strict=True):
            words.next_to(self.map, RIGHT, 0.2).set_y(height)
        return names

    def _cost_plot(self):
        """(plot, key): training costs over steps, both logarithmic; whose colour is whose."""
        costs = np.stack([self._costs(name) for name in NAMES])
        low, high = np.log10(0.9 * costs.min()), np.log10(1.05 * costs.max())
        marks = [c for p in (-2, -1, 0, 1) for c in (10.0**p, 2 * 10.0**p, 5 * 10.0**p)]
        ticks = {np.log10(c): f"{c:g}" for c in marks if low <= np.log10(c) <= high}
        last = int(self.result.arrays.steps[-1])
        plot = Plot(
            (0, last), (low, high), *PLOT, log_ticks(last), ticks, "steps, logarithmic",
            "training cost, logarithmic", True,
        )  # fmt: skip
        right = safe_area()[1]
        key = VGroup()
        for name in NAMES:
            dot = Dot(radius=0.1, color=COLOURS[name])
            key.add(VGroup(dot, text(NAMES[name], SMALL)).arrange(RIGHT, buff=0.15))
        key.arrange(RIGHT, buff=0.35).move_to([right, TOP, 0], aligned_edge=UP + RIGHT)
        plot.next_to(key, DOWN, 0.3).align_to(key, RIGHT)
        return plot, key

    def _level(self):
        """A round cost that all four come to, not long before the end."""
        last = max(np.median(self._costs(name)[:, -1]) for name in NAMES)
        return nice_step(2 * last)

    def _steps_to(self, name, level):
        """After how many steps the median training cost is at a level, between looks as drawn."""
        return when(np.median(self._costs(name), axis=0), self.result.arrays.steps, level)

    def _steps_of_each(self, name, level):
        """The same for each seed (seeds,)."""
        steps = self.result.arrays.steps
        return np.array([when(costs, steps, level) for costs in self._costs(name)])

    def _table(self, level, steps, each):
        """(title, heads, rows): how many steps each takes to a level, of the median curve, and
        from seed to seed."""
        title = text(f"steps to a training cost of {level:.2g}", SMALL, style.FOCUS)
        heads = VGroup(
            text("median", SMALL, style.QUIET),
            text(f"range of {seeds(self.result)}", SMALL, style.QUIET),
        )
        rows = VGroup()
        for name in NAMES:
            ends = f"{hundreds(each[name].min())} to {hundreds(each[name].max())}"
            words, median = text(NAMES[name], SMALL, COLOURS[name]), hundreds(steps[name])
            rows.add(VGroup(words, text(median, SMALL), text(ends, SMALL, style.QUIET)))
        for i, row in enumerate([heads, *rows]):
            for cell, x in zip(row, COLUMNS[-len(row) :], strict=True):
                cell.move_to([x, -ROW * i, 0], aligned_edge=LEFT)
        title.next_to(heads, UP, 0.4).align_to(rows, LEFT)
        table = VGroup(title, heads, rows)
        return table.move_to([safe_area()[0], TOP - 0.4, 0], aligned_edge=UP + LEFT)

    def _strip(self):
        """(plot, rows): the share of the test digits that is right, a dot a seed."""
        right = {name: at_its_rate(self.result, name, "accuracy")[:, TEST] for name in NAMES}
        every = np.concatenate(list(right.values()))
        low, high = np.floor(200 * every.min()) / 200, np.ceil(200 * every.max()) / 200
        title = "test digits that are right: a dot a seed, a bar their mean"
        ticks = {a: f"{a:.1%}" for a in np.arange(low, high + 1e-9, 0.005).round(4)}
        plot = Plot((low, high), (0, 4), *STRIP, ticks, {}, title)
        plot.y_axis.set_stroke(opacity=0)  # rows of names
        plot.move_to([1.2, 0.3, 0])
        rows = VGroup()
        for i, name in enumerate(NAMES):
            y = 3.5 - i
            words = text(NAMES[name], SMALL, COLOURS[name])
            words.move_to([safe_area()[0], plot.c2p(low, y)[1], 0], aligned_edge=LEFT)
            dots = (Dot(plot.c2p(a, y), 0.1, color=COLOURS[name]) for a in right[name])
            middle = plot.c2p(right[name].mean(), y)
            mark = Line(middle + 0.25 * DOWN, middle + 0.25 * UP, color=style.FOCUS)
            rows.add(VGroup(words, *dots, mark))
        return plot, rows


def when(costs, steps, level):
    """After how many steps costs (looks,) are at a level, between looks as drawn."""
    after = int((costs > level).nonzero()[0][-1]) + 1
    share = np.log(costs[after - 1] / level) / np.log(costs[after - 1] / costs[after])
    low, high = np.log1p(steps[after - 1 : after + 1])
    return float(np.expm1(low + share * (high - low)))


def hundreds(steps):
    """A number of steps, to hundreds."""
    return f"{round(steps, -2):,.0f}"


def sizes_of(result):
    """The network's sizes: its hidden layers, an output a class, and the inputs that all its
    parameters leave."""
    hidden, classes = result.settings["hidden"], 10
    later = zip(hidden, [*hidden[1:], classes], strict=True)
    rest = int(result.arrays.parameters) - sum((n + 1) * m for n, m in later)
    return [rest // hidden[0] - 1, *hidden, classes]


def at_its_rate(result, name, kind):
    """An optimizer's rows (seeds, …) of an array, at the rate that validation chose."""
    rates = getattr(result.arrays, f"{name}_{kind}")
    return rates[result.arrays.chosen[list(NAMES).index(name)]]


def is_moved(result):
    """Whether momentum does at each rate what plain descent does at 1/(1 − μ) times that rate."""
    etas, costs = result.settings["etas"], vars(result.arrays)
    rates = np.allclose(np.multiply(etas["sgd"], 1 - MU), etas["momentum"])
    ends = [costs[f"{name}_costs"][:, :, -1, VALIDATION].mean(axis=1) for name in list(NAMES)[:2]]
    return rates and np.allclose(*ends, rtol=0.1)


def about_the_rates(result):
    """(headline, caption) of how each one's rate is chosen."""
    moved = f" Momentum does at η what plain descent does at {1 / (1 - MU):.0f} η."
    return (
        "Each at a learning rate of its own",
        f"Of {len(result.settings['etas']['sgd'])} rates tried each gets the one of "
        "lowest validation cost." + moved * is_moved(result),
    )


def about_the_way(level, steps, each):
    """(headline, caption) of who came first to a level: steps {name: how many it took}, each
    {name: how many with each seed}."""
    first, *others = sorted(steps, key=steps.get)
    told = ", ".join(f"{NAMES[name]} {hundreds(steps[name])}" for name in others)
    name, n = NAMES[first], len(each[first])
    ahead = sum(each[first] <= np.min([each[other] for other in others], axis=0))
    return (
        f"On the way: {name} is ahead in {ahead} of {n} seeds",
        f"To a cost of {level:.2g} {name} takes some {hundreds(steps[first])} steps here, {told}.",
    )


def about_the_plane(result):
    """(headline, caption): at what costs the four end on the map, and at what costs they do."""
    arrays = result.arrays
    on_map, true = (
        " to ".join(f"{ends:.2f}" for ends in (costs[:, -1].min(), costs[:, -1].max()))
        for costs in (arrays.plane_costs, arrays.true_costs)
    )
    return (
        "What the map hides",
        f"On this map they end at costs of {on_map}, truly at {true}: it holds "
        f"{arrays.explained.sum():.0%} of their movement.",
    )


def about_the_end(result):
    """(headline, caption): how far apart the four are at the end, and how far the seeds are."""
    right = np.stack([at_its_rate(result, name, "accuracy")[:, TEST] for name in NAMES])
    means = right.mean(axis=1)
    apart, of_seeds = np.ptp(means), np.ptp(right, axis=1)
    alike = apart < of_seeds.mean()
    best = NAMES[list(NAMES)[means.argmax()]]
    return (
        "At the end: nearly alike" if alike else f"At the end: {best} is ahead",
        f"On average {means.min():.1%} to {means.max():.1%} of the test digits are right. Seeds of "
        f"one rule differ by up to {100 * of_seeds.max():.1f} points, the means by "
        f"{100 * apart:.1f}.",
    )
