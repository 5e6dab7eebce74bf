"""How often each pixel is lit in the training images, and how steep the cost ever was along the
weights of that pixel."""

import numpy as np

from nn.analysis.gradients import along_the_run
from nn.datasets import Dataset, one_hot
from nn.network import layer_views
from nn.runs.run import Run
from nn.schema import Array, Layout
from nn.storage import Arrays

VERSION = 1


def layout(finished: Run) -> Layout:
    """What `measure` returns."""
    inputs = finished.sizes[0]
    return {
        "images": Array("whole"),
        "lit": Array("whole", (inputs,), below=finished.facts["dataset"]["training"] + 1),
        "mean": Array("float64", (inputs,)),
        "steepest": Array("float64", (inputs,)),
    }


def why_not(finished: Run) -> str | None:
    """Why it can't be measured."""
    return None if finished.image_shape else "its inputs are no pictures"


def measure(finished: Run, data: Dataset) -> Arrays:
    """The first layer's inputs, pixel by pixel, over the training part of the data.

    `images` (), their number; `lit` (pixels,) int64, in how many of them a pixel is above 0;
    `mean` (pixels,) float64, its mean grey, 0…1; `steepest` (pixels,) float64, the largest
    |∂C/∂w| over its weights into the first layer and over all snapshots, C the cost of the whole
    training part.
    """
    X = data.training_images
    slopes = along_the_run(finished, X, one_hot(data.training_labels, finished.sizes[-1]))
    weights, _ = layer_views(slopes, finished.sizes)
    return {
        "images": np.array(len(X)),
        "lit": np.count_nonzero(X > 0, axis=0),
        "mean": X.mean(axis=0, dtype=np.float64),
        "steepest": abs(weights[0]).max(axis=(0, 1)),
    }
