"""The result of the experiment momentum: descents beside a minimum, by their momentum."""

import numpy as np

from nn.analysis.curves import arrival
from nn.experiments import Result

STEEP, FLAT = 0, 1  # the two directions, in the arrays


class Momenta:
    """What descents with each of some `momenta` (k,) do along a steep and a flat direction.

    `steps`: how many steps were made; `near`: the share of its start that a coordinate must come
    to; `start` (2,), the coordinates at first.
    """

    def __init__(self, result: Result):
        self.arrays = result.arrays
        self.momenta, self.steps = result.settings["momenta"], result.settings["steps"]
        self.near, self.start = result.settings["arrived"], result.settings["start"]

    def paths(self, mu: float) -> np.ndarray:
        """The coordinates (seeds, steps + 1, 2) after each step with a momentum."""
        return self.arrays.path[:, self.momenta.index(mu)]

    def off_plane(self, mu: float) -> np.ndarray:
        """The distances (seeds, steps + 1) from the plane of the two directions."""
        return self.arrays.off_plane[:, self.momenta.index(mu)]

    def arrivals(self) -> np.ndarray:
        """The steps (seeds, k) after which both coordinates stay near enough to the minimum; one
        more than were made if they don't."""
        return self.arrays.arrivals.max(axis=2).astype(float)

    def expected(self) -> np.ndarray:
        """The same (k,) on parabolas that are as steep and as flat, the median over seeds."""
        return np.median(arrival(self.arrays.theory, self.near).max(axis=2), axis=0)

    def arrived(self) -> np.ndarray:
        """Which momenta (k,) arrive within the steps made: all seeds, and on parabolas."""
        return (self.arrivals() <= self.steps).all(axis=0) & (self.expected() <= self.steps)

    def arrival(self, mu: float) -> float:
        """The median of those steps with a momentum."""
        return float(np.median(self.arrivals()[:, self.momenta.index(mu)]))

    def overshoot(self, mu: float) -> float:
        """How far the flat coordinate passes the minimum, as a share of its start: the median."""
        lowest = self.paths(mu)[:, :, FLAT].min(axis=1)
        return float(-np.median(lowest) / self.start[FLAT])
