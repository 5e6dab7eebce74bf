"""What an activation function makes of a neuron's sum, in words; layers are counted from 1."""

from nn.activations import kind_of
from nn.runs.run import Run

SQUASHING = ("sigmoid", "tanh")  # they hold the activation within limits
NEVER_BELOW_ZERO = ("sigmoid", "relu", "softmax")
ONE_BY_ONE_NOT = ("softmax",)  # an activation depends on the sums of its whole layer


def kind(run: Run, l: int = 1) -> str:
    """The name of layer l's activation function, without its number."""
    return kind_of(run.activations[l - 1])


def squashes(run: Run, l: int = 1) -> bool:
    """Whether layer l's activation function holds the activation within limits."""
    return kind(run, l) in SQUASHING


def goes_below_zero(run: Run, l: int = 1) -> bool:
    """Whether an activation in layer l is below zero where the sum is."""
    return kind(run, l) not in NEVER_BELOW_ZERO


def stands_alone(run: Run, l: int = 1) -> bool:
    """Whether an activation in layer l hangs on its own neuron's sum alone."""
    return kind(run, l) not in ONE_BY_ONE_NOT


def dark(run: Run, l: int = 1) -> str:
    """What a neuron of layer l is with a sum below zero."""
    return "below zero" if goes_below_zero(run, l) else "dark"


def lights(run: Run, z: float, l: int = 1) -> str:
    """What a neuron of layer l does with a sum z: "lights up", "stays dark", "goes below zero"."""
    if z > 0:
        return "lights up"
    return "goes below zero" if goes_below_zero(run, l) else "stays dark"
