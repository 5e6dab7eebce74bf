"""The result of the experiment mode_connectivity: costs on paths from one minimum to another."""

import numpy as np

from nn.analysis.curves import bezier
from nn.experiments import Result

STRAIGHT, ORDERED, MATCHED, CURVE = range(4)  # as the experiment orders its `ways`


class Roads:
    """Paths between two trained networks A and B, for several pairs and each of the `hidden` sizes.

    `t` (points,), 0…1: how far along a path costs were measured. For the first pair: `pictures`
    (2, n, pixels), the weights into the first layer of A and of B; `order` (n,), which neuron of B
    is matched with each neuron of A; `over` (n,) bool, which neurons of B are sign-flipped.
    """

    def __init__(self, result: Result):
        self.arrays, self._found = result.arrays, result.found
        self.hidden = result.settings["hidden"]
        self.t = np.linspace(0, 1, self.arrays.costs.shape[-1])
        self.pictures, self.order = self.arrays.pictures, self.arrays.order
        self.over = self.arrays.over
        self._ways = result.constants["ways"]

    def costs(self, way: int, w: int = 0) -> np.ndarray:
        """The training costs (pairs, points) along a path, for size number w of `hidden`."""
        return self.arrays.costs[w, :, way, 0]

    def highest(self) -> float:
        """The highest training cost on any path."""
        return float(self.arrays.costs[:, :, :, 0].max())

    def found(self, name: str, w: int = 0) -> float:
        """A number that the experiment found for size number w."""
        return self._found[f"{name}_{self.hidden[w][0]}"]

    def rise(self, way: int, w: int = 0) -> float:
        """How far the cost on a path rises above the cost at its ends: the median over pairs."""
        return self.found(f"barrier_{self._ways[way]}", w)

    def on_plane(self, way: int) -> np.ndarray:
        """The coordinates (2, points) of a path of the first pair on the plane through A, B and the
        curve's bend. way: STRAIGHT or CURVE; the other paths do not lie on this plane."""
        b = np.array([[self.arrays.distance], [0]])
        if way == STRAIGHT:
            return self.t * b
        _, of_bend, of_b = bezier(self.t)
        return of_bend * self.arrays.bend[:, None] + of_b * b

    def likeness(self, ordered: bool = False, turned: bool = False) -> float:
        """The mean correlation of each picture of A with the one of B in the same place.

        ordered: whether B's pictures are first put in the `order` that matches A's; turned: whether
        those in `over` are sign-flipped.
        """
        return float(np.mean(self._correlations(ordered, turned)))

    def best_match(self) -> int:
        """The neuron of A that is most like its match in B, sign-flipped or not."""
        return int(np.argmax(np.abs(self._correlations(ordered=True))))

    def _correlations(self, ordered: bool = False, turned: bool = False) -> list[float]:
        A, B = self.pictures
        if turned:
            B = np.where(self.over, -1, 1)[:, None] * B
        if ordered:
            B = B[self.order]
        return [np.corrcoef(a, b)[0, 1] for a, b in zip(A, B, strict=True)]
