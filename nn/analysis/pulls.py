"""The pulls of single examples on the first layer's weights: −∂C/∂W¹ is −δ¹ times the input."""

import dataclasses

import numpy as np

from nn.network import Network


@dataclasses.dataclass(frozen=True)
class Pulls:
    """The pulls of m examples, kept as their factors: `deltas` (m, neurons), −δ¹ of each example
    alone, and `inputs` (m, pixels); float64."""

    deltas: np.ndarray
    inputs: np.ndarray

    @classmethod
    def of(cls, network: Network, X: np.ndarray, Y: np.ndarray) -> "Pulls":
        """The pulls of examples X (m, pixels) towards Y (m, outputs)."""
        of_mean = -network.backpropagation(X, Y).delta[0]
        return cls(of_mean.astype(float) * len(X), X.astype(float))

    def one(self, i: int) -> np.ndarray:
        """The pull of example i, (neurons, pixels)."""
        return np.outer(self.deltas[i], self.inputs[i])

    def cosines(self, i: int) -> np.ndarray:
        """The cosine of the angle between each pull and that of example i, (m,); 1 for zero."""
        sizes = np.linalg.norm(self.deltas, axis=1) * np.linalg.norm(self.inputs, axis=1)
        inner = (self.deltas @ self.deltas[i]) * (self.inputs @ self.inputs[i])
        return np.divide(inner, sizes * sizes[i], out=np.ones(len(sizes)), where=sizes > 0)

    def averages(self, order: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """The averages (k, neurons, pixels) of the first n pulls in an order (m,), for each n of
        `counts` (k,)."""
        return np.array([self.deltas[order[:n]].T @ self.inputs[order[:n]] / n for n in counts])

    def share_against(self, direction: np.ndarray) -> float:
        """The share of the pulls at more than 90° to a direction (neurons, pixels)."""
        return float((((self.deltas @ direction) * self.inputs).sum(axis=1) < 0).mean())
