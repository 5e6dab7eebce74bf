"""Weights as a graph of ONNX: Gemm and an activation for each layer."""

import pathlib
from collections.abc import Iterator
from typing import Any

from nn.exporting.weights import Weights
from nn.packages import package
from nn.storage import written_whole

OPSET, IR = 20, 10  # the first with Gelu, and the format that came soon after
OPERATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "sigmoid": ("Sigmoid", {}),
    "tanh": ("Tanh", {}),
    "relu": ("Relu", {}),
    "leaky_relu": ("LeakyRelu", {"alpha": 0.01}),
    "elu": ("Elu", {"alpha": 1.0}),
    "gelu": ("Gelu", {}),
    "gelu_tanh": ("Gelu", {"approximate": "tanh"}),
    "softmax": ("Softmax", {"axis": 1}),
}


def write(path: pathlib.Path, weights: Weights) -> None:
    """Write a model with the input `input` (n, n_0) and the output `output` (n, n_L), float32."""
    onnx = package("onnx", "--to onnx")
    helper, kind = onnx.helper, onnx.TensorProto.FLOAT
    ends = [("input", weights.W[0].shape[1]), ("output", len(weights.W[-1]))]
    first, last = (helper.make_tensor_value_info(name, kind, ["n", size]) for name, size in ends)
    constants = [
        onnx.numpy_helper.from_array(values, f"{name}{l}")
        for l, pair in enumerate(zip(weights.W, weights.b, strict=True), 1)
        for name, values in zip("Wb", pair, strict=True)
    ]
    graph = helper.make_graph(list(_nodes(weights, helper)), "downhill", [first], [last], constants)
    opset = helper.make_opsetid("", OPSET)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=IR, producer_name="downhill")
    helper.set_model_props(model, weights.about)
    onnx.checker.check_model(model)
    with written_whole(path) as file:
        file.write(model.SerializeToString(deterministic=True))


def _nodes(weights: Weights, helper: Any) -> Iterator[Any]:
    at, count = "input", len(weights.W)
    for l, (name, number) in enumerate(weights.parts(), 1):
        after = "output" if l == count else f"a{l}"
        z = after if name == "identity" else f"z{l}"
        yield helper.make_node("Gemm", [at, f"W{l}", f"b{l}"], [z], f"layer {l}", transB=1)
        if name == "silu":
            yield helper.make_node("Sigmoid", [z], [f"gate{l}"])
            yield helper.make_node("Mul", [z, f"gate{l}"], [after])
        elif name != "identity":
            operation, more = OPERATIONS[name]
            more = more if number is None else {"alpha": number}
            yield helper.make_node(operation, [z], [after], **more)
        at = after
