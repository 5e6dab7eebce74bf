"""The network as a diagram: columns of neurons lit by activations, edges coloured by weights."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import DOWN, RIGHT, UP, Dot, ManimColor, VGroup

from nn.errors import DownhillError
from scenes.manim_internals.painted import Painted
from scenes.mobjects.primitives import as_one, colour_table, look_up, plain, stroke_lines
from scenes.stage import style

RADIUS = 0.36  # of a neuron, as a fraction of the distance to the next
WIDEST = 0.055  # the width of the edge with the largest weight, in scene units
LOWER = 0.87  # the height of a column of which a part is drawn, as a share of that of the others
BELOW, APART = 0.12, 0.2  # from such a column to the count below it; between two counts, at least


class Neurons(Painted):
    """A column of neurons, each as bright as its activation `values` (n,), 0…1; negative ones,
    which tanh has down to −1, are in the colour of negative values.

    `centre(j)` is the place of neuron j. With `gap`, space is left in the middle for the dots that
    show that not all neurons are drawn.
    """

    data = ("values", "heights", "table")

    def __init__(
        self,
        values: npt.ArrayLike,
        height: float = 5.0,
        spacing: float | None = None,
        gap: bool = False,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.values = plain(values, "activations", 1)
        n = len(self.values)
        places = n + 1 if gap else n
        spacing = spacing or min(height / places, 0.42)
        order = np.arange(n) + (np.arange(n) >= n // 2 if gap else 0)
        self.heights = (order + 0.5) / places  # from the top, as fractions of the box
        self.table = colour_table(style.activation, (-1, 1))
        self.has_gap = gap
        size = places * spacing
        self.set_box(UP * size / 2 - RIGHT * spacing / 2, RIGHT * spacing, DOWN * size)

    def set_values(self, values):
        """Show other activations (n,)."""
        values = plain(values, "activations", 1)
        if values.shape != self.values.shape:
            raise DownhillError(f"{len(self.values)} neurons were given {len(values)} activations.")
        self.values = values
        return self

    def set_places(self, places):
        """Move neuron j to place `places[j]` (n,), counted from the top."""
        self.heights = np.sort(self.heights)[np.asarray(places)]
        return self

    def centre(self, j):
        """The centre (3,) of neuron j in the scene."""
        return self.place([0.5, self.heights[j]])

    @property
    def centres(self):
        """The centres (n, 3) of all neurons."""
        return self.place(np.stack([np.full(len(self.heights), 0.5), self.heights], axis=1))

    @property
    def radius(self):
        """A neuron's radius in scene units."""
        return RADIUS * np.linalg.norm(self.place([1, 0]) - self.place([0, 0]))

    def dots(self):
        """Three dots for the gap."""
        row = VGroup(*(Dot(radius=0.028, color=style.QUIET) for _ in range(3)))
        return row.arrange(DOWN, buff=0.055).move_to(self.place([0.5, 0.5]))

    def paint(self, ctx, camera):
        radius = self.radius
        ring = ManimColor(style.QUIET).to_rgb()
        with as_one(ctx, self.get_fill_opacity()):
            colours = look_up(self.table, self.values, (-1, 1))
            for (x, y), colour in zip(self.project(camera, self.centres), colours, strict=True):
                ctx.arc(x, y, radius, 0, 2 * math.pi)
                ctx.set_source_rgb(*colour[::-1])
                ctx.fill_preserve()
                ctx.set_source_rgb(*ring[::-1])
                ctx.set_line_width(max(0.07 * radius, camera.pixel))
                ctx.stroke()


class Edges(Painted):
    """The weights (n_to, n_from) between two columns of neurons, as coloured lines.

    Colour and width of an edge show its weight, on the given scale (by default the largest
    magnitude). `strength` (n_to, n_from), 0…1, dims edges: 1 shows them fully. `grown`, 0…1, is the
    drawn fraction of their length. The largest weights are drawn last, on top.
    """

    data = ("weights", "strength", "grown", "starts", "ends", "table", "scale_of")

    def __init__(
        self,
        weights: npt.ArrayLike,
        before: Neurons,
        after: Neurons,
        scale: float | None = None,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        shape = len(after.values), len(before.values)
        self.strength, self.grown = np.ones(shape), np.array(1.0)
        self.set_weights(weights)
        self.scale_of = np.array(float(scale or abs(self.weights).max() or 1))
        self.table = colour_table(style.diverging, (-1, 1))
        both = np.concatenate(self._reach(before, after))
        low, high = both.min(axis=0), both.max(axis=0)
        size = np.maximum(high - low, 1e-6)
        self.set_box(low, [size[0], 0, 0], [0, size[1], 0])
        self.join(before, after)

    def join(self, before, after):
        """Join the neurons of two columns at their present places."""
        low = self.place([0, 0])
        size = self.place([1, 1]) - low
        self.starts, self.ends = (
            ((points - low)[:, :2] / size[:2]) for points in self._reach(before, after)
        )
        return self

    @staticmethod
    def _reach(before, after):
        """The points (n, 3) from which edges start, and those at which they end."""
        return before.centres + [before.radius, 0, 0], after.centres - [after.radius, 0, 0]

    def set_strength(self, strength):
        """Dim edges: (n_to, n_from), or anything that broadcasts to it, 0…1."""
        self.strength = np.clip(np.broadcast_to(strength, self.weights.shape), 0, 1).astype(float)
        return self

    def set_grown(self, grown):
        """Draw a fraction of the length of the edges, 0…1."""
        self.grown = np.array(float(grown))
        return self

    def set_weights(self, weights):
        """Show other weights, on the same scale."""
        self.weights = plain(weights, "weights", 2)
        to, origin = self.strength.shape
        if self.weights.shape != (to, origin):
            raise DownhillError(
                f"Weights {self.weights.shape} do not join {origin} neurons to {to}."
            )
        return self

    def paint(self, ctx, camera):
        starts, ends = (self.project(camera, self.place(at)) for at in (self.starts, self.ends))
        share = np.clip(abs(self.weights) / self.scale_of, 0, 1)
        alphas = (0.12 + 0.88 * share) * self.strength * self.get_fill_opacity()
        widths = np.maximum(WIDEST * share, 0.9 * camera.pixel)
        # A thin dark line would be invisible: width and opacity show magnitude, the hue the sign.
        signs = np.sign(self.weights) * np.maximum(share, 0.75)
        colours = look_up(self.table, signs, (-1, 1))
        order = np.argsort(share, axis=None)
        order = order[alphas.flat[order] >= 0.004]
        j, k = np.unravel_index(order, share.shape)
        tips = starts[k] + (ends[j] - starts[k]) * self.grown
        looks = colours[j, k], alphas[j, k, None], widths[j, k, None]
        stroke_lines(ctx, np.concatenate([*looks, starts[k], tips], axis=1))


class Elision(VGroup):
    """Three dots and words (such as "15 layers") between two columns, for the layers in between
    that are not drawn. It stands where `Edges` would, and has their verbs: `set_grown` fades it in,
    the others leave it as it is."""

    def __init__(self, words: str, **kwargs: Any):
        dots = VGroup(*(Dot(radius=0.05, color=style.QUIET) for _ in range(3)))
        dots.arrange(RIGHT, buff=0.12)
        said = style.text(style.escaped(words), style.SMALL, style.QUIET)
        super().__init__(dots, said.next_to(dots, DOWN, buff=0.2), **kwargs)
        self.shift(-dots.get_center())

    def set_grown(self, grown):
        return self.set_opacity(float(grown))

    def set_strength(self, _strength):
        return self

    def set_weights(self, _weights):
        return self

    def join(self, _before, _after):
        return self


def columns_and_edges(activations, weights, height, ends, gaps=(), left_out=0, inputs=True):
    """A network from left to right: a list of `Neurons`, one column for each of `activations`, and
    a list of `Edges` with `weights` (n_to, n_from) between neighbouring columns, drawn behind them.

    ends: x of the first column and of the last, in the scene. gaps: whether each column has one;
    columns, but not that of `inputs`, the first, are then lower, to leave room for a count below.
    Where weights are None, an `Elision` says how many layers are left out.
    """
    gaps = gaps or [False] * len(activations)
    places, wide = [0], [W is None for W in weights]
    for skipped in wide[: len(activations) - 1]:
        places.append(places[-1] + 1 + skipped)
    across = np.interp(places, (0, max(places[-1], 1)), ends)
    columns = [
        Neurons(a, height * (LOWER if gap and (l or not inputs) else 1), gap=gap).move_to([x, 0, 0])
        for l, (a, gap, x) in enumerate(zip(activations, gaps, across, strict=True))
    ]
    edges = [
        _elision(left_out, before, after) if W is None else Edges(W, before, after, z_index=-1)
        for W, before, after in zip(weights, columns, columns[1:], strict=False)
    ]
    return columns, edges


def _elision(left_out, before, after):
    words = f"{left_out:,} layer{'s' * (left_out != 1)}"
    return Elision(words).shift((before.get_center() + after.get_center()) / 2)


def counts_below(columns, counts):
    """The words of `counts`, such as "12 of 200", each below its column; none where it is empty, or
    too near the one before, from left to right."""
    below = VGroup()
    for column, words in zip(columns, counts, strict=True):
        if words:
            note = style.text(words, style.SMALL, style.QUIET).next_to(column, DOWN, buff=BELOW)
            if not below or note.get_left()[0] - below[-1].get_right()[0] > APART:
                below.add(note)
    return below
