"""Are minima of nearly equal quality? Many networks from different starts, for several widths.

MNIST at 10 × 10 pixels, one hidden layer of ReLUs. Choromanska et al. trained a thousand networks
of each width; here it is a hundred, on fewer digits. Networks of the same width differ only by
their seed, which decides the start and the order of the digits.

The learning rate was chosen by the lowest mean cost on the validation digits, over three networks
each of 25, 100 and 500 hidden neurons: 0.240 at 0.25, 0.213 at 0.5, 0.215 at 1.
"""

import itertools

import numpy as np

from nn import datasets
from nn.analysis.curvature import hessian
from nn.datasets import Dataset, as_bytes, as_greys
from nn.network import Network
from nn.optimizers import SGD
from nn.storage import Arrays, Facts
from nn.training.descent import Descent
from nn.training.loop import in_epochs, snapshot_steps

VERSION = 1
QUESTION = "Many networks, each from its own start: do they end equally well?"
AFTER = "Choromanska et al. 2015; viewers of 3Blue1Brown's video"
SETTINGS = {
    "side": 10,
    "training": 5_000,
    "widths": [25, 50, 100, 250, 500],
    "eta": 0.5,
    "decay": 0.98,
    "mini_batch_size": 100,
    "epochs": 150,
    "looks": 16,
    "seeds": list(range(100)),
    "pictured": 3,
    "hessians": 5,
    "tolerance": 1e-3,
}
QUICK = {
    "training": 1_000,
    "widths": [10, 100],
    "epochs": 60,
    "seeds": list(range(10)),
    "hessians": 2,
}
PAPER = {25: 0.7616, 50: 0.6861, 100: 0.5983, 250: 0.5302, 500: 0.4081}
"""The correlation of training and test cost, by width, that Choromanska et al. (2015) report."""
CONSTANTS = {"paper": {str(width): correlation for width, correlation in PAPER.items()}}


def examples(data: Dataset, settings: Facts) -> Arrays:
    """A sample of training images and all test images, scaled down, as bytes; their labels; `first`
    (classes,), the index of the first training image of each class; and `originals`, these images
    at full size."""
    n, side = settings["training"], settings["side"]
    (images, labels), (images_test, labels_test) = data.some("training", n), data.some("test")
    first = [int(np.flatnonzero(labels == j)[0]) for j in range(len(data.classes))]
    return {
        "X": as_bytes(scaled_down(images, data.picture_shape, side)),
        "labels": labels,
        "X_test": as_bytes(scaled_down(images_test, data.picture_shape, side)),
        "labels_test": labels_test,
        "first": np.array(first),
        "originals": as_bytes(images[first]).reshape(-1, *data.picture_shape),
    }


def trials(settings: Facts) -> list[Facts]:
    """One for each width and seed."""
    return [
        {"width": width, "seed": seed} for width in settings["widths"] for seed in settings["seeds"]
    ]


def trial(settings: Facts, given: Facts, examples: Arrays) -> Arrays:
    """`cost` (looks, 2), `accuracy` (2,) at the end: on the training and the test digits.

    Some of the narrowest networks (`pictured`, `hessians` in the settings) also return `W` (2,
    width, pixels), or `eigenvalues` (2, parameters) of the Hessian and `slope` (2,), the gradient's
    length: each at the start and at the end. The first also returns `digits` and `originals`.
    """
    X, X_test = as_greys(examples["X"]), as_greys(examples["X_test"])
    labels, labels_test = examples["labels"], examples["labels_test"]
    classes = int(labels.max()) + 1
    Y, Y_test = (datasets.one_hot(those, classes) for those in (labels, labels_test))
    sizes = [X.shape[1], given["width"], classes]
    network = Network(sizes, "relu", "softmax", "cross_entropy", given["seed"])
    descent = Descent(network, SGD(network.theta), X, Y)
    how = (settings[name] for name in ("epochs", "mini_batch_size", "eta", "decay"))
    looks, cost, ends = looks_of(settings), [], []
    for epoch in in_epochs(descent, given["seed"], *how):
        if epoch in looks:
            cost.append([network.cost(X, Y), network.cost(X_test, Y_test)])
        if epoch in (looks[0], looks[-1]):
            ends.append(_closer_look(network, X, Y, settings, given))
    right = [network.predict(X) == labels, network.predict(X_test) == labels_test]
    result = {"cost": np.array(cost), "accuracy": np.array([each.mean() for each in right])}
    result |= {name: np.array([end[name] for end in ends]) for name in ends[0]}
    if _is_among_first(1, settings, given):
        result |= {"digits": examples["X"][examples["first"]], "originals": examples["originals"]}
    return result


def gather(settings: Facts, trials: list[Facts], results: list[Arrays]) -> tuple[Arrays, Facts]:
    """`cost` (widths, seeds, looks, 2) and `accuracy` (widths, seeds, 2) on training and test
    digits, `looks` (looks,) in epochs; of the narrowest networks, at the start and at the end, `W`
    (pictured, 2, width, pixels), `eigenvalues` (hessians, 2, parameters), `slope` (hessians, 2);
    `digits` (classes, side, side) and `originals` (classes, height, width), bytes."""
    side, kinds = settings["side"], (len(settings["widths"]), len(settings["seeds"]))
    some = ("cost", "accuracy", "W", "eigenvalues", "slope")
    arrays = {name: np.array([r[name] for r in results if name in r], np.float32) for name in some}
    for name in ("cost", "accuracy"):
        arrays[name] = arrays[name].reshape(*kinds, *arrays[name].shape[1:])
    arrays["looks"] = np.array(looks_of(settings))
    arrays["digits"] = results[0]["digits"].reshape(-1, side, side)
    arrays["originals"] = results[0]["originals"]
    found: Facts = {}
    for width, cost, accuracy in zip(
        settings["widths"], arrays["cost"], arrays["accuracy"], strict=True
    ):
        of_width = _of_width(cost.astype(np.float64), accuracy)
        found |= {f"{name}_{width}": value for name, value in of_width.items()}
    found |= _of_curvature(arrays, settings["tolerance"])
    found |= _of_pictures(arrays["W"])
    return arrays, {name: float(value) for name, value in found.items()}


def scaled_down(images: np.ndarray, shape: tuple[int, int], side: int) -> np.ndarray:
    """Images (n, height · width) as (n, side²): each new pixel is the mean grey of the area of the
    old picture that it covers; pixels that it covers in part are weighted by that part."""
    down, across = (_shares(length, side) for length in shape)
    pictures = images.reshape(-1, *shape)
    return np.einsum("ih,nhw,jw->nij", down, pictures, across, optimize=True).reshape(-1, side**2)


def _shares(length: int, side: int) -> np.ndarray:
    """(side, length): the share of each old pixel in each new one, along one axis."""
    edges, pixels = np.linspace(0, length, side + 1), np.arange(length)
    covered = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    return np.maximum(covered, 0) / (length / side)


def looks_of(settings: Facts) -> list[int]:
    """The epochs after which costs are measured."""
    return snapshot_steps(settings["epochs"], settings["looks"]).tolist()


def likeness(one: np.ndarray, other: np.ndarray) -> float:
    """The mean cosine between each row of weights in `one` (n, pixels) and the most similar row in
    `other`. No other order of the neurons could give more."""
    one, other = (W / np.linalg.norm(W, axis=1, keepdims=True) for W in (one, other))
    return (one @ other.T).max(axis=1).mean()


def _is_among_first(count: int, settings: Facts, given: Facts) -> bool:
    """Whether a network is one of the first `count` of the narrowest."""
    return given["width"] == settings["widths"][0] and given["seed"] in settings["seeds"][:count]


def _closer_look(
    network: Network, X: np.ndarray, Y: np.ndarray, settings: Facts, given: Facts
) -> Arrays:
    """What is computed for only some of the networks: see `trial`."""
    seen = {}
    if _is_among_first(settings["pictured"], settings, given):
        seen["W"] = network.weights[0].copy()
    if _is_among_first(settings["hessians"], settings, given):
        seen["eigenvalues"] = np.linalg.eigvalsh(hessian(network, X, Y))
        seen["slope"] = np.array(np.linalg.norm(network.gradient(X, Y)))
    return seen


def _of_width(cost: np.ndarray, accuracy: np.ndarray) -> dict[str, float]:
    """The figures of one width, from costs (seeds, looks, 2) and accuracies (seeds, 2). The ends of
    the correlation's 95% interval are computed by Fisher's transformation."""
    train, test = cost[:, -1].T
    correlation = np.corrcoef(train, test)[0, 1]
    off = 1.96 / np.sqrt(len(cost) - 3)
    return {
        "train_cost": train.mean(),
        "test_cost": test.mean(),
        "train_std": train.std(ddof=1),
        "test_std": test.std(ddof=1),
        "test_range": np.ptp(test),
        "correlation": correlation,
        "correlation_low": np.tanh(np.arctanh(correlation) - off),
        "correlation_high": np.tanh(np.arctanh(correlation) + off),
        "test_accuracy": accuracy[:, 1].mean(),
        "last_change": np.abs(np.diff(cost[:, -2:, 1])).mean(),
    }


def _of_curvature(arrays: Arrays, tolerance: float) -> dict[str, float]:
    """The shares of directions that curve down by more than the tolerance, or neither way by more
    than it, as means over networks; the lowest and highest eigenvalue of all; the gradient's mean
    length."""
    found = {}
    for when, bends, slope in zip(
        ("start", "end"), arrays["eigenvalues"].swapaxes(0, 1), arrays["slope"].T, strict=True
    ):
        found[f"down_{when}"] = (bends < -tolerance).mean()
        found[f"flat_{when}"] = (np.abs(bends) <= tolerance).mean()
        found[f"lowest_{when}"], found[f"highest_{when}"] = bends.min(), bends.max()
        found[f"slope_{when}"] = slope.mean()
    return found


def _of_pictures(W: np.ndarray) -> dict[str, float]:
    """How similar the first layers of different networks are, in the pixels that training used."""
    used = (W[:, 0] != W[:, 1]).any(axis=(0, 1))
    return {
        f"alike_{when}": float(np.mean([likeness(*p) for p in itertools.permutations(of_all, 2)]))
        for when, of_all in zip(("start", "end"), W[..., used].swapaxes(0, 1), strict=True)
    }
