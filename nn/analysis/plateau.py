"""Where the cost stays nearly level for a while in training, before it falls again."""

import numpy as np

WITHIN = 0.04  # how far the cost may be from its value at a plateau's start, relative to that


def plateau(cost: np.ndarray) -> tuple[int, int] | None:
    """(first, last) snapshot of the longest plateau of a cost curve (S,): a stretch in which the
    cost stays within 4%, before it falls to less than half of that.

    None if no plateau is as long as a tenth of the curve.
    """
    rests = []
    for first in range(len(cost)):
        within = abs(cost[first:] / cost[first] - 1) < WITHIN
        last = first + (len(within) if within.all() else int(within.argmin())) - 1
        if last - first >= len(cost) / 10 and cost[-1] < cost[last] / 2:
            rests.append((last - first, -first))
    if not rests:
        return None
    length, first = max(rests)
    return -first, length - first
