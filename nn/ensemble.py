"""Many networks of one shape trained together: one computation with a leading axis of networks.

A step of a small network is mostly the overhead of its dozen calls, and its matrices are too small
for the processor to be busy. K networks side by side make the same calls once for all.
"""

import numpy as np

from nn.errors import DownhillError
from nn.network import Network


class Ensemble:
    """K networks of the same sizes and functions over one flat parameter vector.

    `theta` (K · parameters,) holds W¹ of all networks, then b¹ of all, W², …; `weights[l-1]`
    (K, n_out, n_in) and `biases[l-1]` (K, n_out) are views of it. What works on a network's flat
    vector element by element, such as an optimizer, works on this one.

    networks: the K that it begins as; they are copied. Raises DownhillError where they are not of
    one kind.
    """

    def __init__(self, networks):
        first = networks[0]
        if len({_kind(network) for network in networks}) > 1:
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

    def views(self, vector):
        """Views of a vector laid out as `theta`: weights (K, n_out, n_in), biases (K, n_out)."""
        weights, biases, start = [], [], 0
        for W in self.pattern.weights:
            n_out, n_in = W.shape
            middle = start + self.size * n_out * n_in
            end = middle + self.size * n_out
            weights.append(vector[start:middle].reshape(self.size, n_out, n_in))
            biases.append(vector[middle:end].reshape(self.size, n_out))
            start = end
        return weights, biases

    def network(self, k):
        """Network k by itself, with its own copy of the parameters."""
        pattern = self.pattern
        network = Network(
            pattern.sizes,
            pattern.activation,
            pattern.output_activation,
            pattern.cost_name,
            dtype=self.theta.dtype,
        )
        for W, b, all_W, all_b in zip(
            network.weights, network.biases, self.weights, self.biases, strict=True
        ):
            W[:], b[:] = all_W[k], all_b[k]
        return network

    def networks(self):
        """All of them, each by itself."""
        return [self.network(k) for k in range(self.size)]


class EnsemblePass:
    """One mini_batch of each network on its way forward and back (see nn.network.Pass).

    After `forward(X)`: `z[l-1]` and `a[l]` are (K, m, n_l). After `backward(Y)`: `nabla`, laid out
    as the ensemble's `theta`, is the gradient of each network's mean cost over its batch.
    X is (K, m, n_0), or (m, n_0) where all see the same; Y likewise.
    """

    def __init__(self, ensemble, m):
        self.ensemble, dtype = ensemble, ensemble.theta.dtype
        self.shapes = [(ensemble.size, m, n) for n in ensemble.pattern.sizes[1:]]
        self.z, self.delta, self._gradient = (
            [np.empty(shape, dtype) for shape in self.shapes] for _ in range(3)
        )
        self.a = [None] + [np.empty(shape, dtype) for shape in self.shapes]
        self.nabla = np.empty_like(ensemble.theta)
        self.nabla_w, self.nabla_b = ensemble.views(self.nabla)
        self._scale = np.array(1 / m, dtype)

    def forward(self, X):
        """Fill z and a."""
        ensemble = self.ensemble
        self.a[0] = X
        for l, function in enumerate(ensemble.pattern.functions):
            z = self.z[l]
            np.matmul(self.a[l], ensemble.weights[l].swapaxes(1, 2), out=z)
            z += ensemble.biases[l][:, None]
            function.forward(_rows(z), out=_rows(self.a[l + 1]))
        return self

    def backward(self, Y):
        """Fill delta and nabla."""
        pattern, last = self.ensemble.pattern, len(self.z) - 1
        delta = self.delta[last]
        pattern.cost_function.delta(
            _rows(self.a[-1]),
            _rows(np.broadcast_to(Y, delta.shape)),
            pattern.output,
            self._scale,
            _rows(delta),
            _rows(self._gradient[last]),
        )
        for l in range(last, -1, -1):
            delta = self.delta[l]
            np.matmul(delta.swapaxes(1, 2), self.a[l], out=self.nabla_w[l])
            delta.sum(axis=1, out=self.nabla_b[l])
            if l > 0:
                gradient = np.matmul(delta, self.ensemble.weights[l], out=self._gradient[l - 1])
                a, out = self.a[l], self.delta[l - 1]
                pattern.hidden.backward(_rows(a), _rows(gradient), out=_rows(out))
        return self


class EnsembleDescent:
    """The inner loop of nn.train.Descent for an ensemble: `step(rows, eta)`.

    X (n, n_0), Y (n, n_L), or Y (K, n, n_L) where each network has labels of its own. rows (m,) are
    the examples that all networks see, or (K, m) each network's own.
    """

    def __init__(self, ensemble, optimizer, X, Y, l2=0.0):
        self.ensemble, self.optimizer, self.l2 = ensemble, optimizer, l2
        self.X, self.Y = X, Y
        self._passes = {}

    def step(self, rows, eta):
        """One update of every network, each from its own mini_batch."""
        m = rows.shape[-1]
        if m not in self._passes:
            self._passes[m] = EnsemblePass(self.ensemble, m)
        batch = self._passes[m]
        batch.forward(self.X.take(rows, axis=0)).backward(self._targets(rows))
        if self.l2:
            for nabla_w, W in zip(batch.nabla_w, self.ensemble.weights, strict=True):
                nabla_w += self.l2 * W
        self.optimizer.step(self.ensemble.theta, batch.nabla, eta)

    def _targets(self, rows):
        if self.Y.ndim == 2:
            return self.Y.take(rows, axis=0)
        if rows.ndim == 1:
            return self.Y[:, rows]
        return np.take_along_axis(self.Y, rows[:, :, None], axis=1)


def _rows(values):
    """Values (K, m, n) as rows (K · m, n), which activations and costs take."""
    return values.reshape(-1, values.shape[-1])


def _kind(network):
    return (
        tuple(network.sizes),
        network.activation,
        network.output_activation,
        network.cost_name,
        network.theta.dtype.str,
    )
