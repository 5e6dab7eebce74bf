"""What each training example costs, before training and after it."""

import numpy as np

from nn.datasets import Dataset, as_bytes, one_hot
from nn.runs.run import Run
from nn.storage import Arrays

VERSION = 1
SHOWN = 100  # the first training images that are kept as pictures


def measure(finished: Run, data: Dataset) -> Arrays:
    """The costs of the training part of the data, n examples in the data's order.

    `start`, `end` (n,) float16, the cost of each at the first snapshot and at the last; `images`
    (SHOWN or n, pixels) uint8 and `labels` (SHOWN or n,), of the first examples.
    """
    X, labels = data.training_images, data.training_labels
    Y = one_hot(labels, finished.sizes[-1])
    return {
        "start": finished.network(0).costs(X, Y).astype(np.float16),
        "end": finished.network(-1).costs(X, Y).astype(np.float16),
        "images": as_bytes(X[:SHOWN]),
        "labels": labels[:SHOWN],
    }
