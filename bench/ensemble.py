"""Many small networks trained as one, against the same networks one after another, on one core.

Both train the same networks on the same mini_batches, and end with the same parameters to 1e-5,
which is checked. Times are those of one step of all networks.
"""

import itertools

import numpy as np
from threadpoolctl import threadpool_limits

from bench.timing import medians
from nn import datasets
from nn.network import Network
from nn.optimizers import SGD
from nn.training.descent import Descent
from nn.training.ensemble import Ensemble, EnsembleDescent
from nn.training.loop import epoch_order

# (what it is, sizes, networks, mini_batch size, a mini_batch for all or one for each)
SHAPES = [
    ("points in the plane", [2, 2, 2, 2, 2], 100, 20, True),
    ("digits of 10×10", [100, 25, 10], 20, 10, True),
    ("the film's", [784, 16, 16, 10], 20, 5, True),
    ("the film's, mini-batches of their own", [784, 16, 16, 10], 20, 5, False),
]
TARGET = 2.5
EXAMPLES, STEPS, ROUNDS = 2_000, 20, 25
ETA, CLOSE = 0.5, 1e-5


def measure():
    """A row for each shape."""
    with threadpool_limits(1):
        return [_row(*shape) for shape in SHAPES]


def _row(what, sizes, count, m, shared):
    together, alone, check = _contestants(sizes, count, m, shared)
    for _ in range(STEPS):
        together()
        alone()
    check()
    seconds = medians({"ours": together, "other": alone}, ROUNDS, STEPS)
    shape = "-".join(map(str, sizes))
    return {
        "name": f"{count} networks {shape} as one ({what})",
        "unit": "µs",
        "ours": seconds["ours"] * 1e6,
        "other": seconds["other"] * 1e6,
        "ratio": seconds["other"] / seconds["ours"],
        "target": TARGET,
    }


def _contestants(sizes, count, m, shared):
    """(a step of all as one, a step of each after the other, a check that they agree)."""
    X, Y = _examples(sizes)
    networks = [Network(sizes, seed=seed) for seed in range(count)]
    ensemble = Ensemble(networks)
    as_one = EnsembleDescent(ensemble, SGD(ensemble.theta), X, Y)
    each = [Descent(network, SGD(network.theta), X, Y) for network in networks]
    order = np.stack([epoch_order(seed, 0, len(X)) for seed in range(count)])
    batches = [order[:, i : i + m] for i in range(0, STEPS * m, m)]
    turns, others = itertools.cycle(batches), itertools.cycle(batches)

    def together():
        rows = next(turns)
        as_one.step(rows[0] if shared else rows, ETA)

    def alone():
        rows = next(others)
        for k, descent in enumerate(each):
            descent.step(rows[0 if shared else k], ETA)

    def check():
        for mine, theirs in zip(ensemble.networks(), networks, strict=True):
            np.testing.assert_allclose(mine.theta, theirs.theta, atol=CLOSE)

    return together, alone, check


def _examples(sizes):
    """Digits, or as many of their pixels as the networks have inputs and outputs for."""
    digits = datasets.load("digits")
    lit = digits.training_images[:EXAMPLES].mean(axis=0).argsort()[::-1]
    X = np.ascontiguousarray(digits.training_images[:EXAMPLES, np.sort(lit[: sizes[0]])])
    labels = digits.training_labels[:EXAMPLES] % sizes[-1]
    return X, datasets.one_hot(labels, sizes[-1])
