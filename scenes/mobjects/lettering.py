"""Numbers that change: painted from Typst's glyphs, so that a new value costs no compilation."""

import functools

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, ManimColor, Mobject

from scenes.manim_internals.painted import Painted
from scenes.stage import style, translation
from scenes.stage.words.numbers import LONGEST, within

SIGNS = "0123456789.,−+%×·⁰¹²³⁴⁵⁶⁷⁸⁹⁻"  # the signs a number may contain, besides the space


@functools.cache
def glyphs():
    """{sign: (loops, advance)} in scene units at font size 1, from the pen's place on the baseline.

    Loops are Bézier curves (n, 4, 2); digits are all of one width."""
    row = style.text("0" + "".join(style.escaped(sign) + "0" for sign in SIGNS), size=1000)
    pieces = row.submobjects
    baseline = pieces[2 * SIGNS.index("1") + 1].get_bottom()[1]
    edge = [piece.get_left()[0] for piece in pieces]
    step = edge[2] - edge[1]  # the first sign is a 0 between two zeros
    table = {" ": ([], step / 1000)}
    for i, sign in enumerate(SIGNS):
        before, after = edge[2 * i], edge[2 * i + 2]
        pen = np.array([before + step, baseline])
        loops = [
            (loop[:, :2].reshape(-1, 4, 2) - pen) / 1000
            for loop in pieces[2 * i + 1].get_subpaths()
        ]
        table[sign] = loops, (after - before - step) / 1000
    return table


def width_of(words, size):
    """The width of a number at a font size, in scene units."""
    return size * sum(glyphs()[sign][1] for sign in words)


def digit_height(size):
    """The height of a digit at a font size, in scene units."""
    return size * max(loop[..., 1].max() for loop in glyphs()["1"][0])


def write(ctx, words, x, y, size):
    """Add the outline of a number to a Cairo path, with its baseline starting at (x, y)."""
    for sign in words:
        loops, advance = glyphs()[sign]
        for loop in loops:
            points = loop * size + (x, y)
            ctx.move_to(*points[0, 0])
            for curve in points[:, 1:].reshape(-1, 6).tolist():
                ctx.curve_to(*curve)
        x += advance * size


class Readout(Painted):
    """A number that keeps its place and width while it changes: `.animate.set_value(x)` counts.

    form: a format such as "{:.3f}" or "{:,.0f}". widest: the widest text it will show, which
    determines its width; its right edge stays in place. A number that is too long for its format is
    written with a power of ten (scenes/stage/words/numbers.py).
    """

    data = ("value",)
    is_number = True  # (scenes/stage/reading.py)

    def __init__(
        self,
        value: float,
        form: str = "{:.2f}",
        widest: str | None = None,
        size: float = style.TEXT,
        color: str = style.WHITE,
    ):
        super().__init__(fill_color=color)
        self.value = np.array(value, dtype=float)
        self.form, self.size = form, size
        widest = widest or self.words
        widest = widest if len(widest) <= LONGEST else "0" * LONGEST
        width, height = width_of(widest, size), digit_height(size)
        self.set_box(LEFT * width / 2 + DOWN * height / 2, RIGHT * width, UP * height)
        self._size_in_box = size / width, size / height

    def set_value(self, value):
        """Show another number."""
        self.value = np.array(value, dtype=float)
        return self

    @property
    def words(self):
        """The number as formatted, with a true minus sign."""
        words = translation.number(within(self.form, float(self.value)))
        return words.replace("\u00a0", " ")

    def paint(self, ctx, camera):
        corner, right, up = self.project(camera, self.place([[0, 0], [1, 0], [0, 1]]))
        scale = np.linalg.norm(up - corner) * self._size_in_box[1]
        red, green, blue = ManimColor(self.get_fill_color()).to_rgb()
        ctx.set_source_rgba(blue, green, red, self.get_fill_opacity())
        write(ctx, self.words, right[0] - width_of(self.words, scale), corner[1], scale)
        ctx.fill()


def write_centred(ctx, words, centre, size):
    """Add the outline of a number to a Cairo path, with its middle at a point (2,)."""
    write(
        ctx, words, centre[0] - width_of(words, size) / 2, centre[1] - digit_height(size) / 2, size
    )


def baseline(words: Mobject) -> float:
    """The y of the line on which the letters of a line of type stand."""
    if isinstance(words, Readout):
        return float(words.get_bottom()[1])
    if getattr(words, "rises", None) is not None:
        return float(words.get_bottom()[1] + words.rises * words.height)
    # Most letters stand on it.
    return float(np.median([each.get_bottom()[1] for each in words.family_members_with_points()]))


def stand_on(height: float, *lines: Mobject) -> None:
    """Move lines of type up or down to a baseline at a height."""
    for words in lines:
        words.shift((height - baseline(words)) * UP)
