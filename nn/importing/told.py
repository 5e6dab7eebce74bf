"""What files of models do not hold and users tell: activations, the cost, the scaling of inputs."""

import dataclasses
import pathlib
from collections.abc import Sequence

import numpy as np

from nn.activations import ANY, OUTPUT, hidden, output
from nn.costs import COSTS
from nn.errors import DownhillError
from nn.importing.held import Held
from nn.importing.tensors import USUAL, How, natural
from nn.models.chain import Chain, Layer, activation, cost_named, scale


@dataclasses.dataclass(frozen=True)
class Told:
    """activation: of all hidden layers. activations: of every layer, the last included. scaling:
    (mean, deviation) of what is taken from the inputs and what the rest is divided by, numbers or
    one for each input. how: what weights alone do not tell."""

    activation: str | None = None
    output_activation: str | None = None
    activations: tuple[str, ...] | None = None
    cost: str | None = None
    scaling: tuple[np.ndarray, np.ndarray] | None = None
    how: How = USUAL


def chain(path: pathlib.Path, held: Held, told: Told) -> Chain:
    """The chain of a file, with what was told. Raises DownhillError, naming the option and what it
    can be, if more must be told; or if the file holds what was told."""
    whole = Chain(held.layers, str(path))
    whole.check()
    layers = held.layers
    if told.scaling is not None:
        mean, deviation = told.scaling
        layers = [scale("--scaling", 1 / deviation, -mean / deviation), *layers]
    if not held.functions:
        return Chain(_with(path, layers, _functions(path, layers, told)), str(path))
    for option in ("activation", "activations", "output_activation"):
        if getattr(told, option) is not None:
            raise DownhillError(
                f"{path} holds its activations itself: leave out --{option.replace('_', '-')}."
            )
    return Chain(layers, str(path))


def cost(path: pathlib.Path, held: Held, told: Told) -> str:
    """The cost of the network. Raises DownhillError if it must be told."""
    if told.cost is not None:
        return cost_named(told.cost)
    if held.cost is not None:
        return cost_named(held.cost)
    raise DownhillError(
        f"{path} does not say which cost the network was trained with: add --cost "
        f"{' or --cost '.join(COSTS)}."
    )


def _functions(path: pathlib.Path, layers: Sequence[Layer], told: Told) -> list[str]:
    """The activation of each dense layer, as it was told."""
    count = sum(layer.kind == "dense" for layer in layers)
    if told.activations is not None:
        functions = list(told.activations)
        if len(functions) != count:
            raise DownhillError(
                f"{path} has {count} dense layers, and --activations names {len(functions)}: name "
                "one for each, the last included."
            )
    else:
        if count > 1 and told.activation is None:
            raise DownhillError(
                f"{path} holds weights and no activations: add --activation, that of the hidden "
                f"layers ({ANY}), or --activations with one for each layer, the last "
                "included."
            )
        functions = [str(told.activation)] * (count - 1) + [_ending(path, told)]
    for function in functions[:-1]:
        hidden(function)
    output(functions[-1])
    return functions


def _ending(path: pathlib.Path, told: Told) -> str:
    """The activation of the outputs: as told, or softmax with cross-entropy."""
    if told.output_activation is not None:
        return told.output_activation
    if told.cost is not None and cost_named(told.cost) == "cross_entropy":
        return "softmax"
    raise DownhillError(
        f"{path} holds weights, and not what its outputs go through or the cost: add "
        "--cost cross_entropy (with softmax), or --cost quadratic and --output-activation "
        f"({', '.join(OUTPUT)})."
    )


def _with(path: pathlib.Path, layers: Sequence[Layer], functions: Sequence[str]) -> list[Layer]:
    """The layers with an activation after each dense one, or after its normalization.

    In PyTorch's Sequential a number left out between the two is that of the activation.
    """
    left, result = list(functions), []
    for layer, after in zip(layers, [*layers[1:], None], strict=True):
        result.append(layer)
        normalized = layer.kind == "dense" and after is not None and after.kind == "scale"
        later = normalized and after is not None and not _apart(layer.name, after.name)
        due = len(functions) - len(left) < sum(one.kind == "dense" for one in result)
        if due and not later:
            result.append(activation(f"{left[0]}, as told", left.pop(0)))
    return result


def _apart(first: str, second: str) -> bool:
    """Whether net.0 and net.2 have a layer without weights between them."""
    numbers = [
        [number for kind, number in natural(name.split(" ")[0]) if kind == 0]
        for name in (first, second)
    ]
    return all(numbers) and int(numbers[1][-1]) - int(numbers[0][-1]) > 1
