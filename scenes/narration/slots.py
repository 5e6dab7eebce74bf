"""The numbers and formulas in a sentence and in its translation: slots, which both must have, and
which are filled with others where a run has other numbers.

A number counts by its value, however the language writes it: 95,24 % in German is 95.24%.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from scenes.narration.languages import localised, numbers_in, value
from scenes.narration.number_words import ONES

FORMULA = re.compile(r"\$[^$]*\$")
# Numbers that English says in a word, and that another language may write as a figure.
COUNTED = {word: (float(i), "") for i, word in enumerate(ONES[:13])}
SLOT = "\0"
Number = tuple[float, str]  # languages.value


def pattern(words: str) -> str:
    """Words with a slot for each number, also in formulas."""
    pieces, end = [], 0
    for number in numbers_in(words):
        pieces += [words[end : number.start()], SLOT]
        end = number.end()
    return " ".join("".join([*pieces, words[end:]]).split())


def astray(words: str, translation: str, language: str) -> str:
    """What is wrong with the numbers and formulas of a translation, in words; "" if nothing is."""
    lost, new = _changed(FORMULA.findall(words), FORMULA.findall(translation))
    if lost or new:
        return _told("formula", lost, new)
    ours = [value(number) for number in _numbers(words)]
    theirs = [value(number, language) for number in _numbers(translation, language)]
    in_words = [COUNTED[word] for word in re.findall(r"[a-z]+", words.lower()) if word in COUNTED]
    numbers_lost, numbers_new = _changed(ours, theirs)
    numbers_new = [number for number in numbers_new if number not in in_words]
    return _told("number", map(_written, numbers_lost), map(_written, numbers_new))


def filled(words: str, translation: str, others: str, language: str) -> str:
    """A translation of words, with the numbers and formulas of other words of the same pattern."""
    if words == others:
        return translation
    formulas = list(zip(FORMULA.findall(words), FORMULA.findall(others), strict=True))
    before = [value(number) for number in _numbers(words)]
    numbers = list(zip(before, _numbers(others), strict=True))
    pieces = []
    for piece in re.split(rf"({FORMULA.pattern})", translation):
        if FORMULA.fullmatch(piece):
            pieces.append(_taken(formulas, piece) or piece)
        else:
            pieces.append(_with_numbers(piece, numbers, language))
    return "".join(pieces)


def _with_numbers(words: str, numbers: list[tuple[Number, str]], language: str) -> str:
    """Words of a language with the number that stands in the place of each of theirs."""
    pieces, end = [], 0
    for found in numbers_in(words, language):
        number = _taken(numbers, value(found[0], language))
        pieces += [words[end : found.start()], localised(number, language) if number else found[0]]
        end = found.end()
    return "".join([*pieces, words[end:]])


def _taken(pairs: list[tuple[Any, str]], wanted: Any) -> str | None:
    """What stands in the place of a part now; each place is taken once."""
    for pair in pairs:
        if pair[0] == wanted:
            pairs.remove(pair)
            return pair[1]
    return None


def _numbers(words: str, language: str = "en") -> list[str]:
    """The numbers outside of formulas."""
    return [found[0] for found in numbers_in(FORMULA.sub(" ", words), language)]


def _changed(ours: list[Any], theirs: list[Any]) -> tuple[list[Any], list[Any]]:
    """(What is only ours, what is only theirs)."""
    a, b = Counter(ours), Counter(theirs)
    return list((a - b).elements()), list((b - a).elements())


def _written(number: Number) -> str:
    return f"{number[0]:,.10g}{number[1]}"


def _told(kind: str, lost: Iterable[str], new: Iterable[str]) -> str:
    parts = []
    for verb, each in (("lost", list(lost)), ("got", list(new))):
        if each:
            parts.append(f"{verb} the {kind}{'s' * (len(each) > 1)} {' and '.join(each)}")
    return ", and ".join(parts)
