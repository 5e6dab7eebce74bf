"""Weights into the first layer, or examples, as PNG files in a folder."""

import pathlib
import re
from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image

from nn.datasets import Dataset
from nn.errors import DownhillError
from nn.legible import legible
from nn.runs.run import Run

SIDE = 280  # pixels of the longer side of a picture of weights, at least half of it
LONGEST = 100  # bytes of a folder's name
Colours = Callable[[np.ndarray, float], np.ndarray]  # values (h, w), their scale: (h, w, 3) in 0…1


def write_weights(folder: pathlib.Path, run: Run, snapshot: int, colours: Colours) -> float:
    """A picture for each neuron of the first layer, and the value of the strongest colour, which is
    the same in all.

    Raises DownhillError if the inputs are no pictures.
    """
    if run.image_shape is None:
        raise DownhillError(
            f"the inputs of {run.name} are no pictures, so its weights are none: use --to csv."
        )
    W = run.network(snapshot).weights[0]
    scale = float(np.abs(W).max()) or 1.0
    digits = len(str(len(W)))
    for j, row in enumerate(W, 1):
        picture = np.asarray(colours(row.reshape(run.image_shape), scale))
        size = max(1, SIDE // max(run.image_shape))
        pixels = np.rint(255 * picture[..., :3]).astype(np.uint8).repeat(size, 0).repeat(size, 1)
        Image.fromarray(pixels).save(folder / f"neuron-{j:0{digits}}.png")
    return scale


def write_examples(folder: pathlib.Path, data: Dataset, parts: Sequence[str]) -> int:
    """The examples in folders by class, within folders by part if there are several; their number.

    Raises DownhillError if they are no pictures.
    """
    if data.image_shape is None:
        raise DownhillError(f"the examples of {data.name} are no pictures: use --to csv.")
    names, count = folder_names(data.classes), 0
    for part in parts:
        within = folder / part if len(parts) > 1 else folder
        images, labels = getattr(data, f"{part}_images"), getattr(data, f"{part}_labels")
        for name in names:
            (within / name).mkdir(parents=True)
        for i, (image, label) in enumerate(zip(images, labels, strict=True), 1):
            greys = np.rint(255 * image.reshape(data.image_shape)).astype(np.uint8)
            Image.fromarray(greys).save(within / names[label] / f"{i:06}.png")
        count += len(labels)
    return count


def folder_names(classes: Sequence[str]) -> list[str]:
    """A name for the folder of each class that every system takes, all different."""
    names: list[str] = []
    for j, name in enumerate(classes):
        plain = re.sub(r'[\\/:*?"<>|]', "-", legible(name)).strip(" .")
        plain = plain.encode()[:LONGEST].decode(errors="ignore").strip() or f"class {j}"
        taken = any(plain.casefold() == other.casefold() for other in names)
        names.append(f"{plain} ({j})" if taken else plain)
    return names
