"""The result of the experiment many_minima: the costs that networks of several widths end at."""

import numpy as np

from nn.experiments import Result

TRAINING, TEST = 0, 1  # in the arrays of costs


class Minima:
    """Networks of several `widths` (k,), one for each width and seed.

    `cost` (k, seeds, looks, 2): the cost on TRAINING and TEST digits after `looks` (looks,) epochs;
    `ends` (k, seeds, 2): the final cost. `W` (networks, 2, width, pixels), for some of the
    narrowest networks: the first layer's weights at the start and at the end.
    """

    def __init__(self, result: Result):
        self.found, self.widths = result.found, result.settings["widths"]
        self.cost = result.arrays.cost.astype(float)
        self.looks, self.W = result.arrays.looks, result.arrays.W
        self.ends = self.cost[:, :, -1]

    def of_each(self, name: str) -> list[float]:
        """The number found under this name for each width (k,)."""
        return [self.found[f"{name}_{width}"] for width in self.widths]

    def intervals(self) -> list[tuple[float, float]]:
        """The 95% confidence interval (low, high), for each width, of the correlation between
        training and test cost."""
        ends = (self.of_each(f"correlation_{end}") for end in ("low", "high"))
        return list(zip(*ends, strict=True))

    def standardised(self) -> np.ndarray:
        """The final costs (k, 2, seeds), in standard deviations from the mean of their width."""
        mean, deviation = self.ends.mean(axis=1), self.ends.std(axis=1)
        return np.swapaxes((self.ends - mean[:, None]) / deviation[:, None], 1, 2)

    def bends(self, when: str) -> tuple[float, float, float]:
        """The shares of directions in which the cost curves down, neither way, and up; when:
        "start" or "end"."""
        down, flat = self.found[f"down_{when}"], self.found[f"flat_{when}"]
        return down, flat, 1 - down - flat

    def used_pixels(self) -> np.ndarray:
        """The pixels from which training changed any weight: (pixels,) bool."""
        return (self.W[:, 0] != self.W[:, 1]).any(axis=(0, 1))

    def likest(self) -> tuple[int, list[tuple[int, float]]]:
        """A typical neuron j of the first network, and in each other network the neuron most like
        it: (j, [(neuron, cosine of their final weights), …]).

        Typical: its mean cosine with these neurons is closest to the average over all neurons.
        """
        W = self.W[:, 1][..., self.used_pixels()]
        first, *others = W / np.linalg.norm(W, axis=2, keepdims=True)
        cosines = np.array([first @ other.T for other in others])  # (others, width, width)
        best = cosines.max(axis=2).mean(axis=0)
        j = int(abs(best - best.mean()).argmin())
        return j, [(int(of_one.argmax()), float(of_one.max())) for of_one in cosines[:, j]]


def counted(n: int, shares: tuple[float, float, float]) -> tuple[int, int, int]:
    """How many of n are in each of three shares: whole numbers that add up to n."""
    first, last = round(n * shares[0]), round(n * shares[2])
    return first, n - first - last, last
