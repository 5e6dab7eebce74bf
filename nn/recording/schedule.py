"""At which steps a recorder takes its snapshots, when nobody knows how many steps there will be."""

from collections.abc import Sequence

import numpy as np

from nn.training.loop import snapshot_steps

ROOM = 0.5, 20  # how many more than asked for are kept for a while: a share, and at least so many


class Schedule:
    """Steps spaced evenly on a logarithmic scale, about `count` of them, at any moment.

    Steps are kept more densely than needed. Whenever there are too many (ROOM), those
    are kept that are nearest to an even spacing up to there, and later ones come at its distance.
    With `total`, the steps are those of a training of ours up to there, and so on after it.

    Attributes: `next`, the step at which a snapshot is due; `kept`, the steps kept.
    """

    def __init__(self, count: int, total: int | None = None) -> None:
        self.count = max(count, 2)  # the first and the last
        self._most = self.count + max(int(ROOM[0] * self.count), ROOM[1])
        self.next = 0
        self.kept: list[int] = []
        self._planned = [] if total is None else snapshot_steps(total, self.count).tolist()
        self._ratio = _ratio(self._planned) if len(self._planned) > 1 else 1.0

    def keep(self, step: int) -> None:
        """Keep a snapshot of a step, and perhaps no longer some earlier ones."""
        self.kept.append(step)
        if len(self.kept) > self._most:
            self.kept = evenly(self.kept, self.count)
            self._ratio = _ratio(snapshot_steps(step, self.count).tolist())
        planned = (one for one in self._planned if one > step)
        self.next = next(planned, max(step + 1, round(step * self._ratio)))


def evenly(steps: Sequence[int], count: int) -> list[int]:
    """Those of increasing steps that are nearest to `count` evenly spaced on a logarithmic scale
    (nn/training/loop.py), the first and the last included."""
    if len(steps) <= count:
        return list(steps)
    there = np.array(steps)
    ideal = there[0] + snapshot_steps(int(there[-1] - there[0]), count)
    after = np.clip(np.searchsorted(there, ideal), 1, len(there) - 1)
    before = after - 1
    is_nearer = ideal - there[before] < there[after] - ideal
    return np.unique(there[np.where(is_nearer, before, after)]).tolist()


def _ratio(steps: Sequence[int]) -> float:
    """The last two of these steps, one divided by the other."""
    return steps[-1] / max(steps[-2], 1)
