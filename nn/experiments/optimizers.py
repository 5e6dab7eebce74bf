"""SGD, momentum, RMSprop and Adam from the same start, with the same mini_batches. (The viewers'
question 13; Goh, Distill 2017; Tieleman & Hinton 2012; Kingma & Ba 2014.)

A seed decides the start and the order of the mini_batches, the same for all four. The learning rate
is constant, and the other numbers are the defaults of nn/optimizers.py. Each optimizer is trained
at every rate of a grid; its best rate has the lowest validation cost at the end, averaged over
seeds. `eta` in SETTINGS holds these rates, for the paths, and a test compares them with the grid.
The test part chooses nothing.

The network and its cost are the film's. The costs at each look are over the first `judges` training
images and over all validation images.
"""

from collections.abc import Iterator

import numpy as np

from nn import datasets
from nn.analysis import landscape
from nn.analysis.rounding import first_lowest
from nn.datasets import Dataset, as_greys
from nn.network import Network
from nn.optimizers import OPTIMIZERS
from nn.storage import Arrays, Facts
from nn.training.descent import Descent
from nn.training.loop import epoch_order, snapshot_steps

VERSION = 1
QUESTION = "SGD, momentum, RMSprop, Adam: which way down is best?"
AFTER = "viewers of 3Blue1Brown's video; Goh, Why Momentum Really Works (Distill 2017)"
SETTINGS = {
    "training": 50_000,
    "judges": 10_000,
    "hidden": [16, 16],
    "mini_batch_size": 10,
    "steps": 20_000,
    "looks": 41,
    "etas": {
        "sgd": [0.03, 0.1, 0.3, 1.0, 3.0],
        "momentum": [0.003, 0.01, 0.03, 0.1, 0.3],
        "rmsprop": [0.0003, 0.001, 0.003, 0.01, 0.03],
        "adam": [0.0003, 0.001, 0.003, 0.01, 0.03],
    },
    "eta": {"sgd": 1.0, "momentum": 0.1, "rmsprop": 0.003, "adam": 0.003},
    "map": [48, 36],
    "seeds": [0, 1, 2, 3, 4],
}
QUICK = {
    "training": 2_000,
    "judges": 500,
    "steps": 1_500,
    "looks": 12,
    "etas": {"sgd": [0.3, 1.0], "momentum": [0.1], "rmsprop": [0.01], "adam": [0.003, 0.01]},
    "eta": {"sgd": 1.0, "momentum": 0.1, "rmsprop": 0.01, "adam": 0.01},
    "map": [9, 7],
    "seeds": [0, 1],
}
Part = tuple[np.ndarray, np.ndarray, np.ndarray]  # a part of the data: X, Y, labels
MARGIN = 0.12  # how far the map reaches beyond the paths, as a share of their extent


def examples(data: Dataset, settings: Facts) -> Arrays:
    """A sample of training images and all validation and test images as bytes; their labels."""
    return data.examples(settings["training"], "validation", "test")


def trials(settings: Facts) -> list[Facts]:
    """One for each optimizer, rate and seed; last, the paths of all four from the first seed."""
    grid = [
        {"optimizer": name, "eta": eta, "seed": seed}
        for name in settings["etas"]
        for eta in settings["etas"][name]
        for seed in settings["seeds"]
    ]
    return [*grid, {"optimizer": "all", "seed": settings["seeds"][0]}]


def trial(settings: Facts, given: Facts, examples: Arrays) -> Arrays:
    """The arrays of one training, see `judged`; or those of `paths`."""
    X, Y, *others = prepared(settings, examples)
    if given["optimizer"] == "all":
        return paths(settings, given["seed"], X, Y)
    return judged(settings, given, X, Y, *others)


def prepared(settings: Facts, examples: Arrays) -> tuple[np.ndarray, np.ndarray, Part, Part]:
    """X, Y, and (X, Y, labels) of the validation and of the test part."""
    classes = int(examples["labels"].max()) + 1

    def part(ending: str) -> Part:
        X, labels = as_greys(examples[f"X{ending}"]), examples[f"labels{ending}"]
        return X, datasets.one_hot(labels, classes), labels

    return *part("")[:2], part("_validation"), part("_test")


def descend(
    settings: Facts, name: str, eta: float, seed: int, X: np.ndarray, Y: np.ndarray
) -> Iterator[Network]:
    """Train, and yield the network at each look, the first before any step."""
    network = Network([X.shape[1], *settings["hidden"], Y.shape[1]], seed=seed)
    descent = Descent(network, OPTIMIZERS[name](network.theta), X, Y)
    m, n = settings["mini_batch_size"], len(X)
    looks = set(looked_at(settings).tolist())
    for step in range(settings["steps"]):
        if step in looks:
            yield network
        epoch, batch = divmod(step, -(-n // m))
        if batch == 0:
            order = epoch_order(seed, epoch, n)
        descent.step(order[batch * m : (batch + 1) * m], eta)
    yield network


def looked_at(settings: Facts) -> np.ndarray:
    """The steps (looks,) after which costs are measured, evenly spaced on a logarithmic scale."""
    return snapshot_steps(settings["steps"], settings["looks"])


def judged(
    settings: Facts, given: Facts, X: np.ndarray, Y: np.ndarray, validation: Part, test: Part
) -> Arrays:
    """`costs` (looks, 2) over training and validation images; `accuracy` (2,) at the end, on the
    validation and the test part."""
    judges = settings["judges"]
    costs = []
    for network in descend(settings, given["optimizer"], given["eta"], given["seed"], X, Y):
        costs.append([network.cost(X[:judges], Y[:judges]), network.cost(*validation[:2])])
    accuracy = [(network.predict(X) == labels).mean() for X, _, labels in (validation, test)]
    return {"costs": np.array(costs, np.float32), "accuracy": np.array(accuracy)}


def paths(settings: Facts, seed: int, X: np.ndarray, Y: np.ndarray) -> Arrays:
    """The paths of all four on one plane: through their common start, along the two principal
    directions of all their snapshots. `path` (4, looks, 2); `off_plane`, `from_start` (4, looks),
    distances from the plane and from the start; `true_costs`, `plane_costs` (4, looks); `explained`
    (2,), the share of movement along each direction; `parameters`, their number; `map_costs` (y, x)
    over the plane at `xs`, `ys`."""
    judges = X[: settings["judges"]], Y[: settings["judges"]]
    snapshots, true_costs = [], []
    for name in settings["etas"]:
        for network in descend(settings, name, settings["eta"][name], seed, X, Y):
            snapshots.append(network.theta.copy())
            true_costs.append(network.cost(*judges))
    thetas = np.stack(snapshots)
    # Through the start, which all four share; a plane through one's end would favour that one.
    origin, directions = thetas[0].astype(np.float64), landscape.principal_plane(thetas)[1]
    path, off_plane = landscape.coordinates_on(thetas, origin, directions)
    xs, ys = around(path, settings["map"])
    nodes = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    network.theta[:] = origin
    points = np.concatenate([nodes, path])
    costs = landscape.costs_at(network, directions, points, *judges, workers=1)
    of_paths = {
        "path": path,
        "off_plane": off_plane,
        "from_start": np.linalg.norm(thetas - origin, axis=1),
        "true_costs": np.array(true_costs),
        "plane_costs": costs[len(nodes) :],
    }
    return {
        **{
            kind: values.reshape(len(settings["etas"]), -1, *values.shape[1:]).astype(np.float32)
            for kind, values in of_paths.items()
        },
        "parameters": np.array(thetas.shape[1]),
        "explained": landscape.shares(thetas, directions),
        "map_costs": costs[: len(nodes)].reshape(len(ys), len(xs)).astype(np.float32),
        "xs": xs,
        "ys": ys,
    }


def around(path: np.ndarray, points: list[int]) -> list[np.ndarray]:
    """(xs, ys), with `points` of each: the part of a plane around paths (S, 2)."""
    low, high = path.min(axis=0), path.max(axis=0)
    room = MARGIN * (high - low).max()
    return [
        np.linspace(start - room, end + room, count)
        for start, end, count in zip(low, high, points, strict=True)
    ]


def gather(settings: Facts, trials: list[Facts], results: list[Arrays]) -> tuple[Arrays, Facts]:
    """For each NAME of an optimizer, `NAME_costs` (rates, seeds, looks, 2) and `NAME_accuracy`
    (rates, seeds, 2), see `judged`; `chosen` (4,), the index of each one's best rate in its grid;
    `steps` (looks,); and the arrays of `paths`."""
    *grid, of_paths = results
    arrays = {"steps": looked_at(settings), **of_paths}
    found = {f"explained_{i + 1}": float(of_paths["explained"][i]) for i in (0, 1)}
    chosen, start = [], 0
    for name in settings["etas"]:
        shape = len(settings["etas"][name]), len(settings["seeds"])
        rows = grid[start : start + shape[0] * shape[1]]
        start += len(rows)
        costs, accuracy = (np.stack([row[kind] for row in rows]) for kind in ("costs", "accuracy"))
        costs, accuracy = costs.reshape(*shape, -1, 2), accuracy.reshape(*shape, 2)
        best = first_lowest(costs[:, :, -1, 1].mean(axis=1))
        arrays |= {f"{name}_costs": costs, f"{name}_accuracy": accuracy}
        chosen.append(best)
        found[f"eta_{name}"] = settings["etas"][name][best]
        found |= {
            f"training_cost_{name}": float(costs[best, :, -1, 0].mean()),
            f"validation_cost_{name}": float(costs[best, :, -1, 1].mean()),
            f"validation_accuracy_{name}": float(accuracy[best, :, 0].mean()),
            f"test_accuracy_{name}": float(accuracy[best, :, 1].mean()),
        }
    return {**arrays, "chosen": np.array(chosen)}, found
