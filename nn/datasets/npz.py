"""A data set in an npz, of any usual names of arrays, or in npz files of one array each."""

import pathlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from nn.arrays import names_in, read_arrays
from nn.datasets import beside, roles
from nn.datasets.dataset import LIMIT, Dataset
from nn.datasets.given import from_arrays
from nn.datasets.told import NOTHING, Told
from nn.errors import DownhillError
from nn.storage import Arrays

MEND = "save it with numpy.savez(path, images=…, labels=…)"
OURS = {"images", "labels", "test_images", "test_labels"}


def load(path: pathlib.Path, name: str, mend: str = MEND, told: Told = NOTHING) -> Dataset:
    """The Dataset in an npz; see `nn.datasets.load`. `mend` says what to do if it can't be read."""
    names = names_in(path, LIMIT, mend)
    if len(names) == 1 and beside.has_labels(path):
        return beside.load(path, told)
    groups = roles.pairs(names)
    if len(groups) > 1:
        raise DownhillError(
            f"{path} holds several data sets ({', '.join(groups)}): save each in a file of its own."
        )
    if groups:
        parts = next(iter(groups.values()))
        wanted = {*sum(parts.values(), ()), *filter(_is_about_classes, names), "greys"}
        arrays = read_arrays(path, LIMIT, mend, wanted)
    else:
        arrays = read_arrays(path, LIMIT, mend)
        parts = roles.by_shape(path, arrays)
    used = {name for pair in parts.values() for name in pair}
    said = [roles.told(parts)] * (not used <= OURS)
    said += roles.left_out(names, parts)
    own: dict[str, Any] = {
        "classes": _class_names(path, arrays, parts),
        "white": _white(path, arrays.get("greys")),
    }
    given: dict[str, Any] = {part: (arrays.pop(x), arrays.pop(y)) for part, (x, y) in parts.items()}
    return from_arrays(
        **given, name=name, source=path, understood="; ".join(said), **told.over(own)
    )


def _is_about_classes(name: str) -> bool:
    return roles.role(name).what == "classes"


def _class_names(
    path: pathlib.Path, arrays: Arrays, parts: dict[str, roles.Pair]
) -> tuple[str, ...] | None:
    """The names of the classes, if an npz gives them."""
    used = {name for pair in parts.values() for name in pair}
    given = [a for name, a in arrays.items() if _is_about_classes(name) and name not in used]
    if not given:
        return None
    if given[0].ndim != 1 or given[0].dtype.kind not in "uiUS":
        raise DownhillError(
            f"{path}: its classes are not a list of names: save two or more, all different."
        )
    return tuple(one.decode() if isinstance(one, bytes) else str(one) for one in given[0].tolist())


def _white(path: pathlib.Path, given: np.ndarray | None) -> float | None:
    """The value of a white pixel, if an npz gives it."""
    if given is None:
        return None
    if given.size != 1 or given.dtype.kind not in "uif" or not 0 < given.item() < np.inf:
        raise DownhillError(
            f"{path}: its `greys` is not a number above 0: save the value of a white pixel."
        )
    return float(given.item())


def read(
    path: pathlib.Path, needed: Sequence[str], optional: Sequence[str] = (), mend: str = MEND
) -> Arrays:
    """The arrays of these names in an npz; others in it are not read.

    Raises DownhillError if a needed one is missing, or any is damaged, too large or a pickle.
    """
    arrays = read_arrays(path, LIMIT, mend, {*needed, *optional})
    for name in needed:
        if name not in arrays:
            raise DownhillError(f"{path} has no array `{name}`: {mend}.")
    return arrays
