"""Three costs of one sigmoid output that should be 0, and their slopes."""

import dataclasses
from collections.abc import Callable

import numpy as np

Curve = Callable[[np.ndarray], np.ndarray]


@dataclasses.dataclass(frozen=True)
class OutputCost:
    """A cost of one output a = σ(z) that should be 0, and its slopes in a and in z, as functions of
    its weighted input z (n,)."""

    cost: Curve
    slope_in_a: Curve
    slope_in_z: Curve


def sigma(z: np.ndarray) -> np.ndarray:
    """1 / (1 + e⁻ᶻ), as exact near 0 as near 1."""
    return np.exp(-np.logaddexp(0, -np.asarray(z)))


ABSOLUTE = OutputCost(  # |a − y|
    cost=sigma,
    slope_in_a=lambda z: 1 + 0 * z,
    slope_in_z=lambda z: sigma(z) * sigma(-z),
)
SQUARE = OutputCost(  # (a − y)²
    cost=lambda z: sigma(z) ** 2,
    slope_in_a=lambda z: 2 * sigma(z),
    slope_in_z=lambda z: 2 * sigma(z) ** 2 * sigma(-z),
)
CROSS_ENTROPY = OutputCost(  # −ln(1 − a)
    cost=lambda z: np.logaddexp(0, z),
    slope_in_a=lambda z: 1 + np.exp(z),  # 1 / (1 − a), where 1 − a = σ(−z)
    slope_in_z=sigma,
)
