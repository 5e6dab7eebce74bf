"""Are two minima joined by a low road? (Garipov et al. 2018; Ainsworth et al. 2023, "Git Re-Basin")

Each trial trains two networks from different starts, with different orders of the examples, and
measures the cost along four paths (`ways`) from the first, A, to the second, B:

    straight   (1 − t) A + t B
    ordered    the same, to B with its hidden neurons put in the order of those neurons of A that
               they are most like (nn/analysis/symmetry.py): a network with the same outputs as B
    matched    the same, to B ordered, with neurons also negated if that makes them more alike
    curve      (1 − t)² A + 2 t (1 − t) θ + t² B, a Bézier curve to B itself, whose bend θ was
               trained: each step lowers the cost at a random t (Garipov et al., eq. 2)

A path's barrier is the highest rise of its cost above the straight interpolation between the costs
of its ends.

The networks are of the film's kind, at its width and at a larger one, since the papers say that
width matters. Rates were chosen on the validation part, with the first two seeds: η of the curve
from 1, 3, 6 and 10. Matching by weights rather than by activations gave barriers as low.
"""

import numpy as np
import numpy.typing as npt

from nn import datasets
from nn.analysis.curves import bezier
from nn.analysis.landscape import costs_at, plane_through
from nn.analysis.symmetry import likeness, matched
from nn.datasets import Dataset, as_greys
from nn.network import Network, Pass
from nn.optimizers import SGD
from nn.storage import Arrays, Facts
from nn.training.descent import Descent
from nn.training.loop import epoch_order, in_epochs

VERSION = 1
QUESTION = "Two trainings end in two minima: does a low road join them?"
AFTER = "Garipov et al. 2018; Ainsworth et al. 2023"
SETTINGS = {
    "training": 50_000,
    "hidden": [[16, 16], [100, 100]],
    "eta": 0.7,
    "decay": 0.8,
    "mini_batch_size": 10,
    "epochs": 6,
    "curve_eta": 6.0,
    "curve_decay": 0.7,
    "compared": 5_000,  # images on which neurons are compared
    "judged": 10_000,  # training images on which the costs along the paths and of the map are taken
    "points": 41,  # of each path
    "map_points": 41,  # of the map, along each side
    "seeds": [0, 1, 2, 3, 4],  # of pairs; each of a pair's two networks has a different seed
}
QUICK = {
    "training": 2_000,
    "hidden": [[16, 16], [40, 40]],
    "eta": 2.0,
    "epochs": 15,
    "compared": 1_000,
    "judged": 1_000,
    "points": 11,
    "map_points": 9,
    "seeds": [0, 1],
}
WAYS = ("straight", "ordered", "matched", "curve")
CONSTANTS = {"ways": list(WAYS)}
BEYOND = 0.3  # how far the map reaches beyond A, B and the curve, in distances from A to B


def examples(data: Dataset, settings: Facts) -> Arrays:
    """A sample of training images and all test images as bytes, and their labels."""
    return data.examples(settings["training"], "test")


def trials(settings: Facts) -> list[Facts]:
    """One for each width and each pair of networks."""
    return [
        {"hidden": hidden, "pair": pair}
        for hidden in settings["hidden"]
        for pair in settings["seeds"]
    ]


def trial(settings: Facts, given: Facts, examples: Arrays) -> Arrays:
    """The arrays of `gather` for one pair; for the first pair, the map and the pictures too."""
    labels, labels_test = examples["labels"], examples["labels_test"]
    classes = int(labels.max()) + 1
    X, X_test = as_greys(examples["X"]), as_greys(examples["X_test"])
    Y, Y_test = datasets.one_hot(labels, classes), datasets.one_hot(labels_test, classes)
    sizes = [X.shape[1], *given["hidden"], classes]
    seeds = 2 * given["pair"], 2 * given["pair"] + 1
    a, b = (trained(settings, sizes, X, Y, seed) for seed in seeds)
    compared, judged = X[: settings["compared"]], slice(settings["judged"])
    ordered, _, _ = matched(a, b, compared, turn=False)
    twin, orders, turned = matched(a, b, compared)
    bend = bent(settings, a, b, X, Y, given["pair"])
    directions = np.stack([to - a.theta for to in (b.theta, ordered.theta, twin.theta, bend)])
    seen_on = (X[judged], Y[judged]), (X_test, Y_test)
    found = {
        "costs": _costs(a, directions, settings["points"], seen_on),
        "right": _right(a, directions, X_test, labels_test),
        "alike": np.array(
            [likeness(a.weights[0].T, other.weights[0].T).diagonal().mean() for other in (b, twin)]
        ),
        "turned": np.concatenate(turned).mean(),
    }
    if given == trials(settings)[0]:
        found |= {
            **_map_of(settings, a, b, bend, X[judged], Y[judged]),
            "pictures": np.stack([a.weights[0], b.weights[0]]),
            "order": orders[0],
            "over": turned[0],
        }
    return found


def gather(settings: Facts, trials: list[Facts], results: list[Arrays]) -> tuple[Arrays, Facts]:
    """`costs` (widths, pairs, WAYS, 2, points): on training and on test images. `right` (widths,
    pairs, 2 + WAYS): accuracies on test images of A, of B, and halfway along each path. `alike`
    (widths, pairs, 2): the mean correlation of the weights into a neuron of A with those into the
    neuron of B in its place, before and after matching. `turned` (widths, pairs): the share of
    neurons that are sign-flipped.

    Of the first pair: `pictures` (2, n_1, pixels), the weights into the first layer of A and of B;
    `order` (n_1,) and `over` (n_1,) bool, how B's neurons are ordered and sign-flipped to match
    A's; and the plane in which A, B and the curve lie: `map_costs` (map_points, map_points) at `ys`
    and `xs`, with A at (0, 0), B at (`distance`, 0), and the bend at `bend` (2,).
    """
    shape = len(settings["hidden"]), len(settings["seeds"])
    names = "costs", "right", "alike", "turned"
    arrays = {}
    for name in names:
        values = np.stack([result[name] for result in results])
        arrays[name] = values.reshape(*shape, *values.shape[1:])
    found: Facts = {}
    for w, hidden in enumerate(settings["hidden"]):
        of_width = {name: values[w] for name, values in arrays.items()}
        found |= {f"{name}_{hidden[0]}": v for name, v in _figures(**of_width).items()}
    arrays["costs"] = arrays["costs"].astype(np.float32)
    arrays |= {name: results[0][name] for name in results[0] if name not in names}
    return arrays, found


def _figures(
    costs: np.ndarray, right: np.ndarray, alike: np.ndarray, turned: np.ndarray
) -> dict[str, float]:
    """The numbers of one width: medians over its pairs."""
    barriers = np.median(barrier(costs), axis=0)
    halfway = np.median(right[:, 2:], axis=0)
    figures = {
        "cost_of_ends": float(np.median(costs[:, 0, 0][:, [0, -1]])),
        "test_accuracy_of_ends": float(np.median(right[:, :2])),
        "alike_before": float(np.median(alike[:, 0])),
        "alike_after": float(np.median(alike[:, 1])),
        "turned": float(np.median(turned)),
    }
    for way, (training, test), accuracy in zip(WAYS, barriers, halfway, strict=True):
        figures[f"barrier_{way}"] = float(training)
        figures[f"test_barrier_{way}"] = float(test)
        figures[f"test_accuracy_halfway_{way}"] = float(accuracy)
    return figures


def barrier(costs: np.ndarray) -> np.ndarray:
    """The highest rise of costs (..., points), evenly spaced, above the line between their ends."""
    t = np.linspace(0, 1, costs.shape[-1])
    between = (1 - t) * costs[..., :1] + t * costs[..., -1:]
    return (costs - between).max(axis=-1)


def trained(settings: Facts, sizes: list[int], X: np.ndarray, Y: np.ndarray, seed: int) -> Network:
    """A `Network` of the film's kind, trained from a seed."""
    network = Network(sizes, seed=seed)
    how = (settings[name] for name in ("epochs", "mini_batch_size", "eta", "decay"))
    for _ in in_epochs(Descent(network, SGD(network.theta), X, Y), seed, *how):
        pass
    return network


def bent(
    settings: Facts, a: Network, b: Network, X: np.ndarray, Y: np.ndarray, seed: int
) -> np.ndarray:
    """The bend θ (parameters,) of the curve from a to b, trained from the middle of the straight
    line; each step takes a mini_batch and a random t.

    The gradient with respect to θ is that at the point t of the curve, times 2 t (1 − t).
    """
    generator = np.random.default_rng([seed, 18])
    m, bend = settings["mini_batch_size"], (a.theta + b.theta) / 2
    here, optimizer = shifted(a, 0), SGD(bend)
    batch = Pass(here, m)
    for epoch in range(settings["epochs"]):
        eta = settings["curve_eta"] * settings["curve_decay"] ** epoch
        rows = epoch_order(seed, epoch, len(X))
        for start in range(0, len(X) - m + 1, m):
            of_a, of_bend, of_b = bezier(np.float32(generator.random()))
            here.theta[:] = of_a * a.theta + of_bend * bend + of_b * b.theta
            mini_batch = rows[start : start + m]
            batch.forward(X[mini_batch]).backward(Y[mini_batch])
            optimizer.step(bend, batch.nabla, eta * of_bend)
    return bend


def coordinates(t: np.ndarray) -> np.ndarray:
    """The points t (k,) of each of WAYS as coordinates (len(WAYS) · k, 4) relative to A, along the
    directions from A to B, B ordered, B matched and the bend."""
    ways = np.zeros((len(WAYS), len(t), 4))
    for i in range(3):
        ways[i, :, i] = t
    _, ways[3, :, 3], ways[3, :, 0] = bezier(t)
    return ways.reshape(-1, 4)


def shifted(network: Network, by: npt.ArrayLike) -> Network:
    """A copy of a network with its parameters shifted by `by` (parameters,)."""
    return network.like(network.theta + by)


def _costs(
    a: Network,
    directions: np.ndarray,
    points: int,
    seen_on: tuple[tuple[np.ndarray, np.ndarray], ...],
) -> np.ndarray:
    """The cost (WAYS, 2, points) along each path, on each of two pairs of images and targets."""
    ways = coordinates(np.linspace(0, 1, points))
    costs = [costs_at(a, directions, ways, X, Y, workers=1) for X, Y in seen_on]
    return np.stack([of_one.reshape(len(WAYS), points) for of_one in costs], axis=1)


def _right(a: Network, directions: np.ndarray, X: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The accuracy (2 + WAYS,) at A, at B, and halfway along each path."""
    places = np.vstack([np.zeros(4), np.eye(4)[0], coordinates(np.array([0.5]))])
    return np.array([(shifted(a, c @ directions).predict(X) == labels).mean() for c in places])


def _map_of(
    settings: Facts, a: Network, b: Network, bend: np.ndarray, X: np.ndarray, Y: np.ndarray
) -> Arrays:
    """The plane of A, B and the bend: see `gather`."""
    origin, directions = plane_through(np.stack([a.theta, bend, b.theta]), 0, 1, 2)
    distance, x_bend = directions[0] @ (b.theta - origin), directions[0] @ (bend - origin)
    y_bend = directions[1] @ (bend - origin)
    beyond, n = BEYOND * distance, settings["map_points"]
    xs = np.linspace(-beyond, distance + beyond, n)
    ys = np.linspace(-beyond, y_bend / 2 + beyond, n)  # the curve comes halfway to its bend
    points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    costs = costs_at(a, directions, points, X, Y, workers=1)
    return {
        "map_costs": costs.reshape(n, n).astype(np.float32),
        "xs": xs,
        "ys": ys,
        "distance": np.array(distance),
        "bend": np.array([x_bend, y_bend]),
    }
