"""A data set in files of one array each, side by side: .npy, .npz, or IDX files of any name.

X_train.npy, y_train.npy          kmnist-train-imgs.npz, kmnist-train-labels.npz
images.npy, labels.npy            train-images-idx3-ubyte, train-labels-idx1-ubyte, …
"""

import contextlib
import dataclasses
import pathlib
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from nn.arrays import names_in, read_array, read_arrays
from nn.datasets import idx, published, roles
from nn.datasets.dataset import LIMIT, Dataset
from nn.datasets.given import from_arrays
from nn.datasets.junk import content
from nn.datasets.names import NAMED, Named, by_file
from nn.datasets.told import NOTHING, Told
from nn.errors import DownhillError

ENDINGS = (".npy", ".npz")
IDX = re.compile(r"[-.]idx[1-4](-[a-z]+)?(\.gz)?$")
MEND = "save it again with numpy.save"
FEW = 8  # files whose shapes are looked at, if their names say nothing


def is_one(path: pathlib.Path) -> bool:
    """Whether a file holds one array, or should by its name: reading it then says why not."""
    if path.suffix == ".npz":
        try:
            return len(names_in(path, LIMIT)) == 1
        except DownhillError:
            return bool(roles.role(path.name).what)
    named = path.suffix == ".npy" or IDX.search(path.name)
    return bool(named) or idx.begins_as_idx(path)


def has_labels(path: pathlib.Path) -> bool:
    """Whether labels lie beside a file, or inputs beside labels."""
    return any(
        path.name in pair
        for parts in roles.pairs(_alike(path.parent, path.suffix)).values()
        for pair in parts.values()
    )


def load(path: pathlib.Path, told: Told = NOTHING) -> Dataset:
    """The Dataset of the files of a folder, or of those that belong to one of its files.

    Raises DownhillError if labels are missing, if there are several data sets, or for a file that
    is damaged.
    """
    folder = path if path.is_dir() else path.parent
    names = _alike(folder, None if path.is_dir() else path.suffix)
    groups = roles.pairs(names)
    if not path.is_dir():
        groups = {
            rest: parts
            for rest, parts in groups.items()
            if any(path.name in pair for pair in parts.values())
        }
    if len(groups) > 1:
        raise DownhillError(
            f"{folder} holds several data sets ({', '.join(filter(None, groups))}): name the "
            f"training images of one, such as {next(iter(groups.values()))['training'].inputs}."
        )
    if groups:
        return _load(folder, next(iter(groups.values())), names, told)
    if not path.is_dir() or len(names) > FEW:
        raise DownhillError(
            f"{path} has no labels beside it: put them there in a file of the same kind whose "
            "name says labels where that one says images, or save an npz of images and labels."
        )
    arrays = {name: _read(folder / name) for name in names}
    return _load(folder, roles.by_shape(folder, arrays), names, told)


def _alike(folder: pathlib.Path, suffix: str | None) -> list[str]:
    """The names of the files in a folder that hold one array, of the same kind as a given one."""
    files = [path for path in content(folder) if path.is_file()]
    if suffix is not None:
        ending = suffix if suffix in ENDINGS else ""
        files = [path for path in files if ending == path.suffix * (path.suffix in ENDINGS)]
    return [path.name for path in files if is_one(path)]


def _load(
    folder: pathlib.Path, parts: dict[str, roles.Pair], names: Sequence[str], told: Told
) -> Dataset:
    """The Dataset of pairs of files."""
    row = _published(folder, parts)
    if row:
        with contextlib.suppress(DownhillError):  # not all four files, or others than published
            data = published.load(row, folder, told)
            return dataclasses.replace(data, understood=f"{folder}: read as {row.title}.")
    said = [f"read as {row.title}"] if row else []
    said += [roles.told(parts), *roles.left_out(names, parts)]
    given: dict[str, Any] = {}
    for part, pair in parts.items():
        X, y = (_read(folder / name) for name in pair)
        if y.ndim == 2 and y.dtype == ">i4":  # QMNIST's
            said.append(f"the first of {y.shape[1]} columns of labels is the class")
            y = y[:, 0]
        if row and row.transposed:
            X = X.swapaxes(1, 2)
            said.append("rows and columns exchanged, as it is stored lying on its side")
        given[part] = (X, y - row.first if row else y)
    name = folder.resolve().name if row is None else row.name
    return from_arrays(
        **given,
        name=name,
        source=folder,
        understood="; ".join(dict.fromkeys(said)),
        **told.over(row.words if row else {}),
    )


def _read(path: pathlib.Path) -> np.ndarray:
    if path.suffix == ".npy":
        return read_array(path, LIMIT, MEND)
    if path.suffix == ".npz":
        return next(iter(read_arrays(path, LIMIT, MEND).values()))
    return idx.read(path)


def _published(folder: pathlib.Path, parts: dict[str, roles.Pair]) -> Named | None:
    """The data set of the table that files are, by their names, their content or the folder's."""
    if parts["training"].inputs.endswith(ENDINGS):
        row = by_file(parts["training"].inputs)
        return None if row is None or row.transposed else row
    first = parts["training"].inputs.replace(".idx", "-idx").removesuffix(".gz")
    rows = [row for row in NAMED.values() if row.files[0].name == first]
    if len(rows) == 1:
        return rows[0]
    above = [one.name.lower() for one in (folder.resolve(), *folder.resolve().parents[:1])]
    digest = idx.sha256(_read(folder / parts["training"].inputs)) if rows else None
    for row in rows:
        if row.files[0].sha256 == digest:
            return row
    for row in rows:
        if row.files[0].sha256 is None and any(row.name in name for name in above):
            return row
    return None
