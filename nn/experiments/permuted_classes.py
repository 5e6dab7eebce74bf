"""Every cow is called a fork, or every cow gets a different name? (The viewers' question 9.)

If classes are renamed, all images of a class get the same other label. Only the order of the
outputs changes, and the network learns as well as before. If labels are shuffled, each image gets
the label of another. Then only single images can be learned, and on new images the network is right
by chance.
"""

import numpy as np

from nn import datasets
from nn.datasets import Dataset, as_greys
from nn.network import Network
from nn.optimizers import SGD
from nn.storage import Arrays, Facts
from nn.training.descent import Descent
from nn.training.loop import in_epochs

VERSION = 1
QUESTION = "What if the labels are wrong: all of a class alike, or each of its own?"
AFTER = "viewers of 3Blue1Brown's video; Zhang et al. 2017"
SETTINGS = {
    "training": 50_000,
    "hidden": [16, 16],
    "eta": 0.35,
    "decay": 0.88,
    "mini_batch_size": 5,
    "epochs": 8,
    "seeds": [0, 1, 2, 3, 4],
}
QUICK = {"training": 2_000, "epochs": 6, "eta": 1.0, "seeds": [0, 1]}
LABELS = ("true", "renamed", "shuffled")
CONSTANTS = {"labels": list(LABELS)}
SHOWN = 4  # images of each class that are kept, of the training part and of the test part


def examples(data: Dataset, settings: Facts) -> Arrays:
    """A sample of training images and all test images as bytes, and their labels."""
    data.check_pictures()
    return data.examples(settings["training"], "test")


def trials(settings: Facts) -> list[Facts]:
    """One for each kind of labels and each seed."""
    return [{"labels": kind, "seed": seed} for kind in LABELS for seed in settings["seeds"]]


def trial(settings: Facts, given: Facts, examples: Arrays) -> Arrays:
    """`accuracy` (epochs + 1, 2): on the given training labels, and on the test part, where renamed
    classes have their new names. For the first images of each class, `shown` in the training part
    and `shown_test` in the test part: the labels `given` to the former and the network's `answers`
    at the end to the latter."""
    X, X_test = as_greys(examples["X"]), as_greys(examples["X_test"])
    labels, labels_test = examples["labels"], examples["labels_test"]
    shown, shown_test = _first_of_each(labels), _first_of_each(labels_test)
    classes = int(labels.max()) + 1
    generator = np.random.default_rng([given["seed"], 9])
    if given["labels"] == "renamed":
        names = _renaming(classes, generator)
        labels, labels_test = names[labels], names[labels_test]
    elif given["labels"] == "shuffled":
        labels = generator.permutation(labels)
    sizes = [X.shape[1], *settings["hidden"], classes]
    network = Network(sizes, seed=given["seed"])
    descent = Descent(network, SGD(network.theta), X, datasets.one_hot(labels, classes))
    accuracy = np.empty((settings["epochs"] + 1, 2))
    how = (settings[name] for name in ("epochs", "mini_batch_size", "eta", "decay"))
    for epoch in in_epochs(descent, given["seed"], *how):
        accuracy[epoch] = [
            (network.predict(images) == those).mean()
            for images, those in ((X, labels), (X_test, labels_test))
        ]
    return {
        "accuracy": accuracy,
        "given": labels[shown].astype(np.uint8),
        "answers": network.predict(X_test[shown_test]).astype(np.uint8),
        "shown": examples["X"][shown],
        "shown_test": examples["X_test"][shown_test],
    }


def gather(settings: Facts, trials: list[Facts], results: list[Arrays]) -> tuple[Arrays, Facts]:
    """`accuracy` (kinds of labels, seeds, epochs + 1, 2), in the order of LABELS, and the means
    over seeds at the end. For the first seed, SHOWN images of each class, class by class: `digits`
    and `digits_test` (images, pixels), the labels `given` to the former and the `answers` to the
    latter (kinds of labels, images)."""
    accuracy = np.stack([result["accuracy"] for result in results])
    accuracy = accuracy.reshape(len(LABELS), len(settings["seeds"]), *accuracy.shape[1:])
    found = {}
    for kind, of_kind in zip(LABELS, accuracy[:, :, -1], strict=True):
        found[f"training_accuracy_{kind}"] = float(of_kind[:, 0].mean())
        found[f"test_accuracy_{kind}"] = float(of_kind[:, 1].mean())
    first = results[:: len(settings["seeds"])]
    arrays = {
        "accuracy": accuracy,
        "digits": first[0]["shown"],
        "digits_test": first[0]["shown_test"],
        "given": np.stack([one["given"] for one in first]),
        "answers": np.stack([one["answers"] for one in first]),
    }
    return arrays, found


def _first_of_each(labels: np.ndarray) -> np.ndarray:
    """The indices of the first SHOWN images of each class, class by class."""
    return np.concatenate([np.flatnonzero(labels == j)[:SHOWN] for j in np.unique(labels)])


def _renaming(classes: int, generator: np.random.Generator) -> np.ndarray:
    """New names (classes,), none of which is the old one."""
    shift = int(generator.integers(1, classes))
    order = generator.permutation(classes)
    names = np.empty(classes, np.int64)
    names[order] = np.roll(order, shift)
    return names
