"""The gradient as a list of numbers: a slope for every weight, and where each belongs."""

import math

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    GrowFromEdge,
    LaggedStart,
    Line,
    Rectangle,
    ReplacementTransform,
    VGroup,
    smooth,
    squish_rate_func,
    there_and_back,
)

from nn.network import layer_views
from scenes.gradient.entries import Entries, calmest, most_varied
from scenes.gradient.pictures import (
    ENTRIES_AT,
    ON_THE_WAY,
    WEIGHTS_AT,
    a_step,
    instead,
    of_first_layer,
    under,
)
from scenes.mobjects.heatmap import Heatmap, mark, scale_of
from scenes.mobjects.unrolling import Unrolling
from scenes.stage import style
from scenes.stage.drawn import of_all, pictured_neurons
from scenes.stage.explainer import Explainer
from scenes.stage.needs import A_SLOPE, DATA, FINITE_SLOPES, HISTORY
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, formula, text
from scenes.stage.words.symbols import symbol
from scenes.stage.words.things import step

ROWS = 9  # entries enlarged at a time
MOST_COLUMNS, LAST_COLUMNS = 60, 4  # the most columns of the list; of more, the last that are drawn

# Sizes and places, in scene units.
COLUMNS, COLUMNS_AT = (4.5, 4.7), (-6.5, 2.55, 0)  # of the folded list: its upper left corner
WIDEST = 0.4  # the largest distance from a column to the next
DEFINITION_AT = (3.2, 0.2, 0)
BEAMS_X, BEAMS_Y = -0.75, (2.35, -2.65)  # where the two beams end
OPENING_AT = PLUS_AT = 0, 0.15, 0
OTHERS_AT = 0, -1.2, 0

MINUS = "{{ - : m }}"  # in a formula, to come later
A_MOMENT = 1.0  # before the first picture changes, in seconds
UP_HILL, DOWN_HILL = "$∂C \\/ ∂w$", "$-∂C \\/ ∂w$"


class TheGradientAsAList(Explainer):
    """The negative gradient has an entry for each weight: its sign which way, its size how much."""

    needs = (HISTORY, DATA, FINITE_SLOPES, A_SLOPE)
    studies = ("gradients",)

    def construct(self):
        study = self.study("gradients")
        self.snapshot = int(study.snapshots[ON_THE_WAY])
        self.downhill = 0 - study.nabla[ON_THE_WAY].astype(float)  # 0 − 0 is 0, and not −0
        self.scale = scale_of(self.downhill)
        self.chosen = pictured_neurons(self.run)
        self.folds = self._folds()
        first = self.run.sizes[0] * self.run.sizes[1]
        self.stops = (
            most_varied(self.downhill[:first], ROWS, self._are_drawn),
            calmest(self.downhill, ROWS, self._are_drawn),
        )
        self.a_slope_for_every_weight()
        self.which_way_and_how_much()
        self.some_do_not_matter_now()
        self.back_where_they_belong()
        self.one_step()

    def a_slope_for_every_weight(self):
        theta = self.run.thetas[self.snapshot].astype(float)
        scale = scale_of(layer_views(theta, self.run.sizes)[0][0])
        self.weights = of_first_layer(theta, self.run, scale).move_to(OPENING_AT)
        names = (scale, "weight"), (self.scale, UP_HILL)
        self.legends = [under(self.weights, *name) for name in names]
        seconds = self.beat("A slope for every weight", "Every weight has a slope of its own.")
        self.add(self.weights, self.legends[0])
        self.pictures = of_first_layer(-self.downhill, self.run, self.scale).move_to(OPENING_AT)
        self.hold(A_MOMENT)
        turning = ReplacementTransform(self.weights.copy(), self.pictures)
        self.remove(self.weights)
        self.play(turning, instead(*self.legends), run_time=seconds - A_MOMENT)
        self.columns = self._folded()
        first, last = (symbol(i, self.run.sizes) for i in (0, len(self.downhill) - 1))
        ends = ", ⋮, ".join(f"{MINUS} frac(∂ C, ∂ {end})" for end in (first, last))
        vector = formula(f'{MINUS} ∇ C = vec(delim: "[", gap: #0.6em, {ends})', style.HEADLINE)
        entries = text(f"{len(self.downhill):,} entries", color=style.QUIET)
        self.definition = VGroup(vector, entries, self._when())
        self.definition.arrange(DOWN, buff=0.4).move_to(DEFINITION_AT)
        turned = self.definition.copy()
        vector.select("m").set_opacity(0)
        self._unroll(self.say("Together, they are the gradient."))
        legend = under(self.columns, self.scale, DOWN_HILL)
        seconds = self.say("Flip the signs, and it points downhill.")
        self.play(
            *(column.animate.set_values(0 - column.values) for column in self.columns),
            instead(self.legend, legend),
            self.definition.animate.become(turned),
            run_time=min(seconds, SLOW),
        )
        self.hold(2.1)  # for the definition to be read
        self.legend = legend

    def _when(self):
        """At which step the slopes are of, and which columns are drawn if not all are."""
        drawn = of_all(len(self.folds), self._count_of_folds(), "columns are drawn")
        words = [f"at {step(self.run)} {self.run.steps[self.snapshot]:,}", *[drawn] * bool(drawn)]
        return VGroup(*(text(line, SMALL, style.QUIET) for line in words)).arrange(DOWN, buff=0.15)

    def which_way_and_how_much(self):
        start = self.stops[0]
        self.frame = self._frame_around(start)
        self.rows = axis, rows = self._entries(start)
        self.beams = self._beams()
        seconds = self.beat(
            "Which way, and how much", "Blue means turn it up, orange means turn it down."
        )
        arriving = Create(self.frame), FadeIn(self.beams, axis)
        self.play(FadeOut(self.definition), *arriving, run_time=QUICK)
        values = self.downhill[start : start + ROWS]
        for sign in (1, -1):
            those = [row for row, value in zip(rows, values, strict=True) if value * sign > 0]
            if those:
                self.play(FadeIn(*those, shift=0.2 * RIGHT), run_time=(seconds - QUICK) / 2)
        self.add(self.rows)
        seconds = self.say("The stronger the colour, the more it matters.")
        rising = sorted(range(len(rows)), key=lambda i: abs(values[i]))
        swelling = [rows[i][1].animate(rate_func=there_and_back).stretch(1.4, 1) for i in rising]
        self.play(LaggedStart(*swelling, lag_ratio=0.4, run_time=seconds))

    def some_do_not_matter_now(self):
        calm = self.stops[1]
        none = not self.downhill[calm : calm + ROWS].any()
        entries, what = ("exactly zero", "don't") if none else ("next to nothing", "hardly")
        self.beat(
            "Some don't matter now" if none else "Some hardly matter now",
            f"Some entries are {entries}: just now, these weights {what} matter.",
        )
        self.play(
            FadeOut(self.rows, run_time=QUICK),
            self.frame.animate(run_time=SLOW).become(self._frame_around(calm)),
        )
        self.rows = self._entries(calm)
        self.play(FadeIn(self.rows), run_time=QUICK)

    def back_where_they_belong(self):
        seconds = self.beat(
            "Back where they belong",
            "Roll the list up again, and every slope lies where its weight is.",
        )
        more = len(self.downhill) - len(self.chosen) * self.run.sizes[0]
        self.pictures = of_first_layer(self.downhill, self.run, self.scale).move_to(ENTRIES_AT)
        rolling, rest = self._parted()
        self.others = style.lines(f"and {more:,}", "elsewhere", size=SMALL, color=style.QUIET)
        self.others.move_to(OTHERS_AT)
        self.play(FadeOut(self.rows, self.frame, self.beams), run_time=QUICK)
        self._roll_up(rolling, seconds - NORMAL)
        self.weights.move_to(WEIGHTS_AT)
        self.legends[0].shift((WEIGHTS_AT[0] - OPENING_AT[0]) * RIGHT)
        coming = FadeIn(self.weights, self.legends[0], self.others)
        self.play(FadeOut(rest), coming, run_time=QUICK)
        j, k = divmod(self._steepest(), self.run.sizes[0])
        cell = np.unravel_index(k, self.weights[j].values.shape)
        self.marks = VGroup(*(mark(group[j], *cell) for group in (self.weights, self.pictures)))
        self.play(Create(self.marks), run_time=QUICK)

    def one_step(self):
        one = a_step(self.run, "One")
        self.beat("One step", f"{one} changes every weight by a little of its slope.")
        plus = formula("+ thin eta dot", style.HEADLINE).move_to(PLUS_AT)
        self.play(FadeOut(self.marks), FadeIn(plus), run_time=NORMAL)
        seconds = self.say(f"All {len(self.downhill):,} at once.")
        added = self.pictures.copy()
        self.add(added, plus, self.others)  # the words stay readable while the pictures pass
        self.play(FadeOut(added, target_position=self.weights), run_time=seconds)

    def _steepest(self):
        """The index of the largest entry among the weights of the neurons that are drawn."""
        entries = layer_views(abs(self.downhill), self.run.sizes)[0][0][self.chosen]
        return int(entries.argmax())

    def _folded(self):
        """The list before its signs are turned, in columns as long as the inputs, but the last."""
        n = self.run.sizes[0]
        pieces = [0 - self.downhill[n * fold : n * fold + n, None] for fold in self.folds]
        each = min(COLUMNS[0] / len(pieces), WIDEST)
        columns = VGroup()
        for i, piece in enumerate(pieces):
            column = Heatmap(piece, self.scale, width=0.8 * each)
            column.stretch_to_fit_height(COLUMNS[1] * len(piece) / n)
            columns.add(column.move_to([i * each, 0, 0], aligned_edge=UP))
        return columns.move_to(COLUMNS_AT, aligned_edge=UP + LEFT)

    def _entries(self, start):
        """Some entries of the list, written out."""
        names = [symbol(place, self.run.sizes) for place in range(start, start + ROWS)]
        longest = max(abs(self.downhill[stop : stop + ROWS]).max() for stop in self.stops)
        values = self.downhill[start : start + ROWS]
        return Entries(names, values, self.scale, longest)

    def _parted(self):
        """The columns that are drawn as pictures too, and the rest."""
        rolled = np.isin(self.folds, self.chosen)
        return (
            VGroup(*(self.columns[i] for i in np.flatnonzero(some))) for some in (rolled, ~rolled)
        )

    def _unroll(self, seconds):
        """Unroll the pictures into columns of the list; what has no picture joins them."""
        columns, rest = self._parted()
        rolls = self._rolls(columns)
        self.remove(self.pictures)
        self.legend = self.legends[1]
        self.play(
            *(roll.animate.set_progress(1) for roll in rolls),
            self.legend.animate.become(under(self.columns, self.scale, UP_HILL)),
            *(GrowFromEdge(column, UP) for column in rest),
            FadeIn(self.definition, rate_func=squish_rate_func(smooth, 0.8, 1)),
            run_time=seconds,
        )
        self.remove(*rolls)
        self.add(self.columns)

    def _roll_up(self, columns, seconds):
        """Roll columns of the list up into the pictures of their neurons."""
        rolls = self._rolls(columns)
        for roll in rolls:
            roll.set_progress(1)
        self.remove(*columns)
        legend = under(self.pictures, self.scale, DOWN_HILL)
        rolling = [roll.animate.set_progress(0) for roll in rolls]
        self.play(*rolling, self.legend.animate.become(legend), run_time=seconds)
        self.remove(*rolls)
        self.add(self.pictures)

    def _rolls(self, columns):
        to = zip(columns, self.pictures, strict=True)
        rolls = [Unrolling(p.values, p, c, self.scale, style.diverging) for c, p in to]
        self.add(*rolls)
        return rolls

    def _count_of_folds(self):
        return math.ceil(len(self.downhill) / self.run.sizes[0])

    def _folds(self):
        """The columns of the folded list that are drawn: all, or those of the neurons drawn as
        pictures and the last few."""
        count = self._count_of_folds()
        if count <= MOST_COLUMNS:
            return np.arange(count)
        return np.union1d(self.chosen, np.arange(count - LAST_COLUMNS, count))

    def _are_drawn(self, count):
        """For each of the first `count` entries, whether it lies in a column that is drawn."""
        return np.isin(np.arange(count) // self.run.sizes[0], self.folds)

    def _look_at(self, start):
        """Move the frame along the list to an entry, and write out what is in it."""
        rows = self._entries(start)
        self.play(FadeOut(self.rows), run_time=QUICK)
        self.play(self.frame.animate.become(self._frame_around(start)), run_time=SLOW)
        self.play(FadeIn(rows), run_time=QUICK)
        self.rows = rows

    def _frame_around(self, start):
        """A frame around ROWS entries of the list, or those of them before the column ends."""
        n = self.run.sizes[0]
        fold, first = divmod(start, n)
        column = int(np.flatnonzero(self.folds == fold)[0])
        last = min(first + ROWS, len(self.columns[column].values)) - 1
        top, bottom = (self.columns[column].cell(row, 0) for row in (first, last))
        height = max(top[1] - bottom[1], 0.05)
        frame = Rectangle(width=self.columns[column].width + 0.12, height=height + 0.06)
        return frame.set_stroke(style.FOCUS, 3).move_to((top + bottom) / 2)

    def _beams(self):
        """Two lines from the frame to the enlarged entries."""
        beams = VGroup(Line(), Line()).set_stroke(style.FOCUS, 1.5, 0.6)

        def follow(lines):
            for line, edge, y in zip(lines, (UP, DOWN), BEAMS_Y, strict=True):
                left = self.frame.get_corner(edge + RIGHT)
                line.set_points_as_corners([left, [BEAMS_X, y, 0]])

        follow(beams)
        return beams.add_updater(follow)
