"""The cost along lines and over planes of parameter space, over a whole data set, exact.

A point of a plane is θ = origin + α d₁ + β d₂. The first layer is linear in θ, so X·W¹ of the
origin and of each direction is computed once. Each point then combines these products, of 16
columns, instead of multiplying 784 pixels again.

A slice through 13,002 dimensions hides nearly all of them. So each plane records what it hides:
how much of the path's movement lies in it, beside the share that a random walk would have; how
far from it each snapshot is; and how much higher the true cost there is than the plane's.
"""

import contextlib
import dataclasses
import functools
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from nn.analysis.rounding import ROUNDING, first_highest
from nn.errors import DownhillError
from nn.network import Network, layer_views, parameter_count

CHUNK = 2_500  # examples at once, and
POINTS_AT_ONCE = 4  # points at once: what they need stays in a core's cache
Progress = Callable[[int, int], None]  # called with (how many are done, of how many)

TASK = 500  # points between two reports of progress; Ctrl-C is noticed at these too


def costs_at(
    network: Network,
    directions: npt.ArrayLike,
    coordinates: npt.ArrayLike,
    X: np.ndarray,
    Y: np.ndarray,
    progress: Progress | None = None,
    workers: int | None = None,
) -> np.ndarray:
    """The cost at θ = network.theta + coordinates @ directions, for every row of coordinates.

    directions (k, parameters), coordinates (N, k), X (m, n_0), Y (m, n_L): returns (N,) float64,
    equal up to rounding to evaluating each network by itself. All cores are used, and the result
    does not depend on how many there are. `progress(done, of)` is called as it goes.
    """
    directions, coordinates = _of_its_kind(network, directions, coordinates)
    parts, tasks = chunks(len(X)), _slices(len(coordinates), TASK)
    sums = np.empty((len(parts), len(coordinates)))

    def work(i: int, points: slice) -> None:
        rows = parts[i]
        sums[i, points] = _chunk_costs(network, directions, coordinates[points], X[rows], Y[rows])

    with all_cores(workers) as pool:
        futures = [pool.submit(work, i, points) for i in range(len(parts)) for points in tasks]
        for done, future in enumerate(as_completed(futures), start=1):
            future.result()
            if progress:
                progress(done, len(futures))
    return sums.sum(axis=0) / len(X)


def chunk_sums(
    network: Network,
    directions: npt.ArrayLike,
    coordinates: npt.ArrayLike,
    X: np.ndarray,
    Y: np.ndarray,
    numbers: Sequence[int],
) -> np.ndarray:
    """The summed costs (len(numbers), N) of the chunks with these numbers: the terms of `costs_at`,
    for processes that compute some of them (distributed.py)."""
    directions, coordinates = _of_its_kind(network, directions, coordinates)
    parts, tasks = chunks(len(X)), _slices(len(coordinates), TASK)
    sums = np.empty((len(numbers), len(coordinates)))
    for row, rows in enumerate(parts[i] for i in numbers):
        for points in tasks:
            given = network, directions, coordinates[points], X[rows], Y[rows]
            sums[row, points] = _chunk_costs(*given)
    return sums


def chunks(count: int) -> list[slice]:
    """The slices into which `count` examples are divided, each summed separately."""
    return _slices(count, CHUNK)


def _slices(count: int, size: int) -> list[slice]:
    return [slice(start, start + size) for start in range(0, count, size)]


def _of_its_kind(
    network: Network, directions: npt.ArrayLike, coordinates: npt.ArrayLike
) -> tuple[np.ndarray, np.ndarray]:
    """Directions (k, parameters) and coordinates (N, k) in a network's dtype."""
    directions = np.atleast_2d(directions).astype(network.theta.dtype)
    return directions, np.asarray(coordinates, network.theta.dtype).reshape(-1, len(directions))


@contextlib.contextmanager
def all_cores(workers: int | None = None) -> Iterator[ThreadPoolExecutor]:
    """A pool of one thread for each core, without threads of BLAS; Ctrl-C drops waiting tasks.

    The threads do not warn of costs that overflow, as they may far from a path that diverged.
    """
    quietly = functools.partial(np.seterr, all="ignore")
    with threadpool_limits(1):
        pool = ThreadPoolExecutor(workers or os.cpu_count(), initializer=quietly)
        try:
            yield pool
        finally:
            pool.shutdown(cancel_futures=True)


def _chunk_costs(
    network: Network, directions: np.ndarray, coordinates: np.ndarray, X: np.ndarray, Y: np.ndarray
) -> np.ndarray:
    """The summed cost of some examples at every point, shape (N,).

    A few points are computed at once, their values as (neurons, points, examples): the calls are
    large enough that cores do not wait for each other, and small enough for their caches.
    """
    sizes, m = network.sizes, len(X)
    vectors = np.vstack([network.theta, directions])
    parts = np.insert(coordinates, 0, 1, axis=1)  # coefficients of the vectors, the origin's 1
    parts = np.pad(parts, ((0, -len(parts) % POINTS_AT_ONCE), (0, 0)))
    products = _first_products(vectors, sizes, X)
    after_first = vectors[:, parameter_count(sizes[:2]) :]
    weights, biases = layer_views(parts @ after_first, sizes[1:])
    targets = np.asfortranarray(np.tile(Y, (POINTS_AT_ONCE, 1)))
    # Buffers are reused: new memory from the system would take longer than the sums.
    z = [np.empty((n, POINTS_AT_ONCE, m), products.dtype) for n in sizes[1:]]
    a = [np.empty_like(values) for values in z]
    outcome = _rows(z[-1]), _rows(a[-1]), targets, network.output
    sums = np.empty(len(parts))
    for start in range(0, len(parts), POINTS_AT_ONCE):
        points = slice(start, start + POINTS_AT_ONCE)
        np.matmul(parts[points], products, out=z[0])
        for l, function in enumerate(network.functions):
            if l > 0:
                W, b = weights[l - 1][points], biases[l - 1][points]
                np.matmul(W, a[l - 1].swapaxes(0, 1), out=z[l].swapaxes(0, 1))
                z[l] += b.T[:, :, None]
            function.forward(_rows(z[l]), out=_rows(a[l]))
        costs = network.cost_function.of_examples(*outcome)
        sums[points] = costs.reshape(-1, m).sum(axis=1, dtype=np.float64)
    return sums[: len(coordinates)]


def _first_products(vectors: np.ndarray, sizes: list[int], X: np.ndarray) -> np.ndarray:
    """W¹·X + b¹ with the first layer's part of each parameter vector, shape (n_1, vectors, m)."""
    weights, biases = layer_views(vectors, sizes)
    products = np.tensordot(weights[0], X, axes=(2, 1)) + biases[0][:, :, None]
    return np.ascontiguousarray(products.swapaxes(0, 1))


def _rows(values: np.ndarray) -> np.ndarray:
    """Values (neurons, points, examples) as rows of neurons, which activations and costs take."""
    return values.reshape(len(values), -1).T


@dataclasses.dataclass(frozen=True, eq=False)
class Plane:
    """The cost over a plane, the path beside it, and what the plane hides.

    `costs[i, j]` is C at origin + alphas[j] d₁ + betas[i] d₂, with d₁, d₂ the rows of `directions`
    (2, parameters). For each of S snapshots: `path` (S, 2) its coordinates, `off_plane` (S,) its
    distance from the plane, `true_costs` (S,) its cost, `plane_costs` (S,) the cost of the nearest
    point of the plane, `slopes` (S, 2) its true ∇C along d₁ and d₂. `snapshots` (S,) says which
    of the run's snapshots these are. `explained` (2,) is the share of the path's squared movement
    along each direction, `null` (2,) the share a random walk would have (NaN for a plane that was
    not made from the path).
    """

    origin: np.ndarray
    directions: np.ndarray
    alphas: np.ndarray
    betas: np.ndarray
    costs: np.ndarray
    snapshots: np.ndarray
    path: np.ndarray
    off_plane: np.ndarray
    true_costs: np.ndarray
    plane_costs: np.ndarray
    slopes: np.ndarray
    explained: np.ndarray
    null: np.ndarray

    @property
    def height_errors(self) -> np.ndarray:
        """True cost minus the plane's, at each snapshot (S,)."""
        return self.true_costs - self.plane_costs


def plane_through(
    thetas: np.ndarray, first: int, second: int, third: int
) -> tuple[np.ndarray, np.ndarray]:
    """(origin, directions) of the plane in which three points of a path (S, parameters) lie.

    d₁ points from the first to the third, d₂ at a right angle to it, towards the second; both
    have length 1. At these three points the plane hides nothing.
    """
    origin = thetas[first].astype(np.float64)
    along, side = thetas[third] - origin, thetas[second] - origin
    length = np.linalg.norm(along)
    d1 = _unit(along, length)
    return origin, np.stack([d1, _unit(side - (side @ d1) * d1, length)])


def principal_plane(thetas: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(origin, directions) of the plane that holds most of the movement of a path (PCA).

    With the centred points as rows of M, M Mᵀ u = λ u is only S × S, and d = Mᵀu/|Mᵀu|. The
    origin is the last point (Li et al. 2018, "Visualizing the Loss Landscape of Neural Nets",
    section 7).
    """
    centred = thetas - thetas.mean(axis=0, dtype=np.float64)
    _, vectors = np.linalg.eigh(centred @ centred.T)
    length = np.linalg.norm(centred)
    directions = np.stack([_unit(vectors[:, i] @ centred, length) for i in (-1, -2)])
    directions *= [[_sign(path)] for path in directions @ centred.T]
    return thetas[-1].astype(np.float64), directions


def _sign(path: np.ndarray) -> int:
    """The sign, 1 or −1, of a principal direction, given the coordinates of a path (S,) along it.

    PCA leaves it open. Here the path ends higher than it begins; if its ends are level, its
    farthest point is positive.
    """
    along = path[-1] - path[0]
    if abs(along) <= ROUNDING * abs(path).max():
        along = path[first_highest(abs(path))]
    return -1 if along < 0 else 1


def random_plane(network: Network, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """(origin, directions) of two random directions through a network, filter-normalised.

    The weights and bias of each neuron are drawn from N(0, 1) and scaled to the length of the
    network's own weights and bias (Li et al. 2018, section 4).
    """
    generator = np.random.default_rng(seed)
    directions = generator.standard_normal((2, len(network.theta)))
    for direction in directions:
        for drawn, own in zip(
            zip(*layer_views(direction, network.sizes), strict=True),
            zip(network.weights, network.biases, strict=True),
            strict=True,
        ):
            scale = _neuron_lengths(*own) / _neuron_lengths(*drawn)
            drawn[0][:] *= scale[:, None]
            drawn[1][:] *= scale
    return network.theta.astype(np.float64), directions


def ideal_walk(steps: np.ndarray) -> np.ndarray:
    """The path (S, S) of a random walk seen at `steps` (S,), in so many dimensions that each step
    is at a right angle to all before it.

    A plane's share of the movement should be compared with this: seen at even intervals, the first
    two principal directions of a walk hold 6/π² and a quarter of that, 76% of all its movement
    (Antognini & Sohl-Dickstein 2018, "PCA of high dimensional random walks").
    """
    strides = np.sqrt(np.diff(steps, prepend=0).astype(np.float64))
    return np.tril(np.broadcast_to(strides, (len(steps), len(steps))))


def shares(thetas: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """The share of a path's squared movement about its mean that lies along orthonormal
    directions (k, parameters): shape (k,)."""
    centred = thetas - thetas.mean(axis=0, dtype=np.float64)
    return ((centred @ directions.T) ** 2).sum(axis=0) / (centred**2).sum()


def coordinates_on(
    thetas: np.ndarray, origin: np.ndarray, directions: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """((S, 2) coordinates of the nearest points of a plane, (S,) distances from it)."""
    offsets = thetas - origin
    path = np.linalg.lstsq(directions.T, offsets.T, rcond=None)[0].T
    return path, np.linalg.norm(offsets - path @ directions, axis=1)


def middle_of(thetas: np.ndarray) -> int:
    """The index of the point of a path that is farthest from the line from start to finish."""
    along = thetas[-1] - thetas[0].astype(np.float64)
    along = _unit(along, np.linalg.norm(along))
    offsets = thetas - thetas[0].astype(np.float64)
    return first_highest(np.linalg.norm(offsets - np.outer(offsets @ along, along), axis=1))


def _unit(vector: np.ndarray, path_length: float | np.floating) -> np.ndarray:
    """The vector scaled to length 1.

    Raises DownhillError if it is no longer than the rounding errors of a path of this length.
    """
    length = np.linalg.norm(vector)
    if not length > 1e-6 * path_length:
        raise DownhillError(
            "these snapshots lie on one line or in one point, which spans no plane: "
            "train for more epochs, or keep more snapshots."
        )
    return vector / length


def _neuron_lengths(W: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The length of each neuron's weights and bias together, shape (n_out,)."""
    return np.sqrt((W.astype(np.float64) ** 2).sum(axis=1) + b.astype(np.float64) ** 2)
