"""Which letters can be drawn: those of the fonts that Typst brings, and for other scripts those of
the system's fonts and of the folder that $DOWNHILL_FONTS names.

Only words whose letters Typst's own fonts lack see other fonts: so a clip is the same on every
machine, unless its words need such letters. docs/fonts.md says where to get fonts.
"""

import functools
import os
import re
import unicodedata
from collections.abc import Iterable

import typst

VARIABLE = "DOWNHILL_FONTS"  # of the environment: a folder of more fonts
# For letters that Typst's fonts lack, the first of these that has them, then any font that does. An
# outline is needed: what is drawn is coloured, and a picture of an emoji can't be.
PREFERRED = ("Noto Serif CJK SC", "Noto Sans CJK SC", "Noto Emoji", "Symbola")
NOWHERE = "\U000fffff"  # a sign that no font has
MOST_TOLD = 5  # signs that are named on the terminal
JOINER = "\u200d"
# A Chinese, a Japanese and a Korean font draw the same letter in different ways.
REGIONS = {"ja": "Noto Serif CJK JP", "ko": "Noto Serif CJK KR", "zh-TW": "Noto Serif CJK TC"}
_ASKS_FOR_OTHERS = "#text(font: ("
_first: tuple[str, ...] = ()
_SOURCE = "#set page(width: auto, height: auto)\n"


@functools.cache
def own_fonts() -> typst.Fonts:
    """The fonts that Typst brings, and no others."""
    return typst.Fonts(include_system_fonts=False)


@functools.cache
def all_fonts() -> typst.Fonts:
    """Those, the system's, and the ones in the folder that $DOWNHILL_FONTS names."""
    folder = os.environ.get(VARIABLE)
    return typst.Fonts(include_system_fonts=True, font_paths=[folder] if folder else [])


def spelled(words: str) -> list[tuple[str, bool]]:
    """Words in pieces (words, whether they need other fonts than Typst's own).

    What no font has is spelled out: 🍎 as (red apple), 猫 as (U+732B).
    """
    pieces: list[tuple[str, bool]] = []
    for words_or_signs in re.findall(r"[\x00-\x7f]+|[^\x00-\x7f]+", words):
        pieces += (
            [(words_or_signs, False)] if words_or_signs.isascii() else _foreign(words_or_signs)
        )
    return pieces


def drawable(words: str) -> str:
    """Words in which what no font has is spelled out."""
    return "".join(piece for piece, _ in spelled(words))


def lacking(names: Iterable[str]) -> list[str]:
    """The signs in some names that no font here has, each once, in the order of the names."""
    found = (cluster for name in names for cluster in _clusters(name) if _has(cluster) is None)
    return list(dict.fromkeys(found))


def warning(names: Iterable[str]) -> str:
    """A sentence about the signs in some names that no font here has; empty if there are none."""
    signs = lacking(names)
    if not signs:
        return ""
    written = ", ".join(f"{sign} as {_in_words(sign)}" for sign in signs[:MOST_TOLD])
    more = " and others" * (len(signs) > MOST_TOLD)
    return (
        f"No font here has some letters of the names, which are spelled out: {written}{more}. A "
        f"font in the folder that ${VARIABLE} names would draw them: see docs/fonts.md."
    )


def in_other_fonts(markup: str) -> str:
    """Typst markup in the fonts for other scripts."""
    return f"{_fonts()}[{markup}];"  # or a bracket after it would be its argument


def fonts_for(markup: str) -> typst.Fonts:
    """The fonts that some markup is set in: only where it asks for others, not just Typst's own."""
    return all_fonts() if _ASKS_FOR_OTHERS in markup else own_fonts()


def prefer_fonts_of(language: str) -> None:
    """From now on, draw letters as they are drawn in a language, where it has fonts of its own."""
    global _first
    _first = tuple(font for key, font in REGIONS.items() if key == language)


def _fonts() -> str:
    names = ", ".join(f'"{name}"' for name in ("Libertinus Serif", *_first, *PREFERRED))
    return f"{_ASKS_FOR_OTHERS}{names}))"


def _foreign(signs: str) -> list[tuple[str, bool]]:
    if _has(signs) is not None:
        return [(signs, bool(_has(signs)))]
    found = ((cluster, _has(cluster)) for cluster in _clusters(signs))
    return [
        (_in_words(cluster), False) if other is None else (cluster, other)
        for cluster, other in found
    ]


@functools.cache
def _has(signs: str) -> bool | None:
    """Whether signs need other fonts than Typst's own; None if no font has all of them."""
    if signs.isascii() or _can_set(signs, own_fonts()):
        return False
    return True if _can_set(signs, all_fonts()) else None


def _can_set(signs: str, fonts: typst.Fonts) -> bool:
    svg = _svg(in_other_fonts(signs), fonts)
    if any(unicodedata.category(sign)[0] in "LNPS" for sign in signs) and "<use" not in svg:
        return False  # a font may have a letter with nothing in it
    return "<image" not in svg and not _outlines(svg) & _outlines(_svg(NOWHERE, own_fonts()))


def _svg(markup: str, fonts: typst.Fonts) -> str:
    # (Typst's `font_paths` takes fonts that are found already, which saves most of the time.)
    made = typst.compile((_SOURCE + markup).encode(), format="svg", font_paths=fonts)
    return made.decode() if isinstance(made, bytes) else str(made)


def _outlines(svg: str) -> set[str]:
    """The outlines of the letters in an SVG of Typst's."""
    return set(re.findall(r'<path[^>]* d="([^"]+)"', svg))


def _clusters(signs: str) -> list[str]:
    """Signs, each with the marks upon it and what is joined to it."""
    found: list[str] = []
    for sign in signs:
        joined = unicodedata.category(sign)[0] == "M" or sign == JOINER
        if found and (joined or found[-1].endswith(JOINER)):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def _in_words(cluster: str) -> str:
    """What is written for a sign that no font has: a symbol's name, or a letter's number."""
    first = cluster[0]
    if unicodedata.category(first) == "So":
        return f"({unicodedata.name(first, f'U+{ord(first):04X}').lower()})"
    return f"(U+{ord(first):04X})"
