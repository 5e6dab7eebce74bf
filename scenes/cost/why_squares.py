"""Why we square: three costs of one wrong output, and how steep each is."""

import dataclasses

import numpy as np
from manim import (
    DOWN,
    LEFT,
    ORIGIN,
    RIGHT,
    UP,
    Create,
    DashedVMobject,
    Dot,
    FadeIn,
    FadeOut,
    Line,
    ReplacementTransform,
    ValueTracker,
    VGroup,
    linear,
    there_and_back,
)

from nn.analysis.output_costs import ABSOLUTE, CROSS_ENTROPY, SQUARE, OutputCost, sigma
from nn.datasets import one_hot
from scenes.mobjects.lettering import Readout, baseline, stand_on
from scenes.mobjects.outputs import Outputs
from scenes.mobjects.plot import Plot
from scenes.mobjects.signed_bars import SignedBars
from scenes.mobjects.ticks import linear_ticks, nice_step
from scenes.stage import style
from scenes.stage.drawn import chosen_outputs
from scenes.stage.examples import a_confident_mistake, picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.input_picture import input_picture
from scenes.stage.needs import A_MISTAKE, DATA, FINITE_MISTAKE, SIGMOID_OUTPUTS
from scenes.stage.style import QUICK, SMALL, lines, text
from scenes.stage.words.things import a_class

SURE = 0.9  # an output above this that should be 0 is called sure
FARTHEST = -6.0  # the weighted input at which an output is nearly 0
TANGENT = 0.9  # how far a tangent reaches either way, in scene units
BALL, PICTURE = 0.11, 2.6  # the radius of a ball; the size of the picture, in scene units
REACHED = 2.5  # how far below zero a weighted sum goes, more or less, when a ball rolls
MOMENTS = 400  # at which the way of a ball is computed

# Sizes and places of what a beat shows, in scene units.
PICTURE_AT, ANSWER_AT, WANTED_AT = (-5.1, -0.25, 0), (-1.4, -0.25, 0), (4.3, -0.25, 0)
SUMS, SUMS_AT = (3.0, 4.1), (2.3, 1.5, 0)
PLOT, ORIGIN_AT = (6.5, 4.3), (-5.75, -2.1, 0)
ROWS_AT = (1.5, 0.5, 0)  # the middle of their left edge
SLOPES_X = 6.5  # of the right edges of the numbers


@dataclasses.dataclass(frozen=True)
class Kind:
    """One way to measure how wrong an output is: its name, its formula, and how it is drawn."""

    name: str
    markup: str
    of: OutputCost
    dashes: int  # number of dashes of its curve; 0 for a solid line


KINDS = (
    Kind("square", "$(a - y)^2$", SQUARE, dashes=0),
    Kind("without its sign", "$abs(a - y)$", ABSOLUTE, dashes=44),
    Kind("cross-entropy", "$-ln(1 - a)$", CROSS_ENTROPY, dashes=22),
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
        self.at = np.full(len(KINDS), self.here)  # where the ball is on each curve
        self.tangents = self.slopes = VGroup()
        self.a_wrong_answer()
        self.plain_differences_cancel()
        self.three_ways_to_count()
        self.what_is_felt()
        self.flat_or_steep()
        self.released()

    def a_wrong_answer(self):
        run, answer = self.run, int(self.a.argmax())
        right, sure = answer == self.label, bool(self.a[self.j] > SURE)
        thinks = "is sure" if sure else "thinks"
        said = (
            f"The network agrees, but it {thinks} that it is {a_class(run, self.j)} as well."
            if right
            else f"The network {thinks} that it is {a_class(run, answer)}."
        )
        seconds = self.beat(
            "A confident mistake" if sure else "A mistake",
            f"This is {a_class(run, self.label)}. {said}",
        )
        names, some = run.classes, chosen_outputs(self.a, (self.label, self.j))
        self.picture = input_picture(run, self.image, PICTURE).move_to(PICTURE_AT)
        self.outputs = Outputs(self.a, names, width=2.1, shown=some).move_to(ANSWER_AT)
        wanted = Outputs(self.y, names, width=2.1, form="{:.0f}", shown=some).move_to(WANTED_AT)
        for outputs, words in ((self.outputs, "what it answers"), (wanted, "what we want")):
            outputs.add(text(words, SMALL, style.QUIET).next_to(outputs.bars, UP, buff=0.15))
        self.wanted = wanted
        self.frame = self.outputs.frame(self.j)
        self.add(self.picture, self.outputs, wanted)
        self.hold(seconds / 2)
        self.play(Create(self.frame), run_time=seconds / 2)

    def plain_differences_cancel(self):
        d = self.a - self.y
        high, low = d[d > 0].sum(), -d[d < 0].sum()
        seconds = self.beat(
            "Why not just add them up?",
            "Why square the differences? Just add them, and too much and too little cancel.",
        )
        bars = {
            "too high": (0, high, "{:+.2f}", style.POSITIVE),
            "too low": (high - low, -low, "{:+.2f}", style.NEGATIVE),
            "their sum": (min(0, d.sum()), d.sum(), "{:+.2f}", style.WHITE),
            "sum of squares": (0, (d**2).sum(), "{:.2f}", style.COST),
        }
        self.sums = SignedBars(bars, *SUMS).shift(SUMS_AT)
        *rows, zero = self.sums
        self.play(FadeOut(self.wanted), FadeIn(zero), run_time=seconds / 4)
        for row in rows[:3]:
            self.play(FadeIn(row), run_time=seconds / 4)
        self.play(FadeIn(rows[3]), run_time=QUICK)
        self.hold()

    def three_ways_to_count(self):
        seconds = self.beat(
            "Three ways to count", "We could also drop the sign, or take a logarithm."
        )
        self.top = 1.1 * max(1.0, float(CROSS_ENTROPY.cost(self.here)))
        self.plot = self._plot()
        self.curves = self._curves()
        self.rows = self._rows()
        self.balls = VGroup(*(Dot(radius=BALL, color=style.FOCUS) for _ in KINDS))
        self.show_balls(np.full(len(KINDS), self.here))
        self.play(FadeOut(self.picture, self.outputs, self.sums), run_time=QUICK)
        self.play(
            FadeIn(self.plot, self.curves[0], self.rows[0]),
            ReplacementTransform(self.frame, self.balls[0]),
            run_time=seconds / 3 - QUICK,
        )
        for curve, row, ball in zip(self.curves[1:], self.rows[1:], self.balls[1:], strict=True):
            self.add(self.balls[0])
            self.play(FadeIn(curve, row, ball), run_time=seconds / 3)

    def what_is_felt(self):
        seconds = self.beat(
            "What counts is the slope",
            "All agree on the perfect answer. But learning only feels the slope.",
        )
        self.add(self.balls)
        self._move(np.full((2, len(KINDS)), [[self.here], [FARTHEST]]), 0.4 * seconds)
        self.slopes = self._slopes()
        self.tangents = VGroup(*(Line() for _ in KINDS)).set_stroke(style.FOCUS, 3)
        self.show_balls(self.at)
        self.play(FadeIn(self.tangents, self.slopes), run_time=QUICK)
        self._move(np.full((2, len(KINDS)), [[FARTHEST], [self.here]]), 0.6 * seconds - QUICK / 2)

    def flat_or_steep(self):
        flat = bool(self.a[self.j] > SURE)
        seconds = self.beat(
            "Flat, where it is most wrong" if flat else "Not equally steep",
            f"Squashing makes the square {'almost flat' if flat else 'less steep'} here.",
        )
        self._point_at(0, seconds)
        seconds = self.say(f"Cross-entropy {'stays steep' if flat else 'is steeper'}.")
        self._point_at(2, seconds)

    def _point_at(self, i, seconds):
        """Enlarge ball i for a moment, and its slope."""
        there = there_and_back
        self.play(
            self.balls[i].animate(rate_func=there).scale(1.8),
            self.slopes[1 + i].animate(rate_func=there).set_fill(style.FOCUS),
            run_time=seconds,
        )

    def released(self):
        seconds = self.beat("Slow to mend", "So squares mend the worst mistakes slowest.")
        note = lines("each moves against its slope,", "at the same rate", size=SMALL)
        note.set_fill(style.QUIET).next_to(self.rows, DOWN, buff=0.5, aligned_edge=LEFT)
        self.play(FadeIn(note), run_time=QUICK)
        self._move(ways(self.here), seconds - QUICK)

    def _plot(self):
        reach = max(4.0, self.here + 1.5)
        ticks = {t: f"{t}" for t in range(-6, int(reach) + 1, 2)}
        heights = linear_ticks(nice_step(self.top / 3), 0, self.top)
        titles = "weighted sum z, with $a = sigma(z)$", "cost of this output, where 0 is wanted"
        plot = Plot((FARTHEST, reach), (0, self.top), *PLOT, ticks, heights, *titles)
        return plot.shift(ORIGIN_AT - plot.c2p(FARTHEST, 0))

    def _curves(self):
        z = np.linspace(FARTHEST, max(4.0, self.here + 1.5), 400)
        curves = VGroup()
        for kind in KINDS:
            within = z[kind.of.cost(z) <= self.top]
            curve = self.plot.curve(within, kind.of.cost(within), width=5)
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
        rows.arrange(DOWN, buff=0.45, aligned_edge=LEFT)
        return rows.move_to(ROWS_AT, aligned_edge=LEFT)

    def _slopes(self):
        """The slopes at the balls, on the lines of the names, under their title."""
        column = VGroup(text("slope", SMALL, style.QUIET))
        column.next_to(self.rows, UP, buff=0.3).align_to([SLOPES_X, 0, 0], RIGHT)
        for kind, row in zip(KINDS, self.rows, strict=True):
            number = Readout(kind.of.slope_in_z(self.here), "{:,.3f}", size=SMALL)
            number.align_to([SLOPES_X, 0, 0], RIGHT)
            stand_on(baseline(row[1][0]), number)
            column.add(number)
        return column

    def show_balls(self, at):
        """Put the ball on each curve at its weighted input (kinds,), with tangent and slope."""
        self.at = np.asarray(at, dtype=float)
        for i, (kind, z) in enumerate(zip(KINDS, self.at, strict=True)):
            slope, cost = kind.of.slope_in_z(z), kind.of.cost(z)
            self.balls[i].move_to(self.plot.c2p(z, cost))
            if self.tangents:
                ends = self.plot.tangent(z, cost, slope, TANGENT)
                self.tangents[i].put_start_and_end_on(*ends)
                self.slopes[1 + i].set_value(slope)

    def _move(self, ways, seconds):
        """Move the balls along their ways (moments, kinds) of weighted inputs."""
        now, moments = ValueTracker(0), np.linspace(0, 1, len(ways))
        parts = [self.tangents, self.slopes, self.balls]
        live = VGroup(*parts)
        self.add(live)

        def move(_):
            self.show_balls([np.interp(now.get_value(), moments, way) for way in ways.T])

        live.add_updater(move)
        self.play(now.animate.set_value(1), run_time=seconds, rate_func=linear)
        live.clear_updaters()
        self.remove(live)
        self.add(*parts)


def ways(start, moments=MOMENTS):
    """The weighted inputs (moments, kinds) through which gradient descent leads, by the exact slope
    of each cost and at one rate, until cross-entropy has brought its own to as much below zero as
    leaves an output of little."""
    found = [np.full(len(KINDS), float(start))]
    step = (start + REACHED) * 1.15 / moments
    for _ in range(moments - 1):
        at = zip(KINDS, found[-1], strict=True)
        found.append(found[-1] - step * np.array([kind.of.slope_in_z(z) for kind, z in at]))
    return np.array(found)


def dashed(line, dashes):
    """A line drawn with this many dashes; for 0 dashes, the line itself."""
    return DashedVMobject(line, dashes, dashed_ratio=0.6) if dashes else line
