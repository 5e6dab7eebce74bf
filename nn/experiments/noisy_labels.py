"""Some of the labels are wrong: patterns first, learned by heart later? (The viewers' questions 10
and 11; after Arpit et al. 2017.)

A share p of the training images gets a wrong label, drawn evenly from the other classes. (The paper
draws from all classes, so some of its noisy labels are right.) With the same seed, trainings with
every p start from the same weights, and a label that is wrong at one p is wrong at every higher
one.

During training we measure the shares of the clean and of the wrong labels that are fitted; the
share of wrongly labelled images that are answered by their *true* class; the accuracy on the
validation part; the share of validation images with another answer nearby (`critical`); and
whether the weights of the first layer change in strokes or in noise (`smoothness`).

Width, eta and epochs were chosen on the training labels alone, so that at every p the network
learns nearly all of them by heart. The radius of `critical` was chosen so that the share is neither
0 nor 1 throughout. The validation data chose only the peaks of their own curves.
"""

from typing import Any

import numpy as np

from nn import datasets
from nn.analysis.rounding import first_highest
from nn.datasets import Dataset, as_greys, compact
from nn.network import Network, Pass
from nn.optimizers import Adam
from nn.storage import Arrays, Facts
from nn.training.descent import Descent
from nn.training.loop import in_epochs, snapshot_steps

VERSION = 1
QUESTION = "What if some labels are wrong: are patterns learned first, and single images later?"
AFTER = "Arpit et al. 2017; viewers of 3Blue1Brown's video"
SETTINGS = {
    "training": 5_000,
    "validation": 5_000,
    "wrong": [0.0, 0.2, 0.4, 0.6, 0.8],
    "hidden": [100],
    "eta": 0.001,
    "mini_batch_size": 100,
    "epochs": 150,
    "looks": 60,
    "searches": 12,
    "searched": 500,
    "radius": 0.03,
    "search_steps": 20,
    "shown": 60,
    "pictured": 9,
    "seeds": [0, 1, 2, 3, 4],
}
QUICK = {
    "training": 1_000,
    "validation": 500,
    "wrong": [0.0, 0.2, 0.8],
    "eta": 0.003,
    "epochs": 45,
    "looks": 25,
    "searches": 5,
    "searched": 100,
    "seeds": [0, 1],
}
CURVES = ("all", "clean", "wrong", "wrong_by_true_class", "validation")
CONSTANTS = {"curves": list(CURVES)}
OFTEN = 0.1  # the share of training images in which a pixel is bright that counts for `smoothness`


def examples(data: Dataset, settings: Facts) -> Arrays:
    """Samples of training and validation images as bytes, and their true labels."""
    images, labels = data.some("training", settings["training"])
    images_validation, labels_validation = data.some("validation", settings["validation"])
    return {
        "X": compact(images),
        "labels": labels,
        "X_validation": compact(images_validation),
        "labels_validation": labels_validation,
        "image_shape": np.array(data.picture_shape),
    }


def trials(settings: Facts) -> list[Facts]:
    """One for each share of wrong labels and each seed."""
    return [{"wrong": p, "seed": seed} for p in settings["wrong"] for seed in settings["seeds"]]


def trial(settings: Facts, given: Facts, examples: Arrays) -> Arrays:
    """`accuracy` (looks, CURVES); `critical`, `smoothness` (searches,) and `changed` (searches,
    pictured, rows, columns), the changes of the first neurons' weights since the start. For some
    images: `images` (shown, rows, columns), their `true` and their given `labels` (shown,), and the
    network's `answers` (looks, shown)."""
    X, X_validation = as_greys(examples["X"]), as_greys(examples["X_validation"])
    true, n_classes = examples["labels"], int(examples["labels"].max()) + 1
    labels = mislabelled(true, given["wrong"], n_classes, np.random.default_rng([given["seed"], 0]))
    network, descent = begun(settings, given["seed"], X, datasets.one_hot(labels, n_classes))
    start, shape = network.weights[0].copy(), tuple(examples["image_shape"])
    often = (X > 0.5).mean(axis=0).reshape(shape) > OFTEN
    few, noise = X_validation[: settings["searched"]], np.random.default_rng([given["seed"], 1])
    looks, searches = look_epochs(settings)
    measured = "accuracy", "critical", "smoothness", "changed"
    seen: dict[str, list[Any]] = {name: [] for name in measured}
    answers, shown = [], slice(settings["shown"])
    how = settings["epochs"], settings["mini_batch_size"], settings["eta"]
    for epoch in in_epochs(descent, given["seed"], *how):
        if epoch in looks:
            right = network.predict(X_validation) == examples["labels_validation"]
            answers.append(network.predict(X))
            seen["accuracy"].append([*fitted(answers[-1], labels, true), right.mean()])
        if epoch in searches:
            changed = (network.weights[0] - start).reshape(-1, *shape)
            seen["critical"].append(critical(network, few, settings, noise).mean())
            seen["smoothness"].append(smoothness(changed, often))
            seen["changed"].append(changed[: settings["pictured"]])
    return {
        **{name: np.array(values, np.float32) for name, values in seen.items()},
        "images": examples["X"][shown].reshape(-1, *shape),
        "true": true[shown].astype(np.uint8),
        "labels": labels[shown].astype(np.uint8),
        "answers": np.array(answers)[:, shown].astype(np.uint8),
    }


def begun(settings: Facts, seed: int, X: np.ndarray, Y: np.ndarray) -> tuple[Network, Descent]:
    """(network, descent): a new network, started from a seed, and its training."""
    sizes = [X.shape[1], *settings["hidden"], Y.shape[1]]
    network = Network(sizes, "relu", "softmax", "cross_entropy", seed)
    return network, Descent(network, Adam(network.theta), X, Y)


def gather(settings: Facts, trials: list[Facts], results: list[Arrays]) -> tuple[Arrays, Facts]:
    """`accuracy` (p, seeds, looks, CURVES) at the epochs `look_epochs`; `critical` and `smoothness`
    (p, seeds, searches) at `search_epochs`. For the first seed: `images` and their `true` labels,
    `labels` (p, shown), `answers` (p, looks, shown), and `changed` (p, stages, pictured, rows,
    columns), float16, at the epochs `stages`. Found: medians over seeds, for each p in percent."""
    p, n = len(settings["wrong"]), len(settings["seeds"])
    together = {name: np.stack([result[name] for result in results]) for name in results[0]}
    together = {name: a.reshape(p, n, *a.shape[1:]) for name, a in together.items()}
    looks, searches = look_epochs(settings)
    stages = np.arange(len(searches))[::-3][::-1]
    arrays = {
        "wrong": np.array(settings["wrong"]),
        "look_epochs": looks,
        "search_epochs": searches,
        "stages": searches[stages],
        **{name: together[name] for name in ("accuracy", "critical", "smoothness")},
        "changed": together["changed"][:, 0, stages].astype(np.float16),
        **{name: together[name][:, 0] for name in ("labels", "answers")},
        **{name: together[name][0, 0] for name in ("images", "true")},
    }
    found: Facts = {}
    for i, share in enumerate(settings["wrong"]):
        facts = told(np.median(arrays["accuracy"][i], axis=0), looks)
        for name in ("critical", "smoothness"):
            middle = np.median(arrays[name][i], axis=0)
            facts |= {f"{name}_first": float(middle[0]), f"{name}_end": float(middle[-1])}
        found |= {f"{name}_{100 * share:.0f}": value for name, value in facts.items()}
    return arrays, found


def look_epochs(settings: Facts) -> tuple[np.ndarray, np.ndarray]:
    """The epochs after which accuracies are measured, and those after which the neighbourhood of
    the images is searched: both spaced as evenly as possible on a logarithmic scale."""
    looks, searches = (
        snapshot_steps(settings["epochs"], settings[n]) for n in ("looks", "searches")
    )
    return looks, searches[1:]  # before training there is nothing to search


def told(accuracy: np.ndarray, looks: np.ndarray) -> dict[str, float]:
    """{name: number}: the peaks, ends and halfway epochs of curves `accuracy` (looks, CURVES)."""
    of = dict(zip(CURVES, accuracy.T, strict=True))
    peak = first_highest(of["validation"])
    facts = {
        "validation_peak": of["validation"][peak],
        "validation_peak_epoch": looks[peak],
        "validation_end": of["validation"][-1],
        "fitted_end": of["all"][-1],
        "clean_half_epoch": looks[(of["clean"] >= 0.5).argmax()],
    }
    if np.isfinite(of["wrong"]).all():
        best = first_highest(of["wrong_by_true_class"])
        facts |= {
            "clean_at_peak": of["clean"][peak],
            "wrong_at_peak": of["wrong"][peak],
            "wrong_half_epoch": looks[(of["wrong"] >= 0.5).argmax()],
            "wrong_end": of["wrong"][-1],
            "by_true_class_most": of["wrong_by_true_class"][best],
            "by_true_class_most_epoch": looks[best],
            "by_true_class_end": of["wrong_by_true_class"][-1],
        }
    return {name: float(value) for name, value in facts.items()}


def mislabelled(
    labels: np.ndarray, share: float, n_classes: int, generator: np.random.Generator
) -> np.ndarray:
    """Labels (n,) of which round(share · n) are wrong, each drawn evenly from the other classes.
    With a generator in the same state, a larger share makes the same labels wrong, and more."""
    labels, n = labels.copy(), len(labels)
    order, shifts = generator.permutation(n), generator.integers(1, n_classes, n)
    wrong = order[: round(share * n)]
    labels[wrong] = (labels[wrong] + shifts[wrong]) % n_classes
    return labels


def fitted(answers: np.ndarray, labels: np.ndarray, true: np.ndarray) -> list[float]:
    """The shares of images answered by their given label: of all, of the cleanly labelled, of the
    wrongly labelled; and the share of the wrongly labelled answered by their true class. NaN where
    there are no such images."""
    wrong = labels != true
    kinds = (labels >= 0, labels), (~wrong, labels), (wrong, labels), (wrong, true)
    return [(answers[of] == r[of]).mean() if of.any() else np.nan for of, r in kinds]


def critical(
    network: Network, X: np.ndarray, settings: Facts, generator: np.random.Generator
) -> np.ndarray:
    """Whether, for each row of X (m, n_0), an image was found whose pixels each differ by at most
    `radius` and whose answer differs: Arpit et al.'s critical samples, (m,) booleans.

    As in the paper, the search climbs by the gradient's sign, with noise; here from the answer
    towards the class that is second at the time. It may miss some, so the share that it finds is a
    lower bound.
    """
    radius, steps = settings["radius"], settings["search_steps"]
    answers, rows = network.predict(X), np.arange(len(X))
    low, high = np.maximum(X - radius, 0), np.minimum(X + radius, 1)
    found, at = np.zeros(len(X), bool), X.copy()
    for _ in range(steps):
        p = network.forward(at)
        others = p.z[-1].copy()
        others[rows, answers] = -np.inf
        second = others.argmax(axis=1)
        upstream = np.zeros_like(others)
        upstream[rows, second], upstream[rows, answers] = 1, -1
        uphill = np.sign(gradient_of_input(network, p, upstream))
        uphill += generator.standard_normal(X.shape, np.float32) / 2
        at = np.clip(at + 2 * radius / steps * uphill, low, high)
        found |= network.predict(at) != answers
    return found


def gradient_of_input(network: Network, p: Pass, upstream: np.ndarray) -> np.ndarray:
    """∂(Σⱼ upstreamⱼ zⱼ)/∂x of a `Pass` p, (m, n_0), with z of the last layer."""
    for l in range(len(network.weights) - 1, 0, -1):
        backward = network.functions[l - 1].backward
        upstream = backward(p.a[l], upstream @ network.weights[l], z=p.z[l - 1])
    return upstream @ network.weights[0]


def smoothness(pictures: np.ndarray, mask: np.ndarray) -> float:
    """The correlation between neighbouring pixels of pictures (n, rows, columns), where both lie in
    the mask (rows, columns): near 1 for broad strokes, 0 for noise."""
    sides = (np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1, :], np.s_[1:, :])
    pairs = []
    for a, b in sides:
        both = mask[a] & mask[b]
        pairs.append([pictures[:, *side][:, both].ravel() for side in (a, b)])
    one, other = np.concatenate(pairs, axis=1)
    return float(np.corrcoef(one, other)[0, 1])
