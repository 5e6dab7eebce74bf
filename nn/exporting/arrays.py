"""Weights as plain arrays: W1, b1, W2, … in an npz."""

import pathlib

import numpy as np

from nn.exporting.weights import Weights
from nn.storage import written_whole


def write(path: pathlib.Path, weights: Weights) -> None:
    """Write W1 (n_out, n_in), b1 (n_out,), W2, …, float32."""
    pairs = enumerate(zip(weights.W, weights.b, strict=True), 1)
    arrays = {f"{name}{l}": v for l, pair in pairs for name, v in zip("Wb", pair, strict=True)}
    with written_whole(path) as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]  # it takes any names
