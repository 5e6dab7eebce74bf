"""Steps that use a few examples each: roughly downhill, and cheap."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    UR,
    Create,
    DashedLine,
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

from nn.training.loop import examples_seen
from scenes.gradient.pictures import instead
from scenes.mobjects.annotations import spread_apart
from scenes.mobjects.contour_map import as_curves
from scenes.mobjects.digit import digit
from scenes.mobjects.fan import Fan
from scenes.mobjects.fan_panel import ARROWS, FAINTER, FEW, FanPanel
from scenes.mobjects.lens import frame
from scenes.mobjects.lettering import Readout
from scenes.mobjects.plot import Plot
from scenes.mobjects.step_plot import StepPlot
from scenes.mobjects.ticks import linear_ticks, multiples, nice_step
from scenes.stage import style
from scenes.stage.examples import pictures
from scenes.stage.explainer import Explainer
from scenes.stage.needs import FINITE_SLOPES, HISTORY, MOVED, REPLAYED, TWO_STEPS
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, text
from scenes.stage.words.numbers import about, in_words, short
from scenes.stage.words.things import image, images

DIGITS_SHOWN, IN_A_ROW = 10, 5
FAINTLY = 0.3  # the opacity of what has not been asked yet
AGREEING = 45  # degrees: directions that differ by less nearly agree

# Sizes and places of what a beat shows, in scene units.
PICTURE, OPENING_AT = 1.05, (-3.3, 0.3, 0)
FIRST_RADIUS, FIRST_AT = 3.0, (3.4, 2.0, 0)
RADIUS = 2.0  # of the fans
FANS_AT = {"start": (-3.3, 0.95, 0), "end": (3.3, 0.95, 0)}
SIZE_AT = (0, -2.75, 0)  # of the mini-batches, in numbers
STAGGER, STAGGER_AT = (5.0, 3.9), (0, -0.1, 0)
PRICE, PRICE_AT = (10.5, 4.3), (0, -0.2, 0)


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
        what = images(self.run)
        seconds = self.beat(
            "Must it look at everything?",
            f"To know the slope exactly, you would have to look at all {self.n:,} {what}.",
        )
        angle = float(self.batches.first_angle)
        self.asked = self._asked()
        key = self._key()
        self.opening = VGroup(self.asked, key).arrange(DOWN, buff=0.35).move_to(OPENING_AT)
        up = max(0, -np.cos(np.radians(angle)))  # room for an arrow that points uphill
        self.first = Fan([0], FIRST_RADIUS, FEW, fill_opacity=FAINTER).move_to(FIRST_AT)
        self.first.set_y((1 - up) * self.first.get_y())
        self.exact = Fan([0], FIRST_RADIUS, style.WHITE, 5).move_to(self.first)
        self.add(self.asked.set_opacity(FAINTLY), self.exact, key[0])
        self.play(FadeIn(key[1]), run_time=seconds / 2)
        seconds = self.say(f"Training looks at {in_words(self.m)}.")
        self.play(
            self.asked.animate.set_opacity(1),
            self.first.animate.set_angles([angle]),
            FadeIn(key[2:]),
            run_time=seconds,
        )

    def another_few_say_another_way(self):
        one = image(self.run) if self.m == 1 else f"{images(self.run)}"
        give, others = ("gives", "another gives") if self.m == 1 else ("give", "others give")
        few = in_words(self.m)
        others = others if self.m == 1 else f"{few} {others}"
        self.beat(
            f"{few.capitalize()} others, another way" if self.m > 1 else "Another, another way",
            f"{few.capitalize()} {one} {give} a rough direction. {others.capitalize()} another.",
        )
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
        self.play(at_start.fan.animate.set_angles(opened[0]), run_time=SLOW)
        self.remove(self.first)
        start, end = (np.median(self._angles(i, 0)) for i in (0, 1))
        self.say("At first they nearly agree." if start < AGREEING else "They differ at once.")
        self.play(FadeIn(at_start.level, self.level, at_start.numbers), run_time=QUICK)
        if (self._angles(1, 0) > 90).any():
            seconds = self.say("In the end, some even point uphill.")
        else:
            seconds = self.say(f"In the end, they {'agree less' if end > start else 'still do'}.")
        self.play(FadeIn(at_end.level, at_end.exact, at_end.title), run_time=QUICK)
        self.play(at_end.fan.animate.set_angles(opened[1]), run_time=max(seconds, NORMAL))
        self.play(FadeIn(at_end.numbers), run_time=QUICK)
        self.add(self.panels)

    def more_agree_better(self):
        study = self.batches
        last = len(study.sizes) - 1
        fewer = (self._medians(last) < self._medians(0)).all()
        better = "they agree better" if fewer else "they agree no better"
        times = int(study.sizes[-1] // study.sizes[0])
        self.beat(
            "More images agree better",
            f"Ask more {images(self.run)}, and {better}. But that costs {times:,} times as much."
            if last
            else f"There are only {self.n:,} {images(self.run)}: there are no more to ask.",
        )
        for k in range(1, last + 1):
            turning = [
                panel.animate.set_angles(self._angles(i, k)) for i, panel in enumerate(self.panels)
            ]
            growing = self.size[0].animate.set_value(study.sizes[k])
            self.play(*turning, growing, run_time=NORMAL)
            self.hold(0.8)

    def it_staggers_down(self):
        costs = self.single_costs
        count, up = len(costs) - 1, np.diff(costs) > 0
        falls = bool(costs[-1] < costs[0])
        self.beat(
            "It staggers, and goes down" if falls else "It staggers",
            f"So training staggers. Of its first {count} steps, {about(up.mean())} went up.",
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
        self.play(instead(old, self.whole), run_time=NORMAL)
        self.play(Create(self.walk), run_time=NORMAL, rate_func=linear)
        growing = ReplacementTransform(window.copy(), around.set_stroke(opacity=0))
        self.play(Create(window), growing, FadeIn(self.near), run_time=NORMAL)
        self.play(Create(self.closer), run_time=SLOW, rate_func=linear)
        self.play(FadeIn(self.ups, key))
        seconds = self.say(f"All together, they {'went down' if falls else 'did not go down'}.")
        ball = Dot(self.walk.get_start(), 0.1, color=style.FOCUS)
        self.play(MoveAlongPath(ball, self.walk, rate_func=linear), run_time=seconds)
        self.drawn = VGroup(self.near, self.walk, self.closer, self.ups, window, around, key, ball)

    def rough_and_cheap_wins(self):
        study, run = self.batches, self.run
        seen = examples_seen(run.steps, self.n, self.m)
        before = int(np.searchsorted(seen, self.n, side="right")) - 1
        rough = self.n // self.m
        seconds = self.beat(
            "For the price of one exact step",
            "For the price of one exact step, training takes "
            f"{in_words(rough)} rough one{'s' * (rough != 1)}.",
        )
        self.price = self._cost_over_examples(int(seen[-1]))
        self.rough = self.price.curve(seen, run.train_cost)
        here = self.price.c2p(seen[before], run.train_cost[before])
        self.reached = Dot(here, 0.1, color=style.FOCUS)
        self.exact_dots, names, words = self._exact_dots()
        bar = DashedLine(*self.price.c2p([self.n, self.n], self.price.y_range), color=style.QUIET)
        bar.set_stroke(width=2)
        price = text("the price of one exact step", SMALL)
        price.next_to(bar, UP, buff=0.18)
        price.shift(min(0, self.price.x_axis.get_right()[0] - price.get_right()[0]) * RIGHT)
        line = text(f"line: steps of {self.m}", SMALL, style.COST)
        key = VGroup(line, words).arrange(DOWN, buff=0.15, aligned_edge=LEFT)
        key.next_to(self.price.x_axis.get_start(), UR, buff=0.25)  # there is room: costs begin high
        self.play(instead(VGroup(self.whole, self.drawn), VGroup(self.price, line)))
        self.play(Create(bar), FadeIn(price), run_time=QUICK)
        going = max(SLOW + NORMAL, seconds - NORMAL - QUICK)
        self.play(Create(self.rough), run_time=going, rate_func=linear)
        there = text(f"{run.train_cost[before]:.3f}", SMALL, style.COST)
        self.play(FadeIn(self.reached, there.next_to(self.reached, UR, buff=0.12)), run_time=QUICK)
        seconds = self.say(self._compared(run.train_cost[before]))
        self.play(FadeIn(names, words), run_time=QUICK)
        stepping = [FadeIn(dot) for dots in self.exact_dots for dot in dots]
        self.play(LaggedStart(*stepping, lag_ratio=0.3, run_time=seconds))
        self.play(FadeIn(self._best()), run_time=QUICK)

    def _compared(self, rough):
        """Where the rough steps led, beside the exact ones."""
        exact, best = self.batches.exact_costs, self._lowest()
        steps = f"{in_words(exact.shape[1] - 1)} exact step{'s' * (exact.shape[1] > 2)}"
        if best is None:
            return f"And {steps}, however long, lead out of bounds."
        if rough < best:
            return f"They lead {'far ' * bool(rough < best / 2)}lower than even {steps}."
        return f"But {steps} lead{'s' * (exact.shape[1] == 2)} lower."

    def _lowest(self):
        """The lowest cost that exact steps led to at any learning rate, if it is finite at any."""
        ends = self.batches.exact_costs[:, -1]
        return float(np.nanmin(ends)) if np.isfinite(ends).any() else None

    def _best(self):
        """The cost that the best exact steps led to, at their last dot."""
        best = self._lowest()
        last = self.price.x_range[1]
        asked = self.n * (self.batches.exact_costs.shape[1] - 1)
        if best is None or asked > last or best > self.price.y_range[1]:
            return VGroup()
        return text(f"{best:.3f}", SMALL, style.COST).next_to(
            self.price.c2p(asked, best), DOWN, buff=0.15
        )

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

    def _cost_over_examples(self, last):
        """Axes for the cost over the number of examples used so far."""
        top = 1.05 * max(self.run.train_cost.max(), self.batches.exact_costs[0, 0])
        return StepPlot(
            last,
            (0, top),
            *PRICE,
            linear_ticks(nice_step(top / 2), 0, top),
            "cost over all training examples",
            x_title="training examples asked, logarithmic",
        ).move_to(PRICE_AT)

    def _exact_dots(self):
        """(a dot after each exact step, grouped by learning rate; the names of the rates; the key
        to the dots)."""
        dots, names, hidden = VGroup(), VGroup(), 0
        for eta, costs in zip(self.batches.etas, self.batches.exact_costs, strict=True):
            asked = self.n * np.arange(len(costs))
            shown = (asked <= self.price.x_range[1]) & (costs <= self.price.y_range[1])
            hidden += int((~shown).sum())
            points = self.price.c2p(asked[shown], costs[shown])
            dots.add(VGroup(*(Dot(point, 0.06, color=style.COST) for point in points)))
            if len(points) > 1:
                name = text(f"η = {short(eta)}", SMALL, style.QUIET)
                names.add(name.next_to(points[1], LEFT, buff=0.2))
        spread_apart(names, 0.42, self.price.y_axis.get_top()[1] - 0.2)
        said = f"dots: steps of all {self.n:,}" + ", some off the picture" * (hidden > 0)
        return dots, names, text(said, SMALL, style.COST)

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
