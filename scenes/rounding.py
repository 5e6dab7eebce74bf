"""How many decimals a number is written with."""

import numpy as np


def small(value):
    """A cost to two digits that count, however small."""
    return f"{value:.{decimals(value, digits=2)}f}"


def decimals(value, least=2, digits=1):
    """How many decimals show so many digits of a number that are not leading noughts."""
    return int(np.clip(np.ceil(-np.log10(max(value, 1e-9))) + digits - 1, least, 8))
