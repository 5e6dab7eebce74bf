"""Numbers as a speaker of English says them: thirteen thousand and two, zero point four seven."""

ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
THOUSANDS = ["", " thousand", " million", " billion", " trillion"]
LONGEST = 3 * len(THOUSANDS)  # digits of a number that has a name; a longer one is read by digits
IRREGULAR = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
PARTS = {2: "half", 4: "quarter"}


def number(digits: str) -> str:
    """A number from 0 on, as it is written: 13,002; 0.474; .2. Zeros at the end of decimals are not
    said: 2.00 is "two"."""
    whole, _, decimals = digits.replace(",", "").partition(".")
    decimals = decimals.rstrip("0") if whole else decimals
    words = [cardinal(whole)] if whole else []
    if decimals:
        words += ["point", by_digits(decimals)]
    return " ".join(words)


def cardinal(digits: str) -> str:
    """A whole number: "five thousand seven hundred and seventy-one"."""
    value = int(digits)
    if len(str(value)) > LONGEST or (digits[0] == "0" and len(digits) > 1):
        return by_digits(digits)
    if value < 1000:
        return _below_1000(value)
    groups = []
    for power in reversed(range(len(THOUSANDS))):
        group = value // 1000**power % 1000
        if group:
            low_end = power == 0 and group < 100  # thirteen thousand *and* two
            groups.append("and " * low_end + _below_1000(group) + THOUSANDS[power])
    return " ".join(groups)


def by_digits(digits: str) -> str:
    """Each digit by itself, as after a point."""
    return " ".join(ONES[int(digit)] for digit in digits)


def year(digits: str) -> str:
    """A year from 1900 to 2099: "nineteen eighty-six", "two thousand and five"."""
    century, rest = divmod(int(digits), 100)
    if rest == 0 and century != 20:
        return f"{_below_1000(century)} hundred"
    if century == 20 and rest < 10:
        return cardinal(digits)
    return f"{_below_1000(century)} {'oh ' * (rest < 10)}{_below_1000(rest)}"


def ordinal(digits: str) -> str:
    """The place in a row: "twenty-first"."""
    words = number(digits)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[cut:]
    regular = last[:-1] + "ieth" if last.endswith("y") else last + "th"
    return words[:cut] + IRREGULAR.get(last, regular)


def several(digits: str) -> str:
    """Things that a number names: the 3s are "threes"."""
    words = number(digits)
    if words.endswith("y"):
        return words[:-1] + "ies"
    return words + ("es" if words.endswith(("x", "s")) else "s")


def fraction(above: str, below: str) -> str:
    """A fraction such as 2/3, or "1 over 784" where its parts have no short name."""
    n, parts = int(above), int(below)
    if not 2 <= parts <= 20 or n >= parts:
        return f"{number(above)} over {number(below)}"
    part = PARTS.get(parts, ordinal(below))
    many = {"half": "halves"}.get(part, part + "s")
    return f"{number(above)} {part if n == 1 else many}"


def _below_1000(value: int) -> str:
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    small = ONES[rest] if rest < 20 else TENS[tens] + (f"-{ONES[ones]}" if ones else "")
    if not hundreds:
        return small
    return f"{ONES[hundreds]} hundred" + (f" and {small}" if rest else "")
