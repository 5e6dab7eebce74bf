"""What a training records in its run (nn/runs/format.py)."""

from collections.abc import Sequence

import numpy as np

from nn import datasets
from nn.datasets import Dataset
from nn.network import Network
from nn.runs.format import layer_arrays
from nn.runs.keys import CURVES
from nn.storage import Arrays, Facts
from nn.training.settings import Settings

EXAMPLES = 500  # validation images that a run keeps


def asked(settings: Settings, data: Dataset) -> Facts:
    """The facts about the settings and the data."""
    return {
        "sizes": list(settings.sizes),
        "activations": settings.activations,
        "cost": settings.cost,
        "optimizer": {
            "name": settings.optimizer,
            "eta": settings.eta,
            "decay": settings.decay,
            "l2": settings.l2,
            **settings.optimizer_numbers,
        },
        "mini_batch_size": settings.mini_batch_size,
        "epochs": settings.epochs,
        "seed": settings.seed,
        "snapshots": settings.snapshots,
        "dataset": {**data.for_our_training().describe(), "given": settings.dataset},
    }


def log(
    network: Network,
    data: Dataset,
    steps: Sequence[int] | np.ndarray,
    snapshots: Sequence[Arrays],
) -> Arrays:
    """The arrays of log.npz: snapshots at these steps, each with `theta` and the CURVES' values,
    and the network's predictions at the last one."""
    predictions = (
        network.predict(data.test_images) if len(data.test_images) else np.empty(0, np.int64)
    )
    return {
        **parameters(steps, np.stack([one["theta"] for one in snapshots]), network.sizes),
        **{name: np.array([one[name] for one in snapshots]) for name in CURVES},
        "test_predictions": predictions.astype(np.uint8 if network.sizes[-1] < 256 else int),
    }


def parameters(
    steps: Sequence[int] | np.ndarray, thetas: np.ndarray, sizes: Sequence[int]
) -> Arrays:
    """The arrays of log.npz that every run has: the parameters (S, parameters) at steps (S,)."""
    return {"step": np.array(steps, np.int64), **layer_arrays(thetas, sizes)}


def examples(settings: Settings, data: Dataset) -> Arrays:
    """A sample of validation images for scenes to show; none for MNIST, whose digits ship."""
    if settings.dataset == data.name == "mnist":  # not a mnist.npz of letters
        return {}
    images, labels = data.some("validation", EXAMPLES)
    return {"example_images": datasets.compact(images), "example_labels": labels}


def results(network: Network, data: Dataset, arrays: Arrays) -> dict[str, float]:
    """How well the network does at the last snapshot of a log."""
    found = {name: float(arrays[name][-1]) for name in CURVES}
    right = network.predict(data.training_images) == data.training_labels
    found["train_accuracy"] = float(right.mean())
    if len(data.test_images):
        found["test_accuracy"] = float((arrays["test_predictions"] == data.test_labels).mean())
    return found


def evaluate(
    network: Network, X: np.ndarray, Y: np.ndarray, labels: np.ndarray
) -> tuple[float, float]:
    """(cost, accuracy) of a network over a data set, in one pass."""
    costs, right = [], 0
    for batch, rows in network.chunks(X):
        costs.append(batch.costs(Y[rows]).astype(np.float64))
        right += int((batch.a[-1].argmax(axis=1) == labels[rows]).sum())
    return float(np.concatenate(costs).mean()), right / len(X)
