"""A plot (two axes, few ticks, curves), and a colour bar."""

import itertools

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Line, VGroup, VMobject

from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.lettering import Readout, baseline, digit_height, stand_on
from scenes.mobjects.primitives import Colours
from scenes.stage import style

TICK = 0.08
ALMOST = 0.08  # scene units between baselines that seem to be one


class Plot(VGroup):
    """Axes of a given size; `c2p(x, y)` is a point in the scene.

    x_ticks, y_ticks: {value: label in Typst markup}. log_x: x is laid out as log(1 + x), so that
    step 0 has a place. A range whose ends are equal is extended upwards, so that all values lie at
    its lower end. Parts: `x_axis`, `y_axis`, `labels`, `x_title`, `y_title`.
    """

    def __init__(
        self,
        x_range: tuple[float, float],
        y_range: tuple[float, float],
        width: float = 5.0,
        height: float = 3.0,
        x_ticks: dict[float, str] | None = None,
        y_ticks: dict[float, str] | None = None,
        x_title: str = "",
        y_title: str = "",
        log_x: bool = False,
    ):
        super().__init__()
        self.x_range, self.y_range, self.log_x = extended(x_range), extended(y_range), log_x
        self.x_axis = Line(LEFT * width / 2, RIGHT * width / 2)
        self.y_axis = Line(LEFT * width / 2, LEFT * width / 2 + UP * height)
        VGroup(self.x_axis, self.y_axis).set_stroke(style.QUIET, 2)
        self.labels = VGroup()
        self.add(self.x_axis, self.y_axis, self.labels)
        for value, label in (x_ticks or {}).items():
            self._tick(self.c2p(value, y_range[0]), label, DOWN)
        below = [words for _, words in self.labels]
        stand_on(min(map(baseline, below), default=0), *below)
        for value, label in (y_ticks or {}).items():
            point = self.c2p(x_range[0], value)
            stand_on(point[1] - digit_height(style.SMALL) / 2, self._tick(point, label, LEFT))
        self.x_title, self.y_title = VGroup(), VGroup()
        if x_title:
            self.x_title = style.text(x_title, style.SMALL, style.QUIET)
            self.x_title.next_to(VGroup(self.x_axis, self.labels), DOWN, buff=0.18)
        if x_title:
            self.x_title.set_x(self.x_axis.get_x())
        if y_title:
            self.y_title = style.text(y_title, style.SMALL, style.QUIET)
            self.y_title.next_to(self.y_axis, UP, buff=0.18).align_to(self.y_axis, LEFT)
        self.add(self.x_title, self.y_title)
        self.center()

    def c2p(self, x, y):
        """The point (3,) in the scene of the values x, y; or (n, 3) for arrays of n."""
        across, up = self._share(x, self.x_range, self.log_x), self._share(y, self.y_range)
        origin = self.x_axis.get_start()
        right, high = self.x_axis.get_end() - origin, self.y_axis.get_end() - origin
        return origin + np.multiply.outer(across, right) + np.multiply.outer(up, high)

    def p2c(self, points: np.ndarray) -> np.ndarray:
        """The values (x, y), each (n,), of points (n, 3) in the scene: the inverse of `c2p`."""
        origin = self.x_axis.get_start()
        ends = self.x_axis.get_end()[0], self.y_axis.get_end()[1]
        across, up = ((points - origin)[:, :2] / np.subtract(ends, origin[:2])).T
        limits = np.log1p(self.x_range) if self.log_x else self.x_range
        x = limits[0] + across * np.subtract(*limits[::-1])
        low, high = self.y_range
        return np.stack([np.expm1(x) if self.log_x else x, low + up * (high - low)])

    def curve(self, x, y, color=style.COST, width=4):
        """The line through the points (x[i], y[i])."""
        line = VMobject().set_points_as_corners(self.c2p(np.asarray(x), np.asarray(y)))
        return line.set_stroke(color, width).set_fill(opacity=0)

    def direction(self, slope, length):
        """The vector (3,), `length` scene units long, along a line with a slope."""
        vector = self.c2p(1.0, slope) - self.c2p(0.0, 0.0)
        return vector * (length / np.linalg.norm(vector))

    def tangent(self, x, y, slope, reach):
        """The ends (2, 3) of a line through (x, y) with a slope, `reach` scene units long in both
        directions, but cut at the x-axis and its ends: beyond these are labels."""
        point, along = self.c2p(x, y), self.direction(slope, reach)
        left, right = (end - point for end in self.x_axis.get_start_and_end())
        first, last = max(-1, left[0] / along[0]), min(1, right[0] / along[0])
        if along[1] > 0:
            first = max(first, left[1] / along[1])
        elif along[1] < 0:
            last = min(last, left[1] / along[1])
        return point + np.outer([first, last], along)

    def beside_title(self, words):
        """Put words on the line of the y-title, flush with the right end of the x-axis."""
        stand_on(baseline(self.y_title), words)
        return words.align_to(self.x_axis, RIGHT)

    def level(self, words, lines):
        """Move words so that the first of their lines that stands almost level with a tick's label
        does so exactly."""
        for line, (_, label) in itertools.product(lines, self.labels):
            apart = baseline(label) - baseline(line)
            if 0 < abs(apart) < ALMOST:
                return words.shift(apart * UP)
        return words

    @staticmethod
    def _share(value, limits, log=False):
        low, high = limits
        value = np.asarray(value, dtype=float)
        if log:
            low, high, value = np.log1p(low), np.log1p(high), np.log1p(value)
        return (value - low) / (high - low)

    def _tick(self, point, label, direction):
        mark = Line(point, point + TICK * direction).set_stroke(style.QUIET, 2)
        words = style.text(label, style.SMALL, style.QUIET)
        self.labels.add(VGroup(mark, words.next_to(mark, direction, buff=0.1)))
        return words


def extended(limits: tuple[float, float]) -> tuple[float, float]:
    """A range (low, high), or if both are equal, one from there upwards."""
    low, high = limits
    return limits if low < high else (low, low + max(1, abs(low)))


class ColourBar(VGroup):
    """A colour bar, from the low end of a scale to the high, with numbers at its ends.

    limits (low, high), symmetric about zero or not; form: the format of the numbers; title: what is
    measured. Parts: `bar`, `ends`. `.animate.set_limits((low, high))` counts to another scale.
    """

    def __init__(
        self,
        limits: tuple[float, float],
        title: str = "",
        form: str = "{:+.1f}",
        colours: Colours = style.diverging,
        length: float = 2.6,
    ):
        low, high = limits
        symmetric = low == -high
        bar = Heatmap(
            np.linspace(-1 if symmetric else 0, 1, 256)[None],
            scale=1 if symmetric else (0, 1),
            colours=colours,
            width=length,
        ).stretch_to_fit_height(0.2)
        self.bar, self.form, self.symmetric = bar, form, symmetric
        ends = [Readout(end, form, size=style.SMALL, color=style.QUIET) for end in limits]
        for end, place in zip(ends, (0, 1), strict=True):
            end.next_to(bar.place([place, 1]), DOWN, buff=0.14)
        self.ends = VGroup(*ends)
        super().__init__(bar, self.ends)
        if symmetric:
            zero = style.text("0", style.SMALL, style.QUIET)
            self.add(zero.next_to(bar, DOWN, buff=0.14))
            stand_on(baseline(ends[0]), zero)
        if title:
            self.add(style.text(title, style.SMALL, style.QUIET).next_to(bar, LEFT, buff=0.25))
        self.center()

    def set_limits(self, limits):
        """Show other numbers at the ends."""
        for end, value in zip(self.ends, limits, strict=True):
            end.set_value(value)
        return self
