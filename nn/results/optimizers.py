"""The result of the experiment optimizers: each at the learning rate that validation chose."""

from typing import Any

import numpy as np

from nn.experiments import Result
from nn.optimizers import Momentum

TRAINING, VALIDATION = 0, 1  # in the arrays of costs
TEST = 1  # in those of accuracies


class Race:
    """The trainings of several optimizers, `names`, from one start on the same mini-batches.

    `steps` (looks,): after how many steps costs were measured; `mu`: the share of its velocity that
    momentum keeps at each step.
    """

    def __init__(self, result: Result):
        self.names, self.mu = tuple(result.settings["etas"]), Momentum.numbers["mu"]
        self.arrays, self.settings = result.arrays, result.settings
        self.steps: Any = getattr(self.arrays, "steps", None)

    def costs(self, name: str, part: int = TRAINING) -> np.ndarray:
        """The costs (seeds, looks) of an optimizer at its rate, on TRAINING or VALIDATION."""
        return self._at_its_rate(name, "costs")[:, :, part]

    def accuracy(self, name: str) -> np.ndarray:
        """The share of test digits (seeds,) that an optimizer gets right at its rate."""
        return self._at_its_rate(name, "accuracy")[:, TEST]

    def rates(self, name: str) -> np.ndarray:
        """The learning rates (rates,) that were tried."""
        return np.array(self.settings["etas"][name])

    def chosen(self, name: str) -> int:
        """The index of the chosen rate in `rates`."""
        return int(self.arrays.chosen[self.names.index(name)])

    def costs_by_rate(self, name: str) -> np.ndarray:
        """The final validation costs (seeds, rates) at each rate that was tried."""
        return getattr(self.arrays, f"{name}_costs")[:, :, -1, VALIDATION].T

    def highest_end(self) -> float:
        """The highest of the final median training costs: a cost that every optimizer reaches."""
        return float(max(np.median(self.costs(name)[:, -1]) for name in self.names))

    def steps_to(self, name: str, level: float) -> float:
        """The number of steps after which the median training cost stays below a level."""
        return when(np.median(self.costs(name), axis=0), self.steps, level)

    def steps_of_each(self, name: str, level: float) -> np.ndarray:
        """The same for each seed (seeds,)."""
        return np.array([when(costs, self.steps, level) for costs in self.costs(name)])

    def sizes(self) -> list[int]:
        """The network's sizes, with the inputs computed from the number of parameters."""
        hidden, classes = self.settings["hidden"], 10
        later = zip(hidden, [*hidden[1:], classes], strict=True)
        rest = int(self.arrays.parameters) - sum((n + 1) * m for n, m in later)
        return [rest // hidden[0] - 1, *hidden, classes]

    def _at_its_rate(self, name: str, kind: str) -> np.ndarray:
        return getattr(self.arrays, f"{name}_{kind}")[self.chosen(name)]


def when(costs: np.ndarray, steps: np.ndarray, level: float) -> float:
    """The number of steps after which costs (looks,) stay below a level. Between two looks the
    curve is taken as straight on logarithmic axes, as it is drawn."""
    after = int((costs > level).nonzero()[0][-1]) + 1
    share = np.log(costs[after - 1] / level) / np.log(costs[after - 1] / costs[after])
    low, high = np.log1p(steps[after - 1 : after + 1])
    return float(np.expm1(low + share * (high - low)))
