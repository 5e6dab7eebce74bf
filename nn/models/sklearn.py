"""scikit-learn's classifiers as chains of layers: an MLPClassifier, alone or after scalers."""

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np

from nn.models import NotRun
from nn.models.chain import Chain, passes
from nn.models.sklearn_layers import CLASSIFIERS, Estimator, layers, steps

# What fitting makes: of classifiers, and of scalers.
ARRAYS = (
    *("coefs_", "intercepts_", "coef_", "intercept_"),
    *("mean_", "center_", "scale_", "min_"),
)
NUMBERS = {  # an MLPClassifier's solver: which of its parameters it uses
    "adam": ("learning_rate_init", "beta_1", "beta_2", "alpha", "batch_size"),
    "sgd": ("learning_rate_init", "learning_rate", "momentum", "alpha", "batch_size"),
    "lbfgs": ("alpha",),
}


class Adapter:
    """A live classifier or Pipeline. It is not ready before its first fit or partial_fit."""

    framework = "scikit-learn"
    loss: str | None = "log_loss"
    seen: tuple[float, float] | None = None

    def __init__(self, model: Any) -> None:
        import sklearn

        self.version = sklearn.__version__
        self.words = type(model).__name__
        self._model = model
        self._named = steps(_estimator(model), self.words)
        self._live = _flat(model)
        last = self._live[-1]
        solver = getattr(last, "solver", None)
        numbers = {key: vars(last).get(key) for key in NUMBERS.get(str(solver), ())}
        self.optimizer = {"name": solver, **numbers} if solver else None
        seed = getattr(last, "random_state", None)
        self.seed = int(seed) if isinstance(seed, int | np.integer) else None
        if not self.ready:
            self._check_kinds()

    @property
    def ready(self) -> bool:
        """Whether each step was fitted."""
        return bool(_arrays(self._live[-1])) and all(
            hasattr(step, "n_features_in_") for step in self._live
        )

    @property
    def classes(self) -> list[str] | None:
        """Its classes in the order of its outputs."""
        found = getattr(self._live[-1], "classes_", None)
        return None if found is None else [str(name) for name in found]

    def snapshot(self) -> list[np.ndarray]:
        """Copies of the arrays that fitting makes, step after step."""
        return [np.array(one) for step in self._live for one in _arrays(step)]

    def chain(self, snapshot: Sequence[np.ndarray], fed: np.ndarray) -> Chain:
        """The layers at a snapshot."""
        return Chain(
            [
                layer
                for (name, _), step in zip(self._named, self._at(snapshot), strict=True)
                for layer in layers(name, Estimator(type(step).__name__, vars(step)))
            ],
            self.words,
        )

    def outputs(self, snapshot: Sequence[np.ndarray], fed: np.ndarray) -> np.ndarray:
        """The probabilities that it gives for a batch at a snapshot: (n, classes)."""
        if fed.ndim != 2:
            raise NotRun(f"{self.words} takes a row of numbers for each example.")
        X = fed.astype(np.float64)
        *before, last = self._at(snapshot)
        for step in before:
            X = step.transform(X)
        return last.predict_proba(X)

    def _check_kinds(self) -> None:
        """Raise DownhillError before it is fitted if one of its steps can't be drawn."""
        kinds = [
            passes(name) if step.kind in CLASSIFIERS else layers(name, step)[0]
            for name, step in self._named
        ]
        if any(layer.kind == "refused" for layer in kinds):
            Chain(kinds, self.words).check()

    def _at(self, snapshot: Sequence[np.ndarray]) -> list[Any]:
        """Copies of the steps with the arrays of a snapshot."""
        arrays = iter(snapshot)
        result = []
        for step in self._live:
            then = copy.copy(step)
            for key in ARRAYS:
                now = vars(step).get(key)
                if isinstance(now, list):
                    setattr(then, key, [next(arrays) for _ in now])
                elif now is not None:
                    setattr(then, key, next(arrays))
            result.append(then)
        return result


def _estimator(model: Any) -> Estimator:
    """An estimator as the names of its class and attributes; of a Pipeline, of all its steps."""
    has = dict(vars(model))
    if "steps" in has:
        has["steps"] = [
            (name, _estimator(step) if hasattr(step, "get_params") else step)
            for name, step in has["steps"]
        ]
    return Estimator(type(model).__name__, has)


def _flat(model: Any) -> list[Any]:
    """The steps of a Pipeline, of Pipelines in it too, or one estimator."""
    if type(model).__name__ != "Pipeline":
        return [model]
    return [
        inner for _, step in model.steps if hasattr(step, "get_params") for inner in _flat(step)
    ]


def _arrays(step: Any) -> list[np.ndarray]:
    """What fitting has made of one step."""
    result: list[np.ndarray] = []
    for value in (vars(step).get(key) for key in ARRAYS):
        if value is not None:
            result += value if isinstance(value, list) else [value]
    return result
