"""Lists in a sentence."""

import itertools
from collections.abc import Sequence

LONGEST_RUN = 3  # equal layers in a row that are written out


def listed(names: Sequence[str]) -> str:
    """Names as a list in a sentence, such as "3, 5 and 8"; no names are an empty string."""
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + " and " + names[-1]


def arrows(sizes: Sequence[int]) -> str:
    """The sizes of layers in a row: "784 → 16 → 10"; of many equal ones how many there are:
    "64 → 20 × 5 → 10"."""
    parts = []
    for n, group in itertools.groupby(sizes):
        count = len(list(group))
        parts += [f"{n:,}"] * count if count <= LONGEST_RUN else [f"{count} × {n:,}"]
    return " → ".join(parts)
