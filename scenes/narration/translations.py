"""A script in another language: which words become which in each clip, and what is wrong with it.

A line is found by its English words, wherever it stands in the file; its numbers and formulas are
slots, so that a translation made for one run serves another where only these differ. A number
counts by its value, however the language writes it: 95,24 % in German is 95.24%.
"""

import csv
import dataclasses
import functools
import pathlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from nn.errors import DownhillError
from nn.places import shown
from nn.storage import open_file
from scenes.narration import script
from scenes.narration.script import Line
from scenes.narration.slots import astray, filled, pattern

CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)
LARGEST = 20_000_000  # bytes of a file
LONGEST = 60  # signs of a line that is named


@dataclasses.dataclass(frozen=True)
class Translation:
    """A script in another language, as it was read: its file, its language, its lines."""

    file: pathlib.Path
    language: str
    lines: list[Line]

    def words_for(self, lines: Iterable[Line]) -> dict[str, str]:
        """{English: translated} for the lines of a clip; what has no translation, or one whose
        numbers or formulas went astray, is left out."""
        found = {}
        for line in lines:
            known = self._known(line)
            if known and not astray(known.words, known.translation, self.language):
                found[line.words] = filled(
                    known.words, known.translation, line.words, self.language
                )
        return found

    def completed(self, clips: Mapping[str, Sequence[Line]]) -> dict[str, list[Line]]:
        """The lines of clips, with the translations that there are for them."""
        return {
            clip: [
                dataclasses.replace(line, translation=self.words_for([line]).get(line.words, ""))
                for line in lines
            ]
            for clip, lines in clips.items()
        }

    def faults(self, clips: Mapping[str, Sequence[Line]]) -> list[str]:
        """What is wrong with it, in words, given the lines of the clips that are drawn."""
        told = []
        lines = [line for lines in clips.values() for line in lines]
        wrong = [line for line in self.lines if line.translation and line.clip in clips]
        for line in wrong:
            if fault := astray(line.words, line.translation, self.language):
                told.append(f"{line.place}: {quoted(line.words)} {fault}")
        for clip, its in clips.items():
            missing = [line for line in its if not self._known(line)]
            if its and len(missing) == len(its):
                told.append(f"{clip}: none of its {len(its)} lines is translated")
            else:
                told += [
                    f"{line.place}: {quoted(line.words)} is not translated" for line in missing
                ]
        said = {pattern(line.words) for line in lines}
        for line in self.lines:
            if line.clip in clips and pattern(line.words) not in said:
                told.append(f"{line.place}: the clip has no line {quoted(line.words)}")
        return list(dict.fromkeys(told))

    def _known(self, line: Line) -> Line | None:
        """The line of the file that translates a line: the same clip's if there is one."""
        key = pattern(line.words)
        return self._index.get((line.clip, key)) or self._index.get(("", key))

    @functools.cached_property
    def _index(self) -> dict[tuple[str, str], Line]:
        index: dict[tuple[str, str], Line] = {}
        for line in self.lines:
            if line.translation:
                index.setdefault((line.clip, pattern(line.words)), line)
                index.setdefault(("", pattern(line.words)), line)
        return index


def read(file: pathlib.Path, language: str | None = None) -> Translation:
    """The translation in a file, Markdown or CSV.

    Raises DownhillError if it can't be read, has no line, or names no language.
    """
    try:
        with open_file(file) as opened:
            content = opened.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise DownhillError(f"{shown(file)} is no script: it is too large; name another file.")
        text = unicodedata.normalize("NFC", content.decode("utf-8-sig"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        parsed = script.read_csv if file.suffix.lower() == ".csv" else script.read_markdown
        named, lines = parsed(text)
    except (OSError, UnicodeError, csv.Error) as error:
        coded = isinstance(error, UnicodeError)
        reason = "it is not in UTF-8" if coded else getattr(error, "strerror", error)
        raise DownhillError(
            f"{shown(file)} can't be read ({reason}): `downhill script` writes such a file."
        ) from None
    if not lines:
        raise DownhillError(
            f"{shown(file)} has no line of a script in it: `downhill script` writes such a file."
        )
    language = language or named
    if language and not CODE.fullmatch(language):
        raise DownhillError(
            f"{language!r} is no code of a language: write one like de or pt-BR into the head of "
            f"{shown(file)}, or give --language."
        )
    if not language:
        raise DownhillError(
            f"{shown(file)} names no language: write `language: de`, or whatever it is, into its "
            "head, or give --language."
        )
    return Translation(file, language, lines)


def quoted(words: str) -> str:
    """A line as a message names it."""
    return f"“{words if len(words) <= LONGEST else words[: LONGEST - 1] + '…'}”"
