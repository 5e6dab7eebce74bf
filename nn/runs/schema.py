"""Checks of a run against its format (format.py): what run.json says, and the arrays against it.

Each check raises DownhillError with a sentence that names the file.
"""

import math
import pathlib
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np

from nn.activations import HIDDEN, OUTPUT
from nn.costs import COSTS
from nn.errors import DownhillError
from nn.legible import legible

CURVES = ("train_cost", "validation_cost", "validation_accuracy")
MEND = "restore it, or train the run again."

Fits = Callable[[Any], bool]  # whether a value of run.json is of the right kind


def layer_names(sizes: Sequence[int]) -> list[tuple[str, str]]:
    """The names of each layer's arrays: (W1, b1), (W2, b2), …"""
    return [(f"W{l}", f"b{l}") for l in range(1, len(sizes))]


def check_facts(path: pathlib.Path, facts: Mapping[str, Any]) -> None:
    """Check run.json at `path`: it has every key of a run, each with the right kind of value."""
    for key, fits in KEYS.items():
        if key not in facts:
            raise DownhillError(f"{path} lacks {key}: {MEND}")
        if not fits(facts[key]):
            raise DownhillError(f"{path} has a {key} that a run can't have: {MEND}")
    for key in ("command", "stopped"):
        if not _text(facts.get(key, "")):
            raise DownhillError(f"{path} has a {key} that is not a line of text: {MEND}")
    dataset, inputs, outputs = facts["dataset"], facts["sizes"][0], facts["sizes"][-1]
    shape, classes = dataset.get("image_shape"), dataset.get("classes")
    if (shape and math.prod(shape) != inputs) or (classes and len(classes) != outputs):
        raise DownhillError(f"{path} has a dataset that does not fit its sizes: {MEND}")


def check_arrays(
    path: pathlib.Path, facts: Mapping[str, Any], arrays: Mapping[str, np.ndarray]
) -> None:
    """Check the arrays of log.npz at `path`: types, values, and shapes, which run.json implies."""

    def wrong(what: str) -> DownhillError:
        return DownhillError(f"{path} {what}: {MEND}")

    snapshots = len(arrays["step"]) if np.ndim(arrays.get("step", 0)) == 1 else 0
    if snapshots == 0:
        raise wrong("has no snapshots")
    for name, (kind, shape) in _expected(facts, arrays, snapshots).items():
        if name not in arrays:
            raise wrong(f"lacks the array {name}")
        dtype = arrays[name].dtype
        if dtype != kind and not (kind == "whole" and dtype.kind in "iu"):
            raise wrong(f"has {name} of type {dtype}, which should be {kind}")
        if arrays[name].shape != shape:
            raise wrong(f"has {name} of shape {arrays[name].shape}, run.json says {shape}")
    for name, array in arrays.items():
        if array.dtype.kind not in "fiu":
            raise wrong(f"has {name} of type {array.dtype}, which is not numeric")
        if not np.isfinite(array).all():
            raise wrong(f"has values in {name} that are not finite")
    steps = arrays["step"]
    if steps[0] < 0 or (steps[1:] <= steps[:-1]).any():
        raise wrong("has snapshots out of order")
    for name in {"test_predictions", "example_labels"} & arrays.keys():
        if ((arrays[name] < 0) | (arrays[name] >= facts["sizes"][-1])).any():
            raise wrong(f"has {name} that are none of its classes")


def _expected(
    facts: Mapping[str, Any], arrays: Mapping[str, np.ndarray], snapshots: int
) -> dict[str, tuple[str, tuple[int, ...]]]:
    """{name: (type, shape)} of the arrays that a run with these facts has."""
    sizes = facts["sizes"]
    expected: dict[str, tuple[str, tuple[int, ...]]] = {"step": ("int64", (snapshots,))}
    for (W, b), n_in, n_out in zip(layer_names(sizes), sizes[:-1], sizes[1:], strict=True):
        expected[W] = ("float32", (snapshots, n_out, n_in))
        expected[b] = ("float32", (snapshots, n_out))
    for name in CURVES:
        expected[name] = ("float64", (snapshots,))
    expected["test_predictions"] = ("whole", (facts["dataset"]["test"],))
    if "example_images" in arrays:
        count = np.size(arrays["example_images"]) // sizes[0]
        expected["example_images"] = ("uint8", (count, sizes[0]))
        expected["example_labels"] = ("whole", (count,))
    return expected


def _text(value: Any) -> bool:
    return isinstance(value, str) and legible(value) == value


def _path(value: Any) -> bool:
    return isinstance(value, str) and "\0" not in value


def _count(value: Any) -> bool:
    return type(value) is int and value >= 0  # True and False are ints to Python


def _natural(value: Any) -> bool:
    return _count(value) and value > 0


def _number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) < 1e300  # neither NaN nor infinite


def _list_of(fits: Fits) -> Fits:
    return lambda value: isinstance(value, list) and all(map(fits, value))


def _one_of(names: Collection[str]) -> Fits:
    return lambda value: _text(value) and value in names


def _dict_of(rest: Fits = lambda value: True, **keys: Fits) -> Fits:
    """Fits a dict in which these keys fit their functions, and every other value fits `rest`."""

    def fits(value: Any) -> bool:
        return isinstance(value, dict) and all(
            keys.get(key, rest)(value.get(key)) for key in {*keys, *value}
        )

    return fits


def _maybe(fits: Fits) -> Fits:
    return lambda value: value is None or fits(value)


KEYS: dict[str, Fits] = {  # of run.json
    "name": _text,
    "sizes": lambda value: _list_of(_natural)(value) and len(value) > 1,
    "activation": _one_of(HIDDEN),
    "output_activation": _one_of(OUTPUT),
    "cost": _one_of(COSTS),
    "optimizer": _dict_of(_number, name=_text),
    "mini_batch_size": _natural,
    "epochs": _natural,
    "seed": _count,
    "dataset": _dict_of(
        name=_text,
        given=_maybe(_path),
        sha256=_text,
        training=_count,
        validation=_count,
        test=_count,
        image_shape=_maybe(lambda value: _list_of(_natural)(value) and len(value) == 2),
        classes=_maybe(_list_of(_text)),
    ),
    "results": _dict_of(_number, **dict.fromkeys(CURVES, _number)),
    "digest": _text,
}
