"""A data set in arrays of any usual kind."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nn.datasets import bunch, layouts, ranges
from nn.datasets import labels as labels_of
from nn.datasets.dataset import TRAINED_ON, Dataset, Feature, Rows, digest, split
from nn.datasets.greys import compact, usual_white
from nn.datasets.plain import plain
from nn.errors import DownhillError
from nn.legible import legible
from nn.storage import digest_of

Part = tuple[Any, Any]  # inputs and labels, each like an array
Images = list[np.ndarray]  # of each part


def from_arrays(
    training: Part | Mapping[str, Any],
    validation: Part | None = None,
    test: Part | None = None,
    *,
    name: str,
    classes: Sequence[str] | None = None,
    image_shape: Sequence[int] | None = None,
    features: Sequence[str] | None = None,
    one: str | None = None,
    many: str | None = None,
    white: float | None = None,
    source: object = None,
    understood: str = "",
    shuffled: bool = False,
    asked: dict[str, Any] | None = None,
) -> Dataset:
    """The Dataset of inputs and labels: of each part a pair of what is like an array, or for all a
    Bunch of scikit-learn.

    Inputs are pictures (n, height, width), with a channel axis first or last, in colour (turned
    grey) or flat, in any range; or features (n, inputs), named `features` or x1, x2, … Labels are
    whole numbers, words, true or false, or one-hot. Without a validation part, every fifth of ten
    of a class is one, and without a test part too, every tenth is for testing.

    image_shape: (height, width) of flat pictures; () if what looks like pictures is none. classes:
    the names of all. one, many: a word for one example and for many. white: the value of a white
    pixel. source: what messages name in place of `name`. understood: what the caller
    understood of it, to which more is added. shuffled, asked: see `Dataset`.

    Raises DownhillError, one sentence, for what can't be understood.
    """
    source = name if source is None else source
    held = bunch.read(training)
    one = "digit" if one is None and held.digits else (one or "").strip()
    given = {"training": held.part, "validation": validation, "test": test}
    pairs = {part: _pair(source, part, pair) for part, pair in given.items() if pair is not None}
    what = _word(pairs["training"][0], features, image_shape)
    said = [understood] * bool(understood)

    numbers, class_names, about_labels = labels_of.read(
        source,
        [(f"{part} {what}", y) for part, (_, y) in pairs.items()],
        held.classes if classes is None else classes,
    )
    shape = () if features is not None and image_shape is None else image_shape
    images = _images(source, pairs, what, shape, said)
    said += about_labels
    parts = _split(source, numbers, list(pairs), class_names, said)
    made: dict[str, Any] = {
        "name": legible(name),
        "image_shape": images[0].shape[1:] if images[0].ndim == 3 else None,
        "classes": tuple(map(legible, class_names)),
        "one": legible(one),
        "many": legible((many or (one and f"{one}s")).strip()),
        "trained_on": _trained_on(validation, test),
        "shuffled": shuffled,
        "asked": asked or {},
    }
    ends: tuple[Any, Any]
    if made["image_shape"]:
        made["low"], made["high"], about_range = ranges.black_and_white(source, images, white)
        ranges.check_alike(source, dict(zip(pairs, images, strict=True)))
        ends = made["low"], made["high"]
        said += [about_range] * bool(about_range)
    else:
        names = held.features if features is None else features
        made["features"] = _features(source, images, names)
        ends = tuple(np.array([feature[1:] for feature in made["features"]]).T)
    made |= _in_parts(images, numbers, parts, ends)
    made["sha256"] = _identity(made, class_names, images, numbers, "validation" in pairs)
    made["understood"] = f"{legible(source)}: {'; '.join(dict.fromkeys(said))}." if said else ""
    return Dataset(**made)


def _images(
    source: object,
    pairs: Mapping[str, tuple[np.ndarray, np.ndarray]],
    what: str,
    shape: Sequence[int] | None,
    said: list[str],
) -> Images:
    """The images (n, height, width) or features (n, inputs) of each part."""
    images: Images = []
    for part, (X, y) in pairs.items():
        read, notes = layouts.pictures(source, f"{part} {what}", X, len(y), shape)
        shape = read.shape[1:] if read.ndim == 3 else ()  # the other parts are of the same kind
        images.append(read)
        said += notes
    for part, others in zip(list(pairs)[1:], images[1:], strict=True):
        if others.shape[1:] != images[0].shape[1:]:
            raise DownhillError(
                f"{source}: its training part has {images[0].shape[1]:,} inputs for each example "
                f"and its {part} part {others.shape[1]:,}: save them in one size."
            )
    return images


def _pair(source: object, part: str, pair: Part) -> tuple[np.ndarray, np.ndarray]:
    try:
        inputs, labels = pair
    except (TypeError, ValueError):
        raise DownhillError(
            f"{source}: its {part} part is a {type(pair).__name__}, not a pair of inputs and labels"
            ": give (X, y)."
        ) from None
    inputs = plain(inputs, f"{source}: its {part} part")
    labels = plain(labels, f"{source}: the labels of its {part} part")
    if inputs.dtype.kind == "U":
        raise DownhillError(
            f"{source}: the inputs of its {part} part are words such as "
            f"{legible(inputs.ravel()[0])!r}: give them as numbers, words as one-hot columns."
        )
    return inputs, labels


def _word(X: np.ndarray, features: Sequence[str] | None, shape: Sequence[int] | None) -> str:
    """What messages call the examples before it is known what they are."""
    few = X.ndim == 2 and X.shape[1] < layouts.SMALLEST_SIDE**2
    return "inputs" if features is not None or shape == () or few or X.ndim < 2 else "images"


def _features(source: object, parts: Images, names: Sequence[str] | None) -> tuple[Feature, ...]:
    """The features of inputs (n, inputs), with their extents over all parts."""
    inputs = parts[0].shape[1]
    if names is None:
        names = [f"x{i}" for i in range(1, inputs + 1)]
    if len(names) != inputs:
        raise DownhillError(
            f"{source} has {inputs} inputs for each example, but {len(names)} names of features: "
            "name each."
        )
    found = []
    for i, name in enumerate(map(str, names)):
        name = legible(name).strip() or f"x{i + 1}"
        columns = [part[:, i] for part in parts]
        found.append(Feature(name, *ranges.extent(source, f"values of {name}", columns)))
    if all(feature.low == feature.high for feature in found):
        raise DownhillError(f"{source}: all its examples are the same: save some that differ.")
    return tuple(found)


def _trained_on(validation: Part | None, test: Part | None) -> tuple[str, ...] | None:
    """The parts with all examples that a network was trained on which its maker gave these."""
    if validation is not None:
        return TRAINED_ON
    return ("training", "validation") if test is not None else None  # ours is part of theirs


def _split(
    source: object,
    numbers: list[np.ndarray],
    given: list[str],
    classes: Sequence[str],
    said: list[str],
) -> dict[str, tuple[int, Rows]]:
    """Where each part of the Dataset is: (in which array, the rows)."""
    whole = slice(None)
    if "validation" in given:
        places: dict[str, tuple[int, Rows]] = {p: (i, whole) for i, p in enumerate(given)}
        return {"test": (0, slice(0)), **places}
    training, validation, test = split(str(source), numbers[0], "test" in given)
    few = np.flatnonzero(np.bincount(numbers[0], minlength=len(classes)) < 5)
    if few.size:
        listed = ", ".join(legible(classes[i]) for i in few[:4]) + ", …" * (len(few) > 4)
        said.append(f"too few of {listed} for validation")
    own = (1, whole) if "test" in given else (0, test)
    return {"training": (0, training), "validation": (0, validation), "test": own}


def _in_parts(
    images: Images, numbers: list[np.ndarray], parts: dict[str, tuple[int, Rows]], ends: tuple
) -> dict[str, np.ndarray]:
    """The arrays of a Dataset."""
    arrays = {}
    for part, (i, rows) in parts.items():
        chosen = images[i][rows]
        low, high = ends
        flat = chosen.reshape(len(chosen), math.prod(chosen.shape[1:]))
        arrays[f"{part}_images"] = ranges.scaled(flat, low, high)
        arrays[f"{part}_labels"] = numbers[i][rows]
    return arrays


def _identity(
    made: dict[str, Any],
    names: tuple[str, ...],
    images: Images,
    numbers: list[np.ndarray],
    own_parts: bool,
) -> str:
    """The SHA-256 of a data set. That of pictures from black, 0, is the one that they always had,
    of the pixels as they are stored; it does not cover which of them are for validation."""
    if made["image_shape"] and made["low"] == 0 and not own_parts:
        dtype = np.result_type(*images)
        usual = usual_white(images[0])
        facts = (names, made["high"]) if made["high"] != usual else (names,)
        return digest(
            [part.astype(dtype, copy=False) for part in images], np.concatenate(numbers), facts
        )
    return content_digest(made)


def content_digest(made: dict[str, Any]) -> str:
    """The SHA-256 of what a Dataset with these fields holds."""
    arrays = {
        key: compact(value) if key.endswith("images") else value
        for key, value in made.items()
        if isinstance(value, np.ndarray)
    }
    features = made.get("features")
    facts = {
        "image_shape": made["image_shape"],
        "classes": made["classes"],
        "features": features and [list(feature) for feature in features],
        "low": made.get("low", 0.0),
        "high": made.get("high", 1.0),
    }
    return digest_of(arrays, facts)
