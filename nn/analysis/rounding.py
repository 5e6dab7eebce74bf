"""What counts as level, constant or tied when the values are sums of float32 numbers.

The last bits of such sums depend on the processor: another BLAS kernel adds in another order. So no
result may change abruptly with them. A difference below ROUNDING, relative to the values, counts
as zero.
"""

import numpy as np

# About eight units in the last place of float32. The error of a sum of 784 products is about
# √784 · ε/2 of its terms; that of a cost, a mean over many examples, is 1e-9 in the film's run.
ROUNDING = 1e-6


def is_level(values: np.ndarray, axis: int | None = None) -> np.ndarray:
    """Whether values (…) along an axis, or all of them, differ by no more than rounding."""
    return np.ptp(values, axis=axis) <= ROUNDING * np.abs(values).max(axis=axis)


def first_highest(values: np.ndarray) -> int:
    """The index of the first of values (n,) that equals the highest up to rounding."""
    highest = np.max(values)
    return int(np.argmax(values >= highest - ROUNDING * np.abs(highest)))


def first_lowest(values: np.ndarray) -> int:
    """The index of the first of values (n,) that equals the lowest up to rounding."""
    return first_highest(-np.asarray(values))
