"""How many decimals a number is written with."""

import math

import numpy as np

MOST = 20  # decimals


def small(value):
    """A cost to two digits that count, however small."""
    return f"{value:.{decimals(value, least=2)}f}"


def decimals(magnitude, digits=2, least=0):
    """How many places after the point show so many digits of a number as large as `magnitude`,
    less its leading noughts."""
    if not magnitude:
        return max(1, least)
    return int(np.clip(digits - 1 - math.floor(math.log10(abs(magnitude))), least, MOST))
