"""What the tests of the clips about the cost share."""

import numpy as np


def outputs_of(run, snapshot, image):
    """An oracle: the network's formula, written out, for sigmoid layers."""
    a = image.ravel().astype(float)
    for W, b in zip(run.W, run.b, strict=True):
        a = 1 / (1 + np.exp(-(W[snapshot].astype(float) @ a + b[snapshot])))
    return a
