"""Which layers, neurons and outputs of a network are drawn where not all fit: those that matter
most to this run, by one rule for all clips, and said ("12 of 200")."""

import functools
from collections.abc import Iterable, Sequence

import numpy as np

from nn.analysis.importance import most_important, of_neurons
from nn.runs.run import Run
from scenes.stage.examples import EXAMPLES_WEIGHED

MOST_NEURONS, FEW_NEURONS = 20, 12  # the most that fit in a column; drawn of those that do not
MOST_OUTPUTS, FEW_OUTPUTS = 12, 10  # likewise of outputs, each with its name
MOST_LAYERS = 6  # columns side by side, the inputs too
FIRST_LAYERS, LAST_LAYERS = 3, 2  # of the columns that are drawn where there are more layers
MOST_PICTURES = 16  # neurons of the first layer that are drawn as pictures of their weights


def chosen_neurons(run: Run, l: int, count: int) -> np.ndarray:
    """Indices, rising, of at most `count` neurons of layer l: all, or those that matter most after
    training (nn/analysis/importance.py)."""
    n = run.sizes[l]
    return np.arange(n) if n <= count else most_important(_importance(run, l), count)


@functools.lru_cache(maxsize=32)
def _importance(run: Run, l: int) -> np.ndarray:
    images = run.examples()[0][:EXAMPLES_WEIGHED] if run.has_data else None
    return of_neurons(run.network(), l, images)


def pictured_neurons(run: Run) -> np.ndarray:
    """Indices of the neurons of the first layer that are drawn as pictures of their weights."""
    return chosen_neurons(run, 1, MOST_PICTURES)


def chosen_outputs(values: np.ndarray, always: Iterable[int] = ()) -> np.ndarray:
    """Indices, rising, of the outputs that are listed: all, or those of `always` and then those
    whose highest of some values (m, n) or (n,) is highest."""
    values = np.atleast_2d(values)
    n = values.shape[1]
    if n <= MOST_OUTPUTS:
        return np.arange(n)
    first = list(dict.fromkeys(int(j) for j in always))
    rest = np.argsort(-values.max(axis=0), kind="stable")
    return np.sort([*first, *(j for j in rest if j not in first)][:FEW_OUTPUTS])


def chosen_layers(count: int, most: int, always: Iterable[int]) -> list[int]:
    """Which of so many layers, from 0, are drawn: all, or at most so many, of which some always,
    then the first, the last, and those after the first."""
    if count <= most:
        return list(range(count))
    return sorted(list(dict.fromkeys([*always, 0, count - 1, *range(count)]))[:most])


def of_all(drawn: int, n: int, word: str = "") -> str:
    """How many of n are drawn, said only if not all are: "12 of 200", or an empty string."""
    return f"{drawn:,} of {n:,}{' ' * bool(word)}{word}" if drawn < n else ""


class Drawn:
    """The part of a run's network that a diagram shows.

    layers (m,): the layers that are drawn, 0 being the inputs; neurons: indices (k,) of those drawn
    in each. pixels: of the inputs; None leaves the inputs out. outputs: of the last layer; by
    default the first few if there are many.
    """

    def __init__(
        self, run: Run, pixels: np.ndarray | None, outputs: Sequence[int] | np.ndarray | None = None
    ):
        self.sizes = run.sizes
        last = len(run.sizes) - 1
        first = 1 if pixels is None else 0
        self.layers = _shown_layers(first, last)
        self.left_out = last + 1 - first - len(self.layers)
        if outputs is None:
            outputs = np.arange(run.sizes[-1])[:FEW_OUTPUTS] if self._many(last) else None
        given = {0: pixels, last: outputs}
        self.neurons = [
            chosen_neurons(run, l, self._most(l)) if given.get(l) is None else np.array(given[l])
            for l in self.layers
        ]

    def _many(self, l: int) -> bool:
        return self.sizes[l] > (MOST_OUTPUTS if l == len(self.sizes) - 1 else MOST_NEURONS)

    def _most(self, l: int) -> int:
        return FEW_NEURONS if self._many(l) else self.sizes[l]

    @property
    def gaps(self) -> list[bool]:
        """Of each layer that is drawn, whether neurons are left out."""
        return [
            len(some) < self.sizes[l] for l, some in zip(self.layers, self.neurons, strict=True)
        ]

    @property
    def counts(self) -> list[str]:
        """What is said under each layer that is drawn: "12 of 200", or nothing if it is whole."""
        return [
            of_all(len(some), self.sizes[l])
            for l, some in zip(self.layers, self.neurons, strict=True)
        ]

    def activations(self, a: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Of activations of all layers [a⁰, a¹, …, aᴸ], those that are drawn."""
        return [a[l][some] for l, some in zip(self.layers, self.neurons, strict=True)]

    def weights(self, W: Sequence[np.ndarray]) -> list[np.ndarray | None]:
        """Of all weights [W¹, …, Wᴸ], those between neighbouring columns; None between the two
        columns where layers are left out."""
        pairs = zip(self.layers, self.layers[1:], self.neurons, self.neurons[1:], strict=False)
        return [W[to - 1][np.ix_(j, k)] if to == origin + 1 else None for origin, to, k, j in pairs]

    def order(self, l: int, order: np.ndarray) -> np.ndarray:
        """The order (k,) of the drawn neurons of layer l when all its neurons take an order (n_l,):
        the index, among those drawn, of the neuron at each place."""
        some = self.neurons[self.layers.index(l)]
        return np.searchsorted(some, [j for j in order if j in set(some.tolist())])


def _shown_layers(first: int, last: int) -> list[int]:
    """The layers from first to last, or the first few and the last two if there are too many."""
    layers = list(range(first, last + 1))
    if len(layers) <= MOST_LAYERS:
        return layers
    return layers[:FIRST_LAYERS] + layers[-LAST_LAYERS:]
