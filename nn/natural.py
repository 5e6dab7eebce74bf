"""The order in which people put names that hold numbers."""

import re


def natural(name: str) -> list[tuple[int, int, str]]:
    """The key that orders names as people do: layer2 before layer10, 2 before a."""
    pieces = re.findall(r"\d+|\D+", name)
    return [(0, int(piece), piece) if piece.isdecimal() else (1, 0, piece) for piece in pieces]
