"""scikit-learn's estimators, saved by skops: a zip archive of a description and of arrays.

The description is read as what it is, JSON; no estimator is made, so nothing runs.
"""

import json
import pathlib
import zipfile
from typing import Any, NamedTuple

import numpy as np

from nn.arrays import array_of
from nn.datasets.dataset import readable
from nn.errors import DownhillError
from nn.importing import zips
from nn.importing.held import Held, numbers
from nn.models.chain import Layer, activation, dense, refused, scale
from nn.storage import json_value

KIND = "an estimator saved by skops"
MEND = "save it again with skops.io.dump(model, PATH)"
FUNCTIONS = {"logistic": "sigmoid", "tanh": "tanh", "relu": "relu", "identity": "identity"}
FUNCTIONS |= {"softmax": "softmax"}
CLASSIFIERS = ("MLPClassifier", "LogisticRegression")
SHOWN = "only an MLPClassifier or a LogisticRegression can be drawn, alone or after scalers"


class Estimator(NamedTuple):
    """An object in a file: the name of its class, its attributes."""

    kind: str
    has: dict[str, Any]


def read(path: pathlib.Path) -> Held:
    """What a .skops file holds. Raises DownhillError if it is none."""
    with readable(path, KIND, MEND), zips.opened(path) as archive:
        if "schema.json" not in archive.namelist():
            raise DownhillError(f"{path} is not {KIND}: {MEND}.")
        model = _Reader(archive).value(json_value(archive.read("schema.json")))
        steps = _steps(model)
        last = steps[-1]
        layers = [layer for step in steps for layer in _layers(path, *step)]
        estimator = last[1]
        known = isinstance(estimator, Estimator) and estimator.kind in CLASSIFIERS
        classes = _classes(estimator) if known else None
    version = estimator.has.get("_sklearn_version") if known else None
    return Held(layers, "scikit-learn", version, True, "log_loss", classes)


class _Reader:
    """Reads the tree of a description, as plain values, arrays and Estimators."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.seen: dict[Any, Any] = {}

    def value(self, node: dict[str, Any]) -> Any:
        """What a node stands for; None for what networks do not need, such as a generator."""
        if node["__loader__"] != "CachedNode":
            self.seen[node.get("__id__")] = self._value(node)
        return self.seen[node.get("__id__")]

    def _value(self, node: dict[str, Any]) -> Any:
        kind, content = node["__loader__"], node.get("content")
        if kind == "JsonNode":
            return json.loads(node["content"])
        if kind == "DictNode":
            return {key: self.value(inner) for key, inner in node["content"].items()}
        if kind in ("ListNode", "TupleNode"):
            return [self.value(inner) for inner in node["content"]]
        if kind == "NdArrayNode" and node.get("type") == "numpy":
            return array_of(node["file"], bytearray(self.archive.read(node["file"])))
        if kind == "NdArrayNode":
            return [self.value(inner) for inner in node["content"]]
        if kind == "ObjectNode":
            has = self.value(content) if isinstance(content, dict) else {}
            return Estimator(str(node["__class__"]), has if isinstance(has, dict) else {})
        return None


def _steps(model: Any) -> list[tuple[str, Any]]:
    """The (name, estimator) of a pipeline, of pipelines in it too, or of one estimator."""
    if not isinstance(model, Estimator):
        raise DownhillError(f"it holds no estimator of scikit-learn: {SHOWN}.")
    if model.kind != "Pipeline":
        return [(model.kind, model)]
    return [
        (f"{name}: {inner[0]}", inner[1])
        for name, step in model.has["steps"]
        if step not in ("passthrough", None)
        for inner in _steps(step)
    ]


def _layers(path: pathlib.Path, name: str, step: Estimator) -> list[Layer]:
    """The layers that one step of a pipeline is."""
    has = step.has

    def array(attribute: str, otherwise: float) -> np.ndarray:
        given = has.get(attribute)
        return np.array(otherwise) if given is None else numbers(path, name, np.asarray(given))

    if step.kind == "StandardScaler":
        factor = 1 / array("scale_", 1.0)
        mean = array("mean_", 0.0) if has.get("with_mean", True) else np.array(0.0)
        return [scale(name, factor, -mean * factor)]
    if step.kind == "MinMaxScaler" and not has.get("clip"):
        return [scale(name, array("scale_", 1.0), array("min_", 0.0))]
    if step.kind == "MaxAbsScaler":
        return [scale(name, 1 / array("scale_", 1.0), 0.0)]
    if step.kind == "RobustScaler":
        factor = 1 / array("scale_", 1.0)
        return [scale(name, factor, -array("center_", 0.0) * factor)]
    if step.kind == "LogisticRegression":
        W, b = array("coef_", 0.0), array("intercept_", 0.0)
        if has.get("multi_class") == "ovr" and len(W) > 1:
            return [refused(name, "has a sigmoid for each class and divides by their sum")]
        ending = "sigmoid" if len(W) == 1 else "softmax"
        if has.get("multi_class") == "multinomial" and len(W) == 1:
            W, b = 2 * W, 2 * b  # softmax of −z and z
        return [dense(_sized(name, W), W, np.broadcast_to(b, len(W))), activation(name, ending)]
    if step.kind != "MLPClassifier":
        why = "is regression" if "Regress" in step.kind else "is none that can be drawn"
        return [refused(name, why)]
    functions = [has.get("activation")] * (len(has["coefs_"]) - 1) + [has.get("out_activation_")]
    layers: list[Layer] = []
    for coefs, b, function in zip(has["coefs_"], has["intercepts_"], functions, strict=True):
        W = numbers(path, name, coefs).T
        layers.append(dense(_sized(name, W), W, numbers(path, name, b)))
        ours = FUNCTIONS.get(str(function))
        if ours is None:
            layers.append(refused(f"{name}: {function}", "is an activation that can't be drawn"))
        elif ours != "identity":
            layers.append(activation(f"{name}: {function}", ours))
    return layers


def _sized(name: str, W: np.ndarray) -> str:
    return f"{name} ({W.shape[1]} → {W.shape[0]})"


def _classes(estimator: Estimator) -> tuple[str, ...] | None:
    """The names of the classes, in the order of the outputs."""
    given = estimator.has.get("classes_")
    if given is None:
        binarizer = estimator.has.get("_label_binarizer")
        given = binarizer.has.get("classes_") if isinstance(binarizer, Estimator) else None
    return None if given is None else tuple(str(one) for one in np.asarray(given).tolist())
