"""The ending: the example of the beginning, while the ball rolls to the foot of the cost."""

import numpy as np
from manim import UP, FadeIn, VGroup

from scenes.cards.cost_curve import hill_of, legend_of
from scenes.mobjects.network_diagram import columns_and_edges, counts_below
from scenes.mobjects.outputs import Outputs
from scenes.stage.drawn import Drawn, chosen_outputs
from scenes.stage.examples import an_example, informative_pixels
from scenes.stage.explainer import Explainer
from scenes.stage.input_picture import input_picture
from scenes.stage.needs import COST_FELL, DATA, FROM_THE_START, RIGHT_AT_LAST
from scenes.stage.paths import at
from scenes.stage.style import QUICK
from scenes.stage.words.things import class_name, handwritten

INPUTS_DRAWN, FEATURES = 16, 4  # of the first layer; that have a row if they are no pixels
# Sizes and places, in scene units.
PICTURE, PICTURE_AT = 2.4, (-2.1, 0.95, 0)
LAYER_HEIGHT, COLUMNS_X = 3.1, (0.0, 3.0)  # x of the first column and of the last
MIDDLE = 0.95 * UP  # of the network
LIST_WIDTH, LIST_AT = 1.6, (4.95, 0.95, 0)
FREE, HIGHEST = (-3.4, -1.3), 3.9  # of the hillside: what it leaves free, and its greatest height
ROLLING, RESTING = 6.0, 1.5  # seconds


class Ending(Explainer):
    """The first example meets the network once more: untrained, in training, and at the end."""

    needs = (FROM_THE_START, DATA, COST_FELL, RIGHT_AT_LAST)

    def construct(self):
        self.lay_out()
        self.it_guesses()
        self.downhill()
        self.it_has_learned()

    def lay_out(self):
        run = self.run
        self.image, self.label = an_example(run)
        passed = [net.forward(self.image.reshape(1, -1)).a for net in self._networks()]
        self.answers = np.array([a[-1][0] for a in passed])  # (snapshots, outputs)
        pixels = informative_pixels(self.image, run.W[0][-1], INPUTS_DRAWN)
        some = chosen_outputs(self.answers[[0, -1]], [self.label])
        drawn = Drawn(run, pixels, some)
        self.lit = [drawn.activations([layer[0] for layer in a]) for a in passed]
        self.weights = [drawn.weights(net.weights) for net in self._networks()]
        dark = [values * (l == 0) for l, values in enumerate(self.lit[0])]
        self.columns, self.edges = columns_and_edges(
            dark, self.weights[-1], LAYER_HEIGHT, COLUMNS_X, drawn.gaps, drawn.left_out
        )
        for edges, W in zip(self.edges, self.weights[0], strict=True):
            edges.set_weights(W)  # on the scale of the trained weights
        self.said = Outputs(self.answers[0], run.classes, LIST_WIDTH, LAYER_HEIGHT, shown=some)
        self.network = VGroup(*self.edges, *self.columns)
        self.network.add(*(column.dots() for column in self.columns if column.has_gap))
        self.network.add(*counts_below(self.columns, drawn.counts)).shift(MIDDLE)
        self.picture = input_picture(run, self.image, PICTURE, FEATURES).move_to(PICTURE_AT)
        self.hill = hill_of(run, FREE, HIGHEST, [])

    def it_guesses(self):
        self.add(self.hill, legend_of(self.run), self.network, self.picture)
        self.beat(
            "Before training, it guesses",
            f"Our {class_name(self.run, self.label)}, once more. "
            "Before training, the network can only guess.",
        )
        for column, values in zip(self.columns[1:], self.lit[0][1:], strict=True):
            self.play(column.animate.set_values(values), run_time=QUICK)
        self.play(FadeIn(self.said.move_to(LIST_AT)), run_time=QUICK)

    def downhill(self):
        self.beat(
            "Then it walks downhill",
            "Then it walks downhill, a small step at a time, and all its weights move.",
        )
        self.network.add_updater(lambda _: self._show(self.hill.corner(self.hill.share)))
        self.play(self.hill.animate.set_share(1), run_time=ROLLING)
        self.network.clear_updaters()
        self._show(len(self.answers) - 1)
        self.hold(RESTING)

    def it_has_learned(self):
        read = handwritten(self.run)
        self.beat(
            f"It has learned{' to read' * read}",
            f"So that is how it learned {'to read this' if read else 'what this is'}. "
            "Nobody told it how: it just walked downhill.",
        )
        self.said.light(self.label)
        self.hold(RESTING)

    def _networks(self):
        return (self.run.network(s) for s in range(len(self.run.steps)))

    def _show(self, now):
        """Show the network as it was at a snapshot, which may be fractional."""
        s = min(int(now), len(self.answers) - 2)
        share = now - s
        for l, column in enumerate(self.columns[1:], 1):
            column.set_values((1 - share) * self.lit[s][l] + share * self.lit[s + 1][l])
        for l, edges in enumerate(self.edges):
            if self.weights[0][l] is not None:
                before, after = self.weights[s][l], self.weights[s + 1][l]
                edges.set_weights((1 - share) * before + share * after)
        self.said.set_values(at(now, self.answers))
