"""Languages: the codes that subtitles and videos are tagged with, and how numbers are written."""

import re
import unicodedata

# ISO 639-1, as in `--language`, and ISO 639-2, as in an mp4.
_CODES = """
ar ara, bg bul, bn ben, ca cat, cs ces, da dan, de deu, el ell, en eng, eo epo, es spa, et est,
eu eus, fa fas, fi fin, fr fra, ga gle, gl glg, he heb, hi hin, hr hrv, hu hun, id ind, is isl,
it ita, ja jpn, ka kat, kk kaz, ko kor, la lat, lt lit, lv lav, mk mkd, ms msa, nb nob, nl nld,
nn nno, no nor, pl pol, pt por, ro ron, ru rus, sk slk, sl slv, sq sqi, sr srp, sv swe, sw swa,
ta tam, th tha, tl tgl, tr tur, uk ukr, ur urd, vi vie, zh zho
"""
THREE_LETTERS = dict(pair.split() for pair in _CODES.split(","))

# How numbers are written: (decimal sign, sign between thousands), where it is not as in English.
_POINTS = "da de el es eu gl hr id is it lt lv nl pt ro sl sq sr tr vi ca mk eo"
_SPACES = "bg cs et fi fr hu kk ka nb nn no pl ru sk sv uk"
SEPARATORS = {
    **dict.fromkeys(_POINTS.split(), (",", ".")),
    **dict.fromkeys(_SPACES.split(), (",", "\xa0")),
}
ENGLISH = ".", ","
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
_NUMBERS = r"\d{{1,3}}(?:{1}\d{{3}})+(?!\d)(?:{0}\d+)?|\d+(?:{0}\d+)?"
_ANY_SPACE = "[ \u00a0\u202f]"


def tag(language: str) -> str:
    """The three letters that an mp4 names a language by: "deu" of "de" and of "de-AT"; "und", which
    is undetermined, of a language that is not in the table."""
    first = language.split("-")[0].lower()
    return THREE_LETTERS.get(first) or (first if first in THREE_LETTERS.values() else "und")


def separators(language: str) -> tuple[str, str]:
    """(The decimal sign, the sign between thousands) of a language."""
    return SEPARATORS.get(language.split("-")[0].lower(), ENGLISH)


def numbers_in(words: str, language: str = "en") -> list[re.Match[str]]:
    """The numbers in some words, written as the language writes them, with their exponents."""
    point, thousands = separators(language)
    between = _ANY_SPACE if thousands == "\u00a0" else re.escape(thousands)
    number = _NUMBERS.format(re.escape(point), between)
    return list(re.finditer(rf"(?:{number})[{RAISED}]*", words))


def value(number: str, language: str = "en") -> tuple[float, str]:
    """(The value, the exponent as written) of a number that a language writes so."""
    point, _ = separators(language)
    digits = unicodedata.normalize("NFKC", number.rstrip(RAISED))
    kept = "".join(sign for sign in digits if sign.isdecimal() or sign == point)
    return float(kept.replace(point, ".")), number[len(number.rstrip(RAISED)) :]


def localised(number: str, language: str) -> str:
    """An English number as another language writes it: 13,002.5 in German is 13.002,5."""
    point, thousands = separators(language)
    return number.translate({ord("."): point, ord(","): thousands})
