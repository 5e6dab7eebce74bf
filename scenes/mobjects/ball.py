"""A ball that moves along a path."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from manim import Dot

from scenes.stage import style


class Ball(Dot):
    """A dot that moves along `points` (n, 3) of the scene, which it passes at the fractions
    `shares` (n,), 0…1, of the time. `set_share(share)` shows it after a fraction."""

    def __init__(
        self,
        points: Sequence[Sequence[float]],
        shares: Sequence[float],
        radius: float = 0.1,
        color: str = style.FOCUS,
    ):
        self.way, self.shares = np.asarray(points, dtype=float), np.asarray(shares, dtype=float)
        super().__init__(self.way[0], radius, color=color)

    def set_share(self, share: float) -> Self:
        """Show it after a fraction of the time, 0…1."""
        return self.move_to([np.interp(share, self.shares, axis) for axis in self.way.T])
