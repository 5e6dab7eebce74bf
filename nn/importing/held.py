"""What a file of a model holds."""

import dataclasses
import pathlib
from collections.abc import Callable
from typing import Any

import numpy as np

from nn.errors import DownhillError
from nn.models.chain import Layer
from nn.storage import json_value

Outputs = Callable[[np.ndarray], np.ndarray]  # from what a model is fed (n, inputs)


@dataclasses.dataclass(frozen=True, eq=False)
class Held:
    """The layers of a model in a file, and what else the file says.

    functions: whether the layers include activations, or else these must be told. cost: what the
    framework calls it, None if the file does not say. classes: the names of the outputs, in their
    order. step, epoch: how far the training was. outputs: the model as its framework runs it.
    files: others that hold a part of it. notes: sentences on how it was read.
    """

    layers: list[Layer]
    framework: str
    version: str | None = None
    functions: bool = False
    cost: str | None = None
    classes: tuple[str, ...] | None = None
    step: int | None = None
    epoch: int | None = None
    outputs: Outputs | None = None
    files: tuple[pathlib.Path, ...] = ()
    notes: tuple[str, ...] = ()


def words(text: Any) -> tuple[str, ...] | None:
    """A list of texts in JSON, as `downhill export` writes names into files; None if it is none."""
    try:
        value = json_value(text.encode()) if isinstance(text, str) else None
    except ValueError:
        return None
    listed = isinstance(value, list) and all(isinstance(word, str) for word in value)
    return tuple(value) if listed and value else None


def numbers(path: object, name: str, array: np.ndarray) -> np.ndarray:
    """An array of a file in float64. Raises DownhillError if it holds no finite numbers."""
    if array.dtype.kind not in "fiu":
        raise DownhillError(
            f"{path} holds {name} of type {array.dtype}, which are no weights: save float numbers."
        )
    with np.errstate(all="ignore"):
        small = array.astype(np.float32)
    if not np.isfinite(small).all():
        count = int((~np.isfinite(small)).sum())
        raise DownhillError(
            f"{path}: {count:,} of the {array.size:,} numbers of {name} are NaN or too large for "
            "32 bits: import a checkpoint from before the training went wrong."
        )
    return array.astype(np.float64)
