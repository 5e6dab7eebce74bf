"""How many numbers there are to learn: every weight and bias of the network, counted."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    UR,
    FadeIn,
    Line,
    Restore,
    ValueTracker,
    VGroup,
    linear,
)

from nn.network import layer_views
from scenes.mobjects.heatmap import Heatmap, scale_of
from scenes.mobjects.lettering import Readout
from scenes.mobjects.plot import ColourBar
from scenes.mobjects.table import Table
from scenes.stage import style
from scenes.stage.drawn import chosen_neurons
from scenes.stage.examples import pace_of, picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.paths import at
from scenes.stage.style import NORMAL, QUICK, SMALL, text

MOST_DRAWN, MOST_LAYERS = 36, 4  # neurons of a layer, and layers, that are drawn whole
PICTURES = 6.0, 5.0  # the largest width and height of the first layer's weights, in scene units
BOXES = 4.5, 0.95  # the same for the other layers' weights
ALONE = 5.6, 4.5  # the largest width and height of the first neuron's picture while it is alone
PICTURES_AT = (-6.4, 0.05, 0)  # the middle of their left edge
COLUMN = 3.65  # x of the middle of the right column, in scene units
TABLE_AT, BOXES_AT = (COLUMN, 2.3, 0), (COLUMN, -1.55, 0)  # the middles of their upper edges
ALONE_AT = (-3.6, -0.1, 0)
TABLE = 5.2, 0.46  # width and line spacing of the table of counts
SECONDS_A_NEURON, SECONDS_A_LAYER, SECONDS_OF_LEARNING = 3, 3, 5


class ThirteenThousandAndTwo(Explainer):
    """Every weight and bias is counted, layer by layer: these are the numbers to be learned."""

    def construct(self):
        self.lay_out()
        self.one_neuron()
        self.its_whole_layer()
        self.the_other_layers()
        self.all_of_them()
        if self.run.has_history:
            self.to_learn_is_to_find_them()

    def lay_out(self):
        """Empty boxes with one cell for each number, all cells of the same size; and the table of
        how many of each kind there are. The order is that of the run's theta: W¹, b¹, W², b², …"""
        run = self.run
        self.theta, self.counted = run.thetas[-1], ValueTracker(0)
        self.scale = scale_of(run.W[0][-1])
        self.boxes, self.cells = [], []  # and which entries of theta are the cells of each
        W, b = layer_views(np.arange(len(self.theta)), run.sizes)
        drawn = [chosen_neurons(run, l, MOST_DRAWN) for l in range(1, len(run.sizes))]
        shape = picture_shape(run)
        self.pictures = VGroup(*(self._box(W[0][j].reshape(shape)) for j in drawn[0]))
        self.layers = VGroup(VGroup(self.pictures, self._box(b[0][drawn[0], None])))
        self.shown = _shown(len(W))
        for l in range(1, len(W)):
            if l not in self.shown:
                continue
            weights = W[l][np.ix_(drawn[l], drawn[l - 1])]
            self.layers.add(VGroup(self._box(weights), self._box(b[l][drawn[l], None])))
        self.parts = {l: len(some) < run.sizes[l + 1] for l, some in enumerate(drawn)}
        self._arrange()
        self.sizes = self._sizes()
        self.table = self._table().move_to(TABLE_AT, aligned_edge=UP)
        self.fill()

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
        """Put the first layer on the left and the others below the table; all cells are equal."""
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
        self.names = VGroup()
        for l, layer in zip(self.shown, self.layers, strict=True):
            some = ", in part" * (self.parts[l] or (l > 0 and self.parts[l - 1]))
            name = text(f"layer {l + 1}{some}", SMALL, style.QUIET)
            self.names.add(name.next_to(layer, DOWN, buff=0.15))
        for name in self.names[1:]:
            name.align_to(self.names[1:], DOWN)
        self.biases = text("biases", SMALL, style.QUIET)
        self.biases.next_to(first[1], RIGHT, buff=0.15)
        self.pictures[0].save_state()
        first = self.pictures[0]
        first.scale(min(ALONE[1] / first.height, ALONE[0] / first.width)).move_to(ALONE_AT)

    def _table(self):
        values = {name: Readout(0, "{:,.0f}", f"{most:,}") for name, most in self.sizes.items()}
        return Table(values, TABLE[0], min(TABLE[1], 2.9 / len(values)))

    def _sizes(self):
        """{row of the table: how many numbers it counts}, in the order of theta: the weights and
        biases of each layer that is drawn, and all those of the layers in between."""
        sizes, n = {}, self.run.sizes
        for l in range(len(n) - 1):
            if l in self.shown:
                sizes[f"weights of layer {l + 1}: {n[l]:,} × {n[l + 1]:,}"] = n[l] * n[l + 1]
                sizes[f"biases of layer {l + 1}"] = n[l + 1]
                continue
            first, last = self.shown[-2] + 2, self.shown[-1]
            name = f"layers {first} to {last}"
            sizes[name] = sizes.get(name, 0) + (n[l] + 1) * n[l + 1]
        return sizes

    def one_neuron(self):
        n = self.run.sizes[0]
        self.beat(
            f"One neuron, {n:,} weights",
            f"One neuron of the first layer: a weight for each of the {n:,} inputs, drawn where "
            "its input is.",
        )
        legend = ColourBar((-self.scale, self.scale), "weight or bias", "{:+.1f}", length=2.2)
        legend.to_corner(UR, buff=style.EDGE)
        self.play(FadeIn(self.pictures[0], self.table[0], legend))
        self.count_to(n, SECONDS_A_NEURON)

    def its_whole_layer(self):
        n_in, n_out = self.run.sizes[:2]
        weights = n_in * n_out
        self.beat(
            f"{n_out:,} neurons in the layer",
            f"The layer has {n_out:,} such neurons: {n_in:,} times {n_out:,} weights. "
            "And each neuron has one bias.",
        )
        self.play(Restore(self.pictures[0]))
        self.play(FadeIn(self.pictures[1:], self.names[0]), run_time=QUICK)
        self.count_to(weights, SECONDS_A_LAYER)
        self.play(FadeIn(self.layers[0][1], self.biases, self.table[1]), run_time=QUICK)
        self.count_to(weights + n_out, NORMAL)

    def the_other_layers(self):
        if len(self.layers) == 1:
            return
        sizes = list(self.sizes.values())
        beyond = float((abs(self.theta[sum(sizes[:2]) :]) > self.scale).mean())
        clipped = f": {beyond:.0%} of these lie beyond it" * (beyond >= 0.005)
        self.beat(
            "The layers after it",
            f"The layers after it, again a cell for each number, on the same scale{clipped}.",
        )
        row = 2
        for i, (layer, name) in enumerate(zip(self.layers, self.names, strict=True)):
            if i == 0:
                continue
            rows = 2 + (self.shown[i] - self.shown[i - 1] > 1)  # those in between have one
            shown = self.table[row : row + rows]
            row += rows
            self.play(FadeIn(layer, name, shown), run_time=QUICK)
            self.count_to(sum(sizes[:row]), NORMAL)
        self.hold()

    def all_of_them(self):
        total = self.run.thetas.shape[1]
        self.beat(
            f"{total:,} numbers",
            f"All together: {total:,} weights and biases. Other numbers make it another network.",
        )
        line = Line(LEFT, RIGHT, color=style.QUIET, stroke_width=2).scale_to_fit_width(TABLE[0])
        line.next_to(self.table, DOWN, buff=0.16)
        total = Readout(total, "{:,.0f}", size=style.TEXT + 6, color=style.FOCUS)
        total.next_to(line, DOWN, buff=0.2).align_to(line, RIGHT)
        name = text("weights and biases", SMALL, style.QUIET).next_to(line, DOWN, buff=0.2)
        self.total = VGroup(line, name.align_to(line, LEFT), total)
        self.play(FadeIn(self.total))
        self.hold()

    def to_learn_is_to_find_them(self):
        self.beat(
            "To learn is to find them",
            "They begin at random. To learn is to find better ones: that is what gradient descent "
            "does.",
        )
        run, now = self.run, ValueTracker(0)
        pace, snapshots = pace_of(run.thetas), np.arange(len(run.steps))

        def learn(_):
            self.theta = at(np.interp(now.get_value(), pace, snapshots), run.thetas)
            self.fill()

        self._while_it_moves(learn, now.animate.set_value(1), SECONDS_OF_LEARNING)

    def count_to(self, count, seconds):
        """Fill the boxes, in order, until this many cells are filled."""
        self._while_it_moves(lambda _: self.fill(), self.counted.animate.set_value(count), seconds)

    def _while_it_moves(self, update, moving, seconds):
        """Play a tracker's animation and update all boxes. The updater is on the first picture, as
        that is always on the screen."""
        self.pictures[0].add_updater(update)
        self.play(moving, run_time=seconds, rate_func=linear)
        self.pictures[0].clear_updaters()

    def fill(self):
        """Show the numbers counted so far, and how many of each kind there are."""
        left = self.counted.get_value()
        known = np.where(np.arange(len(self.theta)) < left, self.theta, 0)
        for box, cells in zip(self.boxes, self.cells, strict=True):
            box.set_values(known[cells])
        for row, size in zip(self.table, self.sizes.values(), strict=True):
            row[1].set_value(np.floor(np.clip(left, 0, size)))
            left -= size


def _shown(layers):
    """Which of so many layers, counted from 0, have boxes: all, or the first two and the last."""
    return list(range(layers)) if layers <= MOST_LAYERS else [0, 1, layers - 1]
