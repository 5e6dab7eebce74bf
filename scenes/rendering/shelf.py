"""Where finished clips stand: media/clips/720p30/NAME.mp4, its captions NAME.srt, its NAME.json.

The JSON, the clip's sheet, says what the clip was drawn from and what is in it. It holds digests of
the other two files, so it never speaks for files that it was not written for.
"""

import json
import os
import pathlib

from nn.files import written_whole
from nn.run import ROOT
from scenes.rendering import stale

MEDIA = ROOT / "media"
SUFFIXES = (".srt", ".mp4")


class Shelf:
    """The finished clips of one quality under a media folder."""

    def __init__(self, media, quality):
        self.media, self.quality = pathlib.Path(media), quality

    def path(self, clip, suffix=".mp4"):
        """Where a clip's file stands, or will."""
        return self.media / "clips" / str(self.quality) / f"{clip.name}{suffix}"

    def sheet(self, clip):
        """A clip's sheet as a dict, empty where there is none that can be read."""
        return _read(self.path(clip, ".json"))

    def has(self, clip, key):
        """Whether the clip that stands here was drawn from exactly what `key` stands for."""
        sheet = self.sheet(clip)
        return bool(sheet) and sheet["key"] == key and sheet["files"] == self._digests(clip)

    def put(self, clip, folder, sheet):
        """Move a clip's finished files here from `folder`, and write its sheet."""
        for suffix in SUFFIXES:
            made, place = folder / f"{clip.name}{suffix}", self.path(clip, suffix)
            place.parent.mkdir(parents=True, exist_ok=True)
            if made.exists():
                os.replace(made, place)
            else:
                place.unlink(missing_ok=True)  # a clip that has lost its captions
        sheet = {**sheet, "files": self._digests(clip)}
        with written_whole(self.path(clip, ".json")) as file:
            file.write((json.dumps(sheet, indent=2, ensure_ascii=False) + "\n").encode())

    def expected_frames(self, clip):
        """How many frames a clip should have, from when it was last drawn, in this quality or
        another; None where it never was."""
        sheets = self.media.glob(f"clips/*/{clip.name}.json")
        seconds = [sheet["duration"] for sheet in (self.sheet(clip), *map(_read, sheets)) if sheet]
        return round(seconds[0] * self.quality.frame_rate) if seconds else None

    def _digests(self, clip):
        return {suffix: stale.digest(self.path(clip, suffix)) for suffix in SUFFIXES}


def qualities_of(clip, media):
    """The names of the qualities in which a finished clip stands in a media folder."""
    return sorted(path.parent.name for path in media.glob(f"clips/*/{clip.name}.mp4"))


def _read(path):
    try:
        sheet = json.loads(path.read_text(encoding="utf-8"))
        return sheet if {"key", "files", "duration"} <= set(sheet) else {}
    except (OSError, ValueError, TypeError):
        return {}
