"""A data set in arrays of any usual kind."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from nn.datasets import labels as labels_of
from nn.datasets import layouts, ranges
from nn.datasets.dataset import TRAINED_ON, Dataset, Feature, Rows, digest, split
from nn.datasets.greys import compact, usual_white
from nn.datasets.plain import plain
from nn.errors import DownhillError
from nn.legible import legible
from nn.storage import digest_of

Part = tuple[Any, Any]  # inputs and labels, each like an array
Images = list[np.ndarray]  # of each part


def from_arrays(
    training: Part,
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
    """The Dataset of inputs and labels: of each part a pair of what is like an array.

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
    given = {"training": training, "validation": validation, "test": test}
    pairs = {part: _pair(source, part, pair) for part, pair in given.items() if pair is not None}
    what = "inputs" if _are_features(pairs["training"][0], features, image_shape) else "images"
    said = [understood] * bool(understood)

    numbers, class_names, about = labels_of.read(
        source, [(f"{part} {what}", y) for part, (_, y) in pairs.items()], classes
    )
    shape = () if features is not None and image_shape is None else image_shape
    images: Images = []
    for (part, (X, _)), y in zip(pairs.items(), numbers, strict=True):
        read, noted = layouts.pictures(source, f"{part} {what}", X, len(y), shape)
        shape = read.shape[1:] if read.ndim == 3 else ()  # the other parts are of the same kind
        images.append(read)
        said += noted
    said += about
    _check_alike(source, images, list(pairs))

    sized = images[0].shape[1:]
    common: dict[str, Any] = {
        "name": legible(name),
        "image_shape": sized if len(sized) == 2 else None,
        "classes": tuple(map(legible, class_names)),
        "one": legible(one or ""),
        "many": legible(many or (f"{one}s" if one else "")),
        "trained_on": _trained_on(validation, test),
        "shuffled": shuffled,
        "asked": asked or {},
    }
    ends: tuple[Any, Any]
    if common["image_shape"]:
        low, high = ranges.extent(source, "pixels", images)
        black, white, noted_range = ranges.black_and_white(
            source, low, high, images[0].dtype, white
        )
        said += [noted_range] * bool(noted_range)
        ends = common["low"], common["high"] = black, white
    else:
        common["features"] = _features(source, images, _names(training[0], features))
        ends = tuple(np.array([f[1:] for f in common["features"]]).T)
    parts = _split(source, numbers, list(pairs), class_names, said)
    common |= _in_parts(images, numbers, parts, ends)
    common["sha256"] = _identity(common, class_names, images, numbers, "validation" in pairs)
    common["understood"] = f"{legible(source)}: {'; '.join(dict.fromkeys(said))}." if said else ""
    return Dataset(**common)


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


def _are_features(
    X: np.ndarray, features: Sequence[str] | None, shape: Sequence[int] | None
) -> bool:
    """Whether messages should speak of inputs and not of images, before it is known."""
    side = layouts.SMALLEST_SIDE
    return features is not None or shape == () or (X.ndim < 3 and X[:1].size < side**2)


def _names(inputs: Any, features: Sequence[str] | None) -> Sequence[str] | None:
    """The names of features: those given, else those of the columns of a table."""
    columns = getattr(inputs, "columns", None)
    return [str(one) for one in columns] if features is None and columns is not None else features


def _check_alike(source: object, images: Images, parts: list[str]) -> None:
    """Refuse parts of different sizes."""
    for part, others in zip(parts[1:], images[1:], strict=True):
        sizes = ["×".join(map(str, i.shape[1:])) for i in (images[0], others)]
        if sizes[0] != sizes[1]:
            raise DownhillError(
                f"{source}: its training part has {sizes[0]} inputs for each example and its "
                f"{part} part {sizes[1]}: save them in one size."
            )


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
    for i, name in enumerate(names):
        columns = [part[:, i] for part in parts]
        if not all(np.isfinite(column).all() for column in columns):
            missing = sum(int((~np.isfinite(column)).sum()) for column in columns)
            raise DownhillError(
                f"{source}: {missing:,} values of {legible(name)} are missing or infinite: leave "
                "those examples out, or fill them, as with the column's mean."
            )
        low, high = min(float(c.min()) for c in columns), max(float(c.max()) for c in columns)
        found.append(Feature(legible(name), low, high))
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
