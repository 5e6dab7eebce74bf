"""The result of the experiment momentum: descents to a minimum, with different momenta."""

import numpy as np

from nn.analysis.curves import arrival
from nn.experiments import Result

STEEP, FLAT = 0, 1  # the two directions, in the arrays


class Momenta:
    """How descents with each of several `momenta` (k,) move along a steep and a flat direction.

    Coordinates are distances from the minimum along the two directions. `steps`: the number of
    steps; `start` (2,), the initial coordinates; `near`: the fraction of its initial value below
    which a coordinate counts as arrived.
    """

    def __init__(self, result: Result):
        self.arrays = result.arrays
        self.momenta, self.steps = result.settings["momenta"], result.settings["steps"]
        self.near, self.start = result.settings["arrived"], result.settings["start"]

    def paths(self, mu: float) -> np.ndarray:
        """The coordinates (seeds, steps + 1, 2) of the descents with momentum mu."""
        return self.arrays.path[:, self.momenta.index(mu)]

    def off_plane(self, mu: float) -> np.ndarray:
        """Their distances (seeds, steps + 1) from the plane of the two directions."""
        return self.arrays.off_plane[:, self.momenta.index(mu)]

    def arrivals(self) -> np.ndarray:
        """The number of steps (seeds, k) after which both coordinates have arrived and stay so;
        `steps` + 1 if they never do."""
        return self.arrays.arrivals.max(axis=2).astype(float)

    def expected(self) -> np.ndarray:
        """The same (k,) for descents on parabolas of the same curvatures: medians over seeds."""
        return np.median(arrival(self.arrays.theory, self.near).max(axis=2), axis=0)

    def arrived(self) -> np.ndarray:
        """Which momenta (k,) arrive within `steps`, for all seeds and on parabolas: booleans."""
        return (self.arrivals() <= self.steps).all(axis=0) & (self.expected() <= self.steps)

    def arrival(self, mu: float) -> float:
        """The median over seeds of `arrivals` with momentum mu."""
        return float(np.median(self.arrivals()[:, self.momenta.index(mu)]))
