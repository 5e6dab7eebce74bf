"""The Hessian: the second derivatives of the cost with respect to the parameters, exact.

It is implemented for networks with one hidden layer of ReLUs, softmax and cross-entropy. Their
weighted inputs are linear in each layer's parameters, so only two kinds of second derivatives
remain: those of the softmax, through both layers, and those for a weight into a neuron and a weight
out of it.
"""

import numpy as np

from nn.errors import DownhillError
from nn.network import Network, layer_views, parameter_count

KIND = "relu", "softmax", "cross_entropy"


def hessian(network: Network, X: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """∂²C/∂θ² (parameters, parameters) of the mean cost over X (m, n_0), Y (m, n_2), in float64 and
    in the order of `network.theta`.

    Each row of Y adds up to 1. Where a z is exactly 0, the ReLU counts as flat, as in
    backpropagation. Raises DownhillError for another kind of network.
    """
    if len(network.weights) != 2:
        raise DownhillError("the Hessian is implemented only for one hidden layer.")
    if (*network.activations, network.cost_name) != KIND:
        raise DownhillError(f"the Hessian is implemented only for {', '.join(KIND)}.")
    m, (n, h, k) = len(X), network.sizes
    (_, W), (_, a, p) = (w.astype(np.float64) for w in network.weights), network.forward(X).a
    X, a, p = _with_ones(X), _with_ones(a), p.astype(np.float64)
    lit = (a[:, :-1] > 0).astype(np.float64)
    mean = p @ W  # (m, h): of the weights out of each hidden neuron
    H = np.zeros((h * (n + 1) + k * (h + 1),) * 2)
    first, last = slice(0, h * (n + 1)), slice(h * (n + 1), None)
    into, between = H[first, first].reshape(h, n + 1, h, n + 1), np.empty((h, n + 1, k, h + 1))
    for j in range(h):
        rows = np.flatnonzero(lit[:, j])
        x, off = X[rows], p[rows] * (W[:, j] - mean[rows, j, None])  # off (rows, k): S wⱼ
        bends = (off @ W) * lit[rows]
        into[j] = _products(x, bends, x).reshape(n + 1, h, n + 1)
        between[j] = _products(x, off, a[rows]).reshape(n + 1, k, h + 1)
        between[j, :, :, j] += x.T @ (p - Y)[rows]
    H[first, last] = between.reshape(h * (n + 1), -1)
    H[last, first] = H[first, last].T
    out_of = H[last, last].reshape(k, h + 1, k, h + 1)
    for i in range(k):
        bends = p[:, i, None] * (np.eye(k)[i] - p)
        out_of[i] = _products(a, bends, a).reshape(h + 1, k, h + 1)
    order = _order(network.sizes)
    return H[np.ix_(order, order)] / m


def _with_ones(values: np.ndarray) -> np.ndarray:
    """Values (m, n) in float64, with a column of ones for the bias: (m, n + 1)."""
    return np.column_stack([values, np.ones(len(values))]).astype(np.float64)


def _products(left: np.ndarray, factors: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Σₘ left[m, a] factors[m, b] right[m, c] as (a, b · c)."""
    count = factors.shape[1] * right.shape[1]  # given, since -1 is no size if there are no rows
    return left.T @ (factors[:, :, None] * right[:, None]).reshape(len(left), count)


def _order(sizes: list[int]) -> np.ndarray:
    """For each parameter, in the order of theta, its index in a vector that holds one neuron's
    weights and bias after another's."""
    n, h, k = sizes
    order = np.empty(parameter_count(sizes), np.int64)
    start = 0
    for W, b, n_in in zip(*layer_views(order, sizes), (n, h), strict=True):
        places = start + np.arange(len(b) * (n_in + 1)).reshape(len(b), n_in + 1)
        W[:], b[:] = places[:, :-1], places[:, -1]
        start += places.size
    return order
