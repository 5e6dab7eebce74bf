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
    VGroup,
    linear,
)

from nn.network import layer_views
from scenes.gradient.pictures import ON_THE_WAY, in_a_grid, scale_bar
from scenes.mobjects.heatmap import Heatmap, mark, scale_of
from scenes.mobjects.lettering import Readout
from scenes.mobjects.unrolling import Unrolling
from scenes.stage import style
from scenes.stage.drawn import of_all, pictured_neurons
from scenes.stage.examples import picture_shape
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.needs import A_SLOPE, DATA, FINITE_SLOPES, HISTORY
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, formula, text
from scenes.stage.words.numbers import decimals
from scenes.stage.words.symbols import symbol
from scenes.stage.words.things import is_plain_descent, step

ROWS = 9  # entries enlarged at a time
MOST_COLUMNS, LAST_COLUMNS = 60, 4  # the most columns of the list; of more, the last that are drawn

# Sizes and places, in scene units.
COLUMNS, COLUMNS_AT = (4.5, 4.7), (-6.5, 2.55, 0)  # of the folded list: its upper left corner
WIDEST = 0.4  # the largest distance from a column to the next
DEFINITION_AT = (3.2, 0.2, 0)
SPACING, ROWS_Y = 0.48, -0.1  # from one entry to the next; the height of their middle
MIDDLE, REACH = 1.85, 1.05  # where the bars begin, and how long the longest is
NAMES_X, NUMBERS_X, WORDS_X = -0.3, 4.25, 4.45  # where names begin, numbers end, words begin
AXIS = 2.2, -2.4  # where the bars' axis begins and ends
BEAMS_X, BEAMS_Y = -0.75, (2.35, -2.65)  # where the two beams end
PICTURE, GAP = 1.12, 0.12  # the width of a neuron's picture; between two
WEIGHTS_AT, PLUS_AT, ENTRIES_AT = (-3.9, 0.15, 0), (0, 0.15, 0), (3.9, 0.15, 0)

A_LOT = 1 / 3  # a change of at least this fraction of the scale is called large


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
        self.stops = self._varied(), self._calmest()
        self.one_slope_for_each()
        self.each_entry_has_a_name()
        self.some_hardly_matter()
        self.back_in_their_places()
        self.one_for_every_weight()

    def one_slope_for_each(self):
        n, inputs = len(self.downhill), self.run.sizes[0]
        when = f"{step(self.run)} {self.run.steps[self.snapshot]:,}"
        some = of_all(len(self.folds), self._count_of_folds(), "columns are drawn")
        self.beat(
            f"One slope for each of {n:,} weights",
            f"At {when}: the cost's slopes along all weights and biases, signs turned, "
            f"are one list, folded every {inputs} entries." + f" Only {some}." * bool(some),
        )
        self.columns = self._folded()
        first, last = (symbol(place, self.run.sizes) for place in (0, n - 1))
        slopes = f"-frac(partial C, partial {first}), dots.v, -frac(partial C, partial {last})"
        self.definition = VGroup(
            formula(f'-nabla C = vec(delim: "[", gap: #0.6em, {slopes})', style.HEADLINE),
            text(f"{n:,} entries", color=style.QUIET),
        ).arrange(DOWN, buff=0.4)
        self.definition.move_to(DEFINITION_AT)
        self.legend = scale_bar(self.scale, "entry", 3)
        self.legend.next_to(self.columns, DOWN, buff=0.2).align_to(self.columns, LEFT)
        growing = [GrowFromEdge(column, UP, rate_func=linear) for column in self.columns]
        self.play(FadeIn(self.definition, self.legend))
        self.play(LaggedStart(*growing, lag_ratio=0.9, run_time=5))

    def each_entry_has_a_name(self):
        self.beat(
            "Sign: which way. Size: how much it matters.",
            "The sign says which way is down: blue, grow, orange, shrink. "
            "The larger an entry, the faster the cost falls along its weight.",
        )
        start = self.stops[0]
        self.frame = self._frame_around(start)
        self.rows = self._rows(start)
        self.beams = self._beams()
        self.play(FadeOut(self.definition), run_time=QUICK)
        self.play(Create(self.frame), FadeIn(self.beams))
        self.play(FadeIn(self.rows, shift=0.2 * RIGHT))
        self.hold()

    def some_hardly_matter(self):
        calm = self.stops[1]
        none = not self.downhill[calm : calm + ROWS].any()
        self.beat(
            "Some do not matter now" if none else "Some hardly matter now",
            f"Elsewhere entries are {'exactly zero' if none else 'next to nothing'}: at this "
            f"moment these weights {'do not' if none else 'hardly'} matter.",
        )
        self._look_at(calm)
        self.hold()

    def back_in_their_places(self):
        drawn = len(self.chosen)
        more = len(self.downhill) - drawn * self.run.sizes[0]
        self.beat(
            "Back to where the weights are",
            f"Each of {drawn} columns is one neuron's, and rolls up into a picture of its weights. "
            "The rest lies elsewhere in the network.",
        )
        self.play(FadeOut(self.rows, self.frame, self.beams), run_time=QUICK)
        self.pictures = self._pictures(self.downhill, self.scale).move_to(ENTRIES_AT)
        rolled = np.isin(self.folds, self.chosen)
        rolling, self.rest = (
            VGroup(*(self.columns[i] for i in np.flatnonzero(some))) for some in (rolled, ~rolled)
        )
        others = text(f"{more:,} elsewhere", SMALL, style.QUIET).next_to(self.rest, LEFT, buff=0.25)
        if others.get_left()[0] < safe_area()[0]:
            others.next_to(self.rest, RIGHT, buff=0.25)
        self._roll_up(rolling)
        self.play(FadeIn(others))
        self.rest = VGroup(*self.rest, others)

    def one_for_every_weight(self):
        place = self._steepest()
        way = "up" if self.downhill[place] > 0 else "down"
        a_step = "A step" if is_plain_descent(self.run) else "A step of gradient descent"
        self.beat(
            "An entry for every weight",
            f"{a_step} adds to every weight, left, its entry, right, times a small η. "
            f"The framed weight goes {way}.",
        )
        self.play(FadeOut(self.rest), run_time=QUICK)
        theta = self.run.thetas[self.snapshot].astype(float)
        first = layer_views(theta, self.run.sizes)[0][0]
        scale = scale_of(first)
        self.weights = self._pictures(theta, scale).move_to(WEIGHTS_AT)
        legend = scale_bar(scale, "weight", 3)
        legend.next_to(self.weights, DOWN, buff=0.2)
        plus = formula("+ thin eta dot", style.HEADLINE).move_to(PLUS_AT)
        self.play(FadeIn(self.weights, legend, plus))
        j, k = divmod(place, self.run.sizes[0])
        cell = np.unravel_index(k, self.weights[j].values.shape)
        self.marks = VGroup(*(mark(group[j], *cell) for group in (self.weights, self.pictures)))
        self.play(Create(self.marks))
        self.hold(2)

    def _steepest(self):
        """The index of the largest entry among the weights of the neurons that are drawn."""
        entries = layer_views(abs(self.downhill), self.run.sizes)[0][0][self.chosen]
        return int(entries.argmax())

    def _folded(self):
        """The list folded into columns as long as the inputs; the last column may be shorter."""
        n = self.run.sizes[0]
        pieces = [self.downhill[n * fold : n * fold + n, None] for fold in self.folds]
        each = min(COLUMNS[0] / len(pieces), WIDEST)
        columns = VGroup()
        for i, piece in enumerate(pieces):
            column = Heatmap(piece, self.scale, width=0.8 * each)
            column.stretch_to_fit_height(COLUMNS[1] * len(piece) / n)
            columns.add(column.move_to([i * each, 0, 0], aligned_edge=UP))
        return columns.move_to(COLUMNS_AT, aligned_edge=UP + LEFT)

    def _pictures(self, parameters, scale):
        """The first layer's weights in some parameters (n,), with a picture for each neuron."""
        W = layer_views(parameters, self.run.sizes)[0][0][self.chosen]
        return in_a_grid(W.reshape(-1, *picture_shape(self.run)), scale, PICTURE, GAP)

    def _roll_up(self, columns):
        """Roll columns of the list up into the pictures of their neurons."""
        rolls = VGroup()
        for column, picture in zip(columns, self.pictures, strict=True):
            roll = Unrolling(picture.values, picture, column, self.scale, style.diverging)
            rolls.add(roll.set_progress(1))
        self.add(rolls)
        self.remove(*columns)
        self.play(
            *(roll.animate.set_progress(0) for roll in rolls),
            self.legend.animate.next_to(self.pictures, DOWN, buff=0.2),
            run_time=SLOW + NORMAL,
        )
        self.remove(rolls)
        self.add(self.pictures)

    def _varied(self):
        """The start of the ROWS successive entries of the first layer that differ most."""
        n = self.run.sizes[0] * self.run.sizes[1]
        spread = windows(self.downhill[:n]).std(axis=1)
        return int(np.where(self._are_drawn(len(spread)), spread, -1).argmax())

    def _calmest(self):
        """The start of the first ROWS successive entries of the list that are smallest."""
        largest = windows(abs(self.downhill)).max(axis=1)
        return int(np.where(self._are_drawn(len(largest)), largest, np.inf).argmin())

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
        rows = self._rows(start)
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

    def _rows(self, start):
        """Some entries in full: name, bar, number, and what to do with the weight."""
        entries = self.downhill[start : start + ROWS]
        form = f"{{:+.{decimals(self.scale, 3)}f}}"
        rows = VGroup()
        for i, value in enumerate(entries):
            y = (ROWS / 2 - 0.5 - i) * SPACING + ROWS_Y
            name = formula(symbol(start + i, self.run.sizes), SMALL)
            number = Readout(value, form if value else "{:.0f}", "+" + form.format(0), SMALL)
            words = text(self._what_to_do(value), SMALL, style.QUIET)
            name.move_to([NAMES_X, y, 0], aligned_edge=LEFT)
            bar = self._bar(value).next_to([MIDDLE, y, 0], RIGHT if value > 0 else LEFT, buff=0)
            number.move_to([NUMBERS_X, y, 0], aligned_edge=RIGHT)
            words.move_to([WORDS_X, y, 0], aligned_edge=LEFT)
            rows.add(VGroup(name, bar, number, words))
        axis = Line(*([MIDDLE, y, 0] for y in AXIS)).set_stroke(style.FAINT, 1.5)
        return VGroup(axis, rows)

    def _bar(self, value):
        longest = max(abs(self.downhill[stop : stop + ROWS]).max() for stop in self.stops)
        length = abs(value) / (longest or 1) * REACH
        bar = Rectangle(width=max(length, 1e-3), height=0.26, stroke_width=0)
        return bar.set_fill(style.POSITIVE if value > 0 else style.NEGATIVE, opacity=1)

    def _what_to_do(self, value):
        if not value:
            return "leave it"
        way = "increase" if value > 0 else "decrease"
        return f"{way} {'a lot' if abs(value) > A_LOT * self.scale else 'a little'}"


def windows(entries):
    """Each ROWS successive entries (n, ROWS); all in one row if there are fewer."""
    return np.lib.stride_tricks.sliding_window_view(entries, min(ROWS, len(entries)))
