"""Networks that differ in their weights and have the same outputs, or nearly the same.

The neurons of a hidden layer may be in any order, if their weights move with them. And a neuron may
be negated: since σ(−z) = 1 − σ(z) and tanh(−z) = −tanh(z), its weights and bias can change sign if
the next layer makes up for it. A network that is changed in these ways is called a twin here.

Two trainings find their features in different orders and signs. `matched` undoes that, after
Ainsworth, Hayase & Srinivasa 2023, "Git Re-Basin", section 3.1: the neurons of a layer are paired
so that the sum of the correlations of their activations is highest. (The paper's networks have
ReLUs, which can't be negated, only paired.)
"""

import math

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from nn.activations import kind_of
from nn.analysis.rounding import is_level
from nn.network import Network

# By what the weights and the bias of a neuron are multiplied in a twin, while those that lead from
# it are divided by it. Other activations allow no factor but 1.
FACTORS = {"sigmoid": -1, "tanh": -1, "identity": -1, "relu": 2, "leaky_relu": 2}


def twin_of(
    network: Network,
    orders: list[np.ndarray],
    turned: list[np.ndarray],
    dtype: npt.DTypeLike = np.float32,
) -> Network:
    """A network with the same outputs.

    orders: for each hidden layer, which of the network's neurons (n_l,) is at each place in the
    twin; turned: for each hidden layer, which of the network's neurons are negated, (n_l,) bool.
    ReLUs are scaled by 2 instead, and neurons that can't be scaled either stay as they are
    (FACTORS).
    """
    twin = network.like(dtype=dtype)
    into, b, out, b_after = twin.weights, twin.biases, twin.weights[1:], twin.biases[1:]
    for l, (order, over) in enumerate(zip(orders, turned, strict=True)):
        name = network.activations[l]
        factor = FACTORS.get(kind_of(name), 1)
        if name == "sigmoid":  # W a = W − W (1 − a)
            b_after[l][:] += out[l][:, over].sum(axis=1)
        into[l][over] *= factor
        b[l][over] *= factor
        out[l][:, over] /= factor
        into[l][:], b[l][:], out[l][:] = into[l][order], b[l][order], out[l][:, order]
    return twin


def compare_outputs(
    network: Network, orders: list[np.ndarray], turned: list[np.ndarray], images: np.ndarray
) -> tuple[float, int]:
    """(d, n): the outputs of a network and its twin, computed in float64, differ by at most d, and
    n of the images (images, pixels) get the same answer from both."""
    both = network.like(dtype=np.float64), twin_of(network, orders, turned, np.float64)
    ours, theirs = (other.forward(images.astype(np.float64)).a[-1] for other in both)
    same = ours.argmax(axis=1) == theirs.argmax(axis=1)
    return float(abs(ours - theirs).max()), int(same.sum())


def number_of_twins(sizes: list[int], negatable: list[bool]) -> int:
    """How many networks have the same outputs, by another order of their hidden neurons, and by
    their signs too in the hidden layers whose neurons are negatable. (ReLUs can be scaled freely.)
    """
    layers = zip(sizes[1:-1], negatable, strict=True)
    return math.prod(math.factorial(n) * (2**n if turns else 1) for n, turns in layers)


def matched(
    network: Network, other: Network, X: np.ndarray, turn: bool = True
) -> tuple[Network, list[np.ndarray], list[np.ndarray]]:
    """The twin of `other` whose hidden neurons are most like those of `network` in their places.

    X (m, n_0): the images on which they are compared. turn: whether neurons may be negated, if
    their activation allows it. Returns (the twin, orders, turned), the last two as `twin_of` takes
    them.
    """
    orders, turned = [], []
    ours, theirs = network.forward(X).a[1:-1], other.forward(X).a[1:-1]
    for name, a, b in zip(network.activations, ours, theirs, strict=False):
        alike, may_turn = likeness(a, b), turn and FACTORS.get(kind_of(name)) == -1
        _, order = linear_sum_assignment(abs(alike) if may_turn else alike, maximize=True)
        over = np.zeros(len(order), bool)
        over[order] = may_turn & (alike[np.arange(len(order)), order] < 0)
        orders.append(order)
        turned.append(over)
    return twin_of(other, orders, turned), orders, turned


def likeness(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The correlation (n, n) of each column of a (m, n) with each column of b (m, n); 0 for a
    column that is constant up to rounding."""
    a, b = (_standardised(values.astype(np.float64)) for values in (a, b))
    return a.T @ b / len(a)


def _standardised(values: np.ndarray) -> np.ndarray:
    centred, level = values - values.mean(axis=0), is_level(values, axis=0)
    return np.where(level, 0, centred / np.where(level, 1, centred.std(axis=0)))
