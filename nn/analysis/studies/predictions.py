"""The network's answers to the test digits, and the digits that it got wrong."""

import numpy as np

from nn.datasets import Dataset, compact, sample
from nn.runs.run import Run
from nn.schema import Array, Layout
from nn.storage import Arrays

VERSION = 2
SHOWN = 300  # test digits that are kept as pictures


def layout(finished: Run) -> Layout:
    """What `measure` returns."""
    n, classes, pixels = finished.facts["dataset"]["test"], finished.sizes[-1], finished.sizes[0]
    return {
        "labels": Array("int64", (n,), below=classes),
        "outputs": Array("float16", (n, classes)),
        "accuracy": Array("float64", (len(finished.steps) if n else 0,)),
        "wrong": Array("whole", ("w",), below=n),
        "wrong_images": Array("greys", ("w", pixels)),
        "order": Array("whole", (n,), below=n),
        "first_images": Array("greys", (min(SHOWN, n), pixels)),
    }


def measure(finished: Run, data: Dataset) -> Arrays:
    """The network's answers to the test part of the data, n images.

    `labels` (n,); `outputs` (n, classes) float16, the last layer's activations at the end;
    `accuracy` (S,) float64, the fraction right at each snapshot; `wrong` (w,), the indices of the
    images answered wrong at the end, and `wrong_images` (w, pixels), see `compact`; `order` (n,),
    the indices of all images in the order of a sample, and `first_images` (SHOWN or n, pixels), the
    first in it. All are empty if there is no test part.
    """
    X, labels = data.test_images, data.test_labels
    snapshots = range(len(finished.steps)) if len(X) else []
    accuracy = [(finished.network(s).predict(X) == labels).mean() for s in snapshots]
    outputs = np.zeros((len(X), finished.sizes[-1]))
    for p, rows in finished.network().chunks(X):
        outputs[rows] = p.a[-1]
    wrong, order = np.flatnonzero(outputs.argmax(axis=1) != labels), sample(labels)
    return {
        "labels": labels.astype(np.int64),
        "outputs": outputs.astype(np.float16),
        "accuracy": np.array(accuracy),
        "wrong": wrong,
        "wrong_images": compact(X[wrong]),
        "order": order,
        "first_images": compact(X[order[:SHOWN]]),
    }


def confusion_counts(labels: np.ndarray, answers: np.ndarray, classes: int) -> np.ndarray:
    """Counts (classes, classes) of labels (n,) and answers (n,): row i, column j is how many of
    those labelled i were answered j."""
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (labels, answers), 1)
    return counts
