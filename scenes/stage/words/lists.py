"""Lists in a sentence."""

from collections.abc import Sequence


def listed(names: Sequence[str]) -> str:
    """Names as a list in a sentence, such as "3, 5 and 8"; no names are an empty string."""
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + " and " + names[-1]
