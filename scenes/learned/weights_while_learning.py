"""The weights of the first layer while the network learns."""

import numpy as np
from manim import (
    DOWN,
    Dot,
    FadeIn,
    ValueTracker,
    VMobject,
    linear,
)

from nn.analysis.plateau import plateau
from scenes.mobjects.heatmap import WITHIN_SCALE, largest, scale_of
from scenes.mobjects.lettering import Readout
from scenes.mobjects.step_plot import StepPlot
from scenes.mobjects.table import Table
from scenes.mobjects.ticks import linear_ticks, nice_step, round_above
from scenes.mobjects.weight_pictures import WeightPictures
from scenes.stage import style
from scenes.stage.drawn import pictured_neurons
from scenes.stage.examples import pace_of, picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.needs import HISTORY, MOVED
from scenes.stage.style import SLOW
from scenes.stage.words.numbers import within
from scenes.stage.words.things import handwritten, images, many, pixels, start_of, step

PICTURE = 1.12  # width of one neuron's weights, in scene units
PICTURES = -3.6, 0.15, 0  # the centre of all of them
PLOT = 3.6, 1.0, 0  # the centre of the plot beside them
SECONDS_OF_LEARNING = 16
BY_CHANCE = 1.5  # times as often right as a blind guess: no more than that is no success


class WeightsWhileLearning(Explainer):
    """Sixteen pictures of weights take shape while the cost falls."""

    needs = (HISTORY, MOVED)

    def construct(self):
        W = self.run.W[0][:, pictured_neurons(self.run)]
        self.frames = W.reshape(*W.shape[:2], *picture_shape(self.run))
        self.pace = pace_of(self.frames)  # once, as it reads every weight of every snapshot
        self.now = ValueTracker(0)
        self.sixteen_pictures()
        self.the_scale_of_what_is_to_come()
        if self.run.has_data:
            self.the_cost()
        self.learning()
        self.what_it_settled_on()

    def sixteen_pictures(self):
        inputs, neurons = self.run.sizes[:2]
        drawn = self.frames.shape[1]
        start = largest(self.frames[0])
        self.beat(
            f"The weights into {drawn} neurons" + f" of {neurons}" * (drawn < neurons),
            f"Each picture is one neuron: its {inputs} weights, where their "
            f"{pixels(self.run)} are, {start_of(self.run)}.",
        )
        self.weights = WeightPictures(self.frames[0], start, PICTURE, length=3, frames=False)
        self.pictures, self.legend = self.weights.shift(PICTURES)
        self.play(FadeIn(self.pictures, self.legend))

    def the_scale_of_what_is_to_come(self):
        end = scale_of(self.frames[-1])
        small = np.percentile(abs(self.frames[0]), WITHIN_SCALE) < end / 3
        self.beat(
            "Random, and small" if small else "Random",
            f"They are random. On a scale that fits {WITHIN_SCALE}% of them after training, they "
            + ("hardly show." if small else "look like this."),
        )
        self.play(*self.weights.rescale(end), run_time=SLOW)

    def the_cost(self):
        run, cost = self.run, self.run.train_cost
        self.beat(
            "One number says how wrong it is",
            f"The cost over all {run.facts['dataset']['training']:,} training {images(run)} "
            f"begins at {cost[0]:.2f}.",
        )
        top = round_above(cost.max())
        self.plot = StepPlot(
            run.steps[-1],
            (0, top),
            width=5,
            height=2.6,
            y_ticks=linear_ticks(nice_step(top / 4), 0, top),
            y_title="cost",
            x_title=f"training {step(run)}s, logarithmic",
        ).move_to(PLOT)
        self.dot = self._dot()
        self.readouts = {
            step(run): Readout(run.steps[0], "{:,.0f}", widest=f"{run.steps[-1]:,}"),
            "cost": Readout(cost[0], "{:.3f}", f"{cost.max():.3f}", color=style.COST),
            "validation right": Readout(100 * run.validation_accuracy[0], "{:.1f}%", "100.0%"),
        }
        table = Table(self.readouts, width=3.9).next_to(self.plot, DOWN, buff=0.45)
        self.play(FadeIn(self.plot, self.dot, table))

    def learning(self):
        moving = [self.pictures]
        if self.run.has_data:
            self.beat(*self._how_the_cost_falls())
            moving += self._with_the_cost()
        else:
            self.beat("While it learns, the pictures change", "Each step changes the weights.")
        self.pictures.add_updater(lambda pictures: self._show_weights(pictures))
        self.play(self.now.animate.set_value(1), run_time=SECONDS_OF_LEARNING, rate_func=linear)
        for mobject in moving:
            mobject.clear_updaters()

    def _with_the_cost(self):
        """Let the curve of the cost and the numbers follow; return all that moves."""
        curve = VMobject().set_stroke(style.COST, 4)
        self.add(curve, self.dot)
        self.dot.add_updater(lambda dot: dot.become(self._dot()))
        curve.add_updater(lambda line: line.set_points_as_corners(self._points_so_far()))
        for readout, values in zip(self.readouts.values(), self._curves(), strict=True):
            readout.add_updater(lambda r, values=values: r.set_value(self._at(values)))
        return [self.dot, curve, *self.readouts.values()]

    def what_it_settled_on(self):
        right = self._how_many_are_right()
        if self.run.image_shape:
            hope = (
                "Not the loops and edges one might hope for"
                if handwritten(self.run)
                else "What training settled on"
            )
            words = "Hard to read as pictures."
        else:
            hope = "What training settled on"
            words = (
                "A long bar: an input that its neuron heeds. Blue speaks for it, orange against."
            )
        self.beat(hope, f"{words} {right}".strip())

    def _how_many_are_right(self):
        run = self.run
        if not run.has_data:
            return ""
        right = run.validation_accuracy[-1]
        yet = "And yet, with" if run.image_shape and right > BY_CHANCE / run.sizes[-1] else "With"
        share = f"{right:.1%} of the validation {many(run)}"
        return f"{yet} these weights, {share} are answered rightly."

    def _curves(self):
        run = self.run
        return run.steps, run.train_cost, 100 * run.validation_accuracy

    def _how_the_cost_falls(self):
        """(headline, caption) on the costs."""
        steps, cost = self.run.steps, self.run.train_cost
        start, end = (within("{:.2f}", value) for value in cost[[0, -1]])
        if cost[-1] >= cost[0]:
            words = f"Each step changes the weights. The cost goes from {start} to {end}."
            return "The cost does not fall", words
        rest = plateau(cost)
        how = f"The cost falls from {start} to {end}."
        if rest is not None:
            first, last = rest
            how = (
                f"From {step(self.run)} {steps[first]:,} to {steps[last]:,} the cost rests, near "
                f"{np.median(cost[first : last + 1]):.2f}; then the pictures form, and it falls "
                "again."
            )
        headline = "While the cost falls, the pictures form"
        return headline, f"Each step changes the weights a little, downhill. {how}"

    def _at(self, values):
        """The current value of a curve (S,), interpolated between snapshots."""
        return np.interp(self._snapshot(), np.arange(len(values)), values)

    def _snapshot(self):
        """The current snapshot, as a fractional index."""
        return np.interp(self.now.get_value(), self.pace, np.arange(len(self.pace)))

    def _show_weights(self, pictures):
        now = self._snapshot()
        s = min(int(now), len(self.frames) - 2)
        frames = (s + 1 - now) * self.frames[s] + (now - s) * self.frames[s + 1]
        for picture, frame in zip(pictures, frames, strict=True):
            picture.set_values(frame)

    def _dot(self):
        """A new dot for each frame: moving one step by step would add up rounding, which Manim's
        cache notices."""
        return Dot(self._point(), 0.1, color=style.COST)

    def _point(self):
        steps, cost, _ = self._curves()
        return self.plot.c2p(self._at(steps), self._at(cost))

    def _points_so_far(self):
        steps, cost, _ = self._curves()
        done = int(self._snapshot()) + 1
        return np.vstack([self.plot.c2p(steps[:done], cost[:done]), self._point()])
