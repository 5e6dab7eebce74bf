"""The script: every word that clips say and show, beat by beat, to be read aloud or translated.

It is written as Markdown or as a table (CSV), and both are read again with translations in them
(translations.py); as SRT it is only written. docs/translate.md describes the files.
"""

import csv
import dataclasses
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from scenes.narration.cues import cues_of, shifted
from scenes.narration.subtitles import as_srt
from scenes.narration.told import Beats, clock, on_one_line

HEADLINE, SAYS, ON_SCREEN = KINDS = "headline", "says", "on screen"
COLUMNS = ("clip", "beat", "start", "seconds", "kind", "english")
ARROW = "→"


@dataclasses.dataclass(frozen=True)
class Line:
    """Words of a clip: of its beat number `beat`, from 1, a `kind` of KINDS; when they begin in the
    clip, in seconds, and how long they take, if that is known; and their translation, which may be
    empty."""

    clip: str
    beat: int
    kind: str
    words: str
    start: float = 0.0
    seconds: float = 0.0
    translation: str = ""

    @property
    def place(self) -> str:
        """The name of its beat, which is that of its recording too: FeedForward-2."""
        return f"{self.clip}-{self.beat}"


def lines_of(clip: str, beats: Beats) -> list[Line]:
    """All words of a clip, in order."""
    lines = []
    for number, beat in enumerate(beats, start=1):
        at = beat["start"], beat["duration"]
        lines.append(Line(clip, number, HEADLINE, on_one_line(beat["headline"]), *at))
        for said in beat["said"]:
            at = said["start"], said["duration"]
            lines.append(Line(clip, number, SAYS, on_one_line(said["words"]), *at))
        at = beat["start"], beat["duration"]
        shown = beat.get("on_screen", [])
        lines += [Line(clip, number, ON_SCREEN, on_one_line(words), *at) for words in shown]
    return [line for line in lines if line.words]


def as_markdown(lines: Sequence[Line], title: str, language: str = "") -> str:
    """The script as Markdown; with a language, each line is followed by its translation."""
    head = [f"# {title}", "", f"language: {language or 'en'}"]
    clip, place, written = None, None, head
    for line in lines:
        if line.clip != clip:
            written += ["", f"## {line.clip}"]
        if line.place != place:
            written += ["", f"### {line.place} at {clock(line.start)}, {line.seconds:.1f} s", ""]
        clip, place = line.clip, line.place
        written.append(f"- {line.kind}: {line.words}")
        if language:
            written.append(f"  {ARROW} {line.translation}".rstrip())
    return "\n".join([*written, ""])


def as_csv(lines: Iterable[Line], title: str, language: str = "") -> str:
    """The script as a table; with a language, its last column is for translations."""
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow([*COLUMNS, language] if language else COLUMNS)
    for line in lines:
        start, seconds = f"{line.start:.1f}", f"{line.seconds:.1f}"
        row = [line.clip, line.beat, start, seconds, line.kind, line.words]
        table.writerow([*row, line.translation] if language else row)
    return file.getvalue()


def srt_of(clips: Mapping[str, Beats], frame_rate: float, language: str = "en") -> str:
    """What clips say, one clip after the other, as subtitles."""
    made, start = [], 0.0
    for beats in clips.values():
        made += shifted(cues_of(beats, frame_rate, language), start)
        start += sum(beat["duration"] for beat in beats)
    return as_srt(made)


def read_markdown(text: str) -> tuple[str, list[Line]]:
    """(The language that is named, "" if none is; the lines) of a script in Markdown."""
    language, lines = "", []
    clip, beat = "", 0
    kinds = "|".join(KINDS)
    for written in text.splitlines():
        if found := re.match(r"language:\s*(\S*)", written):
            language = found[1]
        elif found := re.match(r"###\s+(.+)-(\d+)(?=\s|$)", written):
            clip, beat = found[1], int(found[2])
        elif found := re.match(rf"\s*[-*]\s+({kinds}):\s*(.*)", written):
            lines.append(Line(clip, beat, found[1], on_one_line(found[2])))
        elif lines and (found := re.match(r"\s*(?:→|->|=>)\s*(.*)", written)):
            lines[-1] = dataclasses.replace(lines[-1], translation=on_one_line(found[1]))
    return language, lines


def read_csv(text: str) -> tuple[str, list[Line]]:
    """The same of a script as a table. Columns that it does not know are translations, the first of
    them counts; spreadsheets may have put semicolons or tabs between the columns."""
    first = text.split("\n", 1)[0]
    between = max(",;\t", key=first.count)
    table = csv.DictReader(io.StringIO(text), delimiter=between)
    names = [name for name in table.fieldnames or () if name]
    others = [name for name in names if name.strip().lower() not in COLUMNS]
    language = others[0] if others else ""
    lines = []
    for row in table:
        cells = {name.strip().lower(): row[name] or "" for name in names}
        beat = cells.get("beat", "").strip()
        if beat.isdecimal() and cells.get("kind", "").strip() in KINDS:
            words = on_one_line(cells.get("english", ""))
            translation = on_one_line(row[language] or "") if language else ""
            place = cells.get("clip", "").strip(), int(beat)
            lines.append(Line(*place, cells["kind"].strip(), words, translation=translation))
    return language.strip(), lines
