"""What a voice is given to say: every sign, number and name of the script as English words.

    spoken("Of 13,002 weights, −∇C moves 95.2%.")
    "Of thirteen thousand and two weights, minus nabla C moves ninety-five point two percent."

A voice reads letters, and takes its pauses from . , ; : ? and !. All else is put into words: by
the rules below, in their order; a sign that they don't know, by the name that Unicode has for it.
`unspeakable` lists such signs, and tests keep them out of the script. The names of classes, which
belong to the data, are said as they are.
"""

import re
import unicodedata
from typing import Any

from scenes.narration.number_words import fraction, number, ordinal, several, year

NAMES = {  # words whose spelling misleads a voice
    "ReLU": "ray loo",
    "ReLUs": "ray loos",
    "RMSprop": "R M S prop",
    "MNIST": "em nist",
    "CIFAR": "see far",
    "AdaGrad": "ada grad",
    "PyTorch": "pie torch",
    "NumPy": "num pie",
    "3Blue1Brown": "three blue one brown",
    "tanh": "tanch",
    "softmax": "soft max",
    "argmax": "arg max",
    "Zhang": "Jang",
    "Choromanska": "Koromanska",
    "GitHub": "git hub",
    "et al.": "and others",
    "e.g.": "for example",
    "i.e.": "that is",
    "vs.": "versus",
}
SIGNS = {  # between words, letters and numbers
    "−": "minus",
    "+": "plus",
    "±": "plus or minus",
    "=": "equals",
    "≠": "is not",
    "≈": "about",
    "<": "less than",
    ">": "more than",
    "≤": "at most",
    "≥": "at least",
    "·": "times",
    "×": "times",
    "÷": "over",
    "∇": "nabla",
    "∂": "del",
    "Σ": "the sum of",
    "∑": "the sum of",
    "√": "the root of",
    "∞": "infinity",
    "→": "to",
    "∈": "in",
    "°": "degrees",
    "%": "percent",
    "‰": "per mille",
    "½": "one half",
    "¼": "one quarter",
    "¾": "three quarters",
    "′": "prime",
    "&": "and",
    "#": "number",
    "@": "at",
    "$": "dollar",
    "€": "euro",
    "*": "star",
    "_": "underscore",
    "^": "to the",
    "~": "about",
    "|": "bar",
    "‖": "norm",
    "\\": "backslash",
    "ℓ": "L",
    "ŷ": "Y hat",
}
PAUSES = str.maketrans(dict.fromkeys("…—()[]{}", ", ") | dict.fromkeys('“”„«»"‘`', " "))
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+−", strict=True))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+−", strict=True))
POWERS = {"2": "squared", "3": "cubed"}
HEARD = re.compile(r"[^\W\d_]|[\s.,;:?!'-]")  # what a voice reads, or takes a pause from

UP, DOWN = "".join(RAISED), "".join(LOWERED)
NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\w.])\.\d+)"
LETTER = r"[^\W\d_]"
RULES = [  # (what is found, the words for it)
    (r"’", "'"),
    *((rf"(?<!\w){re.escape(name)}(?!\w)", words) for name, words in NAMES.items()),
    # Powers and indices: 10⁻⁵, 1.9·10³⁶, (a − y)², w¹₁₁,₂₉₀.
    (r"∂(\w+)/∂(\w+)", r"del \1 by del \2"),
    (
        rf"({LETTER})([{UP}]+)?([{DOWN}][{DOWN},]*[{DOWN}]|[{DOWN}])",
        lambda m: _indexed(*m.groups()),
    ),
    (rf"(?<=[\d)\w])([{UP}]+)", lambda m: f" {_power(_plain(m[1]))} "),
    (rf"([{UP}{DOWN}]+)", lambda m: f" {_plain(m[1])} "),
    (r"‖([^‖]+)‖", r"the norm of \1"),
    (r"\|([^|]+)\|", r"the absolute value of \1"),
    # Letters of formulas: σ(z), f(x), the a of a − y, point A.
    (rf"(?<!{LETTER})({LETTER})\(([^()]*)\)", r"\1 of \2"),
    (r"(?<![\w'])a(?=\s*[−+=·×/≤≥<>]|\s+squared)|(?<=[−+=·×/∂∇])(\s*)a(?!\w)", r"\1ay"),
    (r"(?<=[a-z,;] )A(?=[\s,.;:?!']|$)|(?<![\w'])A(?='s)", "ay"),
    # Numbers.
    (r"(?<=\d)\s*(?:×|x)\s*(?=\d+\s+(?:pixel|input|cell|square|network|digit)s?)", " by "),
    (r"(?<![\d.])(\d+)\s*×\s*\1(?![\d.⁰-⁹])", r"\1 by \1"),
    (r"(?<=\d)\s*–\s*(?=[\d−.])", " to "),
    (r"(?<=\d)-(?=\d)", ", "),
    (r"(?<=\d)-(?=[a-z])", " "),
    (r"(?<![\w.,])(\d{1,3})/(\d{1,3})(?![\w.,]\d)", lambda m: fraction(m[1], m[2])),
    (r"(?<![\d.,])(\d{1,3}(?:\.\d+)?)k(?!\w)", lambda m: f"{number(m[1])} thousand"),
    (r"(?<![\d.,])(\d{1,3}(?:\.\d+)?)M(?!\w)", lambda m: f"{number(m[1])} million"),
    (r"(?<![\d.,])((?:19|20)\d\d)(?![\d%°]|[.,]\d)", lambda m: year(m[1])),
    (r"(?<![\d.])1°", "one degree"),
    (r"(\d[\d,]*)(?:st|nd|rd|th)(?!\w)", lambda m: ordinal(m[1].replace(",", ""))),
    (r"(?<![\d.,])(\d[\d,]*)s(?!\w)", lambda m: several(m[1])),
    (NUMBER, lambda m: f" {number(m[0])} "),
    # Signs between words: T-shirt/top, λ/2, a pause for a dash.
    (r"(?<=and)/(?=or)", " "),
    (rf"(?<={LETTER}{LETTER})/(?={LETTER}{LETTER})", " or "),
    (r"/", " over "),
    (r"\s–(?=\s)|(?<=\w)–(?=\w)", ", "),
    (r"–", ", "),
    *((re.escape(sign), f" {words} ") for sign, words in SIGNS.items()),
    (r"(?<![A-Z])([A-Z]{2,})(?![A-Z]|[a-z]{2})", lambda m: " ".join(m[1])),
    (r"[Ͱ-Ͽ]", lambda m: f" {_greek(m[0])} "),
]
COMPILED: list[tuple[re.Pattern[str], Any]] = [
    (re.compile(pattern), words) for pattern, words in RULES
]


def spoken(words: str) -> str:
    """The words of the script as a voice is to say them; a sign without a form, by its name."""
    return _tidied("".join(sign if HEARD.match(sign) else _named(sign) for sign in _said(words)))


def unspeakable(words: str) -> list[str]:
    """The signs among some words that have no spoken form, in their order."""
    return list(dict.fromkeys(sign for sign in _said(words) if not HEARD.match(sign)))


def _said(words: str) -> str:
    """Some words after all rules; what is left besides letters and pauses has no form."""
    words = "".join(_plainly(sign) for sign in words)
    for pattern, form in COMPILED:
        words = pattern.sub(form, words)
    marks = "".join(sign for sign in words if unicodedata.category(sign) not in ("Mn", "Mc", "Cf"))
    return marks.translate(PAUSES)


def _plainly(sign: str) -> str:
    """A digit of another script as one of ours, a raised or lowered letter (wˡⱼₖ) as a word; other
    signs as they are."""
    kind = unicodedata.category(sign)
    if kind == "Nd":
        return str(unicodedata.decimal(sign))
    return f" {unicodedata.normalize('NFKC', sign)} " if kind == "Lm" else sign


def _indexed(letter: str, raised: str | None, lowered: str) -> str:
    """A letter with the numbers of a layer and of neurons: "w one, eleven, twelve"."""
    indices = [*([_plain(raised)] if raised else []), *map(_plain, lowered.split(","))]
    return f"{letter} {', '.join(indices)} "


def _power(exponent: str) -> str:
    return POWERS.get(exponent) or f"to the {exponent}"


def _plain(signs: str) -> str:
    """Raised or lowered digits as digits."""
    return "".join((RAISED | LOWERED)[sign] for sign in signs)


def _greek(letter: str) -> str:
    """The English name of a Greek letter: "eta"."""
    return unicodedata.name(letter, "sign").split()[-1].lower().replace("lamda", "lambda")


def _named(sign: str) -> str:
    """What Unicode calls a sign, as words."""
    return f" {unicodedata.name(sign, 'sign').lower().replace('-', ' ')} "


def _tidied(words: str) -> str:
    """Words with one space between them, and one pause where several meet."""
    words = re.sub(r"\s+", " ", words)
    words = re.sub(r"\s+(?=[.,;:?!])", "", words)
    words = re.sub(r"[,;:]+(?=[.;:?!])|(?<=[.;:?!]),+|(?<=,),+", "", words)
    return words.strip(" ,")
