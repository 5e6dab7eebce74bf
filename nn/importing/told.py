"""What files of models do not hold and users tell: activations, the cost, the scaling of inputs."""

import dataclasses
import fractions
import pathlib
import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nn.activations import ANY, OUTPUT, hidden, output
from nn.costs import COSTS
from nn.errors import DownhillError
from nn.importing.held import Held
from nn.importing.tensors import USUAL, How
from nn.models.chain import Chain, Folded, Layer, activation, cost_named, is_binary, scale


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
        return Chain(with_functions(path, layers, _functions(path, layers, told)), str(path))
    for option in ("activation", "activations", "output_activation"):
        if getattr(told, option) is not None:
            raise DownhillError(
                f"{path} holds its activations itself: leave out --{option.replace('_', '-')}."
            )
    return Chain(layers, str(path))


def folded(
    path: pathlib.Path, held: Held, told: Told, low: npt.ArrayLike = 0.0, high: npt.ArrayLike = 1.0
) -> Folded:
    """The network of a file as ours; see `Chain.folded`."""
    whole = chain(path, held, told)
    return whole.folded(low, high, cost(path, held, told))


def scaling(text: str) -> tuple[np.ndarray, np.ndarray]:
    """(mean, deviation) as they are typed: MEAN,STD, or all means, then all deviations. A number
    may be a fraction, as 1/255. Raises ValueError for anything else."""
    numbers = np.array([float(fractions.Fraction(word.strip())) for word in text.split(",")])
    if len(numbers) % 2 or not np.isfinite(numbers).all():
        raise ValueError("not a mean and a deviation")
    mean, deviation = numbers.reshape(2, -1)
    if (deviation == 0).any():
        raise ValueError("a deviation of 0")
    single = len(mean) == 1
    return (mean[0], deviation[0]) if single else (mean, deviation)


def written(number: float) -> str:
    """A number as `scaling` reads it: short, and a fraction where that is exact."""
    fraction = fractions.Fraction(number).limit_denominator(1000)
    exact = abs(float(fraction) - number) <= 1e-9 * abs(number)
    return str(fraction) if exact else f"{number:.6g}"


def notes(held: Held, told: Told) -> list[str]:
    """Sentences on what the user told of a network."""
    said = []
    if not held.functions:
        said.append("Its file holds no activations: they were told.")
    if told.scaling is not None:
        said.append("What is taken from the inputs and what they are divided by was told.")
    return said


def cost(path: pathlib.Path, held: Held, told: Told) -> str:
    """The name of the cost, ours or a framework's. Raises DownhillError if it must be told."""
    if told.cost is not None:
        return told.cost
    if held.cost is not None:
        return held.cost
    raise DownhillError(
        f"{path} does not say which cost the network was trained with: add --cost "
        f"{' or --cost '.join(COSTS)}."
    )


def _functions(path: pathlib.Path, layers: Sequence[Layer], told: Told) -> list[str]:
    """The activation of each dense layer, as it was told."""
    count = sum(layer.kind == "dense" for layer in layers)
    if told.activations is not None:
        return list(told.activations)
    if count > 1 and told.activation is None:
        raise DownhillError(
            f"{path} holds weights and no activations: add --activation, that of the hidden "
            f"layers ({ANY}), or --activations with one for each layer, the last "
            "included."
        )
    return [str(told.activation)] * (count - 1) + [_ending(path, told)]


def _ending(path: pathlib.Path, told: Told) -> str:
    """The activation of the outputs: as told, or softmax with cross-entropy."""
    if told.output_activation is not None:
        return told.output_activation
    if told.cost and cost_named(told.cost) == "cross_entropy" and not is_binary(told.cost):
        return "softmax"
    raise DownhillError(
        f"{path} holds weights, and not what its outputs go through or the cost: add "
        "--cost cross_entropy (with softmax), or a --cost and --output-activation "
        f"({', '.join(OUTPUT)})."
    )


def with_functions(
    path: pathlib.Path, layers: Sequence[Layer], functions: Sequence[str]
) -> list[Layer]:
    """The layers with an activation after each dense one, or after its normalization.

    In PyTorch's Sequential a number left out between the two is that of the activation. Raises
    DownhillError for an activation that there is not, or if there are not as many as dense layers.
    """
    count = sum(layer.kind == "dense" for layer in layers)
    if len(functions) != count:
        raise DownhillError(
            f"{path} has {count} dense layers, and {len(functions)} activations are named: name "
            "one for each, the last included."
        )
    for function in functions[:-1]:
        hidden(function)
    output(functions[-1])
    left, result = list(functions), []
    due = 0
    for layer, after in zip(layers, [*layers[1:], None], strict=True):
        result.append(layer)
        due += layer.kind == "dense"
        normalized = layer.kind == "dense" and after is not None and after.kind == "scale"
        if normalized and after is not None and not _apart(layer.name, after.name):
            continue
        if due:
            result.append(activation(left[0], left.pop(0)))
            due = 0
    return result


def _apart(first: str, second: str) -> bool:
    """Whether net.0 and net.2 have a layer without weights between them."""
    numbers = [
        [int(number) for number in re.findall(r"\d+", name.split(" ")[0])]
        for name in (first, second)
    ]
    return all(numbers) and numbers[1][-1] - numbers[0][-1] > 1
