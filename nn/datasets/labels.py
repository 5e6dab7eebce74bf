"""Labels of any kind as numbers of classes: whole numbers, words, true or false, one-hot rows."""

from collections.abc import Sequence

import numpy as np

from nn.errors import DownhillError
from nn.legible import legible
from nn.natural import natural

NAMED = 5  # labels that a message names
MOST = 1000  # classes; what takes more values than this is no class
TRUTHS = ("false", "true")


def read(
    source: object, parts: Sequence[tuple[str, np.ndarray]], names: Sequence[str] | None = None
) -> tuple[list[np.ndarray], tuple[str, ...], list[str]]:
    """(labels (n,) int64 of each part, their classes, what was understood).

    parts: (what they label, such as "training images"; labels) with the training part first, whose
    labels make the classes. names: of all classes. Numbers 0…k−1 are indices of the k names; any
    other k labels have the names in their order, numbers as numbers and words in natural order.

    Raises DownhillError for labels that are none, or of parts that don't fit each other.
    """
    notes: list[str] = []
    flat = [_flat(source, what, labels, notes) for what, labels in parts]
    kinds = {"words" if labels.dtype.kind == "U" else "numbers" for labels in flat}
    if len(kinds) > 1:
        raise DownhillError(
            f"{source} has labels that are numbers and others that are words: save one kind."
        )
    if names is not None:
        names = _checked(source, names)
    for (what, _), labels in zip(parts, flat, strict=True):
        if not len(labels):
            raise DownhillError(f"{source} has no labels of its {what}: save at least one.")
    used = np.unique(flat[0])
    one_hot = parts[0][1].ndim == 2 and parts[0][1].shape[1] > 1
    if one_hot and names is not None and len(names) != parts[0][1].shape[1]:
        raise DownhillError(
            f"{source}: its one-hot labels have {parts[0][1].shape[1]} columns and its classes "
            f"{len(names)} names: name each column."
        )
    if one_hot:  # a column is a class, even if no row has its one there
        width = parts[0][1].shape[1]
        used = np.arange(width)
    elif len(used) > MOST:
        raise DownhillError(
            f"{source}: the labels of its {parts[0][0]} take {len(used):,} values, from {used[0]} "
            f"to {used[-1]}: regression can't be drawn, save the number of each one's class."
        )
    truths = parts[0][1].dtype.kind == "b" and not one_hot
    values, classes = _classes(source, used, names, truths, notes)
    if len(classes) < 2:
        raise DownhillError(
            f"{source}: every label is {legible(used[0])}: save two classes or more."
        )
    found = [
        _numbered(source, what, labels, values, classes)
        for (what, _), labels in zip(parts, flat, strict=True)
    ]
    return found, classes, list(dict.fromkeys(notes))


def _flat(source: object, what: str, labels: np.ndarray, notes: list[str]) -> np.ndarray:
    """Labels as (n,) int64 or words."""
    of = f"{source}: the labels of its {what}"
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim == 2 and labels.dtype.kind in "buif":
        notes.append("labels are one-hot")
        return _from_one_hot(of, labels)
    if labels.ndim != 1:
        raise DownhillError(f"{of} have the shape {labels.shape}: save one label for each, (n,).")
    if labels.dtype.kind == "U":
        blank = np.flatnonzero(np.char.strip(labels) == "")
        if blank.size:
            raise DownhillError(f"{of} have a blank at place {blank[0]}: give it a class.")
        return labels
    if labels.dtype.kind == "f":
        if not np.isfinite(labels).all():
            raise DownhillError(
                f"{of} hold NaN or infinity: leave those examples out, or give them a class."
            )
        odd = labels[labels != np.rint(labels)]
        if odd.size:
            raise DownhillError(
                f"{of} are fractions such as {odd[0]:g}: regression can't be drawn, save the "
                "number of each one's class."
            )
    wide = labels.astype(np.float64)
    if wide.size and max(abs(wide.min()), abs(wide.max())) >= 2**53:
        raise DownhillError(f"{of} go up to {wide.max():g}: number the classes from 0.")
    return labels.astype(np.int64)


def _from_one_hot(of: str, rows: np.ndarray) -> np.ndarray:
    wrong = np.flatnonzero(~(((rows == 0) | (rows == 1)).all(axis=1) & (rows.sum(axis=1) == 1)))
    if wrong.size:
        raise DownhillError(
            f"{of} have the shape {rows.shape}, but row {wrong[0]} has not one 1 among zeros: save "
            "one-hot rows, or the number of each one's class."
        )
    return rows.argmax(axis=1).astype(np.int64)


def _checked(source: object, names: Sequence[str]) -> tuple[str, ...]:
    names = tuple(str(name) for name in names)
    if (
        len(set(map(legible, names))) != len(names)
        or len(names) < 2
        or not all(n.strip() for n in names)
    ):
        raise DownhillError(
            f"{source}: its classes are not a list of names: save two or more, all different, none "
            "blank."
        )
    return names


def _classes(
    source: object,
    used: np.ndarray,
    names: tuple[str, ...] | None,
    truths: bool,
    notes: list[str],
) -> tuple[list, tuple[str, ...]]:
    """(the label of each class, the name of each class), given all labels in use."""
    words = used.dtype.kind == "U"
    values: list = sorted(used.tolist(), key=natural) if words else used.tolist()
    if truths:
        values = [0, 1]
    if names is None:
        if truths:
            return values, TRUTHS
        if not words and values != list(range(len(values))):
            notes.append(f"labels are {_few(values)}")
        return values, tuple(map(str, values))
    if words and set(values) <= set(names):
        return list(names), names
    if not words and values[0] >= 0 and values[-1] < len(names):
        return list(range(len(names))), names
    if len(values) == len(names) and not set(map(str, values)) & set(names):
        notes.append(f"labels {_few(values)} are called {_few(names)}")
        return values, names
    if len(values) == len(names) and not words:
        return values, names
    outside = [v for v in values if (v not in names if words else not 0 <= v < len(names))]
    raise DownhillError(
        f"{source}: label {legible(outside[0])} is none of its {len(names)} classes ({_few(names)})"
        f": it has {len(values)} labels, {_few(values)}, so name as many classes."
    )


def _numbered(
    source: object, what: str, labels: np.ndarray, values: list, classes: tuple[str, ...]
) -> np.ndarray:
    """The number of each label's class."""
    number = {value: i for i, value in enumerate(values)}
    used, place = np.unique(labels, return_inverse=True)
    unknown = [value for value in used.tolist() if value not in number]
    if unknown:
        raise DownhillError(
            f"{source}: label {legible(unknown[0])} of its {what} is none of its {len(classes)} "
            f"classes ({_few(classes)}): leave those out, or add them to the training part."
        )
    return np.array([number[value] for value in used.tolist()], np.int64)[place.reshape(-1)]


def _few(values: Sequence[object]) -> str:
    """The first of some values, for a message."""
    words = [legible(value) for value in values]
    if len(words) <= NAMED:
        return ", ".join(words)
    return f"{', '.join(words[: NAMED - 1])} … {words[-1]}"
