"""How wrong it is before training: the answers of a network whose weights are random."""

import numpy as np
from manim import UP, UR, FadeIn, FadeOut

from nn.datasets import one_hot
from scenes.mobjects.class_names import names_on_axis
from scenes.mobjects.histogram import Histogram
from scenes.mobjects.labelled import named_beside
from scenes.mobjects.lettering import Readout
from scenes.mobjects.network_diagram import columns_and_edges, counts_below
from scenes.mobjects.outputs import Outputs
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.table import Table
from scenes.stage import style
from scenes.stage.drawn import Drawn, chosen_outputs
from scenes.stage.examples import an_example, an_example_of_each, informative_pixels
from scenes.stage.explainer import Explainer
from scenes.stage.input_picture import input_picture
from scenes.stage.needs import DATA, FROM_THE_START
from scenes.stage.style import NORMAL, QUICK, SLOW
from scenes.stage.words import things
from scenes.stage.words.things import class_name, pixels, this

INPUTS_DRAWN = 16
HARDLY = 0.1  # if outputs change by less than this, they are said to hardly change

# Sizes and places, in scene units.
LIST_WIDTH, LIST_HEIGHT = 2.4, 4.55  # of a list of outputs: its bars' width, its whole height
PICTURE_AT, COLUMNS_X = (-5.2, 0, 0), (-3.2, 1.4)  # x of the first column and of the last
SAID_AT, SAID_ASIDE, WANTED_AT = (4.55, 0, 0), (-0.3, -0.25, 0), (4.55, -0.25, 0)
PLOT, PLOT_AT = (7.4, 3.9), (-2.2, -0.25, 0)
TABLE_WIDTH, TABLE_AT = 3.4, (4.55, 0, 0)


class UntrainedNetwork(Explainer):
    """Before training, weights are random: the network answers, but it is guessing."""

    needs = (FROM_THE_START, DATA)

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
            + f" (Of its {self.image.size} {pixels(self.run)} we draw {len(self.pixels)}.)" * few,
        )
        self.picture = input_picture(self.run, self.image, 2.6).move_to(PICTURE_AT)
        self.some = chosen_outputs(np.vstack([self.passed.a[-1], self.answers]), [self.label])
        self.drawn = drawn = Drawn(self.run, self.pixels, self.some)
        shown = drawn.activations([a[0] for a in self.passed.a])
        dark = [values * (l == 0) for l, values in enumerate(shown)]
        self.columns, self.edges = columns_and_edges(
            dark, drawn.weights(weights), LIST_HEIGHT, COLUMNS_X, drawn.gaps, drawn.left_out
        )
        for edges in self.edges:
            edges.set_grown(0)
        legend = ColourBar((-1, 1), "weight, by its layer's widest line", "{:+.0f}", length=1.8)
        legend.to_corner(UR, buff=style.EDGE)
        dots = [column.dots() for column in self.columns if column.has_gap]
        counts = counts_below(self.columns[1:], drawn.counts[1:])
        self.diagram = [*self.columns, *self.edges, legend, *dots, *counts]
        self.play(FadeIn(self.picture), *map(FadeIn, self.diagram))
        for edges in self.edges:
            self.play(edges.animate.set_grown(1), run_time=NORMAL)

    def what_it_answers(self):
        a, names = self.passed.a[-1][0], self.run.classes
        first = int(a.argmax())
        self.beat(
            "It answers all the same",
            f"Shown {this(self.run, self.label)}, it answers with {len(a)} outputs between "
            f"{a.min():.2f} and {a.max():.2f}. The largest is that for "
            f"{class_name(self.run, first)}.",
        )
        shown = self.drawn.activations([a[0] for a in self.passed.a])
        for edges, column, values in zip(self.edges, self.columns[1:], shown[1:], strict=True):
            self.play(column.animate.set_values(values))
            self.play(edges.animate.set_strength(0.35), run_time=QUICK)
        self.said = Outputs(a, names, LIST_WIDTH, LIST_HEIGHT, shown=self.some).move_to(SAID_AT)
        self.play(FadeIn(self.said))
        self.said.light(first)

    def what_we_want(self):
        a, names = self.passed.a[-1][0], self.run.classes
        wanted = self._wanted(self.label)
        off = abs(a - wanted)
        self.beat(
            "What we want",
            f"We want 1 for {class_name(self.run, self.label)} and 0 for all the others. Its "
            f"outputs are off by {off.min():.2f} to {off.max():.2f}.",
        )
        self.play(*map(FadeOut, self.diagram), run_time=QUICK)
        self.wanted = Outputs(
            wanted, names, LIST_WIDTH, LIST_HEIGHT, "{:.0f}", shown=self.some
        ).move_to(WANTED_AT)
        self.play(self.said.animate.move_to(SAID_ASIDE))
        bars = self.said.bars, self.wanted.bars
        self.titles = named_beside(bars, ("what it answers", "what we want"), UP, 0.15)
        self.play(FadeIn(self.wanted, self.titles))
        self.wanted.light(self.label)
        self.hold()

    def other_images(self):
        spread = float(np.ptp(self.answers, axis=0).max())
        follow = "hardly do" if spread < HARDLY else "change otherwise"
        one, many = things.image(self.run), things.images(self.run)
        self.beat(
            f"Another {one}, the same answer"
            if spread < HARDLY
            else f"Other {many}, other answers",
            f"What we want changes, the outputs {follow}: over {len(self.images):,} {many}, none "
            f"moves by more than {spread:.2f}.",
        )
        self.shown = an_example_of_each(self.run, self.some)
        for i in self.shown:
            image = self.images[i].reshape(self.image.shape)
            self.play(
                self.picture.animate.set_values(image),
                self.said.animate.set_values(self.answers[i]),
                self.wanted.animate.set_values(self._wanted(self.labels[i])),
                run_time=QUICK / 2,
            )
            self.said.light(self.answers[i].argmax())
            self.wanted.light(self.labels[i])
            self.hold(QUICK)

    def no_better_than_chance(self):
        names, n = self.run.classes, len(self.labels)
        answers = self.answers.argmax(axis=1)
        self.counts = np.bincount(answers, minlength=len(names))
        self.right = np.bincount(answers[answers == self.labels], minlength=len(names))
        often, right = int(self.counts.argmax()), int(self.right.sum())
        how_often = "every time" if self.counts[often] == n else f"{self.counts[often]:,} times"
        self.beat(
            f"Right: {right:,} of {n:,}",
            f"{right / n:.1%} are right, where a blind guess would get {1 / len(names):.1%}. "
            f"It answers {class_name(self.run, often)} {how_often}.",
        )
        self.play(FadeOut(self.picture, self.said, self.wanted, self.titles), run_time=QUICK)
        self.plot = self._plot()
        edges = np.arange(len(names) + 1) - 0.5
        self.bars = Histogram(self.plot, 0 * self.counts, edges, gap=0.3)
        self.bars_right = Histogram(self.plot, 0 * self.right, edges, style.FOCUS, gap=0.3)
        table = self._table()
        self.play(FadeIn(self.plot, self.bars))
        self.play(self.bars.animate.set_counts(self.counts), run_time=SLOW)
        self.add(self.bars_right)
        self.play(self.bars_right.animate.set_counts(self.right), FadeIn(table))
        self.hold()

    def _wanted(self, label):
        return one_hot([label], self.run.sizes[-1])[0]

    def _plot(self):
        """Axes for how often each class is answered."""
        names, top = self.run.classes, int(self.counts.max())
        return Plot(
            (-0.7, len(names) - 0.3),
            (0, top),
            *PLOT,
            x_ticks=names_on_axis(names, PLOT[0] / (len(names) + 0.4), int(self.counts.argmax())),
            y_ticks={count: f"{count:,}" for count in {0, top}},
            x_title="answer",
            y_title="how often",
        ).move_to(PLOT_AT)

    def _table(self):
        """How many answers are right, and how many would be right by chance."""
        right, n, classes = int(self.right.sum()), len(self.labels), len(self.run.classes)
        rows = {
            things.images(self.run): Readout(n, "{:,.0f}"),
            "answered right": Readout(right, "{:,.0f}", color=style.FOCUS),
            "that is": Readout(100 * right / n, "{:.1f}%", color=style.FOCUS),
            "a blind guess": Readout(100 / classes, "{:.1f}%"),
        }
        return Table(rows, TABLE_WIDTH).move_to(TABLE_AT)
