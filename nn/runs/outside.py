"""Runs of networks that others' code has trained: their weights at some steps, written as a run.

What a run says of costs, accuracies and predictions is computed here, from the weights and the
data. Nothing else is believed.
"""

import dataclasses
import functools
import os
import pathlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nn.analysis.landscape import all_cores
from nn.claims import claimed
from nn.datasets import Dataset, compact, one_hot
from nn.errors import DownhillError
from nn.folders import check_name
from nn.legible import legible
from nn.network import Network, parameter_count
from nn.progress import Bar
from nn.runs.keys import CURVES
from nn.runs.run import Run
from nn.runs.run import write as write_run
from nn.storage import Arrays, Facts
from nn.training import record

UNKNOWN = "unknown"  # the name of an optimizer, or of data


@dataclasses.dataclass(frozen=True, eq=False)
class Trained:
    """A training by others' code.

    sizes, activations (one a layer, nn/activations.py), cost: the network. steps (S,), rising:
    after how many updates the snapshots were taken. thetas (S, parameters): their weights and
    biases in the order of `Network.theta`, for inputs that are images in 0…1 as a Dataset has them.
    steps_known: whether steps count updates; else they number the snapshots 1, 2, …, none of which
    is the untrained network.

    optimizer: its `name`, in any words, and its numbers. seed, epochs, mini_batch_size: None if
    unknown. origin: `framework`, `version`, `files` [{"name", "sha256"}], and `folded`, sentences
    that say what of the model is not drawn as it is. given: the name or path under which
    `nn.datasets.load` finds the data again; if None, the run carries them. command: what made it.
    stopped: why the training ended early, if it did.

    classes, image_shape: used if there are no data.
    """

    sizes: Sequence[int]
    activations: Sequence[str]
    cost: str
    steps: Sequence[int] | np.ndarray
    thetas: np.ndarray
    origin: Mapping[str, Any]
    optimizer: Mapping[str, Any] = dataclasses.field(default_factory=lambda: {"name": UNKNOWN})
    seed: int | None = None
    epochs: int | None = None
    mini_batch_size: int | None = None
    snapshots: int | None = None
    steps_known: bool = True
    given: str | None = None
    command: str = ""
    stopped: str = ""
    classes: Sequence[str] | None = None
    image_shape: tuple[int, int] | None = None


class NotFinite(DownhillError):
    """A parameter or a cost is NaN or infinite, at `step` for the first time."""

    def __init__(self, sentence: str, step: int) -> None:
        super().__init__(sentence)
        self.step = step


def write(
    folder: str | os.PathLike[str],
    trained: Trained,
    data: Dataset | None = None,
    overwrite: bool = False,
) -> Run:
    """Write a training as a run, whole or not at all, and return it.

    Without data it has no costs, accuracies, predictions or examples. Raises DownhillError if
    `folder` exists and is not to be overwritten, if the parts don't fit each other, or if a cost is
    not finite.
    """
    folder = pathlib.Path(folder)
    check_name(folder)
    with claimed(folder):
        if folder.exists() and not (overwrite and (folder / "run.json").is_file()):
            raise DownhillError(
                f"{folder} exists: choose another folder, or say that its run is to be overwritten."
            )
        *hidden, output = trained.activations
        network = Network(trained.sizes, hidden, output, trained.cost)
        thetas = _checked(trained, network)
        measured = _measured(network, thetas, trained, data) if data else _bare(trained, thetas)
        arrays, facts = measured
        facts = {"name": legible(folder.name), **_asked(trained), **facts}
        carried = data if data and trained.given is None else None
        return write_run(folder, facts, arrays, carried)


def _checked(trained: Trained, network: Network) -> np.ndarray:
    """The parameters of all snapshots, (S, parameters) float32."""
    thetas = np.asarray(trained.thetas, np.float32)
    expected = len(trained.steps), parameter_count(network.sizes)
    if thetas.shape != expected:
        raise DownhillError(
            f"the parameters have the shape {thetas.shape}, and {expected[0]} snapshots of a "
            f"network {'-'.join(map(str, network.sizes))} have {expected}: give theta of each step."
        )
    for step, theta in zip(trained.steps, thetas, strict=True):
        _check_finite(theta, "parameters", step)
    return thetas


def _check_finite(values: np.ndarray, what: str, step: int | np.integer) -> None:
    if not np.isfinite(values).all():
        raise NotFinite(
            f"the {what} at step {step:,} are not finite, so nothing can be drawn of them: keep "
            "only the snapshots before that step.",
            int(step),
        )


def _asked(trained: Trained) -> Facts:
    """The facts that are known before anything is measured."""
    facts: Facts = {
        "sizes": [int(n) for n in trained.sizes],
        "activations": list(trained.activations),
        "cost": trained.cost,
        "optimizer": {**trained.optimizer, "replayable": False},
        "mini_batch_size": trained.mini_batch_size,
        "epochs": trained.epochs,
        "seed": trained.seed,
        "origin": dict(trained.origin),
    }
    if trained.snapshots:
        facts["snapshots"] = trained.snapshots
    if not trained.steps_known:
        facts["steps_known"] = False
    for key in ("command", "stopped"):
        if getattr(trained, key):
            facts[key] = legible(getattr(trained, key))
    return facts


def _bare(trained: Trained, thetas: np.ndarray) -> tuple[Arrays, Facts]:
    """The arrays and facts of a run without data."""
    dataset = {"name": UNKNOWN, "training": 0, "validation": 0, "test": 0, "sha256": None}
    dataset |= {"classes": list(trained.classes) if trained.classes else None}
    dataset |= {"image_shape": list(trained.image_shape) if trained.image_shape else None}
    return record.parameters(trained.steps, thetas, trained.sizes), {
        "dataset": {**dataset, "trained_on": None},
        "results": {},
    }


def _measured(
    network: Network, thetas: np.ndarray, trained: Trained, data: Dataset
) -> tuple[Arrays, Facts]:
    """The arrays and facts of a run with all that is measured on its data."""
    ends = data.training_images.shape[1], len(data.classes)
    if (network.sizes[0], network.sizes[-1]) != ends:
        raise DownhillError(
            f"a network of {network.sizes[0]:,} inputs and {network.sizes[-1]:,} outputs does not "
            f"fit the data set {data.name}, which has {ends[0]:,} inputs and {ends[1]:,} classes: "
            "name the data that it was trained on."
        )
    snapshots: list[Arrays] = []
    with all_cores() as pool, Bar("measuring", len(thetas)) as bar:
        measured = pool.map(functools.partial(_numbers_at, trained, data), thetas)
        for s, (theta, numbers) in enumerate(zip(thetas, measured, strict=True)):
            _check_finite(numbers, "costs", trained.steps[s])
            curves = dict(zip(CURVES, numbers, strict=True))
            snapshots.append({"theta": theta, **curves})
            bar.update(s + 1)
    network.theta[:] = thetas[-1]
    arrays = record.log(network, data, trained.steps, snapshots)
    images, labels = data.some("validation", record.EXAMPLES)
    examples = {"example_images": compact(images), "example_labels": labels}
    dataset = {"trained_on": ["training"], **data.describe()}
    if trained.given is not None:
        dataset["given"] = trained.given
    facts = {"dataset": dataset, "results": record.results(network, data, arrays)}
    return {**arrays, **examples}, facts


def _numbers_at(trained: Trained, data: Dataset, theta: np.ndarray) -> np.ndarray:
    """The values of CURVES for parameters (parameters,): (3,) float64."""
    *hidden, output = trained.activations
    network = Network(trained.sizes, hidden, output, trained.cost)
    network.theta[:] = theta
    targets = (
        one_hot(y, network.sizes[-1]) for y in (data.training_labels, data.validation_labels)
    )
    Y, Y_validation = targets
    validation = record.evaluate(
        network, data.validation_images, Y_validation, data.validation_labels
    )
    return np.array([network.cost(data.training_images, Y), *validation])
