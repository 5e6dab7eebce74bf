"""A data set in an npz of arrays."""

import pathlib
from collections.abc import Sequence

import numpy as np

from nn.arrays import read_arrays
from nn.datasets.dataset import ARRAY_LIMIT, Dataset, assemble, check_pair, split
from nn.errors import DownhillError
from nn.storage import Arrays

MEND = "save it with numpy.savez(path, images=…, labels=…)"


def load(path: pathlib.Path, name: str, mend: str = MEND) -> Dataset:
    """The Dataset in an npz; see `nn.datasets.load`. `mend` says what to do if it can't be read."""
    optional = ("test_images", "test_labels", "classes")
    arrays = read(path, ("images", "labels"), optional, mend)
    images, labels = arrays["images"], arrays["labels"]
    classes = _class_names(path, labels, arrays.get("classes"))
    check_pair(path, "images", images, labels, classes)

    own_test = "test_images" in arrays
    if own_test != ("test_labels" in arrays):
        raise DownhillError(f"{path} has test_images or test_labels alone: save both or neither.")
    training, validation, test = split(path, labels, own_test)
    if own_test:
        test_images, test_labels = arrays["test_images"], arrays["test_labels"]
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
    return assemble(name, path, images, labels, classes, (training, validation, test))


def _class_names(
    path: pathlib.Path, labels: np.ndarray, given: np.ndarray | None
) -> tuple[str, ...]:
    """The names of the classes: those given, else the numbers 0…k−1, all of which are in use."""
    if given is not None:
        names = tuple(str(name) for name in given) if given.ndim == 1 else ()
        if given.dtype.kind not in "uiU" or len(set(names)) != len(names) or len(names) < 2:
            raise DownhillError(
                f"{path}: its classes are not a list of names: save two or more, all different."
            )
        return names
    used = np.unique(labels)
    whole = labels.dtype.kind in "ui" and np.array_equal(used, np.arange(len(used)))
    if not whole or len(used) < 2:
        raise DownhillError(
            f"{path}: its labels are not the whole numbers 0, 1, … without a gap: "
            "number them like this, or save the names of all classes as `classes`."
        )
    return tuple(str(label) for label in used)


def read(
    path: pathlib.Path, needed: Sequence[str], optional: Sequence[str] = (), mend: str = MEND
) -> Arrays:
    """The arrays of these names in an npz; others in it are not read.

    Raises DownhillError if a needed one is missing, or any is damaged, too large or a pickle.
    """
    arrays = read_arrays(path, ARRAY_LIMIT, mend, {*needed, *optional})
    for name in needed:
        if name not in arrays:
            raise DownhillError(f"{path} has no array `{name}`: {mend}.")
    return arrays
