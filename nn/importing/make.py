"""A run from files of models: read, checked against one another and the data, and written."""

import dataclasses
import hashlib
import math
import pathlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from nn.datasets import Dataset
from nn.datasets.layouts import SMALLEST_SIDE
from nn.errors import DownhillError
from nn.importing import doubts, files, series, told
from nn.importing.held import Held
from nn.importing.told import Told
from nn.models.chain import Folded
from nn.models.check import check_alike
from nn.models.order import order, reordered
from nn.runs.outside import Trained
from nn.storage import open_file

CHECKED = 16  # examples on which our network and the model itself are compared


@dataclasses.dataclass(frozen=True, eq=False)
class Import:
    """A training that was read from files, to be written by `nn.runs.outside.write`; and sentences
    for the user: how the files were read, and what looks wrong."""

    trained: Trained
    sentences: list[str]


def read(
    paths: Sequence[pathlib.Path],
    said: Told,
    data: Dataset | None = None,
    *,
    per_epoch: int | None = None,
    zero: str | None = None,
    shape: tuple[int, ...] | None = None,
    **about: Any,
) -> Import:
    """What the files hold, as a training, in the order of its steps.

    per_epoch, zero: see `series.steps`. shape: (height, width) of the inputs without data, () if
    they are no pictures, None for a square where their number is one. about: more fields of
    Trained.

    Raises DownhillError for a file that can't be read or drawn, for what must be told, and for
    files that are not of one network.
    """
    read_files = [_reordered(path, files.read(path, said.how), data) for path in paths]
    held = [one for one, _ in read_files]
    _check_data(paths[0], told.folded(paths[0], held[0], said), data)
    ends = (0.0, 1.0) if data is None else data.ends()
    pairs = list(zip(paths, held, strict=True))
    made = [told.folded(path, one, said, *ends) for path, one in pairs]
    _check_alike(paths, made)
    for (path, one), network in zip(pairs, made, strict=True):
        _check_by_running(path, one, said, network, data)
    steps = series.steps(paths, held, per_epoch, zero)
    order = np.argsort(steps.numbers, kind="stable").tolist()
    last = order[-1]
    sentences = [steps.sentence, *read_files[last][1]]
    if data is not None:
        sentences += doubts.sentences(paths[last], held[last], said, data, made[last])
    else:
        shape, said_of_shape = _shape(paths[last], made[last], shape)
        about |= {"image_shape": shape}
        sentences += said_of_shape
    origin = {
        "framework": held[last].framework,
        "version": held[last].version,
        "files": [_signed(file) for i in order for file in (paths[i], *held[i].files)],
        "folded": [*made[last].notes, *held[last].notes, *told.notes(held[last], said)],
    }
    trained = Trained(
        sizes=made[last].sizes,
        activations=made[last].activations,
        cost=made[last].cost,
        steps=[steps.numbers[i] for i in order],
        steps_known=steps.known,
        thetas=np.array([made[i].theta for i in order]),
        origin={key: value for key, value in origin.items() if value is not None},
        **{"classes": held[last].classes, **{k: v for k, v in about.items() if v is not None}},
    )
    return Import(trained, [sentence for sentence in sentences if sentence])


def _check_alike(paths: Sequence[pathlib.Path], made: Sequence[Folded]) -> None:
    """Refuse files of several networks."""
    for path, network in zip(paths, made, strict=True):
        shapes = [("-".join(map(str, n.sizes)), n.activations, n.cost) for n in (made[0], network)]
        for first, other in zip(*shapes, strict=True):
            if first != other:
                raise DownhillError(
                    f"{paths[0]} and {path} are not of one network, since one has {first} and the "
                    f"other {other}: import them one by one."
                )


def _check_data(path: pathlib.Path, network: Folded, data: Dataset | None) -> None:
    """Refuse data that do not fit the network."""
    if data is None:
        return
    there = data.training_images.shape[1], len(data.classes)
    needed = network.sizes[0], network.sizes[-1]
    if there != needed:
        turned = ", or add --transposed" if there == needed[::-1] else ""
        raise DownhillError(
            f"{path} takes {needed[0]:,} inputs and has {needed[1]:,} outputs, and {data.name} has "
            f"{there[0]:,} inputs and {there[1]:,} classes: name its own data by --data{turned}."
        )


def _check_by_running(
    path: pathlib.Path, held: Held, said: Told, network: Folded, data: Dataset | None
) -> None:
    """Compare the network with the model, where its framework can run it."""
    if held.outputs is None:
        return
    if data is None:
        images = np.random.default_rng(0).random((CHECKED, network.sizes[0]), np.float32)
    else:
        images, _ = data.some("validation", CHECKED)
    fed = images if data is None else data.as_fed(images)
    if said.scaling is not None:
        mean, deviation = said.scaling
        fed = ((fed - mean) / deviation).astype(np.float32)
    check_alike(network, images, held.outputs(fed), str(path))


def _shape(
    path: pathlib.Path, network: Folded, told: tuple[int, ...] | None
) -> tuple[tuple[int, ...] | None, list[str]]:
    """The shape of the pictures that inputs without data are, and a sentence if it was assumed."""
    inputs = network.sizes[0]
    side = math.isqrt(inputs)
    if told is None and side**2 == inputs and side >= SMALLEST_SIDE:
        assumed = f"its {inputs:,} inputs are taken as pictures of {side}x{side}"
        return (side, side), [f"{path}: {assumed}; if they are none, add --shape none."]
    if told and math.prod(told) != inputs:
        raise DownhillError(
            f"{path} takes {inputs:,} inputs, not {'x'.join(map(str, told))}: change --shape."
        )
    return told or None, []


def _reordered(path: pathlib.Path, held: Held, data: Dataset | None) -> tuple[Held, list[str]]:
    """(the model with its outputs in the order of the data's classes, sentences on their names)."""
    if held.classes is None or data is None or held.classes == data.classes:
        return held, []
    listed = ", ".join(held.classes[:6])
    if places := order(held.classes, data.classes):
        said = f"{path} has its outputs in the order {listed}: they are put in that of the data."
        return _permuted(held, places, data.classes), [said]
    if all(name.isdecimal() for name in held.classes):
        return held, []  # numbers of the classes
    named = ", ".join(data.classes[:6])
    return held, [f"{path} calls its outputs {listed}, and {data.name} {named}, in their order."]


def _permuted(held: Held, places: list[int], classes: tuple[str, ...]) -> Held:
    """A model with its outputs in another order."""
    run = held.outputs
    outputs = None if run is None else lambda fed: run(fed)[:, places]
    layers = reordered(held.layers, places)
    return dataclasses.replace(held, layers=layers, outputs=outputs, classes=classes)


def _signed(path: pathlib.Path) -> dict[str, str]:
    """The name of a file and the SHA-256 of its content."""
    with open_file(path) as file:
        return {"name": path.name, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
