"""How far to step: the same training with learning rates too small, its own, and too large."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    DashedLine,
    Dot,
    FadeIn,
    FadeOut,
    SurroundingRectangle,
    ValueTracker,
    VGroup,
    linear,
    smooth,
)

from scenes.mobjects.contour_map import ContourMap
from scenes.mobjects.descent_panel import DescentPanel
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.ticks import doublings, linear_ticks, log_ticks, nice_step
from scenes.stage import style
from scenes.stage.explainer import Explainer
from scenes.stage.needs import HISTORY, MOVED, REPLAYED
from scenes.stage.paths import cost_limits
from scenes.stage.style import NORMAL, SMALL, text
from scenes.stage.words.numbers import short
from scenes.stage.words.things import images

PANEL_MAP = 3.95, 2.4  # the largest width and height of one of three maps, in scene units
PANEL_PLOT = 3.3, 1.2
PANELS_ABOVE = -2.45  # y of the lower edge of the panels, in scene units
SECONDS_OF_STEPS = 5
STILL = 0.01  # the cost counts as constant if it changes by less than this share of the first


class StepSize(Explainer):
    """The same training with steps too small, as they were, and too large, side by side."""

    needs = (HISTORY, REPLAYED, MOVED)
    studies = ("step_sizes",)

    def construct(self):
        self.tried = self.study("step_sizes")
        self.three_learning_rates()
        self.the_same_start_and_batches()
        self.the_small_one()
        self.the_large_one()
        self.the_one_in_between()

    def three_learning_rates(self):
        self.beat("How big a step?", "How far should each step go?")
        self._lay_out()
        middle, outer = VGroup(self.titles[1], self.panels[1]), [0, 2]
        self.add(middle, self.legend, self.note)
        self.hold(1.5)
        saying = self.say(
            "We try three sizes: ours, a hundred times smaller, and a hundred times larger."
        )
        self.hold(0.3 * saying)
        for r, inwards in zip(outer, (RIGHT, LEFT), strict=True):
            beside = VGroup(self.titles[r], self.panels[r])
            self.play(FadeIn(beside, shift=0.4 * inwards), run_time=0.3 * saying)

    def the_same_start_and_batches(self):
        self.beat(
            f"Same start, same {images(self.run)}",
            f"All three start from the same place, and see the same {images(self.run)}.",
        )
        self.hold()
        self._run_through(self.panels, SECONDS_OF_STEPS)

    def the_small_one(self):
        headline, first, *more = about_the_small(self.tried)
        self.beat(headline, first)
        self.frame = self._framed(0)
        self.play(Create(self.frame))
        self.mark = self._as_low_as_the_small_one()
        for words in more:
            seconds = self.say(words)
            self._run_through([self.panels[0]], seconds - NORMAL)
            self.play(FadeIn(self.mark), run_time=NORMAL)

    def the_large_one(self):
        """The first step takes as long as the words about it."""
        headline, first, *more = about_the_large(self.tried)
        seconds = self.beat(headline, first)
        self._look_at(2)
        leap = max(seconds - NORMAL, NORMAL)
        self._run_through([self.panels[2]], leap, until=1, rate_func=smooth)
        for words in more:
            self._run_through([self.panels[2]], self.say(words), since=1)

    def the_one_in_between(self):
        headline, first, *more = about_the_own(self.tried)
        self.beat(headline, first)
        self._look_at(1)
        for words in more:
            self._run_through([self.panels[1]], self.say(words))

    def _look_at(self, r):
        """Move the frame to panel r."""
        away = [FadeOut(self.mark)] if self.mark in self.mobjects else []
        self.play(self.frame.animate.become(self._framed(r)), *away, run_time=NORMAL)

    def _as_low_as_the_small_one(self):
        """Where our own training is as far down as the small steps come: its step, and a line from
        one plot to the other, which leaves the axis' numbers out."""
        tried, (small, own) = self.tried, self.panels[:2]
        step, cost = tried.steps[as_low(tried)], last(tried.costs[0])
        here, there = small.plot.c2p(tried.steps[-1], cost), own.plot.c2p(step, cost)
        dot = Dot(there, 0.09, color=style.FOCUS)
        name = text(f"{step:,}", SMALL, style.FOCUS).next_to(dot, UP + RIGHT, buff=0.08)
        numbers, axis = there.copy(), there.copy()
        numbers[0], axis[0] = own.plot.labels.get_left()[0] - 0.1, own.plot.x_axis.get_start()[0]
        lines = VGroup(DashedLine(here, numbers), DashedLine(axis, there))
        return VGroup(lines.set_stroke(style.FOCUS, 2), dot, name)

    def _run_through(self, panels, seconds, since=0, until=None, rate_func=linear):
        """Show the trainings of some panels, from one look at them to another."""
        now = ValueTracker(since)
        for panel in panels:
            self.add(panel.moving)  # on top of what does not move, so that it is drawn once
            panel.moving.add_updater(lambda _, panel=panel: panel.set_look(now.get_value()))
        until = until or len(self.tried.steps) - 1
        self.play(now.animate.set_value(until), run_time=seconds, rate_func=rate_func)
        for panel in panels:
            panel.moving.clear_updaters()

    def _lay_out(self):
        """The three panels with their titles, the key to the colours, and a small note."""
        tried, few = self.tried, self.run.facts["mini_batch_size"]
        limits = cost_limits(tried.map_costs)
        self.panels = VGroup(*(self._panel(r, limits) for r in range(len(tried.etas))))
        self.panels.arrange(RIGHT, buff=0.3, aligned_edge=UP).center()
        self.panels.shift((PANELS_ABOVE - self.panels.get_bottom()[1]) * UP)
        whose = "", "our run's ", ""
        names = (f"{own}$eta = {short(eta)}$" for own, eta in zip(whose, tried.etas, strict=True))
        self.titles = VGroup(*map(text, names))
        for title, panel in zip(self.titles, self.panels, strict=True):
            title.next_to(panel.map, UP, buff=0.2)
        self.legend = ColourBar(limits, "cost, logarithmic", "{:.2f}", style.cost, length=2)
        self.legend.to_corner(UP + RIGHT, buff=style.EDGE)
        judged = f"cost over {int(tried.judges):,} training {images(self.run)}"
        steps = f"steps, each of {few} {images(self.run)}" if few else "steps"
        words = f"{steps}, on a logarithmic axis;  {judged}"
        self.note = text(words, SMALL, style.QUIET).next_to(self.panels, DOWN, buff=0.25)
        self.note.set_x(0)

    def _panel(self, r, limits):
        """The map and the costs of training r."""
        tried = self.tried
        a_map = ContourMap(
            tried.map_costs, tried.xs, tried.ys, doublings(limits), limits, True, *PANEL_MAP
        )
        start, steps = tried.costs[0, 0], tried.steps
        top = min(np.nanmax(tried.costs), 2 * start) * 1.1
        plot = Plot(
            (0, int(steps[-1])),
            (0, top),
            *PANEL_PLOT,
            x_ticks=log_ticks(int(steps[-1])),
            y_ticks=linear_ticks(nice_step(top / 2), 0, top),
            y_title="cost",
            log_x=True,
        )
        return DescentPanel(a_map, plot, tried.paths[r], steps, tried.costs[r])

    def _framed(self, r):
        """A frame around a panel and its title."""
        around = VGroup(self.titles[r], self.panels[r])
        return SurroundingRectangle(around, color=style.FOCUS, buff=0.1, stroke_width=3)


def last(values):
    """The last finite value."""
    return float(values[np.isfinite(values)][-1])


def as_low(tried):
    """The first snapshot at which our own training is as far down as the small steps end."""
    return int(np.argmax(tried.costs[1] <= last(tried.costs[0])))


def about_the_small(tried):
    """(headline, words, words …) on the smallest learning rate, compared with the run's own."""
    small, own, _ = (last(costs) for costs in tried.costs)
    steps = tried.steps
    if small <= own:
        return ("Smaller, and no worse", "Smaller steps do no worse here.")
    there = steps[as_low(tried)]
    return (
        "Too small: it creeps",
        "The small steps creep.",
        f"It takes all {steps[-1]:,} to get this low. Ours took {there:,}.",
    )


def about_the_large(tried):
    """(headline, words, words …) on the largest learning rate, compared with the run's own."""
    _, own, large = (last(costs) for costs in tried.costs)
    if not np.isfinite(tried.costs[2]).all():
        gone = tried.steps[np.isfinite(tried.costs[2]).argmin()]
        return (
            "Too large: it explodes",
            "Each step overshoots by more than the last.",
            f"By step {gone:,}, the cost is no longer a finite number.",
        )
    if large <= own:
        return ("Larger, and no worse", "Larger steps do no worse here.")
    away = np.hypot(np.linalg.norm(tried.paths, axis=2), tried.off_plane)  # distances from start
    leaps = away[2, 1] > away[1, -1]
    edge = "It leaves the map, and is shown at its edge. " * leaves(tried.paths[2], tried)
    stuck = "It lands on flat ground, and never comes back."
    return (
        "Too large: it leaps away" if leaps else "Too large: it overshoots",
        "The first large step goes farther than all of ours together."
        if leaps
        else "The large steps overshoot.",
        edge + (stuck if is_stuck(tried) else f"The cost ends at {large:.2f}."),
    )


def leaves(path, tried):
    """Whether a path (S, 2) goes beyond the map."""
    low, high = (np.array([tried.xs[end], tried.ys[end]]) for end in (0, -1))
    return bool(((path < low) | (path > high)).any())


def is_stuck(tried):
    """Whether, with the largest learning rate, only the first step changes the cost."""
    return bool(np.ptp(tried.costs[2, 1:]) < STILL * tried.costs[2, 0])


def about_the_own(tried):
    """(headline, words, words) on the run's own learning rate."""
    small, own, large = (last(costs) for costs in tried.costs)
    best = own < min(small, large) and np.isfinite(tried.costs).all(axis=1)[1]
    return (
        "In between: it goes down" if best else "Our run's own",
        "Ours goes down." if best else f"Ours ends at {own:.2f}.",
        "Nobody knows the right size beforehand. You try.",
    )
