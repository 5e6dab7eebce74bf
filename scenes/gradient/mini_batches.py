"""Steps that use a few examples each: roughly downhill, and cheap."""

import numpy as np
from manim import (
    DOWN,
    RIGHT,
    Create,
    Dot,
    FadeIn,
    FadeOut,
    Group,
    LaggedStart,
    MoveAlongPath,
    ReplacementTransform,
    VGroup,
    VMobject,
    linear,
)

from scenes.gradient.price import Price
from scenes.mobjects.contour_map import as_curves
from scenes.mobjects.digit import digit
from scenes.mobjects.fan import Fan
from scenes.mobjects.fan_panel import ARROWS, FAINTER, FEW, FanPanel
from scenes.mobjects.lens import frame
from scenes.mobjects.lettering import Readout
from scenes.mobjects.plot import Plot
from scenes.mobjects.ticks import multiples, nice_step
from scenes.narration.pace import BREATH
from scenes.stage import style
from scenes.stage.examples import pictures
from scenes.stage.explainer import Explainer
from scenes.stage.giving_way import giving_way
from scenes.stage.needs import FINITE_SLOPES, HISTORY, MOVED, REPLAYED, TWO_STEPS
from scenes.stage.style import NORMAL, QUICK, SMALL, text
from scenes.stage.words.numbers import about, in_words, short
from scenes.stage.words.things import image, images

DIGITS_SHOWN, IN_A_ROW = 10, 5
FAINTLY = 0.3  # the opacity of what has not been asked yet

# Sizes and places of what a beat shows, in scene units.
PICTURE, OPENING_AT = 1.05, (-3.3, 0.3, 0)
FIRST_RADIUS, FIRST_AT = 3.0, (3.4, 2.0, 0)
RADIUS = 2.0  # of the fans
FANS_AT = {"start": (-3.3, 0.95, 0), "end": (3.3, 0.95, 0)}
SIZE_AT = (0, -2.75, 0)  # of the mini-batches, in numbers
STAGGER, STAGGER_AT = (5.0, 3.9), (0, -0.1, 0)


class MiniBatches(Explainer):
    """A few examples tell a step roughly which way is down, and that is enough."""

    needs = (HISTORY, REPLAYED, MOVED, FINITE_SLOPES, TWO_STEPS)
    studies = ("mini_batches",)

    def construct(self):
        self.batches = self.study("mini_batches")
        self.m = int(self.batches.sizes[0])
        costs = self.batches.single_costs
        self.single_costs = costs[: np.append(np.isfinite(costs), False).argmin()]
        self.n = self.run.facts["dataset"]["training"]
        self.a_few_are_asked()
        self.another_few_say_another_way()
        self.more_agree_better()
        self.it_staggers_down()
        self.rough_and_cheap_wins()

    def a_few_are_asked(self):
        seconds = self.beat(
            "Must it look at everything?",
            f"The exact slope takes all {self.n:,} {images(self.run)}.",
        )
        angle = float(self.batches.first_angle)
        self.asked = self._asked()
        key = self._key()
        self.opening = VGroup(self.asked, key).arrange(DOWN, buff=0.35).move_to(OPENING_AT)
        up = max(0, -np.cos(np.radians(angle)))  # room for an arrow that points uphill
        self.first = Fan([0], FIRST_RADIUS, FEW, fill_opacity=FAINTER).move_to(FIRST_AT)
        self.first.set_y((1 - up) * self.first.get_y())
        self.exact = Fan([0], FIRST_RADIUS, style.WHITE, 5).move_to(self.first)
        self.add(self.asked.set_opacity(FAINTLY), self.exact, key[:2])
        self.hold(seconds - QUICK)
        self.play(FadeIn(key[2:]), run_time=QUICK)
        seconds = self.say(f"Training looks at {in_words(self.m)}.")
        self.play(
            self.asked.animate.set_opacity(1),
            self.first.animate.set_angles([angle]),
            run_time=seconds,
        )

    def another_few_say_another_way(self):
        few, what = in_words(self.m), images(self.run)
        said = f"{few} {what} point one way, the next {few} another."
        if self.m == 1:
            few, said = "", f"one {image(self.run)} gives one direction, another another."
        self.beat(f"{few} others, another way".strip().capitalize(), said[0].upper() + said[1:])
        self.panels = self._panels()
        at_start, at_end = self.panels
        self.level = text("90°", SMALL, style.QUIET).next_to(at_start.level, RIGHT, buff=0.15)
        self.size = self._size()
        opened = [panel.fan.angles for panel in self.panels]
        for panel, angles in zip(self.panels, opened, strict=True):
            panel.fan.set_angles(0 * angles)
        self.play(
            FadeOut(self.opening, run_time=QUICK),
            ReplacementTransform(self.exact, at_start.exact),
            self.first.animate.replace(at_start.fan),
            FadeIn(self.size, at_start.title),
        )
        self.play(at_start.fan.animate.set_angles(opened[0]), run_time=1.6)
        self.remove(self.first)
        self.play(FadeIn(at_start.level, self.level, at_start.numbers), run_time=QUICK)
        if (self._angles(1, 0) > 90).any():
            seconds = self.say("Late in training, some even point uphill.")
        else:
            apart = "farther" if self._medians(0)[1] > self._medians(0)[0] else "no farther"
            seconds = self.say(f"In the end, they are {apart} apart.")
        self.play(FadeIn(at_end.level, at_end.exact, at_end.title), run_time=QUICK)
        self.play(at_end.fan.animate.set_angles(opened[1]), run_time=seconds - QUICK)
        self.play(FadeIn(at_end.numbers), run_time=QUICK)
        self.add(self.panels)

    def more_agree_better(self):
        study = self.batches
        last = len(study.sizes) - 1
        what, times = images(self.run), int(study.sizes[-1] // study.sizes[0])
        better = (self._medians(last) < self._medians(0)).all()
        agree = "agree better, but" if better else "agree no better, and"
        self.beat(
            f"More {what} {agree.partition(',')[0]}",
            f"More {what} {agree} cost {times:,} times as much."
            if last
            else f"There are only {self.n:,} {what}: there are no more to ask.",
        )
        for k in range(1, last + 1):
            turning = [
                panel.animate.set_angles(self._angles(i, k)) for i, panel in enumerate(self.panels)
            ]
            growing = self.size[0].animate.set_value(study.sizes[k])
            self.play(*turning, growing, run_time=NORMAL)
            self.hold(BREATH)

    def it_staggers_down(self):
        costs = self.single_costs
        count, up = len(costs) - 1, np.diff(costs) > 0
        falls = bool(costs[-1] < costs[0])
        self.beat(
            "It staggers, and goes down" if falls else "It staggers",
            f"Training staggers. Of its first {count} steps, {about(up.mean())} went up.",
        )
        part = np.arange(count // 10, max(count // 2, count // 10 + 1) + 1)
        self.whole = self._cost_over_steps(np.arange(count + 1), "cost over all training examples")
        self.near = self._cost_over_steps(part, "the same, closer")
        both = VGroup(self.whole, self.near).arrange(RIGHT, buff=1.0, aligned_edge=DOWN)
        both.move_to(STAGGER_AT)
        self.walk = self.whole.curve(np.arange(count + 1), costs)
        self.closer = self.near.curve(part, costs[part])
        self.ups = self._uphill(part)
        window, around = (self._frame_of(plot, self.near) for plot in (self.whole, self.near))
        key = self.near.beside_title(text("white: uphill", SMALL))
        old = Group(self.panels, self.size, self.level)
        self.play(giving_way(old, self.whole), run_time=NORMAL)
        self.play(Create(self.walk), run_time=NORMAL, rate_func=linear)
        growing = ReplacementTransform(window.copy(), around.set_stroke(opacity=0))
        self.play(Create(window), growing, FadeIn(self.near), run_time=NORMAL)
        self.play(Create(self.closer), run_time=NORMAL, rate_func=linear)
        self.play(FadeIn(self.ups, key))
        seconds = self.say(f"Together, they {'went down' if falls else 'did not go down'}.")
        ball = Dot(self.walk.get_start(), 0.1, color=style.FOCUS)
        self.play(MoveAlongPath(ball, self.walk, rate_func=linear), run_time=seconds)
        self.drawn = VGroup(self.near, self.walk, self.closer, self.ups, window, around, key, ball)

    def rough_and_cheap_wins(self):
        self.price = price = Price(self.run, self.batches)
        wins = price.lowest is None or price.rough_cost < price.lowest
        rough = self.n // self.m
        seconds = self.beat(
            "Rough and cheap wins" if wins else "Rough and cheap",
            "For the price of one exact step, training takes "
            f"{in_words(rough)} rough one{'s' * (rough != 1)}.",
        )
        old = VGroup(self.whole, self.drawn)
        self.play(giving_way(old, VGroup(price.plot, price.line)), run_time=2 * QUICK)
        self.play(FadeIn(price.bar), run_time=QUICK)
        self.play(Create(price.curve), run_time=max(NORMAL, seconds - 4 * QUICK), rate_func=linear)
        self.play(FadeIn(price.reached), run_time=QUICK)
        seconds = self.say(price.compared())
        stepping = [FadeIn(dot) for dots in price.dots for dot in dots]
        self.play(FadeIn(price.names, price.words), run_time=QUICK)
        stepping.append(FadeIn(price.best))
        self.play(LaggedStart(*stepping, lag_ratio=0.3, run_time=seconds - QUICK))

    def _medians(self, k):
        """The median angle of mini-batches of size number k, at each of the two snapshots."""
        return np.array([np.median(self._angles(i, k)) for i in (0, 1)])

    def _asked(self):
        """The first examples of training's first mini-batch, as pictures."""
        images = pictures(self.batches.first_images[:DIGITS_SHOWN], self.run)
        shown = VGroup(*(digit(image, PICTURE) for image in images))
        return shown.arrange_in_grid(cols=min(IN_A_ROW, len(images)), buff=0.15)

    def _key(self):
        """The key to these pictures and to the arrows, in the arrows' colours."""
        shown, more = len(self.asked), self.run.thetas.shape[1] - 2
        key = style.lines(
            "the first mini-batch" + f", {shown} of them shown" * (shown < self.m),
            f"white: $-nabla C$ of all {self.n:,}",
            f"pink: $-nabla C$ of these {self.m}, {float(self.batches.first_angle):.0f}° off",
            f"angle true, {more:,} other dimensions folded away",
            size=SMALL,
            color=style.QUIET,
        )
        key[1].set_color(style.WHITE)
        key[2].set_color(FEW)
        return key

    def _cost_over_steps(self, steps, title):
        """Axes for the costs after some of the first steps (k,), with the range that they need."""
        costs = self.single_costs[steps]
        low, high = (0, costs.max()) if steps[0] == 0 else (costs.min(), costs.max())
        room = max(0.05 * (high - low), 1e-6)
        low, high = (low - room if low else 0), high + room
        tick = nice_step((high - low) / 2)
        return Plot(
            (steps[0], steps[-1]),
            (low, high),
            *STAGGER,
            {step: f"{step}" for step in steps[[0, -1]]},
            {value: short(value, 3) for value in multiples(tick, low, high)},
            "steps",
            title,
        )

    def _uphill(self, steps):
        """Those of some steps (k,) that raised the cost, as lines over the enlarged plot."""
        costs = self.single_costs[steps]
        points = self.near.c2p(steps, costs)
        segments = np.stack([points[:-1], points[1:]], axis=1)[np.diff(costs) > 0]
        lines = VMobject(stroke_color=style.WHITE, stroke_width=4, fill_opacity=0)
        lines.append_points(as_curves(segments))
        return lines

    def _frame_of(self, plot, shown):
        """A frame on a plot around what another plot shows."""
        low, high = plot.c2p(np.array(shown.x_range), np.array(shown.y_range))
        width, height = (high - low)[:2]
        return frame(width, max(height, 0.12)).move_to((low + high) / 2)

    def _angles(self, i, k):
        """The angles of all mini-batches of size number k that were drawn at snapshot number i."""
        return self.batches.angles[i, k, : self.batches.draws[k]].astype(float)

    def _panels(self):
        """The directions of the smallest mini-batches, at each of the two snapshots."""
        steps = self.run.steps[self.batches.snapshots]
        panels = VGroup()
        for i, (when, place) in enumerate(FANS_AT.items()):
            title = f"at the {when}, step {steps[i]:,}"
            arrows = min(ARROWS, int(self.batches.draws.min()))
            panels.add(FanPanel(self._angles(i, 0), title, RADIUS, arrows).shift(place))
        return panels

    def _size(self):
        """The number of examples in a mini-batch, with its name."""
        sizes = self.batches.sizes
        size = Readout(sizes[0], "{:,.0f}", f"{int(sizes[-1]):,}")
        name = text("examples in a mini-batch", SMALL, style.QUIET)
        return VGroup(size, name).arrange(RIGHT, buff=0.2).move_to(SIZE_AT)
