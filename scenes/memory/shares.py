"""Axes for what this chapter's clips measure: the share of labels or answers that are right."""

from scenes.mobjects.plot import Plot

PERCENT = {0: "0%", 0.5: "50%", 1: "100%"}


def plot_of_shares(
    x_range: tuple[float, float],
    size: tuple[float, float],
    x_ticks: dict[float, str],
    x_title: str,
    y_title: str,
    log_x: bool = False,
) -> Plot:
    """A `Plot` of shares from 0% to 100%. size: (width, height) in scene units."""
    return Plot(x_range, (0, 1), *size, x_ticks, PERCENT, x_title, y_title, log_x)
