"""Cost functions. One convention everywhere: C is the **mean over examples** of one example's cost.

| cost            | one example                                | output layer      |
|-----------------|--------------------------------------------|-------------------|
| `quadratic`     | Σⱼ (aⱼ − yⱼ)²                              | sigmoid, softmax  |
| `cross_entropy` | −Σⱼ [yⱼ ln aⱼ + (1 − yⱼ) ln(1 − aⱼ)]       | sigmoid           |
| `cross_entropy` | −Σⱼ yⱼ ln aⱼ                               | softmax           |

There is no ½ before the square: the 3Blue1Brown film has none, Nielsen's book has one, so a
learning rate of ours does what twice that rate does in the book's `network.py`.
"""

import numpy as np

from nn.activations import Activation, Softmax

Array = np.ndarray


class Quadratic:
    """Σⱼ (aⱼ − yⱼ)²."""

    @staticmethod
    def terms(z: Array, a: Array, Y: Array, output: Activation) -> Array:
        """What each output adds to the cost of its row, shape (m, n)."""
        return (a - Y) ** 2

    @staticmethod
    def of_examples(z: Array, a: Array, Y: Array, output: Activation) -> Array:
        """The cost of each row, shape (m,)."""
        difference = a - Y
        return np.einsum("mj,mj->m", difference, difference)

    @staticmethod
    def delta(
        a: Array,
        Y: Array,
        output: Activation,
        scale: Array,
        out: Array | None = None,
        scratch: Array | None = None,
    ) -> Array:
        """`scale` times ∂(one example's cost)/∂z of the output layer, shape (m, n)."""
        gradient = np.subtract(a, Y, out=scratch)
        np.multiply(gradient, scale + scale, out=gradient)
        return output.backward(a, gradient, out=out)


class CrossEntropy:
    """Cross-entropy, computed from z, so that it stays accurate if an output saturates."""

    @staticmethod
    def terms(z: Array, a: Array, Y: Array, output: Activation) -> Array:
        """What each output adds to the cost of its row, shape (m, n)."""
        if output is Softmax:
            below = z - z.max(axis=1, keepdims=True)
            return Y * (np.log(np.exp(below).sum(axis=1, keepdims=True)) - below)
        # ln(1 + eᶻ) − yz, split so that no large number is subtracted from another.
        return np.maximum(z, 0) - Y * z + np.log1p(np.exp(-np.abs(z)))

    @staticmethod
    def of_examples(z: Array, a: Array, Y: Array, output: Activation) -> Array:
        """The cost of each row, shape (m,)."""
        if output is Softmax:
            below = z - z.max(axis=1, keepdims=True)  # only differences of z matter
            log_sum = np.log(np.exp(below).sum(axis=1))
            # A row of Y may add up to any total (soft labels), hence Σy before the logarithm.
            return log_sum * Y.sum(axis=1) - np.einsum("mj,mj->m", Y, below)
        return CrossEntropy.terms(z, a, Y, output).sum(axis=1)

    @staticmethod
    def delta(
        a: Array,
        Y: Array,
        output: Activation,
        scale: Array,
        out: Array | None = None,
        scratch: Array | None = None,
    ) -> Array:
        """`scale` times ∂(one example's cost)/∂z: σ' cancels (Nielsen, chapter 3, eq. 68)."""
        target_total = Y.sum(axis=1, keepdims=True) if output is Softmax else 1
        out = np.multiply(a, target_total, out=out)
        out -= Y
        out *= scale
        return out


Cost = type[Quadratic] | type[CrossEntropy]
COSTS: dict[str, Cost] = {"quadratic": Quadratic, "cross_entropy": CrossEntropy}
