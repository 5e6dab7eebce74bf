"""The data that a recorder is given, as a Dataset."""

import dataclasses
import itertools
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from nn import datasets
from nn.datasets import Dataset
from nn.datasets.plain import plain
from nn.errors import DownhillError

PARTS = ("training", "validation", "test")
TIMES, BELOW = 4, 0.3  # what a batch is fed may be so much larger, or reach so far below the least
Scaling = tuple[Any, Any]  # mean and standard deviation, each a number or (inputs,)


class Fed(NamedTuple):
    """Data, and how the model is fed them.

    given: what `nn.datasets.load` takes for them, None if they came as arrays. low, high: what 0
    and 1 in the images stand for in what the model is fed, numbers or (inputs,). shape: of one
    example as it came, None if that is unknown.
    """

    data: Dataset
    given: str | None
    low: np.ndarray
    high: np.ndarray
    shape: tuple[int, ...] | None

    def batch(self, images: np.ndarray, shape: Sequence[int]) -> np.ndarray:
        """Images (n, inputs) as the model is fed them: (n, *shape) float32."""
        fed = self.low + images * (self.high - self.low)
        return fed.astype(np.float32).reshape(-1, *shape)

    def check(self, model: str, low: float, high: float) -> None:
        """Check a batch that the model was fed, from `low` to `high`, against the data.

        Raises DownhillError if they are scaled otherwise.
        """
        least, greatest = float(self.low.min()), float(self.high.max())
        ours, theirs = max(abs(least), abs(greatest)), max(abs(low), abs(high))
        below = low < least - BELOW * (greatest - least)
        if below or not ours / TIMES <= theirs <= ours * TIMES:
            raise DownhillError(
                f"{model} is fed numbers from {low:.4g} to {high:.4g}, but the data that the "
                f"recorder was given go from {least:.4g} to {greatest:.4g}: give the recorder the "
                "data as the model is fed them, or scaling=(mean, standard deviation)."
            )

    def shapes(self) -> list[tuple[int, ...]]:
        """The shapes that an example may have, the likeliest first."""
        inputs = self.data.training_images.shape[1]
        shapes: list[tuple[int, ...]] = [self.shape] if self.shape else []
        shapes.append((inputs,))
        if self.data.image_shape:
            height, width = self.data.image_shape
            shapes += [(1, height, width), (height, width), (height, width, 1)]
        return list(dict.fromkeys(shapes))


def understood(given: Any, scaling: Scaling | None, **options: Any) -> Fed:
    """The data that were given: a Dataset, the name or the path of one, or arrays: (X, y), a pair
    of such pairs for training and test, three with validation between them, or a dict of parts. In
    place of a pair of arrays there may be a Dataset or a DataLoader of PyTorch.

    scaling: (mean, standard deviation) that are taken from the data before the model sees them.
    options: those of `nn.datasets.from_arrays`. Raises DownhillError for anything else.
    """
    shape: tuple[int, ...] | None = None
    name: str | None = None
    if isinstance(given, Dataset):
        data = given
    elif isinstance(given, str | os.PathLike):
        data, name = datasets.load(given), os.fspath(given)
    else:
        parts = {part: _pair(part, pair) for part, pair in _parts(given).items()}
        shape = np.shape(parts["training"].X)[1:]
        options["classes"] = options.get("classes") or parts["training"].classes
        pairs: dict[str, Any] = {part: (pair.X, pair.y) for part, pair in parts.items()}
        data = datasets.from_arrays(**pairs, **{"name": "my data", **options})
    if isinstance(given, Dataset | str | os.PathLike):
        data = _told(data, options)
        if data.features is None:  # whatever the bytes in a file are, pictures are fed from 0 to 1
            data = dataclasses.replace(data, low=0.0, high=1.0)
    low, high = data.ends()
    if scaling is not None:
        mean, spread = (np.asarray(plain(one, "scaling"), np.float64).ravel() for one in scaling)
        if not (np.isfinite(mean).all() and np.isfinite(spread).all() and spread.all()):
            raise DownhillError(
                f"the scaling {scaling} can't be undone: give (mean, standard deviation), both "
                "finite and the second not 0, such as (0.1307, 0.3081)."
            )
        low, high = (low - mean) / spread, (high - mean) / spread
        if low.size == 1 and data.features is None:
            data = dataclasses.replace(data, low=float(low.item()), high=float(high.item()))
    return Fed(data, name, low, high, shape)


def _told(data: Dataset, options: Mapping[str, Any]) -> Dataset:
    """A Dataset with what was told about it: the names of its classes, and words for examples."""
    words = {name: options[name] for name in ("one", "many") if options.get(name)}
    if options.get("one") and not options.get("many"):
        words["many"] = f"{options['one']}s"
    if classes := options.get("classes"):
        if len(classes) != len(data.classes):
            raise DownhillError(
                f"classes names {len(classes)} classes, and {data.name} has {len(data.classes)}: "
                "name each."
            )
        words["classes"] = tuple(map(str, classes))
    return dataclasses.replace(data, **words)


class _Pair(NamedTuple):
    X: Any
    y: Any
    classes: list[str] | None = None


def _parts(given: Any) -> dict[str, Any]:
    """The parts by their names."""
    if isinstance(given, Mapping):
        unknown = [str(part) for part in given if part not in PARTS]
        if unknown or "training" not in given:
            raise DownhillError(
                f"data has the parts {', '.join(map(str, given)) or 'none'}: name them training, "
                "validation and test; only the first is needed."
            )
        return dict(given)
    if _is_source(given):
        return {"training": given}
    if isinstance(given, list | tuple) and given and all(map(_is_part, given)):
        if len(given) > len(PARTS):
            raise DownhillError(f"data has {len(given)} parts: give training, validation and test.")
        names = PARTS if len(given) == len(PARTS) else ("training", "test")
        return dict(zip(names, given, strict=False))
    return {"training": given}


def _is_part(value: Any) -> bool:
    return _is_source(value) or (isinstance(value, tuple) and len(value) == 2)


def _is_source(value: Any) -> bool:
    """Whether it is a Dataset or a DataLoader of PyTorch, or something that is used as one."""
    packages = {base.__module__.split(".")[0] for base in type(value).__mro__}
    is_tensor = hasattr(value, "detach") or isinstance(value, list | tuple | np.ndarray)
    return not is_tensor and bool(packages & {"torch", "torchvision"})


def _pair(part: str, given: Any) -> _Pair:
    """The inputs and the labels of a part."""
    if _is_source(given):
        return _of_pytorch(
            getattr(given, "dataset", given) if hasattr(given, "batch_size") else given
        )
    if not isinstance(given, list | tuple) or len(given) != 2:
        kind = "missing" if given is None else f"a {type(given).__name__}"
        raise DownhillError(
            f"the {part} data are {kind}, not a pair of inputs and labels: give (X, y), a Dataset "
            "or a DataLoader of PyTorch, or the name of a data set."
        )
    return _Pair(*given)


def _of_pytorch(source: Any) -> _Pair:
    """All examples of a PyTorch Dataset in their order, whatever order a loader gives them in."""
    import torch

    with torch.random.fork_rng(devices=[]):  # transforms may draw from it
        if len(getattr(source, "tensors", ())) == 2:
            X, y = source.tensors
        else:
            pairs = [(one[0], one[1]) for one in _examples(source)]
            if not pairs:
                raise DownhillError("the PyTorch data set is empty: give one with examples.")
            X = np.stack([plain(x, "an example of the PyTorch data set") for x, _ in pairs])
            y = np.array([plain(label, "a label of the PyTorch data set") for _, label in pairs])
    classes = getattr(source, "classes", None)
    names = [re.sub(r"^(\d+) - \w+$", r"\1", str(one)) for one in classes] if classes else None
    return _Pair(X, y, names)  # torchvision's MNIST calls its classes "0 - zero"


def _examples(source: Any) -> Iterator[Any]:
    if hasattr(source, "__len__") and hasattr(source, "__getitem__"):
        return (source[i] for i in range(len(source)))
    return itertools.islice(iter(source), 2**24)
