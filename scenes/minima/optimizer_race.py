"""Four optimizers from one start: the paths they take, and whether it matters in the end."""

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
    ValueTracker,
    VGroup,
    linear,
)

from nn.results.optimizers import Race
from scenes.minima import race_words
from scenes.minima.maps import cost_map
from scenes.minima.optimizer_rules import rules
from scenes.minima.race_words import NAMES, hundreds
from scenes.mobjects.annotations import ruler, spread_apart
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.seed_rows import SeedRows
from scenes.mobjects.spread import Spread
from scenes.mobjects.step_plot import StepPlot
from scenes.mobjects.table import in_columns
from scenes.mobjects.ticks import multiples, nice_step, round_limits
from scenes.mobjects.walk import Walk
from scenes.stage import style
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.report import seeds, set_up
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, text

COLOURS = dict(zip(NAMES, style.KINDS, strict=True))
HEADER = 0.75 * UP  # from the first rule to the head of a column
COMES = 0.1 * RIGHT  # how far a rule moves as it appears
MAP = 5.4, 3.1  # the largest width and height of the map, in scene units
TOP = 2.65  # y of the top of the map and of the plot
NODES = 128  # grid points along the map's longer side
BETWEEN_NAMES = 0.42  # from one name to the next, in scene units
PLOT = 5.0, 2.45
GRID, GRID_AT = (9.0, 3.0), 0.35 * UP  # the plot of costs by learning rate: its size and centre
STRIP_AT = 1.2 * RIGHT + 0.3 * UP  # the centre of the plot of accuracies
TICK = 0.005  # the accuracy from one tick to the next
SECONDS_OF_STEPS = 5
COLUMNS = (0, LEFT), (2.1, LEFT), (3.3, LEFT)  # of the table of steps
ROW, TABLE_TOP = 0.6, 2.25  # the spacing of its rows, and y of its top


class OptimizerRace(Explainer):
    """Plain descent, momentum, RMSprop and Adam go down from one start, on the same digits."""

    reads_run = False
    experiments = ("optimizers",)

    def construct(self):
        self.result = self.experiment("optimizers")
        self.race = Race(self.result)
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
        rows, left_out = rules(COLOURS)
        header = text("remembers", SMALL, style.QUIET).move_to(rows[0][2], aligned_edge=LEFT)
        self.play(FadeIn(header.shift(HEADER)), run_time=QUICK)
        for row in rows:
            self.play(FadeIn(row, shift=COMES), run_time=QUICK)
        self.play(FadeIn(left_out), run_time=QUICK)
        self.opening = VGroup(rows, header, left_out)

    def a_rate_for_each(self):
        self.beat(*race_words.about_the_rates(self.race))
        plot, curves, chosen = self._grid()
        self.play(FadeOut(self.opening), run_time=QUICK)
        self.play(FadeIn(plot, self._set_up(), curves))
        self.play(FadeIn(chosen))
        self.opening = VGroup(plot, curves, chosen)
        if self.race.momentum_is_a_larger_rate():
            self._move_plain_descent(plot, curves)

    def one_start(self):
        self.beat(
            "One start, the same digits",
            "On the same mini-batches all four go down. The map spans the two directions along "
            "which they move most.",
        )
        self.map, self.beside = self._map()
        self.plot, self.key = self._cost_plot()
        paths = zip(COLOURS.values(), self.result.arrays.path, strict=True)
        self.walks = VGroup(Walk(self.map.c2p(*path.T), color, 3.5) for color, path in paths)
        self.curves = VGroup(self._curve(name).set_until(0) for name in NAMES)
        self.play(FadeOut(self.opening), run_time=QUICK)
        self.play(FadeIn(self.map, self.beside, self.plot, self.key, self.walks))
        self.add(self.curves)
        self._go()
        self.names = self._beside_the_ends(NAMES)
        self.play(FadeIn(self.names), run_time=QUICK)

    def who_is_ahead(self):
        level = nice_step(2 * self.race.highest_end())
        steps = {name: self.race.steps_to(name, level) for name in NAMES}
        each = {name: self.race.steps_of_each(name, level) for name in NAMES}
        self.beat(*race_words.about_the_way(level, steps, each))
        ends = [self.plot.c2p(x, np.log10(level)) for x in self.plot.x_range]
        line = DashedLine(*ends, color=style.FOCUS, stroke_width=3)
        places = {name: self.plot.c2p(steps[name], np.log10(level)) for name in NAMES}
        dots = VGroup(Dot(places[name], 0.09, color=COLOURS[name]) for name in NAMES)
        dots.set_stroke(style.BACKGROUND, 2)
        table = self._table(level, steps, each)
        of_the_map = self.map, self.beside, self.walks, self.names
        self.play(FadeOut(*of_the_map), FadeIn(line), run_time=QUICK)
        self.play(FadeIn(dots, table))
        self.level = VGroup(line, dots, table)

    def where_the_map_ends(self):
        arrays = self.result.arrays
        self.beat(*race_words.about_the_plane(arrays))
        ends = zip(NAMES, arrays.plane_costs[:, -1], arrays.true_costs[:, -1], strict=True)
        told = {name: f"map {on_map:.2f}, true {true:.2f}" for name, on_map, true in ends}
        names = self._beside_the_ends({name: f"{NAMES[name]}: {told[name]}" for name in NAMES})
        rings = VGroup(Circle(0.2, style.FOCUS).move_to(walk.ball) for walk in self.walks)
        self.play(FadeOut(self.level, self.key), run_time=QUICK)
        self.play(FadeIn(self.map, self.beside, self.walks, names), run_time=QUICK)
        self.play(Create(rings), run_time=NORMAL)
        self.names, self.focus = names, rings

    def at_the_end(self):
        self.beat(*race_words.about_the_end(self.race))
        gone = self.map, self.plot, self.beside, self.walks, self.curves, self.names, self.focus
        self.play(FadeOut(*gone), run_time=QUICK)
        right = self._strip()
        self.play(FadeIn(right.plot))
        for row in right.rows:
            self.play(FadeIn(row), run_time=QUICK)
        self.hold()

    def _set_up(self):
        settings = self.result.settings
        return set_up(
            f"{settings['training']:,} digits",
            f"mini-batches of {settings['mini_batch_size']}",
            f"{settings['steps']:,} steps",
            "-".join(map(str, self.race.sizes())),
            "quadratic cost",
            f"μ {self.race.mu:g}",
            seeds(self.result),
            after="Goh, Why Momentum Really Works (2017)",
        )

    def _move_plain_descent(self, plot, curves):
        """Move a copy of plain descent's curve to the rates at which momentum has these costs."""
        ghost, kept = curves[0][0].copy(), 1 - self.race.mu
        there = plot.c2p(np.log10(kept), 0) - plot.c2p(0, 0)
        self.play(ghost.animate.shift(there), run_time=SLOW)
        words = text(f"plain descent \\ at $eta \\/ {1 / kept:.0f}$", SMALL)
        words.next_to(curves[1][1], LEFT, 0.3).set_y(curves[0][1].get_y() - 0.2)
        self.play(FadeIn(words), run_time=QUICK)
        self.opening.add(ghost, words)

    def _curve(self, name):
        """The curve of an optimizer's training costs over the steps, with its range over seeds."""
        costs = np.log10(self.race.costs(name))
        return Spread(self.plot, self.race.steps, costs, COLOURS[name], 0.04)

    def _go(self):
        """Move the balls down the map while the curves are drawn."""
        now, steps = ValueTracker(0), self.race.steps
        looks = np.arange(len(steps))
        for walk in self.walks:
            walk.add_updater(lambda walk: walk.set_look(now.get_value()))
        for curve in self.curves:
            curve.add_updater(
                lambda curve: curve.set_until(np.interp(now.get_value(), looks, steps))
            )
        self.play(now.animate.set_value(looks[-1]), run_time=SECONDS_OF_STEPS, rate_func=linear)
        for part in (*self.walks, *self.curves):
            part.clear_updaters()

    def _grid(self):
        """(plot, curves with names, dots): the final cost at each learning rate; dots mark the
        chosen rates."""
        race = self.race
        etas = {name: np.log10(race.rates(name)) for name in NAMES}
        ends = {name: race.costs_by_rate(name) for name in NAMES}
        low = np.floor(min(e.min() for e in etas.values()))
        high = np.ceil(max(e.max() for e in etas.values()))
        top = nice_step(2 * max(np.median(e, axis=0).max() for e in ends.values()))
        ticks = {p: f"{10.0**p:g}" for p in np.arange(low, high + 1)}
        heights = {0: "0", top / 2: f"{top / 2:g}", top: f"{top:g}"}
        title = f"validation cost after {self.result.settings['steps']:,} steps"
        limits = (low, high), (0, top)
        plot = Plot(*limits, *GRID, ticks, heights, "learning rate η, logarithmic", title)
        plot.move_to(GRID_AT)
        curves, chosen = VGroup(), VGroup()
        for name in NAMES:
            x, y = etas[name], ends[name]
            best = race.chosen(name)
            place = plot.c2p(x[best], np.median(y[:, best]))
            for dot in chosen:  # a dot that another one covers becomes a ring around it
                if np.linalg.norm(dot.get_center() - place) < dot.radius:
                    dot.become(Dot(dot.get_center(), 2 * dot.radius).match_style(dot))
            chosen.add(Dot(place, 0.1, color=COLOURS[name]).set_stroke(style.FOCUS, 3))
            words = text(NAMES[name], SMALL, COLOURS[name])
            words.next_to(plot.c2p(x[0], np.median(y[:, 0])), DOWN if name == "adam" else UP, 0.2)
            curves.add(VGroup(Spread(plot, x, y, COLOURS[name]), words))
        return plot, curves, chosen

    def _map(self):
        """(the map of the plane through the common start; its scales and a note below it)."""
        arrays = self.result.arrays
        a_map, limits = cost_map(arrays, NODES, MAP, in_logarithms=True)
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
        """Words {name: …} beside the map, each at the height at which its path ends, and spread
        apart if they would overlap."""
        names = VGroup(text(words[name], SMALL, COLOURS[name]) for name in NAMES)
        for name, walk in zip(names, self.walks, strict=True):
            name.next_to(self.map, RIGHT, 0.2).set_y(walk.ball.get_y())
        spread_apart(names, BETWEEN_NAMES)
        return names

    def _cost_plot(self):
        """(plot, key): logarithmic axes of training cost over steps, and the key of colours."""
        costs = np.stack([self.race.costs(name) for name in NAMES])
        low, high = np.log10(0.9 * costs.min()), np.log10(1.05 * costs.max())
        marks = [c for p in (-2, -1, 0, 1) for c in (10.0**p, 2 * 10.0**p, 5 * 10.0**p)]
        ticks = {np.log10(c): f"{c:g}" for c in marks if low <= np.log10(c) <= high}
        title = "training cost, logarithmic"
        plot = StepPlot(self.race.steps[-1], (low, high), *PLOT, ticks, title)
        right = safe_area()[1]
        key = VGroup()
        for name in NAMES:
            dot = Dot(radius=0.1, color=COLOURS[name])
            key.add(VGroup(dot, text(NAMES[name], SMALL)).arrange(RIGHT, buff=0.15))
        key.arrange(RIGHT, buff=0.35).move_to([right, TOP, 0], aligned_edge=UP + RIGHT)
        plot.next_to(key, DOWN, 0.3).align_to(key, RIGHT)
        return plot, key

    def _table(self, level, steps, each):
        """(title, heads, rows): the steps that each optimizer takes to a level of cost, for the
        median curve and as a range over seeds."""
        title = text(f"steps to a training cost of {level:.2g}", SMALL, style.FOCUS)
        heads = VGroup(
            text("median", SMALL, style.QUIET),
            text(f"range of {seeds(self.result)}", SMALL, style.QUIET),
        )
        cells = [[VGroup(), *heads]]
        for name in NAMES:
            ends = f"{hundreds(each[name].min())} to {hundreds(each[name].max())}"
            words, median = text(NAMES[name], SMALL, COLOURS[name]), hundreds(steps[name])
            cells.append([words, text(median, SMALL), text(ends, SMALL, style.QUIET)])
        _, *rows = in_columns(cells, COLUMNS, ROW)
        rows = VGroup(*rows)
        title.next_to(heads, UP, 0.4).align_to(rows, LEFT)
        table = VGroup(title, heads, rows)
        return table.move_to([safe_area()[0], TABLE_TOP, 0], aligned_edge=UP + LEFT)

    def _strip(self):
        """The share of test digits that each optimizer gets right, with a dot for each seed."""
        right = {NAMES[name]: self.race.accuracy(name) for name in NAMES}
        low, high = round_limits(np.concatenate([*right.values()]), TICK)
        title = "test digits that are right: a dot a seed, a bar their mean"
        ticks = {a: f"{a:.1%}" for a in multiples(TICK, low, high)}
        rows = SeedRows(right, COLOURS.values(), (low, high), ticks, title).shift(STRIP_AT)
        return rows.start_names(safe_area()[0])
