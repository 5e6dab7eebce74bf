"""Bins for a histogram of costs, equally wide on a logarithmic axis."""

import dataclasses

import numpy as np

LEAST, LOWEST = 1e-9, -7  # smaller costs count as this one; the lowest logarithm an axis begins at
BELOW = 0.1  # the percentage of the costs that may lie below the axis


@dataclasses.dataclass(frozen=True)
class LogBins:
    """`count` bins between two logarithms to base 10, `low` and `high`; values below the axis count
    in the first bin."""

    low: float
    high: float
    count: int

    @classmethod
    def around(cls, values: np.ndarray, count: int) -> "LogBins":
        """Bins between the powers of ten around nearly all values (n,), at least two apart."""
        least, most = np.percentile(values, BELOW), np.max(values)
        low = float(np.clip(np.floor(np.log10(max(least, LEAST))), LOWEST, 0))
        return cls(low, max(float(np.ceil(np.log10(max(most, LEAST)))), low + 2), count)

    @property
    def edges(self) -> np.ndarray:
        """The edges of the bins, (count + 1,) logarithms."""
        return np.linspace(self.low, self.high, self.count + 1)

    def middle(self, i: int) -> float:
        """The logarithm in the middle of bin i."""
        return float((self.edges[i] + self.edges[i + 1]) / 2)

    def log(self, values: np.ndarray) -> np.ndarray:
        """The logarithms of values (n,); those below `low` become `low`."""
        return np.log10(np.maximum(values, 10.0**self.low))

    def of(self, values: np.ndarray) -> np.ndarray:
        """The bin (n,) that each value is in."""
        width = (self.high - self.low) / self.count
        return np.minimum(((self.log(values) - self.low) / width).astype(int), self.count - 1)
