"""Weights as a state dict of PyTorch, for a `torch.nn.Sequential`."""

import pathlib

from nn.exporting.weights import Weights
from nn.packages import package
from nn.storage import written_whole

MODULES = {
    "sigmoid": "Sigmoid()",
    "tanh": "Tanh()",
    "relu": "ReLU()",
    "leaky_relu": "LeakyReLU({})",
    "elu": "ELU({})",
    "gelu": "GELU()",
    "gelu_tanh": "GELU('tanh')",
    "silu": "SiLU()",
    "identity": "Identity()",
    "softmax": "Softmax(dim=1)",
}


def write(path: pathlib.Path, weights: Weights) -> None:
    """Write {"0.weight": W¹, "0.bias": b¹, "2.weight": W², …}, which weights_only=True loads."""
    torch = package("torch", "--to torch")
    state = {name: torch.from_numpy(values) for name, values in weights.tensors().items()}
    with written_whole(path) as file:
        torch.save(state, file)


def module(path: pathlib.Path, weights: Weights) -> str:
    """The lines that make a module of the file."""
    usual = {"leaky_relu": 0.01, "elu": 1.0}
    lines = ["import torch", "from torch import nn", "", "model = nn.Sequential("]
    for W, (name, number) in zip(weights.W, weights.parts(), strict=True):
        number = usual.get(name) if number is None else number
        lines.append(f"    nn.Linear({W.shape[1]}, {len(W)}), nn.{MODULES[name].format(number)},")
    load = f"torch.load({str(path)!r}, weights_only=True)"
    return "\n".join([*lines, ")", f"model.load_state_dict({load})"])
