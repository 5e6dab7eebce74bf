"""Are some examples easy for every network, and some hard? (Arpit et al. 2017, section 3.1.)

A hundred networks with different starts and orders of the examples are trained for one epoch. An
example's rate is the share of networks that then answer it wrong; it is measured on the training
examples, as in the paper. The data are digits with their labels, digits with random labels (the
paper's randY), or noise with random labels (its randX).

If all examples were equally hard, each network would be wrong about each with the same probability,
and the number of networks that are wrong would be binomial. Two halves of the networks, which share
only the examples, show whether examples differ or it is chance.

The learning rate is the same for all data. Of 0.03, 0.1 and 0.3 it gives the best accuracy on
validation digits after the epoch (88, 90 and 90% in a pilot of 20 networks).
"""

import math

import numpy as np

from nn.datasets import Dataset, as_greys, compact, one_hot
from nn.network import Network
from nn.optimizers import SGD
from nn.storage import Arrays, Facts
from nn.training.descent import Descent
from nn.training.loop import in_epochs

VERSION = 1
QUESTION = "Are some examples easy for every network, and some hard?"
AFTER = "Arpit et al. 2017"
SETTINGS = {
    "training": 5_000,
    "hidden": [128],
    "activation": "relu",
    "output_activation": "softmax",
    "cost": "cross_entropy",
    "eta": 0.1,
    "mini_batch_size": 10,
    "data_seed": 0,
    "seeds": list(range(100)),
}
QUICK = {"training": 1_000, "hidden": [32], "seeds": list(range(40))}
DATA = ("real", "labels", "noise")  # as it is; with random labels; noise with random labels
SHOWN = 10  # pictures of a kind that are kept, at most
NEARLY = 0.95  # the share of the networks that is nearly all of them
CONSTANTS = {"data": list(DATA), "nearly": NEARLY}


def examples(data: Dataset, settings: Facts) -> Arrays:
    """A sample of training digits (n, height, width) as bytes and their labels; as many pictures of
    noise, each pixel drawn independently from all pixels of the digits; and random labels, equally
    many of each class, so that no class is more likely."""
    n, shape = settings["training"], data.picture_shape
    generator = np.random.default_rng([settings["data_seed"], 31])
    images, labels = data.some("training", n)
    digits = compact(images).reshape(-1, *shape)
    return {
        "digits": digits,
        "labels": labels.astype(np.uint8),
        "noise": generator.choice(digits.ravel(), digits.shape),
        "random_labels": generator.permutation(np.arange(n) % len(data.classes)).astype(np.uint8),
    }


def trials(settings: Facts) -> list[Facts]:
    """One for each kind of data and each seed."""
    return [{"data": kind, "seed": seed} for kind in DATA for seed in settings["seeds"]]


def trial(settings: Facts, given: Facts, examples: Arrays) -> Arrays:
    """`answers` (n,): what the network answers to each example after the epoch; `labels` (n,); and
    for the first seed, the `images` (n, height, width)."""
    images = examples["noise" if given["data"] == "noise" else "digits"]
    labels = examples["labels" if given["data"] == "real" else "random_labels"]
    X = as_greys(images).reshape(len(images), -1)
    classes, seed = int(labels.max()) + 1, given["seed"]
    sizes = [X.shape[1], *settings["hidden"], classes]
    activation, output, cost = (settings[n] for n in ("activation", "output_activation", "cost"))
    network = Network(sizes, activation, output, cost, seed)
    descent = Descent(network, SGD(network.theta), X, one_hot(labels, classes))
    for _ in in_epochs(descent, seed, 1, settings["mini_batch_size"], settings["eta"]):
        pass  # the epoch's steps are made between one look and the next
    told = {"answers": network.predict(X).astype(np.uint8), "labels": labels}
    return {**told, "images": images} if seed == settings["seeds"][0] else told


def gather(settings: Facts, trials: list[Facts], results: list[Arrays]) -> tuple[Arrays, Facts]:
    """`wrong` (kinds of data, 2, n): how many networks of each half answer an example wrong, in the
    order of DATA; `chance` (kinds, n): how many of all networks would if this were binomial, in
    rising order. For examples that are shown, `between` (half of the networks are wrong),
    `easiest` (of each class), `hardest` and `noise`: `…_places` (k,), their indices; `…_images`
    (k, height, width), `…_labels` (k,), `…_answers` (k, seeds)."""
    starts = len(settings["seeds"])
    wrong, chance = [], []
    arrays: Arrays = {}
    found: Facts = {}
    for k, kind in enumerate(DATA):
        told = results[k * starts : (k + 1) * starts]
        answers, labels = np.stack([each["answers"] for each in told]), told[0]["labels"]
        is_wrong = answers != labels
        halves = np.array([half.sum(axis=0) for half in np.array_split(is_wrong, 2)])
        wrong.append(halves)
        chance.append(binomial_numbers(starts, is_wrong.mean(), len(labels)))
        found |= {f"{kind}_{what}": value for what, value in told_of(is_wrong, halves).items()}
        for pick, chosen in picked(kind, is_wrong, labels).items():
            arrays[f"{pick}_places"] = chosen
            arrays[f"{pick}_images"] = told[0]["images"][chosen]
            arrays[f"{pick}_labels"] = labels[chosen]
            arrays[f"{pick}_answers"] = answers[:, chosen].T
    return {
        "wrong": np.array(wrong, np.uint8),
        "chance": np.array(chance, np.uint8),
        **arrays,
    }, found


def told_of(is_wrong: np.ndarray, halves: np.ndarray) -> dict[str, float]:
    """{what: number} of one kind of data, from `is_wrong` (seeds, n) and its sums over each half of
    the seeds, `halves` (2, n). Names that end in `_by_chance` are what chance would give."""
    starts, mean = len(is_wrong), is_wrong.mean()
    rates = is_wrong.mean(axis=0)
    by_chance = binomial(starts, mean)
    few = np.arange(starts + 1) <= round((1 - NEARLY) * starts)
    most = few[::-1]
    counts = np.bincount(is_wrong.sum(axis=0), minlength=starts + 1) / len(rates)
    return {
        "rate": float(mean),
        "spread": float(rates.std()),
        "spread_by_chance": float(np.sqrt(mean * (1 - mean) / starts)),
        "halves_correlate": float(np.corrcoef(*halves)[0, 1]),
        "all_right": float(counts[0]),
        "all_right_by_chance": float(by_chance[0]),
        "all_wrong": float(counts[-1]),
        "all_wrong_by_chance": float(by_chance[-1]),
        "nearly_all_right": float(counts[few].sum()),
        "nearly_all_right_by_chance": float(by_chance[few].sum()),
        "nearly_all_wrong": float(counts[most].sum()),
        "nearly_all_wrong_by_chance": float(by_chance[most].sum()),
    }


def picked(kind: str, is_wrong: np.ndarray, labels: np.ndarray) -> Arrays:
    """{name: indices (k,)} of the examples of a kind that are shown; `is_wrong` (seeds, n) says
    which network answers which example wrong."""
    if kind == "noise":
        return {"noise": np.arange(min(SHOWN, len(labels)))}
    if kind != "real":
        return {}
    wrong, half = is_wrong.sum(axis=0), len(is_wrong) / 2
    by_difficulty = np.argsort(wrong, kind="stable")
    easiest = [by_difficulty[labels[by_difficulty] == c][0] for c in np.unique(labels)]
    return {
        "between": np.argsort(abs(wrong - half), kind="stable")[:1],
        "easiest": np.array(easiest[:SHOWN]),
        "hardest": np.argsort(-wrong, kind="stable")[:SHOWN],
    }


def binomial(n: int, p: float) -> np.ndarray:
    """The probabilities (n + 1,) of 0…n successes in n independent trials of probability p."""
    if p in (0, 1):
        return np.eye(n + 1)[int(p) * n]
    k = np.arange(n + 1)
    ways = [math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) for i in k]
    return np.exp(ways + k * math.log(p) + (n - k) * math.log(1 - p))


def binomial_numbers(n: int, p: float, count: int) -> np.ndarray:
    """`count` numbers, rising, distributed as a binomial: its quantiles at evenly spaced
    probabilities."""
    places = (np.arange(count) + 0.5) / count
    return np.searchsorted(np.cumsum(binomial(n, p)), places)
