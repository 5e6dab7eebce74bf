"""The inner loop of every training: one step downhill from one mini_batch."""

import numpy as np

from nn.network import Network, Pass
from nn.optimizers import SGD


class Descent:
    """One network and its optimizer on a training set X (n, n_0), Y (n, n_L): `step(rows, eta)`.

    Buffers are made once for each size of mini_batch.
    """

    def __init__(
        self, network: Network, optimizer: SGD, X: np.ndarray, Y: np.ndarray, l2: float = 0.0
    ) -> None:
        self.network, self.optimizer, self.l2 = network, optimizer, l2
        self.X, self.Y = X, Y
        self._buffers: dict[int, tuple[np.ndarray, np.ndarray, Pass]] = {}

    def step(self, rows: np.ndarray, eta: float) -> None:
        """One update of θ from the mini_batch X[rows], Y[rows]."""
        m = len(rows)
        if m not in self._buffers:
            self._buffers[m] = self.X[:m].copy(), self.Y[:m].copy(), Pass(self.network, m)
        X, Y, batch = self._buffers[m]
        # mode="clip" lets NumPy write straight into `out`; rows are never out of range.
        self.X.take(rows, axis=0, out=X, mode="clip")
        self.Y.take(rows, axis=0, out=Y, mode="clip")
        batch.forward(X)
        batch.backward(Y)
        if self.l2:
            for nabla_w, W in zip(batch.nabla_w, self.network.weights, strict=True):
                nabla_w += self.l2 * W
        self.optimizer.step(self.network.theta, batch.nabla, eta)
