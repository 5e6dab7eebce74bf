"""The library of finished clips: media/clips/720p30/NAME.mp4, its captions NAME.srt and its
metadata NAME.json; and the film that they are joined into, in media/film.

The metadata lists what the clip was drawn from and what is in it. It contains digests of the other
two files, so it cannot be mistaken for the metadata of different files.
"""

import pathlib

from nn.storage import read_json, write_json
from scenes.rendering import mux
from scenes.rendering.inputs import cache_key, digest, version

SUFFIXES = (".srt", ".mp4")


class Library:
    """The finished clips of one quality under a media folder."""

    def __init__(self, media, quality):
        self.media, self.quality = pathlib.Path(media), quality

    def path(self, clip, suffix=".mp4"):
        """The path of a clip's file, which need not exist yet."""
        return self.media / "clips" / str(self.quality) / f"{clip.name}{suffix}"

    def metadata(self, clip):
        """A clip's metadata as a dict, empty if there is none that can be read."""
        return read_metadata(self.path(clip))

    def why_stale(self, clip, inputs):
        """The reasons, in words, why a clip has to be drawn; empty if it was drawn from exactly
        these `inputs` (inputs.py) and its files are unchanged."""
        metadata = self.metadata(clip)
        if not metadata:
            return ["it was not drawn yet"]
        before = metadata["inputs"]
        changed = [name for name in {**before, **inputs} if before.get(name) != inputs.get(name)]
        if changed:
            return [f"{name} changed" for name in changed]
        if metadata["files"] != digests(self.path(clip)):
            return ["its files were changed or removed"]
        return []

    def put(self, clip, segments, captions, metadata):
        """Join a clip's finished animations (mp4 files) into the clip, with captions (SRT), and
        write its metadata.

        The mp4's own metadata names what it was drawn from. The mp4 contains the captions, and can
        be played while it loads.
        """
        run = f"run {metadata['run']['digest']}" if metadata["run"] else "experiments alone"
        drawn_from = f"{run}, key {metadata['key']}"
        chapter = mux.Chapter(clip.title, segments, captions)
        mux.join([chapter], self.path(clip), title=clip.title, comment=drawn_from)
        write_metadata(self.path(clip), {**metadata, "files": digests(self.path(clip))})

    def join_film(self, clips, target, title):
        """Join clips into the film `target`, with its captions and metadata beside it, unless it
        already consists of exactly these; return (its length in seconds, whether it was joined)."""
        inputs = {
            "title": title,
            "av": version("av"),
            "joining": digest(mux.__file__),
            "clips": [[clip.title, self.metadata(clip)["files"]] for clip in clips],
        }
        metadata = read_metadata(target)
        if metadata.get("inputs") == inputs and metadata["files"] == digests(target):
            return metadata["duration"], False
        key = cache_key(inputs)
        chapters = [mux.clip_chapter(clip.title, self.path(clip)) for clip in clips]
        seconds = mux.join(chapters, target, title=title, comment=f"key {key}")
        metadata = {"key": key, "duration": seconds, "inputs": inputs, "files": digests(target)}
        write_metadata(target, metadata)
        return seconds, True


def qualities_of(clip, media):
    """The qualities in which a media folder has a finished clip, such as 720p30."""
    return sorted(path.parent.name for path in media.glob(f"clips/*/{clip.name}.mp4"))


def read_metadata(path):
    """The metadata beside an mp4 as a dict, empty if there is none that can be read."""
    try:
        metadata = read_json(path.with_suffix(".json"))
        return metadata if {"key", "files", "duration", "inputs"} <= set(metadata) else {}
    except (OSError, ValueError, TypeError):
        return {}


def write_metadata(path, metadata):
    """Write the metadata beside an mp4."""
    write_json(path.with_suffix(".json"), metadata)


def digests(path):
    """{suffix: digest} of an mp4 and its captions."""
    return {suffix: digest(path.with_suffix(suffix)) for suffix in SUFFIXES}
