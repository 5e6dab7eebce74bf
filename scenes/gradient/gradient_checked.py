"""Is the gradient right? It is compared with finite differences of the cost.

The idea is from Welch Labs' "Neural Networks Demystified", part 5; the numbers are from our run.
"""

import os.path

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    DashedLine,
    Dot,
    FadeIn,
    FadeOut,
    Line,
    Underline,
    ValueTracker,
    VGroup,
    linear,
    smooth,
)

from nn.analysis.gradients import relative_differences
from scenes.mobjects.agreement import Agreement
from scenes.mobjects.lettering import baseline, stand_on
from scenes.mobjects.plot import Plot
from scenes.mobjects.table import Table
from scenes.mobjects.ticks import powers_of_ten
from scenes.stage import style
from scenes.stage.explainer import Explainer
from scenes.stage.giving_way import giving_way
from scenes.stage.needs import AN_ERROR, DATA
from scenes.stage.style import NORMAL, QUICK, SMALL, formula, text
from scenes.stage.words.numbers import decimals, in_words, power_in_formula, short
from scenes.stage.words.symbols import symbol

DIGITS = 11  # significant digits of the slope that are written
ON_THE_DIAGONAL = 0.01  # points with a smaller relative difference seem to lie on the diagonal
WIDE, NARROW = 0.8, 0.05  # the chord's first and last nudge, in the weight's own units

# Sizes and places of what a beat shows, in scene units.
COST, COST_AT, CREDIT_Y = (6.4, 3.5), (-2.5, 0.1, 0), -2.8
EQUALS_X, EQUATIONS_Y = 0.2, (1.7, 0.95, -0.35, -1.1)  # the positions of the equals signs
EPSILON_AT = (-5.9, 1.7, 0)  # the middle of its left edge
ERRORS, ERRORS_AT = (9.5, 3.7), (-0.2, -0.15, 0)
ENTRIES, ENTRIES_AT, FACTS_AT, WIDTH = (4.5, 3.7), (-2.6, -0.15, 0), (3.7, 0.8, 0), 4.5


class GradientChecked(Explainer):
    """Backpropagation's slope against the slope between two measured costs, digit by digit."""

    needs = (DATA, AN_ERROR)
    studies = ("gradient_check",)

    def construct(self):
        self.check = self.study("gradient_check")
        self.name = symbol(int(self.check.place), self.run.sizes)
        self.a_chord_on_the_cost()
        self.digit_by_digit()
        self.too_near_is_no_good()
        self.one_entry_after_another()

    def a_chord_on_the_cost(self):
        check = self.check
        self.plot = self._cost_plot()
        curve = self.plot.curve(check.along, check.costs_along)
        self.reach = ValueTracker(WIDE)
        self.chord = self._chord()
        rise = formula("frac(C(w + epsilon) - C(w - epsilon), 2 epsilon)", style.HEADLINE).next_to(
            self.plot, RIGHT, buff=0.55
        )
        credit = text("after Welch Labs, “Neural Networks Demystified”", SMALL, style.QUIET)
        credit.to_corner(DOWN + LEFT, buff=style.EDGE).set_y(CREDIT_Y)
        seconds = self.beat("Is the slope right?", "How do we know that a slope is right?")
        self.add(self.plot, credit, curve)
        falls = self.chord[2].get_y() < self.chord[1].get_y()  # names stand above the chord
        sides = [(UP + RIGHT, 0.1), (UP + RIGHT, 0.1)] if falls else [(UP, 0.2), (UP + LEFT, 0.1)]
        ends = VGroup(
            formula(f"C(w {sign} epsilon)", SMALL).next_to(end, *side)
            for sign, end, side in zip("-+", self.chord[1:], sides, strict=True)
        )
        self.play(Create(self.chord[0]), run_time=seconds / 2)
        self.play(FadeIn(self.chord[1:], ends), run_time=QUICK)
        self.add(self.chord)
        seconds = self.say("Nudge the weight both ways, measure the two costs, and divide.")
        self.hold(seconds / 3)
        self.play(FadeOut(ends), FadeIn(rise), run_time=QUICK)
        self.chord.add_updater(lambda chord: chord.become(self._chord()))
        going = self.reach.animate(rate_func=smooth).set_value(NARROW)
        self.play(going, run_time=max(NORMAL, 2 * seconds / 3 - QUICK))
        self.chord.clear_updaters()
        self.shown = VGroup(self.plot, curve, self.chord, credit)
        self.rise = rise

    def digit_by_digit(self):
        check, (below, above) = self.check, self.check.costs
        difference = (above - below) / (2 * float(check.epsilon))
        backpropagation = float(check.backpropagation)
        places = decimals(backpropagation, DIGITS)
        written = [f"{slope:.{places}f}" for slope in (difference, backpropagation)]
        alike = len(os.path.commonprefix(written))
        agreeing = significant(written[0][:alike])
        *costs, by_difference, by_backpropagation = rows = self._equations(written, alike)
        self.slopes = [row[2] for row in (by_difference, by_backpropagation)]
        by = text("by backpropagation", SMALL, style.QUIET)
        by.next_to(by_backpropagation[0], DOWN, buff=0.2, aligned_edge=RIGHT)
        size = formula(f"epsilon = {short(float(check.epsilon))}", style.TEXT, style.QUIET)
        size.move_to(EPSILON_AT, aligned_edge=LEFT)
        stand_on(baseline(costs[0][2][0]), size)
        self.beat("Digit by digit", "Backpropagation calculates it instead.")
        self.play(
            giving_way(VGroup(self.shown, self.rise), VGroup(size, *costs, by_difference[0])),
            run_time=NORMAL,
        )
        self.play(FadeIn(*by_difference[1:], by_backpropagation, by), run_time=QUICK)
        digits = f"{in_words(agreeing)} digit{'s' * (agreeing != 1)}"
        seconds = self.say(f"It gives the same number, to {digits}.")
        lit = [slope[0] for slope in self.slopes] if alike else []
        under = VGroup(*(Underline(part, color=style.FOCUS, buff=0.06) for part in lit))
        self.play(Create(under), run_time=seconds)
        self.shown = VGroup(*rows, by, size, under)

    def too_near_is_no_good(self):
        check = self.check
        errors = abs(check.differences - check.backpropagation)
        found = errors > 0  # a logarithmic axis cannot show an error of 0
        x, y = np.log10(check.epsilons[found]), np.log10(errors[found])
        low, high = np.floor(y.min()), np.ceil(y.max())
        self.errors = Plot(
            (x.min(), x.max()),
            (low, high),
            *ERRORS,
            x_ticks=powers_of_ten(x.min(), x.max(), 2),
            y_ticks=powers_of_ten(low, high, 2),
            x_title="ε, logarithmic",
            y_title="error of the difference, logarithmic",
        ).move_to(ERRORS_AT)
        nearest = max(1, int(y.argmin()))
        parts = (x[: nearest + 1], y[: nearest + 1]), (x[nearest:], y[nearest:])
        self.error_curves = VGroup(*(self.errors.curve(*part, style.WHITE, 3) for part in parts))
        seconds = self.beat(
            "Too small is no good", "The smaller the nudge, the better, for a while."
        )
        square = self._like_a_square(x, y)
        self.play(giving_way(self.shown, self.errors), run_time=NORMAL)
        going = Create(self.error_curves[0], rate_func=linear)
        self.play(going, run_time=max(NORMAL, seconds - NORMAL))
        self.play(FadeIn(square), run_time=QUICK)
        seconds = self.say("Too small, and the computer's rounding takes over.")
        self.play(Create(self.error_curves[1]), run_time=seconds, rate_func=linear)
        self.shown = VGroup(self.errors, self.error_curves, square)

    def one_entry_after_another(self):
        check, n = self.check, self.run.thetas.shape[1]
        relative = relative_differences(check.entries, check.entries_differences)
        off, count = int((relative >= ON_THE_DIAGONAL).sum()), len(relative)
        agree = f"all but {in_words(off)} agree" if off else "all agree"
        seconds = self.beat(
            f"{count:,} slopes, checked", f"We check {count:,} slopes, and {agree}."
        )
        self.worst = float(relative.max())
        self.entries = self._entries()
        facts, worst = self._facts()
        self.play(
            giving_way(self.shown, VGroup(self.entries.plot, self.entries.diagonal)),
            run_time=NORMAL,
        )
        self.play(Create(self.entries.pairs), run_time=max(NORMAL, seconds - NORMAL))
        self.play(FadeIn(facts, worst), run_time=QUICK)
        costs, passes = self._effort(2 * n).next_to(worst, DOWN, buff=0.5)
        self.say(f"Measuring every slope takes {2 * n:,} costs.")
        self.play(FadeIn(costs), run_time=NORMAL)
        self.say("Backpropagation takes one pass each way.")
        self.play(FadeIn(passes), run_time=NORMAL)

    def _cost_plot(self):
        check = self.check
        low, high = check.costs_along.min(), check.costs_along.max()
        spare = 0.12 * (high - low) or 1.0
        places = decimals(high - low or 1.0, 2)
        ticks = {value: f"{value:.{places}f}" for value in (low, high)}
        reach = check.along[-1]
        return Plot(
            (-reach, reach),
            (low - spare, high + spare),
            *COST,
            x_ticks={-reach: f"−{reach:.1f}", 0: "0", reach: f"\\+{reach:.1f}"},
            y_ticks=ticks,
            x_title=f"nudge of ${self.name}$",
            y_title="cost",
        ).move_to(COST_AT)

    def _chord(self):
        """The chord through the costs at a nudge down and a nudge up, with these two points."""
        check, reach = self.check, self.reach.get_value()
        x = np.array([-reach, reach])
        ends = self.plot.c2p(x, np.interp(x, check.along, check.costs_along))
        slope = (ends[1] - ends[0]) / (2 * reach)
        middle, far = ends.mean(axis=0), max(reach + 0.1, 0.6)
        line = Line(middle - far * slope, middle + far * slope).set_stroke(style.FOCUS, 3)
        return VGroup(line, *(Dot(end, 0.09, color=style.FOCUS) for end in ends))

    def _equations(self, slopes, alike):
        """Four equations, one per line: the two costs, and the slope as their difference and by
        backpropagation. The first `alike` characters of the written slopes are the same."""
        below, above = self.check.costs
        rows = (
            equation("C(w + epsilon)", f"{above:.15f}", color=style.COST),
            equation("C(w - epsilon)", f"{below:.15f}", color=style.COST),
            equation("(C(w + epsilon) - C(w - epsilon)) \\/ 2 epsilon", slopes[0], alike),
            equation(f"partial C \\/ partial {self.name}", slopes[1], alike),
        )
        for row, y in zip(rows, EQUATIONS_Y, strict=True):
            row.shift([EQUALS_X, y, 0] - row[1].get_center())
        return rows

    def _like_a_square(self, x, y):
        """A dashed line along which the error would fall as ε², from the first measured error."""
        across = min(2.0, (y[0] - self.errors.y_range[0]) / 2, x[0] - x[-1])
        ends = self.errors.c2p(np.array([x[0], x[0] - across]), np.array([y[0], y[0] - 2 * across]))
        words = formula("epsilon^2", style.TEXT, style.QUIET)
        line = DashedLine(*(end + 0.35 * DOWN + 0.15 * RIGHT for end in ends))
        line.set_stroke(style.QUIET, 2.5)
        return VGroup(line, words.next_to(line.get_center(), DOWN + RIGHT, buff=0.12))

    def _entries(self):
        """The sizes of all nonzero entries, by backpropagation and by differences."""
        ours, tried = abs(self.check.entries), abs(self.check.entries_differences)
        both = (ours > 0) & (tried > 0)
        titles = "size, by backpropagation", "size, by differences"
        entries = Agreement(ours[both], tried[both], *ENTRIES, *titles)
        return entries.shift(ENTRIES_AT - entries.plot.get_center())

    def _facts(self):
        """How many entries were checked, and the largest relative difference."""
        ours, tried = self.check.entries, self.check.entries_differences
        facts = {
            "checked": f"{len(ours)}",
            "exactly zero by both": f"{((ours == 0) & (tried == 0)).sum()}",
            "of the same sign": f"{(ours * tried > 0).sum()}",
        }
        worst = VGroup(
            text("largest relative difference", SMALL, style.QUIET),
            formula(power_in_formula(self.worst, "times"), style.HEADLINE),
        ).arrange(DOWN, buff=0.25)
        return VGroup(Table(facts, WIDTH), worst).arrange(DOWN, buff=0.5).move_to(FACTS_AT)

    @staticmethod
    def _effort(costs):
        """What both ways take to find every slope."""
        return Table(
            {"by differences": f"{costs:,} costs", "by backpropagation": "2 passes"}, WIDTH
        )


def equation(left, number, alike=0, color=style.WHITE):
    """left = number, in three parts; the number's first `alike` characters are a separate part."""
    parts = [part for part in (number[:alike], number[alike:]) if part]
    digits = VGroup(*(text(style.escaped(part), style.HEADLINE, color) for part in parts))
    digits.arrange(RIGHT, buff=0.035, aligned_edge=DOWN)
    row = VGroup(formula(left, style.TEXT), formula("=", style.TEXT), digits)
    row.arrange(RIGHT, buff=0.25)
    stand_on(baseline(digits[0]), *row[:2])
    return row


def significant(number):
    """The number of significant digits of a written number."""
    return len(number.replace(".", "").lstrip("-0"))
