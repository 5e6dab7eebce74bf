"""Statistics of weights and activations that clips show."""

import numpy as np

from nn.analysis.rounding import is_level
from nn.network import Network


def root_mean_square(values: np.ndarray, axis: int | None = None) -> np.ndarray:
    """The root mean square of values (…), in float64: of all of them, or along an axis."""
    return np.sqrt(np.mean(np.square(values, dtype=float), axis=axis))


def correlation(x: np.ndarray, y: np.ndarray) -> float:
    """Pearson's r of x (n,) and y (n,), −1…1; 0 if either is constant up to rounding."""
    if is_level(x) or is_level(y):
        return 0.0
    x, y = x - x.mean(dtype=float), y - y.mean(dtype=float)
    return float(x @ y / (np.linalg.norm(x) * np.linalg.norm(y)))


def correlation_of_neighbours(pictures: np.ndarray) -> float:
    """Pearson's r of the cells of pictures (n, rows, columns) and their neighbours to the right and
    below: near 0 for noise, near 1 for what is smooth, 0 where all are equal."""
    beside = pictures[:, :, :-1].ravel(), pictures[:, :, 1:].ravel()
    below = pictures[:, :-1].ravel(), pictures[:, 1:].ravel()
    one, other = (np.concatenate(pair) for pair in zip(beside, below, strict=True))
    return correlation(one, other)


def shares_lit(network: Network, images: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """For each class that occurs, in order, and each neuron of the first layer, the share
    (classes, n_1) of the class's images that make the neuron's weighted input positive.
    images (m, n_0), labels (m,)."""
    lit = network.forward(images).z[0] > 0
    return np.array([lit[labels == c].mean(axis=0) for c in np.unique(labels)])
