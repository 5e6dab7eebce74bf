"""The network's answers to pictures that are not digits: noise, and digits with shuffled pixels."""

import numpy as np

from nn.datasets import Dataset, as_greys, compact, sample
from nn.runs.run import Run
from nn.schema import Array, Layout
from nn.storage import Arrays

VERSION = 2
NOISE = 10_000  # pictures of noise
SHOWN = 12  # pictures of each kind that are kept
SEED = 0
AT_ONCE = 1_000  # pictures: as float32 they take four times the memory


def layout(finished: Run) -> Layout:
    """What `measure` returns."""
    classes, pixels = finished.sizes[-1], finished.sizes[0]
    digits = finished.facts["dataset"]["test"]
    arrays: dict[str, Array] = {}
    for kind, n in (("digits", digits), ("noise", NOISE), ("shuffled", digits)):
        arrays |= {
            f"{kind}_tops": Array("float32", (n,)),
            f"{kind}_answers": Array("uint16", (n,), below=classes),
            f"{kind}_grey": Array("float64"),
            f"{kind}_images": Array("greys", (min(SHOWN, n), pixels)),
            f"{kind}_outputs": Array("float32", (min(SHOWN, n), classes)),
        }
    return arrays


def measure(finished: Run, data: Dataset) -> Arrays:
    """The outputs for three kinds of pictures, n of each: `digits`, the test part; `shuffled`, the
    same, the pixels of each in a different random order; `noise`, NOISE pictures whose every pixel
    is a grey from 0 to 255, all equally likely.

    Of each kind: KIND_`tops` (n,) float32, the highest output; KIND_`answers` (n,), its class;
    KIND_`grey`, the mean pixel, 0…1 (0 if n is 0); KIND_`images` (SHOWN or n, pixels), some
    of the pictures, of the test part a sample, and KIND_`outputs` (SHOWN or n, classes) float32,
    their outputs. Without a test part, n is 0 for `digits` and `shuffled`.
    """
    generator = np.random.default_rng(SEED)
    digits = compact(data.test_images)
    kinds = {
        "digits": digits,
        "noise": generator.integers(0, 256, (NOISE, finished.sizes[0]), np.uint8),
        "shuffled": generator.permuted(digits, axis=1),
    }
    few = sample(data.test_labels, SHOWN)
    shown = {"digits": few, "noise": np.arange(SHOWN), "shuffled": few}
    network = finished.network()
    arrays: Arrays = {}
    for kind, pixels in kinds.items():
        outputs = np.zeros((len(pixels), finished.sizes[-1]), np.float32)
        for start in range(0, len(pixels), AT_ONCE):
            rows = slice(start, start + AT_ONCE)
            outputs[rows] = network.forward(as_greys(pixels[rows])).a[-1]
        arrays |= {
            f"{kind}_tops": outputs.max(axis=1),
            f"{kind}_answers": outputs.argmax(axis=1).astype(np.uint16),
            f"{kind}_grey": np.array(_mean(pixels) if len(pixels) else 0.0),
            f"{kind}_images": pixels[shown[kind]],
            f"{kind}_outputs": outputs[shown[kind]],
        }
    return arrays


def why_not(finished: Run) -> str | None:
    """Why it can't be measured for a run."""
    return None if finished.image_shape else "it is about pictures, and the inputs are none"


def _mean(pixels: np.ndarray) -> float:
    """The mean grey, 0…1, of what `compact` made of pictures."""
    return float(pixels.mean() / (255 if pixels.dtype == np.uint8 else 1))
