"""Coordinates over the steps of a descent, one plot below the other, with a band around zero."""

from collections.abc import Sequence

from manim import DOWN, LEFT, RIGHT, UP, Rectangle, VGroup

from scenes.mobjects.plot import Plot
from scenes.stage import style
from scenes.stage.style import SMALL, escaped, text


class CoordinatePlots(VGroup):
    """Axes over `steps` for coordinates that begin at `starts` (n,), symmetric about zero.

    names (n,): written over each plot; title: over all of them. highs (n,): how far the axes reach.
    near: the fraction of its initial value below which a coordinate counts as converged: that band
    is shaded. width, height: of each plot, in scene units. Only the last plot has ticks for the
    steps, which hold for all. Parts: `bands`, each an area and its name; `plots`; `title`.
    """

    def __init__(
        self,
        names: Sequence[str],
        starts: Sequence[float],
        highs: Sequence[float],
        steps: int,
        near: float,
        title: str,
        width: float = 3.9,
        height: float = 1.15,
    ):
        self.plots = VGroup()
        for i, (name, start, high) in enumerate(zip(names, starts, highs, strict=True)):
            last = i == len(names) - 1
            ticks = {0: "0", steps // 2: f"{steps // 2}", steps: f"{steps}"} if last else {}
            ends = {-start: f"−{start:g}", 0: "0", start: f"{start:g}"}
            limits = (0, steps), (-high, high)
            x_title = "step" if last else ""
            self.plots.add(Plot(*limits, width, height, ticks, ends, x_title, name))
        self.plots.arrange(DOWN, buff=0.2, aligned_edge=LEFT)
        for plot in self.plots[:-1]:  # their names may be of different widths
            plot.shift((self.plots[-1].x_axis.get_x() - plot.x_axis.get_x()) * RIGHT)
        self.bands = VGroup(
            band(plot, near * start, f"±{near:.0%}")
            for plot, start in zip(self.plots, starts, strict=True)
        )
        self.title = text(title, SMALL, style.QUIET).next_to(self.plots, UP, 0.2)
        self.title.align_to(self.bands, RIGHT)
        super().__init__(self.bands, self.plots, self.title)


def band(plot: Plot, near: float, name: str) -> VGroup:
    """The area of a plot within `near` of zero, and its name beside it."""
    low, high = plot.c2p(0, -near), plot.c2p(plot.x_range[1], near)
    area = Rectangle(width=high[0] - low[0], height=high[1] - low[1], stroke_width=0)
    area.set_fill(style.FAINT, 0.9).move_to((low + high) / 2)
    return VGroup(area, text(escaped(name), SMALL, style.QUIET).next_to(area, RIGHT, 0.1))
