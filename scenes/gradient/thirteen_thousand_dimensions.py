"""All dimensions at once: a line for every weight, how far each moves, and which way is down."""

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
    ValueTracker,
    VGroup,
    linear,
)

from nn.analysis import displacement
from nn.analysis.statistics import root_mean_square
from nn.network import layer_slices, layer_views
from scenes.mobjects.annotations import spread_apart
from scenes.mobjects.lettering import Readout
from scenes.mobjects.marked_map import MarkedMap
from scenes.mobjects.plot import Plot
from scenes.mobjects.step_plot import StepPlot
from scenes.mobjects.table import Table
from scenes.mobjects.ticks import log_ticks, symmetric_ticks
from scenes.stage import style
from scenes.stage.drawn import chosen_layers
from scenes.stage.examples import pace_of, picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.needs import DATA, FINITE_SLOPES, HISTORY, MOVED
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, text
from scenes.stage.words.symbols import entry
from scenes.stage.words.things import step

SECONDS_OF_GROWTH = 10
MOST_PANELS = 4
FAINTLY = 0.3  # the opacity of a path that is about to be drawn

# Sizes (width, height) and centres of what a beat shows, in scene units.
PLANE, PLANE_AT = (4.4, 4.4), (0, -0.05, 0)
LINES, LINES_AT = (10.3, 4.5), (-0.15, -0.1, 0)
PANELS, PANELS_APART, PANELS_AT = (12.2, 3.6), 0.55, (0, 0.15, 0)
PANEL_MARGIN = 0.75, 0.9  # the part of a panel's width for its axis labels; the same of the most
MAP_WIDTH, MAP_AT = 3.7, (-2.9, -0.15, 0)
FACTS_WIDTH, FACTS_AT = 5.2, (3.3, 0.1, 0)
ONE_PATH, ONE_PATH_AT = (10.9, 2.55), (0, 1.2, 0)
TURNS_HEIGHT, TURNS_BELOW = 0.95, 1.8  # how far their axis is below that of the lines
LOOSE, TIGHT = 0.46, 0.39  # from line to line of the table: on the plot, and above it
TABLE_INSET, KEY_INSET = (0.35, -0.05, 0), (0.35, 0.25, 0)  # from the ends of the y-axis


class ThirteenThousandDimensions(Explainer):
    """Every weight and bias of the network is drawn as a line, and training moves all at once."""

    needs = (HISTORY, DATA, MOVED, FINITE_SLOPES)
    studies = ("many_dimensions",)

    def construct(self):
        run = self.run
        self.thetas = run.thetas.astype(np.float64)
        self.count = self.thetas.shape[1]
        self.moved = displacement.of_each(self.thetas)
        self.distances = displacement.from_start(self.thetas)
        self.still = displacement.is_zero(run.thetas)
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
        self.pair = displacement.farthest_pair(self.moved, self.run.sizes)
        self.plane = self._plane_of_two().move_to(PLANE_AT)
        x, y = self.thetas[:, self.pair].T
        self.path = self.plane.curve(x, y, style.FOCUS)
        self.faint = self.path.copy().set_stroke(opacity=FAINTLY)
        self.add(self.plane, self.faint)
        self.play(Create(self.path), run_time=SLOW + NORMAL, rate_func=linear)

    def every_axis_upright(self):
        self.beat(
            "Turn every axis upright",
            "Turn each axis upright, let time run to the right: a weight becomes a line.",
        )
        self.plot = self._over_time(*LINES).move_to(LINES_AT)
        lines = VGroup(
            *(self.plot.curve(self.run.steps, self.thetas[:, i], style.FOCUS) for i in self.pair)
        )
        paths = VGroup(self.path, self.path.copy())
        self.remove(self.path, self.faint)
        self.play(
            FadeOut(self.plane),
            FadeIn(self.plot),
            ReplacementTransform(paths, lines),
            run_time=SLOW,
        )
        names = VGroup(*(text(self._name(i), SMALL, style.FOCUS) for i in self.pair))
        for name, line in zip(names, lines, strict=True):
            name.next_to(line.get_end(), RIGHT, buff=0.15)
        spread_apart(names, apart=0.45)
        self.play(FadeIn(names))
        self.lines = VGroup(lines, names)

    def all_at_once(self):
        steps = self.run.steps
        half = steps[np.argmax(self.distances >= self.distances[-1] / 2)]
        self.beat(
            f"All {self.count:,}, at once",
            "Now every weight and bias: blue above zero, orange below. "
            f"By {step(self.run)} {half:,} of {steps[-1]:,} they have come half the distance.",
        )
        self.now, self.pace = ValueTracker(0), pace_of(self.thetas)  # once, as it takes a while
        self.all = self.plot.threads(steps, self.thetas, shown=0)
        self.table = self._table()
        some = f", one in {self.all.every} drawn" * (self.all.every > 1)
        key = text(f"bright: many lines{some}", SMALL, style.QUIET)
        key.move_to(self.plot.x_axis.get_start() + KEY_INSET, aligned_edge=DOWN + LEFT)
        self.play(FadeOut(self.lines), FadeIn(self.table, key), run_time=QUICK)
        front = Line().set_stroke(style.QUIET, 1.5)
        self.all.add_updater(lambda threads: threads.set_shown(self._share()))
        front.add_updater(lambda line: line.set_points_as_corners(self.plot.upright(self._share())))
        self.add(self.all, front)
        self.play(self.now.animate.set_value(1), run_time=SECONDS_OF_GROWTH, rate_func=linear)
        self.all.clear_updaters()
        for _, readout in self.table:
            readout.clear_updaters()
        self.play(FadeOut(front.clear_updaters()), run_time=QUICK)
        self.words = VGroup(self.table, key)

    def layer_by_layer(self):
        layers = layer_slices(self.run.sizes)
        medians = [np.median(self.moved[layer]) for layer in layers]
        far, near = int(np.argmax(medians)), int(np.argmin(medians))
        self.beat(
            "Layer by layer" if len(layers) > 1 else "The one layer",
            f"By the median, the lines of layer {far + 1} end farthest from their start, those of "
            f"layer {near + 1} nearest."
            if far != near
            else f"Half of its lines end more than {medians[0]:.2f} from their start.",
        )
        which = chosen_layers(len(layers), MOST_PANELS, (far, near))
        plots, drawn = self._panels(which), [layers[l] for l in which]
        parts = VGroup(*(self._lines_of(layer) for layer in drawn))
        words = self._words_on_panels(plots, drawn, [medians[l] for l in which])
        self.play(FadeOut(self.all, self.words, self.plot), FadeIn(parts), run_time=QUICK)
        self.play(
            *(
                part.animate.over(plot).set_shown(1)
                for part, plot in zip(parts, plots, strict=True)
            ),
            run_time=SLOW,
        )
        self.play(FadeIn(plots, words))
        self.hold()
        self.panels = VGroup(plots, parts, words)

    def some_never_move(self):
        study = self.study("many_dimensions")
        still, unlit = int(self.still.sum()), int(study.unlit.sum())
        of_unlit = int(layer_views(self.still, self.run.sizes)[0][0][:, study.unlit].sum())
        stay = "stays bit for bit where it" if still < 2 else "stay bit for bit where they"
        said = f"{f'{still:,} of {self.count:,}' if still else 'None of them'} {stay} began."
        dark = still > 0 and unlit > 0
        if dark:
            said += f" {of_unlit:,} of these hang on the {unlit} inputs never lit in training."
        self.beat(("All of them move", "One never moves", "Some never move")[min(still, 2)], said)
        facts = {"never moved": f"{still:,}"}
        facts |= {"of these, at inputs never lit": f"{of_unlit:,}"} if dark else {}
        facts["farthest from its start"] = f"{self.moved.max():.2f}"
        self.facts = Table(facts, FACTS_WIDTH).move_to(FACTS_AT)
        self.facts[0].set_color(style.FOCUS if still else style.WHITE)
        self.map = self._map_of_inputs().move_to(MAP_AT)
        self.play(FadeOut(self.panels), run_time=QUICK)
        self.play(FadeIn(self.map))
        self.play(FadeIn(self.facts))
        self.shown = VGroup(self.map, self.facts)

    def one_path(self):
        study = self.study("many_dimensions")
        early, late = np.median(study.turns[:10]), np.median(study.turns[-len(study.turns) // 2 :])
        self.beat(
            "Together they are one path",
            "All these lines are one path. Its gradient turns by "
            f"{early:.0f}° from snapshot to snapshot at first, by {late:.0f}° later (medians).",
        )
        self.bloom = self._over_time(*ONE_PATH, x_ticks={}, x_title="").move_to(ONE_PATH_AT)
        self.how_turned = self._turns()
        below = self.bloom.x_axis.get_start() + TURNS_BELOW * DOWN
        self.how_turned.shift(below - self.how_turned.x_axis.get_start())
        self.turn_curve = self.how_turned.curve(self.run.steps[1:], study.turns, style.WHITE, 3)
        random, words = self._random_directions()
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

    def _name(self, i):
        """The symbol of the weight with index i in theta."""
        l, j, k = entry(i, self.run.sizes)
        return f"$w_({j}, thick {k})^{l}$"

    def _plane_of_two(self):
        """The plane of the two weights, with lines through its origin."""
        limits, ticks = (-self.reach, self.reach), symmetric_ticks(self.reach)
        plane = Plot(limits, limits, *PLANE, ticks, ticks, *(self._name(i) for i in self.pair))
        for ends in ((np.zeros(2), limits), (limits, np.zeros(2))):
            plane.add(Line(*plane.c2p(*ends), stroke_color=style.FAINT, stroke_width=2))
        return plane

    def _over_time(self, width, height, title="weight", **kwargs):
        limits, ticks = (-self.reach, self.reach), symmetric_ticks(self.reach)
        return StepPlot(self.run.steps[-1], limits, width, height, ticks, title, **kwargs)

    def _panels(self, layers):
        """A plot for each layer, side by side; only every second power of ten has a tick."""
        ticks = dict(list(log_ticks(int(self.run.steps[-1])).items())[::2])
        size = PANELS[0] / len(layers) - PANEL_MARGIN[len(layers) == MOST_PANELS], PANELS[1]
        plots = VGroup(*(self._over_time(*size, f"layer {l + 1}", x_ticks=ticks) for l in layers))
        return plots.arrange(RIGHT, buff=PANELS_APART).move_to(PANELS_AT)

    def _lines_of(self, layer):
        """The lines of a layer, at the same place and brightness as among all lines."""
        return self.plot.threads(self.run.steps, self.thetas[:, layer], self.all.most)

    def _words_on_panels(self, plots, layers, medians):
        """The number of lines of each layer above its plot, and their median distance below it."""
        above, below = VGroup(), VGroup()
        for plot, layer, median in zip(plots, layers, medians, strict=False):
            count = text(f"{layer.stop - layer.start:,} lines", SMALL, style.QUIET)
            above.add(plot.beside_title(count))
            distance = text(f"median distance {median:.2f}", SMALL, style.QUIET)
            below.add(distance.next_to(plot, DOWN, buff=0.3).set_x(plot.x_axis.get_x()))
        return VGroup(above, below)

    def _turns(self):
        """Axes for the angles between gradients, as wide as the plot of lines above them."""
        ticks = {0: "0°", 90: "90°", 180: "180°"}
        title, size = "turn of $nabla C$ to the next snapshot", (ONE_PATH[0], TURNS_HEIGHT)
        return StepPlot(self.run.steps[-1], (0, 180), *size, ticks, title)

    def _random_directions(self):
        """The angle between random directions in this many dimensions: a line and its label."""
        plot = self.how_turned
        line = DashedLine(*plot.c2p(plot.x_range, [90, 90]), color=style.FOCUS, stroke_width=2)
        deviation = np.degrees(1 / np.sqrt(self.count))
        words = text(f"yellow: random directions, 90° ± {deviation:.1f}°", SMALL, style.FOCUS)
        return line, plot.beside_title(words)

    def _share(self):
        """The current place on the axis of steps, from 0 to 1."""
        return np.interp(self.now.get_value(), self.pace, self.plot.along(self.run.steps))

    def _table(self):
        """The current step, cost and distance from the start, where no line runs behind them."""
        rows = {
            step(self.run): self._readout(np.log1p(self.run.steps), "{:,.0f}", np.expm1),
            "cost": self._readout(self.run.train_cost, "{:.3f}", color=style.COST),
            "distance from start": self._readout(self.distances, "{:.1f}"),
        }
        corner = self.plot.y_axis.get_end() + TABLE_INSET
        table = Table(rows, 3.7, LOOSE).move_to(corner, aligned_edge=UP + LEFT)
        behind = self.plot.c2p(self.run.steps, 0 * self.run.steps)[:, 0] <= table.get_right()[0]
        if self.plot.c2p(0, self.thetas[behind].max())[1] > table.get_bottom()[1]:
            table = Table(rows, 3.7, TIGHT).to_corner(UP + RIGHT, buff=style.EDGE)  # off the lines
        return table

    def _readout(self, values, form, shown=np.positive, color=style.WHITE):
        """A number that follows `shown` of the values (S,), interpolated between snapshots."""
        places = self.plot.along(self.run.steps)
        number = Readout(shown(values[0]), form, form.format(shown(values.max())), SMALL, color)
        return number.add_updater(
            lambda n: n.set_value(shown(np.interp(self._share(), places, values)))
        )

    def _map_of_inputs(self):
        """A picture of how far each input's weights moved; inputs where none did are yellow."""
        shape, sizes = picture_shape(self.run), self.run.sizes
        moved, still = (layer_views(v, sizes)[0][0] for v in (self.moved, self.still))
        return MarkedMap(
            root_mean_square(moved, axis=0).reshape(shape),
            still.all(axis=0).reshape(shape),
            ("each input's weights:", "how far they went (r.m.s.)"),
            "none moved",
            MAP_WIDTH,
        )
