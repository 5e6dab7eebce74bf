"""Whether a network that was read does on the data what a trained one would.

Nothing is chosen for the user: what would do far better is said.
"""

import dataclasses
import itertools
import pathlib
from collections.abc import Iterator

import numpy as np

from nn.datasets import Dataset
from nn.errors import DownhillError
from nn.importing import files, told
from nn.importing.held import Held
from nn.importing.told import Told
from nn.models.chain import Folded
from nn.models.check import network_of

SAMPLE = 1_000  # images on which each way of reading is tried
FAR_BETTER = 0.1  # of the images
ALIKE = 0.01
FUNCTIONS = ("relu", "tanh", "sigmoid", "gelu", "silu", "elu", "identity")
RANGES = ((0, 1), (0, 255), (-1, 1))  # in which networks are fed pictures
Way = tuple[str, Told]  # options as they are typed, and what they tell


def sentences(
    path: pathlib.Path, held: Held, said: Told, data: Dataset, network: Folded
) -> list[str]:
    """What looks wrong, in no sentence or one."""
    images, labels = data.some("validation", SAMPLE)
    now = _accuracy(network, images, labels)
    commonest = float(np.bincount(labels).max() / len(labels))
    blind = now <= commonest + 0.05
    tried = {
        typed: _tried(path, held, other, data, images, labels)
        for typed, other in _ways(held, said, data, thoroughly=blind)
    }
    best = max(tried.values(), default=0.0)
    alike = [typed for typed, accuracy in tried.items() if accuracy > best - ALIKE]
    options = {typed.split()[0]: typed for typed in reversed(alike)}  # the first of each option
    what = f"{path} gets {now:.1%} of the {data.many} of the validation part right"
    if best > now + FAR_BETTER:
        return [f"{what}; with {' or '.join(reversed(options.values()))} it would get {best:.1%}."]
    if blind:
        return [
            f"{what}, and who always says the commonest class gets {commonest:.1%}: check --data, "
            "the order of its classes, and --scaling."
        ]
    return []


def _accuracy(network: Folded, images: np.ndarray, labels: np.ndarray) -> float:
    return float((network_of(network).predict(images) == labels).mean())


def _tried(
    path: pathlib.Path,
    held: Held,
    said: Told,
    data: Dataset,
    images: np.ndarray,
    labels: np.ndarray,
) -> float:
    """The accuracy if the file is read in another way, 0 if it can't be."""
    try:
        if said.how.transposed and not held.functions:
            held = files.read(path, said.how)
        network = told.folded(path, held, said, *data.ends())
    except DownhillError:
        return 0.0
    fits = (network.sizes[0], network.sizes[-1]) == (images.shape[1], len(data.classes))
    return _accuracy(network, images, labels) if fits else 0.0


def _ways(held: Held, said: Told, data: Dataset, thoroughly: bool) -> Iterator[Way]:
    """Other ways of reading, one thing changed, or two of them if `thoroughly`."""
    functions = [] if held.functions else list(_functions(said))
    scalings = [] if said.scaling is not None else list(_scalings(said, data))
    yield from functions
    yield from scalings
    if not held.functions and not said.how.transposed:
        how = said.how._replace(transposed=True)
        yield "--transposed", dataclasses.replace(said, how=how)
    if thoroughly:
        for (one, first), (two, second) in itertools.product(functions, scalings):
            yield f"{one} {two}", dataclasses.replace(first, scaling=second.scaling)


def _functions(said: Told) -> Iterator[Way]:
    """Other activations of all hidden layers."""
    ending = said.activations[-1] if said.activations else said.output_activation
    for name in FUNCTIONS:
        if name != said.activation:
            yield (
                f"--activation {name}",
                dataclasses.replace(
                    said, activation=name, activations=None, output_activation=ending
                ),
            )


def _scalings(said: Told, data: Dataset) -> Iterator[Way]:
    """Inputs from 0 to 1, 0 to 255 and −1 to 1, and with mean 0 and deviation 1, for pictures."""
    if data.features is not None:
        return
    fed = data.as_fed(data.some("training", SAMPLE)[0])
    span = data.high - data.low
    pairs = [(data.low - span / (high - low) * low, span / (high - low)) for low, high in RANGES]
    pairs.append((float(fed.mean()), float(fed.std())))
    for mean, deviation in pairs:
        if (mean, deviation) != (0, 1):
            numbers = told.written(mean), told.written(deviation)
            scaling = told.scaling(",".join(numbers))
            yield f"--scaling {','.join(numbers)}", dataclasses.replace(said, scaling=scaling)
