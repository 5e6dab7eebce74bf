"""Gradients as directions: those of a whole data set along a path, and the angles between them."""

import numpy as np

from nn.landscape import all_cores


def along_the_run(finished, X, Y):
    """∇C over a whole data set at each snapshot of a run, shape (S, parameters), float64."""
    with all_cores() as pool:
        gradients = pool.map(
            lambda s: finished.network(s).gradient(X, Y), range(len(finished.steps))
        )
        return np.stack(list(gradients))


def angles_between(a, b):
    """The angles (…,) in degrees between vectors (…, parameters); 90 where one of them is zero."""
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    lengths = np.linalg.norm(a, axis=-1) * np.linalg.norm(b, axis=-1)
    cosines = (a * b).sum(axis=-1) / np.where(lengths > 0, lengths, 1)
    return np.degrees(np.arccos(np.clip(cosines, -1, 1)))
