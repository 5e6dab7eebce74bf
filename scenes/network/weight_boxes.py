"""Every weight and bias of a network as one cell, all cells of one size and on one scale."""

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, VGroup

from nn.network import layer_views
from scenes.mobjects.heatmap import Heatmap, scale_of
from scenes.stage import style
from scenes.stage.drawn import chosen_neurons
from scenes.stage.examples import picture_shape
from scenes.stage.style import SMALL, text

MOST_DRAWN, MOST_LAYERS = 36, 4  # neurons of a layer, and layers, that are drawn whole

# Sizes and places, in scene units.
PICTURES = 6.0, 5.0  # the largest width and height of the first layer's weights
BOXES = 4.5, 0.95  # the same for the other layers' weights
PICTURES_AT = (-6.4, 0.05, 0)  # the middle of their left edge
BOXES_AT = (3.65, -1.55, 0)  # the middle of the others' upper edge


class WeightBoxes:
    """The weights of the first layer, a picture for each neuron, on the left, and the matrices of
    the other layers on the right; each layer with its biases. All boxes are still empty.

    boxes, cells: every box, and which entries of the run's theta its cells are. pictures: those of
    the first layer's neurons, whose indices are `neurons`. layers: (weights, biases) of each layer
    that is drawn, `shown` (from 0) of all; names: the words below them.
    """

    def __init__(self, run):
        self.sizes, self.scale = run.sizes, scale_of(run.W[0][-1])
        self.boxes, self.cells = [], []
        W, b = layer_views(np.arange(run.thetas.shape[1]), run.sizes)
        drawn = [chosen_neurons(run, l, MOST_DRAWN) for l in range(1, len(run.sizes))]
        self.neurons, shape = drawn[0], picture_shape(run)
        self.pictures = VGroup(*(self._box(W[0][j].reshape(shape)) for j in drawn[0]))
        self.layers = VGroup(VGroup(self.pictures, self._box(b[0][drawn[0], None])))
        self.shown = _shown(len(W))
        for l in self.shown[1:]:
            weights = W[l][np.ix_(drawn[l], drawn[l - 1])]
            self.layers.add(VGroup(self._box(weights), self._box(b[l][drawn[l], None])))
        self._arrange()
        self.names = self._names(
            [len(some) < n for some, n in zip(drawn, run.sizes[1:], strict=True)]
        )

    def fill(self, theta):
        """Show the entries of theta in all boxes."""
        for box, cells in zip(self.boxes, self.cells, strict=True):
            box.set_values(theta[cells])
        return self

    def _box(self, cells):
        """A box for the entries of theta with the indices `cells` (rows, columns), still empty."""
        box = Heatmap(
            np.zeros(cells.shape),
            self.scale,
            width=0.1 * cells.shape[1],
            stroke_width=1.2,
            stroke_color=style.FAINT,
        )
        self.boxes.append(box)
        self.cells.append(cells)
        return box

    def _arrange(self):
        self.pictures.arrange_in_grid(buff=0.35)
        first, others = self.layers[0], VGroup(*self.layers[1:])
        first.arrange(RIGHT, buff=0.35, aligned_edge=DOWN)
        for layer in others:
            layer.arrange(RIGHT, buff=0.35)
        others.arrange(RIGHT, aligned_edge=UP)
        shares = [PICTURES[0] / first.width, PICTURES[1] / first.height]
        if others:
            shares += [BOXES[0] / others.width, BOXES[1] / others.height]
        for group in (first, others):
            group.scale(min(shares))
        others.arrange(RIGHT, buff=0.9, aligned_edge=UP)
        first.move_to(PICTURES_AT, aligned_edge=LEFT)
        others.move_to(BOXES_AT, aligned_edge=UP)

    def _names(self, parts):
        """The words below each layer; parts: whether only some neurons of a layer are drawn."""
        names = VGroup()
        for l, layer in zip(self.shown, self.layers, strict=True):
            some = ", in part" * (parts[l] or (l > 0 and parts[l - 1]))
            name = text(f"layer {l + 1}{some}", SMALL, style.QUIET)
            names.add(name.next_to(layer[0], DOWN, buff=0.15))
        for name in names[1:]:
            name.align_to(names[1:], DOWN)
        return names


def _shown(layers):
    """Which of so many layers, counted from 0, have boxes: all, or the first two and the last."""
    return list(range(layers)) if layers <= MOST_LAYERS else [0, 1, layers - 1]
