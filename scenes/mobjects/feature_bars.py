"""An example whose inputs are no pictures: each named feature as a bar on its own scale."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from manim import DOWN, VGroup

from nn.datasets.dataset import Feature
from scenes.mobjects.class_names import names_within
from scenes.mobjects.lettering import Readout, baseline, stand_on
from scenes.mobjects.outputs import Bars
from scenes.mobjects.primitives import plain
from scenes.stage import style
from scenes.stage.drawn import of_all
from scenes.stage.words.numbers import decimals, within

ROW, BAR = 0.66, 0.2  # from one feature to the next, and the height of a bar, in scene units
WORDS_UP = 0.27  # from the middle of a bar to the middle of the words over it


class FeatureBars(VGroup):
    """Features as rows: the name and the value of each, over a bar from its least to its greatest.

    values (n, 1): 0 at a feature's least value, 1 at its greatest. shown: indices of the features
    that have a row; how many of how many is said below. width: in scene units. `set_values` shows
    another example; `cell(j, 0)` is the left end of bar j. Parts: `names`, `numbers`, `bars`.
    """

    def __init__(
        self,
        values: npt.ArrayLike,
        features: Sequence[Feature],
        width: float = 2.9,
        shown: npt.ArrayLike | None = None,
    ):
        self.values = plain(values, "values of features", 2)
        self.shown = np.arange(len(features)) if shown is None else np.asarray(shown)
        self.ends = np.array([(one.low, one.high) for one in features])
        height = ROW * len(self.shown)
        self.bars = Bars(self.values[self.shown, 0], width, height, thickness=BAR / ROW)
        self.numbers = VGroup(*(self._number(j) for j in self.shown))
        room = width - max(number.width for number in self.numbers) - 0.2
        named = [features[j].name for j in self.shown]
        self.names = names_within(named, room, style.SMALL, style.QUIET)
        for place, (name, number) in enumerate(zip(self.names, self.numbers, strict=True)):
            left, right = (
                self.bars.place([x, (place + 0.5) / len(self.shown)]) for x in (0.0, 1.0)
            )
            name.shift([left[0] - name.get_left()[0], left[1] + WORDS_UP - name.get_y(), 0])
            number.shift([right[0] - number.get_right()[0], left[1] + WORDS_UP - number.get_y(), 0])
            stand_on(baseline(number), name)
        super().__init__(self.names, self.bars, self.numbers)
        said = of_all(len(self.shown), len(features))
        if said:
            words = style.text(said, style.SMALL, style.QUIET)
            self.add(words.next_to(self.bars, DOWN, buff=0.05))
        self.center()

    def set_values(self, values):
        """Show another example, values (n, 1)."""
        self.values = plain(values, "values of features", 2)
        self.bars.set_values(self.values[self.shown, 0])
        for j, number in zip(self.shown, self.numbers, strict=True):
            number.set_value(self.value_of(j))
        return self

    def value_of(self, j: int) -> float:
        """The value of feature j in its own unit."""
        low, high = self.ends[j]
        return float(low + self.values[j, 0] * (high - low))

    def cell(self, j, _k):
        """The left end (3,) of the bar of feature j, or the middle of all if it has no row."""
        places = np.flatnonzero(self.shown == j)
        return self.bars.middle(int(places[0])) if len(places) else self.get_center()

    @property
    def cell_width(self):
        """The height of a bar in scene units."""
        return BAR / ROW * self.bars.height / len(self.shown)

    def _number(self, j):
        low, high = self.ends[j]
        digits = decimals(max(high - low, 1e-12), 2)
        form = f"{{:,.{digits}f}}"
        widest = max((within(form, end) for end in (low, high)), key=len)
        return Readout(self.value_of(j), form, widest, style.SMALL)
