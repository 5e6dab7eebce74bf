"""The axis on which every example has its place, by its cost."""

from nn.analysis.log_bins import LogBins
from scenes.mobjects.plot import Plot

MOST_LABELS = 8  # that the axis has room for


def axis_of_costs(bins: LogBins, least: float, size: tuple[float, float], title: str) -> Plot:
    """A plot (width, height) of shares over the logarithms of costs, with a label at every power of
    ten, or at every second if they are many. least: the lowest cost; the first bar counts also what
    costs less than the axis begins with, and says so."""
    powers = range(int(bins.low), int(bins.high) + 1)
    labels = {power: power_of_ten(power) for power in powers[:: 1 + (len(powers) > MOST_LABELS)]}
    if least < 10**bins.low:
        labels[powers[0]] = "≤ " + labels[powers[0]]
    return Plot((bins.low, bins.high), (0, 1), *size, labels, x_title=title)


def power_of_ten(exponent: int) -> str:
    """The label of a tick at 10 to the exponent, in Typst's markup."""
    return f"{10.0**exponent:g}" if -3 <= exponent <= 3 else f"$10^({exponent})$"
