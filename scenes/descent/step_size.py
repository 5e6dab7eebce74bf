"""How far to step: the same training with learning rates too small, its own, and too large."""

import numpy as np
from manim import (
    RIGHT,
    UP,
    Create,
    FadeIn,
    SurroundingRectangle,
    ValueTracker,
    VGroup,
    linear,
)

from scenes.mobjects.contour_map import ContourMap
from scenes.mobjects.descent_panel import DescentPanel
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.ticks import doublings, linear_ticks, log_ticks, nice_step
from scenes.stage import style
from scenes.stage.explainer import Explainer
from scenes.stage.needs import HISTORY, MOVED, REPLAYED
from scenes.stage.paths import cost_limits
from scenes.stage.style import NORMAL, text
from scenes.stage.words.numbers import short
from scenes.stage.words.things import images

PANEL_MAP = 4.05, 2.3  # the largest width and height of one of three maps, in scene units
PANEL_PLOT = 3.2, 1.1
PANELS_ABOVE = -2.85  # y of the lower edge of the panels, in scene units
SECONDS_OF_STEPS = 7
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
        etas = [short(eta) for eta in self.tried.etas]
        self.beat(
            "Three learning rates",
            "The learning rate η sets how far a step goes. Beside our run's own: a hundredth of "
            "it, and a hundred times it.",
        )
        limits = cost_limits(self.tried.map_costs)
        self.panels = VGroup(*(self._panel(r, limits) for r in range(len(etas))))
        self.panels.arrange(RIGHT, buff=0.3, aligned_edge=UP).center()
        self.panels.shift((PANELS_ABOVE - self.panels.get_bottom()[1]) * UP)
        whose = "", "our run's ", ""
        names = (f"{own}$eta = {eta}$" for own, eta in zip(whose, etas, strict=True))
        titles = VGroup(*map(text, names))
        for title, panel in zip(titles, self.panels, strict=True):
            title.next_to(panel.map, UP, buff=0.2)
        legend = ColourBar(limits, "cost, logarithmic", "{:.2f}", style.cost, length=2)
        legend.to_corner(UP + RIGHT, buff=style.EDGE)
        self.play(FadeIn(titles[1], self.panels[1], legend))
        self.play(*(FadeIn(titles[r], self.panels[r]) for r in (0, 2)))
        self.titles = titles

    def the_same_start_and_batches(self):
        steps, few = self.tried.steps, self.run.facts["mini_batch_size"]
        self.beat(
            "Same start, same mini-batches",
            f"For {steps[-1]:,} steps all three see the same {few} {images(self.run)} at a time. "
            f"Below, their cost over {int(self.tried.judges):,} training {images(self.run)}.",
        )
        now = ValueTracker(0)
        for panel in self.panels:
            self.add(panel.moving)  # on top of what does not move, so that it is drawn once
            panel.moving.add_updater(lambda _, panel=panel: panel.set_look(now.get_value()))
        looks = len(steps) - 1
        self.play(now.animate.set_value(looks), run_time=SECONDS_OF_STEPS, rate_func=linear)
        for panel in self.panels:
            panel.moving.clear_updaters()

    def the_small_one(self):
        self.beat(*about_the_small(self.tried))
        self.frame = self._framed(0)
        self.play(Create(self.frame))

    def the_large_one(self):
        self.beat(*about_the_large(self.tried))
        self.play(self.frame.animate.become(self._framed(2)), run_time=NORMAL)

    def the_one_in_between(self):
        self.beat(*about_the_own(self.tried))
        self.play(self.frame.animate.become(self._framed(1)), run_time=NORMAL)

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
            x_title="steps, logarithmic",
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


def about_the_small(tried):
    """(headline, caption) on the smallest learning rate, compared with the run's own."""
    small, own, _ = (last(costs) for costs in tried.costs)
    (eta, its_own, _), steps = tried.etas, tried.steps
    if small <= own:
        after = f"With η = {short(eta)} the cost is {small:.2f} after {steps[-1]:,} steps"
        return "Smaller, and no worse", f"{after}, and {own:.2f} with {short(its_own)}."
    there = steps[np.argmax(tried.costs[1] <= small)]
    return (
        "Too small: it creeps",
        f"All {steps[-1]:,} steps bring the cost to {small:.2f}. With η = {short(its_own)} it was "
        f"as low after {there:,}.",
    )


def about_the_large(tried):
    """(headline, caption) on the largest learning rate, compared with the run's own."""
    _, own, large = (last(costs) for costs in tried.costs)
    (_, its_own, eta), steps = tried.etas, tried.steps
    if not np.isfinite(tried.costs[2]).all():
        gone = steps[np.isfinite(tried.costs[2]).argmin()]
        return (
            "Too large: it explodes",
            f"Each step overshoots by more than the last. By step {gone:,} the cost is no longer "
            "a finite number.",
        )
    if large <= own:
        words = f"With η = {short(eta)} the cost is {large:.2f} after {steps[-1]:,} steps"
        return "Larger, and no worse", f"{words}, and {own:.2f} with {short(its_own)}."
    away = np.hypot(np.linalg.norm(tried.paths, axis=2), tried.off_plane)  # distances from start
    return (
        "Too large: it overshoots",
        f"The first step alone leads {away[2, 1] / away[1, -1]:.1f} times as far as all "
        f"{steps[-1]:,} with η = {short(its_own)}."
        + f" There it is stuck: the cost stays at {large:.2f}." * is_stuck(tried)
        + " It leaves the map, and is shown at its edge." * leaves(tried.paths[2], tried),
    )


def leaves(path, tried):
    """Whether a path (S, 2) goes beyond the map."""
    low, high = (np.array([tried.xs[end], tried.ys[end]]) for end in (0, -1))
    return bool(((path < low) | (path > high)).any())


def is_stuck(tried):
    """Whether, with the largest learning rate, only the first step changes the cost."""
    return bool(np.ptp(tried.costs[2, 1:]) < STILL * tried.costs[2, 0])


def about_the_own(tried):
    """(headline, caption) on the run's own learning rate."""
    small, own, large = (last(costs) for costs in tried.costs)
    best = own < min(small, large) and np.isfinite(tried.costs).all(axis=1)[1]
    return (
        "In between: it goes down" if best else "Our run's own",
        f"The cost goes from {tried.costs[1, 0]:.2f} to {own:.2f}. Nobody knows beforehand which "
        "η does best: one tries, by powers of ten.",
    )
