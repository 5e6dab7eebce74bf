"""Where finished clips stand: media/clips/720p30/NAME.mp4, its captions NAME.srt, its NAME.json.

The JSON, the clip's sheet, says what the clip was drawn from and what is in it. It holds digests of
the other two files, so it never speaks for files that it was not written for.
"""

import pathlib

from nn.storage import read_json, write_json
from scenes.rendering import stale
from scenes.rendering.mux import Part, join

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
        return read_sheet(self.path(clip))

    def why_stale(self, clip, inputs):
        """Why a clip has to be drawn, in words; empty where it stands here, drawn from just these
        `inputs` (stale.py)."""
        sheet = self.sheet(clip)
        if not sheet:
            return ["it was not drawn yet"]
        before = sheet["inputs"]
        changed = [name for name in {**before, **inputs} if before.get(name) != inputs.get(name)]
        if changed:
            return [f"{name} changed" for name in changed]
        if sheet["files"] != digests(self.path(clip)):
            return ["its files were changed or removed"]
        return []

    def put(self, clip, pieces, captions, sheet):
        """Join a clip's finished animations, mp4s, to the clip with captions, SRT, and write its
        sheet.

        The mp4 says in its own metadata what it was drawn from, carries its captions, and plays
        while it loads.
        """
        run = f"run {sheet['run']['digest']}" if sheet["run"] else "experiments alone"
        drawn_from = f"{run}, key {sheet['key']}"
        part = Part(clip.title, pieces, captions)
        join([part], self.path(clip), title=clip.title, comment=drawn_from)
        write_sheet(self.path(clip), {**sheet, "files": digests(self.path(clip))})


def qualities_of(clip, media):
    """The names of the qualities in which a finished clip stands in a media folder."""
    return sorted(path.parent.name for path in media.glob(f"clips/*/{clip.name}.mp4"))


def read_sheet(path):
    """The sheet beside an mp4 as a dict, empty where there is none that can be read."""
    try:
        sheet = read_json(path.with_suffix(".json"))
        return sheet if {"key", "files", "duration", "inputs"} <= set(sheet) else {}
    except (OSError, ValueError, TypeError):
        return {}


def write_sheet(path, sheet):
    """Write the sheet beside an mp4."""
    write_json(path.with_suffix(".json"), sheet)


def digests(path):
    """{suffix: digest} of an mp4 and its captions."""
    return {suffix: stale.digest(path.with_suffix(suffix)) for suffix in SUFFIXES}


def shown(path):
    """A path as it is printed: from here, where it lies below."""
    path, here = pathlib.Path(path).resolve(), pathlib.Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
