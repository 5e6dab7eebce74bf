"""How many numbers there are to learn: every weight and bias of the network, counted."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    UR,
    FadeIn,
    FadeOut,
    Line,
    Transform,
    ValueTracker,
    VGroup,
    linear,
    smooth,
    squish_rate_func,
    there_and_back,
)

from scenes.mobjects.lettering import Readout, baseline
from scenes.mobjects.plot import ColourBar
from scenes.mobjects.table import Table
from scenes.network.weight_boxes import WeightBoxes
from scenes.stage import style
from scenes.stage.examples import pace_of
from scenes.stage.explainer import Explainer
from scenes.stage.paths import at
from scenes.stage.style import NORMAL, QUICK, SMALL, text
from scenes.stage.the_network import TheNetwork
from scenes.stage.words.numbers import in_words
from scenes.stage.words.things import pixel

ALONE = 5.6, 4.5  # the largest width and height of the first neuron's picture while it is alone
COLUMN = 3.65  # x of the middle of the right column, in scene units
TABLE_AT = (COLUMN, 2.3, 0)  # the middle of its upper edge
ALONE_AT = (-3.6, -0.1, 0)
TABLE = 5.2, 0.46  # width and line spacing of the table of counts
SECONDS_OF_LEARNING = 3.5
SMALL_BESIDE = 0.2  # so much of the first layer, at the most, is called small beside it


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
        """Empty boxes with one cell for each number, and the table of how many of each kind there
        are. The order is that of the run's theta: W¹, b¹, W², b², …"""
        self.theta, self.counted = self.run.thetas[-1], ValueTracker(0)
        self.weights = boxes = WeightBoxes(self.run)
        self.boxes, self.pictures, self.layers = boxes.boxes, boxes.pictures, boxes.layers
        self.biases = text("biases", SMALL, style.QUIET)
        self.biases.next_to(self.layers[0][1], RIGHT, buff=0.15)
        self.sizes = self._sizes()
        self.table = self._table().move_to(TABLE_AT, aligned_edge=UP)
        self.fill()
        first = self.pictures[0]
        self.first_at, self.first_width = first.get_center(), first.width
        first.scale(min(ALONE[1] / first.height, ALONE[0] / first.width)).move_to(ALONE_AT)

    def _table(self):
        values = {name: Readout(0, "{:,.0f}", f"{most:,}") for name, most in self.sizes.items()}
        return Table(values, TABLE[0], min(TABLE[1], 2.9 / len(values)))

    def _sizes(self):
        """{row of the table: how many numbers it counts}, in the order of theta: the weights and
        biases of each layer that is drawn, and all those of the layers in between."""
        sizes, n = {}, self.run.sizes
        for l in range(len(n) - 1):
            if l in self.weights.shown:
                sizes[f"weights of layer {l + 1}: {n[l]:,} × {n[l + 1]:,}"] = n[l] * n[l + 1]
                sizes[f"biases of layer {l + 1}"] = n[l + 1]
                continue
            first, last = self.weights.shown[-2] + 2, self.weights.shown[-1]
            name = f"layers {first} to {last}"
            sizes[name] = sizes.get(name, 0) + (n[l] + 1) * n[l + 1]
        return sizes

    def one_neuron(self):
        n, first = self.run.sizes[0], self.pictures[0]
        seconds = self.beat(
            "How much is there to learn?",
            f"These are the weights of a single neuron: one for every {pixel(self.run)}.",
        )
        scale = self.weights.scale
        legend = ColourBar((-scale, scale), "weight or bias", "{:+.1f}", length=2.2)
        legend.to_corner(UR, buff=style.EDGE)
        if not self.run.has_data:
            self.add(first, legend)
            self.play(FadeIn(self.table[0]), run_time=QUICK)
            self.count_to(n, seconds - QUICK)
            return
        whole = TheNetwork(self.run).lit()
        network = VGroup(*whole.edges, *whole.columns, whole.picture)
        network.add(*(column.dots() for column in whole.columns if column.has_gap))
        self.add(network)
        edges, neuron = whole.edges[0], whole.columns[1].centre(0)
        only = np.where(np.arange(len(edges.weights)) == 0, 1.0, 0.03)[:, None]
        others = [each.animate.set_strength(0.03) for each in whole.edges[1:]]
        self.play(edges.animate.set_strength(only), *others, run_time=NORMAL)
        large = first.copy()
        first.scale(0.05).move_to(neuron)
        self.play(
            FadeOut(network, run_time=0.8 * NORMAL),  # it goes while the picture grows over it
            Transform(first, large, run_time=NORMAL),
            FadeIn(
                legend,
                self.table[0],
                run_time=NORMAL,
                rate_func=squish_rate_func(smooth, 0.6, 1),
            ),
        )
        self.count_to(n, seconds - 2 * NORMAL + 1)

    def its_whole_layer(self):
        n_in, n_out = self.run.sizes[:2]
        weights = n_in * n_out
        seconds = self.beat(
            "A whole layer",
            f"There are {in_words(n_out)} such neurons in this layer, and each has one number "
            "more: its bias.",
        )
        self.play(
            self.pictures[0].animate.scale_to_fit_width(self.first_width).move_to(self.first_at),
            run_time=NORMAL,
        )
        self.play(FadeIn(self.pictures[1:], self.weights.names[0], lag_ratio=0.05), run_time=QUICK)
        self.count_to(weights, 0.45 * seconds)
        self.play(FadeIn(self.layers[0][1], self.biases, self.table[1]), run_time=QUICK)
        self.count_to(weights + n_out, QUICK)

    def the_other_layers(self):
        if len(self.layers) == 1:
            return
        sizes = list(self.sizes.values())
        share = sum(sizes[2:]) / sum(sizes[:2])
        beside = (
            "are small beside this one" if share <= SMALL_BESIDE else "are counted the same way"
        )
        self.beat("The layers after it", f"The layers after it {beside}.")
        row, shown = 2, self.weights.shown
        for i, (layer, name) in enumerate(zip(self.layers, self.weights.names, strict=True)):
            if i == 0:
                continue
            rows = 2 + (shown[i] - shown[i - 1] > 1)  # those in between have one
            new = self.table[row : row + rows]
            row += rows
            self.play(FadeIn(layer, name, new), run_time=QUICK)
            self.count_to(sum(sizes[:row]), NORMAL)

    def all_of_them(self):
        count = self.run.thetas.shape[1]
        seconds = self.beat(f"{count:,} numbers", f"Altogether that makes {count:,} numbers.")
        line = Line(LEFT, RIGHT, color=style.QUIET, stroke_width=2).scale_to_fit_width(TABLE[0])
        line.next_to(self.table, DOWN, buff=0.16)
        total = Readout(count, "{:,.0f}", size=style.TEXT + 6)
        total.next_to(line, DOWN, buff=0.2).align_to(line, RIGHT)
        name = text("weights and biases", SMALL, style.QUIET).align_to(line, LEFT)
        name.shift((baseline(total) - baseline(name)) * UP)
        self.total = VGroup(line, name, total)
        self.play(FadeIn(line, name), run_time=QUICK)
        self.add(total.set_value(0))
        counts = list(self.sizes.values())
        for row, so_far in zip(self.table, np.cumsum(counts), strict=True):
            self.play(
                total.animate.set_value(so_far),
                row[1].animate(rate_func=there_and_back).set_fill(style.FOCUS),
                run_time=(seconds - QUICK) / len(counts),
            )
        self.say("Change them, and you change the network.")

    def to_learn_is_to_find_them(self):
        run, now = self.run, ValueTracker(0)
        seconds = self.beat("Learning means finding them", "Nobody chooses them by hand.")
        starts = [run.thetas[0][cells] for cells in self.weights.cells]
        self.play(
            *(box.animate.set_values(v) for box, v in zip(self.boxes, starts, strict=True)),
            run_time=seconds,
        )
        self.say("Learning means finding them.")
        pace, snapshots = pace_of(run.thetas), np.arange(len(run.steps))

        def learn(_):
            self.theta = at(np.interp(now.get_value(), pace, snapshots), run.thetas)
            self.fill()

        self._while_it_moves(learn, now.animate.set_value(1), SECONDS_OF_LEARNING)
        self.hold()

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
        self.weights.fill(known)
        for row, size in zip(self.table, self.sizes.values(), strict=True):
            row[1].set_value(np.floor(np.clip(left, 0, size)))
            left -= size
