"""Do weights that no gradient moves fade if weights add to the cost? (Viewers' question 5.)

If no training image lights a pixel, its weights have no gradient and keep their random start.
Weight decay (Krogh & Hertz 1991) adds λ/2 Σw² to the cost, over all weights, not the biases.
Nothing else moves those weights, so each step is w ← (1 − ηλ) w, and after all steps they are w₀ ·
Π (1 − ηλ).

The network and its training are the film's (README), for half the epochs. λ is chosen from a grid
that contains 0, by the accuracy on the validation part, averaged over seeds; the test part chooses
nothing. λ = 0 is compared with the best of the others.
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
QUESTION = "Do weights that nothing moves fade, where each weight has to be paid for?"
AFTER = "Krogh & Hertz 1991; viewers of 3Blue1Brown's video"
SETTINGS = {
    "training": 50_000,
    "hidden": [16, 16],
    "eta": 0.35,
    "decay": 0.88,
    "mini_batch_size": 5,
    "epochs": 15,
    "lambdas": [0.0, 1e-5, 3e-5, 1e-4, 3e-4],
    "seeds": [0, 1, 2, 3, 4],
}
QUICK = {
    "training": 2_000,
    "eta": 1.0,
    "epochs": 6,
    "lambdas": [0.0, 3e-4, 1e-3],
    "seeds": [0, 1],
}
PARTS = ("validation", "test")


def examples(data: Dataset, settings: Facts) -> Arrays:
    """A sample of training images and all images of the other parts as bytes, and their labels."""
    data.check_pictures()
    return data.examples(settings["training"], "validation", "test")


def trials(settings: Facts) -> list[Facts]:
    """One for each λ and each seed."""
    return [
        {"lambda": strength, "seed": seed}
        for strength in settings["lambdas"]
        for seed in settings["seeds"]
    ]


def trial(settings: Facts, given: Facts, examples: Arrays) -> Arrays:
    """At the start and after each epoch: `size` (epochs + 1, 2), the root mean square of the first
    layer's weights from pixels that are never lit, and from all others; `accuracy` (epochs + 1, 2)
    on PARTS; `neuron` (epochs + 1, pixels), the weights of the first neuron. Also `W1`
    (n_1, pixels) at the end; `lit` (pixels,), in how many training images each pixel is lit;
    `expected` (epochs + 1,), see `formula`; `off` (epochs + 1,), the largest relative error of the
    formula for an untouched weight."""
    X, labels = as_greys(examples["X"]), examples["labels"]
    parts = [(as_greys(examples[f"X_{part}"]), examples[f"labels_{part}"]) for part in PARTS]
    lit = (examples["X"] > 0).sum(axis=0)
    classes = int(labels.max()) + 1
    network = Network([X.shape[1], *settings["hidden"], classes], seed=given["seed"])
    Y = datasets.one_hot(labels, classes)
    descent = Descent(network, SGD(network.theta), X, Y, given["lambda"])
    W, expected = network.weights[0], formula(settings, given["lambda"], len(X))
    start = W[:, lit == 0].astype(float)
    size, accuracy, neuron, off = [], [], [], []
    how = (settings[name] for name in ("epochs", "mini_batch_size", "eta", "decay"))
    for epoch in in_epochs(descent, given["seed"], *how):
        size.append([_rms(W[:, lit == 0]), _rms(W[:, lit > 0])])
        accuracy.append([(network.predict(images) == those).mean() for images, those in parts])
        neuron.append(W[0].copy())
        off.append(abs(W[:, lit == 0] / (start * expected[epoch]) - 1).max())
    arrays = {"size": size, "accuracy": accuracy, "neuron": neuron, "off": off, "W1": W, "lit": lit}
    return {"expected": expected, **{name: np.array(array) for name, array in arrays.items()}}


def gather(settings: Facts, trials: list[Facts], results: list[Arrays]) -> tuple[Arrays, Facts]:
    """`size` (lambdas, seeds, epochs + 1, 2) and `accuracy` (lambdas, seeds, epochs + 1, 2), as in
    `trial`; `formula` (epochs + 1,) for the chosen λ; `lit` (pixels,). `neuron`
    (2, epochs + 1, pixels) and `W1` (2, n_1, pixels) of the first seed, without λ and with."""
    lambdas, seeds = settings["lambdas"], settings["seeds"]
    of_all = {}
    for name in ("size", "accuracy", "off"):
        stacked = np.stack([result[name] for result in results])
        of_all[name] = stacked.reshape(len(lambdas), len(seeds), *stacked.shape[1:])
    # Rounded: else the order in which a mean is added up could decide between equal accuracies.
    validated = of_all["accuracy"][:, :, -1, 0].mean(axis=1).round(6)
    without = lambdas.index(0)
    with_it = max((i for i in range(len(lambdas)) if i != without), key=lambda i: validated[i])
    pair = [results[i * len(seeds)] for i in (without, with_it)]
    arrays = {name: of_all[name] for name in ("size", "accuracy")}
    arrays["formula"] = pair[1]["expected"]
    arrays |= {name: np.stack([result[name] for result in pair]) for name in ("neuron", "W1")}
    arrays = {name: array.astype(np.float32) for name, array in arrays.items()}
    arrays["lit"] = results[0]["lit"].astype(np.int32)
    found = {
        "lambda": lambdas[with_it],
        "best_lambda_on_validation": lambdas[int(validated.argmax())],
        "untouched_pixels": int((arrays["lit"] == 0).sum()),
        "formula_at_the_end": float(pair[1]["expected"][-1]),
        **_compared(of_all, {"without": without, "with": with_it}),
    }
    return arrays, found


def _compared(of_all: Arrays, which: dict[str, int]) -> Facts:
    """The final means over seeds of the trainings that are compared, and their differences."""
    found: Facts = {}
    for name, i in which.items():
        size, accuracy = of_all["size"][i], of_all["accuracy"][i, :, -1]
        found[f"validation_accuracy_{name}"], found[f"test_accuracy_{name}"] = (
            float(mean) for mean in accuracy.mean(axis=0)
        )
        found[f"untouched_left_{name}"] = float((size[:, -1, 0] / size[:, 0, 0]).mean())
        found[f"other_weights_{name}"] = float(size[:, -1, 1].mean())
        found[f"furthest_from_formula_{name}"] = float(of_all["off"][i].max())
    without, with_it = (of_all["accuracy"][i, :, -1, 1] for i in which.values())
    found["test_gain"] = float((with_it - without).mean())
    found["seeds_that_gain"] = int((with_it > without).sum())
    return found


def formula(settings: Facts, strength: float, n: int) -> np.ndarray:
    """What is left (epochs + 1,) of a weight that only weight decay moves, as a fraction of its
    initial value: Π (1 − ηλ) over all steps so far, with n training images."""
    steps = -(-n // settings["mini_batch_size"])
    etas = settings["eta"] * settings["decay"] ** np.arange(settings["epochs"])
    return np.concatenate([[1], np.cumprod((1 - etas * strength) ** steps)])


def _rms(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(values, dtype=float))))
