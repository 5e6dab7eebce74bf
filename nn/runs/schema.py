"""Whether a run is what the format says (run.py): what run.json holds, and the arrays against it.

Each function raises DownhillError with a sentence that names the file.
"""

import math

import numpy as np

from nn.activations import HIDDEN, OUTPUT
from nn.costs import COSTS
from nn.errors import DownhillError

CURVES = ("train_cost", "validation_cost", "validation_accuracy")
MEND = "restore it, or train the run again."


def check_facts(path, facts):
    """What run.json at `path` says: every key that a run must have, of the kind it must be."""
    for key, fits in KEYS.items():
        if key not in facts:
            raise DownhillError(f"{path} lacks {key}: {MEND}")
        if not fits(facts[key]):
            raise DownhillError(f"{path} has a {key} that a run can't have: {MEND}")
    for key in ("command", "stopped"):
        if not _text(facts.get(key, "")):
            raise DownhillError(f"{path} has a {key} that is no text: {MEND}")
    dataset, inputs, outputs = facts["dataset"], facts["sizes"][0], facts["sizes"][-1]
    shape, classes = dataset.get("image_shape"), dataset.get("classes")
    if (shape and math.prod(shape) != inputs) or (classes and len(classes) != outputs):
        raise DownhillError(f"{path} has a dataset that does not fit its sizes: {MEND}")


def check_arrays(path, facts, arrays):
    """The arrays of log.npz at `path`: their types, shapes against run.json, values."""

    def wrong(what):
        return DownhillError(f"{path} {what}: {MEND}")

    snapshots = len(arrays["step"]) if np.ndim(arrays.get("step")) == 1 else 0
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
            raise wrong(f"has {name} of type {array.dtype}, which is no number")
        if not np.isfinite(array).all():
            raise wrong(f"has values in {name} that are not finite")
    steps = arrays["step"]
    if steps[0] < 0 or (steps[1:] <= steps[:-1]).any():
        raise wrong("has snapshots out of order")
    for name in {"test_predictions", "example_labels"} & arrays.keys():
        if ((arrays[name] < 0) | (arrays[name] >= facts["sizes"][-1])).any():
            raise wrong(f"has {name} that are none of its classes")


def _expected(facts, arrays, snapshots):
    """{name: (type, shape)} of the arrays that a run with these facts has."""
    sizes = facts["sizes"]
    expected = {"step": ("int64", (snapshots,))}
    for l, (n_in, n_out) in enumerate(zip(sizes, sizes[1:], strict=False), start=1):
        expected[f"W{l}"] = ("float32", (snapshots, n_out, n_in))
        expected[f"b{l}"] = ("float32", (snapshots, n_out))
    expected |= dict.fromkeys(CURVES, ("float64", (snapshots,)))
    expected["test_predictions"] = ("whole", (facts["dataset"]["test"],))
    if "example_images" in arrays:
        count = np.size(arrays["example_images"]) // sizes[0]
        expected["example_images"] = ("uint8", (count, sizes[0]))
        expected["example_labels"] = ("whole", (count,))
    return expected


def _text(value):
    return isinstance(value, str)


def _count(value):
    return type(value) is int and value >= 0  # True and False are ints to Python


def _natural(value):
    return _count(value) and value > 0


def _number(value):
    return type(value) in (int, float) and abs(value) < 1e300  # neither NaN nor infinite


def _list_of(fits):
    return lambda value: isinstance(value, list) and all(map(fits, value))


def _one_of(names):
    return lambda value: _text(value) and value in names


def _dict_of(rest=lambda value: True, **keys):
    """Fits a dict in which these keys fit their functions, and every other value fits `rest`."""

    def fits(value):
        return isinstance(value, dict) and all(
            keys.get(key, rest)(value.get(key)) for key in {*keys, *value}
        )

    return fits


def _maybe(fits):
    return lambda value: value is None or fits(value)


KEYS = {  # of run.json
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
        given=_maybe(_text),
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
