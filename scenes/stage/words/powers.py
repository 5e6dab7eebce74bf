"""Numbers too large or too small to be written out: a product with a power of ten."""

import math

RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def power_in_words(value):
    """A number above 0 in plain text: 1.9·10³⁶."""
    mantissa, exponent = mantissa_and_exponent(value)
    return f"{mantissa:.1f}·10{str(exponent).translate(RAISED)}"


def power_in_formula(value):
    """The same in Typst; 0 is written as such."""
    mantissa, exponent = mantissa_and_exponent(value)
    return f"{mantissa:.1f} dot 10^({exponent})" if value else "0"


def mantissa_and_exponent(value):
    """(mantissa, 1 to 9.95, exponent of ten) of a number above 0, however large; 0 gives (0, 0)."""
    if not value:
        return 0.0, 0
    size = math.log10(value)  # also of whole numbers that no float holds
    exponent = math.floor(size)
    mantissa = 10 ** (size - exponent)
    return (1.0, exponent + 1) if mantissa >= 9.95 else (mantissa, exponent)


def exponent_above(value):
    """The exponent of the lowest power of ten above a value (above 0)."""
    return math.floor(math.log10(value)) + 1
