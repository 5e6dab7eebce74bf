"""scikit-learn's estimators as layers of a chain, by the names of classes and attributes."""

from typing import Any, NamedTuple

import numpy as np

from nn.errors import DownhillError
from nn.models.chain import Layer, activation, dense, refused, scale

FUNCTIONS = {"logistic": "sigmoid", "tanh": "tanh", "relu": "relu", "softmax": "softmax"}
CLASSIFIERS = ("MLPClassifier", "LogisticRegression")
SCALERS = {  # what each adds, then divides by
    "StandardScaler": ("mean_", "scale_"),
    "RobustScaler": ("center_", "scale_"),
    "MaxAbsScaler": (None, "scale_"),
}
SHOWN = "only an MLPClassifier or a LogisticRegression can be drawn, alone or after scalers"


class Estimator(NamedTuple):
    """An estimator: the name of its class, its attributes."""

    kind: str
    has: dict[str, Any]


def steps(model: Any, words: str) -> list[tuple[str, Estimator]]:
    """The (name, estimator) of a pipeline, of pipelines in it too, or of one estimator.

    words: what messages call it. Raises DownhillError for what is none.
    """
    if not isinstance(model, Estimator):
        raise DownhillError(f"{words} holds no estimator of scikit-learn: {SHOWN}.")
    if model.kind != "Pipeline":
        return [(model.kind, model)]
    return [
        (f"{name}: {inner[0]}", inner[1])
        for name, step in model.has["steps"]
        if step not in ("passthrough", None)
        for inner in steps(step, words)
    ]


def layers(name: str, step: Estimator) -> list[Layer]:
    """The layers that one step of a pipeline is."""
    has = step.has
    if has.get("clip"):
        return [refused(name, "cuts off what is out of its range")]
    if step.kind == "MinMaxScaler":
        return [scale(name, _array(has, "scale_", 1.0), _array(has, "min_", 0.0))]
    if step.kind in SCALERS:
        center, spread = SCALERS[step.kind]
        factor = 1 / _array(has, spread, 1.0)
        centers = center if has.get("with_mean", True) else None  # mean_ is kept, and not used
        return [scale(name, factor, -_array(has, centers, 0.0) * factor)]
    if step.kind == "LogisticRegression":
        return _regression(name, has)
    if step.kind == "MLPClassifier":
        return _perceptron(name, has)
    if "Regress" in step.kind or step.kind.endswith("SVR"):
        return [refused(name, "is regression")]
    return [refused(name, "is none that can be drawn")]


def classes(step: Estimator) -> tuple[str, ...] | None:
    """The names of a classifier's classes, in the order of its outputs; None if it has none."""
    given = step.has.get("classes_")
    if given is None:
        binarizer = step.has.get("_label_binarizer")
        given = binarizer.has.get("classes_") if isinstance(binarizer, Estimator) else None
    return None if given is None else tuple(str(one) for one in np.asarray(given).tolist())


def _array(has: dict[str, Any], attribute: str | None, otherwise: float) -> np.ndarray:
    given = has.get(attribute) if attribute else None
    return np.asarray(otherwise if given is None else given, np.float64)


def _regression(name: str, has: dict[str, Any]) -> list[Layer]:
    W, b = _array(has, "coef_", 0.0), _array(has, "intercept_", 0.0)
    if has.get("multi_class") == "ovr" and len(W) > 1:
        return [refused(name, "has a sigmoid for each class and divides by their sum")]
    if has.get("multi_class") == "multinomial" and len(W) == 1:
        W, b = 2 * W, 2 * b  # softmax of −z and z
    ending = "sigmoid" if len(W) == 1 else "softmax"
    return [dense(_sized(name, W), W, np.broadcast_to(b, len(W))), activation(name, ending)]


def _perceptron(name: str, has: dict[str, Any]) -> list[Layer]:
    end = has.get("out_activation_")
    if end == "logistic" and len(has["intercepts_"][-1]) > 1:
        return [refused(name, "gives several labels at once")]
    functions = [has.get("activation")] * (len(has["coefs_"]) - 1) + [end]
    made: list[Layer] = []
    for coefs, b, function in zip(has["coefs_"], has["intercepts_"], functions, strict=True):
        W = np.asarray(coefs, np.float64).T
        made.append(dense(_sized(name, W), W, b))
        ours = FUNCTIONS.get(str(function))
        if ours is not None:
            made.append(activation(f"{name}: {function}", ours))
        elif function != "identity":
            made.append(refused(f"{name}: {function}", "is an activation that can't be drawn"))
    return made


def _sized(name: str, W: np.ndarray) -> str:
    return f"{name} ({W.shape[1]} → {W.shape[0]})"
