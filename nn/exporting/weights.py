"""The weights of one snapshot, as other frameworks take them."""

import dataclasses
import json
import re

import numpy as np

from nn.errors import DownhillError
from nn.runs.run import Run


@dataclasses.dataclass(frozen=True, eq=False)
class Weights:
    """W (n_out, n_in) and b (n_out,) of each layer, float32, for inputs as the model was fed them.

    activations: one a layer, as in nn/activations.py. about: texts that a file can hold beside.
    """

    W: list[np.ndarray]
    b: list[np.ndarray]
    activations: list[str]
    about: dict[str, str]

    def parts(self) -> list[tuple[str, float | None]]:
        """The name of each layer's activation without its number, and the number."""
        return [_split(name) for name in self.activations]

    def tensors(self) -> dict[str, np.ndarray]:
        """By the names of a `torch.nn.Sequential` with an activation after each Linear."""
        pairs = enumerate(zip(self.W, self.b, strict=True))
        return {
            f"{2 * l}.{name}": values
            for l, pair in pairs
            for name, values in zip(("weight", "bias"), pair, strict=True)
        }


def weights_of(run: Run, snapshot: int = -1) -> Weights:
    """The weights of a snapshot, counted from 0, or from the end by −1, −2, …

    Raises DownhillError if the run does not have it.
    """
    count = len(run.steps)
    if not -count <= snapshot < count:
        raise DownhillError(
            f"{run.name} has {count:,} snapshots: give --snapshot a number from 0 to {count - 1}."
            if count > 1
            else f"{run.name} has one snapshot only: leave out --snapshot."
        )
    network = run.network(snapshot)
    low, high = fed(run)
    span = np.where(high > low, high - low, 1.0)
    W = network.weights[0].astype(np.float64) / span
    b = network.biases[0].astype(np.float64) - W @ np.broadcast_to(low, W.shape[1])
    about = {
        "run": run.name,
        "step": str(run.steps[snapshot]),
        "cost": run.facts["cost"],
        "activations": json.dumps(run.activations),
        "classes": json.dumps(run.classes, ensure_ascii=False),
        "inputs": _inputs(run, low, high),
    }
    return Weights(
        [W.astype(np.float32), *(one.copy() for one in network.weights[1:])],
        [b.astype(np.float32), *(one.copy() for one in network.biases[1:])],
        run.activations,
        about,
    )


def fed(run: Run) -> tuple[np.ndarray, np.ndarray]:
    """What 0 and 1 in our images stand for in what the model was fed: numbers or (inputs,)."""
    if run.features:
        low, high = ([getattr(one, end) for one in run.features] for end in ("low", "high"))
    else:
        low, high = (run.facts["dataset"].get(*one) for one in (("low", 0.0), ("high", 1.0)))
    return np.array(low, np.float64), np.array(high, np.float64)


def _inputs(run: Run, low: np.ndarray, high: np.ndarray) -> str:
    if run.features:
        return "the features " + ", ".join(feature.name for feature in run.features)
    shape = "×".join(map(str, run.image_shape)) if run.image_shape else f"{run.sizes[0]}"
    return f"{shape} pixels in rows, black {low:g}, white {high:g}"


def _split(name: str) -> tuple[str, float | None]:
    parts = re.fullmatch(r"(\w+)\((.+)\)", name)
    return (parts[1], float(parts[2])) if parts else (name, None)
