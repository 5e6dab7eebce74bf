"""The weights of the first layer while the network learns."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    PI,
    RIGHT,
    Circle,
    Create,
    Dot,
    FadeIn,
    FadeOut,
    Line,
    ValueTracker,
    VGroup,
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
from scenes.stage.words.numbers import about, in_words
from scenes.stage.words.things import handwritten, images, start_of, step

LARGE = 4.5  # width of one picture that is enlarged, in scene units
BESIDE = 2.7, 0.25, 0  # its centre, beside all
PLOT = 2.7, 0.85, 0  # the centre of the plot beside them
SECONDS_OF_LEARNING = 8
BY_CHANCE = 1.5  # times as often right as a blind guess: no more than that is no success


class WeightsWhileLearning(Explainer):
    """Sixteen pictures of weights take shape while the cost falls."""

    needs = (HISTORY, MOVED)

    def construct(self):
        W = self.run.W[0][:, pictured_neurons(self.run)]
        self.frames = W.reshape(*W.shape[:2], *picture_shape(self.run))
        self.pace = pace_of(self.frames)  # once, as it reads every weight of every snapshot
        self.now = ValueTracker(0)
        self.noise_at_first()
        self.what_to_watch()
        self.learning()
        self.what_it_settled_on()

    def noise_at_first(self):
        neurons, drawn = self.run.sizes[1], self.frames.shape[1]
        of_all = f", of {neurons:,}" * (drawn < neurons)
        self.beat(
            "What is inside?",
            f"What did it learn? These are the weights into {in_words(drawn)} neurons{of_all}, "
            "one picture each.",
        )
        self.weights = WeightPictures(self.frames[0], largest(self.frames[0]))
        self.pictures, self.legend = self.weights
        self.add(self.weights)
        self.one = self.pictures[0].copy()
        larger = self.one.animate.scale(LARGE / max(self.one.width, self.one.height))
        self.play(larger.move_to(BESIDE), run_time=SLOW)
        end = scale_of(self.frames[-1])
        faint = np.percentile(abs(self.frames[0]), WITHIN_SCALE) < end / 3
        noise = (
            "faint " * bool(faint) + "noise"
            if self.run.image_shape
            else "faint"
            if faint
            else "random"
        )
        said = self.say(f"{start_of(self.run).capitalize()}, they are {noise}.")
        self.play(*self.weights.rescale(end), self.one.animate.set_scale(end), run_time=said)

    def what_to_watch(self):
        self.beat(
            "Watch the cost, and the pictures" if self.run.has_data else "Watch the pictures",
            "Now watch the pictures" + ", and watch the cost" * self.run.has_data + ".",
        )
        self.play(self.one.animate.replace(self.pictures[0]))
        self.remove(self.one)
        if self.run.has_data:
            self.play(FadeIn(*self._what_tells_the_cost()))

    def learning(self):
        self.moving = [self.pictures]
        if self.run.has_data:
            self._follow_the_cost()
        self.pictures.add_updater(lambda pictures: self._show_weights(pictures))
        headline, told = self._what_happens()
        for place, (until, words) in enumerate(told):
            said = self.beat(headline, words) if place == 0 else self.say(words)
            part = SECONDS_OF_LEARNING * (until - self.now.get_value())
            on = self.now.animate.set_value(until)
            self.play(on, run_time=max(said, part), rate_func=linear)
        for mobject in self.moving:
            mobject.clear_updaters()

    def what_it_settled_on(self):
        if handwritten(self.run):
            self.beat(
                "Not what one might hope for",
                "You might hope for loops and edges. That is not what we see.",
            )
            hoped = self._loops_and_edges()
            self.play(Create(hoped, lag_ratio=0.05), run_time=SLOW)
            self.play(FadeOut(hoped))
        elif self.run.image_shape:
            self.beat("What training settled on", "As pictures, they are hard to read.")
        else:
            self.beat("What training settled on", "A long bar is an input that its neuron heeds.")
            self.say("Blue speaks for the neuron, and orange against it.")
        if self.run.has_data:
            self.say(self._how_many_are_right())

    def _loops_and_edges(self):
        """An outline on each picture, by turns a loop and an edge: what one might hope to see."""
        hoped = VGroup()
        for place, picture in enumerate(self.pictures):
            reach = 0.3 * picture.width
            loop, edge = Circle(reach), Line(reach * LEFT, reach * RIGHT)
            outline = edge.rotate(place * PI / 7) if place % 2 else loop
            hoped.add(outline.set_stroke(style.WHITE, 5).move_to(picture))
        return hoped

    def _how_many_are_right(self):
        run = self.run
        right = run.validation_accuracy[-1]
        yet = (
            "And yet"
            if run.image_shape and right > BY_CHANCE / run.sizes[-1]
            else "With these weights,"
        )
        reads = "reads" if handwritten(run) else "gets"
        return f"{yet} it {reads} {about(right)} right."

    def _what_tells_the_cost(self):
        """The axes of the cost, the dot on its curve, and the numbers at this moment."""
        run, cost = self.run, self.run.train_cost
        top = round_above(cost.max())
        self.plot = StepPlot(
            run.steps[-1],
            (0, top),
            width=6.6,
            height=2.9,
            y_ticks=linear_ticks(nice_step(top / 4), 0, top),
            y_title=f"cost over all {run.facts['dataset']['training']:,} training {images(run)}",
            x_title=f"training {step(run)}s, logarithmic",
        ).move_to(PLOT)
        self.dot = self._dot()
        self.readouts = {
            step(run): Readout(run.steps[0], "{:,.0f}", widest=f"{run.steps[-1]:,}"),
            "cost": Readout(cost[0], "{:.3f}", f"{cost.max():.3f}", color=style.COST),
            "validation right": Readout(100 * run.validation_accuracy[0], "{:.1f}%", "100.0%"),
        }
        self.table = Table(self.readouts, width=4.4).next_to(self.plot.x_axis, DOWN, buff=1.2)
        return self.plot, self.dot, self.table

    def _follow_the_cost(self):
        """Let the curve of the cost and the numbers move with the pictures."""
        curve = VMobject().set_stroke(style.COST, 4)
        self.add(curve, self.dot)
        self.dot.add_updater(lambda dot: dot.become(self._dot()))
        curve.add_updater(lambda line: line.set_points_as_corners(self._points_so_far()))
        for readout, values in zip(self.readouts.values(), self._curves(), strict=True):
            readout.add_updater(lambda r, values=values: r.set_value(self._at(values)))
        self.moving += [self.dot, curve, *self.readouts.values()]

    def _what_happens(self):
        """(headline, [(moment, words), …]): what is said until each of some moments, 0…1."""
        each_step = f"Each {step(self.run)} changes the weights a little."
        if not self.run.has_data:
            return "While it learns, the pictures change", [(1, each_step)]
        cost = self.run.train_cost
        if cost[-1] >= cost[0]:
            ends = "But the cost ends no lower than it began."
            return "The cost does not fall", [(0.5, each_step), (1, ends)]
        headline, rest = "While the cost falls, pictures form", plateau(cost)
        if rest is None:
            return headline, [(0.4, each_step), (1, "As the pictures form, the cost falls.")]
        first, last = (float(self.pace[s]) for s in rest)
        rests = "For a while, nothing seems to happen."
        falls = "Then the pictures form, and the cost falls on."
        told = [(first, each_step), (last, rests), (1, falls)]
        return headline, told[max(0, int(first <= 0)) :]

    def _curves(self):
        run = self.run
        return run.steps, run.train_cost, 100 * run.validation_accuracy

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
