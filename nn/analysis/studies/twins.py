"""A twin of the network: other weights, the same outputs; and the cost on the way between the two.

A layer's neurons may stand in any order, if their weights go with them. And a neuron may be turned
over: with σ(−z) = 1 − σ(z) and tanh(−z) = −tanh(z), its weights and bias may change their signs,
where those that listen to it make up for it. A ReLU has no such twin, but one of twice the height.
"""

import math

import numpy as np

from nn.analysis.landscape import costs_at
from nn.datasets import one_hot

VERSION = 1
SEED = 0
POINTS = 41  # of the line between the two, both ends among them


def measure(finished, data):
    """A twin of the last snapshot, drawn from a seed, and the straight line to it, exact.

    `order{l}` (n_l,) and `turned{l}` (n_l,) bool for each hidden layer l = 1…L−1, for `twin_of`;
    `shares` (POINTS,), how far along the line, 0 the network, 1 its twin; `costs` (POINTS,), the
    cost of the whole training part there; `right` (POINTS,), the fraction of the validation part
    answered rightly there. The last three are empty where there is no hidden layer.
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


def twin_of(network, orders, turned, dtype=np.float32):
    """Another `Network` with the same outputs.

    orders: for each hidden layer, which of the network's neurons (n_l,) stands at each place of the
    twin's; turned: for each, which of the network's neurons (n_l,) bool are turned over.
    """
    twin = network.like(dtype=dtype)
    into, b, out, b_after = twin.weights, twin.biases, twin.weights[1:], twin.biases[1:]
    for l, (order, over) in enumerate(zip(orders, turned, strict=True)):
        factor = 2 if network.activation == "relu" else -1
        if network.activation == "sigmoid":  # W a = W − W (1 − a)
            b_after[l][:] += out[l][:, over].sum(axis=1)
        into[l][over] *= factor
        b[l][over] *= factor
        out[l][:, over] /= factor
        into[l][:], b[l][:], out[l][:] = into[l][order], b[l][order], out[l][:, order]
    return twin


def compare_outputs(network, orders, turned, images):
    """(d, n): the outputs of a network and its twin, computed in float64, differ by at most d, and
    n of the images (images, pixels) get the same answer from both."""
    both = network.like(dtype=np.float64), twin_of(network, orders, turned, np.float64)
    ours, theirs = (other.forward(images.astype(np.float64)).a[-1] for other in both)
    same = ours.argmax(axis=1) == theirs.argmax(axis=1)
    return float(abs(ours - theirs).max()), int(same.sum())


def number_of_twins(sizes, freely=False):
    """How many networks have the same outputs by another order and, unless freely scaled, other
    signs of their hidden neurons."""
    return math.prod(math.factorial(n) * (1 if freely else 2**n) for n in sizes[1:-1])


def _right(network, theta, data):
    return (network.like(theta).predict(data.validation_images) == data.validation_labels).mean()
