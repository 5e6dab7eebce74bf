"""The network as the film draws it whole: an example, its columns of neurons, the edges between
them and the names of the outputs, in every clip at the same place and of the same size."""

import numpy as np
from manim import RIGHT, VGroup

from nn.network import Network
from nn.runs.run import Run
from scenes.mobjects.class_names import SHORT, names_within
from scenes.mobjects.feature_bars import FeatureBars
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.lettering import Readout, baseline, stand_on
from scenes.mobjects.network_diagram import columns_and_edges
from scenes.stage.drawn import Drawn, chosen_outputs
from scenes.stage.examples import an_example, features_of, informative_pixels
from scenes.stage.input_picture import input_picture
from scenes.stage.style import QUIET, SMALL

INPUTS_DRAWN = 16

# Sizes and places, in scene units.
LARGE, LARGE_AT = 5.0, (-4.0, 0.2, 0)  # the example while it is looked at alone
PICTURE, PICTURE_AT = 2.9, (-5.1, 0, 0)  # its larger side beside the network
LAYER_HEIGHT, COLUMNS_X = 5.0, (-2.7, 4.8)  # x of the first column and of the last
TWO_COLUMNS_X = -2.7, 0.3  # the same if there is no hidden layer
NUMBERS_X, BESIDE = 1.3, 0.35  # from the last column to the numbers of the outputs, and the names
LONGEST_NAME = 1.8  # the largest width of a class's name


class TheNetwork:
    """An example of a run and a network of its sizes, by default the trained one.

    Parts to be shown: `picture`; `columns` of neurons, all dark but the inputs; `edges` between
    them; `rows(…)`, a name and a number for each output that is drawn. `shown` are the activations
    of each column; `pixels` and `outputs` the indices of the inputs and outputs that are drawn, the
    same for every network of the run; `drawn` tells which other neurons are.
    """

    def __init__(self, run: Run, network: Network | None = None) -> None:
        trained = run.network()
        self.network = network or trained
        self.image, self.label = an_example(run)
        flat = self.image.reshape(1, -1)
        self.pixels = informative_pixels(self.image, trained.weights[0], INPUTS_DRAWN)
        self.outputs = chosen_outputs(trained.forward(flat).a[-1], [self.label])
        self.drawn = Drawn(run, self.pixels, self.outputs)
        self.passed = self.network.forward(flat)
        self.shown = self.drawn.activations([a[0] for a in self.passed.a])
        self.names = names_within([run.classes[j] for j in self.outputs], LONGEST_NAME)
        self.wider = max(0, max(name.width for name in self.names) - SHORT)  # than names of a sign
        left, right = COLUMNS_X if len(self.shown) > 2 else TWO_COLUMNS_X
        self.ends = left, right - self.wider * (len(self.shown) > 2)
        self.columns, self.edges = columns_and_edges(
            [values * (l == 0) for l, values in enumerate(self.shown)],
            self.drawn.weights(self.network.weights),
            LAYER_HEIGHT,
            self.ends,
            self.drawn.gaps,
            self.drawn.left_out,
        )
        self.picture = small_picture(run, self.image)

    def lit(self) -> "TheNetwork":
        """The same, all neurons lit, and every edge as bright as the neuron that it comes from."""
        for column, values in zip(self.columns, self.shown, strict=True):
            column.set_values(values)
        for edges, values in zip(self.edges, self.shown, strict=False):
            edges.set_strength(carried(values))
        return self

    def rows(self, outputs: np.ndarray) -> VGroup:
        """(name, number) of each output that is drawn, beside its neuron, for outputs (n,)."""
        rows, column = VGroup(), self.columns[-1]
        for place, j in enumerate(self.outputs):
            name = self.names[place].copy().next_to(column.centre(place), RIGHT, BESIDE)
            value = Readout(outputs[j], "{:.2f}", size=SMALL, color=QUIET)
            right = self.ends[1] + NUMBERS_X + self.wider
            value.move_to(np.array([right, column.centre(place)[1], 0.0]))
            stand_on(baseline(value), name)
            rows.add(VGroup(name, value))
        return rows


def carried(values: np.ndarray) -> np.ndarray:
    """How strong the edges are drawn that come from neurons with some activations (n,)."""
    return 0.06 + 0.94 * values / max(values.max(), 1e-9)


def large_picture(run: Run, image: np.ndarray) -> Heatmap | FeatureBars:
    """The example while it is looked at alone, on the left; features, whose words would change
    their size with it, as they are beside the network."""
    if features_of(run) is not None:
        return small_picture(run, image)
    return input_picture(run, image, LARGE).move_to(LARGE_AT)


def small_picture(run: Run, image: np.ndarray) -> Heatmap | FeatureBars:
    """The same example beside the network."""
    return input_picture(run, image, PICTURE).move_to(PICTURE_AT)
