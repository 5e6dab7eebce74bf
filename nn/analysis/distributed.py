"""The sums of a landscape, computed in other processes (nn/execution/), here or on a cluster.

They are the sums that landscape.py and planes.py compute in threads, divided at the same places and
added in the same order, so they are bitwise equal on machines of one kind. The examples are sent
once, as a file. If a worker is killed, only its part of the sums is lost, and is computed again.
"""

import functools
import pathlib
from collections.abc import Callable, Sequence
from concurrent.futures import as_completed

import numpy as np
from threadpoolctl import threadpool_limits

from nn import places
from nn.analysis.landscape import Progress, chunk_sums, chunks
from nn.arrays import read_arrays, write_arrays
from nn.execution.base import WorkerExecutor
from nn.network import Network
from nn.runs.run import Run

SHARES = 3  # parts of the work for each worker, so that a faster one can do more


class DistributedSums:
    """The sums for a run and its training set X, Y, computed by the workers of an executor. The
    examples are written to `folder`, which must exist as long as the executor is open."""

    def __init__(
        self,
        executor: WorkerExecutor,
        finished: Run,
        X: np.ndarray,
        Y: np.ndarray,
        folder: pathlib.Path,
    ) -> None:
        self.executor, self.finished, self.count = executor, finished, len(X)
        write_arrays(folder / "examples.npz", {"X": X, "Y": Y})
        self._where = executor.add_file(finished.folder), executor.add_file(folder / "examples.npz")

    def costs_at(
        self,
        network: Network,
        directions: np.ndarray,
        coordinates: np.ndarray,
        progress: Progress | None = None,
    ) -> np.ndarray:
        """See `nn.analysis.landscape.costs_at`."""
        given = network.theta, directions, coordinates
        sums = self._all(_costs, len(chunks(self.count)), given, progress)
        return sums.sum(axis=0) / self.count

    def gradients(self, progress: Progress | None = None) -> np.ndarray:
        """See `nn.analysis.planes.gradients`."""
        return self._all(_gradients, len(self.finished.steps), (), progress)

    def _all(
        self,
        function: Callable[..., np.ndarray],
        count: int,
        given: tuple[np.ndarray, ...],
        progress: Progress | None,
    ) -> np.ndarray:
        """The results of a function for the numbers 0…count−1, computed in parts by workers."""
        shares = min(count, SHARES * self.executor.worker_count)
        edges = np.linspace(0, count, shares + 1).astype(int)
        futures = [
            self.executor.submit(function, *self._where, *given, range(first, last))
            for first, last in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
        ]
        for done, future in enumerate(as_completed(futures), start=1):
            future.result()
            if progress:
                progress(done, len(futures))
        return np.concatenate([future.result() for future in futures])


@functools.lru_cache(maxsize=1)  # a worker process of this machine makes many calls
def _brought(run_folder: str, examples: str) -> tuple[Run, np.ndarray, np.ndarray]:
    arrays = read_arrays(places.ROOT / examples)
    return Run.load(run_folder), arrays["X"], arrays["Y"]


def _costs(
    run_folder: str,
    examples: str,
    theta: np.ndarray,
    directions: np.ndarray,
    coordinates: np.ndarray,
    numbers: Sequence[int],
) -> np.ndarray:
    finished, X, Y = _brought(run_folder, examples)
    network = finished.network()
    network.theta[:] = theta
    with threadpool_limits(1):
        return chunk_sums(network, directions, coordinates, X, Y, numbers)


def _gradients(run_folder: str, examples: str, numbers: Sequence[int]) -> np.ndarray:
    finished, X, Y = _brought(run_folder, examples)
    with threadpool_limits(1):
        return np.stack([finished.network(s).gradient(X, Y).astype(np.float64) for s in numbers])
