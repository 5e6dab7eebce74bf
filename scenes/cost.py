"""How wrong it is: an untrained network's answers, the cost of one example, the cost of all."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    UR,
    Dot,
    FadeIn,
    FadeOut,
    Line,
    Transform,
    ValueTracker,
    VGroup,
    VMobject,
    linear,
    rush_into,
)

from nn.datasets import one_hot
from scenes import style
from scenes.examples import (
    an_example,
    an_example_of_each,
    informative_pixels,
    pace_of,
    picture_shape,
    the_costliest,
)
from scenes.explainer import Explainer
from scenes.mobjects.areas import Areas
from scenes.mobjects.contour_map import nice_step
from scenes.mobjects.cost_stage import CostStage
from scenes.mobjects.digit import digit
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.histogram import Histogram
from scenes.mobjects.lettering import Readout
from scenes.mobjects.network_diagram import Edges, Neurons
from scenes.mobjects.outputs import Outputs
from scenes.mobjects.plot import ColourBar, Plot, log_ticks
from scenes.mobjects.table import Table
from scenes.style import NORMAL, QUICK, SLOW, SMALL, lines, text

INPUTS_DRAWN = 16
LOWERED = 1.6 * DOWN  # where the outputs stand before their costs need the room
SECONDS_OF_LEARNING = 9
LIST_HEIGHT = 4.55  # of the list of outputs
BINS = 21
FIRST, SLOWLY = 60, 6  # training images shown as pictures; those of them that come slowly
STAGE_WIDTH, STAGE_HEIGHT = 6.2, 3.6  # of the histogram
SECONDS_OF_STREAM = 10
UNEVEN = 20  # the dearest image costs so many times the median, where costs are called uneven
HARDLY = 0.1  # an output that changes by less than this hardly changes


class UntrainedNetwork(Explainer):
    """Before training, weights are random: the network answers, but it is guessing."""

    def construct(self):
        self.image, self.label = an_example(self.run)
        self.network = self.run.network(0)
        self.passed = self.network.forward(self.image.reshape(1, -1))
        self.images, self.labels = self.run.examples()
        self.answers = self.network.forward(self.images).a[-1]
        self.random_weights()
        self.what_it_answers()
        self.what_we_want()
        self.other_images()
        self.no_better_than_chance()

    def random_weights(self):
        weights = self.network.weights
        count = sum(W.size for W in weights)
        self.pixels = informative_pixels(self.image, weights[0], INPUTS_DRAWN)
        few = len(self.pixels) < self.image.size
        self.beat(
            "Before training, weights are random",
            f"Before training, the network's {count:,} weights are random numbers."
            + f" (Of its {self.image.size} pixels we draw {len(self.pixels)}.)" * few,
        )
        self.picture = digit(self.image, 2.6).move_to([-5.2, 0, 0])
        shown = [self.image.ravel()[self.pixels], *(a[0] for a in self.passed.a[1:])]
        self.columns = [
            Neurons(values * (l == 0), LIST_HEIGHT, gap=few and l == 0)
            for l, values in enumerate(shown)
        ]
        for column, x in zip(self.columns, np.linspace(-3.2, 1.4, len(shown)), strict=True):
            column.move_to([x, 0, 0])
        drawn = [weights[0][:, self.pixels], *weights[1:]]
        self.edges = [
            Edges(W, before, after, z_index=-1).set_grown(0)
            for W, before, after in zip(drawn, self.columns, self.columns[1:], strict=False)
        ]
        legend = ColourBar((-1, 1), "weight, by its layer's widest line", "{:+.0f}", length=1.8)
        legend.to_corner(UR, buff=style.EDGE)
        self.diagram = [*self.columns, *self.edges, legend, *([self.columns[0].dots()] * few)]
        self.play(FadeIn(self.picture), *map(FadeIn, self.diagram))
        for edges in self.edges:
            self.play(edges.animate.set_grown(1), run_time=NORMAL)

    def what_it_answers(self):
        a, names = self.passed.a[-1][0], self.run.classes
        first = int(a.argmax())
        self.beat(
            "It answers all the same",
            f"Shown this {names[self.label]}, it answers: each of its {len(a)} outputs lies "
            f"between {a.min():.2f} and {a.max():.2f}. The largest is that for {names[first]}.",
        )
        for edges, column, values in zip(
            self.edges, self.columns[1:], self.passed.a[1:], strict=True
        ):
            self.play(column.animate.set_values(values[0]))
            self.play(edges.animate.set_strength(0.35), run_time=QUICK)
        self.said = Outputs(a, names, height=LIST_HEIGHT, width=2.4)
        self.said.move_to([4.55, 0, 0])
        self.play(FadeIn(self.said))
        light(self.said, first)

    def what_we_want(self):
        a, names = self.passed.a[-1][0], self.run.classes
        wanted = self._wanted(self.label)
        off = abs(a - wanted)
        self.beat(
            "What we want",
            f"We want 1 for {names[self.label]} and 0 for all the others. Its outputs are off by "
            f"{off.min():.2f} to {off.max():.2f}.",
        )
        self.play(*map(FadeOut, self.diagram), run_time=QUICK)
        self.wanted = Outputs(wanted, names, height=LIST_HEIGHT, width=2.4, form="{:.0f}")
        self.wanted.move_to([4.55, -0.25, 0])
        self.play(self.said.animate.move_to([-0.3, -0.25, 0]))
        self.titles = VGroup(
            text("what it answers", SMALL, style.QUIET),
            text("what we want", SMALL, style.QUIET),
        )
        for title, outputs in zip(self.titles, (self.said, self.wanted), strict=True):
            title.next_to(outputs.bars, UP, buff=0.15)
        self.play(FadeIn(self.wanted, self.titles))
        light(self.wanted, self.label)
        self.hold()

    def other_images(self):
        spread = float(np.ptp(self.answers, axis=0).max())
        changes = "hardly change" if spread < HARDLY else "do not follow"
        self.beat(
            "Another image, the same answer" if spread < HARDLY else "Other images, other answers",
            f"What we want changes with every image. The outputs {changes}: over "
            f"{len(self.images):,} images, no output moves by more than {spread:.2f}.",
        )
        self.shown = an_example_of_each(self.run)
        for i in self.shown:
            image = self.images[i].reshape(self.image.shape)
            self.play(
                self.picture.animate.set_values(image),
                self.said.animate.set_values(self.answers[i]),
                self.wanted.animate.set_values(self._wanted(self.labels[i])),
                run_time=QUICK / 2,
            )
            light(self.said, self.answers[i].argmax())
            light(self.wanted, self.labels[i])
            self.hold(0.8)

    def no_better_than_chance(self):
        names, n = self.run.classes, len(self.labels)
        answers = self.answers.argmax(axis=1)
        self.counts = np.bincount(answers, minlength=len(names))
        self.right = np.bincount(answers[answers == self.labels], minlength=len(names))
        often, right = int(self.counts.argmax()), int(self.right.sum())
        favourite = "all" if self.counts[often] == n else f"{self.counts[often]:,} times"
        self.beat(
            f"Right: {right:,} of {n:,}",
            f"Of {n:,} images it gets {right:,} right, {right / n:.1%}. One class in {len(names)} "
            f"is {1 / len(names):.1%}: a blind guess. It says {names[often]} {favourite}.",
        )
        self.play(FadeOut(self.picture, self.said, self.wanted, self.titles), run_time=QUICK)
        top = int(self.counts.max())
        self.plot = Plot(
            (-0.7, len(names) - 0.3),
            (0, top),
            width=7.4,
            height=3.3,
            x_ticks={j: style.escaped(name) for j, name in enumerate(names)},
            y_ticks={count: f"{count:,}" for count in {0, top}},
            x_title="answer",
            y_title="how often",
        ).move_to([-2.2, -0.25, 0])
        edges = np.arange(len(names) + 1) - 0.5
        self.bars = Histogram(self.plot, 0 * self.counts, edges, gap=0.3)
        self.bars_right = Histogram(self.plot, 0 * self.right, edges, style.FOCUS, gap=0.3)
        self.table = Table(
            {
                "images": Readout(n, "{:,.0f}"),
                "answered right": Readout(right, "{:,.0f}", color=style.FOCUS),
                "that is": Readout(100 * right / n, "{:.1f}%", color=style.FOCUS),
                "a blind guess": Readout(100 / len(names), "{:.1f}%"),
            },
            width=3.4,
        ).move_to([4.55, 0, 0])
        self.play(FadeIn(self.plot, self.bars))
        self.play(self.bars.animate.set_counts(self.counts), run_time=SLOW)
        self.add(self.bars_right)
        self.play(self.bars_right.animate.set_counts(self.right), FadeIn(self.table))
        self.hold()

    def _wanted(self, label):
        return one_hot([label], self.run.sizes[-1])[0]


def light(outputs, j):
    """Let output j alone stand in the colour of what we look at."""
    for k in range(len(outputs.names)):
        color = style.FOCUS if k == j else style.WHITE
        outputs.row(k).set_fill(color)
        outputs.bars.set_colour(k, color)


class CostOfOneExample(Explainer):
    """The cost of one example: how far each output is from what we want, and all of it summed."""

    def construct(self):
        self.image, self.label = an_example(self.run)
        self.lay_out()
        self.what_it_says()
        self.what_it_should_say()
        self.each_output_costs()
        self.the_sum()
        self.while_it_learns()
        self.a_costly_one()

    def lay_out(self):
        """What each output is at each snapshot, and where on the screen it stands."""
        run, flat = self.run, self.image.reshape(1, -1)
        self.last = run.network()
        self.z = np.array([run.network(s).forward(flat).z[-1][0] for s in range(len(run.steps))])
        self.Y = one_hot([self.label], run.sizes[-1]).astype(float)
        self.pace = pace_of(self.z)
        self.now = ValueTracker(0)
        images, labels = run.examples()
        self.costly = the_costliest(run)
        z = self.last.forward(images[[self.costly]]).z[-1].astype(float)
        self.costly_z, self.costly_Y = z[0], one_hot(labels[[self.costly]], run.sizes[-1])
        shown = [*(self._terms(z) for z in self.z), self._terms(self.costly_z, self.costly_Y)]
        most, largest = max(terms.sum() for terms in shown), np.max(shown)
        self.stage = CostStage(run.sizes[-1], most, largest, run.facts["cost"] == "quadratic")

    def what_it_says(self):
        a, names = self._a(self.z[0]), self.run.classes
        self.beat(
            "One image, its outputs",
            f"Before training, the network answers this {names[self.label]} with these "
            f"{len(a)} outputs, each a number from 0 to 1.",
        )
        self.picture = digit(self.image, 1.55).move_to([-5.6, 1.85, 0])
        stage = self.stage
        self.troughs = Areas(stage.bars(np.ones(len(a))), style.FAINT, fill_opacity=0.5)
        self.bars = Areas(stage.bars(0 * a))
        self.names = VGroup(*(text(style.escaped(name), SMALL) for name in names))
        self.numbers = VGroup(*(Readout(value, "{:.2f}", size=SMALL) for value in a))
        for j, (name, number) in enumerate(zip(self.names, self.numbers, strict=True)):
            name.move_to([stage.x[j], stage.BARS - 0.28, 0])
            number.move_to([stage.x[j], stage.BARS + stage.unit + 0.25, 0])
        self.top = VGroup(self.picture, self.troughs, self.names, self.bars, self.numbers)
        self.top.shift(LOWERED)
        self.play(FadeIn(self.picture, self.troughs, self.names))
        self.add(self.bars)
        self.play(self.bars.animate.set_rectangles(stage.bars(a)), FadeIn(self.numbers))

    def what_it_should_say(self):
        a, names = self._a(self.z[0]), self.run.classes
        self.beat(
            "The difference from what we want",
            f"We want 1 for {names[self.label]}, 0 for all others: the white lines. The difference "
            "is blue where an output is too high, orange where it is too low.",
        )
        stage = self.stage
        self.targets = Areas(stage.lines(self.Y[0])).shift(LOWERED)
        self.play(FadeIn(self.targets))
        self.differences = Areas(stage.differences(self.Y[0], self.Y[0]), self._signs(a, self.Y))
        self.differences.shift(LOWERED)
        self.add(self.differences, self.targets)
        self.play(
            self.differences.animate.set_rectangles(stage.differences(a, self.Y[0])),
            self.bars.animate.set_fill(opacity=0.4),
        )
        self.legend = VGroup(
            *(
                VGroup(
                    Areas([[0, 0, 0.3, 0.04 if color == style.WHITE else 0.3]], color),
                    text(words, SMALL, style.QUIET),
                ).arrange(RIGHT, buff=0.2)
                for color, words in (
                    (style.WHITE, "what we want, $y$"),
                    (style.POSITIVE, "$a - y$: too high"),
                    (style.NEGATIVE, "$a - y$: too low"),
                )
            )
        ).arrange(RIGHT, buff=0.8)
        self.legend.move_to([(stage.LEFT + stage.RIGHT) / 2, stage.BARS - 1.0, 0]).shift(LOWERED)
        self.play(FadeIn(self.legend))

    def each_output_costs(self):
        a, stage = self._a(self.z[0]), self.stage
        headline, caption, rule = self._the_rule()
        self.beat(headline, caption)
        self.areas = Areas(stage.differences(a, self.Y[0]), style.COST)
        self.rule = lines(*rule, size=SMALL, color=style.COST)
        self.rule.move_to([-5.5, stage.AREAS + 0.5, 0])
        top = self.top.add(self.differences, self.targets)
        self.play(FadeOut(self.legend), top.animate.shift(-LOWERED))
        self.add(self.areas)
        self.play(FadeIn(self.rule))
        self.play(
            self.areas.animate.set_rectangles(self._rectangles(self.z[0], self.Y)[3]),
            FadeOut(self.numbers),
            run_time=SLOW,
        )

    def the_sum(self):
        cost = float(self._terms(self.z[0]).sum())
        self.beat(
            "The sum is the cost",
            f"Added up, keeping their areas, they are the cost of this one image: {cost:.2f}.",
        )
        stage = self.stage
        self.axis = stage.axis()
        digits = decimals(self._terms(self.z[-1]).sum())
        self.cost = Readout(cost, f"{{:.{digits}f}}", color=style.COST)
        self.word = text("cost", SMALL, style.COST)
        VGroup(self.word, self.cost).arrange(DOWN, buff=0.15)
        VGroup(self.word, self.cost).move_to([-5.5, stage.SUM + 0.5, 0])
        self.flowing = self.areas.copy()
        self.play(FadeIn(self.axis))
        self.play(
            self.flowing.animate.set_rectangles(stage.stacked(self._terms(self.z[0]))),
            self.areas.animate.set_fill(opacity=0.45),
            run_time=SLOW,
        )
        self.play(FadeIn(self.cost, self.word))

    def while_it_learns(self):
        first, last = (float(self._terms(self.z[s]).sum()) for s in (0, -1))
        steps = self.run.steps[-1]
        change = "down to" if last < first else "to"
        self.beat(
            "While it learns",
            f"In {steps:,} steps of training, the cost of this image goes from {first:.2f} "
            f"{change} {small(last)}.",
        )
        self.step = Readout(0, "{:,.0f}", widest=f"{steps:,}")
        self.table = Table({"step": self.step}, width=1.9).move_to([-5.6, 0.6, 0])
        self.play(FadeIn(self.table), self.areas.animate.set_fill(opacity=1))
        self.live = VGroup(self.bars, self.differences, self.areas, self.flowing, self.targets)
        self.add(self.live.add_updater(lambda _: self._show(self._z_now(), self.Y)))
        self.cost.add_updater(lambda cost: cost.set_value(self._terms(self._z_now()).sum()))
        self.step.add_updater(lambda step: step.set_value(self._at(self.run.steps)))
        self.play(self.now.animate.set_value(1), run_time=SECONDS_OF_LEARNING, rate_func=linear)
        for mobject in (self.live, self.cost, self.step):
            mobject.clear_updaters()
        self.hold()

    def a_costly_one(self):
        images, labels = self.run.examples()
        names, label = self.run.classes, labels[self.costly]
        cost, answer = self._terms(self.costly_z, self.costly_Y).sum(), self.costly_z.argmax()
        right = "it is right" if answer == label else f"it answers {names[answer]}"
        self.beat(
            "The most costly of all" if answer == label else "A wrong answer is costly",
            f"Of {len(labels):,} images that it was never trained on, this {names[label]} costs "
            f"the trained network most, {cost:.2f}: {right}.",
        )
        self._show(self.z[-1], self.Y)
        image = images[self.costly].reshape(self.image.shape)
        after = self._rectangles(self.costly_z, self.costly_Y)
        moving = (self.bars, self.targets, self.differences, self.areas, self.flowing)
        self.play(self.picture.animate.set_values(image), FadeOut(self.table))
        self.names[int(answer)].set_fill(style.FOCUS)
        self.differences.set_colours(self._signs(self._a(self.costly_z), self.costly_Y))
        self.play(
            *(m.animate.set_rectangles(r) for m, r in zip(moving, after, strict=True)),
            self.cost.animate.set_value(cost),
            run_time=SLOW,
        )
        self.hold(2)

    def _show(self, z, Y):
        """Everything of one moment: of weighted inputs z (n,) to the outputs, Y (1, n) wanted."""
        moving = (self.bars, self.targets, self.differences, self.areas, self.flowing)
        for mobject, rectangles in zip(moving, self._rectangles(z, Y), strict=True):
            mobject.set_rectangles(rectangles)
        self.differences.set_colours(self._signs(self._a(z), Y))

    def _rectangles(self, z, Y):
        """What bars, targets, differences, areas and their sum look like."""
        a, terms, stage = self._a(z), self._terms(z, Y), self.stage
        return (
            stage.bars(a),
            stage.lines(Y[0]),
            stage.differences(a, Y[0]),
            stage.areas(*self._sides(a, terms, Y)),
            stage.stacked(terms),
        )

    def _a(self, z):
        return self.last.output.forward(np.array(z, dtype=float)[None])[0]

    def _terms(self, z, Y=None):
        """What each output (n,) adds to the cost."""
        z, Y = np.array(z, dtype=float)[None], self.Y if Y is None else Y
        return self.last.cost_function.terms(z, self._a(z[0])[None], Y, self.last.output)[0]

    def _sides(self, a, terms, Y):
        """Width and height (n,) of each area, which is the output's cost: a square under the
        quadratic cost, else as wide as all others."""
        side = abs(a - Y[0])
        return (side, side) if self.stage.square else (np.ones(len(a)), terms)

    @staticmethod
    def _signs(a, Y):
        return [style.POSITIVE if d > 0 else style.NEGATIVE for d in a - Y[0]]

    def _at(self, values):
        """What a curve over snapshots says at this moment, between two of them if need be."""
        s = np.interp(self.now.get_value(), self.pace, np.arange(len(self.pace)))
        return np.interp(s, np.arange(len(values)), values)

    def _z_now(self):
        return np.array([self._at(z) for z in self.z.T])

    def _the_rule(self):
        """(headline, caption, formulas) of the run's cost of one output."""
        if self.run.facts["cost"] == "quadratic":
            return (
                "Square each difference",
                "Each difference is squared, drawn as the square upon it. The sign is gone, and "
                "twice as far off costs four times as much.",
                ["$(a - y)^2$"],
            )
        if self.run.facts["output_activation"] == "softmax":
            return (
                "The wanted output's cost",
                "This network's cost is cross-entropy: only the output that should be 1 counts, "
                "and costs −ln a. As softmax outputs add up to 1, that pushes down the others.",
                ["$-ln a$", "where $y = 1$"],
            )
        return (
            "Each output's cost",
            "This network's cost is cross-entropy: −ln a for the output that should be 1, "
            "−ln(1 − a) for all that should be 0.",
            ["$y = 1: -ln a$", "$y = 0: -ln(1 - a)$"],
        )


class CostOfTheTrainingSet(Explainer):
    """The cost of a network is the mean of what each of its training examples costs."""

    def construct(self):
        study = self.study("training_costs")
        self.start, self.end = study.start.astype(float), study.end.astype(float)
        self.images = study.images.reshape(-1, *picture_shape(self.run)) / 255
        self.labels = study.labels
        self.lay_out()
        self.one_after_the_other()
        self.faster()
        self.their_mean()
        self.all_of_them()
        self.who_makes_most_of_it()
        self.before_training_and_after()

    def lay_out(self):
        """The axis of costs, its bins, and which bin each example is in."""
        self.n = len(self.end)
        everything = np.concatenate([self.start, self.end])
        low, high = np.percentile(everything, 0.1), everything.max()
        self.low = float(np.clip(np.floor(np.log10(max(low, 1e-9))), -7, 0))
        self.high = max(float(np.ceil(np.log10(max(high, 1e-9)))), self.low + 2)
        self.edges = np.linspace(self.low, self.high, BINS + 1)
        self.bin_of = self._bins(self.end)
        self.means = np.cumsum(self.end) / np.arange(1, self.n + 1)
        self.few = min(len(self.images), FIRST)
        most = np.bincount(self.bin_of[: self.few]).max()
        self.thumb = min(STAGE_WIDTH / BINS, STAGE_HEIGHT / most)
        self.first_top = STAGE_HEIGHT / self.thumb
        # Two exponents apart, so that the labels have room.
        exponents = range(int(self.low), int(self.high) + 1, 1 + (self.high - self.low > 4))
        self.plot = Plot(
            (self.low, self.high),
            (0, 1),
            STAGE_WIDTH,
            STAGE_HEIGHT,
            {exponent: power_of_ten(exponent) for exponent in exponents},
            x_title="cost of an image, logarithmic",
        )
        self.plot.move_to([3.15, -0.4, 0])
        self.top = Readout(self.first_top, "{:,.0f}", f"{self.n:,}", SMALL, style.QUIET)
        self.top.next_to(self.plot.c2p(self.low, 1), LEFT, buff=0.15)
        title = text("images", SMALL, style.QUIET).next_to(self.plot.c2p(self.low, 1), UP, buff=0.2)
        self.stage = VGroup(self.plot, self.top, title)

    def one_after_the_other(self):
        self.beat(
            "Every training image has its cost",
            f"These are images that the network was trained on. This {self._name(0)} costs the "
            f"trained network {small(self.end[0])}, this {self._name(1)} {small(self.end[1])}, "
            "and so on.",
        )
        self.picture = digit(self.images[0], 2.9).move_to([-4.55, 0.3, 0])
        self.word = text("cost", SMALL, style.COST).next_to(self.picture, DOWN, buff=0.3)
        self.cost = Readout(self.end[0], "{:.6f}", color=style.COST)
        self.cost.next_to(self.word, DOWN, buff=0.18)
        self.play(FadeIn(self.picture, self.word, self.cost, self.stage))
        self.thumbs = VGroup()
        for i in range(min(SLOWLY, self.few)):
            self.picture.set_values(self.images[i])
            self.cost.set_value(self.end[i])
            thumb = self._thumb(i)
            place, width = thumb.get_center(), thumb.width
            thumb.scale_to_fit_width(self.picture.width).move_to(self.picture)
            self.thumbs.add(thumb)
            self.add(thumb)
            self.wait(0.5 if i < 2 else 0.15)
            self.play(
                thumb.animate.scale_to_fit_width(width).move_to(place),
                run_time=NORMAL if i < 2 else QUICK,
            )

    def faster(self):
        first = self.end[: self.few]
        median, highest = np.median(first), first.max()
        self.beat(
            "Many cost little, a few much" if highest > UNEVEN * median else "Image after image",
            f"Of the first {self.few}, half cost less than {small(median)}; the dearest costs "
            f"{small(highest)}.",
        )
        rest = VGroup(*(self._thumb(i) for i in range(len(self.thumbs), self.few)))
        self.next = ValueTracker(len(self.thumbs))
        self.add(rest.set_fill(opacity=0))
        rest.add_updater(lambda _: self._reveal(rest))
        self.picture.add_updater(lambda p: p.set_values(self.images[self._newest()]))
        self.cost.add_updater(lambda c: c.set_value(self.end[self._newest()]))
        self.play(self.next.animate.set_value(self.few), run_time=7, rate_func=rush_into)
        for mobject in (rest, self.picture, self.cost):
            mobject.clear_updaters()
        self.thumbs.add(*rest)
        self.hold()

    def their_mean(self):
        self.beat(
            "Their mean is the network's cost",
            "The cost C of the network is the mean over all training images. Over these "
            f"{self.few} it is {self.means[self.few - 1]:.3f}.",
        )
        self.curve_plot = self._plot_of_means().move_to([-3.85, -0.95, 0])
        self.count = Readout(self.few, "{:,.0f}", widest=f"{self.n:,}")
        self.mean = Readout(self.means[self.few - 1], "{:.3f}", color=style.COST)
        self.table = Table({"images": self.count, "mean cost": self.mean}, width=3.4)
        self.table.move_to([-3.9, 2.0, 0])
        self.bars = Histogram(self.plot, 0 * self.edges[1:], self.edges, gap=0.1)
        self.curve = VMobject().set_stroke(style.COST, 4)
        self.dot, self.marker = Dot(), self._line_at(1)
        parts = self.bars, self.marker, self.curve, self.dot, self.top, self.table
        self.live = VGroup(*parts)
        self._trace(self.few)
        self.play(FadeOut(self.picture, self.word, self.cost), run_time=QUICK)
        self.play(FadeIn(self.curve_plot, self.table, self.curve, self.dot))
        self.play(FadeIn(self.bars, self.marker), FadeOut(self.thumbs))

    def all_of_them(self):
        self.beat(
            f"All {self.n:,}",
            f"The more images, the less each moves the mean. Over all {self.n:,} it is "
            f"{self.run.train_cost[-1]:.3f}: one number that judges "
            f"{self.run.thetas.shape[1]:,} weights and biases.",
        )
        self.so_far = ValueTracker(np.log(self.few))
        self.add(self.live.add_updater(lambda _: self._trace(self._count())))
        self.play(
            self.so_far.animate.set_value(np.log(self.n)),
            run_time=SECONDS_OF_STREAM,
            rate_func=linear,
        )
        self.live.clear_updaters()
        self.hold()

    def who_makes_most_of_it(self):
        cut = self.bin_of[np.argsort(self.end)[-max(1, self.n // 20)]]
        dear = self.bin_of >= cut
        share = self.end[dear].sum() / max(self.end.sum(), 1e-12)
        self.beat(
            "A few make most of it" if share > 0.5 else "The dearest images",
            f"The {dear.mean():.1%} of the images that cost more than "
            f"{small(10 ** self.edges[cut])} make up {share:.0%} of the sum.",
        )
        self.play(self.bars.animate.set_marked((self.edges[cut], self.high)))
        self.hold()

    def before_training_and_after(self):
        run, at = self.run, self.bars.counts
        before, after = run.train_cost[0], run.train_cost[-1]
        self.beat(
            "Before training, and after",
            f"Before training, the same images cost {before:.2f} on average, after it "
            f"{after:.3f}. Learning is to change the weights so that this number falls.",
        )
        start = np.bincount(self._bins(self.start), minlength=BINS)
        top = 1.08 * start.max()
        self.bars.set_marked((np.inf, np.inf))
        self.play(FadeOut(self.curve_plot, self.curve, self.dot, self.table), run_time=QUICK)
        self.summary = Table(
            {
                "weights and biases": f"{run.thetas.shape[1]:,}",
                "cost before training": Readout(before, "{:.3f}", color=style.COST),
                "cost after training": Readout(after, "{:.3f}", color=style.COST),
            },
            width=4.9,
            spacing=0.75,
        ).move_to([-3.9, 0.4, 0])
        self.play(FadeIn(self.summary[:2]))
        self.play(
            self.bars.animate.set_counts(start / top),
            self.top.animate.set_value(top),
            Transform(self.marker, self._line_at(before)),
            run_time=SLOW,
        )
        self.hold(2.5)
        self.play(
            self.bars.animate.set_counts(at),
            self.top.animate.set_value(self._top(self.n)),
            Transform(self.marker, self._line_at(after)),
            FadeIn(self.summary[2]),
            run_time=SLOW,
        )
        self.hold(2)

    def _name(self, i):
        return self.run.classes[self.labels[i]]

    def _bins(self, costs):
        """The bin (n,) of each cost; what lies below the axis is in the first."""
        logs = np.log10(np.maximum(costs, 10.0**self.low))
        width = (self.high - self.low) / BINS
        return np.minimum(((logs - self.low) / width).astype(int), BINS - 1)

    def _counts(self, n):
        return np.bincount(self.bin_of[:n], minlength=BINS)

    def _top(self, n):
        """How many images the height of the plot stands for, after the first n."""
        return max(self.first_top, 1.08 * self._counts(n).max())

    def _thumb(self, i):
        """A small picture of image i, on top of those before it that cost as much."""
        under = (self.bin_of[:i] == self.bin_of[i]).sum()
        middle = (self.edges[self.bin_of[i]] + self.edges[self.bin_of[i] + 1]) / 2
        height, width = self.images[i].shape
        size = self.thumb * min(1, width / height)
        thumb = Heatmap(self.images[i], (0, 1), style.grey, size)
        return thumb.move_to(self.plot.c2p(middle, (under + 0.5) / self.first_top))

    def _newest(self):
        return min(int(self.next.get_value()), self.few - 1)

    def _reveal(self, rest):
        """Let the images be seen that have come so far."""
        shown = int(self.next.get_value()) - (self.few - len(rest))
        for i, thumb in enumerate(rest):
            thumb.set_fill(opacity=float(i < shown))

    def _plot_of_means(self):
        top = 1.1 * max(self.means.max(), 1e-6)
        step = nice_step(top / 2)
        places = 0 if step >= 1 else decimals(step, least=1)
        return Plot(
            (0, self.n),
            (0, top),
            4.55,
            2.5,
            log_ticks(self.n),
            {k * step: f"{k * step:.{places}f}" for k in range(int(top / step) + 1)},
            "images so far, logarithmic",
            "mean cost",
            log_x=True,
        )

    def _count(self):
        return min(int(round(np.exp(self.so_far.get_value()))), self.n)

    def _trace(self, n):
        """Histogram, mean, curve and numbers as they are after the first n images."""
        top, mean = self._top(n), self.means[n - 1]
        self.bars.set_counts(self._counts(n) / top)
        self.top.set_value(top)
        self.count.set_value(n)
        self.mean.set_value(mean)
        self.marker.become(self._line_at(mean))
        self.dot.become(Dot(self.curve_plot.c2p(n, mean), 0.09, color=style.COST))
        counts = np.unique(np.geomspace(1, n, 240).round().astype(int))
        self.curve.set_points_as_corners(self.curve_plot.c2p(counts, self.means[counts - 1]))

    def _line_at(self, mean):
        """A line in the histogram at a mean cost."""
        x = np.log10(max(mean, 10.0**self.low))
        line = Line(self.plot.c2p(x, 0), self.plot.c2p(x, 1)).set_stroke(style.COST, 4)
        return VGroup(line, text("mean", SMALL, style.COST).next_to(line, UP, buff=0.12))


def power_of_ten(exponent):
    """A tick's label, in Typst's markup."""
    return f"{10.0**exponent:g}" if -3 <= exponent <= 3 else f"$10^({exponent})$"


def small(value):
    """A cost to two digits that count, however small."""
    return f"{value:.{decimals(value, digits=2)}f}"


def decimals(value, least=2, digits=1):
    """How many decimals show so many digits of a number that are not leading noughts."""
    return int(np.clip(np.ceil(-np.log10(max(value, 1e-9))) + digits - 1, least, 8))
