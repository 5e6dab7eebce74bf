"""Activation functions: a = σ(z), and how a gradient passes back through them.

Every function works on arrays (m, n), one example per row, and writes into `out` (made if None).
`backward` gives ∂C/∂z from ∂C/∂a, with the derivative in terms of a, which backpropagation already
has (Nielsen, "Neural Networks and Deep Learning", chapters 1 to 3).
"""

import numpy as np

# With a small array, NumPy combines a 0-dimensional array in half the time that a float takes.
HALF, ONE = np.array(0.5, np.float32), np.array(1, np.float32)


class Sigmoid:
    """σ(z) = 1 / (1 + e⁻ᶻ), computed as ½ + ½ tanh(z/2), which never overflows."""

    start_gain = 1.0

    @staticmethod
    def forward(z: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        out = np.multiply(z, HALF, out=out)
        np.tanh(out, out=out)
        np.multiply(out, HALF, out=out)
        np.add(out, HALF, out=out)
        return out

    @staticmethod
    def backward(a: np.ndarray, gradient: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """σ'(z) = a − a²."""
        out = np.multiply(a, a, out=out)
        np.subtract(a, out, out=out)
        return np.multiply(out, gradient, out=out)


class Tanh:
    """tanh(z), from −1 to 1."""

    start_gain = 1.0

    @staticmethod
    def forward(z: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        return np.tanh(z, out=out)

    @staticmethod
    def backward(a: np.ndarray, gradient: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """tanh'(z) = 1 − a²."""
        out = np.multiply(a, a, out=out)
        np.subtract(ONE, out, out=out)
        out *= gradient
        return out


class ReLU:
    """max(0, z); its derivative at 0 is taken as 0."""

    start_gain = 2.0  # He et al. 2015: half the units are at 0

    @staticmethod
    def forward(z: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        return np.maximum(z, 0, out=out)

    @staticmethod
    def backward(a: np.ndarray, gradient: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        return np.multiply(gradient, a > 0, out=out)


class Softmax:
    """eᶻ / Σ eᶻ over a row: an output layer that is a probability (Nielsen, chapter 3)."""

    start_gain = 1.0

    @staticmethod
    def forward(z: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        out = np.subtract(z, z.max(axis=1, keepdims=True), out=out)
        np.exp(out, out=out)
        out /= out.sum(axis=1, keepdims=True)
        return out

    @staticmethod
    def backward(a: np.ndarray, gradient: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """Jᵀg with J = diag(a) − a aᵀ, row by row."""
        along = np.einsum("mj,mj->m", gradient, a)[:, None]
        out = np.subtract(gradient, along, out=out)
        out *= a
        return out


Activation = type[Sigmoid] | type[Tanh] | type[ReLU] | type[Softmax]
HIDDEN: dict[str, Activation] = {"sigmoid": Sigmoid, "tanh": Tanh, "relu": ReLU}
OUTPUT: dict[str, Activation] = {"sigmoid": Sigmoid, "softmax": Softmax}
