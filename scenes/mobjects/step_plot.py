"""A plot over the steps of training, on a logarithmic axis."""

import numpy as np

from scenes.mobjects.plot import Plot
from scenes.mobjects.threads import Threads
from scenes.mobjects.ticks import log_ticks


class StepPlot(Plot):
    """Axes over the steps from 0 to `last`, laid out as log(1 + step).

    Ticks and titles are as in a `Plot`; by default the x-axis has ticks at all powers of ten.
    """

    def __init__(
        self,
        last: int,
        y_range: tuple[float, float],
        width: float,
        height: float,
        y_ticks: dict[float, str] | None = None,
        y_title: str = "",
        x_ticks: dict[float, str] | None = None,
        x_title: str = "steps, logarithmic",
    ) -> None:
        last = int(last)
        x_ticks = log_ticks(last) if x_ticks is None else x_ticks
        super().__init__(
            (0, last), y_range, width, height, x_ticks, y_ticks, x_title, y_title, log_x=True
        )

    def along(self, steps):
        """Where steps (S,) lie along the axis, 0…1."""
        return np.log1p(steps) / np.log1p(self.x_range[1])

    def upright(self, share):
        """The ends (2, 3) of a vertical line over the plot, at a fraction, 0…1, of the x-axis."""
        left, right = self.x_axis.get_start_and_end()
        foot = left + share * (right - left)
        return np.array([foot, foot + self.y_axis.get_vector()])

    def threads(self, steps, values, most=None, shown=1):
        """The curves of `values` (S, n) at the steps (S,), as `Threads` that lie on the plot."""
        return Threads(values, self.along(steps), self.y_range, most=most, shown=shown).over(self)
