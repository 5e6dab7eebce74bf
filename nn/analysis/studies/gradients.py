"""The gradient over all training data at three moments, and what a nudge of a weight does."""

from collections.abc import Iterable

import numpy as np

from nn.analysis.rounding import ROUNDING
from nn.datasets import Dataset, one_hot
from nn.network import Network, layer_views, parameter_count
from nn.runs.run import Run
from nn.schema import Array, Layout
from nn.storage import Arrays

VERSION = 1
NUDGE = 0.1  # of a weight
POINTS = 21  # at which the cost is measured, from one nudge below a weight to one above


def layout(finished: Run) -> Layout:
    """What `measure` returns."""
    snapshots, parameters = finished.thetas.shape
    return {
        "snapshots": Array("whole", (3,), below=snapshots),
        "cost": Array("float64", (3,)),
        "nabla": Array("float32", (3, parameters)),
        "chosen": Array("whole", (2,), below=parameters),
        "slopes": Array("float64", (2,)),
        "nudges": Array("float64", (POINTS,)),
        "nudged_costs": Array("float64", (2, POINTS)),
        "never_lit": Array("whole", below=finished.sizes[0] + 1),
    }


def measure(finished: Run, data: Dataset) -> Arrays:
    """∇C over the n training images, C being their mean cost.

    `snapshots` (3,): the first, one on the way (`on_the_way`), the last; `cost` (3,) float64, C
    there; `nabla` (3, parameters) float32, ∇C there, in the order of `Network.theta`.

    For two first-layer weights at the snapshot on the way, one that matters much and one that
    matters little (`two_weights`): `chosen` (2,), their indices in theta; `slopes` (2,), ∂C/∂w;
    `nudges` (POINTS,), from −NUDGE to NUDGE; `nudged_costs` (2, POINTS), C with a nudge added to
    one of them and all else unchanged; float64, and computed in it. `never_lit`: the number of
    inputs that are zero in every training image.
    """
    X, Y = data.training_images, one_hot(data.training_labels, finished.sizes[-1])
    snapshots = np.array([0, on_the_way(finished.train_cost), len(finished.steps) - 1])
    networks = [in_double(finished, s) for s in snapshots]
    nabla = np.array([network.gradient(X, Y) for network in networks])
    chosen = two_weights(nabla[1], finished.sizes)
    nudges = np.linspace(-NUDGE, NUDGE, POINTS)
    return {
        "snapshots": snapshots,
        "cost": np.array([network.cost(X, Y) for network in networks]),
        "nabla": nabla.astype(np.float32),
        "chosen": chosen,
        "slopes": nabla[1, chosen],
        "nudges": nudges,
        "nudged_costs": Nudged(networks[1], X, Y).costs(chosen, nudges),
        "never_lit": np.array((~X.any(axis=0)).sum()),
    }


def on_the_way(cost: np.ndarray) -> int:
    """The first snapshot at which a cost curve (S,) is halfway to its end on a logarithmic axis."""
    return int((cost <= np.sqrt(cost[0] * cost[-1]) * (1 + ROUNDING)).argmax())


def two_weights(nabla: np.ndarray, sizes: list[int]) -> np.ndarray:
    """The indices in theta of two weights of the first layer: the one with the steepest slope, and
    the one whose |slope| is the median of those that are not zero."""
    steepness = abs(layer_views(nabla, sizes)[0][0]).ravel()
    order = np.argsort(steepness, kind="stable")
    if steepness.any():
        order = order[steepness[order] > 0]
    return order[[-1, len(order) // 2]]


def in_double(finished: Run, snapshot: int) -> Network:
    """A run's network in double precision."""
    return finished.network(snapshot).like(dtype=np.float64)


class Nudged:
    """The cost over a whole data set after one parameter is changed.

    A nudge of a first-layer weight changes one column of z¹, by nudge · input. So z¹ is computed
    once, and the matrix product that gives it, which is most of the work, is not repeated.
    """

    def __init__(self, network: Network, X: np.ndarray, Y: np.ndarray) -> None:
        self.network, self.X, self.Y = network, X, Y
        self.z = np.concatenate([p.z[0] for p, _ in network.chunks(X)])

    def costs(self, places: Iterable[int], nudges: Iterable[float]) -> np.ndarray:
        """C (places, nudges) with each nudge added to the parameter at each place in theta."""
        return np.array([[self.cost(place, nudge) for nudge in nudges] for place in places])

    def cost(self, place: int, nudge: float) -> float:
        """C with a nudge added to the parameter at a place in theta."""
        return self.of_examples(place, nudge, slice(None)).mean()

    def concerned(self, place: int) -> np.ndarray:
        """The rows of the examples whose cost a parameter affects: those that light its input."""
        n_in, n_out = self.network.sizes[:2]
        if place >= n_in * n_out:
            return np.arange(len(self.X))
        return np.flatnonzero(self.X[:, place % n_in])

    def of_examples(self, place: int, nudge: float, rows: slice | np.ndarray) -> np.ndarray:
        """The cost of each of some examples with a nudge added to the parameter at a place."""
        network, z = self.network, self.z[rows].copy()
        n_in, n_out = network.sizes[:2]
        j, k = divmod(place, n_in)
        if j < n_out:  # in W¹
            z[:, j] += nudge * self.X[rows, k].astype(np.float64)  # a number takes the array's type
        elif place < parameter_count(network.sizes[:2]):  # in b¹
            z[:, place - n_in * n_out] += nudge
        kept = network.theta[place]
        network.theta[place] += nudge
        costs = costs_from(network, z, self.Y[rows])
        network.theta[place] = kept
        return costs


def costs_from(network: Network, z: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """The cost (m,) of each example, given its z (m, n_1) in the first layer."""
    a = network.functions[0].forward(z)
    for function, W, b in zip(
        network.functions[1:], network.weights[1:], network.biases[1:], strict=True
    ):
        z = a @ W.T + b
        a = function.forward(z)
    return network.cost_function.of_examples(z, a, Y, network.output)
