"""How much each neuron of a layer matters to the layer after it."""

import numpy as np

from nn.network import Network

DIGITS = 6  # significant digits that are compared, so that nothing hangs on rounding


def of_neurons(network: Network, l: int, images: np.ndarray | None = None) -> np.ndarray:
    """The importance (n_l,) of the neurons of layer l (0: the inputs), 0…1, the largest 1: how much
    a neuron's activation varies (standard deviation) over images (m, inputs), times the size of the
    weights out of it (sum of magnitudes).

    Without images, only the weights count. The last layer has no weights out of it.
    """
    sizes = np.ones(network.sizes[l])
    if l < len(network.weights):
        sizes = abs(network.weights[l]).sum(axis=0, dtype=float)
    if images is not None:
        sizes = sizes * _variation(network, l, images)
    sizes = np.where(np.isfinite(sizes), sizes, np.finfo(float).max)
    return np.round(sizes / (sizes.max() or 1), DIGITS)


def most_important(importance: np.ndarray, count: int) -> np.ndarray:
    """Indices (count,), rising, of the largest of some importances (n,); of equals the first."""
    return np.sort(np.argsort(-importance, kind="stable")[:count])


def _variation(network: Network, l: int, images: np.ndarray) -> np.ndarray:
    """The standard deviation (n_l,) of the activations of layer l over images, in chunks."""
    total, squares = np.zeros(network.sizes[l]), np.zeros(network.sizes[l])
    with np.errstate(all="ignore"):
        for passed, _ in network.chunks(images):
            a = passed.a[l].astype(float)
            total += a.sum(axis=0)
            squares += (a**2).sum(axis=0)
        variance = squares / len(images) - (total / len(images)) ** 2
    return np.sqrt(np.maximum(np.nan_to_num(variance), 0))
