"""Many networks of one shape trained together, in one computation with an axis of networks.

A step of a small network is mostly the overhead of a dozen calls of NumPy, on matrices too small to
keep the processor busy. K networks trained together share these calls. A larger K is faster as
long as the processor's cache holds all parameters, gradients and arrays of the optimizer: 8 MB hold
some 50 networks like the film's with SGD, or 30 with Adam. Divide more networks into several
ensembles: no bit depends on that, unless first layers are multiplied as one (FEW).
"""

from collections.abc import Sequence
from typing import Self

import numpy as np

from nn.errors import DownhillError
from nn.network import Network, layer_views
from nn.optimizers import SGD

# The most weights that a first layer may have if all networks' first layers are multiplied as one
# matrix. With so few, the calls of BLAS cost most. With more, one product gains nothing, and on
# processors with AVX-512 it can take five times as long: OpenBLAS multiplies matrices as they lie
# in memory only up to 10⁶ multiplications a product; beyond that, it copies them first.
FEW = 1_000


class Ensemble:
    """K networks of the same sizes and functions over one flat parameter vector.

    `theta` (K · parameters,) holds W¹ of all networks, then b¹ of all, W², …; `weights[l-1]`
    (K, n_out, n_in) and `biases[l-1]` (K, n_out) are views of it. An optimizer works on a flat
    vector element by element, so it works on this one just as on a network's.

    networks: the K networks that it starts from; they are copied. Raises DownhillError if they are
    not all of one kind.
    """

    def __init__(self, networks: Sequence[Network]) -> None:
        first = networks[0]
        if any(
            (network.kind, network.theta.dtype) != (first.kind, first.theta.dtype)
            for network in networks
        ):
            raise DownhillError(
                "networks of different sizes or functions can't be trained as one: make an "
                "ensemble for each kind."
            )
        self.pattern, self.size = first, len(networks)
        self.theta = np.empty(self.size * len(first.theta), first.theta.dtype)
        self.weights, self.biases = self.views(self.theta)
        for k, network in enumerate(networks):
            for mine, theirs in zip(self.weights, network.weights, strict=True):
                mine[k] = theirs
            for mine, theirs in zip(self.biases, network.biases, strict=True):
                mine[k] = theirs

    def views(self, vector: np.ndarray) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """Views of a vector laid out as `theta`: weights (K, n_out, n_in), biases (K, n_out)."""
        return layer_views(vector, self.pattern.sizes, (self.size,))

    def network(self, k: int) -> Network:
        """Network k alone, with its own copy of the parameters."""
        network = self.pattern.like()
        for W, b, all_W, all_b in zip(
            network.weights, network.biases, self.weights, self.biases, strict=True
        ):
            W[:], b[:] = all_W[k], all_b[k]
        return network

    def networks(self) -> list[Network]:
        """All networks, each alone."""
        return [self.network(k) for k in range(self.size)]


class EnsemblePass:
    """One mini_batch of each network on its way forward and back (see nn.network.Pass).

    After `forward(X)`: `z[l-1]` and `a[l]` are (K, m, n_l). After `backward(Y)`: `nabla`, laid out
    as the ensemble's `theta`, is the gradient of each network's mean cost over its batch.
    shared: whether all networks see the same images, X (m, n_0); else X is (K, m, n_0). Y is
    (K, m, n_L), or (m, n_L) if all networks have the same targets.

    If images are shared and the first layer is small (FEW), values lie in memory as
    (m, K, n_l): then the first layer of all networks is one matrix product, and its gradient
    another.
    """

    def __init__(self, ensemble: Ensemble, m: int, shared: bool = False) -> None:
        self.ensemble = ensemble
        K, dtype, sizes = ensemble.size, ensemble.theta.dtype, ensemble.pattern.sizes
        self._as_one = shared and sizes[0] * sizes[1] <= FEW
        shapes = [(m, K, n) if self._as_one else (K, m, n) for n in sizes[1:]]
        kinds = [[np.empty(shape, dtype) for shape in shapes] for _ in range(4)]
        self._z, self._a, self._delta, self._gradient = kinds
        self._targets = np.empty(shapes[-1], dtype)
        self.z, a, self.delta, self._gradients = (
            [self._by_network(one) for one in kind] for kind in kinds
        )
        self.a = [np.empty(0, dtype), *a]  # a[0] is set by forward
        self.nabla = np.empty_like(ensemble.theta)
        self.nabla_w, self.nabla_b = ensemble.views(self.nabla)
        self._scale = np.array(1 / m, dtype)
        # Made once here rather than at every step.
        self._transposed = [W.swapaxes(1, 2) for W in ensemble.weights]
        self._first = [_merged(layers[0]) for layers in (ensemble.weights, self.nabla_w)]
        self._biases = [b if self._as_one else b[:, None] for b in ensemble.biases]
        self._rows = [[_merged(one) for one in kind] for kind in kinds]

    def forward(self, X: np.ndarray) -> Self:
        """Fill z and a."""
        self.a[0] = X
        z_rows, a_rows, *_ = self._rows
        for l, function in enumerate(self.ensemble.pattern.functions):
            if l == 0 and self._as_one:
                np.dot(X, self._first[0].T, out=self._z[0].reshape(len(X), -1))
            else:
                np.matmul(self.a[l], self._transposed[l], out=self.z[l])
            self._z[l] += self._biases[l]
            function.forward(z_rows[l], out=a_rows[l])
        return self

    def backward(self, Y: np.ndarray) -> Self:
        """Fill delta and nabla."""
        pattern, last = self.ensemble.pattern, len(self.z) - 1
        z, a, delta, gradient = self._rows
        self._by_network(self._targets)[...] = Y
        pattern.cost_function.delta(
            a[last],
            _merged(self._targets),
            pattern.output,
            self._scale,
            delta[last],
            gradient[last],
        )
        for l in range(last, -1, -1):
            if l == 0 and self._as_one:
                np.dot(self._delta[0].reshape(len(self.a[0]), -1).T, self.a[0], out=self._first[1])
            else:
                np.matmul(self.delta[l].swapaxes(1, 2), self.a[l], out=self.nabla_w[l])
            self._delta[l].sum(axis=0 if self._as_one else 1, out=self.nabla_b[l])
            if l > 0:
                np.matmul(self.delta[l], self.ensemble.weights[l], out=self._gradients[l - 1])
                backward = pattern.functions[l - 1].backward
                backward(a[l - 1], gradient[l - 1], delta[l - 1], z[l - 1])
        return self

    def _by_network(self, values: np.ndarray) -> np.ndarray:
        """Values as they lie in memory, as a view (K, m, n)."""
        return values.swapaxes(0, 1) if self._as_one else values


class EnsembleDescent:
    """`nn.training.descent.Descent` for an ensemble: `step(rows, eta)`.

    X (n, n_0), Y (n, n_L), or Y (K, n, n_L) if each network has its own labels. rows (m,) are the
    examples that all networks see, or (K, m) those of each network, which is slower.
    """

    def __init__(
        self, ensemble: Ensemble, optimizer: SGD, X: np.ndarray, Y: np.ndarray, l2: float = 0.0
    ) -> None:
        self.ensemble, self.optimizer, self.l2 = ensemble, optimizer, l2
        self.X, self.Y = X, Y
        self._passes: dict[tuple[int, bool], EnsemblePass] = {}

    def step(self, rows: np.ndarray, eta: float) -> None:
        """One update of every network, each from its own mini_batch."""
        shared = rows.ndim == 1
        kind = rows.shape[-1], shared
        if kind not in self._passes:
            self._passes[kind] = EnsemblePass(self.ensemble, *kind)
        batch = self._passes[kind]
        batch.forward(self.X.take(rows, axis=0)).backward(self._targets(rows))
        if self.l2:
            for nabla_w, W in zip(batch.nabla_w, self.ensemble.weights, strict=True):
                nabla_w += self.l2 * W
        self.optimizer.step(self.ensemble.theta, batch.nabla, eta)

    def _targets(self, rows: np.ndarray) -> np.ndarray:
        if self.Y.ndim == 2:
            return self.Y.take(rows, axis=0)
        if rows.ndim == 1:
            return self.Y[:, rows]
        return np.take_along_axis(self.Y, rows[:, :, None], axis=1)


def _merged(values: np.ndarray) -> np.ndarray:
    """Values (·, ·, n) as rows (·, n), which activations and costs take."""
    return values.reshape(-1, values.shape[-1])
