"""Text for terminals: on one line, without control codes, in letters that the terminal can show.

The name of a file is made of bytes, which a stranger may have chosen, and which need not be text.
Python reads a byte that is not text as half of a surrogate pair, which no encoding can write.
"""

import codecs
import io
import re
import sys
import unicodedata

FALLBACK = "legible"  # the name of the error handler for what an encoding lacks
JOINERS = "\u200c\u200d"  # invisible, but Persian and emoji are written with them
PLAIN = {  # what we print that Unicode does not decompose
    **dict(zip("▁▂▃▄▅▆▇█", "_.,-~=*#", strict=True)),
    **dict.fromkeys("−–—", "-"),
    **dict.fromkeys("‘’", "'"),
    **dict.fromkeys("“”", '"'),
    "·": "|",
    "×": "x",
    "⁄": "/",
    "→": "->",
    "≤": "<=",
    "≥": ">=",
}


def legible(text: object) -> str:
    r"""The text of an object on one line, with escapes for what can't be seen: `\xff` for a byte
    that is not text, `\n` for a new line, `\x1b` for the start of a control code."""
    text = re.sub("[\udc80-\udcff]+", _bytes_of, str(text))
    return "".join(c if _is_visible(c) else c.encode("unicode_escape").decode() for c in text)


def print_legibly() -> None:
    """Make standard output and error print a likeness of what their encoding lacks: eta for η.

    (C and POSIX locales, a terminal in Latin-1, and pipes on Windows can't encode most letters.)
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=FALLBACK)


def encodable(text: str, encoding: str) -> str:
    """The text as a stream in this encoding prints it after `print_legibly`."""
    return text.encode(encoding, FALLBACK).decode(encoding)


def _bytes_of(escaped: re.Match[str]) -> str:
    return escaped[0].encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _is_visible(character: str) -> bool:
    return (
        character.isprintable() or character in JOINERS or unicodedata.category(character) == "Zs"
    )


def _in_ascii(character: str) -> str:
    """The closest ASCII: é is e, ² is 2, η is eta; an escape if there is nothing close."""
    if character in PLAIN:
        return PLAIN[character]
    parts = unicodedata.normalize("NFKD", character)
    parts = "".join(PLAIN.get(part, part) for part in parts if not unicodedata.combining(part))
    name = unicodedata.name(parts, "") if len(parts) == 1 else ""
    if name.startswith("GREEK") and "LETTER" in name:
        return name.split()[-1].lower()
    return parts if parts.isascii() else character.encode("ascii", "backslashreplace").decode()


def _fallback(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(map(_in_ascii, legible(lacking))), error.end


codecs.register_error(FALLBACK, _fallback)
