"""A model's outputs in the order in which the data have their classes."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from nn.models.chain import Chain, Layer


def order(theirs: Sequence[str] | None, ours: Sequence[str]) -> list[int] | None:
    """Where each of our classes is among the model's; None if nothing is to be put in order."""
    if theirs is None or list(theirs) == list(ours) or sorted(theirs) != sorted(ours):
        return None
    return [list(theirs).index(name) for name in ours]


def in_order(
    chain: Chain, outputs: np.ndarray | None, theirs: Sequence[str] | None, ours: Sequence[str]
) -> tuple[Chain, np.ndarray | None]:
    """A chain, and what it gives (n, outputs), with the outputs in the order of our classes."""
    places = order(theirs, ours)
    if places is None:
        return chain, outputs
    chain = dataclasses.replace(chain, layers=reordered(chain.layers, places))
    return chain, None if outputs is None else outputs[:, places]


def reordered(layers: Sequence[Layer], order: Sequence[int]) -> list[Layer]:
    """The same layers with the outputs of the last dense one in another order."""
    last = max(i for i, layer in enumerate(layers) if layer.W is not None)
    return [
        layer if i < last else dataclasses.replace(layer, **_rows(layer, order))
        for i, layer in enumerate(layers)
    ]


def _rows(layer: Layer, order: Sequence[int]) -> dict[str, Any]:
    """The numbers of a layer's outputs in another order; one sum of two classes turns its sign."""
    given = {"W": layer.W, "b": layer.b, "factor": layer.factor, "shift": layer.shift}
    arrays = {name: array for name, array in given.items() if array is not None and array.ndim}
    return {
        name: array[order] if len(array) == len(order) else -array for name, array in arrays.items()
    }
