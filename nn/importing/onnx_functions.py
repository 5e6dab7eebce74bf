"""Activations in an ONNX graph, whichever operations they are made of."""

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from nn.activations import HIDDEN, LARGEST, hidden

if TYPE_CHECKING:
    from nn.importing.onnx_graph import Graph

SUMS = np.outer([1, 50, 0.01], np.linspace(-6, 6, 241)).ravel()  # large ones: for ReLU6
TOLERANCE = 1e-5  # of values, or of the sums if those are larger
MOST_OPERATIONS = 16  # of one activation; GELU from tanh has 9

_erf = np.vectorize(math.erf, otypes=[np.float64])


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 0.5 + 0.5 * np.tanh(z / 2)


def _elu(z: np.ndarray, alpha: float) -> np.ndarray:
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


def _celu(z: np.ndarray, alpha: float) -> np.ndarray:
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0) / alpha))


def function(graph: "Graph", value: str) -> tuple[str, str] | None:
    """(the name of the activation that gives `value`, the value that it takes); None if none does.

    The operations before a value are taken in one after the other, the last first. Whenever all of
    them go back to one value, what they compute from it is compared with each activation.
    """
    inner: list[str] = []
    ends = {value}
    while len(inner) < MOST_OPERATIONS:
        last = max(ends, key=lambda one: graph.place.get(one, -1))
        node = graph.made_by.get(last)
        if node is None or node.op_type not in OPERATIONS:
            return None
        inner.append(last)
        ends.remove(last)
        ends |= {one for one in node.input if one and graph.constant(one) is None}
        if len(ends) == 1:
            (base,) = ends
            computed = _computed(graph, inner[::-1], base)
            if computed is None:
                return None
            if name := _named(computed):
                return name, base
    return None


def _named(computed: np.ndarray) -> str | None:
    """The activation that has these values at SUMS, None if there is none."""
    names = [name for name in HIDDEN if name != "identity"]
    left = float(computed[0])  # of the sum SUMS[0], far below 0
    slopes = {"leaky_relu": left / SUMS[0], "elu": left / math.expm1(SUMS[0])}
    names += [f"{kind}({a:.6g})" for kind, a in slopes.items() if 0 < a <= LARGEST and a != 1]
    for name in names:
        difference = np.abs(hidden(name).forward(SUMS.copy()) - computed)
        if np.all(difference < TOLERANCE * np.maximum(1, np.abs(SUMS))):
            return name
    return None


def _computed(graph: "Graph", values: list[str], base: str) -> np.ndarray | None:
    """What comes out for SUMS as the value `base`; None if a constant is not one number."""
    known = {base: SUMS}
    for value in values:
        node = graph.made_by[value]
        given = []
        for one in node.input:
            constant = graph.constant(one) if one else None
            if constant is not None and (constant.size != 1 or constant.dtype.kind not in "fiu"):
                return None
            if one:
                given.append(known[one] if constant is None else constant.reshape(()).astype(float))
        with np.errstate(all="ignore"):
            known[value] = OPERATIONS[node.op_type](graph.attributes(node), *given)
    return known[values[-1]]


def _clip(told: dict[str, Any], z: np.ndarray, *ends: Any) -> np.ndarray:
    low = ends[0] if ends else told.get("min", -np.inf)
    return np.clip(z, low, ends[1] if len(ends) > 1 else told.get("max", np.inf))


def _gelu(told: dict[str, Any], z: np.ndarray) -> np.ndarray:
    name = "gelu_tanh" if told.get("approximate") == b"tanh" else "gelu"
    return hidden(name).forward(z.copy())


OPERATIONS: dict[str, Any] = {
    "Relu": lambda told, z: np.maximum(z, 0),
    "LeakyRelu": lambda told, z: np.where(z > 0, z, told.get("alpha", 0.01) * z),
    "PRelu": lambda told, z, slope: np.where(z > 0, z, slope * z),
    "Elu": lambda told, z: _elu(z, told.get("alpha", 1.0)),
    "Celu": lambda told, z: _celu(z, told.get("alpha", 1.0)),
    "Gelu": _gelu,
    "Swish": lambda told, z: z * _sigmoid(told.get("alpha", 1.0) * z),
    "Sigmoid": lambda told, z: _sigmoid(z),
    "Tanh": lambda told, z: np.tanh(z),
    "Erf": lambda told, z: _erf(z),
    "Exp": lambda told, z: np.exp(z),
    "Neg": lambda told, z: -z,
    "Reciprocal": lambda told, z: 1 / z,
    "Pow": lambda told, z, p: z**p,
    "Add": lambda told, y, z: y + z,
    "Sub": lambda told, y, z: y - z,
    "Mul": lambda told, y, z: y * z,
    "Div": lambda told, y, z: y / z,
    "Max": lambda told, *zs: np.max(np.broadcast_arrays(*zs), axis=0),
    "Clip": _clip,
    "Cast": lambda told, z: z,
    "Identity": lambda told, z: z,
}
