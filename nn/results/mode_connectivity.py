"""The result of the experiment mode_connectivity: costs on ways from one minimum to another."""

import numpy as np

from nn.analysis.curves import bezier
from nn.experiments import Result

STRAIGHT, ORDERED, MATCHED, CURVE = range(4)  # as the experiment orders its `ways`


class Roads:
    """Ways between pairs of networks A and B, of each of some `hidden` sizes.

    `t` (points,), 0…1: how far along a way costs were measured. Of the first pair `pictures`
    (2, n, pixels), the weights into the first layer of A and of B; `order` (n,), which of B's
    neurons goes to the place of each of A's; `over` (n,), which of B's are turned over.
    """

    def __init__(self, result: Result):
        self.arrays, self._found = result.arrays, result.found
        self.hidden = result.settings["hidden"]
        self.t = np.linspace(0, 1, self.arrays.costs.shape[-1])
        self.pictures, self.order = self.arrays.pictures, self.arrays.order
        self.over = self.arrays.over
        self._ways = result.constants["ways"]

    def costs(self, way: int, w: int = 0) -> np.ndarray:
        """The training costs (pairs, points) along a way, of the networks of size w."""
        return self.arrays.costs[w, :, way, 0]

    def highest(self) -> float:
        """The highest training cost on any way."""
        return float(self.arrays.costs[:, :, :, 0].max())

    def found(self, name: str, w: int = 0) -> float:
        """A number that the experiment found of the networks of size w."""
        return self._found[f"{name}_{self.hidden[w][0]}"]

    def rise(self, way: int, w: int = 0) -> float:
        """How far the cost on a way rises above that of its ends, the median over pairs."""
        return self.found(f"barrier_{self._ways[way]}", w)

    def on_plane(self, way: int) -> np.ndarray:
        """Where the points of a way (2, points) of the first pair are on the plane of A, B and the
        bend. way: STRAIGHT or CURVE; the others do not lie on it."""
        b = np.array([[self.arrays.distance], [0]])
        if way == STRAIGHT:
            return self.t * b
        _, of_bend, of_b = bezier(self.t)
        return of_bend * self.arrays.bend[:, None] + of_b * b

    def likeness(self, ordered: bool = False, turned: bool = False) -> float:
        """The mean correlation of A's pictures with those of B in their places; B's ordered as A's,
        and turned over where that was found to fit, if so asked."""
        return float(np.mean(self._correlations(ordered, turned)))

    def best_match(self) -> int:
        """The neuron of A that is most like its match in B, turned over or not."""
        return int(np.argmax(np.abs(self._correlations(ordered=True))))

    def _correlations(self, ordered: bool = False, turned: bool = False) -> list[float]:
        A, B = self.pictures
        if turned:
            B = np.where(self.over, -1, 1)[:, None] * B
        if ordered:
            B = B[self.order]
        return [np.corrcoef(a, b)[0, 1] for a, b in zip(A, B, strict=True)]
