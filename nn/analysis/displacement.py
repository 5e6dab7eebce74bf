"""How far the parameters of a network move in training."""

import numpy as np

from nn.network import layer_views


def of_each(thetas: np.ndarray) -> np.ndarray:
    """How far each parameter ends from its start, (parameters,), of thetas (S, parameters)."""
    return np.abs(thetas[-1] - thetas[0])


def from_start(thetas: np.ndarray) -> np.ndarray:
    """The Euclidean distance (S,) of each snapshot of thetas (S, parameters) from the first."""
    return np.linalg.norm(thetas - thetas[0], axis=1)


def is_zero(thetas: np.ndarray) -> np.ndarray:
    """Which parameters (parameters,) are bitwise equal at all snapshots (S, parameters)."""
    return (thetas == thetas[0]).all(axis=0)


def farthest_pair(moved: np.ndarray, sizes: list[int]) -> tuple[int, int]:
    """The indices, in theta, of the weights of the first and of the last layer that moved farthest.

    moved (parameters,). If there is only one layer, they are its two that moved farthest.
    """
    weights, _ = layer_views(np.arange(len(moved)), sizes)
    by_distance = [W.ravel()[np.argsort(-moved[W.ravel()], kind="stable")] for W in weights]
    second = by_distance[-1][0] if len(weights) > 1 else by_distance[0][1]
    return int(by_distance[0][0]), int(second)
