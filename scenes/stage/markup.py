r"""What stands on the screen, as a person reads it in the script and translates it.

Type is set from Typst markup. In the script it is plain words, except for two things: what stands
between two $ is a formula, which a translation keeps as it is, and " \ " ends a line. (A $ or a \
that means itself is written \$ or \\.)

Of a formula only the words in it count, such as those below a brace.
"""

import re

from scenes.narration.slots import FORMULA
from scenes.stage import letters

IN_A_FORMULA = re.compile(r"(#text\([^()]*\)\[)([^\[\]$#\\]*)(\])")
_FOREIGN = re.compile(
    r"#text\(font: \([^()]*\)\)\[((?:\\.|[^\]\\])*)\];?"
)  # letters.in_other_fonts
_PIECES = re.compile(r"(\$[^$]*\$)|\\(\s+)|\\(\S)|([^$\\]+)")
_MEANS_ITSELF = "\\$"
END_OF_LINE = " \\ "


def plain(markup: str) -> str | None:
    """The words of a line of type, None if its markup is of another kind."""
    words = _FOREIGN.sub(r"\1", markup)
    if "#" in words.replace("\\#", ""):
        return None
    found = []
    for formula, newline, sign, others in _PIECES.findall(words):
        if formula or others:
            found.append(formula or others)
        elif newline:
            found.append(END_OF_LINE)
        else:
            found.append("\\" + sign if sign in _MEANS_ITSELF else sign)
    return re.sub(r"\s+", " ", "".join(found)).strip()


def markup(words: str) -> str:
    """The markup that sets plain words, of any letters for which there is a font."""
    found = []
    for formula, newline, sign, others in _PIECES.findall(words):
        found.append(formula or (END_OF_LINE if newline else escaped(sign or others)))
    return "".join(found)


def has_words(words: str) -> bool:
    """Whether there is anything to read: two letters in a row, outside of formulas."""
    others = FORMULA.sub(" ", words)
    return bool(re.search(r"[^\W\d_]{2}", others))


def escaped(words: object) -> str:
    """Plain words as markup that prints exactly these words, whatever signs they contain, as far as
    there are fonts for them (letters.py)."""
    return "".join(
        letters.in_other_fonts(piece) if foreign else _without_meaning(piece)
        for piece, foreign in letters.spelled(str(words))
    )


def _without_meaning(words: str) -> str:
    """The same words, each sign escaped that means something in Typst's markup."""
    return "".join("\\" + sign if sign in "\\#$*_`<>@~=-+/[]." else sign for sign in words)
