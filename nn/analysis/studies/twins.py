"""A twin of the network (nn/analysis/symmetry.py), and the cost on the straight line to it."""

import numpy as np

from nn.analysis.landscape import costs_at
from nn.analysis.symmetry import twin_of
from nn.datasets import Dataset, one_hot
from nn.network import Network
from nn.runs.run import Run
from nn.schema import Array, Layout
from nn.storage import Arrays

VERSION = 1
SEED = 0
POINTS = 41  # on the line between the two, ends included


def layout(finished: Run) -> Layout:
    """What `measure` returns."""
    hidden = finished.sizes[1:-1]
    line = Array("float64", (POINTS if hidden else 0,))
    return {
        **{f"order{l}": Array("whole", (n,), below=n) for l, n in enumerate(hidden, start=1)},
        **{f"turned{l}": Array("bool", (n,)) for l, n in enumerate(hidden, start=1)},
        **dict.fromkeys(("shares", "costs", "right"), line),
    }


def measure(finished: Run, data: Dataset) -> Arrays:
    """A random twin of the last snapshot, and the cost on the straight line to it.

    `order{l}` (n_l,) and `turned{l}` (n_l,) bool for each hidden layer l = 1…L−1, for `twin_of`;
    `shares` (POINTS,), the position on the line from 0, the network, to 1, its twin; `costs`
    (POINTS,), the cost of the whole training part there; `right` (POINTS,), the fraction of the
    validation part answered right there. The last three are empty if there is no hidden layer.
    """
    network = finished.network()
    generator = np.random.default_rng(SEED)
    hidden = finished.sizes[1:-1]
    orders = [generator.permutation(n) for n in hidden]
    turned = [generator.permutation(n) < n // 2 for n in hidden]
    way = twin_of(network, orders, turned).theta - network.theta
    shares = np.linspace(0, 1, POINTS if hidden else 0)
    Y = one_hot(data.training_labels, finished.sizes[-1])
    return {
        **{f"order{l}": order for l, order in enumerate(orders, start=1)},
        **{f"turned{l}": neurons for l, neurons in enumerate(turned, start=1)},
        "shares": shares,
        "costs": costs_at(network, way, shares, data.training_images, Y),
        "right": np.array([_right(network, network.theta + t * way, data) for t in shares]),
    }


def _right(network: Network, theta: np.ndarray, data: Dataset) -> float:
    return (network.like(theta).predict(data.validation_images) == data.validation_labels).mean()
