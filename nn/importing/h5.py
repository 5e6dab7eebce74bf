"""Arrays in HDF5, whose sizes and filters may claim anything."""

import collections
import math
import pathlib
import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from nn.errors import DownhillError
from nn.importing.zips import check_size
from nn.natural import natural
from nn.storage import JSON_LIMIT

MEND = "save the model again"
LAYERS = ("layers", "_layer_checkpoint_dependencies")  # Keras 3, and 2


class Store:
    """A file of h5py, open for reading; `size` is how many bytes it has. Of all arrays together no
    more are read than its size warrants."""

    def __init__(self, path: pathlib.Path, file: Any, size: int) -> None:
        self.path, self.file, self.size, self._claimed = path, file, size, 0

    def arrays(self) -> Iterator[tuple[str, np.ndarray]]:
        """The arrays of the file by their paths, in natural order."""
        names: list[str] = []
        self.file.visit(names.append)  # visits no links, and nothing twice
        for name in sorted(names, key=natural):
            if self._kind(self.file, name) == "dataset":
                yield name, self.array(name)

    def array(self, name: str) -> np.ndarray:
        """The array at a path. Raises DownhillError if the file does not hold it itself."""
        import h5py

        self._check_links(name)
        if self._kind(self.file, name) != "dataset":
            raise DownhillError(f"{self.path} lacks the array {name}: {MEND}.")
        dataset = self.file[name]
        if dataset.external or dataset.is_virtual:
            raise DownhillError(f"{self.path} has {name} in another file: {MEND}, as one file.")
        chunk = math.prod(dataset.chunks or (0,)) * dataset.dtype.itemsize
        self._claimed += max(dataset.nbytes, chunk)
        held = dataset.id.get_storage_size()
        if dataset.nbytes and not held:
            raise DownhillError(f"{self.path} claims {name}, and holds none of it: {MEND}.")
        check_size(self.path, self._claimed, self.size)
        if dataset.dtype.kind not in "fiu" or not isinstance(dataset, h5py.Dataset):
            raise DownhillError(f"{self.path} holds {name}, which is no numbers: {MEND}.")
        return np.asarray(dataset[()])

    def _check_links(self, name: str) -> None:
        """Refuse a path that leads into another file, or in a circle."""
        import h5py

        at = self.file
        for word in name.split("/"):
            link = at.get(word, getlink=True) if isinstance(at, h5py.Group) else None
            if link is None:
                raise DownhillError(f"{self.path} lacks {name}: {MEND}.")
            if not isinstance(link, h5py.HardLink):
                raise DownhillError(f"{self.path} has {name} in another place: {MEND}.")
            at = at[word]

    def _kind(self, group: Any, name: str) -> str:
        import h5py

        return "dataset" if group.get(name, getclass=True) is h5py.Dataset else "group"

    def text(self, at: Any, name: str) -> str | None:
        """An attribute that is text, None if there is none."""
        if name not in at.attrs:
            return None
        value = self._attribute(at, name)
        return value.decode() if isinstance(value, bytes) else str(value)

    def words(self, at: Any, name: str) -> list[str]:
        """An attribute that is a list of texts, none if it is missing."""
        if name not in at.attrs:
            return []
        return [w.decode() if isinstance(w, bytes) else str(w) for w in self._attribute(at, name)]

    def _attribute(self, at: Any, name: str) -> Any:
        attribute = at.attrs.get_id(name)
        if math.prod(attribute.shape) * attribute.dtype.itemsize > JSON_LIMIT:
            raise DownhillError(f"{self.path} has {name} of more than 16 MiB: {MEND}.")
        return at.attrs[name]

    def of_layer(self, name: str) -> dict[str, np.ndarray]:
        """The weights of a layer in a .h5 by their paths, in their order."""
        root = "model_weights/" if "model_weights" in self.file else ""
        if root + name not in self.file:
            return {}
        self._check_links(root + name)
        words = self.words(self.file[root + name], "weight_names")
        return {f"{root}{name}/{word}": self.array(f"{root}{name}/{word}") for word in words}

    def by_kind(self, kinds: Sequence[str]) -> list[list[np.ndarray]]:
        """The weights of the layers in a .weights.h5, whose groups are named for the kinds of the
        layers and counted: dense, dense_1, …"""
        root = next((root for root in LAYERS if root in self.file), LAYERS[0])
        counted: collections.Counter[str] = collections.Counter()
        found = []
        for kind in kinds:
            snake = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", kind))
            snake = re.sub("([a-z])([A-Z])", r"\1_\2", snake).lower()
            place = f"{root}/{snake}{f'_{counted[snake]}' if counted[snake] else ''}/vars"
            counted[snake] += 1
            names = sorted(self.file[place], key=natural) if place in self.file else []
            found.append([self.array(f"{place}/{name}") for name in names])
        return found
