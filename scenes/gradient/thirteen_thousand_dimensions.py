"""All dimensions at once: a line for every weight, how far each moves, and which way is down."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    Line,
    ReplacementTransform,
    ValueTracker,
    VGroup,
    linear,
)

from nn.analysis import displacement
from nn.network import layer_slices, layer_views
from scenes.mobjects.annotations import spread_apart
from scenes.mobjects.lettering import Readout
from scenes.mobjects.plot import Plot
from scenes.mobjects.step_plot import StepPlot
from scenes.mobjects.table import Table
from scenes.mobjects.ticks import linear_ticks, log_ticks, nice_step, symmetric_ticks
from scenes.narration.pace import SILENCE
from scenes.stage import style
from scenes.stage.drawn import chosen_layers
from scenes.stage.examples import pace_of
from scenes.stage.explainer import Explainer
from scenes.stage.needs import DATA, FINITE_SLOPES, HISTORY, MOVED
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, text
from scenes.stage.words.symbols import entry
from scenes.stage.words.things import step

SECONDS_OF_GROWTH = 3.2  # in silence, up to the following fraction of the time that is shown
IN_SILENCE = 0.65
STILL = 1  # the width of the lines that never move
MOST_PANELS = 4
FAINTLY = 0.3  # the opacity of a path that is about to be drawn

# Sizes (width, height) and centres of what a beat shows, in scene units.
PLANE, PLANE_AT = (4.4, 4.4), (0, -0.05, 0)
LINES, LINES_AT = (10.3, 4.5), (-0.15, -0.1, 0)
PANELS, PANELS_APART, PANELS_AT = (12.2, 3.6), 0.55, (0, 0.15, 0)
PANEL_MARGIN = 0.75, 0.9  # the part of a panel's width for its axis labels; the same of the most
ONE_PATH, ONE_PATH_AT = (10.9, 2.55), (0, 1.2, 0)
COST_HEIGHT, COST_BELOW = 0.95, 1.8  # how far their axis is below that of the lines
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
        self.pair = displacement.farthest_pair(self.moved, self.run.sizes)
        self.plane = self._plane_of_two().move_to(PLANE_AT)
        x, y = self.thetas[:, self.pair].T
        self.path = self.plane.curve(x, y, style.FOCUS)
        self.faint = self.path.copy().set_stroke(opacity=FAINTLY)
        seconds = self.beat("Two weights, one path", "With two weights, training draws a path.")
        self.add(self.plane, self.faint)
        self.play(Create(self.path), run_time=seconds, rate_func=linear)
        self.say(f"But who can see {self.count:,} directions?")

    def every_axis_upright(self):
        seconds = self.beat(
            "Turn every axis upright", "Stand every axis upright, and let time run to the right."
        )
        plane = self.plane
        words = VGroup(plane.labels, plane.x_title, plane.y_title, plane.cross)
        self.remove(self.faint, plane)
        self.add(plane.x_axis, plane.y_axis, words, self.path)
        self.play(FadeOut(words), run_time=QUICK)
        self.plot = plot = self._over_time(*LINES).move_to(LINES_AT)
        thetas = self.thetas[:, self.pair].T
        lines = VGroup(*(plot.curve(self.run.steps, theta, style.FOCUS) for theta in thetas))
        both = VGroup(plane.x_axis, plane.y_axis)
        upright = VGroup(plot.y_axis.copy(), plot.y_axis)
        paths = VGroup(self.path, self.path.copy())
        self.remove(self.path)
        self.play(
            ReplacementTransform(both, upright),
            ReplacementTransform(paths, lines),
            Create(plot.x_axis),
            run_time=seconds - 2 * QUICK,
        )
        self.remove(upright[0])
        self.play(FadeIn(plot.labels, plot.x_title, plot.y_title), run_time=QUICK)
        self.add(plot, lines)
        self.say("Now each weight is a line.")
        names = VGroup(*(text(self._name(i), SMALL, style.FOCUS) for i in self.pair))
        for name, line in zip(names, lines, strict=True):
            name.next_to(line.get_end(), RIGHT, buff=0.15)
        spread_apart(names, apart=0.45)
        self.play(FadeIn(names))
        self.lines = VGroup(lines, names)

    def all_at_once(self):
        self.beat("All of them, at once", "And here they are, all of them.")
        self.now, self.pace = ValueTracker(0), pace_of(self.thetas)  # once, as it takes a while
        self.all = self.plot.threads(self.run.steps, self.thetas, shown=0)
        self.table = self._table()
        some = f", one in {self.all.every} drawn" * (self.all.every > 1)
        key = text(f"bright: many lines{some}", SMALL, style.QUIET)
        key.move_to(self.plot.x_axis.get_start() + KEY_INSET, aligned_edge=DOWN + LEFT)
        self.plot.level(key, [key])
        self.play(FadeOut(self.lines), FadeIn(self.table, key), run_time=QUICK)
        front = Line().set_stroke(style.QUIET, 1.5)
        self.all.add_updater(lambda threads: threads.set_shown(self._share()))
        front.add_updater(lambda line: line.set_points_as_corners(self.plot.upright(self._share())))
        self.add(self.all, front)
        now = self.now.animate(rate_func=linear)
        self.play(now.set_value(IN_SILENCE), run_time=SECONDS_OF_GROWTH)
        seconds = self.say("Every line is one weight, while the network learns.")
        self.play(self.now.animate(rate_func=linear).set_value(1), run_time=seconds)
        self.all.clear_updaters()
        for _, readout in self.table:
            readout.clear_updaters()
        self.play(FadeOut(front.clear_updaters()), run_time=QUICK)
        self.words = VGroup(self.table, key)

    def layer_by_layer(self):
        layers = layer_slices(self.run.sizes)
        medians = [np.median(self.moved[layer]) for layer in layers]
        far, near = int(np.argmax(medians)), int(np.argmin(medians))
        if far == near:
            said = f"Half of its lines move by more than {medians[0]:.2f}."
        elif (far, near) == (len(layers) - 1, 0):
            said = "The last layer's lines move most, and the first layer's least."
        else:
            said = f"Those of layer {far + 1} move most. Those of layer {near + 1} move least."
        self.beat("Layer by layer" if len(layers) > 1 else "The one layer", said)
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
        self.panels = VGroup(plots, parts, words)

    def some_never_move(self):
        still, unlit = int(self.still.sum()), self.study("many_dimensions").unlit
        of_unlit = layer_views(self.still, self.run.sizes)[0][0][:, unlit].any()
        if still:
            said = f"And {'one never moves' if still == 1 else 'some never move'} at all."
            said += " We'll see why." * int(of_unlit)
        else:
            said = "Every single line moves, if only a little."
        headline = ("All of them move", "One never moves", "Some never move")[min(still, 2)]
        self.beat(headline, said)
        plots, parts, words = self.panels
        self.remove(*parts)
        back = parts.copy()
        self.play(
            FadeOut(plots, words), *(part.animate.over(self.plot) for part in back), run_time=NORMAL
        )
        self.remove(*back)
        self.add(self.plot, self.all.over(self.plot).set_shown(1))
        if still:
            self.still_lines = self._still_lines()
            count = text(f"white: {still:,} of {self.count:,}, unmoved", SMALL)
            self.still_lines.add(self.plot.beside_title(count))
            dim = self.all.animate.set_fill(opacity=FAINTLY)
            self.play(dim, Create(self.still_lines[0]), FadeIn(count), run_time=NORMAL)

    def one_path(self):
        downhill = ", and it leads downhill" * int(self.run.train_cost[-1] < self.run.train_cost[0])
        said = f"All these lines are one path{downhill}."
        seconds = self.beat("Together, one path", said)
        self.bloom = self._over_time(*ONE_PATH, x_ticks={}, x_title="").move_to(ONE_PATH_AT)
        self.cost = self._cost()
        below = self.bloom.x_axis.get_start() + COST_BELOW * DOWN
        self.cost.shift(below - self.cost.x_axis.get_start())
        self.cost_curve = self.cost.curve(self.run.steps, self.run.train_cost)
        gone = [self.still_lines] if self.still.any() else []
        self.play(
            FadeOut(self.plot, *gone),
            self.all.animate.over(self.bloom).set_fill(opacity=FAINTLY),
            run_time=NORMAL,
        )
        drawn = self.all.copy().set_fill(opacity=1).set_shown(0)
        self.play(FadeIn(self.bloom, self.cost), run_time=QUICK)
        self.add(drawn)
        self.play(
            drawn.animate.set_shown(1),
            Create(self.cost_curve),
            run_time=max(SLOW, seconds - NORMAL - QUICK),
            rate_func=linear,
        )
        self.hold(SILENCE)

    def _name(self, i):
        """The symbol of the weight with index i in theta."""
        l, j, k = entry(i, self.run.sizes)
        return f"$w_({j}, thick {k})^{l}$"

    def _plane_of_two(self):
        """The plane of the two weights, with lines through its origin."""
        limits, ticks = (-self.reach, self.reach), symmetric_ticks(self.reach)
        plane = Plot(limits, limits, *PLANE, ticks, ticks, *(self._name(i) for i in self.pair))
        cross = VGroup()
        for ends in ((np.zeros(2), limits), (limits, np.zeros(2))):
            cross.add(Line(*plane.c2p(*ends), stroke_color=style.FAINT, stroke_width=2))
        plane.cross = cross
        return plane.add(cross)

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

    def _still_lines(self):
        """The lines that never move, level from the first step to the last, each drawn once."""
        levels = np.unique(self.thetas[0, self.still].round(2))
        ends = np.array([0, self.run.steps[-1]])
        lines = (self.plot.curve(ends, np.full(2, y), style.WHITE, STILL) for y in levels)
        return VGroup(VGroup(*lines))

    def _cost(self):
        """Axes for the cost, as wide as the plot of lines above them."""
        top = 1.05 * self.run.train_cost.max()
        ticks = linear_ticks(nice_step(top), 0, top)
        title, size = "cost over all training examples", (ONE_PATH[0], COST_HEIGHT)
        return StepPlot(self.run.steps[-1], (0, top), *size, ticks, title)

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
        self.plot.level(table, [name for name, _ in table])
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
