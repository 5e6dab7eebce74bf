"""Where a line of words may be broken: at the joints of its phrases.

Words in a row are `Piece`s. A break before a piece has a cost, from 0 between two sentences to
NEVER between an article and its noun, a number and its unit, or at an equals sign.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Sequence

LINE = 42  # columns of a line of a subtitle
SENTENCE, CLAUSE, COMMA, PHRASE, ANYWHERE, AFTER_LINK, NEVER = 0, 1, 2, 4, 10, 40, 1000
UNSPACED = 20  # between two letters of a language without spaces
INSIDE = 200  # in the middle of a word that is longer than a line
NUMERAL = re.compile(r"[−+±≈~<>≤≥]?[\d.,:/⁰¹²³⁴⁵⁶⁷⁸⁹·⁻]*\d[\d.,:/⁰¹²³⁴⁵⁶⁷⁸⁹·⁻]*")
HIRAGANA = re.compile("[\u3041-\u309f]")
SIGNS = frozenset("=+−-×·/→<>≤≥≈±%∂")
CLOSING = "”’\"')]»›」』）"
NOT_FIRST = frozenset("、。，．！？：；）」』】〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ％…・～")
NOT_LAST = frozenset("（「『【〈《")
# Words that belong to the next one, and words before which a phrase begins, by language.
_BOUND = {
    "en": "a an the this that these those its their our your his her my each every no not very "
    "one two three four five six seven eight nine ten is are was were be been has have had will "
    "would can could may might must do does did more most less as too so how",
    "de": "ein eine einen einem einer eines der die das den dem des dieser diese dieses diesen "
    "diesem jede jeder jedes jedem jeden kein keine keinen sein seine seinen seinem ihr ihre ihren "
    "ihrem unser unsere unseren nicht sehr mehr zu so wie zwei drei vier fünf sechs sieben acht "
    "neun zehn ist sind war waren hat haben wird werden kann können",
}
_LINKS = {
    "en": "and or but nor yet so because although while when where which who whose if than that "
    "of in on at by for from to with without into onto over under through between before after "
    "until since as like about above below beyond during against along across",
    "de": "und oder aber denn doch weil obwohl während wenn wo welche welcher welches ob als dass "
    "von vom in im an am auf aus bei beim durch für gegen mit nach seit über unter um vor zu zum "
    "zur zwischen bis ohne wie",
}
BOUND, LINKS = (
    {language: frozenset(words.split()) for language, words in table.items()}
    for table in (_BOUND, _LINKS)
)


@dataclasses.dataclass(frozen=True)
class Piece:
    """A word, or as much of a text without spaces as is never broken; `space` is what stands
    between it and the piece before it."""

    words: str
    space: str = " "


def pieces_of(words: str) -> list[Piece]:
    """Words as pieces, none wider than a line. Control characters and blank lines are left out."""
    words = "".join(
        " " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in words
    )
    pieces = []
    for word in words.split():
        parts = _parts(word)
        pieces += [Piece(part, "" if i else " ") for i, part in enumerate(parts)]
    return pieces


def joined(pieces: Sequence[Piece]) -> str:
    """The words that pieces make up."""
    return "".join(piece.space + piece.words for piece in pieces)[len(pieces[0].space) :]


def columns(words: str) -> int:
    """The width of words, where a Chinese, Japanese or Korean letter is as wide as two others."""
    return sum(map(_columns, words))


def is_wide(sign: str) -> bool:
    """Whether a letter takes two columns; such letters are written without spaces."""
    return unicodedata.east_asian_width(sign) in "WF"


def cost_of_break(before: Piece, after: Piece, language: str = "en") -> int:
    """How badly two pieces are torn apart by the end of a line, or of a cue."""
    end = before.words.rstrip(CLOSING) or before.words
    if end[-1] in ".!?…。！？" and not (language == "de" and re.fullmatch(r"\d+\.", end)):
        return SENTENCE
    if end[-1] in ";:—–；：" or before.words[-1] in CLOSING + ")":
        return CLAUSE
    if end[-1] in ",、，":
        return COMMA
    if not after.space:
        return _between_letters(before.words[-1], after.words[0])
    return _between_words(before.words.lower(), after.words.lower(), language)


def _between_letters(last: str, first: str) -> int:
    """The cost where no space is: in Japanese, a phrase mostly ends in hiragana, and the next one
    begins with another kind of letter."""
    if HIRAGANA.match(last) and is_wide(first):
        return ANYWHERE if HIRAGANA.match(first) else PHRASE
    return UNSPACED if is_wide(last) or is_wide(first) else INSIDE


def _between_words(before: str, after: str, language: str) -> int:
    bound, links = BOUND.get(language, ()), LINKS.get(language, ())
    first = re.sub(r"\W+", "", after)
    begins = first in links if links else len(first) <= 3
    if before in SIGNS or after[0] in SIGNS or before in bound:
        return NEVER
    if NUMERAL.fullmatch(before) and not begins:
        return NEVER
    if before in links if links else len(before) <= 3:
        return AFTER_LINK
    return PHRASE if begins else ANYWHERE


def _parts(word: str) -> list[str]:
    """A word, cut where letters without spaces may be broken, and where it is too long."""
    parts = [word[0]]
    for last, sign in zip(word, word[1:], strict=False):
        wide = is_wide(last) or is_wide(sign)
        stays = sign in NOT_FIRST or last in NOT_LAST or unicodedata.category(sign)[0] == "M"
        if wide and not stays or columns(parts[-1] + sign) > LINE:
            parts.append(sign)
        else:
            parts[-1] += sign
    return parts


def _columns(sign: str) -> int:
    return 0 if unicodedata.category(sign) in ("Mn", "Me") else 1 + is_wide(sign)
