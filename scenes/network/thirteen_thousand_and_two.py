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

from scenes.mobjects.heatmap import Heatmap, scale_of
from scenes.mobjects.lettering import Readout
from scenes.mobjects.plot import ColourBar
from scenes.mobjects.table import Table
from scenes.stage import style
from scenes.stage.examples import pace_of, picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.paths import at
from scenes.stage.style import NORMAL, QUICK, SMALL, text

PICTURES = 6.0, 5.0  # the largest width and height of the first layer's weights, in scene units
BOXES = 4.5, 0.95  # the same for the other layers' weights
ALONE = 4.5  # the height of the first neuron's picture while it is alone
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
        if len(self.run.steps) > 1:
            self.to_learn_is_to_find_them()

    def lay_out(self):
        """Empty boxes with one cell for each number, all cells of the same size; and the table of
        how many of each kind there are. The order is that of the run's theta: W¹, b¹, W², b², …"""
        run = self.run
        self.theta, self.counted = run.thetas[-1], ValueTracker(0)
        self.scale = scale_of(run.W[0][-1])
        self.pictures = VGroup(*(self._box(*picture_shape(run)) for _ in range(run.sizes[1])))
        pairs = list(zip(run.sizes, run.sizes[1:], strict=False))
        self.layers = VGroup(VGroup(self.pictures, self._box(pairs[0][1], 1)))
        for n_in, n_out in pairs[1:]:
            self.layers.add(VGroup(self._box(n_out, n_in), self._box(n_out, 1)))
        self.boxes = [*self.pictures, self.layers[0][1]]
        self.boxes += [box for layer in self.layers[1:] for box in layer]
        self._arrange()
        self.table = self._table(pairs).move_to(TABLE_AT, aligned_edge=UP)
        self.fill()

    def _box(self, rows, columns):
        return Heatmap(
            np.zeros((rows, columns)),
            self.scale,
            width=0.1 * columns,
            stroke_width=1.2,
            stroke_color=style.FAINT,
        )

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
        for l, layer in enumerate(self.layers, start=1):
            name = text(f"layer {l}", SMALL, style.QUIET).next_to(layer, DOWN, buff=0.15)
            self.names.add(name)
        for name in self.names[1:]:
            name.align_to(self.names[1:], DOWN)
        self.biases = text("biases", SMALL, style.QUIET)
        self.biases.next_to(first[1], RIGHT, buff=0.15)
        self.pictures[0].save_state()
        self.pictures[0].scale(ALONE / self.pictures[0].height).move_to(ALONE_AT)

    def _table(self, pairs):
        values = {}
        for l, (n_in, n_out) in enumerate(pairs, start=1):
            counts = {
                f"weights of layer {l}: {n_in:,} × {n_out:,}": n_in * n_out,
                f"biases of layer {l}": n_out,
            }
            for name, most in counts.items():
                values[name] = Readout(0, "{:,.0f}", widest=f"{most:,}")
        return Table(values, TABLE[0], min(TABLE[1], 2.9 / len(values)))

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
        sizes = self._sizes()
        beyond = float((abs(self.theta[sum(sizes[:2]) :]) > self.scale).mean())
        clipped = f": {beyond:.0%} of these lie beyond it" * (beyond >= 0.005)
        self.beat(
            "The layers after it",
            f"The layers after it, again a cell for each number, on the same scale{clipped}.",
        )
        for l in range(1, len(self.layers)):
            rows = self.table[2 * l : 2 * l + 2]
            self.play(FadeIn(self.layers[l], self.names[l], rows), run_time=QUICK)
            self.count_to(sum(sizes[: 2 * l + 2]), NORMAL)
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
        known, start = np.where(np.arange(len(self.theta)) < left, self.theta, 0), 0
        for box in self.boxes:
            size = box.values.size
            box.set_values(known[start : start + size].reshape(box.values.shape))
            start += size
        for row, size in zip(self.table, self._sizes(), strict=True):
            row[1].set_value(np.floor(np.clip(left, 0, size)))
            left -= size

    def _sizes(self):
        """How many weights and biases each layer has: [weights, biases, weights, biases, …]."""
        run = self.run
        return [array[-1].size for layer in zip(run.W, run.b, strict=True) for array in layer]
