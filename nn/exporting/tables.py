"""Weights, or examples, as a table in CSV."""

import codecs
import csv
import pathlib
from collections.abc import Iterable, Sequence

import numpy as np

from nn.datasets import Dataset, compact
from nn.exporting.weights import Weights
from nn.storage import written_whole


def write_weights(path: pathlib.Path, weights: Weights) -> None:
    """A row for each weight and bias: its layer and neuron, from which input, its value."""
    rows = (
        (l, j, k, value)
        for l, (W, b) in enumerate(zip(weights.W, weights.b, strict=True), 1)
        for j, (into, bias) in enumerate(zip(W, b, strict=True), 1)
        for k, value in (*enumerate(into, 1), ("bias", bias))
    )
    _write(path, ("layer", "neuron", "input", "weight"), rows)


def write_examples(path: pathlib.Path, data: Dataset, parts: Sequence[str]) -> None:
    """A row for each example: the name of its class, then its pixels from 0 to 255 (from 0 to 1 if
    those are no whole numbers), or its features."""
    if data.features:
        names = [feature.name for feature in data.features]
    else:
        names = [f"pixel{k}" for k in range(1, data.training_images.shape[1] + 1)]
    rows = (
        (data.classes[label], *values)
        for part in parts
        for values, label in zip(_values(data, part), getattr(data, f"{part}_labels"), strict=True)
    )
    _write(path, ("label", *names), rows)


def _values(data: Dataset, part: str) -> np.ndarray:
    images = getattr(data, f"{part}_images")
    return data.as_fed(images) if data.features else compact(images)


def _write(path: pathlib.Path, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with written_whole(path) as file:
        writer = csv.writer(codecs.getwriter("utf-8")(file), lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)
