"""What each training example costs, before training and after it."""

import numpy as np

from nn.datasets import Dataset, compact, one_hot, sample
from nn.runs.run import Run
from nn.schema import Array, Layout
from nn.storage import Arrays

VERSION = 2
SHOWN = 100  # images that are kept as pictures
HIGHEST = 65_504  # the highest cost that a float16 holds


def layout(finished: Run) -> Layout:
    """What `measure` returns."""
    n = finished.facts["dataset"]["training"]
    return {
        "start": Array("float16", (n,)),
        "end": Array("float16", (n,)),
        "images": Array("greys", (min(SHOWN, n), finished.sizes[0])),
        "labels": Array("whole", (min(SHOWN, n),), below=finished.sizes[-1]),
    }


def measure(finished: Run, data: Dataset) -> Arrays:
    """The costs of the training part of the data, n examples in the order of a sample.

    `start`, `end` (n,) float16, the cost of each at the first snapshot and at the last, or HIGHEST
    if it is higher; `images` (SHOWN or n, pixels), see `compact`, and `labels` (SHOWN
    or n,), of the first examples.
    """
    X, labels = data.training_images, data.training_labels
    Y, order = one_hot(labels, finished.sizes[-1]), sample(labels)
    return {
        "start": np.minimum(finished.network(0).costs(X, Y)[order], HIGHEST).astype(np.float16),
        "end": np.minimum(finished.network(-1).costs(X, Y)[order], HIGHEST).astype(np.float16),
        "images": compact(X[order[:SHOWN]]),
        "labels": labels[order[:SHOWN]],
    }
