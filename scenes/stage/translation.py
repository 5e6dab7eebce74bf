"""The words of a clip in another language, while that clip is drawn.

The renderer says with `use` which words become which (scenes/narration/translations.py finds that
out), and every word passes through here on its way to the screen or to the subtitles. What has no
translation stays English; only its numbers, if it is a number, are written as in that language.
"""

import contextlib
import re
from collections.abc import Iterator, Mapping

from scenes.narration.languages import localised, separators
from scenes.narration.slots import FORMULA
from scenes.narration.told import on_one_line
from scenes.stage import letters, markup

ENGLISH = "en"
POINT = re.compile(r"(?<=\d)\.(?=\d)(?!\d+(em|pt|cm|deg))")  # of a number, not of a length
NUMBER = re.compile(r"[−+±≤≥≈<>]?\s?[\d.,]*\d[\d.,]*\s?[%°kM]?")

_language: str = ENGLISH
_words: Mapping[str, str] = {}


@contextlib.contextmanager
def use(language: str | None, words: Mapping[str, str] | None) -> Iterator[None]:
    """Within the block, say and set these words {English: translated} in a language; None:
    English."""
    global _language, _words
    before = _language, _words
    _language, _words = language or ENGLISH, words or {}
    letters.prefer_fonts_of(_language)
    try:
        yield
    finally:
        _language, _words = before
        letters.prefer_fonts_of(_language)


def language() -> str:
    """The language of the clip that is drawn."""
    return _language


def _is_on() -> bool:
    return _language != ENGLISH or bool(_words)


def told(words: str) -> str:
    """A headline, or what is said, in the language of the clip."""
    return _words.get(on_one_line(words), words)


def number(words: str) -> str:
    """A number as the language of the clip writes it."""
    return localised(words, _language) if _language != ENGLISH else words


def line(source: str) -> str:
    """The markup of a line of type in the language of the clip."""
    if not _is_on():
        return source
    words = markup.plain(source)
    if words is None:
        return source
    if words in _words:
        source = markup.markup(_words[words])
    elif NUMBER.fullmatch(words):
        source = markup.markup(localised(words, _language))
    return FORMULA.sub(lambda found: _with_its_point(found[0]), source)


def formula(source: str) -> str:
    """The markup of a formula with the words in it in the language of the clip."""
    if not _is_on():
        return source
    return markup.IN_A_FORMULA.sub(
        lambda found: found[1] + _in_a_formula(found[2]) + found[3], _with_its_point(source)
    )


def _in_a_formula(words: str) -> str:
    """The markup of words in a formula, in whatever letters they are."""
    known = _words.get(words.strip())
    return number(words) if known is None else markup.markup(known)


def _with_its_point(source: str) -> str:
    """A formula with the decimal sign of the language: 0.35 in German is 0","35."""
    point, _ = separators(_language)
    return source if point == "." else POINT.sub(f'"{point}"', source)
