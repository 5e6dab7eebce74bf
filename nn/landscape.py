"""The cost along lines and over planes of parameter space, over a whole data set, exact.

A point of a plane is θ = origin + α d₁ + β d₂. The first layer is linear in θ, so X·W¹ of the
origin and of each direction is computed once, and a point costs 16 columns instead of 784 pixels.

A slice through 13,002 dimensions hides nearly all of them. So each plane carries what it hides:
how much of the path's movement lies in it, beside the share that a random walk would have; how
far from it each snapshot is; and how much higher the true cost there is than the plane's.
"""

import dataclasses
import os
from concurrent.futures import ThreadPoolExecutor, as_completed

import numpy as np
from threadpoolctl import threadpool_limits

from nn.errors import DownhillError
from nn.network import Network, Pass, layer_views

CHUNK = 2_500  # examples at once: their first-layer products stay in a core's cache


def costs_at(network, directions, coordinates, X, Y, progress=None, workers=None):
    """The cost at θ = network.theta + coordinates @ directions, for every row of coordinates.

    directions (k, parameters), coordinates (N, k), X (m, n_0), Y (m, n_L): returns (N,) float64,
    equal to evaluating each network on its own but for rounding. Both cores are used, and the
    result does not depend on how many there are. `progress(done, of)` is called as it goes.
    """
    directions = np.atleast_2d(directions).astype(network.theta.dtype)
    coordinates = np.asarray(coordinates, network.theta.dtype).reshape(-1, len(directions))
    thetas = network.theta + coordinates @ directions
    starts = range(0, len(X), CHUNK)
    sums = np.empty((len(starts), len(coordinates)))

    def work(i):
        rows = slice(starts[i], starts[i] + CHUNK)
        sums[i] = _chunk_costs(network, directions, coordinates, thetas, X[rows], Y[rows])

    with threadpool_limits(1), ThreadPoolExecutor(workers or os.cpu_count()) as pool:
        futures = [pool.submit(work, i) for i in range(len(starts))]
        for done, future in enumerate(as_completed(futures), start=1):
            future.result()
            if progress:
                progress(done, len(starts))
    return sums.sum(axis=0) / len(X)


def _chunk_costs(network, directions, coordinates, thetas, X, Y):
    """The summed cost of some examples at every point, shape (N,)."""
    products = [
        _first_products(vector, network.sizes, X) for vector in (network.theta, *directions)
    ]
    here = Network(network.sizes, network.activation, network.output_activation, network.cost_name)
    batch = Pass(here, len(X))
    z, scratch = batch.z[0], np.empty_like(batch.z[0])
    sums = np.empty(len(coordinates))
    with np.errstate(over="ignore"):  # far from the path a cost may be very large
        for i, (point, theta) in enumerate(zip(coordinates, thetas, strict=True)):
            here.theta[:] = theta
            np.copyto(z, products[0])
            for coordinate, product in zip(point, products[1:], strict=True):
                np.multiply(product, coordinate, out=scratch)
                z += scratch
            sums[i] = batch.forward_from_first_z().costs(Y).sum(dtype=np.float64)
    return sums


def _first_products(vector, sizes, X):
    """X·W¹ᵀ + b¹ with the first layer's part of a parameter vector, shape (m, n_1)."""
    weights, biases = layer_views(vector, sizes)
    return X @ weights[0].T + biases[0]


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
    def height_errors(self):
        """True cost minus the plane's, at each snapshot (S,)."""
        return self.true_costs - self.plane_costs


def plane_through(thetas, first, second, third):
    """(origin, directions) of the plane in which three points of a path (S, parameters) lie.

    d₁ points from the first to the third, d₂ at a right angle to it, towards the second; both
    have length 1. At these three points the plane hides nothing.
    """
    origin = thetas[first].astype(np.float64)
    d1 = _unit(thetas[third] - origin)
    side = thetas[second] - origin
    return origin, np.stack([d1, _unit(side - (side @ d1) * d1)])


def principal_plane(thetas):
    """(origin, directions) of the plane that holds most of the movement of a path (PCA).

    With the centred points as rows of M, M Mᵀ u = λ u is only S × S, and d = Mᵀu/√λ. The origin
    is the last point (Li et al. 2018, "Visualizing the Loss Landscape of Neural Nets", section 7).
    """
    centred = thetas - thetas.mean(axis=0, dtype=np.float64)
    values, vectors = np.linalg.eigh(centred @ centred.T)
    directions = (vectors[:, [-1, -2]] / np.sqrt(values[[-1, -2]])).T @ centred
    towards_end = np.sign(directions @ (centred[-1] - centred[0]))  # PCA leaves the sign open
    return thetas[-1].astype(np.float64), directions * np.where(towards_end, towards_end, 1)[
        :, None
    ]


def random_plane(network, seed):
    """(origin, directions) of two random directions through a network, filter-normalised.

    The weights into each neuron, bias with them, are drawn from N(0, 1) and scaled to the length
    of the network's own (Li et al. 2018, section 4).
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


def ideal_walk(steps):
    """The path (S, S) of a random walk seen at `steps` (S,), in so many dimensions that each step
    is at a right angle to all before it.

    It is what a plane's share of the movement has to be held against: evenly seen, the first two
    principal directions of a walk hold 6/π² and a quarter of that, 76% of all its movement
    (Antognini & Sohl-Dickstein 2018, "PCA of high dimensional random walks").
    """
    strides = np.sqrt(np.diff(steps, prepend=0).astype(np.float64))
    return np.tril(np.broadcast_to(strides, (len(steps), len(steps))))


def shares(thetas, directions):
    """The share of a path's squared movement about its mean that lies along orthonormal
    directions (k, parameters): shape (k,)."""
    centred = thetas - thetas.mean(axis=0, dtype=np.float64)
    return ((centred @ directions.T) ** 2).sum(axis=0) / (centred**2).sum()


def coordinates_on(thetas, origin, directions):
    """((S, 2) coordinates of the nearest points of a plane, (S,) distances from it)."""
    offsets = thetas - origin
    path = np.linalg.lstsq(directions.T, offsets.T, rcond=None)[0].T
    return path, np.linalg.norm(offsets - path @ directions, axis=1)


def middle_of(thetas):
    """The index of the point of a path that is farthest from the line start to finish."""
    along = _unit(thetas[-1] - thetas[0].astype(np.float64))
    offsets = thetas - thetas[0].astype(np.float64)
    return int(np.linalg.norm(offsets - np.outer(offsets @ along, along), axis=1).argmax())


def _unit(vector):
    length = np.linalg.norm(vector)
    if not length > 0:
        raise DownhillError(
            "these snapshots lie on one line or in one point, which spans no plane: "
            "train for more epochs, or keep more snapshots."
        )
    return vector / length


def _neuron_lengths(W, b):
    """The length of each neuron's weights and bias together, shape (n_out,)."""
    return np.sqrt((W.astype(np.float64) ** 2).sum(axis=1) + b.astype(np.float64) ** 2)
