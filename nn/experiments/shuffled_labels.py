"""Can a network learn labels that mean nothing? (Zhang et al. 2017; the viewers' questions 9, 11.)

Each of n training images keeps its label or, with probability p, gets one drawn evenly from all
classes, as in the paper's Figure 1. At p = 1 the images say nothing about the labels, so whatever
the network answers right it has memorised.

`few`: 2,000 images, p from 0 to 1. After how many steps are 99% of the given labels answered right,
and what is the accuracy on the test part then?
`many`: p = 1, and more and more images. How much of their labels can the network store? A label
drawn evenly from ten is log₂ 10 = 3.3 bits; a network that gives label y the probability a_y lacks
−log₂ a_y of them. The rest is counted as `bits`. The classical estimate of what fits is 2 bits per
weight, the capacity of one neuron (Cover 1965; MacKay 2003, chapter 40).

The network is the film's, 784-16-16-10 with sigmoids, but with the paper's cost, cross-entropy with
softmax: with the quadratic cost a pilot got stuck at 94% of 2,000 labels. The learning rate, its
decay and the mini_batch sizes were chosen by how well the training labels were learned, with seed
0; the test part chose nothing. The seed alone decides which labels are replaced, and by what, so a
label that is wrong at p = 0.2 is wrong at 0.4 too.
"""

import numpy as np

from nn import datasets
from nn.datasets import Dataset, as_greys
from nn.network import Network, parameter_count
from nn.optimizers import Adam
from nn.storage import Arrays, Facts
from nn.training.descent import Descent
from nn.training.loop import in_epochs, snapshot_steps

VERSION = 1
QUESTION = "Can a network learn labels that mean nothing, and how many of them?"
AFTER = "Zhang et al. 2017, Understanding deep learning requires rethinking generalization"
# If η does not fall, Adam now and then jumps away from what it has fitted and comes back; one seed
# ends on such a jump. So we measure how soon `enough` is reached, not the accuracy at the end.
SETTINGS = {
    "hidden": [16, 16],
    "shares": [0, 0.2, 0.4, 0.6, 0.8, 1],  # of labels drawn at random: p
    "enough": 0.99,
    "eta": 0.01,
    "few": {"images": 2_000, "mini_batch_size": 100, "epochs": 300, "eta_falls_to": 1},
    "many": {"images": [6_000, 20_000, 60_000], "mini_batch_size": 1_000, "eta_falls_to": 0.1},
    "steps_of_many": 6_000,
    "looks": 40,  # measurements of accuracy, evenly spaced on a logarithmic scale of epochs
    "bits_a_weight": 2,
    "seeds": [0, 1, 2, 3, 4],
}
QUICK = {
    "shares": [0, 0.5, 1],
    "few": {"images": 200, "mini_batch_size": 20, "epochs": 200, "eta_falls_to": 1},
    "many": {"images": [4_500], "mini_batch_size": 150, "eta_falls_to": 0.1},
    "steps_of_many": 900,
    "looks": 20,
    "seeds": [0, 1],
}
SHOWN = 20  # training images, and test images, that are kept

# CIFAR-10, Table 1 (no weight decay, no augmentation): accuracies (training, test) of a network
# with one hidden layer; section 2.2: how much longer random labels take to fit.
PAPER = {
    "images": 50_000,
    "weights": 1_209_866,
    "true": [1.0, 0.5051],
    "random": [0.9934, 0.1061],
    "slower": "a small constant factor",
}
CONSTANTS = {"paper": PAPER}


def examples(data: Dataset, settings: Facts) -> Arrays:
    """Training images, followed by the validation images, and test images as bytes, with labels.

    No images are set aside for validation: the network trains on all of them.
    """
    data.check_pictures()
    most = max(settings["few"]["images"], *settings["many"]["images"])
    arrays = data.examples(most, "validation", "test")
    for name in ("X", "labels"):
        arrays[name] = np.concatenate([arrays[name], arrays.pop(f"{name}_validation")])[:most]
    return arrays


def trials(settings: Facts) -> list[Facts]:
    """One for each share of random labels and each seed; one for each larger number of images."""
    few, many = settings["few"]["images"], settings["many"]["images"]
    kinds = [(few, p) for p in settings["shares"]] + [(n, 1) for n in many]
    return [{"images": n, "p": p, "seed": seed} for n, p in kinds for seed in settings["seeds"]]


def trial(settings: Facts, given: Facts, examples: Arrays) -> Arrays:
    """`training` and `test` (looks,), the accuracies at `looks` (epochs); `steps_to_enough`, NaN
    if never; `bits`; for the first SHOWN images, the labels `given` and the final `answers`."""
    n, seed = given["images"], given["seed"]
    epochs, how = _how(settings, n)
    X, X_test = as_greys(examples["X"][:n]), as_greys(examples["X_test"])
    classes = int(examples["labels"].max()) + 1
    labels = corrupted(examples["labels"][:n], given["p"], classes, seed)
    Y = datasets.one_hot(labels, classes)
    sizes = [X.shape[1], *settings["hidden"], classes]
    network = Network(sizes, "sigmoid", "softmax", "cross_entropy", seed)
    descent = Descent(network, Adam(network.theta), X, Y)
    looks = snapshot_steps(epochs, settings["looks"])
    training, test, enough = [], [], np.nan
    for epoch in in_epochs(descent, seed, epochs, **how):
        if epoch not in looks and n != settings["few"]["images"]:
            continue
        right = (network.predict(X) == labels).mean()
        if np.isnan(enough) and right >= settings["enough"]:
            enough = epoch * _batches(settings, n)
        if epoch in looks:
            training.append(right)
            test.append((network.predict(X_test) == examples["labels_test"]).mean())
    return {
        "looks": looks,
        "training": np.array(training, np.float32),
        "test": np.array(test, np.float32),
        "steps_to_enough": np.array(enough),
        "bits": np.array(n * np.log2(classes) - network.costs(X, Y).sum() / np.log(2)),
        "classes": np.array(classes),
        "given": labels[:SHOWN].astype(np.uint8),
        "answers": network.predict(np.concatenate([X[:SHOWN], X_test[:SHOWN]])).astype(np.uint8),
        "images": examples["X"][:SHOWN],
        "images_test": examples["X_test"][:SHOWN],
        "labels": examples["labels"][:SHOWN].astype(np.uint8),
        "labels_test": examples["labels_test"][:SHOWN].astype(np.uint8),
    }


def gather(settings: Facts, trials: list[Facts], results: list[Arrays]) -> tuple[Arrays, Facts]:
    """Curves of `few`: `steps` (looks,), `training` and `test` (shares, seeds, looks),
    `steps_to_enough` (shares, seeds). `few` at p = 1, then `many`: `images` (counts,), and at the
    end `bits` and `training_of_many` (counts, seeds); for the largest count the curves,
    `steps_of_most` (looks,) and `training_of_most` (seeds, looks). For the first seed: `digits` and
    `digits_test` (SHOWN, pixels), their `labels`, `labels_test` (SHOWN,), the labels `given` and
    the `answers`, `answers_test` (shares, SHOWN).

    found: medians over seeds, or the lowest; `steps_…` if all seeds got that far; `room_bits`, and
    the highest accuracy that so many bits allow.
    """
    seeds, shares = len(settings["seeds"]), settings["shares"]
    kinds = [results[i : i + seeds] for i in range(0, len(results), seeds)]
    few, bits = kinds[: len(shares)], kinds[len(shares) - 1 :]
    images = np.array([settings["few"]["images"], *settings["many"]["images"]])
    arrays = {
        "steps": few[0][0]["looks"] * _batches(settings, images[0]),
        "training": _stacked(few, "training"),
        "test": _stacked(few, "test"),
        "steps_to_enough": _stacked(few, "steps_to_enough"),
        "images": images,
        "bits": _stacked(bits, "bits"),
        "training_of_many": _stacked(bits, "training")[:, :, -1],
        "steps_of_most": bits[-1][0]["looks"] * _batches(settings, images[-1]),
        "training_of_most": _stacked(bits, "training")[-1],
        **_to_be_shown([of_share[0] for of_share in few]),
    }
    return arrays, _found(settings, arrays, int(results[0]["classes"]))


def corrupted(labels: np.ndarray, p: float, classes: int, seed: int) -> np.ndarray:
    """Labels (n,), each with probability p replaced by one drawn evenly from all classes."""
    generator = np.random.default_rng([seed, 11])
    replaced = generator.random(len(labels)) < p
    return np.where(replaced, generator.integers(0, classes, len(labels)), labels)


def bits_needed(accuracy: float, classes: int) -> float:
    """The least number of bits per label that a network must store to answer this share of labels
    right, if they are drawn evenly from `classes` classes (Fano's inequality)."""
    wrong = 1 - accuracy
    spread = -sum(q * np.log2(q) for q in (accuracy, wrong) if q > 0)
    return np.log2(classes) - spread - wrong * np.log2(classes - 1)


def accuracy_within(bits: float, classes: int) -> float:
    """The highest accuracy for which so many bits per label are enough: inverts `bits_needed`."""
    low, high = 1 / classes, 1.0
    if bits >= bits_needed(high, classes):
        return high
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if bits_needed(middle, classes) < bits else (low, middle)
    return low


def _kind(settings: Facts, n: int) -> Facts:
    return settings["few" if n == settings["few"]["images"] else "many"]


def _batches(settings: Facts, n: int) -> int:
    """The number of steps in an epoch of n images."""
    return -(-n // _kind(settings, n)["mini_batch_size"])


def _how(settings: Facts, n: int) -> tuple[int, Facts]:
    """(epochs, the other settings of the training) of a trial with n images."""
    kind = _kind(settings, n)
    epochs = kind.get("epochs") or settings["steps_of_many"] // _batches(settings, n)
    decay = kind["eta_falls_to"] ** (1 / epochs)
    how = {"mini_batch_size": kind["mini_batch_size"], "eta": settings["eta"], "decay": decay}
    return epochs, how


def _stacked(kinds: list[list[Arrays]], name: str) -> np.ndarray:
    """An array of all results (kinds, seeds, …)."""
    return np.array([[one[name] for one in kind] for kind in kinds])


def _to_be_shown(first: list[Arrays]) -> Arrays:
    """Images, labels and answers, from the first seed's trials, one for each share."""
    return {
        "digits": first[0]["images"],
        "digits_test": first[0]["images_test"],
        "labels": first[0]["labels"],
        "labels_test": first[0]["labels_test"],
        "given": np.stack([one["given"] for one in first]),
        "answers": np.stack([one["answers"][:SHOWN] for one in first]),
        "answers_test": np.stack([one["answers"][SHOWN:] for one in first]),
    }


def _found(settings: Facts, arrays: Arrays, classes: int) -> Facts:
    pixels = arrays["digits"].shape[1]
    weights = parameter_count([pixels, *settings["hidden"], classes])
    room = settings["bits_a_weight"] * weights
    found = {"weights": weights, "room_bits": room}
    for share, training, test, steps in zip(
        settings["shares"],
        *(arrays[name] for name in ("training", "test", "steps_to_enough")),
        strict=True,
    ):
        if not np.isnan(steps).any():
            found[f"steps_{share:g}"] = float(np.median(steps))
        found[f"lowest_training_accuracy_{share:g}"] = float(training[:, -1].min())
        found[f"test_accuracy_{share:g}"] = float(np.median(test[:, -1]))
    for n, bits, training in zip(
        *(arrays[name] for name in ("images", "bits", "training_of_many")), strict=True
    ):
        asked = float(n * np.log2(classes))
        found[f"asked_bits_{n}"] = asked
        found[f"bits_{n}"] = float(np.median(bits))
        found[f"training_accuracy_{n}"] = float(np.median(training))
        found[f"accuracy_within_room_{n}"] = accuracy_within(room / n, classes)
    return found
