"""The settings of a training."""

import dataclasses

from nn.activations import of_layers
from nn.errors import DownhillError
from nn.optimizers import OPTIMIZERS

MOST = 10**12  # epochs, examples, snapshots: more than anybody has
SMALLEST, LARGEST = 1e-45, 1e38  # what a parameter, a 4-byte float, can be
LARGEST_SEED = 10**100


@dataclasses.dataclass(frozen=True)
class Settings:
    """Everything that determines a training: the same settings and data give the same bits.

    `eta` is the learning rate of epoch 0, multiplied by `decay` after each epoch. `l2` is λ in
    C + λ/2 Σw² (weights, not biases). Only the optimizer of that name uses `momentum`.
    `activation` is that of all hidden layers, or has one for each, with commas between.

    Raises DownhillError for a value that no training can have.
    """

    dataset: str = "mnist"
    sizes: tuple[int, ...] = (784, 16, 16, 10)
    activation: str = "sigmoid"
    output_activation: str = "sigmoid"
    cost: str = "quadratic"
    optimizer: str = "sgd"
    eta: float = 0.35
    decay: float = 0.88
    momentum: float = 0.9
    l2: float = 0.0
    epochs: int = 30
    mini_batch_size: int = 5
    seed: int = 0
    snapshots: int = 100

    @property
    def activations(self) -> list[str]:
        """The name of each layer's activation, the last one's too."""
        given = self.activation.split(",") if "," in self.activation else self.activation
        return [*of_layers(given, len(self.sizes) - 2), self.output_activation]

    @property
    def optimizer_numbers(self) -> dict[str, float]:
        """The numbers that the optimizer has beside the learning rate, by their names."""
        own = {"mu": self.momentum} if self.optimizer == "momentum" else {}
        return {**OPTIMIZERS[self.optimizer].numbers, **own}

    def __post_init__(self) -> None:
        object.__setattr__(self, "sizes", tuple(self.sizes))
        for name in ("epochs", "mini_batch_size", "snapshots"):
            if not 1 <= getattr(self, name) <= MOST:
                raise DownhillError(f"{name} is {getattr(self, name)}: give 1 to {MOST:,}.")
        if not SMALLEST <= self.eta <= LARGEST:
            raise DownhillError(f"eta is {self.eta}: give a number from 1e-45 to 1e38.")
        if not 0 < self.decay <= 1:
            raise DownhillError(f"decay is {self.decay}: give a number above 0, at most 1.")
        if not 0 <= self.momentum < 1:
            raise DownhillError(
                f"momentum is {self.momentum}: give a number of at least 0 and less than 1."
            )
        if not 0 <= self.l2 <= LARGEST:
            raise DownhillError(f"l2 is {self.l2}: give a number from 0 to 1e38.")
        if not 0 <= self.seed < LARGEST_SEED:
            raise DownhillError(
                f"seed is {self.seed}: give a whole number from 0, of at most 100 digits."
            )
        if self.optimizer not in OPTIMIZERS:
            names = ", ".join(OPTIMIZERS)
            raise DownhillError(
                f"there is no optimizer named {self.optimizer!r}: choose from {names}."
            )
