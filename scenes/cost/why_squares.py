"""Why we square: three costs of one wrong output, and how steep each is."""

import dataclasses

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

from nn.analysis.output_costs import ABSOLUTE, CROSS_ENTROPY, SQUARE, OutputCost, sigma
from nn.datasets import one_hot
from scenes.mobjects.lettering import Readout
from scenes.mobjects.outputs import Outputs
from scenes.mobjects.plot import Plot
from scenes.mobjects.signed_bars import SignedBars
from scenes.mobjects.table import baseline
from scenes.mobjects.ticks import linear_ticks, nice_step
from scenes.stage import style
from scenes.stage.drawn import chosen_outputs
from scenes.stage.examples import a_confident_mistake, picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.input_picture import input_picture
from scenes.stage.needs import A_MISTAKE, DATA, FINITE_MISTAKE, SIGMOID_OUTPUTS
from scenes.stage.style import NORMAL, QUICK, SMALL, lines, text
from scenes.stage.words.things import class_name, this

SURE = 0.9  # an output above this that should be 0 is called saturated
FARTHEST = -6.0  # the weighted input at which an output is nearly 0
TANGENT = 0.7  # how far a tangent reaches either way, in scene units
SECONDS_OF_SLIDE = 2.0
CEILING = 2.0  # the highest cost in the plot over a; cross-entropy rises above it

# Sizes and places of what a beat shows, in scene units.
PICTURE_AT, ANSWER_AT, WANTED_AT = (-5.25, -0.25, 0), (-1.5, -0.25, 0), (4.3, -0.25, 0)
SUMS, SUMS_AT = (3.0, 4.1), (2.3, 1.5, 0)
PLOT, ORIGIN_AT = (4.9, 4.2), (-5.7, -2.1, 0)
ROWS_AT = (0.0, 0.75, 0)  # the middle of their left edge
COLUMNS = 4.55, 6.45  # x of the right edges of the numbers


@dataclasses.dataclass(frozen=True)
class Kind:
    """One way to measure how wrong an output is: its name, its formula, and how it is drawn."""

    name: str
    markup: str
    of: OutputCost
    dashes: int  # number of dashes of its curve; 0 for a solid line


KINDS = (
    Kind("absolute value", "$abs(a - y)$", ABSOLUTE, dashes=44),
    Kind("square", "$(a - y)^2$", SQUARE, dashes=0),
    Kind("cross-entropy", "$-ln(1 - a)$, as $y = 0$", CROSS_ENTROPY, dashes=22),
)


class WhySquares(Explainer):
    """Square, absolute value, cross-entropy: three costs of one wrong output, and their slopes."""

    needs = (DATA, SIGMOID_OUTPUTS, A_MISTAKE, FINITE_MISTAKE)

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
        said = (
            f"answers {class_name(self.run, answer)}"
            if answer != self.label
            else "is right, but not about all"
        )
        self.beat(
            "A confident mistake" if a > SURE else "A mistake",
            f"Shown {this(self.run, self.label)}, the network {said}: the output for "
            f"{class_name(self.run, self.j)} is {a:.3f}, where we want 0.",
        )
        self.picture = input_picture(self.run, self.image, 2.5).move_to(PICTURE_AT)
        some = chosen_outputs(self.a, (self.label, self.j))
        self.outputs = Outputs(self.a, names, width=2.1, shown=some).move_to(ANSWER_AT)
        wanted = Outputs(self.y, names, width=2.1, form="{:.0f}", shown=some).move_to(WANTED_AT)
        for outputs, words in ((self.outputs, "what it answers"), (wanted, "what we want")):
            outputs.add(text(words, SMALL, style.QUIET).next_to(outputs.bars, UP, buff=0.15))
        self.wanted = wanted
        self.play(FadeIn(self.picture, self.outputs, wanted))
        for outputs in (self.outputs, wanted):
            outputs.light(self.j)

    def plain_differences_cancel(self):
        d = self.a - self.y
        high, low = d[d > 0].sum(), -d[d < 0].sum()
        self.beat(
            "Why not add up the differences?",
            f"Added up as they are, differences cancel: +{high:.2f} and −{low:.2f} make "
            f"{signed(d.sum())}. Squared, all count.",
        )
        bars = {
            "too high": (0, high, "{:+.2f}", style.POSITIVE),
            "too low": (high - low, -low, "{:+.2f}", style.NEGATIVE),
            "their sum": (min(0, d.sum()), d.sum(), "{:+.2f}", style.WHITE),
            "sum of squares": (0, (d**2).sum(), "{:.2f}", style.COST),
        }
        self.sums = SignedBars(bars, *SUMS).shift(SUMS_AT)
        *rows, zero = self.sums
        self.play(FadeOut(self.wanted), FadeIn(zero), run_time=QUICK)
        for row in rows:
            self.play(FadeIn(row))
        self.hold()

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
        a = self.a[self.j]
        square, entropy = (cost.slope_in_z(self.here) for cost in (SQUARE, CROSS_ENTROPY))
        where = "Here the sigmoid is flat" if a > SURE else "Through the sigmoid"
        self.beat(
            "But weights move z, not a",
            f"Weights move z, and a = σ(z). {where}: the square's slope in z is {square:.3f}, "
            f"cross-entropy's {entropy:.3f}.",
        )
        reach = max(4.0, self.here + 1.5)
        ticks = {t: f"{t}" for t in range(-6, int(reach) + 1, 2)}
        self.play(FadeOut(self.marks, self.slopes, self.plot), run_time=QUICK)
        self.over_z, self.top = True, 1.1 * max(1.0, float(CROSS_ENTROPY.cost(self.here)))
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
        square, entropy = (cost.slope_in_z(self.here) for cost in (SQUARE, CROSS_ENTROPY))
        ours = "the square" if self.run.facts["cost"] == "quadratic" else "cross-entropy"
        slow = bool(self.a[self.j] > SURE)
        self.beat(
            "Slow where it is most wrong" if slow else "Which cost to choose",
            f"Cross-entropy is {entropy / square:,.0f} times as steep here"
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
        plot = Plot(x_range, (0, self.top), *PLOT, ticks, heights, title, "cost of this output")
        return plot.shift(ORIGIN_AT - plot.c2p(x_range[0], 0))

    def _across(self, z):
        """The x of an output in the plot, given its weighted input."""
        return z if self.over_z else sigma(z)

    def _slope(self, kind, z):
        return kind.of.slope_in_z(z) if self.over_z else kind.of.slope_in_a(z)

    def _curves(self):
        z = np.linspace(FARTHEST, max(4.0, self.here + 1.5), 400)
        curves = VGroup()
        for kind in KINDS:
            within = z[kind.of.cost(z) <= self.top]
            curve = self.plot.curve(self._across(within), kind.of.cost(within), width=5)
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
        return rows.move_to(ROWS_AT, aligned_edge=LEFT)

    def _numbers(self):
        """(costs, slopes): the two columns of numbers beside the rows, each under its title."""
        columns = []
        titles = "cost", "slope in z" if self.over_z else "slope in a"
        for right, title, value in zip(COLUMNS, titles, (self._cost, self._slope), strict=True):
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
        return kind.of.cost(z)

    def _marks(self):
        """A dot and a tangent where the output is on each curve, if that is within the plot."""
        z, marks = self.z.get_value(), VGroup()
        for kind in KINDS:
            x, y = self._across(z), kind.of.cost(z)
            if y > self.top:
                continue
            ends = self.plot.tangent(x, y, self._slope(kind, z), TANGENT)
            marks.add(Line(*ends).set_stroke(style.FOCUS, 3))
            marks.add(Dot(self.plot.c2p(x, y), 0.08, color=style.FOCUS))
        return marks

    def _slide(self, z, seconds=SECONDS_OF_SLIDE):
        """Move the output to the weighted input z, with its marks and numbers."""
        columns = (self.costs, self._cost), (self.slopes, self._slope)
        self.marks.add_updater(lambda marks: marks.become(self._marks()))
        for column, value in columns:
            for kind, number in zip(KINDS, column[1:], strict=True):
                number.add_updater(lambda n, k=kind, v=value: n.set_value(v(k, self.z.get_value())))
        self.play(self.z.animate.set_value(z), run_time=seconds)
        for mobject in (self.marks, *self.costs, *self.slopes):
            mobject.clear_updaters()


def dashed(line, dashes):
    """A line drawn with this many dashes; for 0 dashes, the line itself."""
    return DashedVMobject(line, dashes, dashed_ratio=0.6) if dashes else line


def signed(value):
    return f"{value:+.2f}".replace("-", "−")
