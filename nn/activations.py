"""Activation functions: a = σ(z), and how a gradient passes back through them.

| name               | a                                         | of which layers |
|--------------------|-------------------------------------------|-----------------|
| `sigmoid`          | 1 / (1 + e⁻ᶻ)                             | any             |
| `softmax`          | eᶻ / Σ eᶻ over a row                      | the last        |
| `tanh`             | tanh z                                    | hidden          |
| `relu`             | max(0, z)                                 | hidden          |
| `leaky_relu(0.01)` | z above 0, else 0.01 z                    | hidden          |
| `elu(1)`           | z above 0, else 1 · (eᶻ − 1)              | hidden          |
| `gelu`             | z Φ(z), Φ that of the normal distribution | hidden          |
| `gelu_tanh`        | nearly the same, with a tanh for Φ        | hidden          |
| `silu`             | z / (1 + e⁻ᶻ)                             | hidden          |
| `identity`         | z                                         | hidden          |

Every function works on arrays (m, n), one example per row, and writes into `out` (made if None).
`backward` gives ∂C/∂z from ∂C/∂a, with the derivative in terms of a, which backpropagation already
has (Nielsen, "Neural Networks and Deep Learning", chapters 1 to 3); only GELU and SiLU need z too.
A new layer's weights have the variance `start_gain` / n_in. Where that is not 1, it is 1 / E[a²]
for z of N(0, 1), so that each layer hands on numbers as large as it got (He et al. 2015).
"""

import math
import re
from collections.abc import Sequence

import numpy as np

from nn.errors import DownhillError

# With a small array, NumPy combines a 0-dimensional array in half the time that a float takes.
HALF, ONE = np.array(0.5, np.float32), np.array(1, np.float32)

Out = np.ndarray | None


class Sigmoid:
    """σ(z) = 1 / (1 + e⁻ᶻ), computed as ½ + ½ tanh(z/2), which never overflows."""

    start_gain = 1.0

    @staticmethod
    def forward(z: np.ndarray, out: Out = None) -> np.ndarray:
        out = np.multiply(z, HALF, out=out)
        np.tanh(out, out=out)
        np.multiply(out, HALF, out=out)
        np.add(out, HALF, out=out)
        return out

    @staticmethod
    def backward(a: np.ndarray, gradient: np.ndarray, out: Out = None, z: Out = None) -> np.ndarray:
        """σ'(z) = a − a²."""
        out = np.multiply(a, a, out=out)
        np.subtract(a, out, out=out)
        return np.multiply(out, gradient, out=out)


class Tanh:
    """tanh(z), from −1 to 1."""

    start_gain = 1.0

    @staticmethod
    def forward(z: np.ndarray, out: Out = None) -> np.ndarray:
        return np.tanh(z, out=out)

    @staticmethod
    def backward(a: np.ndarray, gradient: np.ndarray, out: Out = None, z: Out = None) -> np.ndarray:
        """tanh'(z) = 1 − a²."""
        out = np.multiply(a, a, out=out)
        np.subtract(ONE, out, out=out)
        out *= gradient
        return out


class ReLU:
    """max(0, z); its derivative at 0 is taken as 0."""

    start_gain = 2.0  # He et al. 2015: half the units are at 0

    @staticmethod
    def forward(z: np.ndarray, out: Out = None) -> np.ndarray:
        return np.maximum(z, 0, out=out)

    @staticmethod
    def backward(a: np.ndarray, gradient: np.ndarray, out: Out = None, z: Out = None) -> np.ndarray:
        return np.multiply(gradient, a > 0, out=out)


class Softmax:
    """eᶻ / Σ eᶻ over a row: an output layer that is a probability (Nielsen, chapter 3)."""

    start_gain = 1.0

    @staticmethod
    def forward(z: np.ndarray, out: Out = None) -> np.ndarray:
        out = np.subtract(z, z.max(axis=1, keepdims=True), out=out)
        np.exp(out, out=out)
        out /= out.sum(axis=1, keepdims=True)
        return out

    @staticmethod
    def backward(a: np.ndarray, gradient: np.ndarray, out: Out = None, z: Out = None) -> np.ndarray:
        """Jᵀg with J = diag(a) − a aᵀ, row by row."""
        along = np.einsum("mj,mj->m", gradient, a)[:, None]
        out = np.subtract(gradient, along, out=out)
        out *= a
        return out


class LeakyReLU:
    """z where it is positive, else slope · z (Maas, Hannun & Ng 2013)."""

    def __init__(self, slope: float = 0.01) -> None:
        self.slope = slope
        self.start_gain = 2 / (1 + slope**2)  # He et al. 2015, section 2.2

    def forward(self, z: np.ndarray, out: Out = None) -> np.ndarray:
        return np.multiply(z, self._slopes(z), out=out)

    def backward(
        self, a: np.ndarray, gradient: np.ndarray, out: Out = None, z: Out = None
    ) -> np.ndarray:
        return np.multiply(gradient, self._slopes(a), out=out)

    def _slopes(self, a: np.ndarray) -> np.ndarray:
        return np.where(a > 0, a.dtype.type(1), a.dtype.type(self.slope))


class ELU:
    """z where it is positive, else α(eᶻ − 1) (Clevert, Unterthiner & Hochreiter 2016)."""

    def __init__(self, alpha: float = 1.0) -> None:
        self.alpha = alpha
        self.start_gain = 1 / (0.5 + 0.1449 * alpha**2)

    def forward(self, z: np.ndarray, out: Out = None) -> np.ndarray:
        below = np.expm1(np.minimum(z, 0)) * z.dtype.type(self.alpha)
        out = np.maximum(z, 0, out=out)
        out += below
        return out

    def backward(
        self, a: np.ndarray, gradient: np.ndarray, out: Out = None, z: Out = None
    ) -> np.ndarray:
        """1 where a is positive, else αeᶻ = a + α."""
        slopes = np.where(a > 0, a.dtype.type(1), a + a.dtype.type(self.alpha))
        return np.multiply(slopes, gradient, out=out)


class Gated:
    """z · gate(z): a ReLU with a soft kink. Below 0 it falls and rises again, so that its slope is
    known only from z."""

    start_gain = 2.0  # as a ReLU's

    @classmethod
    def forward(cls, z: np.ndarray, out: Out = None) -> np.ndarray:
        return np.multiply(z, cls.gate(z)[0], out=out)

    @classmethod
    def backward(
        cls, a: np.ndarray, gradient: np.ndarray, out: Out = None, z: Out = None
    ) -> np.ndarray:
        """gate(z) + z · gate'(z)."""
        if z is None:
            raise ValueError(f"the slope of {cls.__name__} is known only from z")
        gate, slope = cls.gate(z)
        slope *= z
        slope += gate
        return np.multiply(slope, gradient, out=out)

    @staticmethod
    def gate(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(gate(z), gate'(z)), both of the shape of z."""
        raise NotImplementedError


class SiLU(Gated):
    """z σ(z), also called swish (Hendrycks & Gimpel 2016; Ramachandran et al. 2017)."""

    @staticmethod
    def gate(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        gate = Sigmoid.forward(z)
        return gate, Sigmoid.backward(gate, np.ones_like(z))


class GELU(Gated):
    """z Φ(z) with Φ of the normal distribution, ½ + ½ erf(z/√2) (Hendrycks & Gimpel 2016)."""

    @staticmethod
    def gate(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        from scipy.special import ndtr  # most networks need it not, and it takes time to import

        density = np.exp(-HALF * z * z) * z.dtype.type(1 / math.sqrt(2 * math.pi))
        return ndtr(z), density


class GELUTanh(Gated):
    """z (½ + ½ tanh u) with u = √(2/π) (z + 0.044715 z³), nearly GELU (the same authors)."""

    @staticmethod
    def gate(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        number, z = z.dtype.type, np.clip(z, -20, 20)  # beyond, the gate is open or shut
        square = z * z
        u = number(2 * math.sqrt(2 / math.pi)) * z * (1 + number(0.044715) * square)
        gate = Sigmoid.forward(u)  # ½ + ½ tanh(u/2)
        rise = number(2 * math.sqrt(2 / math.pi)) * (1 + number(3 * 0.044715) * square)
        return gate, Sigmoid.backward(gate, rise)


class Identity:
    """a = z: a linear layer."""

    start_gain = 1.0

    @staticmethod
    def forward(z: np.ndarray, out: Out = None) -> np.ndarray:
        return np.positive(z, out=out)

    @staticmethod
    def backward(a: np.ndarray, gradient: np.ndarray, out: Out = None, z: Out = None) -> np.ndarray:
        return np.positive(gradient, out=out)


Activation = (
    type[Sigmoid]
    | type[Tanh]
    | type[ReLU]
    | type[Softmax]
    | type[Gated]
    | type[Identity]
    | LeakyReLU
    | ELU
)
HIDDEN: dict[str, Activation] = {
    "sigmoid": Sigmoid,
    "tanh": Tanh,
    "relu": ReLU,
    "leaky_relu": LeakyReLU(),
    "elu": ELU(),
    "gelu": GELU,
    "gelu_tanh": GELUTanh,
    "silu": SiLU,
    "identity": Identity,
}
OUTPUT: dict[str, Activation] = {"sigmoid": Sigmoid, "softmax": Softmax}
WITH_NUMBER: dict[str, type[LeakyReLU] | type[ELU]] = {"leaky_relu": LeakyReLU, "elu": ELU}
LARGEST = 100.0  # such a number; none is below 0, where a would not tell the sign of z
ANY = "sigmoid, tanh, relu, leaky_relu(0.01), elu(1), gelu, gelu_tanh, silu, identity"


def hidden(name: str) -> Activation:
    """The activation of a hidden layer: one of HIDDEN, or such as `leaky_relu(0.2)`, `elu(0.5)`.

    Raises DownhillError if there is none of that name.
    """
    if name in HIDDEN:
        return HIDDEN[name]
    parts = re.fullmatch(r"([a-z_]+)\(([0-9.e+-]+)\)", name)
    if parts and parts[1] in WITH_NUMBER:
        try:
            number = float(parts[2])
        except ValueError:
            number = math.nan
        if 0 <= number <= LARGEST:
            return WITH_NUMBER[parts[1]](number)
        raise DownhillError(f"{name} has a number that is not in 0…{LARGEST:g}: give one that is.")
    raise DownhillError(f"there is no hidden activation named {name!r}: choose from {ANY}.")


def output(name: str) -> Activation:
    """The activation of the last layer. Raises DownhillError if there is none of that name."""
    if name not in OUTPUT:
        raise DownhillError(
            f"there is no output activation named {name!r}: choose from {', '.join(OUTPUT)}."
        )
    return OUTPUT[name]


def activation(name: str) -> Activation:
    """The activation of any layer. Raises DownhillError if there is none of that name."""
    return OUTPUT[name] if name in OUTPUT else hidden(name)


def is_hidden(name: str) -> bool:
    """Whether there is an activation of that name for hidden layers."""
    try:
        hidden(name)
    except DownhillError:
        return False
    return True


def kind_of(name: str) -> str:
    """The name of an activation without its number."""
    return name.partition("(")[0]


def of_layers(names: str | Sequence[str], hidden_layers: int) -> list[str]:
    """The name of each hidden layer's activation, from one name for all or a list of them.

    Raises DownhillError if the list is not as long as there are hidden layers.
    """
    if isinstance(names, str):
        return [names] * hidden_layers
    if len(names) != hidden_layers:
        raise DownhillError(
            f"{len(names)} activations do not fit {hidden_layers} hidden layers: give one for all, "
            "or one for each."
        )
    return list(names)
