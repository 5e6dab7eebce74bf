"""A data set in an npz of arrays."""

import pathlib
from collections.abc import Sequence

import numpy as np

from nn.arrays import read_arrays
from nn.datasets.dataset import LIMIT, Dataset, assemble, check_labels, check_pair, split
from nn.datasets.told import NOTHING, Told
from nn.errors import DownhillError
from nn.storage import Arrays

MEND = "save it with numpy.savez(path, images=…, labels=…)"


def load(path: pathlib.Path, name: str, mend: str = MEND, told: Told = NOTHING) -> Dataset:
    """The Dataset in an npz; see `nn.datasets.load`. `mend` says what to do if it can't be read."""
    optional = ("test_images", "test_labels", "classes", "greys")
    arrays = read(path, ("images", "labels"), optional, mend)
    images, labels = arrays.pop("images"), arrays["labels"]  # images are large: kept once
    check_labels(path, "images", labels)
    classes = _class_names(path, labels, arrays.get("classes"))
    check_pair(path, "images", images, labels, classes)

    own_test = "test_images" in arrays
    if own_test != ("test_labels" in arrays):
        raise DownhillError(f"{path} has test_images or test_labels alone: save both or neither.")
    training, validation, test = split(path, labels, own_test)
    if own_test:
        test_images, test_labels = arrays.pop("test_images"), arrays["test_labels"]
        check_pair(path, "test_images", test_images, test_labels, classes)
        kinds = [f"{array.dtype} of {array.shape[1:]} pixels" for array in (images, test_images)]
        if kinds[0] != kinds[1]:
            raise DownhillError(
                f"{path}: its images are {kinds[0]} and its test_images {kinds[1]}: "
                "save them in one type and size."
            )
        test = slice(len(images), None)
        images = np.concatenate([images, test_images])
        labels = np.concatenate([labels, test_labels], dtype=np.int64, casting="unsafe")
    white = _white(path, arrays.get("greys"))
    return assemble(name, path, images, labels, classes, (training, validation, test), white)


def _class_names(
    path: pathlib.Path, labels: np.ndarray, given: np.ndarray | None
) -> tuple[str, ...]:
    """The names of the classes: those given, else the numbers 0…k−1, all of which are in use."""
    if given is not None:
        names = tuple(str(name) for name in given) if given.ndim == 1 else ()
        distinct = len(set(names)) == len(names) > 1 and all(name.strip() for name in names)
        if given.dtype.kind not in "uiU" or not distinct:
            raise DownhillError(
                f"{path}: its classes are not a list of names: save two or more, all different."
            )
        return names
    used = np.unique(labels)
    if len(used) == 1:
        raise DownhillError(
            f"{path}: every label is {used[0]}: save images of two classes or more."
        )
    if not np.array_equal(used, np.arange(len(used))):
        raise DownhillError(
            f"{path}: its {len(used)} labels go from {used[0]} to {used[-1]}, not from 0 to "
            f"{len(used) - 1}: number them so, or save the names of all classes as `classes`."
        )
    return tuple(str(label) for label in used)


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
