"""A data set, the checks that all data sets pass, and the split into three parts."""

import contextlib
import dataclasses
import hashlib
import os
import pathlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from nn.datasets.greys import compact
from nn.datasets.sampling import place_in_class, sample
from nn.datasets.words import usual_words
from nn.errors import DownhillError

LIMIT = 2**30  # unpacked bytes of all images, 20 times MNIST; to read them takes 5.3 GiB of memory

TRAINED_ON = ("training",)

Source = str | os.PathLike[str]
Rows = np.ndarray | slice


class Feature(NamedTuple):
    """An input that is no pixel: its name, and its least and greatest value in the data."""

    name: str
    low: float
    high: float


@dataclasses.dataclass(frozen=True, eq=False)
class Dataset:
    """Examples as rows of numbers in 0…1, labels as whole numbers, in three parts.

    `*_images` are (n, inputs) float32: greys of pictures of `image_shape`, or the values of
    `features`, each from its least, 0, to its greatest, 1. `*_labels` (n,) int64 index `classes`.
    The test part may be empty; the other two never are.

    low, high: what 0 and 1 in our images stand for in the inputs that the network was fed; for
    features see `Feature`. trained_on: the parts that hold all examples that the network was
    trained on, None if that is unknown. understood: how the source was read, if that is worth a
    line. asked: what a user told about the source, which must be told again to load it.
    """

    name: str
    training_images: np.ndarray
    training_labels: np.ndarray
    validation_images: np.ndarray
    validation_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    image_shape: tuple[int, int] | None  # (height, width), None if the inputs are no pictures
    classes: tuple[str, ...]
    sha256: str  # of the unpacked pixels and labels, however they were stored
    shuffled: bool = False  # whether its images are in random order, as MNIST's are
    one: str = ""  # a word for one example; by default `usual_words`
    many: str = ""
    features: tuple[Feature, ...] | None = None
    low: float = 0.0
    high: float = 1.0
    trained_on: tuple[str, ...] | None = TRAINED_ON
    understood: str = ""
    asked: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        one, many = usual_words(self.name, self.classes, self.image_shape)
        object.__setattr__(self, "one", self.one or one)
        object.__setattr__(self, "many", self.many or many)

    def describe(self) -> dict[str, Any]:
        """The `dataset` of a run's run.json, as plain JSON values; what is as usual is left out."""
        facts: dict[str, Any] = {
            "name": self.name,
            "training": len(self.training_labels),
            "validation": len(self.validation_labels),
            "test": len(self.test_labels),
            "image_shape": list(self.image_shape) if self.image_shape else None,
            "classes": list(self.classes),
            "sha256": self.sha256,
        }
        if (self.one, self.many) != usual_words(self.name, self.classes, self.image_shape):
            facts |= {"one": self.one, "many": self.many}
        if self.features is not None:
            facts["features"] = [feature._asdict() for feature in self.features]
        if (self.low, self.high) != (0, 1):
            facts |= {"low": self.low, "high": self.high}
        if self.trained_on != TRAINED_ON:
            facts["trained_on"] = self.trained_on and list(self.trained_on)
        if self.asked:
            facts["asked"] = dict(self.asked)
        return facts

    @property
    def picture_shape(self) -> tuple[int, int]:
        """(height, width), for what needs pictures. Raises DownhillError if there are none."""
        self.check_pictures()
        assert self.image_shape
        return self.image_shape

    def check_pictures(self) -> None:
        """Raise DownhillError if the inputs are no pictures."""
        if self.image_shape is None:
            raise DownhillError(
                f"{self.name} holds no pictures, which this needs: name a data set that does by "
                "--dataset, or give --shape if its inputs are pixels."
            )

    def for_our_training(self) -> "Dataset":
        """The same data as a network of ours gets them: fed images in 0…1, trained on the training
        part."""
        return dataclasses.replace(self, low=0.0, high=1.0, trained_on=TRAINED_ON)

    def as_fed(self, images: np.ndarray) -> np.ndarray:
        """What images (n, inputs) in 0…1 were in the source: (n, inputs) float32."""
        if self.features is None and (self.low, self.high) == (0, 1):
            return images
        low, high = self.ends()
        return (low + images * (high - low)).astype(np.float32)

    def ends(self) -> tuple[np.ndarray, np.ndarray]:
        """What 0 and 1 in the images stand for in the source: numbers, or (inputs,) of features."""
        if self.features is None:
            return np.array(self.low), np.array(self.high)
        low, high = zip(*((one.low, one.high) for one in self.features), strict=True)
        return np.array(low), np.array(high)

    def save(self, path: Source) -> None:
        """Write an npz that `nn.datasets.load` reads as the same data set."""
        from nn.datasets import saved

        saved.write(path, self)

    def some(self, part: str, count: int | None = None) -> tuple[np.ndarray, np.ndarray]:
        """(images, labels) of a sample of `count` images of a part, such as "test", or of all its
        images in the order of a sample (nn/datasets/sampling.py). If the data are `shuffled`, the
        first are taken: they are a sample, and results that took hours are based on them."""
        images, labels = getattr(self, f"{part}_images"), getattr(self, f"{part}_labels")
        rows = slice(count) if self.shuffled else sample(labels, count)
        return images[rows], labels[rows]

    def examples(self, training: int, *parts: str) -> dict[str, np.ndarray]:
        """The arrays for the trials of an experiment: `X`, a sample of `training` training images
        (see `compact`), and their `labels`; and for each of `parts`, such as "test", all its images
        and labels in the order of a sample, as `X_test` and `labels_test`."""
        images, labels = self.some("training", training)
        arrays = {"X": images, "labels": labels}
        for part in parts:
            arrays[f"X_{part}"], arrays[f"labels_{part}"] = self.some(part)
        inputs = [name for name in arrays if name.startswith("X")]
        stored = {name: compact(arrays[name]) for name in inputs}
        alike = len({array.dtype for array in stored.values()}) == 1
        return arrays | stored if alike else arrays


def path_of(given: Source) -> pathlib.Path:
    """The path that a user gave, with ~ expanded."""
    # pathlib's expanduser raises for some paths; os.path's leaves them as they are
    return pathlib.Path(os.path.expanduser(given))


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
            f"{source} has fewer than five examples in every class: "
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


def digest(parts: Sequence[np.ndarray], labels: np.ndarray, facts: tuple[object, ...]) -> str:
    """SHA-256 of shapes, facts such as class names, pixels (in parts of one type and size) and
    labels: the same however they are packed."""
    shape = (sum(map(len, parts)), *parts[0].shape[1:])
    sha = hashlib.sha256(repr((shape, parts[0].dtype.str, *facts)).encode())
    for images in parts:
        sha.update(np.ascontiguousarray(images).data)
    sha.update(np.ascontiguousarray(labels).data)
    return sha.hexdigest()
