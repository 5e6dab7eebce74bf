"""All dimensions at once: every weight a line, how far each goes, and which way is down."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    DashedLine,
    FadeIn,
    FadeOut,
    Line,
    ReplacementTransform,
    Square,
    ValueTracker,
    VGroup,
    linear,
)

from nn.network import layer_views
from scenes.mobjects.contour_map import nice_step
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.lettering import Readout
from scenes.mobjects.plot import Plot, log_ticks
from scenes.mobjects.table import Table
from scenes.mobjects.threads import Threads
from scenes.stage import style
from scenes.stage.examples import pace_of, picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, text

SECONDS_OF_GROWTH = 10
MOST_PANELS = 4


class ThirteenThousandDimensions(Explainer):
    """Every weight and bias of the network is a line, and training moves all of them at once."""

    studies = ("many_dimensions",)

    def construct(self):
        run = self.run
        self.thetas = run.thetas.astype(np.float64)
        self.count = self.thetas.shape[1]
        self.ways = abs(self.thetas[-1] - self.thetas[0])
        self.still = (run.thetas == run.thetas[0]).all(axis=0)
        self.distances = np.linalg.norm(self.thetas - self.thetas[0], axis=1)
        self.reach = 1.02 * abs(self.thetas).max()
        self.two_weights_are_a_plane()
        self.every_axis_upright()
        self.all_at_once()
        self.layer_by_layer()
        self.some_never_move()
        self.one_path()

    def two_weights_are_a_plane(self):
        self.beat(
            "Two weights, one plane",
            "Two weights span a plane, training draws a path in it. "
            f"Nobody can see {self.count:,} axes.",
        )
        self.pair = self._pair()
        ticks = self._ticks()
        names = [self._name(i) for i in self.pair]
        limits = -self.reach, self.reach
        self.plane = Plot(limits, limits, 4.4, 4.4, ticks, ticks, names[0], names[1])
        zero = [
            Line(*self.plane.c2p(*ends), stroke_color=style.FAINT, stroke_width=2)
            for ends in ((np.zeros(2), limits), (limits, np.zeros(2)))
        ]
        self.plane.add(*zero).move_to([0, -0.05, 0])
        x, y = self.thetas[:, self.pair].T
        self.path = self.plane.curve(x, y, style.FOCUS)
        self.play(FadeIn(self.plane))
        self.play(Create(self.path), run_time=SLOW + NORMAL, rate_func=linear)

    def every_axis_upright(self):
        self.beat(
            "Turn every axis upright",
            "Turn each axis upright, let time run to the right: a weight becomes a line.",
        )
        self.plot = self._over_time(10.3, 4.5).move_to([-0.15, -0.1, 0])
        lines = VGroup(
            *(self._line(self.plot, self.thetas[:, i]).set_color(style.FOCUS) for i in self.pair)
        )
        paths = VGroup(self.path, self.path.copy())
        self.remove(self.path)
        self.play(
            FadeOut(self.plane),
            FadeIn(self.plot),
            ReplacementTransform(paths, lines),
            run_time=SLOW,
        )
        ends = [self._name(i) for i in self.pair]
        names = VGroup(*(text(name, SMALL, style.FOCUS) for name in ends))
        for name, line in zip(names, lines, strict=True):
            name.next_to(line.get_end(), RIGHT, buff=0.15)
        spread_apart(*names)
        self.play(FadeIn(names))
        self.lines = VGroup(lines, names)

    def all_at_once(self):
        steps = self.run.steps
        half = steps[np.argmax(self.distances >= self.distances[-1] / 2)]
        self.beat(
            f"All {self.count:,}, at once",
            "Now every weight and bias: blue above zero, orange below. "
            f"By step {half:,} of {steps[-1]:,} they have come half as far as they will.",
        )
        self.now = ValueTracker(0)
        self.pace = pace_of(self.thetas)  # once: it goes through all of them
        limits = -self.reach, self.reach
        self.all = Threads(self.thetas, self._places(), limits, shown=0).over(self.plot)
        self.table = self._table()
        key = text("bright: many lines", SMALL, style.QUIET)
        key.move_to(self.plot.x_axis.get_start() + [0.35, 0.25, 0], aligned_edge=DOWN + LEFT)
        self.play(FadeOut(self.lines), FadeIn(self.table, key), run_time=QUICK)
        front = Line().set_stroke(style.QUIET, 1.5)
        self.all.add_updater(lambda threads: threads.set_shown(self._share()))
        front.add_updater(lambda line: line.set_points_as_corners(self._front()))
        self.add(self.all, front)
        self.play(self.now.animate.set_value(1), run_time=SECONDS_OF_GROWTH, rate_func=linear)
        self.all.clear_updaters()
        for _, readout in self.table:
            readout.clear_updaters()
        self.play(FadeOut(front.clear_updaters()), run_time=QUICK)
        self.words = VGroup(self.table, key)

    def layer_by_layer(self):
        layers = self._layers()
        drawn = layers[:MOST_PANELS]
        middle = [np.median(self.ways[layer]) for layer in layers]
        far, near = int(np.argmax(middle)), int(np.argmin(middle))
        self.beat(
            "Layer by layer" if len(layers) > 1 else "The one layer",
            f"By the median, the lines of layer {far + 1} end farthest from their start, those of "
            f"layer {near + 1} nearest."
            if far != near
            else f"Half of its lines end more than {middle[0]:.2f} from their start.",
        )
        most = self.all.most
        width = 12.2 / len(drawn) - 0.75
        plots, parts = VGroup(), VGroup()
        for l, layer in enumerate(drawn):
            plot = self._over_time(width, 3.6, f"layer {l + 1}", self._few_ticks())
            plots.add(plot)
            values = self.thetas[:, layer]
            threads = Threads(values, self._places(), (-self.reach, self.reach), most=most)
            parts.add(threads.over(self.plot))
        plots.arrange(RIGHT, buff=0.55).move_to([0, 0.15, 0])
        notes = VGroup(
            *(
                text(f"{len(layer):,} lines", SMALL, style.QUIET)
                .next_to(plot.y_title, RIGHT, buff=0.3)
                .align_to(plot.x_axis, RIGHT)
                for layer, plot in zip(drawn, plots, strict=True)
            )
        )
        ways = VGroup(
            *(
                text(f"median distance {m:.2f}", SMALL, style.QUIET)
                .next_to(plot, DOWN, buff=0.3)
                .set_x(plot.x_axis.get_x())
                for m, plot in zip(middle, plots, strict=False)
            )
        )
        self.play(FadeOut(self.all, self.words, self.plot), FadeIn(parts), run_time=QUICK)
        self.play(
            *(
                part.animate.over(plot).set_shown(1)
                for part, plot in zip(parts, plots, strict=True)
            ),
            run_time=SLOW,
        )
        self.play(FadeIn(plots, notes, ways))
        self.hold()
        self.panels = VGroup(plots, parts, notes, ways)

    def some_never_move(self):
        study = self.study("many_dimensions")
        still, unlit = int(self.still.sum()), int(study.unlit.sum())
        of_unlit = int(layer_views(self.still, self.run.sizes)[0][0][:, study.unlit].sum())
        if still:
            said = (
                f"{still:,} of {self.count:,} stay bit for bit where they began. {of_unlit:,} of "
                f"these hang on the {unlit} inputs never lit in training."
            )
        else:
            said = "None of them stays bit for bit where it began."
        self.beat("Some never move" if still else "All of them move", said)
        facts = {
            "never moved": f"{still:,}",
            "of these, at inputs never lit": f"{of_unlit:,}",
            "farthest from its start": f"{self.ways.max():.2f}",
        }
        self.facts = Table(facts, width=5.2).move_to([3.3, 0.1, 0])
        self.facts[0].set_color(style.FOCUS if still else style.WHITE)
        map_of = self._map_of_ways().move_to([-2.9, -0.15, 0])
        self.play(FadeOut(self.panels), run_time=QUICK)
        self.play(FadeIn(map_of))
        self.play(FadeIn(self.facts))
        self.shown = VGroup(map_of, self.facts)

    def one_path(self):
        study = self.study("many_dimensions")
        early, late = np.median(study.turns[:10]), np.median(study.turns[-len(study.turns) // 2 :])
        self.beat(
            "Together they are one path",
            "All these lines are one path. Its gradient turns by "
            f"{early:.0f}° from snapshot to snapshot at first, by {late:.0f}° later (medians).",
        )
        self.bloom = self._over_time(10.9, 2.55, x_ticks={}, x_title="").move_to([0, 1.2, 0])
        self.how_turned = self._turns().shift(
            self.bloom.x_axis.get_start() + 1.8 * DOWN - self._turns().x_axis.get_start()
        )
        self.turn_curve = self.how_turned.curve(self.run.steps[1:], study.turns, style.WHITE, 3)
        ends = self.how_turned.c2p([0, self.run.steps[-1]], [90, 90])
        random = DashedLine(*ends, color=style.FOCUS, stroke_width=2)
        blur = np.degrees(1 / np.sqrt(self.count))
        words = text(f"yellow: random directions, 90° ± {blur:.1f}°", SMALL, style.FOCUS)
        words.next_to(self.how_turned.y_title, RIGHT, buff=0.5).align_to(random, RIGHT)
        self.all.set_shown(0).over(self.bloom)
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(self.bloom, self.how_turned, random, words), run_time=QUICK)
        self.add(self.all)
        self.play(
            self.all.animate.set_shown(1),
            Create(self.turn_curve),
            run_time=SLOW + NORMAL,
            rate_func=linear,
        )
        self.hold(2)

    def _layers(self):
        """The indices of each layer's weights and biases in theta."""
        weights, biases = layer_views(np.arange(self.count), self.run.sizes)
        return [np.append(W.ravel(), b) for W, b in zip(weights, biases, strict=True)]

    def _pair(self):
        """Of the first layer and of the last, the weight that came farthest; of one layer, the two
        that did."""
        weights, _ = layer_views(np.arange(self.count), self.run.sizes)
        first, last = weights[0].ravel(), weights[-1].ravel()
        by_way = [layer[np.argsort(-self.ways[layer], kind="stable")] for layer in (first, last)]
        return [by_way[0][0], by_way[1][0] if len(weights) > 1 else by_way[0][1]]

    def _name(self, i):
        """Of weight i of theta: its layer, the neuron that it leads to, the one it comes from."""
        for l, W in enumerate(layer_views(np.arange(self.count), self.run.sizes)[0], start=1):
            if i in W:
                j, k = np.argwhere(i == W)[0] + 1
                return f"$w_({j}, thick {k})^{l}$"
        raise IndexError(i)

    def _ticks(self):
        tick = nice_step(self.reach / 2)
        most = int(self.reach / tick)
        values = tick * np.arange(-most, most + 1)
        return {v: f"{v:+g}".replace("-", "−") if v else "0" for v in values}

    def _few_ticks(self):
        """Every second power of ten."""
        ticks = log_ticks(int(self.run.steps[-1]))
        return dict(list(ticks.items())[::2])

    def _over_time(self, width, height, title="weight", x_ticks=None, x_title="steps, logarithmic"):
        last = int(self.run.steps[-1])
        return Plot(
            (0, last),
            (-self.reach, self.reach),
            width,
            height,
            log_ticks(last) if x_ticks is None else x_ticks,
            self._ticks(),
            x_title,
            title,
            log_x=True,
        )

    def _turns(self):
        """The plot for the angles between gradients, as wide as the lines above it."""
        last = int(self.run.steps[-1])
        return Plot(
            (0, last),
            (0, 180),
            10.9,
            0.95,
            log_ticks(last),
            {0: "0°", 90: "90°", 180: "180°"},
            "steps, logarithmic",
            "turn of $nabla C$ to the next snapshot",
            log_x=True,
        )

    def _line(self, plot, values):
        return plot.curve(self.run.steps, values, style.WHITE)

    def _places(self):
        """Where the snapshots lie on the axis of time, 0…1."""
        return np.log1p(self.run.steps) / np.log1p(self.run.steps[-1])

    def _share(self):
        """How far along the axis of time we are."""
        return np.interp(self.now.get_value(), self.pace, self._places())

    def _front(self):
        share, (left, right) = self._share(), self.plot.x_axis.get_start_and_end()
        at = left + share * (right - left)
        return [at, at + self.plot.y_axis.get_vector()]

    def _table(self):
        """What is true at this moment: the step, the cost, how far all came from the start."""
        run, last = self.run, np.log1p(self.run.steps[-1])
        curves = {
            "step": (run.steps, "{:,.0f}", style.WHITE),
            "cost": (run.train_cost, "{:.3f}", style.COST),
            "distance from start": (self.distances, "{:.1f}", style.WHITE),
        }
        readouts = {}
        for name, (values, form, color) in curves.items():
            readout = Readout(values[0], form, form.format(max(values)), SMALL, color)
            if name == "step":
                readout.add_updater(lambda r: r.set_value(np.expm1(self._share() * last)))
            else:
                readout.add_updater(
                    lambda r, values=values: r.set_value(
                        np.interp(self._share(), self._places(), values)
                    )
                )
            readouts[name] = readout
        table = Table(readouts, width=3.7, spacing=0.46)
        corner = self.plot.y_axis.get_end()
        return table.move_to(corner + [0.35, -0.05, 0], aligned_edge=UP + LEFT)

    def _map_of_ways(self):
        """Of each input, the way of its weights, as a picture: yellow where none of them moved."""
        ways = layer_views(self.ways, self.run.sizes)[0][0]
        ways = np.sqrt((ways**2).mean(axis=0))
        still = layer_views(self.still, self.run.sizes)[0][0].all(axis=0)
        high = ways.max()
        table = np.vstack([style.rgb(style.FOCUS), style.grey(np.linspace(0, 1, 1022))])
        values = np.where(still, -high, np.maximum(ways, 0.001 * high))
        self.map = Heatmap(values.reshape(picture_shape(self.run)), (0, high), table, width=3.7)
        title = VGroup(
            text("each input's weights:", SMALL, style.QUIET),
            text("how far they went (r.m.s.)", SMALL, style.QUIET),
        ).arrange(DOWN, buff=0.1, aligned_edge=LEFT)
        title.next_to(self.map, UP, buff=0.2)
        bar = Heatmap(np.linspace(0, 1, 256)[None], (0, 1), style.grey, 1.4)
        bar.stretch_to_fit_height(0.2)
        ends = VGroup(
            Readout(0, "{:.0f}", size=SMALL, color=style.QUIET).next_to(bar, LEFT, buff=0.2),
            Readout(high, "{:.1f}", size=SMALL, color=style.QUIET).next_to(bar, RIGHT, buff=0.2),
        )
        scale = VGroup(bar, ends)
        if still.any():
            key = VGroup(
                Square(0.24, color=style.FOCUS, fill_opacity=1, stroke_width=0),
                text("none moved", SMALL, style.QUIET),
            ).arrange(RIGHT, buff=0.15)
            scale = VGroup(scale, key).arrange(RIGHT, buff=0.5)
        legend = scale.next_to(self.map, DOWN, buff=0.2)
        return VGroup(self.map, title, legend)


def spread_apart(one, other, apart=0.45):
    """Move two names up and down, if they stand too near to one another."""
    upper, lower = (one, other) if one.get_y() >= other.get_y() else (other, one)
    missing = max(0, apart - (upper.get_y() - lower.get_y())) / 2
    upper.shift(missing * UP)
    lower.shift(missing * DOWN)
