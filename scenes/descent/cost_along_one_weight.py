"""Descent in one dimension: the cost along a line."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    ORIGIN,
    RIGHT,
    UP,
    Arrow,
    Create,
    Dot,
    FadeIn,
    FadeOut,
    GrowArrow,
    Line,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    VMobject,
    linear,
    smooth,
)

from nn.network import layer_views
from scenes.mobjects.annotations import in_column, rows_of
from scenes.mobjects.lettering import Readout, baseline
from scenes.mobjects.plot import Plot
from scenes.mobjects.plotted_curve import Light, PlottedCurve
from scenes.mobjects.ticks import linear_ticks, nice_step, round_limits
from scenes.stage import style
from scenes.stage.explainer import Explainer
from scenes.stage.giving_way import giving_way
from scenes.stage.needs import A_STEP_DOWN, DATA, FINITE_SLOPES, HISTORY
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, escaped, formula, text
from scenes.stage.words.numbers import short
from scenes.stage.words.symbols import symbol
from scenes.stage.words.things import cut, images

PLOT, PLOT_AT = (8.3, 4.1), (-2.1, -0.25, 0)  # size and centre of the axes, in scene units
WEIGHT_TOP, COUNT_TOP = 1.15, 2.4  # y of the tops of two notes in their column
TANGENT = 1.2  # how far a tangent reaches either way, in scene units
ROOM_BELOW = 0.8  # the room that a curve's name needs to stand below it, in scene units
CLEAR = 0.1  # from a curve to its name, in scene units
NAMES = -0.65, 0.6  # x of the names of the two curves, as fractions of the largest move uphill
FIRST_STEPS = 2  # steps that are shown one by one
SHORT, LONGEST = 6, 20  # signs of a class's name that ends a line, and that has one of its own
NEAR = 0.15  # lines whose baselines are nearer, in scene units, stand on one
LITTLE = 1 / 3  # one weight that brings the cost down by less, as a share of all, does a little
HINT = 0.35  # the opacity of the curve before the ball has been there
PER_DIRECTION = 10  # points per direction that a full graph of the cost would need


class CostAlongOneWeight(Explainer):
    """The true cost as one weight moves, its slope, and steps down it, then all weights at once."""

    needs = (HISTORY, DATA, FINITE_SLOPES, A_STEP_DOWN)
    studies = ("lines",)

    def construct(self):
        self.lines = self.study("lines")
        self.move = ValueTracker(0)  # the distance from the start, along either line
        self.one_weight_moves()
        self.the_slope()
        self.step_by_step()
        self.all_at_once()
        self.nobody_draws_the_graph()

    def one_weight_moves(self):
        lines, n = self.lines, self.run.thetas.shape[1]
        count = self.run.facts["dataset"]["training"]
        self.plot = self._plot(*evenly_around(lines.weight_costs))
        self.cost = PlottedCurve(self.plot, lines.moves, lines.weight_costs)
        places, _ = layer_views(np.arange(n), self.run.sizes)  # each weight's index, by layer
        place = places[lines.layer - 1][lines.to, lines.weight_from]
        name = formula(f"w = {symbol(place, self.run.sizes)}")
        where = text(self._which(), SMALL, style.QUIET)
        self.weight = VGroup(name, where).arrange(DOWN, buff=0.25, aligned_edge=LEFT)
        in_column(self.weight, WEIGHT_TOP)
        self.table = self._table()
        self.ball = self._follow(Dot(radius=0.12, color=style.FOCUS), self._place_ball)
        hint = cost_line().set_points_as_corners(self.cost.points()).set_stroke(opacity=HINT)
        saying = self.beat("Turn one weight", "Take one weight, and turn it slowly.")
        self.add(self.plot, hint, self.weight, self.table, self.ball)
        self.play(self.move.animate.set_value(lines.moves[0]), run_time=saying)
        self.curve = self._follow(cost_line(), self._trace)
        saying = self.say(f"This is the cost, over all {count:,} {images(self.run)}.")
        self.add(self.curve, self.ball)
        there = self.move.animate.set_value(lines.moves[-1])
        self.play(there, run_time=max(saying, 1.5 * SLOW), rate_func=linear)
        self.curve.clear_updaters()
        self.remove(hint)
        self.play(self.move.animate.set_value(0), run_time=NORMAL)

    def the_slope(self):
        rises = float(self.lines.slope) > 0
        saying = self.beat("Which way is down?", "The slope tells us which way is down.")
        self.tangent = self._follow(Line(stroke_color=style.FOCUS, stroke_width=4), self._lean)
        says = text("slope $= display((partial C) / (partial w))$", color=style.QUIET)
        self.says = says.next_to(self.weight, DOWN, buff=0.36, aligned_edge=LEFT)
        self.play(Create(self.tangent), FadeIn(self.says), run_time=min(saying, SLOW))
        self.say(f"Here, that is to the {'left' if rises else 'right'}.")
        self.downhill = Arrow(ORIGIN, 1.3 * (LEFT if rises else RIGHT), buff=0, color=style.FOCUS)
        self.downhill.shift(self.ball.get_center() + 0.25 * UP)
        self.play(GrowArrow(self.downhill))

    def step_by_step(self):
        rolled = self.lines.rolled
        saying = self.beat("Step by step", "So we take a step downhill. And another.")
        rule = self._rule().move_to(self.says, aligned_edge=UP + LEFT)
        off = baseline(self.plot.labels[0][1]) - baseline(rule[1])
        rule.shift(off * UP if abs(off) < NEAR else 0)  # beside the ticks it stands on their line
        marks = VGroup(*(Dot(self.cost.point(move), 0.06, color=style.WHITE) for move in rolled))
        self.play(FadeOut(self.says, self.downhill), FadeIn(rule), run_time=QUICK)
        first = min(FIRST_STEPS, len(rolled) - 1)
        for k in range(1, first + 1):
            self.add(marks[k - 1], self.ball)
            there = self.move.animate.set_value(rolled[k])
            self.play(there, run_time=(saying - QUICK) / first)
        if len(rolled) > first + 1:
            self._roll_on(
                rolled, marks, self.say("Where the slope is gentle, the steps grow shorter.")
            )
        self.rule = VGroup(rule, marks)

    def all_at_once(self):
        lines = self.lines
        alone, together = (
            costs[downhill(lines)].min() for costs in (lines.weight_costs, lines.gradient_costs)
        )
        self.beat("All of them at once", about_one_alone(lines, alone, together))
        self.tangent.clear_updaters()
        self.play(FadeOut(self.rule, self.tangent, self.table, self.ball), run_time=QUICK)
        self._zoom_out()
        alone_curve, self.cost = (
            self.cost,
            PlottedCurve(self.plot, lines.moves, lines.gradient_costs),
        )
        self.move.set_value(0)
        along = cost_line().set_points_as_corners(self.cost.points(*self.cost.seen()))
        self.ball = self._follow(Dot(radius=0.12, color=style.FOCUS), self._place_ball)
        words = self._names(alone_curve, self.cost)
        self.play(FadeIn(words[0], self.ball), run_time=QUICK)
        saying = self.say(f"Move all of them, and the cost falls to {together:.2f}.")
        n = self.run.thetas.shape[1]
        slopes = text(f"$nabla C$: the slopes \\ of all {n:,} weights", SMALL, style.QUIET)
        in_column(slopes, WEIGHT_TOP)
        change = giving_way(self.weight, slopes, saying / 2)
        self.play(Create(along), FadeIn(words[1]), change, run_time=saying / 2)
        self.beside = slopes
        self.add(self.ball)
        self.play(self.move.animate.set_value(self._lowest()), run_time=saying / 2)
        self.seen = VGroup(self.curve, along, words)

    def nobody_draws_the_graph(self):
        n = self.run.thetas.shape[1]
        self.beat("Nobody sees the whole landscape", "Nobody could draw this whole landscape.")
        count = VGroup(
            text(f"{PER_DIRECTION} points along each of \\ {n:,} directions:", SMALL, style.QUIET),
            formula(f"{PER_DIRECTION}^(#text(size: 1.1em)[{n:,}])", 44, style.COST),
            text("costs to compute", SMALL, style.QUIET),
        ).arrange(DOWN, buff=0.25, aligned_edge=LEFT)
        in_column(count, COUNT_TOP)
        self.play(giving_way(self.beside, count))
        self.tangent = self._follow(Line(stroke_color=style.FOCUS, stroke_width=4), self._lean)
        light = self._follow(Light(self.cost), lambda light: light.shine(self.move.get_value()))
        saying = self.say("To go down, feel the slope under your feet.")
        self.add(light, self.ball)
        back = self.move.animate.set_value(0)
        self.play(self.seen.animate.set_opacity(0), back, FadeIn(self.tangent), run_time=NORMAL)
        self.remove(self.seen)
        there = self.move.animate.set_value(self._lowest())
        self.play(there, run_time=max(saying - NORMAL, SLOW), rate_func=smooth)
        light.clear_updaters()

    def _rule(self):
        """The rule of a step, and its learning rate, small."""
        eta, known = float(self.lines.eta), self.run.facts["optimizer"].get("eta")
        own = eta / known if known else 0
        times = f" \\ {own:,.0f} times that of training" if known else " \\ chosen for this picture"
        times = "" if round(own) == 1 else times
        return VGroup(
            formula("w arrow.l w - eta (partial C) / (partial w)"),
            text(f"$eta = {short(eta)}${times}", SMALL, style.QUIET),
        ).arrange(DOWN, buff=0.3, aligned_edge=LEFT)

    def _which(self):
        """The two neurons that the weight connects, counted from 1 as in its name."""
        lines, run = self.lines, self.run
        source = "hidden neuron" if lines.layer > 1 else "input"
        name = run.classes[int(lines.to)]
        stands = "which stands for " * (len(name) <= SHORT)
        return (
            f"from {source} {lines.weight_from + 1} \\ to output neuron {lines.to + 1}, \\ "
            f"{stands}{escaped(cut(name, LONGEST))}; \\ "
            f"all {run.thetas.shape[1] - 1:,} others stay"
        )

    def _plot(self, low, high, step):
        return Plot(
            self.lines.moves[[0, -1]].tolist(),
            (low, high),
            *PLOT,
            x_ticks=self._across(),
            y_ticks=linear_ticks(step, low, high),
            x_title="moved from the start by",
            y_title=f"cost C over all training {images(self.run)}",
        ).move_to(PLOT_AT)

    def _across(self):
        """The ticks of the horizontal axis."""
        reach = float(self.lines.moves[-1])
        return linear_ticks(nice_step(reach / 3), -reach, reach)

    def _table(self):
        """The weight, the cost and the slope where the ball is."""
        lines, costs = self.lines, self.lines.weight_costs
        readouts = {
            "weight w": (lambda move: float(lines.value) + move, "{:+.2f}", "+00.00", style.WHITE),
            "cost C": (self.cost.value, "{:.3f}", f"{costs.max():.3f}", style.COST),
            "slope": (self.cost.slope, "{:+.3f}", "+0.000", style.WHITE),
        }
        return rows_of({name: self._readout(*how) for name, how in readouts.items()})

    def _readout(self, of, form, widest, color):
        readout = Readout(of(0.0), form, widest, color=color)
        return readout.add_updater(lambda r: r.set_value(of(self.move.get_value())))

    def _names(self, alone, together):
        """The names of the two curves: below them, or above `together` if there is no room."""
        words = VGroup(
            text("one weight alone", SMALL, style.QUIET),
            text(f"all {self.run.thetas.shape[1]:,}, along $nabla C$", SMALL, style.WHITE),
        )
        far = (np.sign(float(self.lines.slope)) or 1) * self.lines.moves[-1]
        over, under = together.point(NAMES[0] * far), alone.point(NAMES[1] * far)
        over[1] = min(over[1], self.plot.y_axis.get_end()[1])  # where the curve leaves the plot
        room = over[1] - self.plot.x_axis.get_y()
        words[1].next_to(over, DOWN if room > ROOM_BELOW else UP, buff=0.25)
        above = words[1].get_top()[1] - self.plot.y_axis.get_top()[1]
        words[1].shift(max(0, above) * DOWN)  # below the axis' title
        words[0].next_to(under, DOWN, buff=0.25)
        for name, curve in zip(words, (alone, together), strict=True):
            keep_below(name, curve)
        return words

    def _follow(self, mobject, place):
        """Call place(mobject) now and in every frame."""
        place(mobject)
        # Not `place` itself: Manim would copy a bound method together with its scene.
        return mobject.add_updater(lambda m: place(m))

    def _place_ball(self, ball):
        ball.become(Dot(self.cost.point(self.move.get_value()), 0.12, color=style.FOCUS))

    def _lowest(self):
        """The move at which the curve is lowest, on its downhill side."""
        costs = np.where(downhill(self.lines), self.cost.y, np.inf)
        return self.lines.moves[costs.argmin()]

    def _trace(self, line):
        """Draw the curve up to the current move."""
        line.set_points_as_corners(self.cost.points(high=self.move.get_value()))

    def _lean(self, line):
        """Lay the tangent at the current move: rotating the line would add up rounding."""
        line.set_points_as_corners(self.cost.tangent(self.move.get_value(), TANGENT))

    def _roll_on(self, rolled, marks, seconds):
        """Take the remaining steps, one after the other, in one animation."""
        steps = np.arange(len(rolled))
        ahead = marks[FIRST_STEPS:].set_opacity(0)

        def roll(move, share):
            step = FIRST_STEPS + share * (steps[-1] - FIRST_STEPS)
            move.set_value(np.interp(step, steps, rolled))
            for k, dot in enumerate(ahead, start=FIRST_STEPS):
                dot.set_opacity(float(k < step))

        self.add(ahead, self.ball)
        self.play(UpdateFromAlphaFunc(self.move, roll), run_time=seconds)

    def _zoom_out(self):
        """Let the cost axis begin at 0, so that the curve of one weight becomes nearly flat."""
        lines = self.lines
        top = max(lines.weight_costs.max(), 1.25 * self.cost.value(0.0))
        step = nice_step(top / 3)
        wide = self._plot(*round_limits([0, top], step), step)
        wide.shift(self.plot.x_axis.get_start() - wide.x_axis.get_start())
        old, new = (plot.labels[len(self._across()) :] for plot in (self.plot, wide))
        points = PlottedCurve(wide, lines.moves, lines.weight_costs).points()
        self.play(
            FadeOut(old),
            FadeIn(new),
            self.curve.animate.set_points_as_corners(points),
            run_time=NORMAL,
        )
        self.plot.labels.remove(*old).add(*new)
        self.plot.y_range = wide.y_range
        self.add(self.plot, self.curve)


def cost_line():
    """A line in the colour of the cost, without points."""
    return VMobject(stroke_color=style.COST, stroke_width=4)


def evenly_around(costs):
    """(low, high, step): round limits of an axis for costs, and the distance between its ticks."""
    step = nice_step(max(np.ptp(costs), 1e-6) / 3)
    return *round_limits(costs, step), step


def about_one_alone(lines, alone, together):
    """How far the cost falls as one weight moves, compared with all weights together."""
    start = lines.weight_costs[np.argmin(abs(lines.moves))]
    if start - alone < LITTLE * (start - together):
        return "One weight alone brings us down only a little."
    return f"One weight alone brings the cost down to {alone:.2f}."


def downhill(lines):
    """Which of the moves are on the side towards which the cost falls at the start."""
    return lines.moves * np.sign(lines.slope) <= 0


def keep_below(name, curve):
    """Move the name of a curve down, if it is below and would touch the curve where it is steep."""
    x, y = curve.points()[:, :2].T
    left, right = name.get_left()[0] - CLEAR, name.get_right()[0] + CLEAR
    lowest = np.interp(np.linspace(left, right, 25), x, y).min()
    if name.get_y() < np.interp(name.get_x(), x, y):
        name.shift(min(0, lowest - CLEAR - name.get_top()[1]) * UP)
