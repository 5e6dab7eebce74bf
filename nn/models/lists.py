"""Weights in lists, as JAX and NumPy code keeps them: [(W, b), …], or dicts such as Flax's and
Haiku's, {"Dense_0": {"kernel": W, "bias": b}, …}."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from nn.errors import DownhillError
from nn.models.chain import Chain, Layer, activation, dense, refused
from nn.models.reasons import shares

WEIGHTS, BIASES = ("kernel", "w", "weight", "weights"), ("bias", "b", "biases")


class Adapter:
    """Weights that `model()` returns, or that are in `model` and change there.

    activations: the function of each layer by its name, with or without that of the last, or one
    name for all hidden layers. predict(weights, X): what the network gives, to check it by.
    outputs_first: whether W is (n_out, n_in); None if that is to be found out.

    Raises DownhillError if the activations are not given.
    """

    ready = True
    loss: str | None = None
    optimizer: dict[str, Any] | None = None
    seed: int | None = None
    classes: Sequence[str] | None = None
    seen: tuple[float, float] | None = None
    words = "the list of weights"

    def __init__(
        self,
        model: Any,
        activations: str | Sequence[str] | None = None,
        predict: Callable[..., Any] | None = None,
        outputs_first: bool | None = None,
    ) -> None:
        if activations is None:
            raise DownhillError(
                "weights do not say which functions are between them: give activations, such as "
                "activations=['relu', 'relu', 'softmax'], one name a layer."
            )
        self._get = model if callable(model) else lambda: model
        self._activations, self._predict = activations, predict
        self._outputs_first = outputs_first
        jax = any(type(one).__module__.startswith("jax") for one in _leaves(self._get()))
        self.framework = "JAX" if jax else "NumPy"
        self.version = getattr(sys.modules.get(self.framework.lower()), "__version__", "")

    def snapshot(self) -> list[np.ndarray]:
        """Copies of the arrays, in the order in which they are found."""
        return [np.array(one, np.float32) for one in _leaves(self._get())]

    def chain(self, snapshot: Sequence[np.ndarray], fed: np.ndarray) -> Chain:
        """Dense layers with the activations that were given."""
        pairs = list(_pairs(_with_leaves(self._get(), iter(snapshot))))
        names = self._names(len(pairs))
        inputs = int(np.prod(fed.shape[1:]))
        lived = {
            id(one): id(live) for one, live in zip(snapshot, _leaves(self._get()), strict=True)
        }
        owners: dict[int, str] = {}  # whose weights a matrix of the model is
        layers: list[Layer] = []
        turned = self._turned(pairs, inputs)
        for l, ((W, b), name, (given, _)) in enumerate(zip(turned, names, pairs, strict=True), 1):
            called = "layer {}: {} → {}".format(l, *W.shape[::-1])
            owner = owners.setdefault(lived[id(given)], called)
            why = shares(called, owner)
            layers.append(refused(called, why) if owner != called else dense(called, W, b))
            if name not in ("identity", "linear", "none", ""):
                layers.append(activation(f"{name} of layer {l}", name))
        return Chain(layers, self.words)

    def outputs(self, snapshot: Sequence[np.ndarray], fed: np.ndarray) -> np.ndarray | None:
        """What `predict` gives, None if there is none."""
        if self._predict is None:
            return None
        weights = _with_leaves(self._get(), iter(snapshot))
        return np.asarray(self._predict(weights, fed), np.float32).reshape(len(fed), -1)

    def _names(self, layers: int) -> list[str]:
        given = self._activations
        names = [given] * (layers - 1) if isinstance(given, str) else list(given)
        names += [""] * (len(names) == layers - 1)
        if len(names) != layers:
            raise DownhillError(
                f"activations names {len(names)} functions, but there are {layers} layers: name one"
                f" for each, or leave out the last."
            )
        return names

    def _turned(self, pairs: list[tuple], inputs: int) -> list[tuple]:
        """The pairs with W (n_out, n_in), whichever way they were."""
        ways = {True: pairs, False: [(W.T, b) for W, b in pairs]}
        fitting = [way for way, turned in ways.items() if _fit(turned, inputs)]
        if self._outputs_first in fitting:
            return ways[bool(self._outputs_first)]
        if self._outputs_first is not None or not fitting:
            shapes = ", ".join(
                f"{W.shape} and {b.shape if b is not None else 'no'}" for W, b in pairs
            )
            raise DownhillError(
                f"the weights and biases, {shapes}, are no chain from {inputs} inputs: each must "
                "have as many inputs as the one before has outputs."
            )
        if len(fitting) == 2:
            raise DownhillError(
                "the shapes of the weights do not say which axis is the outputs': give "
                "outputs_first=False if W is (n_in, n_out), as in JAX, or outputs_first=True."
            )
        return ways[fitting[0]]


def _fit(pairs: list[tuple], inputs: int) -> bool:
    for W, b in pairs:
        if W.shape[1] != inputs or (b is not None and b.size != len(W)):
            return False
        inputs = len(W)
    return True


def _is_layer(value: Any) -> bool:
    """Whether it is (W, b) or {"kernel": W, "bias": b}."""
    if isinstance(value, dict):
        return any(key in value for key in WEIGHTS) and not isinstance(
            next(iter(value.values())), dict
        )
    return isinstance(value, list | tuple) and len(value) in (1, 2) and _is_array(value[0], 2)


def _is_array(value: Any, axes: int) -> bool:
    return getattr(value, "ndim", None) == axes


def _pairs(value: Any) -> Iterator[tuple[np.ndarray, np.ndarray | None]]:
    """(W, b or None) of each layer in nested lists and dicts."""
    if isinstance(value, dict) and _is_layer(value):
        W, b = (next((value[k] for k in keys if k in value), None) for keys in (WEIGHTS, BIASES))
        yield np.asarray(W), b if b is None else np.ravel(b)
    elif _is_layer(value):
        yield np.asarray(value[0]), np.ravel(value[1]) if len(value) == 2 else None
    elif isinstance(value, dict | list | tuple) and value:
        for one in _in_order(value):
            yield from _pairs(one)
    else:
        raise DownhillError(
            f"a {type(value).__name__} is among the weights: give a list of (W, b), or a dict of "
            "layers with `kernel` and `bias`."
        )


def _in_order(value: Any) -> list[Any]:
    """The values of a list, or of a dict whose keys are ordered as people count: 2 before 10."""
    if not isinstance(value, dict):
        return list(value)
    keys = {key: re.findall(r"\d+", str(key)) for key in value}
    numbered = all(keys.values())
    return [
        value[k] for k in (sorted(keys, key=lambda k: [*map(int, keys[k])]) if numbered else keys)
    ]


def _leaves(value: Any) -> Iterator[Any]:
    """All arrays in nested lists and dicts."""
    if isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _leaves(one)
    elif value is not None:
        yield value


def _with_leaves(value: Any, leaves: Iterator[np.ndarray]) -> Any:
    """The same nested lists and dicts with other arrays in them."""
    if isinstance(value, dict):
        return {key: _with_leaves(one, leaves) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_with_leaves(one, leaves) for one in value]
    return None if value is None else next(leaves)
