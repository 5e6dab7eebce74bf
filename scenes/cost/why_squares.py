"""Why we square: three costs of one wrong output, and how steep each is."""

import dataclasses
from collections.abc import Callable

import numpy as np
from manim import (
    DOWN,
    LEFT,
    ORIGIN,
    RIGHT,
    UP,
    DashedVMobject,
    Dot,
    FadeIn,
    FadeOut,
    Line,
    ReplacementTransform,
    ValueTracker,
    VGroup,
)

from nn.datasets import one_hot
from scenes.mobjects.areas import Areas
from scenes.mobjects.digit import digit
from scenes.mobjects.lettering import Readout
from scenes.mobjects.outputs import Outputs
from scenes.mobjects.plot import Plot
from scenes.mobjects.table import baseline
from scenes.mobjects.ticks import linear_ticks, nice_step
from scenes.stage import style
from scenes.stage.examples import a_confident_mistake, picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.needs import SIGMOID_OUTPUTS
from scenes.stage.style import NORMAL, QUICK, SMALL, lines, text

SURE = 0.9  # an output above this, where it should be 0, is called saturated
FARTHEST = -6.0  # the weighted input at which an output is as good as 0
TANGENT = 1.4  # length of a tangent, in scene units
SECONDS_OF_SLIDE = 2.0
CEILING = 2.0  # of the plot over a, which cross-entropy leaves
PLOT_WIDTH, PLOT_HEIGHT = 4.9, 4.2


@dataclasses.dataclass(frozen=True)
class Kind:
    """One way to count how wrong an output is that should be 0, as functions of its z (n,)."""

    name: str
    markup: str
    cost: Callable
    slope_in_a: Callable
    slope_in_z: Callable
    dashes: int  # of its curve; 0: a solid line


def sigma(z):
    """1 / (1 + e⁻ᶻ), as exact near 0 as near 1."""
    return np.exp(-np.logaddexp(0, -np.asarray(z)))


KINDS = (
    Kind(
        "absolute value",
        "$abs(a - y)$",
        cost=sigma,
        slope_in_a=lambda z: 1 + 0 * z,
        slope_in_z=lambda z: sigma(z) * sigma(-z),
        dashes=44,
    ),
    Kind(
        "square",
        "$(a - y)^2$",
        cost=lambda z: sigma(z) ** 2,
        slope_in_a=lambda z: 2 * sigma(z),
        slope_in_z=lambda z: 2 * sigma(z) ** 2 * sigma(-z),
        dashes=0,
    ),
    Kind(
        "cross-entropy",
        "$-ln(1 - a)$, as $y = 0$",
        cost=lambda z: np.logaddexp(0, z),
        slope_in_a=lambda z: 1 + np.exp(z),  # 1 / (1 − a), where 1 − a = σ(−z)
        slope_in_z=sigma,
        dashes=22,
    ),
)


class WhySquares(Explainer):
    """Square, absolute value, cross-entropy: three costs of one wrong output, and their slopes."""

    needs = (SIGMOID_OUTPUTS,)

    def construct(self):
        images, labels = self.run.examples()
        i, self.j = a_confident_mistake(self.run)
        self.image, self.label = images[i].reshape(picture_shape(self.run)), labels[i]
        z = self.run.network().forward(images[[i]]).z[-1][0].astype(float)
        self.a, self.y = sigma(z), one_hot([self.label], len(z))[0].astype(float)
        self.here = float(z[self.j])
        self.z = ValueTracker(self.here)
        self.a_wrong_answer()
        self.plain_differences_cancel()
        self.three_ways_to_count()
        self.how_steep_they_are()
        self.but_z_is_what_moves()
        self.cost_or_loss()

    def a_wrong_answer(self):
        names, answer = self.run.classes, int(self.a.argmax())
        a = self.a[self.j]
        said = f"answers {names[answer]}" if answer != self.label else "is right, but not about all"
        self.beat(
            "A confident mistake" if a > SURE else "A mistake",
            f"Shown this {names[self.label]}, the network {said}: the output for "
            f"{names[self.j]} is {a:.3f}, where we want 0.",
        )
        self.picture = digit(self.image, 2.5).move_to([-5.25, -0.25, 0])
        self.outputs = Outputs(self.a, names, width=2.1).move_to([-1.5, -0.25, 0])
        wanted = Outputs(self.y, names, width=2.1, form="{:.0f}").move_to([4.3, -0.25, 0])
        for outputs, words in ((self.outputs, "what it answers"), (wanted, "what we want")):
            outputs.add(text(words, SMALL, style.QUIET).next_to(outputs.bars, UP, buff=0.15))
        self.wanted = wanted
        self.play(FadeIn(self.picture, self.outputs, wanted))
        for outputs in (self.outputs, wanted):
            outputs.bars.set_colour(self.j, style.FOCUS)
            outputs.row(self.j).set_fill(style.FOCUS)

    def plain_differences_cancel(self):
        d = self.a - self.y
        high, low = d[d > 0].sum(), -d[d < 0].sum()
        self.beat(
            "Why not add up the differences?",
            f"Added up as they are, differences cancel: +{high:.2f} and −{low:.2f} make "
            f"{signed(d.sum())}. Squared, all count.",
        )
        unit = 3.0 / max(high, low, (d**2).sum())
        sizes = {
            "too high": (0, high, high, style.POSITIVE),
            "too low": (high - low, low, -low, style.NEGATIVE),
            "their sum": (min(0, d.sum()), abs(d.sum()), d.sum(), style.WHITE),
            "sum of squares": (0, (d**2).sum(), (d**2).sum(), style.COST),
        }
        left = min(0, high - low)
        origin = 2.3 - left * unit
        self.sums = VGroup()
        for row, (name, (start, length, value, color)) in enumerate(sizes.items()):
            y = 1.5 - 1.15 * row
            bar = Areas([[origin + start * unit, y - 0.17, max(length * unit, 0.02), 0.34]], color)
            words = text(name, SMALL, style.QUIET).next_to([2.4, y + 0.24, 0], UP + RIGHT, buff=0)
            number = Readout(value, "{:+.2f}" if row < 3 else "{:.2f}", size=SMALL, color=color)
            number.next_to([6.4, y + 0.24, 0], UP + LEFT, buff=0)
            self.sums.add(VGroup(words, bar, number))
        zero = Line([origin, 2.0, 0], [origin, -2.3, 0]).set_stroke(style.FAINT, 2)
        self.play(FadeOut(self.wanted), FadeIn(zero), run_time=QUICK)
        for row in self.sums:
            self.play(FadeIn(row))
        self.hold()
        self.sums.add(zero)

    def three_ways_to_count(self):
        self.beat(
            "Three ways to count one output",
            "As absolute value or square, an output costs 1 at most. Cross-entropy has no ceiling.",
        )
        self.play(FadeOut(self.picture, self.outputs, self.sums), run_time=QUICK)
        self.over_z, self.top = False, CEILING
        self.plot = self._plot((0, 1), {0: "0", 0.5: "0.5", 1: "1"}, "output a")
        self.curves = self._curves()
        self.rows = self._rows()
        self.play(FadeIn(self.plot), run_time=QUICK)
        for curve, row in zip(self.curves, self.rows, strict=True):
            self.play(FadeIn(curve, row), run_time=NORMAL)
        self.marks = self._marks()
        self.costs, self.slopes = self._numbers()
        self.play(FadeIn(*self.marks[1::2], self.costs))

    def how_steep_they_are(self):
        self.beat(
            "Their slopes",
            "Gradient descent feels only slopes. Near 0 the square's fades, so steps become "
            "finer; the absolute value's stays.",
        )
        self.play(FadeIn(*self.marks[::2], self.slopes))
        self.add(self.marks)
        self._slide(FARTHEST)
        self.hold()
        self._slide(self.here, NORMAL)

    def but_z_is_what_moves(self):
        a, steep = self.a[self.j], [float(kind.slope_in_z(self.here)) for kind in KINDS]
        where = "Here the sigmoid is flat" if a > SURE else "Through the sigmoid"
        self.beat(
            "But weights move z, not a",
            f"Weights move z, and a = σ(z). {where}: the square's slope in z is {steep[1]:.3f}, "
            f"cross-entropy's {steep[2]:.3f}.",
        )
        reach = max(4.0, self.here + 1.5)
        ticks = {t: f"{t}" for t in range(-6, int(reach) + 1, 2)}
        self.play(FadeOut(self.marks, self.slopes, self.plot), run_time=QUICK)
        self.over_z, self.top = True, 1.1 * max(1.0, float(KINDS[2].cost(self.here)))
        self.plot = self._plot((FARTHEST, reach), ticks, "weighted sum z")
        curves = self._curves()
        self.play(ReplacementTransform(self.curves, curves), run_time=NORMAL)
        self.play(FadeIn(self.plot), run_time=QUICK)
        self.curves, self.marks = curves, self._marks()
        _, self.slopes = self._numbers()
        self.play(FadeIn(self.marks, self.slopes))
        self._slide(0.0)
        self._slide(self.here)

    def cost_or_loss(self):
        steep = [float(kind.slope_in_z(self.here)) for kind in KINDS]
        ours = "the square" if self.run.facts["cost"] == "quadratic" else "cross-entropy"
        slow = bool(self.a[self.j] > SURE)
        self.beat(
            "Slow where it is most wrong" if slow else "Which cost to choose",
            f"Cross-entropy is {steep[2] / steep[1]:,.0f} times as steep here"
            + ", and mends such mistakes sooner" * slow
            + f". Ours learned with {ours}.",
        )
        words = lines(
            "cost = loss",
            "0 where right, more where more wrong,",
            "and a slope that says which way",
            size=SMALL,
        )
        words[1:].set_fill(style.QUIET)
        words.next_to(self.rows, DOWN, buff=0.55, aligned_edge=LEFT)
        self.play(FadeIn(words))
        self.hold()

    def _plot(self, x_range, ticks, title):
        heights = linear_ticks(nice_step(self.top / 3), 0, self.top)
        plot = Plot(
            x_range,
            (0, self.top),
            PLOT_WIDTH,
            PLOT_HEIGHT,
            ticks,
            heights,
            title,
            "cost of this output",
        )
        return plot.shift([-5.7, -2.1, 0] - plot.c2p(x_range[0], 0))

    def _across(self, z):
        """Where on the plot's axis an output stands."""
        return z if self.over_z else sigma(z)

    def _slope(self, kind, z):
        return kind.slope_in_z(z) if self.over_z else kind.slope_in_a(z)

    def _curves(self):
        z = np.linspace(FARTHEST, max(4.0, self.here + 1.5), 400)
        curves = VGroup()
        for kind in KINDS:
            within = z[kind.cost(z) <= self.top]
            curve = self.plot.curve(self._across(within), kind.cost(within), width=5)
            curves.add(dashed(curve, kind.dashes))
        return curves

    def _rows(self):
        """A row for each cost: how its curve is drawn, its name and its formula."""
        rows = VGroup()
        for kind in KINDS:
            sample = Line(ORIGIN, 0.7 * RIGHT).set_stroke(style.COST, 5)
            sample = dashed(sample, kind.dashes // 8)
            words = lines(kind.name, kind.markup, size=SMALL, buff=0.14)
            words[1].set_fill(style.QUIET)
            rows.add(VGroup(sample, words.next_to(sample, RIGHT, buff=0.3)))
        rows.arrange(DOWN, buff=0.38, aligned_edge=LEFT)
        return rows.move_to([0.0, 0.75, 0], aligned_edge=LEFT)

    def _numbers(self):
        """(costs, slopes): the rest of the rows, each column under its name."""
        columns = []
        titles = "cost", "slope in z" if self.over_z else "slope in a"
        for right, title, value in zip(
            (4.55, 6.45), titles, (self._cost, self._slope), strict=True
        ):
            column = VGroup(text(title, SMALL, style.QUIET))
            line = self.rows.get_top()[1] + 0.35
            column.shift([right - column.get_right()[0], line - baseline(column[0]), 0])
            for kind, row in zip(KINDS, self.rows, strict=True):
                number = Readout(value(kind, self.here), "{:,.3f}", size=SMALL)
                number.set_fill(style.COST if value == self._cost else style.FOCUS)
                column.add(number.next_to([right, row.get_y(), 0], LEFT, buff=0))
            columns.append(column)
        return columns

    @staticmethod
    def _cost(kind, z):
        return kind.cost(z)

    def _marks(self):
        """Where the output is on each curve, if it is in the plot, and the tangent there."""
        z, marks = self.z.get_value(), VGroup()
        origin, unit = self.plot.c2p(0, 0), self.plot.c2p(1, 1)
        for kind in KINDS:
            if kind.cost(z) > self.top:
                continue
            place = self.plot.c2p(self._across(z), kind.cost(z))
            way = (unit - origin) * [1, self._slope(kind, z), 0]
            way *= TANGENT / 2 / np.linalg.norm(way)
            ends = (place + share * way for share in self._within(place, way))
            marks.add(Line(*ends).set_stroke(style.FOCUS, 3))
            marks.add(Dot(place, 0.08, color=style.FOCUS))
        return marks

    def _within(self, place, way):
        """From which share of -1…1 of a way, rising to the right, to which it keeps to the plot:
        beyond its axes it would run through their labels."""
        low, high = self.plot.x_axis.get_start() - place, self.plot.x_axis.get_end() - place
        down = low[1] / way[1] if way[1] > 0 else -1
        return max(-1, low[0] / way[0], down), min(1, high[0] / way[0])

    def _slide(self, z, seconds=SECONDS_OF_SLIDE):
        """Let the output move, and all that hangs on it."""
        columns = (self.costs, self._cost), (self.slopes, self._slope)
        self.marks.add_updater(lambda marks: marks.become(self._marks()))
        for column, value in columns:
            for kind, number in zip(KINDS, column[1:], strict=True):
                number.add_updater(lambda n, k=kind, v=value: n.set_value(v(k, self.z.get_value())))
        self.play(self.z.animate.set_value(z), run_time=seconds)
        for mobject in (self.marks, *self.costs, *self.slopes):
            mobject.clear_updaters()


def dashed(line, dashes):
    """A line in so many pieces, or whole where there are none."""
    return DashedVMobject(line, dashes, dashed_ratio=0.6) if dashes else line


def signed(value):
    return f"{value:+.2f}".replace("-", "−")
