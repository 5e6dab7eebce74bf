"""A plot over the steps of training, on a logarithmic axis."""

import numpy as np

from scenes.mobjects.contour_map import nice_step
from scenes.mobjects.plot import Plot, log_ticks
from scenes.mobjects.threads import Threads


class StepPlot(Plot):
    """Axes over the steps from 0 to `last`, laid out as log(1 + step).

    Ticks and titles are a `Plot`'s; the x-axis has all powers of ten and its name, unless given.
    """

    def __init__(
        self,
        last,
        y_range,
        width,
        height,
        y_ticks=None,
        y_title="",
        x_ticks=None,
        x_title="steps, logarithmic",
    ):
        last = int(last)
        x_ticks = log_ticks(last) if x_ticks is None else x_ticks
        super().__init__(
            (0, last), y_range, width, height, x_ticks, y_ticks, x_title, y_title, log_x=True
        )

    def along(self, steps):
        """Where steps (S,) lie along the axis, 0…1."""
        return np.log1p(steps) / np.log1p(self.x_range[1])

    def upright(self, share):
        """The ends (2, 3) of an upright line over the plot, at a share of the axis."""
        left, right = self.x_axis.get_start_and_end()
        foot = left + share * (right - left)
        return np.array([foot, foot + self.y_axis.get_vector()])

    def threads(self, steps, values, most=None, shown=1):
        """The curves of `values` (S, n) at the steps (S,), as `Threads` that lie on the plot."""
        return Threads(values, self.along(steps), self.y_range, most=most, shown=shown).over(self)


def symmetric_ticks(reach):
    """{value: label} of zero, and two to five round numbers within `reach` on either side of it."""
    tick = nice_step(reach / 2)
    most = int(reach / tick)
    values = tick * np.arange(-most, most + 1)
    return {v: f"{v:+g}".replace("-", "−") if v else "0" for v in values}
