"""Round numbers for the ticks and ends of axes and for contour lines, and their labels.

Steps are 1, 2 or 5 times a power of ten (Heckbert, "Nice numbers for graph labels", 1990).
"""

import numpy as np
import numpy.typing as npt

from scenes.stage.words.numbers import short

SLACK = 1e-9  # in steps: a number this close to a multiple, after rounding errors, is that multiple
FINEST = 1e-6  # the distance between the ticks around one value, as a share of it or of 1
SMALLEST = -307  # the exponent of ten below which a float has fewer digits
MOST_POWERS = 8  # powers of ten along one axis


def nice_step(most: float) -> float:
    """The largest of …, 0.1, 0.2, 0.5, 1, 2, 5, 10, … that is not above `most`; 1 for 0, where any
    step would do."""
    power = _unit(most)
    return float(max((step for step in (1, 2, 5) if step * power <= most), default=1) * power)


def multiples(step: float, low: float, high: float) -> np.ndarray:
    """The multiples (k,) of a step in the closed interval from `low` to `high`."""
    first, last = np.ceil(low / step - SLACK), np.floor(high / step + SLACK)
    return step * np.arange(first + 0, last + 1)  # −0 + 0 is 0


def round_limits(values: np.ndarray, step: float) -> tuple[float, float]:
    """(low, high): the multiples of a step between which all values lie."""
    low, high = np.min(values), np.max(values)
    return float(step * np.floor(low / step)), float(step * np.ceil(high / step))


def round_below(value: float) -> float:
    """The largest number with one significant digit that is not above a value; 0 for 0."""
    unit = _unit(value)
    return float(np.floor(value / unit + SLACK) * unit)


def round_above(value: float) -> float:
    """The smallest number with one significant digit that is not below a value; 1 for 0."""
    unit = _unit(value)
    return float(np.ceil(value / unit) * unit) if value > 0 else 1.0


def few_ticks(values: npt.ArrayLike, most: int = 5) -> np.ndarray:
    """Evenly spaced round ticks (n,), at most `most` steps, from below all values to above them."""
    low, high = float(np.min(values)), float(np.max(values))
    largest = max(abs(low), abs(high))
    apart = high - low > SLACK * largest
    power = int(np.floor(np.log10((high - low) / most if apart else FINEST * max(1, largest))))
    for step in (10.0**p * first for p in (power, power + 1) for first in (1, 2, 5)):
        first, last = np.floor(low / step + SLACK), np.ceil(high / step - SLACK)
        last = max(last, first + 1)
        if last - first <= most:
            break
    return step * np.arange(first, last + 1)


def linear_ticks(step: float, low: float, high: float) -> dict[float, str]:
    """{value: label} of the multiples of a step from `low` to `high`."""
    values = multiples(step, low, high)
    return {float(value): short(value) for value in values}


def halves(top: float) -> dict[float, str]:
    """{value: label} of 0, half of `top`, and `top`, with two digits."""
    return {value: short(value, 2) for value in (0, top / 2, top)}


def symmetric_ticks(reach: float) -> dict[float, str]:
    """{value: label} of zero, and two to five round numbers within `reach` on either side of it."""
    values = multiples(nice_step(reach / 2), -reach, reach)
    return {float(v): "+" * bool(v > 0) + short(v) for v in values}


def log_ticks(last: float) -> dict[int, str]:
    """{value: label} for a logarithmic axis from 0 to `last`: 0, and the powers of ten on it."""
    names = {1e3: "1k", 1e4: "10k", 1e5: "100k", 1e6: "1M"}
    powers = [10**p for p in range(1, 7) if 10**p <= last]
    return {0: "0", **{power: names.get(power, str(power)) for power in powers}}


def powers_of_ten(low: float, high: float, every: int = 1) -> dict[float, str]:
    """{logarithm: label} for an axis of logarithms: every n-th power of ten (`every`) from `high`
    down to `low`, or fewer, so that there are at most MOST_POWERS."""
    first, last = int(np.floor(high + SLACK)), int(np.ceil(low - SLACK))
    every = max(every, (first - last) // MOST_POWERS + 1)
    return {float(p): f"$10^({p})$".replace("-", "−") for p in range(first, last - 1, -every)}


def doublings(limits: tuple[float, float]) -> np.ndarray:
    """The costs 0.1, 0.2, 0.4 … and 0.05, 0.025 … (k,) that lie within limits (low, high)."""
    low, high = np.log2(np.array(limits) / 0.1)
    return 0.1 * 2.0 ** np.arange(np.ceil(low), np.floor(high) + 1)


def evenly(limits: tuple[float, float]) -> np.ndarray:
    """Eight to twenty evenly spaced round costs (k,) within limits (low, high)."""
    return multiples(nice_step(np.ptp(limits) / 8), *limits)


def _unit(value):
    """The power of ten of a value's first digit; 1 for 0."""
    return 10.0 ** max(np.floor(np.log10(value)), SMALLEST) if value > 0 else 1.0
