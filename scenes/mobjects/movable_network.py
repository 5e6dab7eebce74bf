"""A network whose hidden neurons can be reordered and sign-flipped, as pictures and a diagram."""

from collections.abc import Sequence

import numpy as np
from manim import RIGHT, Mobject, VGroup

from scenes.mobjects.class_names import names_within
from scenes.mobjects.lettering import Readout, baseline, stand_on
from scenes.mobjects.network_diagram import columns_and_edges, counts_below
from scenes.mobjects.weight_pictures import WeightPictures
from scenes.stage import style

COLUMNS = -0.6, 3.9  # x of the first column of neurons and of the last
LAYER_HEIGHT = 5.0
BESIDE, NUMBER = 0.35, 0.5  # from a neuron to its class; from there to the middle of the number
NUMBERS = 5.9  # x of the column of numbers
EDGE_ON = 1e-3  # the width of a picture seen edge on, as a fraction of its full width


class MovableNetwork(VGroup):
    """The first layer's weights as a grid of pictures; the layers after the inputs as columns of
    neurons, joined by edges; beside the last column the classes and the outputs as numbers.

    weights [(n_l, n_{l-1}) for each layer, or None for layers that are left out], activations
    [(n_l,) for each], names (n_L,) of the classes, shape (rows, columns) of a picture, scale of the
    pictures' colours. gaps, counts, left_out: of each column, whether neurons are left out, and the
    words below it; how many layers are (see `columns_and_edges`). `reorder`,
    `turn_edge_on` and `turn_over` return animations to be played together. Parts: `pictures`,
    `legend`, `columns`, `edges`, `names`, `numbers`.
    """

    def __init__(
        self,
        weights: Sequence[np.ndarray],
        activations: Sequence[np.ndarray],
        names: Sequence[str],
        shape: tuple[int, int],
        scale: float,
        gaps: Sequence[bool] = (),
        counts: Sequence[str] = (),
        left_out: int = 0,
    ):
        self.shape = shape
        W = weights[0].reshape(-1, *shape)
        self.pictures, self.legend = WeightPictures(W, scale)
        self.places = [picture.get_center() for picture in self.pictures]
        self.columns, self.edges = columns_and_edges(
            activations, weights[1:], LAYER_HEIGHT, COLUMNS, gaps, left_out, inputs=False
        )
        self.notes = counts_below(self.columns, counts) if counts else VGroup()
        self.notes.add(*(column.dots() for column in self.columns if column.has_gap))
        self.names, self.numbers = VGroup(), VGroup()
        outputs = self.columns[-1]
        room = NUMBERS - COLUMNS[1] - BESIDE - NUMBER
        words = names_within(names, room, style.SMALL)
        for word, output, centre in zip(words, outputs.values, outputs.centres, strict=True):
            number = Readout(output, "{:.4f}", size=style.SMALL)
            self.numbers.add(number.move_to([NUMBERS, centre[1], 0]))
            self.names.add(word.next_to(centre, RIGHT, BESIDE))
            stand_on(baseline(number), word)
        parts = self.columns, self.edges, [self.names, self.numbers, self.notes]
        super().__init__(self.pictures, self.legend, *(part for some in parts for part in some))

    @property
    def diagram(self) -> list[Mobject]:
        """All but the pictures and their colour bar."""
        return [*self.columns, *self.edges, self.names, self.numbers, self.notes]

    def reorder(
        self,
        orders: Sequence[np.ndarray],
        outputs: np.ndarray,
        marks: Sequence[tuple[Mobject, int, bool]] = (),
    ) -> list:
        """Animations that move neurons, with their pictures and edges, into other orders.

        orders: for each hidden layer, the index (n_l,) of the neuron at each place. outputs (n_L,):
        the numbers shown afterwards. marks: (mobject, j, on_picture) for each mobject that moves
        along with picture j, or with neuron j of the first column.
        """
        places = [np.argsort(order) for order in orders]
        places.append(np.arange(len(self.columns[-1].values)))
        there = [
            column.copy().set_places(place)
            for column, place in zip(self.columns, places, strict=True)
        ]
        return [
            *(
                picture.animate.move_to(self.places[place])
                for picture, place in zip(self.pictures, places[0], strict=True)
            ),
            *(
                column.animate.set_places(place)
                for column, place in zip(self.columns, places, strict=True)
            ),
            *(
                edges.animate.join(before, after)
                for edges, before, after in zip(self.edges, there, there[1:], strict=False)
            ),
            *self._count_to(outputs),
            *(
                mark.animate.move_to(
                    self.places[places[0][j]] if on_picture else there[0].centre(j)
                )
                for mark, j, on_picture in marks
            ),
        ]

    def turn_edge_on(self, turned: np.ndarray, weights: Sequence[np.ndarray]) -> list:
        """Animations that turn pictures until they are seen edge on, and hide the edges whose
        weights will change: there is no network between the two signs.

        turned (n_1,) bool: which neurons; weights: those that `turn_over` will show.
        """
        self._turned = [p for p, over in zip(self.pictures, turned, strict=True) if over]
        self._widths = [picture.width for picture in self._turned]
        return [
            *(
                picture.animate.stretch_to_fit_width(EDGE_ON * width)
                for picture, width in zip(self._turned, self._widths, strict=True)
            ),
            *(
                edges.animate.set_strength(1.0 - (edges.weights != W))
                for edges, W in zip(self.edges, weights[1:], strict=True)
                if W is not None
            ),
        ]

    def turn_over(self, weights: Sequence[np.ndarray], activations: Sequence[np.ndarray]) -> list:
        """Animations that turn them further, to other weights and activations of all layers."""
        for picture, w in zip(self.pictures, weights[0], strict=True):
            picture.set_values(w.reshape(self.shape))
        for edges, W in zip(self.edges, weights[1:], strict=True):
            edges.set_weights(W)
        return [
            *(
                picture.animate.stretch_to_fit_width(width)
                for picture, width in zip(self._turned, self._widths, strict=True)
            ),
            *(edges.animate.set_strength(1.0) for edges in self.edges),
            *(
                column.animate.set_values(a)
                for column, a in zip(self.columns, activations, strict=True)
            ),
            *self._count_to(activations[-1]),
        ]

    def _count_to(self, outputs):
        return [
            number.animate.set_value(a) for number, a in zip(self.numbers, outputs, strict=True)
        ]
