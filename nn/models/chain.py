"""A model as its framework has it, layer after layer, and the same function as a network of ours.

An adapter (nn/models/pytorch.py and others) lists a model's layers, and marks those that can't be
drawn. `Chain.folded` turns the list into weights, biases and activations: it multiplies out what
only shifts and scales (normalization at evaluation, scaled inputs), and drops what changes nothing.
"""

import dataclasses
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nn.activations import ANY, is_hidden
from nn.errors import DownhillError
from nn.legible import legible
from nn.network import layer_views, parameter_count

ENDS = ("softmax", "sigmoid")  # what an output layer can be
BINARY = (  # cross-entropy of each output by itself, which sigmoids are trained by
    *("bce", "bceloss", "bcewithlogitsloss", "binary_crossentropy", "binary_cross_entropy"),
)
OF_SHARES = (  # cross-entropy of outputs that add up to 1
    *("crossentropyloss", "nll", "nllloss"),
    *("categorical_crossentropy", "sparse_categorical_crossentropy"),
)
LOSSES = {  # what frameworks call our costs
    "quadratic": ("mse", "mean_squared_error", "mseloss", "brier"),
    "cross_entropy": ("crossentropy", "log_loss", *BINARY, *OF_SHARES),
}


@dataclasses.dataclass(frozen=True, eq=False)
class Layer:
    """One layer of a model; see the functions below, which make them.

    name: what its owner calls it, such as "fc1: Linear(784 → 16)". why: if it can't be drawn.
    """

    kind: str  # "dense", "activation", "scale", "passes" or "refused"
    name: str
    W: np.ndarray | None = None
    b: np.ndarray | None = None
    function: str = ""
    factor: np.ndarray | None = None
    shift: np.ndarray | None = None
    why: str = ""


def dense(name: str, W: npt.ArrayLike, b: npt.ArrayLike | None = None) -> Layer:
    """z = W a + b, with W (n_out, n_in) and b (n_out,), or no bias."""
    W = np.asarray(W, np.float64)
    return Layer("dense", name, W, np.zeros(len(W)) if b is None else np.asarray(b, np.float64))


def activation(name: str, function: str) -> Layer:
    """A function of each sum, by its name in nn/activations.py; or "softmax" or "log_softmax"."""
    return Layer("activation", name, function=function)


def scale(name: str, factor: npt.ArrayLike, shift: npt.ArrayLike) -> Layer:
    """factor · a + shift, each a number or (n,): normalization as it is at evaluation."""
    factor, shift = np.asarray(factor, np.float64), np.asarray(shift, np.float64)
    return Layer("scale", name, factor=factor, shift=shift)


def passes(name: str) -> Layer:
    """What changes no number at evaluation: flatten, dropout."""
    return Layer("passes", name)


def refused(name: str, why: str) -> Layer:
    """What can't be drawn. `why` goes on after the name: "is a convolution"."""
    return Layer("refused", name, why=why)


class NotFinite(DownhillError):
    """A weight is NaN, infinite, or too large."""


@dataclasses.dataclass(frozen=True, eq=False)
class Folded:
    """A network of ours that computes what a model computes.

    sizes n_0…n_L, activations of the layers 1…L, cost, theta (parameters,) float32 as in
    nn/network.py; notes: a sentence for each thing that was folded in or turned into another; end:
    the model's own last activation, "" if its outputs are sums.
    """

    sizes: list[int]
    activations: list[str]
    cost: str
    theta: np.ndarray
    notes: list[str]
    end: str = ""


@dataclasses.dataclass(frozen=True, eq=False)
class Chain:
    """The layers of a model, in the order in which an input goes through them."""

    layers: Sequence[Layer]
    model: str = "the model"  # what messages call it

    def folded(
        self, low: npt.ArrayLike = 0.0, high: npt.ArrayLike = 1.0, cost: str | None = None
    ) -> Folded:
        """The network of ours that computes the same from inputs in 0…1.

        low, high: what 0 and 1 in those stand for in what the model is fed, numbers or (n_0,).
        cost: one of ours, or a framework's name for one; None if it is not known.

        Raises DownhillError if a layer can't be drawn, or the cost must be told.
        """
        self.check()
        self._check_finite()
        low, high = np.asarray(low, np.float64), np.asarray(high, np.float64)
        notes = self._notes(scaled=bool(np.any(low != 0) or np.any(high != 1)))
        weights, biases, functions = self._multiplied_out(high - low, low)
        end = functions.pop()
        logits, outputs = not end, len(weights[-1])
        ends = end.removeprefix("log_") or (
            "sigmoid" if outputs > 1 and is_binary(cost) else "softmax"
        )
        if logits:
            turned = {"softmax": "them into shares", "sigmoid": "each into a number from 0 to 1"}
            notes.append(f"The outputs were plain sums (logits): {ends} turns {turned[ends]}.")
        if ends not in ENDS:
            raise self._refusal(f"its last layer ends in {ends}, not in softmax, sigmoid or sums")
        chosen = self._cost(cost, ends, logits, outputs)
        if outputs == 1:
            if ends == "softmax" and not logits:
                raise self._refusal("it has a softmax over one output, which is always 1")
            weights[-1], biases[-1] = (
                np.concatenate([-v, v]) / 2 for v in (weights[-1], biases[-1])
            )
            ends = "softmax"
            notes.append("The one output became two, of a softmax: −z/2 and z/2.")
            if logits:
                notes.pop(-2)
        if cost != chosen and (chosen == "quadratic" or ends == "sigmoid"):
            count = len(weights[-1])
            notes.append(f"The cost is the sum over the outputs, {count} times their mean.")
        sizes = [weights[0].shape[1], *(len(W) for W in weights)]
        theta = np.empty(parameter_count(sizes), np.float32)
        for views, values in zip(layer_views(theta, sizes), (weights, biases), strict=True):
            for view, value in zip(views, values, strict=True):
                view[:] = value
        activations = [function or "identity" for function in functions]
        return Folded(sizes, [*activations, ends], chosen, theta, notes, end)

    def check(self) -> None:
        """Raise DownhillError, with the list of layers, if one of them can't be drawn."""
        for layer in self.layers:
            if layer.kind == "refused":
                raise self._refusal(f"{layer.name} {layer.why}")
        if not any(layer.kind == "dense" for layer in self.layers):
            raise self._refusal("it has no dense layer")

    def _check_finite(self) -> None:
        """Raise DownhillError if a number of a layer is none that a float32 can hold."""
        for layer in self.layers:
            for values in (layer.W, layer.b, layer.factor, layer.shift):
                if values is not None and not np.all(np.abs(values) <= np.finfo(np.float32).max):
                    raise NotFinite(
                        f"{self.model} has weights in {legible(layer.name)} that are not finite: "
                        "give it as it was before they became so."
                    )

    def listed(self) -> str:
        """The names of the layers, each ticked or crossed."""
        marks = ("✗" if layer.kind == "refused" else "✓" for layer in self.layers)
        names = (legible(layer.name) for layer in self.layers)
        return ", ".join(map(" ".join, zip(marks, names, strict=True))) or "none"

    def _refusal(self, why: str) -> DownhillError:
        return DownhillError(
            f"{self.model} can't be drawn, since {why}: only a chain of dense layers can, with an "
            f"activation after each; its layers are {self.listed()}."
        )

    def _functions(self) -> list[str]:
        """The activation after each dense layer, "" if there is none."""
        functions: list[str] = []
        for layer in self.layers:
            if layer.kind == "dense":
                functions.append("")
            elif layer.kind == "activation":
                if not functions or functions[-1]:
                    before = "another activation" if functions else "any dense layer"
                    raise self._refusal(
                        f"{layer.name} comes {'after' if functions else 'before'} {before}"
                    )
                functions[-1] = layer.function
        for function in functions[:-1]:
            if "softmax" in function:
                raise self._refusal(f"a {function} is not at its end")
            if function and not is_hidden(function):
                raise self._refusal(f"{function} is none of the functions known, {ANY}")
        return functions

    def _multiplied_out(
        self, factor: np.ndarray, shift: np.ndarray
    ) -> tuple[list[np.ndarray], list[np.ndarray], list[str]]:
        """Weights, biases (float64) and activations, given what scales the inputs."""
        functions = self._functions()
        weights: list[np.ndarray] = []
        biases: list[np.ndarray] = []
        open_sum = False  # whether what comes next acts on a sum, or else on an activation
        for layer in self.layers:
            if layer.kind == "dense":
                assert layer.W is not None and layer.b is not None
                W, n_in = layer.W, len(weights[-1]) if weights else layer.W.shape[1]
                if W.ndim != 2 or W.shape[1] != n_in or layer.b.shape != (len(W),):
                    raise self._refusal(
                        f"{layer.name} has weights {W.shape} and biases {layer.b.shape} for "
                        f"{n_in} inputs"
                    )
                if not all(v.shape in ((), (1,), (n_in,)) for v in (factor, shift)):
                    raise self._refusal(f"what scales the {n_in} inputs of {layer.name} has others")
                weights.append(W * factor)
                biases.append(layer.b + W @ np.broadcast_to(shift, n_in))
                factor, shift, open_sum = np.array(1.0), np.array(0.0), True
            elif layer.kind == "activation":
                open_sum = False
            elif layer.kind == "scale":
                assert layer.factor is not None and layer.shift is not None
                self._check_width(layer, len(weights[-1]) if weights else None)
                if open_sum:
                    weights[-1] = (weights[-1].T * layer.factor).T
                    biases[-1] = biases[-1] * layer.factor + layer.shift
                else:
                    factor, shift = factor * layer.factor, shift * layer.factor + layer.shift
        if np.any(factor != 1) or np.any(shift != 0):
            raise self._refusal("it scales its outputs after the last activation")
        return weights, biases, functions

    def _check_width(self, layer: Layer, width: int | None) -> None:
        for values in (layer.factor, layer.shift):
            if values is not None and values.size != 1 and (width or values.size) != values.size:
                raise self._refusal(f"{layer.name} has {values.size} numbers for {width} neurons")

    def _notes(self, scaled: bool) -> list[str]:
        notes = ["The scaling of the inputs is in the first layer's weights."] if scaled else []
        names = [layer.name for layer in self.layers if layer.kind == "scale"]
        notes += [f"{name} is in the weights of a dense layer beside it." for name in names]
        return notes

    def _cost(self, given: str | None, ends: str, logits: bool, outputs: int) -> str:
        """The name of our cost. Raises DownhillError if it can't be known."""
        if given is None and ends == "sigmoid":
            raise DownhillError(
                f"{self.model} ends in sigmoid, which is trained by more than one cost: say which "
                "by cost='cross_entropy' or cost='quadratic' (the mean squared error)."
            )
        cost = cost_named(given or "cross_entropy")
        other, most, names = {
            "softmax": ("sigmoid", 2, BINARY),
            "sigmoid": ("softmax", 1, OF_SHARES),
        }[ends]
        if outputs > most and _plain(given) in names:
            raise DownhillError(
                f"{self.model} ends in {ends}, and was trained by {given}, which goes with {other}:"
                f" give cross_entropy as its cost to draw it with the one that goes with {ends}."
            )
        if logits and cost == "quadratic":
            raise self._refusal(
                "it was trained by a quadratic cost on plain sums, which is regression"
            )
        return cost


def cost_named(given: str) -> str:
    """Our name of a cost, given ours or a framework's. Raises DownhillError if there is none."""
    plain = _plain(given)
    for ours, theirs in LOSSES.items():
        if plain == ours or plain in theirs:
            return ours
    raise DownhillError(
        f"the cost {given!r} can't be drawn: 'cross_entropy' and 'quadratic' (the mean squared "
        "error) can."
    )


def is_binary(cost: str | None) -> bool:
    """Whether this is a name for the cross-entropy of each output by itself."""
    return _plain(cost) in BINARY


def _plain(cost: str | None) -> str:
    return (cost or "").lower().replace(" ", "_").replace("-", "_")
