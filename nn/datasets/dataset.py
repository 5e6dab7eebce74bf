"""A data set, the checks that all data sets pass, and the split into three parts."""

import contextlib
import dataclasses
import hashlib
import os
import pathlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from nn.datasets.greys import as_bytes, greys, usual_white, white_of
from nn.datasets.sampling import place_in_class, sample
from nn.errors import DownhillError
from nn.legible import legible

LIMIT = 2**30  # unpacked bytes of all images, 20 times MNIST; to read them takes 5.3 GiB of memory

Source = str | os.PathLike[str]
Rows = np.ndarray | slice


@dataclasses.dataclass(frozen=True, eq=False)
class Dataset:
    """Images as rows of grey/255 in 0…1, labels as whole numbers, in three parts.

    `*_images` are (n, height·width) float32, `*_labels` (n,) int64 that index `classes`.
    The test part may be empty; the other two never are.
    """

    name: str
    training_images: np.ndarray
    training_labels: np.ndarray
    validation_images: np.ndarray
    validation_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    image_shape: tuple[int, int]  # (height, width)
    classes: tuple[str, ...]
    sha256: str  # of the unpacked pixels and labels, however they were stored
    shuffled: bool = False  # whether its images are in random order, as MNIST's are

    def describe(self) -> dict[str, Any]:
        """The `dataset` of a run's run.json, as plain JSON values."""
        return {
            "name": self.name,
            "training": len(self.training_labels),
            "validation": len(self.validation_labels),
            "test": len(self.test_labels),
            "image_shape": list(self.image_shape),
            "classes": list(self.classes),
            "sha256": self.sha256,
        }

    def some(self, part: str, count: int | None = None) -> tuple[np.ndarray, np.ndarray]:
        """(images, labels) of a sample of `count` images of a part, such as "test", or of all its
        images in the order of a sample (nn/datasets/sampling.py). If the data are `shuffled`, the
        first are taken: they are a sample, and results that took hours are based on them."""
        images, labels = getattr(self, f"{part}_images"), getattr(self, f"{part}_labels")
        rows = slice(count) if self.shuffled else sample(labels, count)
        return images[rows], labels[rows]

    def examples(self, training: int, *parts: str) -> dict[str, np.ndarray]:
        """The arrays for the trials of an experiment: `X`, a sample of `training` training images
        as bytes, and their `labels`; and for each of `parts`, such as "test", all its images and
        labels in the order of a sample, as `X_test` and `labels_test`."""
        images, labels = self.some("training", training)
        arrays = {"X": as_bytes(images), "labels": labels}
        for part in parts:
            images, labels = self.some(part)
            arrays[f"X_{part}"] = as_bytes(images)
            arrays[f"labels_{part}"] = labels
        return arrays


def path_of(given: Source) -> pathlib.Path:
    """The path that a user gave, with ~ expanded."""
    # pathlib's expanduser raises for some paths; os.path's leaves them as they are
    return pathlib.Path(os.path.expanduser(given))


def assemble(
    name: str,
    source: Source,
    images: np.ndarray,
    labels: np.ndarray,
    classes: tuple[str, ...],
    parts: tuple[Rows, Rows, Rows],
    white: float | None = None,
    shuffled: bool = False,
) -> Dataset:
    """A Dataset of `images` (n, height, width), split by three index arrays or slices; `white` is
    the value of a white pixel, if the source gives it."""
    if not all(one.strip() for one in classes):
        raise DownhillError(f"{source} has a class whose name is empty: give every class a name.")
    white, usual = white_of(source, images, white), usual_white(images)
    labels = labels.astype(np.int64)

    def part(rows: Rows) -> tuple[np.ndarray, np.ndarray]:
        return greys(images[rows], white).reshape(-1, images[0].size), labels[rows]

    training, validation, test = parts
    return Dataset(
        legible(name),
        *part(training),
        *part(validation),
        *part(test),
        image_shape=images.shape[1:],
        classes=tuple(map(legible, classes)),
        sha256=_digest(images, labels, (classes, white) if white != usual else (classes,)),
        shuffled=shuffled,
    )


def check_pair(
    source: Source, what: str, images: np.ndarray, labels: np.ndarray, classes: Sequence[str]
) -> None:
    """Raise DownhillError if these images and labels cannot belong together."""
    if not images.size:
        raise DownhillError(
            f"{source}: its {what} have the shape {images.shape}: save at least one."
        )
    if images.ndim != 3:
        raise DownhillError(
            f"{source}: its {what} have the shape {images.shape}: "
            "save grey images as an array (n, height, width)."
        )
    check_labels(source, what, labels)
    if len(images) != len(labels):
        raise DownhillError(
            f"{source} has {len(images)} {what} but {len(labels)} labels for them: "
            "save one label an image."
        )
    wrong = labels[(labels < 0) | (labels >= len(classes))]
    if wrong.size:
        raise DownhillError(
            f"{source}: label {wrong[0]} of its {what} is none of its {len(classes)} classes: "
            f"use 0…{len(classes) - 1}."
        )


def check_labels(source: Source, what: str, labels: np.ndarray) -> None:
    """Raise DownhillError if the labels are not whole numbers, one for each image."""
    if labels.ndim == 1 and labels.dtype.kind in "ui":
        return
    mend = "save the number of each image's class"
    if labels.ndim == 2 and labels.dtype.kind in "buif":
        mend = "save labels.argmax(axis=1) if they are one-hot"
    elif labels.dtype.kind in "SU":
        mend = "save `classes` and `labels` = numpy.unique(labels, return_inverse=True)"
    elif labels.dtype.kind in "bf":
        mend = "save labels.astype(int)"
    raise DownhillError(
        f"{source}: the labels of its {what} are {labels.dtype} of shape {labels.shape}, not whole "
        f"numbers (n,): {mend}."
    )


def split(source: Source, labels: np.ndarray, own_test: bool) -> tuple[Rows, Rows, Rows]:
    """Index arrays (training, validation, test) by the position of each image in its class.

    Of every ten, the fifth is for validation, and the tenth for testing, or for training if
    `own_test` says that the data set has test images already.
    """
    place = place_in_class(labels) % 10
    validation = place == 4
    test = (place == 9) & (not own_test)
    if not validation.any():
        raise DownhillError(
            f"{source} has fewer than five images in every class: "
            "add some, since each fifth is kept for validation."
        )
    training = ~validation & ~test
    return np.flatnonzero(training), np.flatnonzero(validation), np.flatnonzero(test)


@contextlib.contextmanager
def readable(path: Source, kind: str, mend: str) -> Iterator[None]:
    """Turn anything that a decoder raises on a damaged file into a DownhillError."""
    try:
        yield
    except DownhillError:
        raise
    except Exception as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        reason = reason.splitlines()[0]
        raise DownhillError(f"{path} cannot be read as {kind} ({reason}): {mend}.") from error


def _digest(images: np.ndarray, labels: np.ndarray, facts: tuple[object, ...]) -> str:
    """SHA-256 of shapes, facts such as class names, pixels and labels: the same however they are
    packed."""
    digest = hashlib.sha256(repr((images.shape, images.dtype.str, *facts)).encode())
    digest.update(np.ascontiguousarray(images).data)
    digest.update(np.ascontiguousarray(labels).data)
    return digest.hexdigest()
