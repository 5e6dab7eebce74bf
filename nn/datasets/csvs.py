"""A data set in a table of text: a row for each example, a column for its label.

label,pixel0,pixel1,…      5.1,3.5,1.4,0.2,setosa      0,0,0,…,0 (no header)
"""

import itertools
import pathlib
import re
from typing import Any

import numpy as np

from nn.datasets import roles, tables
from nn.datasets.dataset import Dataset
from nn.datasets.given import from_arrays
from nn.datasets.junk import content
from nn.datasets.names import Named, by_file
from nn.datasets.tables import Table
from nn.datasets.told import NOTHING, Told
from nn.errors import DownhillError
from nn.legible import legible

ENDINGS = re.compile(r"\.(csv|tsv)(\.gz)?$", re.IGNORECASE)
LABELS = (
    *("label", "labels", "class", "classes", "target", "targets", "y", "category", "species"),
    *("digit", "letter", "character", "variety", "diagnosis", "outcome"),
)
COUNTERS = {"", "id", "index", "idx", "no", "nr", "number", "unnamed: 0"}  # columns that count rows
PIXEL = re.compile(r"(?:pixel|pix|px|p)[ _]?\d+|(\d+)x(\d+)", re.IGNORECASE)
TRAIN = re.compile(r"train(ing)?(?![a-z])", re.IGNORECASE)
PICTURE = re.compile(r"\.(png|jpe?g|bmp|gif|tiff?|webp)$", re.IGNORECASE)
FLAT = 64  # values that may be a picture
MOST = 100  # classes that a column without a name may tell, and columns that may have them
OTHER_PARTS = {"test": ("test", "testing"), "validation": ("val", "valid", "validation")}


def is_one(path: pathlib.Path) -> bool:
    """Whether a file is a table by its name."""
    return bool(ENDINGS.search(path.name))


def load(path: pathlib.Path, told: Told = NOTHING) -> Dataset:
    """The Dataset of a table, and of those for testing and validation beside it; or that of the
    tables in a folder.

    Raises DownhillError if no column tells the labels, or a table can't be read.
    """
    if path.is_dir():
        path = _training_in(path)
    table = tables.read(path)
    label = _label(path, table, told.label)
    counter = _counter(table, label)
    said = [] if _is_named(table, label) else [f"labels in {table.called(label)}"]
    said += [f"{table.called(counter)} left out"] if counter is not None else []
    given: dict[str, Any] = {"training": _pair(path, table, label, counter)}
    for part, other in _others(path).items():
        held = tables.read(other)
        if held.numbers.shape[1] == table.numbers.shape[1] and held.names == table.names:
            given[part] = _pair(other, held, label, counter)
        said.append(
            f"{other.name} {'for' if part in given else 'has no labels, so not for'} {part}"
        )
    row = _published(path, given["training"][1])
    if row:
        said.append(f"read as {row.title}")
        given = {part: _upright(row, *pair) for part, pair in given.items()}
    known = _inputs(table, label, counter, row) | (row.words if row else {})
    if table.classes:
        known["classes"] = table.classes
    if told.shape:
        known.pop("features", None)
    name = roles.role(path.name).rest or path.resolve().parent.name
    return from_arrays(
        **given, name=name, source=path, understood="; ".join(said), **told.over(known)
    )


def _training_in(folder: pathlib.Path) -> pathlib.Path:
    """The table for training among those in a folder."""
    held = [path for path in content(folder) if is_one(path)]
    chosen = [path for path in held if roles.role(path.name).part == "training"] or held
    if len(chosen) > 1:
        names = ", ".join(path.name for path in chosen)
        raise DownhillError(f"{folder} holds several tables ({names}): name one of them.")
    return chosen[0]


def _others(path: pathlib.Path) -> dict[str, pathlib.Path]:
    """The tables of other parts beside one for training, which differ in a word of their name."""
    found: dict[str, pathlib.Path] = {}
    for part, words in OTHER_PARTS.items():
        for word, there in itertools.product(words, TRAIN.finditer(path.name)):
            name = path.name[: there.start()] + _cased(word, there[0]) + path.name[there.end() :]
            if (path.parent / name).is_file():
                found.setdefault(part, path.parent / name)
    return found


def _cased(word: str, like: str) -> str:
    """A word in capitals, or with one, if another has these."""
    return word.upper() if like.isupper() else word.title() if like[0].isupper() else word


def _label(path: pathlib.Path, table: Table, told: str | None) -> int:
    """The column of the labels: the one that is told, or has such a name, or alone has words, or
    counts classes: the first or the last, or alone."""
    lower = [name.lower() for name in table.names]
    width = table.numbers.shape[1]
    if told is not None:
        if told.lower() in lower:
            return lower.index(told.lower())
        if told.isdecimal() and 1 <= int(told) <= width:
            return int(told) - 1
        names = ", ".join(table.names[:6]) or f"1 to {width}"
        raise DownhillError(f"{path} has no column {told}: give --label one of {names}.")
    named = [lower.index(name) for name in LABELS if name in lower]
    for column in named:
        if column in table.words or (table.numbers[:, column] % 1 == 0).all():
            return column
    if named:
        return named[0]
    if len(table.words) == 1:
        return next(iter(table.words))
    ends = [c for c in (0, width - 1) if _counts_classes(table.values(c))]
    if not ends and width <= MOST:
        ends = [c for c in range(width) if _counts_classes(table.values(c))]
    if len(ends) != 1 or table.words:
        what = "which of its columns with words" if table.words else "which of its columns"
        raise DownhillError(
            f"{path} does not tell {what} has the labels: give --label its name or its number."
        )
    return ends[0]


def _counts_classes(values: np.ndarray) -> bool:
    """Whether all values are whole numbers 0…k−1 or 1…k, a few of each on average."""
    if values.dtype.kind not in "uif":
        return False
    used = np.unique(values)
    few = 2 <= len(used) <= min(MOST, len(values) // 3)
    return few and used[0] in (0, 1) and np.array_equal(used, used[0] + np.arange(len(used)))


def _is_named(table: Table, label: int) -> bool:
    return bool(table.names) and table.names[label].lower() in LABELS


def _counter(table: Table, label: int) -> int | None:
    """The column that only counts the rows, if there is one."""
    for column, name in enumerate(table.names):
        if name.lower() in COUNTERS and column != label:
            values = table.values(column)
            if values.dtype.kind in "uif" and len(np.unique(values)) == len(values):
                return column
    return None


def _pair(
    path: pathlib.Path, table: Table, label: int, counter: int | None
) -> tuple[np.ndarray, np.ndarray]:
    """(inputs (n, columns), labels (n,)) of a table."""
    worded = [c for c in table.words if c not in (label, counter)]
    if worded:
        word = next(w for w in table.words[worded[0]] if not tables.is_number(w))
        if PICTURE.search(word):
            raise DownhillError(
                f"{path} names pictures, such as {legible(word)}, and their labels: put the "
                "pictures of each class in a folder of its own, and name the folder of these."
            )
        raise DownhillError(
            f"{path}: {table.called(worded[0])} holds words such as {legible(word)!r}: give it as "
            "numbers, or leave that column out."
        )
    kept = [c for c in range(table.numbers.shape[1]) if c not in (label, counter)]
    return np.ascontiguousarray(table.numbers[:, kept]), table.values(label)


def _inputs(table: Table, label: int, counter: int | None, row: Named | None) -> dict[str, Any]:
    """What the header says of the inputs: the shape of pictures, or names of features."""
    names = [name for c, name in enumerate(table.names) if c not in (label, counter)]
    pixels = [PIXEL.fullmatch(name) for name in names]
    if not all(pixels):
        return {} if _only_numbered(names) else {"features": names}
    last = pixels[-1] if pixels else None
    if last and last[1] and int(last[1]) * int(last[2]) == len(names):
        return {"image_shape": (int(last[1]), int(last[2]))}
    side = round((table.numbers.shape[1] - 1) ** 0.5)
    if (names or row) and side**2 == table.numbers.shape[1] - 1 - (counter is not None):
        return {"image_shape": (side, side)}
    return {}


def _only_numbered(names: list[str]) -> bool:
    """Whether many names differ only in a number, as those of pixels do: they say nothing."""
    return len(names) >= FLAT and len({re.sub(r"\d+", "", name) for name in names}) == 1


def _published(path: pathlib.Path, labels: np.ndarray) -> Named | None:
    """The data set of the table of names that a file is by its name, if its labels fit."""
    row = by_file(path.name)
    fits = row and labels.dtype.kind in "uif" and row.first <= labels.min()
    return row if row and fits and labels.max() - row.first < len(row.classes) else None


def _upright(row: Named, X: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pictures that stand upright, and labels from 0."""
    side = round(X.shape[1] ** 0.5)
    if row.transposed and side**2 == X.shape[1]:
        X = X.reshape(-1, side, side).transpose(0, 2, 1).reshape(len(X), -1)
    return X, y.astype(np.int64) - row.first
