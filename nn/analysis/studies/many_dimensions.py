"""Where the gradient points as training goes on, in all dimensions at once."""

import numpy as np

from nn.analysis.gradients import along_the_run, angles_between
from nn.datasets import Dataset, one_hot
from nn.runs.run import Run
from nn.schema import Array, Layout
from nn.storage import Arrays

VERSION = 1


def layout(finished: Run) -> Layout:
    """What `measure` returns."""
    snapshots = len(finished.steps)
    return {
        "norms": Array("float64", (snapshots,)),
        "turns": Array("float64", (snapshots - 1,)),
        "off_course": Array("float64", (snapshots - 1,)),
        "unlit": Array("bool", (finished.sizes[0],)),
    }


def measure(finished: Run, data: Dataset) -> Arrays:
    """∇C over all training examples at each of S snapshots, and the inputs that are always 0.

    `norms` (S,) float64, ‖∇C‖; `turns` (S − 1,), degrees from the gradient at one snapshot to that
    at the next; `off_course` (S − 1,), degrees from −∇C to the straight line from there to the last
    snapshot; `unlit` (inputs,) bool, the inputs that are 0 in every training example.
    """
    X = data.training_images
    gradients = along_the_run(finished, X, one_hot(data.training_labels, finished.sizes[-1]))
    way = finished.thetas[-1].astype(np.float64) - finished.thetas[:-1]
    return {
        "norms": np.linalg.norm(gradients, axis=1),
        "turns": angles_between(gradients[:-1], gradients[1:]),
        "off_course": angles_between(-gradients[:-1], way),
        "unlit": ~X.any(axis=0),
    }
