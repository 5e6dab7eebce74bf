"""Can it learn to say "none of the above"? (Viewers' question 8.)

There are three kinds of training. `digits`: digits alone. `eleventh`: an eleventh output means
"none", and pictures of noise, as many as there are of each digit, have it as their target. `zeros`:
ten outputs, and the target of the same noise is 0 for all of them. Each pixel of the noise is a
grey from 0 to 255, all equally likely. Then each network is shown other pictures that are not
digits, of kinds that it has not seen (KINDS).

A network answers "none" if its eleventh output is the highest, or if none of the other ten is above
HALF. It is sure of a digit if it does not answer "none" and one of those ten is above SURE. So a
network that was taught digits alone can answer "none" too, if all its outputs are low: it is the
baseline.

The network and its training are the film's (README), for half the epochs; nothing was tuned.
Nguyen, Yosinski & Clune (2015) gave networks such a class for pictures made to fool them, and
could still fool them; Hendrycks, Mazeika & Dietterich (2019) found that it helps if the pictures
that are taught as "none" are varied.
"""

import numpy as np

from nn import datasets
from nn.datasets import Dataset, as_bytes, as_greys
from nn.errors import DownhillError
from nn.network import Network
from nn.optimizers import SGD
from nn.storage import Arrays, Facts
from nn.training.descent import Descent
from nn.training.loop import at_steps, snapshot_steps

VERSION = 1
QUESTION = "Can a network learn to say that a picture is none of its digits?"
AFTER = "viewers of 3Blue1Brown's video; Nguyen et al. 2015; Hendrycks et al. 2019"
SETTINGS = {
    "training": 50_000,
    "noise": 5_000,
    "pictures": 1_000,
    "hidden": [16, 16],
    "eta": 0.35,
    "decay": 0.88,
    "mini_batch_size": 5,
    "epochs": 15,
    "looks": 20,
    "seeds": [0, 1, 2, 3, 4],
}
QUICK = {
    "training": 2_000,
    "noise": 200,
    "pictures": 100,
    "eta": 1.0,
    "epochs": 8,
    "looks": 8,
    "seeds": [0, 1],
}
TAUGHT = ("digits", "eleventh", "zeros")
KINDS = ("noise", "inverted", "shuffled", "smooth", "inside", "strokes", "halves", "turned")
HALF, SURE = 0.5, 0.9
SHOWN = 8  # pictures of each kind are kept
SIDE = 28  # pixels
RARE = 0.01  # a pixel lit in a smaller share of the training digits counts as rarely lit
CONSTANTS = {"taught": list(TAUGHT), "kinds": list(KINDS), "half": HALF, "side": SIDE, "rare": RARE}


def examples(data: Dataset, settings: Facts) -> Arrays:
    """A sample of training images and all test images as bytes, their labels, and `no_digits`
    (kinds, pictures, pixels) of KINDS and, if its files are there, of Fashion-MNIST."""
    if data.picture_shape != (SIDE, SIDE) or len(data.classes) != 10:
        raise DownhillError(
            f"{data.name} has pictures of {data.picture_shape} pixels in {len(data.classes)} "
            f"classes, and this needs {SIDE}×{SIDE} in ten: use --dataset mnist or digits."
        )
    arrays, count = data.examples(settings["training"], "test"), settings["pictures"]
    for name in ("X", "X_test"):  # what is made of them is made of bytes
        arrays[name] = as_bytes(as_greys(arrays[name]))
    tested = arrays["X_test"], arrays["labels_test"]
    pictures = [no_digits(kind, *tested, count) for kind in KINDS]
    clothes = datasets.fashion_mnist()
    if clothes is not None:
        pictures.append(clothes[:count])
    return {**arrays, "no_digits": np.stack(pictures)}


def no_digits(kind: str, digits: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    """Pictures (count, pixels) uint8 of one kind that are not digits:

    noise: every pixel a grey from 0 to 255, all equally likely. inverted: a digit, dark on white,
    which we can read and the network has never seen. shuffled: a digit, its pixels in a random
    order, another for each. smooth: noise, averaged twice over 5×5 pixels, then stretched to 0…255.
    inside: noise in the middle, on black. strokes: three straight strokes between random points.
    halves: the left half of a digit and the right half of one of another class. turned: a 3, 4 or 7
    upside down (others may still be digits).
    """
    generator = np.random.default_rng([KINDS.index(kind), 8])
    some = generator.permutation(len(digits))
    if kind == "noise":
        return generator.integers(0, 256, (count, digits.shape[1]), np.uint8)
    if kind == "inside":
        middle = np.zeros((count, SIDE, SIDE), np.uint8)
        middle[:, 7:-7, 7:-7] = generator.integers(0, 256, (count, SIDE - 14, SIDE - 14), np.uint8)
        return middle.reshape(count, -1)
    if kind == "inverted":
        return 255 - digits[some[:count]]
    if kind == "shuffled":
        return generator.permuted(digits[some[:count]], axis=1)
    if kind == "smooth":
        return smooth(generator.random((count, SIDE, SIDE)))
    if kind == "strokes":
        return strokes(generator.uniform(4, SIDE - 4, (count, 3, 2, 2)))
    if kind == "halves":
        left, right = some, np.roll(some, 1)
        pairs = np.flatnonzero(labels[left] != labels[right])[:count]
        pictures = digits[left[pairs]].reshape(-1, SIDE, SIDE).copy()
        pictures[:, :, SIDE // 2 :] = digits[right[pairs]].reshape(-1, SIDE, SIDE)[
            :, :, SIDE // 2 :
        ]
        return pictures.reshape(count, -1)
    return digits[some[np.isin(labels[some], (3, 4, 7))][:count], ::-1]


def smooth(noise: np.ndarray, reach: int = 2) -> np.ndarray:
    """Noise (n, side, side), averaged twice over the pixels up to `reach` away, wrapping around at
    the edges; stretched to 0…255: (n, pixels) uint8."""
    for axis in (1, 2, 1, 2):
        noise = np.mean([np.roll(noise, by, axis) for by in range(-reach, reach + 1)], axis=0)
    low, high = (end(noise, axis=(1, 2), keepdims=True) for end in (np.min, np.max))
    return np.round(255 * (noise - low) / (high - low)).astype(np.uint8).reshape(len(noise), -1)


def strokes(ends: np.ndarray) -> np.ndarray:
    """Strokes about 2 pixels wide between ends (n, strokes, 2, 2), in pixels: (n, pixels) uint8."""
    places = np.stack(np.meshgrid(*2 * [np.arange(SIDE)], indexing="ij"), axis=-1).reshape(-1, 2)
    start, way = ends[:, :, None, 0], ends[:, :, None, 1] - ends[:, :, None, 0]
    along = ((places - start) * way).sum(-1) / np.maximum((way**2).sum(-1), 1e-9)
    nearest = start + np.clip(along, 0, 1)[..., None] * way
    distance = np.linalg.norm(places - nearest, axis=-1).min(axis=1)
    return np.round(255 * np.clip(1.7 - distance, 0, 1)).astype(np.uint8)


def trials(settings: Facts) -> list[Facts]:
    """One for each kind of training (TAUGHT) and each seed."""
    return [{"taught": taught, "seed": seed} for taught in TAUGHT for seed in settings["seeds"]]


def trial(settings: Facts, given: Facts, examples: Arrays) -> Arrays:
    """At each look: `seen` (looks,), training pictures so far; `none`, `eleventh`, `sure`
    (looks, kinds + 1), the `shares` of each kind, test digits last; `accuracy` (looks,) on test
    digits, the share whose highest output is the right one. At the end: `outputs`
    (kinds, SHOWN, 11) for the first pictures of each kind; an eleventh output that is missing is 0.
    Also `lit` (pixels,), how many training digits light each pixel, and `light` (kinds + 1,), the
    mean grey, 0…1, of the pixels that fewer than RARE of the training digits light."""
    X, Y = _training_set(settings, given, examples)
    network = Network([X.shape[1], *settings["hidden"], Y.shape[1]], seed=given["seed"])
    descent = Descent(network, SGD(network.theta), X, Y)
    pictures = as_greys(examples["no_digits"])
    X_test, labels_test = as_greys(examples["X_test"]), examples["labels_test"]
    how = (settings[name] for name in ("mini_batch_size", "eta", "decay"))
    steps = -(-len(X) // settings["mini_batch_size"]) * settings["epochs"]
    looks = snapshot_steps(steps, settings["looks"])
    answers, accuracy = [], []
    for _ in at_steps(descent, given["seed"], looks, *how):
        outputs = [network.forward(kind).a[-1] for kind in (*pictures, X_test)]
        answers.append([shares(of_kind) for of_kind in outputs])
        accuracy.append((outputs[-1].argmax(axis=1) == labels_test).mean())
    none, eleventh, sure = np.moveaxis(np.array(answers), 2, 0)
    lit = (examples["X"] > 0).sum(axis=0)
    rare = lit < RARE * len(examples["X"])
    first = np.zeros((len(pictures), SHOWN, 11))
    first[:, :, : Y.shape[1]] = [of_kind[:SHOWN] for of_kind in outputs[:-1]]
    return {
        "seen": np.minimum(looks * settings["mini_batch_size"], settings["epochs"] * len(X)),
        "none": none,
        "eleventh": eleventh,
        "sure": sure,
        "accuracy": np.array(accuracy),
        "outputs": first,
        "pictures": examples["no_digits"][:, :SHOWN],
        "lit": lit,
        "light": np.array([of_kind[:, rare].mean() for of_kind in (*pictures, X_test)]),
    }


def shares(outputs: np.ndarray) -> tuple[float, float, float]:
    """The shares of outputs (n, 10 or 11) that answer "none"; that do so because the eleventh is
    the highest; that are sure of a digit."""
    highest = outputs[:, :10].max(axis=1)
    eleventh = outputs.argmax(axis=1) == 10
    none = eleventh | (highest <= HALF)
    return none.mean(), eleventh.mean(), (~none & (highest > SURE)).mean()


def gather(settings: Facts, trials: list[Facts], results: list[Arrays]) -> tuple[Arrays, Facts]:
    """By TAUGHT and seed: `seen` (3, looks); `none`, `eleventh`, `sure`
    (3, seeds, looks, kinds + 1); `accuracy` (3, seeds, looks); `outputs` (3, kinds, SHOWN, 11) of
    the first seed. And `pictures` (kinds, SHOWN, pixels) uint8, `lit` (pixels,), `light`
    (kinds + 1,). Found: the means over seeds at the end."""
    arrays = {}
    for name in ("seen", "none", "eleventh", "sure", "accuracy", "outputs"):
        stacked = np.stack([result[name] for result in results]).astype(np.float32)
        arrays[name] = stacked.reshape(len(TAUGHT), -1, *stacked.shape[1:])
    arrays["seen"], arrays["outputs"] = arrays["seen"][:, 0].astype(int), arrays["outputs"][:, 0]
    arrays |= {name: results[0][name] for name in ("pictures", "lit", "light")}
    kinds = (*KINDS, "fashion")[: len(arrays["pictures"])]
    rare = arrays["lit"] < RARE * settings["training"]
    found: Facts = {"pixels_rarely_lit": int(rare.sum()), "fashion_mnist": int("fashion" in kinds)}
    for k, kind in enumerate((*kinds, "test_digits")):
        found[f"light_{kind}"] = float(arrays["light"][k])
        for i, taught in enumerate(TAUGHT):
            for share in ("none", "sure"):
                found[f"{share}_{taught}_{kind}"] = float(arrays[share][i, :, -1, k].mean())
    for i, taught in enumerate(TAUGHT):
        found[f"accuracy_{taught}"] = float(arrays["accuracy"][i, :, -1].mean())
    return arrays, found


def _training_set(settings: Facts, given: Facts, examples: Arrays) -> tuple[np.ndarray, np.ndarray]:
    """(X, Y) of the digits, and of noise too if it is taught."""
    X, labels = as_greys(examples["X"]), examples["labels"]
    if given["taught"] == "digits":
        return X, datasets.one_hot(labels, 10)
    generator = np.random.default_rng([given["seed"], 8])
    noise = generator.integers(0, 256, (settings["noise"], X.shape[1]), np.uint8)
    none = np.full(len(noise), 10)
    Y = datasets.one_hot(np.concatenate([labels, none]), 11)
    if given["taught"] == "zeros":
        Y = np.ascontiguousarray(Y[:, :10])
    return np.concatenate([X, as_greys(noise)]), Y
