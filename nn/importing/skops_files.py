"""scikit-learn's estimators, saved by skops: a zip archive of a description and of arrays.

The description is read as what it is, JSON; no estimator is made, so nothing runs.
"""

import json
import pathlib
import zipfile
from typing import Any

from nn.arrays import array_of
from nn.datasets.dataset import readable
from nn.errors import DownhillError
from nn.importing import zips
from nn.importing.held import Held
from nn.models import sklearn_layers
from nn.models.sklearn_layers import CLASSIFIERS, Estimator
from nn.storage import json_value

KIND = "an estimator saved by skops"
MEND = "save it again with skops.io.dump(model, PATH)"


def read(path: pathlib.Path) -> Held:
    """What a .skops file holds. Raises DownhillError if it is none."""
    with readable(path, KIND, MEND), zips.opened(path) as archive:
        if "schema.json" not in archive.namelist():
            raise DownhillError(f"{path} is not {KIND}: {MEND}.")
        model = _Reader(path, archive).value(json_value(archive.read("schema.json")))
        steps = sklearn_layers.steps(model, str(path))
        layers = [layer for step in steps for layer in sklearn_layers.layers(*step)]
        estimator = steps[-1][1]
        known = estimator.kind in CLASSIFIERS
        classes = sklearn_layers.classes(estimator) if known else None
    version = estimator.has.get("_sklearn_version") if known else None
    return Held(layers, "scikit-learn", version, True, "log_loss", classes)


class _Reader:
    """Reads the tree of a description, as plain values, arrays and Estimators."""

    def __init__(self, path: pathlib.Path, archive: zipfile.ZipFile) -> None:
        self.path, self.archive = path, archive
        self.seen: dict[Any, Any] = {}
        self.arrays: dict[str, Any] = {}  # of each file, which many nodes may name
        self.named = 0  # bytes of them, as often as they are named

    def value(self, node: dict[str, Any]) -> Any:
        """What a node stands for; None for what networks do not need, such as a generator."""
        if node["__loader__"] != "CachedNode":
            self.seen[node.get("__id__")] = self._value(node)
        return self.seen[node.get("__id__")]

    def _array(self, name: str) -> Any:
        if name not in self.arrays:
            self.arrays[name] = array_of(name, bytearray(self.archive.read(name)))
        self.named += self.arrays[name].nbytes
        zips.check_size(self.path, self.named, self.path.stat().st_size)
        return self.arrays[name]

    def _value(self, node: dict[str, Any]) -> Any:
        kind, content = node["__loader__"], node.get("content")
        if kind == "JsonNode":
            return json.loads(node["content"])
        if kind == "DictNode":
            return {key: self.value(inner) for key, inner in node["content"].items()}
        if kind in ("ListNode", "TupleNode"):
            return [self.value(inner) for inner in node["content"]]
        if kind == "NdArrayNode" and node.get("type") == "numpy":
            return self._array(node["file"])
        if kind == "NdArrayNode":
            return [self.value(inner) for inner in node["content"]]
        if kind == "ObjectNode":
            has = self.value(content) if isinstance(content, dict) else {}
            return Estimator(str(node["__class__"]), has if isinstance(has, dict) else {})
        return None
