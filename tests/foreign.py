"""Networks of other frameworks, for tests of what reads them."""

import numpy as np

from nn.importing import files
from nn.importing.told import Told
from nn.importing.told import folded as ours
from nn.network import Network

TOLERANCE = 1e-5  # of outputs, which are shares


def softmax(z):
    z = np.asarray(z, np.float64)
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def folded(path, **told):
    """The network in a file, as ours."""
    told = Told(**told)
    return ours(path, files.read(path, told.how), told)


def outputs(folded, X):
    """What our network answers for what a model is fed (n, inputs)."""
    *hidden, last = folded.activations
    network = Network(folded.sizes, hidden, last, folded.cost)
    network.theta[:] = folded.theta
    return network.forward(np.asarray(X, np.float32).reshape(len(X), -1)).a[-1]


def off(path, X, expected, **told):
    """The largest difference between the outputs of a file's network and what is expected."""
    given = outputs(folded(path, **told), X)
    assert given.shape == np.shape(expected)
    return float(np.abs(given - expected).max())
