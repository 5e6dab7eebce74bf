"""The outputs of the network as a list: the name of each class, a bar, a number."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from manim import SurroundingRectangle, VGroup

from scenes.manim_internals.painted import Painted
from scenes.mobjects.lettering import Readout
from scenes.mobjects.primitives import as_one, plain
from scenes.stage import style


class Outputs(VGroup):
    """A row for each output neuron: its class, its activation as a bar from 0 to 1 and as a number.

    values (n,), names (n,). width: of the longest bar, height: of the whole, in scene units.
    `.animate.set_values(…)` shows others; `row(j)` is the name and number of one.
    Parts: `names`, `bars`, `numbers`.
    """

    def __init__(
        self,
        values: npt.ArrayLike,
        names: Sequence[str],
        width: float = 2.6,
        height: float = 4.5,
        form: str = "{:.2f}",
        color: str = style.WHITE,
    ):
        values = plain(values, "outputs", 1)
        spacing = height / len(values)
        size = min(style.TEXT, max(style.SMALL, 60 * spacing))
        self.names = VGroup(*(style.text(style.escaped(name), size) for name in names))
        self.bars = Bars(values, width, height, color)
        self.numbers = VGroup(*(Readout(value, form, size=style.SMALL) for value in values))
        for j, (name, number) in enumerate(zip(self.names, self.numbers, strict=True)):
            left, right = self.bars.place([[0, 0], [1, 0]])
            y = self.bars.middle(j)[1]
            name.shift([left[0] - 0.25 - name.get_right()[0], y - name.get_center()[1], 0])
            number.shift([right[0] + 0.2 - number.get_left()[0], y - number.get_center()[1], 0])
        super().__init__(self.names, self.bars, self.numbers)
        self.center()

    def set_values(self, values):
        """Show other activations (n,)."""
        self.bars.set_values(values)
        for number, value in zip(self.numbers, values, strict=True):
            number.set_value(value)
        return self

    def light(self, j):
        """Show output j alone in the focus colour."""
        for k in range(len(self.names)):
            color = style.FOCUS if k == j else style.WHITE
            self.row(k).set_fill(color)
            self.bars.set_colour(k, color)
        return self

    def row(self, j):
        """(name, number) of output j."""
        return VGroup(self.names[j], self.numbers[j])

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
