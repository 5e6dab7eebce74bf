"""The script of clips, for a run: from the metadata of those clips that are up to date; the others
are gone through without drawing, which takes about a second a clip, and only once."""

import pathlib
from collections.abc import Mapping, Sequence
from typing import Any

from nn.errors import DownhillError
from nn.schema import Kind, count, dict_of, list_of
from nn.storage import read_json, write_json
from scenes.narration import script, translations
from scenes.narration.script import Line
from scenes.rendering.clips import Clip
from scenes.rendering.inputs import Translated, cache_key
from scenes.rendering.library import BEAT, WORDS, Library
from scenes.rendering.render import go_through

PICTURE = ("picture", "encoder")  # inputs that change no word
PLACE = Kind(
    "a place",
    lambda value: (
        isinstance(value, list) and len(value) == 2 and count(value[0]) and WORDS(value[1])
    ),
)
TOLD = dict_of(beats=list_of(BEAT), crowded=list_of(PLACE))
Told = Mapping[str, Any]  # {"beats": as in metadata, "crowded": [(number of a beat, words), …]}


def tell(clips: Sequence[Clip], library: Library, **how: Any) -> dict[Clip, Told]:
    """What clips tell, {clip: Told}. `how` is passed to `go_through`.

    Raises DownhillError if a clip fails.
    """
    told = {clip: _known(clip, library) for clip in clips}
    unknown = [clip for clip in clips if told[clip] is None]
    if unknown:
        found = go_through(unknown, library, **how)
        if len(found) < len(unknown):
            names = ", ".join(clip.name for clip in unknown if clip not in found)
            raise DownhillError(f"{names} failed: fix what is printed above.")
        for clip, result in found.items():
            told[clip] = {"beats": result["beats"], "crowded": result["crowded"]}
            write_json(_file(clip, library), told[clip])
    return {clip: each for clip, each in told.items() if each is not None}


def lines_of(told: Mapping[Clip, Told]) -> dict[str, list[Line]]:
    """The lines of the script of some clips, by the clips' names."""
    return {clip.name: script.lines_of(clip.name, each["beats"]) for clip, each in told.items()}


def translate(
    clips: Sequence[Clip],
    library: Library,
    file: pathlib.Path,
    language: str | None = None,
    **how: Any,
) -> tuple[Library, list[str]]:
    """A library like this one of the same clips in the language of a file, and what is wrong with
    the file, in words."""
    found = translations.read(file, language)
    lines = lines_of(tell(clips, library, **how))
    words = {name: found.words_for(its) for name, its in lines.items()}
    translated = Translated(found.language, words)
    other = Library(library.media, library.run, library.quality, translated)
    faults = found.faults(lines)
    with_words = [clip for clip in clips if words.get(clip.name)]
    for clip, each in tell(with_words, other, **how).items():
        first = {its: beat for beat, its in reversed(each["crowded"])}
        faults += [
            f"{clip.name}-{beat}: {translations.quoted(its)} finds no room on the screen"
            for its, beat in sorted(first.items(), key=lambda item: item[1])
        ]
    return other, faults


def _known(clip, library):
    """What a clip tells, if that is on the disk; None if not."""
    inputs, metadata = library.inputs(clip), library.metadata(clip)
    if not library.translated and metadata.get("beats") and not library.why_stale(clip, inputs):
        return {"beats": metadata["beats"], "crowded": []}
    try:
        told = read_json(_file(clip, library))
    except (OSError, ValueError):
        return None
    return told if TOLD(told) else None


def _file(clip, library):
    words = {name: each for name, each in library.inputs(clip).items() if name not in PICTURE}
    return library.media / "cache" / "scripts" / f"{cache_key(words)}.json"
