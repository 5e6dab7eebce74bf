"""The chain of layers in an ONNX graph.

The graph is read from an output back to the input. What computes one number from one number, in
however many operations, is recognised by its values: so GELU from erf and SiLU from a sigmoid are
found as they are exported.
"""

import pathlib
from collections.abc import Callable
from typing import Any

import numpy as np

from nn.errors import DownhillError
from nn.importing import onnx_functions
from nn.importing.held import numbers
from nn.importing.onnx_tensors import Tensors
from nn.importing.zips import check_size
from nn.models.chain import Layer, activation, dense, passes, refused, scale

Step = tuple[list[Layer], str]  # layers, last first, and the value that goes into them

PASS = ("Flatten", "Reshape", "Dropout", "Identity", "Cast", "ZipMap", "ArgMax", "Squeeze")
AROUND = ("ArrayFeatureExtractor", "Unsqueeze")  # of labels and of shapes
SHIFTS = ("Add", "Sub", "Mul", "Div")
REFUSED = {
    **dict.fromkeys(("Conv", "ConvTranspose", "ConvInteger"), "is a convolution"),
    **dict.fromkeys(("MaxPool", "AveragePool", "GlobalAveragePool"), "is a pooling layer"),
    **dict.fromkeys(("LSTM", "GRU", "RNN", "Loop", "Scan"), "is recurrent"),
    **dict.fromkeys(("Attention", "MultiHeadAttention"), "is attention"),
    **dict.fromkeys(("LayerNormalization", "GroupNormalization"), "changes with every example"),
    **dict.fromkeys(("If", "Where", "Concat", "Split"), "is a branch"),
    **dict.fromkeys(("TreeEnsembleClassifier", "SVMClassifier"), "is no neural network"),
    **dict.fromkeys(("LinearRegressor", "TreeEnsembleRegressor", "SVMRegressor"), "is regression"),
}


class Graph:
    """A graph of ONNX; `layers()` is the chain in it, `output` the name of the output that was
    followed, `classes` the names of its classes or None, once they are found."""

    def __init__(self, path: pathlib.Path, graph: Any, tensors: Tensors) -> None:
        self.path, self.graph, self.tensors = path, graph, tensors
        self.stored = {tensor.name: tensor for tensor in graph.initializer}
        self.made_by = {out: node for node in graph.node for out in node.output if out}
        self.place = {out: i for i, node in enumerate(graph.node) for out in node.output}
        self.classes: tuple[str, ...] | None = None
        self.output = ""
        self._given = 0  # bytes of constants that layers have
        self._constants: dict[str, np.ndarray | None] = {}
        self._used: dict[str, str] = {}  # weights → the layer that has them

    def layers(self) -> list[Layer]:
        """The layers from the input on; what can't be drawn is among them as refused."""
        inputs = [given.name for given in self.graph.input if given.name not in self.stored]
        if len(inputs) != 1:
            raise DownhillError(
                f"{self.path} has {len(inputs)} inputs ({', '.join(inputs[:6])}), and only a "
                "network of one can be drawn: export it with one."
            )
        value = self._output()
        backwards: list[Layer] = []
        for _ in range(len(self.graph.node) + 1):
            if value == inputs[0]:
                return backwards[::-1]
            node = self.made_by.get(value)
            if node is None:
                break
            made, value = self._step(node, value)
            backwards += made
        raise DownhillError(
            f"{self.path} has an output that does not depend on its input {inputs[0]}: export the "
            "model again."
        )

    def _output(self) -> str:
        """The output that is followed: the one of numbers, where others are labels."""
        proto = self.tensors.onnx.TensorProto
        outputs = list(self.graph.output)
        floats = (proto.FLOAT, proto.DOUBLE, proto.FLOAT16, proto.BFLOAT16)
        for kinds in (
            [o.name for o in outputs if o.type.tensor_type.elem_type in floats],
            [o.name for o in outputs if o.type.HasField("sequence_type")],  # of dictionaries
            [o.name for o in outputs],
        ):
            if len(kinds) == 1:
                self.output = kinds[0]
                return self.output
        raise DownhillError(
            f"{self.path} has the outputs {', '.join(o.name for o in outputs[:6])}, and only a "
            "network of one can be drawn: export it with one."
        )

    def _step(self, node: Any, value: str) -> Step:
        """The layers that a node is, last first, and the value before them."""
        name = f"{node.name or value}: {node.op_type}"
        rest = [one for one in node.input if one and self.constant(one) is None]
        if not rest:
            return [refused(name, "is computed without the input")], ""
        if node.op_type in ("MatMul", "Gemm"):
            return [self._dense(node, name, None)], rest[0]
        if node.op_type == "Add" and (found := self._biased(node, rest)):
            return found
        if named := onnx_functions.function(self, value):
            return [activation(name, named[0])], named[1]
        special: dict[str, Callable[..., Step | None]] = {
            "BatchNormalization": self._normalized,
            "Scaler": self._scaler,
            "LinearClassifier": self._linear,
            "Softmax": self._softmax,
            "LogSoftmax": self._softmax,
            "Normalizer": self._normalizer,
            "Concat": self._two_shares,
            **dict.fromkeys(SHIFTS, self._shifted),
        }
        if (way := special.get(node.op_type)) and (step := way(node, name, rest)):
            return step
        if node.op_type in PASS or node.op_type in AROUND:
            self._note_classes(node)
            return [passes(name)], rest[0]
        if len(rest) > 1 and node.op_type in SHIFTS:
            return [refused(name, "joins two branches")], rest[0]
        why = REFUSED.get(
            node.op_type, "is an operation that a chain of dense layers does not have"
        )
        return [refused(name, why)], rest[0]

    # Constants

    def constant(self, value: str) -> np.ndarray | None:
        """The array that a value always is, None if it depends on the input."""
        if value not in self._constants:
            self._constants[value] = None  # of a graph that runs in a circle
            self._constants[value] = self._constant(value)
        return self._constants[value]

    def _constant(self, value: str) -> np.ndarray | None:
        if value in self.stored:
            return self.tensors.array(self.stored[value])
        node = self.made_by.get(value)
        if node is None:
            return None
        told = self.attributes(node)
        if node.op_type == "Constant":
            (given,) = told.values()
            return self.tensors.array(given) if hasattr(given, "dims") else np.asarray(given)
        if node.op_type not in ("Identity", "Cast", "Transpose", "Unsqueeze", "Squeeze", "Reshape"):
            return None
        array = self.constant(node.input[0])
        if array is None or node.op_type in ("Identity", "Cast"):
            return array
        if node.op_type == "Transpose":
            return array.transpose(told.get("perm"))
        if array.size == max(array.shape, default=1):  # as a bias, whose axes do not matter
            return array.ravel()
        return array if node.op_type == "Unsqueeze" else None

    def attributes(self, node: Any) -> dict[str, Any]:
        """The attributes of a node by their names."""
        value = self.tensors.onnx.helper.get_attribute_value
        return {one.name: value(one) for one in node.attribute}

    def numbers(self, value: str) -> np.ndarray:
        """A constant of finite numbers, in float64. Many nodes may name the same."""
        array = self.constant(value)
        assert array is not None
        self._given += 8 * array.size
        check_size(self.path, self._given, self.tensors.size)
        return numbers(self.path, value, array)

    # Layers

    def _dense(self, node: Any, name: str, bias: np.ndarray | None) -> Layer:
        """A dense layer of MatMul or Gemm."""
        told, rest = self.attributes(node), list(node.input)
        W = self.constant(rest[1])
        if self.constant(rest[0]) is not None or W is None or W.ndim != 2:
            return refused(name, "multiplies what are no constant weights, as attention does")
        if told.get("transA"):
            return refused(name, "multiplies over the examples")
        if rest[1] in self._used:
            return refused(name, f"shares its weights with {self._used[rest[1]]}")
        self._used[rest[1]] = name
        W = self.numbers(rest[1])
        W = (W if told.get("transB") else W.T) * told.get("alpha", 1.0)
        if len(rest) > 2 and rest[2]:
            bias = self.numbers(rest[2]) * told.get("beta", 1.0)
        if bias is not None:
            bias = np.broadcast_to(bias.ravel(), len(W)) if bias.size in (1, len(W)) else None
            if bias is None:
                return refused(name, "has a bias that does not fit its weights")
        return dense(f"{name}({W.shape[1]} → {W.shape[0]})", W, bias)

    def _biased(self, node: Any, rest: list[str]) -> Step | None:
        """A dense layer of MatMul and Add."""
        before = self.made_by.get(rest[0])
        if len(rest) != 1 or before is None or before.op_type != "MatMul":
            return None
        biases = [self.numbers(one) for one in node.input if one != rest[0]]
        inputs = [one for one in before.input if self.constant(one) is None]
        if len(biases) != 1 or len(inputs) != 1:
            return None
        name = f"{before.name or rest[0]}: MatMul and Add"
        return [self._dense(before, name, biases[0])], inputs[0]

    def _shifted(self, node: Any, name: str, rest: list[str]) -> Step | None:
        """Add, Sub, Mul or Div of a constant."""
        if len(rest) != 1 or len(node.input) != 2:
            return None
        first = node.input[0] == rest[0]
        c = self.numbers(node.input[1 if first else 0]).ravel()
        one, zero = np.array(1.0), np.array(0.0)
        if node.op_type == "Div" and (not first or (c == 0).any()):
            return [refused(name, "divides by what changes, or by 0")], rest[0]
        factor, shift = {
            "Add": (one, c),
            "Sub": (one, -c) if first else (-one, c),
            "Mul": (c, zero),
            "Div": (1 / np.where(c == 0, 1, c), zero),
        }[node.op_type]
        return [scale(name, _single(factor), _single(shift))], rest[0]

    def _normalized(self, node: Any, name: str, rest: list[str]) -> Step | None:
        told = self.attributes(node)
        if len(rest) != 1 or told.get("training_mode"):
            return None
        gamma, beta, mean, var = (self.numbers(one) for one in node.input[1:5])
        factor = gamma / np.sqrt(np.maximum(var, 0) + told.get("epsilon", 1e-5))
        return [scale(name, factor, beta - mean * factor)], rest[0]

    def _scaler(self, node: Any, name: str, rest: list[str]) -> Step:
        told = self.attributes(node)
        factor = np.array(told.get("scale", [1.0]), np.float64)
        shift = -np.array(told.get("offset", [0.0]), np.float64) * factor
        return [scale(name, _single(factor), _single(shift))], rest[0]

    def _linear(self, node: Any, name: str, rest: list[str]) -> Step | None:
        """scikit-learn's LogisticRegression."""
        told = self.attributes(node)
        self._note_classes(node)
        b = np.array(told.get("intercepts", [0.0]), np.float64)
        W = np.array(told["coefficients"], np.float64)
        ending = told.get("post_transform", b"NONE").decode()
        W = W.reshape(len(b), -1) if W.size % len(b) == 0 else W[None]
        functions = {"SOFTMAX": ["softmax"], "LOGISTIC": ["sigmoid"], "NONE": []}
        if ending not in functions:
            return None
        if len(b) == 2 and ending == "LOGISTIC" and np.allclose(W[0], -W[1]):
            W, b = W[1:], b[1:]  # of two classes, each is what the other is not
        layer = dense(f"{name}({W.shape[1]} → {W.shape[0]})", W, b)
        return [*(activation(name, one) for one in functions[ending]), layer], rest[0]

    def _softmax(self, node: Any, name: str, rest: list[str]) -> Step:
        if self.attributes(node).get("axis", -1) not in (-1, 1):
            return [refused(name, "is not over the outputs")], rest[0]
        return [activation(name, {"Softmax": "softmax"}.get(node.op_type, "log_softmax"))], rest[0]

    def _normalizer(self, node: Any, name: str, rest: list[str]) -> Step | None:
        """scikit-learn divides shares by their sum, which is 1 after softmax or for two."""
        before = self.made_by.get(rest[0])
        told = self.attributes(before) if before is not None else {}
        shares = before is not None and (
            told.get("post_transform") == b"SOFTMAX" or len(told.get("intercepts", ())) == 2
        )
        if shares and self.attributes(node).get("norm") == b"L1":
            return [passes(name)], rest[0]
        return [refused(name, "divides by a sum that changes with every example")], rest[0]

    def _two_shares(self, node: Any, name: str, rest: list[str]) -> Step | None:
        """(1 − p, p), as scikit-learn has two classes."""
        if len(node.input) != 2:
            return None
        first, second = (self.made_by.get(one) for one in node.input)
        if first is None or second is None or first.op_type != "Sub":
            return None
        whole = self.constant(first.input[0])
        if first.input[1] != node.input[1] or whole is None or not np.all(whole == 1):
            return None
        return [passes(name)], node.input[1]

    def _note_classes(self, node: Any) -> None:
        told = self.attributes(node)
        for key in ("classlabels_strings", "classlabels_int64s", "classlabels_ints"):
            if told.get(key) and self.classes is None:
                self.classes = tuple(_word(one) for one in told[key])
        if node.op_type == "ArrayFeatureExtractor" and self.classes is None:
            names = self.constant(node.input[0])
            self.classes = None if names is None else tuple(str(name) for name in names.ravel())


def _single(array: np.ndarray) -> np.ndarray:
    """One number in place of an array of one."""
    return array.reshape(()) if array.size == 1 else array


def _word(label: Any) -> str:
    return label.decode(errors="replace") if isinstance(label, bytes) else str(label)
