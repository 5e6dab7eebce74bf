"""The outputs of the network as a list: the name of each class, a bar, a number."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from manim import DOWN, SurroundingRectangle, VGroup

from scenes.manim_internals.painted import Painted
from scenes.mobjects.class_names import SHORT, names_within
from scenes.mobjects.lettering import Readout, baseline, stand_on
from scenes.mobjects.primitives import as_one, plain
from scenes.stage import style
from scenes.stage.drawn import chosen_outputs, of_all

LONGEST_NAME = 0.6  # the width of the longest name, as a fraction of the longest bar's

THICKEST = 0.5  # of a bar, in scene units


class Outputs(VGroup):
    """A row for each output neuron: its class, its activation as a bar from 0 to 1 and as a number.

    values (n,), names (n,). width: of the longest bar, less what names are wider than `room`;
    height: of the whole; all in scene units.
    shown: indices of the outputs that have a row; by default all, or of many those with the highest
    values; how many of how many is said below the rows. `.animate.set_values(…)` shows other
    activations (n,); `row(j)` is the name and number of output j. Parts: `names`, `bars`,
    `numbers`, of the rows alone.
    """

    def __init__(
        self,
        values: npt.ArrayLike,
        names: Sequence[str],
        width: float = 2.6,
        height: float = 4.5,
        form: str = "{:.2f}",
        color: str = style.WHITE,
        shown: npt.ArrayLike | None = None,
        room: float = SHORT,
    ):
        values = plain(values, "outputs", 1)
        self.shown = chosen_outputs(values) if shown is None else np.asarray(shown)
        self.n, values = len(values), values[self.shown]
        spacing = height / len(values)
        size = min(style.TEXT, max(style.SMALL, 60 * spacing))
        self.names = names_within([names[j] for j in self.shown], LONGEST_NAME * width, size)
        longer = max(0, max(name.width for name in self.names) - room)
        thick = min(0.55, THICKEST / spacing)
        self.bars = Bars(values, width - longer, height, color, thick)
        self.numbers = VGroup(*(Readout(value, form, size=style.SMALL) for value in values))
        for place, (name, number) in enumerate(zip(self.names, self.numbers, strict=True)):
            left, right = self.bars.place([[0, 0], [1, 0]])
            y = self.bars.middle(place)[1]
            name.shift([left[0] - 0.25 - name.get_right()[0], y - name.get_center()[1], 0])
            number.shift([right[0] + 0.2 - number.get_left()[0], y - number.get_center()[1], 0])
            stand_on(baseline(number), name)
        super().__init__(self.names, self.bars, self.numbers)
        said = of_all(len(self.shown), self.n)
        if said:
            self.said = style.text(said, style.SMALL, style.QUIET)
            self.add(self.said.next_to(self.bars, DOWN, buff=0.1))
        self.center()

    def set_values(self, values):
        """Show other activations (n,)."""
        values = np.asarray(values)[self.shown]
        self.bars.set_values(values)
        for number, value in zip(self.numbers, values, strict=True):
            number.set_value(value)
        return self

    def place_of(self, j: int) -> int:
        """The row of output j, counted from 0."""
        return int(np.flatnonzero(self.shown == j)[0])

    def light(self, j):
        """Show output j alone in the focus colour; none if it has no row."""
        for k in self.shown:
            color = style.FOCUS if k == j else style.WHITE
            self.row(k).set_fill(color)
            self.set_colour(k, color)
        return self

    def set_colour(self, j, color):
        """Paint the bar of output j in a colour."""
        self.bars.set_colour(self.place_of(j), color)
        return self

    def row(self, j):
        """(name, number) of output j."""
        place = self.place_of(j)
        return VGroup(self.names[place], self.numbers[place])

    def frame(self, j):
        """A frame in the focus colour around name, bar and number of output j."""
        row = self.row(j)
        bar = self.bars.copy().stretch_to_fit_height(0.1).set_y(row.get_y())
        return SurroundingRectangle(VGroup(row, bar), color=style.FOCUS, buff=0.1)


class Bars(Painted):
    """Horizontal bars, one below the other, of lengths `values` (n,) from 0 to 1, each on a dark
    bar of length 1. `.animate.set_values(…)` shows others; `middle(j)` is the left end of bar j."""

    data = ("values", "colours")

    def __init__(self, values, width, height, color=style.WHITE, thickness=0.55):
        super().__init__()
        self.values = plain(values, "values of Bars", 1)
        self.thickness = thickness  # of a bar, as a fraction of the distance to the next
        self.colours = np.tile(style.rgb(color), (len(self.values), 1))
        self.set_box([-width / 2, height / 2, 0], [width, 0, 0], [0, -height, 0])

    def set_values(self, values):
        """Show other lengths (n,)."""
        self.values = plain(values, "values of Bars", 1)
        return self

    def set_colour(self, j, color):
        """Paint bar j in a colour."""
        self.colours = self.colours.copy()
        self.colours[j] = style.rgb(color)
        return self

    def middle(self, j):
        """The middle (3,) of the left end of bar j in the scene."""
        return self.place([0, (j + 0.5) / len(self.values)])

    def end(self, j):
        """The middle (3,) of the right end of bar j in the scene."""
        return self.place([float(np.clip(self.values[j], 0, 1)), (j + 0.5) / len(self.values)])

    def paint(self, ctx, camera):
        n = len(self.values)
        trough = style.rgb(style.FAINT) * 0.55
        with as_one(ctx, self.get_fill_opacity()):
            for j, value in enumerate(np.clip(self.values, 0, 1)):
                top, bottom = (j + 0.5 + np.array([-0.5, 0.5]) * self.thickness) / n
                for length, colour in ((1, trough), (value, self.colours[j])):
                    corners = [(0, top), (length, top), (length, bottom), (0, bottom)]
                    for corner in self.project(camera, self.place(corners)).tolist():
                        ctx.line_to(*corner)
                    ctx.set_source_rgb(*colour[::-1])
                    ctx.fill()
