"""Calls of PyTorch's functions as layers: the table of what is understood."""

import math

import numpy as np

from nn.models.chain import Layer, activation, dense, passes, refused, scale
from nn.models.pytorch_tape import Call
from nn.models.reasons import ACTS_ON_PARTS, JOINS, why_not

PLAIN = ("relu", "tanh", "sigmoid", "silu")  # named as ours are, and without numbers of their own
PRODUCTS = ("linear", "matmul", "mm", "addmm")
AFFINE = (
    *("add", "sub", "mul", "div", "neg", "subtract", "multiply", "divide", "true_divide"),
    *("radd", "rsub", "rmul", "truediv", "negative", "batch_norm"),
)
VIEWS = (  # what may keep an example's numbers as they are
    *("view", "view_as", "reshape", "reshape_as", "flatten", "unflatten", "ravel", "squeeze"),
    *("unsqueeze", "permute", "transpose", "swapaxes", "movedim", "expand", "getitem", "get"),
    *("contiguous", "clone", "detach", "to", "float", "double", "type", "type_as", "cpu", "cuda"),
)


def layer(name: str, call: Call) -> Layer:
    """The layer that a call is. `name` is what people call it."""
    function = call.name.strip("_")
    if len(call.live) > 1:
        known = why_not(f"{name} {function}")
        return refused(name, known if "attention" in known else JOINS)
    if call.same and (function in VIEWS or "dropout" in function):
        return passes(name)
    if function in PRODUCTS:
        return _product(name, function, call)
    if function in AFFINE:
        return _affine(name, call)
    return _activation(name, function, call)


def _product(name: str, function: str, call: Call) -> Layer:
    """A dense layer, if what is live is multiplied by a matrix from the right."""
    (live,) = call.live
    bias = None
    if function == "linear":
        given, W, bias = (call.argument(i, n) for i, n in enumerate(("input", "weight", "bias")))
    elif function == "addmm":
        bias, given, W = (call.argument(i, n) for i, n in enumerate(("input", "mat1", "mat2")))
        W = W.T
    else:
        given, W = call.args[0], call.argument(1, "other", call.kwargs.get("mat2"))
        W = W.T
    if given is not live:
        return refused(name, "multiplies by what came from the inputs")
    if W.ndim != 2 or math.prod(live.shape[1:]) != W.shape[1]:
        return refused(name, ACTS_ON_PARTS)
    b = None if bias is None else bias.expand(len(W)).numpy()
    return dense(name, W.numpy(), b)


def _affine(name: str, call: Call) -> Layer:
    """A factor and a shift of each input, found from what the call gives for 0, 1 and 2."""
    if call.name == "batch_norm" and call.argument(5, "training", False):
        return refused(name, "normalizes by the other examples of a batch, also at evaluation")
    try:
        zero, one, two = (call.repeated(value) for value in (0, 1, 2))
    except (RuntimeError, TypeError):
        return refused(name, why_not(name))
    if len(zero) != math.prod(call.live[0].shape[1:]) or not np.allclose(two - one, one - zero):
        return refused(name, why_not(name))
    return scale(name, one - zero, zero)


def _activation(name: str, function: str, call: Call) -> Layer:
    if function in PLAIN:
        return activation(name, function)
    if function in ("softmax", "log_softmax"):
        (live,) = call.live
        is_last = call.argument(1, "dim") in (-1, live.ndim - 1, None)
        over_all = is_last and live[0].numel() == live.shape[-1]
        return activation(name, function) if over_all else refused(name, ACTS_ON_PARTS)
    if function == "gelu":
        is_tanh = call.argument(1, "approximate", "none") == "tanh"
        return activation(name, "gelu_tanh" if is_tanh else "gelu")
    if function == "leaky_relu":
        return _with_number(name, function, call.argument(1, "negative_slope", 0.01), 0.01)
    if function == "elu":
        return _with_number(name, function, call.argument(1, "alpha", 1.0), 1.0)
    if function in ("clamp", "clamp_min", "clip"):
        low, high = call.argument(1, "min"), call.argument(2, "max")
        if high is None and isinstance(low, int | float) and low == 0:
            return activation(name, "relu")
    if "dropout" in function:
        return refused(name, "drops numbers also at evaluation")
    return refused(name, why_not(f"{name} {function}"))


def _with_number(name: str, function: str, number: float, usual: float) -> Layer:
    return activation(name, function if number == usual else f"{function}({number:g})")
