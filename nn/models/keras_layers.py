"""Keras' layers as layers of a chain, from their configurations and weights."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from nn.errors import DownhillError
from nn.models.chain import Layer, activation, dense, passes, refused, scale
from nn.models.reasons import JOINS, why_not

PASS = (
    *("InputLayer", "Flatten", "Reshape", "Dropout", "GaussianNoise", "GaussianDropout"),
    *("AlphaDropout", "SpatialDropout1D", "ActivityRegularization", "Identity"),
)
NAMES = {  # Keras' names of functions, and ours
    "linear": "",
    "swish": "silu",
    "leaky_relu": "leaky_relu(0.2)",
    **{name: name for name in ("relu", "sigmoid", "tanh", "elu", "gelu", "silu", "softmax")},
    "log_softmax": "log_softmax",
}
CODE = "is code, which is not read: export the model to ONNX, and import that"
REFUSED = {
    "Lambda": CODE,
    **dict.fromkeys(("Add", "Subtract", "Multiply", "Concatenate", "Average", "Dot"), JOINS),
    **dict.fromkeys(("Sequential", "Functional", "Model"), "is a model within the model"),
}
FUNCTIONS = ("Activation", "ReLU", "LeakyReLU", "ELU", "Softmax")


class Part(NamedTuple):
    """A layer as a configuration has it. owned: whether it is code of the model's owner. before:
    the layers that it follows, in a functional model."""

    name: str
    kind: str
    config: Mapping[str, Any]
    owned: bool = False
    before: Sequence[str] = ()


def layers(model: object, part: Part, weights: Sequence[np.ndarray]) -> list[Layer]:
    """The layers of a chain that one of Keras' is, given its weights in their order.

    model: what messages call it. Raises DownhillError if the weights are not those of the layer.
    """
    name = f"{part.name}: {part.kind}"
    if part.owned:
        return [refused(name, CODE)]
    if part.kind in PASS:
        return [passes(name)]
    if part.kind == "Dense":
        return _dense(model, part, weights)
    if part.kind in ("BatchNormalization", "Normalization", "Rescaling"):
        return [_scaled(model, part, name, weights)]
    function = _function(part)
    if function is not None:
        return [activation(name, function)] if function else [passes(name)]
    if part.kind in FUNCTIONS:
        return [refused(name, "is a function that can't be drawn, or not with these numbers")]
    return [refused(name, REFUSED.get(part.kind) or why_not(part.kind))]


def _dense(model: object, part: Part, arrays: Sequence[np.ndarray]) -> list[Layer]:
    config = part.config
    if config.get("lora_rank") or config.get("quantization_config"):
        return [refused(f"{part.name}: Dense", "is quantized, or has LoRA")]
    bias = bool(config.get("use_bias", True))
    if len(arrays) != 1 + bias or arrays[0].ndim != 2:
        raise _other_weights(model, part)
    W = arrays[0].T
    name = f"{part.name}: Dense({W.shape[1]} → {W.shape[0]})"
    if bias and arrays[1].shape != (len(W),):
        return [refused(name, f"has a bias of shape {arrays[1].shape}")]
    function = _named(config.get("activation"))
    if function is None:
        return [refused(name, f"has an activation that can't be drawn: {config['activation']}")]
    made = [dense(name, W, arrays[1] if bias else None)]
    return made + ([activation(f"{part.name}: {function}", function)] if function else [])


def _scaled(model: object, part: Part, name: str, arrays: Sequence[np.ndarray]) -> Layer:
    config = part.config
    if part.kind == "Rescaling":
        return scale(name, config.get("scale", 1.0), config.get("offset", 0.0))
    if part.kind == "Normalization":
        told = config.get("mean"), config.get("variance")
        mean, var = arrays[:2] if len(arrays) >= 2 else (np.array(v, np.float64) for v in told)
        deviation = np.maximum(np.sqrt(np.maximum(var, 0)), 1e-7)  # as Keras has it
        if config.get("invert"):
            return scale(name, deviation.ravel(), mean.ravel())
        return scale(name, 1 / deviation.ravel(), -mean.ravel() / deviation.ravel())
    center, scaled = (bool(config.get(key, True)) for key in ("center", "scale"))
    if len(arrays) != 2 + center + scaled:
        raise _other_weights(model, part)
    *own, mean, var = (array.astype(np.float64) for array in arrays)
    gamma = own.pop(0) if scaled else np.ones_like(mean)
    beta = own.pop(0) if center else np.zeros_like(mean)
    factor = gamma / np.sqrt(np.maximum(var, 0) + config.get("epsilon", 1e-3))
    return scale(name, factor, beta - mean * factor)


def _function(part: Part) -> str | None:
    """The activation that a layer is, "" for none, or None if it can't be drawn."""
    config = part.config
    slope = config.get("negative_slope", config.get("alpha"))
    if part.kind == "Activation":
        return _named(config.get("activation"))
    if part.kind == "ReLU" and config.get("max_value") is None and not config.get("threshold"):
        return f"leaky_relu({slope:.6g})" if slope else "relu"
    if part.kind == "LeakyReLU":
        return f"leaky_relu({0.3 if slope is None else slope:.6g})"
    if part.kind == "ELU":
        return f"elu({config.get('alpha', 1.0):.6g})"
    return "softmax" if part.kind == "Softmax" and config.get("axis", -1) in (-1, 1) else None


def _named(function: Any) -> str | None:
    """Our name of a function in a configuration, "" for none, None if it can't be drawn."""
    if isinstance(function, dict):
        if function.get("registered_name") not in (None, "function", function.get("config")):
            return None
        inner = function.get("config")
        if isinstance(inner, dict):  # a layer as an activation
            return _function(Part("", str(function.get("class_name")), inner))
        function = inner
    return "" if function is None else NAMES.get(str(function))


def _other_weights(model: object, part: Part) -> DownhillError:
    return DownhillError(
        f"{model} does not hold the weights of {part.name} that its configuration names: save the "
        "model again with model.save(PATH)."
    )
