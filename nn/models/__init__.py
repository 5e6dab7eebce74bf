"""Networks of other frameworks, as chains of layers that ours can compute.

An adapter reads a live model; each has the attributes of `Adapter`.
"""

import importlib
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from nn.errors import DownhillError
from nn.models.chain import Chain

PLACES = {  # the first whose package has a base of the model's class: Keras models may be PyTorch's
    "keras": "nn.models.keras",
    "sklearn": "nn.models.sklearn",
    "torch": "nn.models.pytorch",
}


class Adapter(Protocol):
    """A live model: snapshots of its parameters, and the chain of its layers at each.

    `fed` is a batch as the model is fed it: (n, …) float32, examples first. The model is only read.
    Each method raises DownhillError for what can't be understood.
    """

    framework: str
    version: str
    words: str  # what messages call the model
    ready: bool  # whether it has parameters yet
    loss: str | None  # what it is trained by, if it knows
    optimizer: dict[str, Any] | None  # likewise: `name`, and numbers
    seed: int | None  # likewise
    classes: Sequence[str] | None  # the names of its outputs, if it knows them yet
    seen: tuple[float, float] | None  # the extent of what it was last fed, if that was noted

    def snapshot(self) -> list[np.ndarray]:
        """Copies of its parameters as they are now; called in the training's loop."""

    def chain(self, snapshot: Sequence[np.ndarray], fed: np.ndarray) -> Chain:
        """Its layers at a snapshot."""

    def outputs(self, snapshot: Sequence[np.ndarray], fed: np.ndarray) -> np.ndarray | None:
        """What it gives for a batch at a snapshot: (n, outputs); None if it can't be asked."""


class NotRun(DownhillError):
    """The model can't be run on inputs of this shape."""


def adapter(model: Any, **options: Any) -> Adapter:
    """The adapter of a live model. `options` are those of nn/models/lists.py.

    Raises DownhillError for an object that is no model.
    """
    packages = {base.__module__.split(".")[0] for base in type(model).__mro__}
    for package, place in PLACES.items():
        if package in packages:
            for name, value in options.items():
                if value is not None:
                    raise DownhillError(
                        f"{name} is for weights in lists: {type(model).__name__} says it itself, "
                        f"so leave {name} out."
                    )
            return importlib.import_module(place).Adapter(model)
    if callable(model) or isinstance(model, list | tuple | dict):
        return importlib.import_module("nn.models.lists").Adapter(model, **options)
    raise DownhillError(
        f"a {type(model).__name__} is no model that we know: give a PyTorch module, a Keras model, "
        "a scikit-learn classifier, or a function that returns a list of (W, b)."
    )
