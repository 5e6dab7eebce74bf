"""Four optimizers from one start: the paths they take, and whether it matters in the end."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UL,
    UP,
    UR,
    Circle,
    Create,
    DashedLine,
    Dot,
    FadeIn,
    FadeOut,
    GrowFromCenter,
    LaggedStart,
    ReplacementTransform,
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
from scenes.mobjects.lettering import baseline, stand_on
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.seed_rows import SeedRows
from scenes.mobjects.spread import Spread
from scenes.mobjects.step_plot import StepPlot
from scenes.mobjects.ticks import multiples, nice_step, round_limits
from scenes.mobjects.walk import Walk
from scenes.stage import style
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.giving_way import giving_way
from scenes.stage.report import seeds, set_up
from scenes.stage.style import NORMAL, QUICK, SMALL, text

COLOURS = dict(zip(NAMES, style.KINDS, strict=True))
BESIDE = {"sgd": UR, "momentum": UL, "rmsprop": UR, "adam": 2 * DOWN}  # a name, of its curve
RULES_TOP = 2.25  # y of the first rule
COMES = 0.1 * RIGHT  # how far a rule moves as it appears
MAP = 5.4, 3.3  # the largest width and height of the map, in scene units
TOP = 2.65  # y of the top of the map and of the plot
NODES = 128  # grid points along the map's longer side
BETWEEN_NAMES = 0.47  # from one name to the next, in scene units
PLOT = 5.0, 2.45
GRID = 6.6, 3.0  # the plot of costs by learning rate
STRIP_AT = 1.2 * RIGHT + 0.3 * UP  # the centre of the plot of accuracies
TICK = 0.005  # the accuracy from one tick to the next
SECONDS_OF_STEPS = 4.5


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
        self.map, self.beside = self._map()
        paths = zip(COLOURS.values(), self.result.arrays.path, strict=True)
        self.walks = VGroup(Walk(self.map.c2p(*path.T), color, 3.5) for color, path in paths)
        names, formulas, remembered, left_out = rules(COLOURS, RULES_TOP)
        self.told = self._set_up()
        self.add(self.map, self.beside, self.walks, names, self.told)
        seconds = self.beat("Four rules, one slope", "Four famous rules use the same slope.")
        written = (FadeIn(rule, shift=COMES) for rule in formulas)
        self.play(LaggedStart(*written, lag_ratio=0.5), run_time=seconds)
        seconds = self.say("They differ in what they remember of the steps before.")
        comes = (FadeIn(words, shift=COMES) for words in (*remembered, left_out))
        self.play(LaggedStart(*comes, lag_ratio=0.5), run_time=seconds / 2)
        self.opening = VGroup(names, formulas, remembered, left_out)

    def a_rate_for_each(self):
        seconds = self.beat(
            "Each at its own best rate", "Each one gets the step size that suits it best."
        )
        plot, curves, chosen = self._grid()
        tried = f"ringed: the best of {len(self.race.rates('sgd'))} tried"
        key = text(tried, SMALL, style.QUIET).next_to(plot, DOWN, 0.25).align_to(plot, RIGHT)
        self.play(giving_way(self.opening, VGroup(plot, curves)))
        rings = (FadeIn(ring, scale=1.5) for ring in chosen)
        self.play(LaggedStart(*rings, lag_ratio=0.5), FadeIn(key), run_time=seconds / 3)
        self.opening = VGroup(plot, curves, chosen, key)

    def one_start(self):
        seconds = self.beat("Who is first?", "The same start, the same digits. Who is first?")
        self.plot, self.key = self._cost_plot()
        self.curves = VGroup(self._curve(name).set_until(0) for name in NAMES)
        self.play(giving_way(self.opening, VGroup(self.plot, self.key)))
        self.add(self.curves)
        self.hold(seconds - NORMAL)
        self._go()
        self.names = self._beside_the_ends(NAMES)
        self.play(FadeIn(self.names), run_time=QUICK)

    def who_is_ahead(self):
        level = nice_step(2 * self.race.highest_end())
        steps = {name: self.race.steps_to(name, level) for name in NAMES}
        each = {name: self.race.steps_of_each(name, level) for name in NAMES}
        seconds = self.beat(*race_words.about_the_way(steps))
        ends = [self.plot.c2p(x, np.log10(level)) for x in self.plot.x_range]
        line = DashedLine(*ends, color=style.QUIET, stroke_width=3)
        name = text(f"cost {level:.2g}", SMALL, style.QUIET).next_to(ends[0], UR, 0.1)
        places = {name: self.plot.c2p(steps[name], np.log10(level)) for name in NAMES}
        dots = VGroup(Dot(places[name], 0.09, color=COLOURS[name]) for name in NAMES)
        dots.set_stroke(style.BACKGROUND, 2)
        what, numbers = self._under_the_key(steps)
        ahead = at_the_lower_right(race_words.seeds_ahead(steps, each), self.told[-1])
        self.play(Create(line), FadeIn(name, what), run_time=QUICK)
        order = sorted(range(len(NAMES)), key=lambda i: steps[list(NAMES)[i]])
        passes = (FadeIn(VGroup(dots[i], numbers[i]), scale=1.2) for i in order)
        self.play(LaggedStart(*passes, lag_ratio=0.5), FadeIn(ahead), run_time=seconds / 2)
        self.level = VGroup(line, name, dots, what, numbers, ahead)

    def where_the_map_ends(self):
        arrays = self.result.arrays
        said = race_words.about_the_plane(arrays)
        seconds = self.beat("What the map hides", said[0])
        ends = zip(NAMES, arrays.plane_costs[:, -1], arrays.true_costs[:, -1], strict=True)
        told = {name: f"map {on_map:.2f}, true {true:.2f}" for name, on_map, true in ends}
        names = self._beside_the_ends(told)
        rings = VGroup(Circle(0.2, style.FOCUS).move_to(walk.ball) for walk in self.walks)
        note = self._note()
        self.play(FadeOut(self.level), run_time=QUICK)  # a note stands where the next one comes
        self.play(Create(rings), FadeIn(note), run_time=seconds / 2)
        self.say(said[1])
        self.play(giving_way(self.names, names))
        self.names, self.focus = names, VGroup(rings, note)

    def at_the_end(self):
        headline, equal, more = race_words.about_the_end(self.race)
        seconds = self.beat(headline, equal)
        right = self._strip()
        many = len(right.rows[0]) - 2  # seeds, less the name and the mean
        balls = VGroup(VGroup(walk.ball.copy() for _ in range(many)) for walk in self.walks)
        gone = self.map, self.plot, self.beside, self.walks, self.curves, self.names, self.focus
        self.add(balls)
        names, *dots, means = zip(*right.rows, strict=True)
        self.play(giving_way(VGroup(*gone, self.key), VGroup(right.plot, *names)))
        there = (VGroup(*row) for row in zip(*dots, strict=True))
        fly = (ReplacementTransform(*pair) for pair in zip(balls, there, strict=True))
        self.play(LaggedStart(*fly, lag_ratio=0.3), run_time=seconds - NORMAL)
        seconds = self.say(more)
        self.play(*map(GrowFromCenter, means), run_time=seconds / 2)

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
        plot.move_to([safe_area()[1], TOP, 0], aligned_edge=UP + RIGHT)
        curves, chosen = VGroup(), VGroup()
        for name in NAMES:
            x, y = etas[name], ends[name]
            best = race.chosen(name)
            place = plot.c2p(x[best], np.median(y[:, best]))
            for dot in chosen:  # a dot that another one covers becomes a ring around it
                if np.linalg.norm(dot.get_center() - place) < dot.radius:
                    dot.become(Dot(dot.get_center(), 2 * dot.radius).match_style(dot))
            chosen.add(Dot(place, 0.1, color=COLOURS[name]))
            words = text(NAMES[name], SMALL, COLOURS[name])
            words.next_to(plot.c2p(x[0], np.median(y[:, 0])), BESIDE[name], 0.1)
            curves.add(VGroup(Spread(plot, x, y, COLOURS[name]), words))
        rings = (Circle(0.27, style.WHITE, stroke_width=2.5).move_to(dot) for dot in chosen)
        return plot, curves, VGroup(map(VGroup, chosen, rings))

    def _map(self):
        """(the map of the plane through the common start; its scales, below it)."""
        arrays = self.result.arrays
        a_map, limits = cost_map(arrays, NODES, MAP, in_logarithms=True)
        a_map.move_to([safe_area()[0], TOP, 0], aligned_edge=UP + LEFT)
        title = text("cost, logarithmic", SMALL, style.QUIET)
        bar = ColourBar(limits, "", "{:.2f}", style.cost, length=a_map.width - 0.6)
        below = VGroup(title, bar, ruler(a_map).arrange(RIGHT, buff=0.2))
        return a_map, below.arrange(DOWN, buff=0.13).next_to(a_map, DOWN, 0.15)

    def _note(self):
        """What the map holds."""
        arrays = self.result.arrays
        return at_the_lower_right(
            f"one of {seeds(self.result)}, two of {arrays.parameters:,} directions: "
            f"{arrays.explained.sum():.0%} of the movement",
            self.told[-1],
        )

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
        stand_on(baseline(key[0][1]), *(words for _, words in key))
        plot.next_to(key, DOWN, 0.3 + BETWEEN_NAMES).align_to(key, RIGHT)
        return plot, key

    def _under_the_key(self, steps):
        """(what they are, the steps that each optimizer takes to a level of cost, below its
        name)."""
        numbers = VGroup()
        for name, (_, words) in zip(NAMES, self.key, strict=True):
            number = text(hundreds(steps[name]), SMALL, COLOURS[name])
            numbers.add(number.set_x(words.get_x()))
        what = text("steps", SMALL, style.QUIET).next_to(numbers, LEFT, 0.35)
        stand_on(self.key.get_bottom()[1] - BETWEEN_NAMES, what, *numbers)
        return what, numbers

    def _strip(self):
        """The share of test digits that each optimizer gets right, with a dot for each seed."""
        right = {NAMES[name]: self.race.accuracy(name) for name in NAMES}
        low, high = round_limits(np.concatenate([*right.values()]), TICK)
        title = "test digits that are right: a dot a seed, a bar their mean"
        ticks = {a: f"{a:.1%}" for a in multiples(TICK, low, high)}
        rows = SeedRows(right, COLOURS.values(), (low, high), ticks, title).shift(STRIP_AT)
        return rows.start_names(safe_area()[0])


def at_the_lower_right(words, line):
    """A small note in the corner, on the line of words to the left."""
    note = text(words, SMALL, style.QUIET).set_x(safe_area()[1], RIGHT)
    stand_on(baseline(line), note)
    return note
