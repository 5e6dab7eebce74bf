"""How numbers are written: with how many decimals, or as a product with a power of ten."""

import math

import numpy as np

from scenes.narration.number_words import cardinal

MOST = 20  # decimals
LONGEST = 12  # characters of a number on the screen
RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def small(value: float) -> str:
    """A cost with two significant digits, however small."""
    return f"{value:.{decimals(value, least=2)}f}"


def short(value: float, digits: int = 6) -> str:
    """A number with at most so many significant digits and no zeros at its end, for captions and
    formulas alike.

    Where that needs an exponent it is a power of ten, or a product with one: 0.35, 5·10⁻⁷, −10¹².
    """
    number, _, exponent = f"{value + 0:.{digits}g}".replace("-", "−").partition("e")
    if not exponent:
        return number
    power = "10" + str(int(exponent.replace("−", "-"))).translate(RAISED)
    return number.removesuffix("1") + power if number in ("1", "−1") else f"{number}·{power}"


def within(form: str, value: float, longest: int = LONGEST) -> str:
    """A number in a format such as "{:.2f}", with a true minus, and none before a zero; with two
    digits, as `short` writes it, if it would be longer than `longest` characters."""
    words = form.format(value).replace("-", "−")
    if len(words) > longest:
        return "+" * words.startswith("+") + short(value, 2)
    return words if any(digit in words for digit in "123456789") else words.lstrip("−")


def decimals(magnitude: float, digits: int = 2, least: int = 0) -> int:
    """How many decimals a number of this magnitude needs for `digits` significant digits."""
    if not magnitude:
        return max(1, least)
    return int(np.clip(digits - 1 - math.floor(math.log10(abs(magnitude))), least, MOST))


def power_in_formula(value: float, times: str = "dot") -> str:
    """A number from 0 on as 1.9 dot 10^(36), in Typst, with `times` as the multiplication sign; 0
    is written as 0."""
    mantissa, exponent = mantissa_and_exponent(value)
    return f"{mantissa:.1f} {times} 10^({exponent})".replace("-", "−") if value else "0"


def mantissa_and_exponent(value: float) -> tuple[float, int]:
    """(mantissa, 1 to 9.95, exponent of ten) of a number above 0, however large; 0 gives (0, 0)."""
    if not value:
        return 0.0, 0
    size = math.log10(value)  # also of whole numbers that no float holds
    exponent = math.floor(size)
    mantissa = 10 ** (size - exponent)
    return (1.0, exponent + 1) if mantissa >= 9.95 else (mantissa, exponent)


def exponent_above(value: float) -> int:
    """The exponent of the lowest power of ten above a value (above 0)."""
    return math.floor(math.log10(value)) + 1


def plain_number(value: float) -> str:
    """A small number without an exponent: 0.00003."""
    return f"{value:.7f}".rstrip("0").rstrip(".")


def percent_above(share: float) -> str:
    """A fraction in percent, rounded up to a tenth: a number that it does not exceed."""
    return f"{math.ceil(1000 * share) / 1000:.1%}"


IN_A_WORD = 20  # counts up to this are
SHARES = {  # shares as people say them
    0.01: "one in a hundred",
    0.02: "one in fifty",
    0.03: "three in a hundred",
    0.05: "one in twenty",
    0.07: "seven in a hundred",
    0.1: "one in ten",
    0.2: "one in five",
    0.25: "a quarter",
    1 / 3: "a third",
    0.4: "two in five",
    0.5: "half",
    0.6: "three in five",
    2 / 3: "two thirds",
    0.75: "three quarters",
    0.8: "four in five",
    0.9: "nine in ten",
    0.93: "93 in a hundred",
    0.95: "nineteen in twenty",
    0.97: "97 in a hundred",
    0.98: "98 in a hundred",
    0.99: "99 in a hundred",
}
EXACT = 0.03  # of what there is, or of what is left: so far a share in words may be off unsaid


def in_words(count: int) -> str:
    """A count as one says it: in a word up to twenty, "no" for none; beyond, in figures: 13,002."""
    if not 0 <= count <= IN_A_WORD:
        return f"{count:,}"
    return cardinal(str(count)) if count else "no"


def about(share: float) -> str:
    """A share from 0 to 1 as a person says it: "a third", "nearly half", "more than half"."""
    if share in (0, 1):
        return "all" if share else "none"
    simple = min(SHARES, key=lambda known: abs(_odds(known) - _odds(share)))
    if share < min(SHARES) * (1 - EXACT) or share > 1 - (1 - max(SHARES)) * (1 - EXACT):
        return "hardly any" if share < 0.5 else "nearly all"
    off = share - simple
    if abs(off) <= EXACT * min(simple, 1 - simple):
        return SHARES[simple]
    return f"{'nearly' if off < 0 else 'more than'} {SHARES[simple]}"


def _odds(share: float) -> float:
    """The logarithm of how much larger a share is than the rest, on which shares near none and near
    all are as far apart as they feel."""
    return math.log(share / (1 - share))
