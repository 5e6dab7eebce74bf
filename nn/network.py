"""The network: sizes, weights, biases; forward, backpropagation, cost.

The words are Nielsen's ("Neural Networks and Deep Learning", chapters 1 and 2). A batch has one
example per row. Layers are counted l = 1…L as on paper; Python lists start at 0, so `weights[l-1]`
is Wˡ, `z[l-1]` is zˡ, and `a[l]` is aˡ, where `a[0]` is the input.
"""

import itertools
import math
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from nn import activations
from nn.costs import COSTS, Cost
from nn.errors import DownhillError

CHUNK = 5_000  # rows evaluated at once: bounds memory, stays in cache
MOST_PARAMETERS = 100_000_000  # a typo in the sizes is reported before it fills the memory


class Network:
    """Fully connected layers over one flat parameter vector.

    `activations` are the names of each layer's, l = 1…L, `functions` the functions themselves.
    `theta` (parameters,) holds W¹, b¹, W², b², … one after another; `weights[l-1]` (n_out, n_in)
    and `biases[l-1]` (n_out,) are views of it, so changing either changes both.

    `activation` is that of all hidden layers, or a list of one for each. A new network's weights
    are drawn from N(0, gain/n_in), by `seed`, and its biases are zero; `gain` is the activation's
    `start_gain`, such as 2 if a ReLU follows.

    Raises DownhillError for sizes, activations, output or cost that do not exist.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activation: str | Sequence[str] = "sigmoid",
        output_activation: str = "sigmoid",
        cost: str = "quadratic",
        seed: int | Sequence[int] = 0,
        dtype: npt.DTypeLike = np.float32,
    ) -> None:
        self.sizes = _checked_sizes(sizes)
        hidden = activations.of_layers(activation, len(self.sizes) - 2)
        self.activations = [*hidden, output_activation]
        self.cost_name = cost
        self.output = activations.output(output_activation)
        self.functions = [*map(activations.hidden, hidden), self.output]
        self.cost_function = _cost(cost)
        self.theta = np.zeros(parameter_count(self.sizes), dtype)
        self.weights, self.biases = layer_views(self.theta, self.sizes)
        generator = np.random.default_rng(seed)
        for W, function in zip(self.weights, self.functions, strict=True):
            spread = np.sqrt(function.start_gain / W.shape[1])
            W[:] = generator.standard_normal(W.shape) * spread

    @property
    def activation(self) -> str:
        """The name of the first layer's activation; those of others are in `activations`."""
        return self.activations[0]

    @property
    def kind(self) -> tuple[list[int], list[str], str, str]:
        """(sizes, activations of the hidden layers, that of the output, cost): networks of the same
        kind share these."""
        return self.sizes, self.activations[:-1], self.activations[-1], self.cost_name

    def like(
        self, theta: npt.ArrayLike | None = None, dtype: npt.DTypeLike | None = None
    ) -> "Network":
        """A network of the same kind, with a copy of `theta` (parameters,), or of this one's."""
        other = Network(*self.kind, dtype=self.theta.dtype if dtype is None else dtype)
        other.theta[:] = self.theta if theta is None else theta
        return other

    def forward(self, X: npt.ArrayLike) -> "Pass":
        """Every z and a for a batch X (m, n_0), or for one example (n_0,): a `Pass`."""
        rows = np.atleast_2d(X).astype(self.theta.dtype, copy=False)
        return Pass(self, len(rows)).forward(rows)

    def backpropagation(self, X: npt.ArrayLike, Y: npt.ArrayLike) -> "Pass":
        """Every z, a, delta and gradient for a batch (m, n_0), (m, n_L), or one example: a `Pass`.

        Nielsen, chapter 2, equations BP1 to BP4.
        """
        return self.forward(X).backward(np.atleast_2d(Y).astype(self.theta.dtype, copy=False))

    def predict(self, X: np.ndarray) -> np.ndarray:
        """The index of the highest output for each row of X: shape (m,)."""
        return np.concatenate([p.a[-1].argmax(axis=1) for p, _ in self.chunks(X)])

    def costs(self, X: np.ndarray, Y: np.ndarray) -> np.ndarray:
        """The cost of each example, shape (m,), float64."""
        return np.concatenate([p.costs(Y[rows]).astype(np.float64) for p, rows in self.chunks(X)])

    def cost(self, X: np.ndarray, Y: np.ndarray) -> float:
        """C: the mean over examples of one example's cost (costs.py), without any L2 penalty."""
        return float(self.costs(X, Y).mean())

    def gradient(self, X: np.ndarray, Y: np.ndarray) -> np.ndarray:
        """∇C over a whole data set, shape (parameters,), float64, in chunks of rows."""
        total = np.zeros(self.theta.shape)
        for p, rows in self.chunks(X):
            total += p.backward(Y[rows]).nabla.astype(np.float64) * len(p.a[0])
        return total / len(X)

    def chunks(self, X: np.ndarray) -> Iterator[tuple["Pass", slice]]:
        """Yield (Pass, rows) over X in chunks that bound the memory."""
        for start in range(0, len(X), CHUNK):
            rows = slice(start, start + CHUNK)
            yield self.forward(X[rows]), rows


class Pass:
    """One batch on its way through the network and back, with buffers that are reused.

    After `forward(X)`: `a[0]` is X, `z[l-1]`, `a[l]` are (m, n_l).
    After `backward(Y)`: `delta[l-1]` (m, n_l) is ∂C/∂zˡ, `nabla_w[l-1]`, `nabla_b[l-1]` are shaped
    like the weights and biases, and `nabla` (parameters,) is the whole ∇C. C is the batch's mean
    cost, so for a batch of one, delta is Nielsen's δ; for m examples, each of its rows is δ/m.
    """

    def __init__(self, network: Network, m: int) -> None:
        self.network = network
        dtype, layers = network.theta.dtype, network.sizes[1:]
        self.z = [np.empty((m, n), dtype) for n in layers]
        self.a = [np.empty(0, dtype)]  # a[0] is set by forward
        self.a += [np.empty((m, n), dtype) for n in layers]
        self.nabla = np.zeros_like(network.theta)
        self.nabla_w, self.nabla_b = layer_views(self.nabla, network.sizes)
        self.delta = [np.empty((m, n), dtype) for n in layers]
        self._gradient = [np.empty((m, n), dtype) for n in layers]
        self._ones = np.ones(m, dtype)
        self._scale = np.array(1 / m, dtype)
        # Made once here rather than at every step.
        transposed = [W.T for W in network.weights]
        self._layers = list(zip(network.functions, transposed, network.biases, strict=True))

    def forward(self, X: np.ndarray) -> "Pass":
        """Fill z and a for X (m, n_0)."""
        a = self.a[0] = X
        for l, (function, W_transposed, b) in enumerate(self._layers):
            z = self.z[l]
            np.dot(a, W_transposed, out=z)  # np.matmul costs half a microsecond more a call
            z += b
            a = function.forward(z, out=self.a[l + 1])
        return self

    def backward(self, Y: np.ndarray) -> "Pass":
        """Fill delta, nabla_w, nabla_b for targets Y (m, n_L): BP1 at the end, then BP2 to BP4."""
        network = self.network
        last = len(self.z) - 1
        delta = network.cost_function.delta(
            self.a[-1], Y, network.output, self._scale, self.delta[last], self._gradient[last]
        )
        for l in range(last, -1, -1):
            np.dot(delta.T, self.a[l], out=self.nabla_w[l])
            np.dot(self._ones, delta, out=self.nabla_b[l])
            if l > 0:
                gradient = np.dot(delta, network.weights[l], out=self._gradient[l - 1])
                backward = network.functions[l - 1].backward
                delta = backward(self.a[l], gradient, self.delta[l - 1], self.z[l - 1])
        return self

    def costs(self, Y: np.ndarray) -> np.ndarray:
        """The cost of each row, shape (m,)."""
        network = self.network
        return network.cost_function.of_examples(self.z[-1], self.a[-1], Y, network.output)


def parameter_count(sizes: Sequence[int]) -> int:
    """How many weights and biases a network with these layer sizes has."""
    return sum(n_out * (n_in + 1) for n_in, n_out in zip(sizes, sizes[1:], strict=False))


def layer_views(
    theta: np.ndarray, sizes: Sequence[int], networks: tuple[int, ...] = ()
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Views of a flat vector (…, parameters) as weights (…, n_out, n_in) and biases (…, n_out).

    networks: (K,) for a vector (…, K · parameters) that holds the first layer of K networks, then
    the second layer of all, …; the views are then (…, K, n_out, n_in) and (…, K, n_out).
    """
    weights, biases, start = [], [], 0
    lead = (*theta.shape[:-1], *networks)
    for n_in, n_out in zip(sizes, sizes[1:], strict=False):
        middle = start + math.prod(networks) * n_out * n_in
        end = middle + math.prod(networks) * n_out
        weights.append(theta[..., start:middle].reshape(*lead, n_out, n_in))
        biases.append(theta[..., middle:end].reshape(*lead, n_out))
        start = end
    return weights, biases


def layer_slices(sizes: Sequence[int]) -> list[slice]:
    """The slice of a flat parameter vector that holds each layer's weights and biases."""
    counts = [parameter_count(pair) for pair in zip(sizes, sizes[1:], strict=False)]
    ends = itertools.accumulate(counts)
    return [slice(end - count, end) for count, end in zip(counts, ends, strict=True)]


def _checked_sizes(sizes: Sequence[int]) -> list[int]:
    sizes = [int(n) for n in sizes]
    if len(sizes) < 2 or min(sizes) < 1:
        raise DownhillError(
            f"sizes {sizes} make no network: give at least an input and an output layer, "
            "each of one neuron or more, such as 784,16,16,10."
        )
    if parameter_count(sizes) > MOST_PARAMETERS:
        raise DownhillError(
            f"sizes {sizes} make {parameter_count(sizes):,} weights and biases, over the limit of "
            f"{MOST_PARAMETERS:,}: give smaller layers."
        )
    return sizes


def _cost(name: str) -> Cost:
    if name not in COSTS:
        raise DownhillError(f"there is no cost named {name!r}: choose from {', '.join(COSTS)}.")
    return COSTS[name]
