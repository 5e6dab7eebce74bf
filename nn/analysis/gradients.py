"""Gradients as directions: those of a whole data set along a path, and the angles between them."""

import numpy as np
import numpy.typing as npt

from nn import memory
from nn.analysis.landscape import Progress, all_cores
from nn.runs.run import Run


def along_the_run(
    finished: Run, X: np.ndarray, Y: np.ndarray, progress: Progress | None = None
) -> np.ndarray:
    """∇C over a whole data set at each snapshot of a run, shape (S, parameters), float64.

    `progress(done, of)` is called as it goes.
    """
    memory.check(
        8 * finished.thetas.size, f"the gradients of {finished.name}", "keep fewer snapshots"
    )
    result = np.empty(finished.thetas.shape)

    def work(s: int) -> None:
        result[s] = finished.network(s).gradient(X, Y)

    with all_cores() as pool:
        for done, _ in enumerate(pool.map(work, range(len(result))), start=1):
            if progress:
                progress(done, len(result))
    return result


def angles_between(a: npt.ArrayLike, b: npt.ArrayLike) -> np.ndarray:
    """The angles (…,) in degrees between vectors (…, parameters); 90 where one of them is zero."""
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    lengths = np.linalg.norm(a, axis=-1) * np.linalg.norm(b, axis=-1)
    cosines = (a * b).sum(axis=-1) / np.where(lengths > 0, lengths, 1)
    return np.degrees(np.arccos(np.clip(cosines, -1, 1)))


def relative_differences(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """|a − b| / max(|a|, |b|) for each entry of two arrays of one shape; 0 if both are 0."""
    larger = np.maximum(abs(a), abs(b))
    return np.divide(abs(a - b), larger, out=np.zeros_like(larger), where=larger > 0)
