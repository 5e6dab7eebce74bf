"""The library of finished clips, kept by run, and the films that they are joined into:

    media/runs/RUN/720p30/NAME.mp4        a clip, with its subtitles NAME.srt and NAME.vtt, its
                                          transcript NAME.txt and its metadata NAME.json
    media/runs/RUN/downhill-720p30.mp4    the film of that run, likewise
    media/shared/720p30/NAME.mp4          a clip that shows no run: of experiments alone, or a card
    media/runs/RUN/720p30-de/NAME.mp4     a clip in another language

The metadata lists what the clip was drawn from and what is in it. It contains digests of the other
files and of itself: if one does not match, the clip is drawn again. Only one command at a time
writes clips or joins them.
"""

import contextlib
import hashlib
import itertools
import os
import pathlib
from collections.abc import Iterator, Mapping
from glob import escape

from nn.errors import DownhillError
from nn.places import name_of, searched_for
from nn.runs.run import Run
from nn.schema import Kind, count, dict_of, list_of, maybe, number, text
from nn.storage import digest_of, locked, read_json, write_json
from scenes.narration import cues, phrases, subtitles
from scenes.rendering import dissolves, mux
from scenes.rendering.clips import Clip
from scenes.rendering.inputs import (
    Inputs,
    Translated,
    cache_key,
    clip_inputs,
    digest,
    version,
)
from scenes.rendering.quality import Quality
from scenes.stage.sources import declared

SUFFIXES = (*subtitles.SUFFIXES, ".mp4")
SHARED = pathlib.PurePath("shared")
JOINING = (mux, dissolves, cues, phrases, subtitles)  # what a film's bytes depend on
LONGEST = 60  # letters of a run's name that are kept beside a digest
WORDS = Kind("words", lambda value: isinstance(value, str))
SAID = dict_of(words=WORDS, start=number, duration=number)
BEAT = dict_of(
    headline=WORDS,
    start=number,
    duration=number,
    said=list_of(SAID),
    on_screen=list_of(WORDS),
)
METADATA = dict_of(  # what the metadata of a clip or a film holds
    key=text,
    duration=number,
    inputs=dict_of(),
    files=dict_of(maybe(text)),
    beats=maybe(list_of(BEAT)),
    animations=maybe(list_of(dict_of(frames=count, seconds=maybe(number)))),
    digest=text,
)


class Library:
    """The finished clips of a run in one quality, under a media folder."""

    def __init__(
        self,
        media: str | os.PathLike,
        run: Run,
        quality: Quality,
        translated: Translated | None = None,
    ):
        self.media, self.run, self.quality = pathlib.Path(media), run, quality
        self.translated = translated
        self.language = translated.language if translated else "en"

    def inputs(self, clip: Clip, run: Run | None = None) -> Inputs:
        """What a clip has to be drawn from, by default of the library's run as it was read."""
        return clip_inputs(clip, run or self.run, self.quality, self.translated)

    def path(self, clip: Clip, suffix: str = ".mp4") -> pathlib.Path:
        """The path of a clip's file, which need not exist yet."""
        return self.media / self._of_the_clip(clip).with_name(f"{clip.name}{suffix}")

    def cache(self, clip: Clip) -> pathlib.Path:
        """The folder that keeps a clip's animations while it is drawn."""
        return self.media / "cache" / self._of_the_clip(clip)

    def film(self, name: str) -> pathlib.Path:
        """The path of a film of the run's clips, which need not exist yet."""
        return self.media / _of_the_run(self.run) / f"{name}-{self.kind}.mp4"

    @property
    def kind(self) -> str:
        """What its folders and films are named by: 720p30; 720p30-de in another language."""
        return f"{self.quality}-{self.language}" if self.translated else str(self.quality)

    def digests(self, path: pathlib.Path) -> dict[str, str | None]:
        """{suffix: digest} of an mp4 and of the files beside it."""
        return digests(path)

    def sound_of(
        self, clips: list[Clip], pieces: list[mux.Piece], target: pathlib.Path
    ) -> pathlib.Path | None:
        """The sound of a film of these clips, in M4A; None: it is silent."""
        return None

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
        if metadata["files"] != self.digests(self.path(clip)):
            return ["its files were changed or removed"]
        return []

    def put(self, clip, segments, metadata):
        """Join a clip's finished animations (mp4 files) into the clip, and write its subtitles, its
        transcript and its metadata, whose "beats" are what it tells.

        The mp4's own metadata names what it was drawn from. The mp4 contains the subtitles, and can
        be played while it loads.
        """
        run = f"run {metadata['run']['digest']}" if metadata["run"] else "experiments alone"
        drawn_from = f"{run}, key {metadata['key']}"
        path, beats = self.path(clip), metadata["beats"]
        piece = mux.Piece(clip.title, segments, self._cues(beats))
        with self._alone(path):
            mux.join([piece], path, self.language, title=clip.title, comment=drawn_from)
            subtitles.write_beside(path, piece.cues, [(clip.title, beats)])
            write_metadata(path, {**metadata, "files": self.digests(path)})

    def join_film(
        self, drawn_from: Mapping[Clip, Inputs], target: pathlib.Path, title: str
    ) -> tuple[float, bool]:
        """Join clips into the film `target`, with its subtitles and metadata beside it, unless
        it already consists of exactly these; return (its length in seconds, whether it was joined).

        drawn_from: the clips, in their order, and what each must have been drawn from. Raises
        DownhillError if a clip was not: another command has drawn it from something else.
        """
        with self._alone(target):
            for clip, inputs in drawn_from.items():
                reasons = self.why_stale(clip, inputs)
                if reasons:
                    raise DownhillError(
                        f"{clip.name} is no longer what the film should show "
                        f"({'; '.join(reasons)}): repeat the command, which draws it again."
                    )
            return self._joined(drawn_from, target, title)

    def _joined(self, drawn_from, target, title):
        keys = {clip: cache_key(inputs) for clip, inputs in drawn_from.items()}
        inputs = {
            "title": title,
            "language": self.language,
            "av": version("av"),
            "joining": [digest(module.__file__) for module in JOINING],
            "clips": [[clip.title, keys[clip], self.metadata(clip)["files"]] for clip in keys],
        }
        metadata = read_metadata(target)
        if metadata.get("inputs") == inputs and metadata["files"] == self.digests(target):
            return metadata["duration"], False
        key = cache_key(inputs)
        comment = f"run {self.run.digest}, key {key}"
        pieces = mux.in_a_row(self._pieces(keys, target))
        sound = self.sound_of(list(keys), pieces, target)
        mux.join(pieces, target, self.language, sound, title=title, comment=comment)
        shown = [cue for piece in pieces for cue in cues.shifted(piece.cues, float(piece.start))]
        subtitles.write_beside(target, shown, self._told(keys, pieces))
        metadata = {
            "key": key,
            "duration": float(pieces[-1].end),
            "pieces": [
                {
                    "title": piece.title,
                    "start": float(piece.start),
                    "duration": float(piece.end - piece.start),
                }
                for piece in pieces
            ],
            "inputs": inputs,
            "files": self.digests(target),
        }
        write_metadata(target, metadata)
        return metadata["duration"], True

    def _pieces(self, clips, target):
        """A film's pieces in a row: its clips, and between each two of them a dissolve."""
        folder = self.media / "cache" / _of_the_run(self.run) / target.stem
        pieces = [
            mux.Piece(clip.title, [self.path(clip)], self._cues(self._beats(clip)))
            for clip in clips
        ]
        between = [
            dissolves.dissolve(before.segments[-1], after.segments[0], self.quality, folder)
            for before, after in itertools.pairwise(pieces)
        ]
        dissolves.keep_only(between, folder)
        for place, path in enumerate(between):
            pieces.insert(2 * place + 1, mux.Piece("", [path]))
        return pieces

    def _told(self, clips, pieces):
        """(title, beats) of each clip of a film, with the times that they have in it."""
        starts = [float(piece.start) for piece in pieces if piece.title]
        return [
            (clip.title, subtitles.later(self._beats(clip), start))
            for clip, start in zip(clips, starts, strict=True)
        ]

    def _beats(self, clip):
        return self.metadata(clip).get("beats") or []

    def _cues(self, beats):
        return cues.cues_of(beats, self.quality.frame_rate, self.language)

    def _of_the_clip(self, clip):
        reads_run = declared(clip.file, clip.name).reads_run
        return (_of_the_run(self.run) if reads_run else SHARED) / self.kind / clip.name

    @contextlib.contextmanager
    def _alone(self, target) -> Iterator[None]:
        """Wait until no other command writes to the library or joins clips in it; then remove the
        temporary files that a killed command has left beside the mp4 `target`."""
        cache = self.media / "cache"
        cache.mkdir(parents=True, exist_ok=True)
        with locked(cache / "library.lock"):
            for unfinished in (f".*-{escape(target.name)}", f".{escape(target.stem)}.*.part"):
                for path in target.parent.glob(unfinished):
                    path.unlink()
            yield


def _of_the_run(run):
    """The folder for a run's clips: runs/NAME if the run is found by its name; else, since several
    runs may share a name, runs/NAME-DIGEST, with a digest of the run's path."""
    folder = pathlib.Path(os.path.abspath(run.folder))
    for shelf in searched_for("runs"):
        if os.path.isfile(shelf / folder.name / "run.json"):
            if os.path.samefile(shelf / folder.name, folder):
                return pathlib.PurePath("runs", folder.name)
            break  # that one hides it
    path = hashlib.sha256(os.fsencode(name_of(folder))).hexdigest()
    return pathlib.PurePath("runs", f"{folder.name[:LONGEST]}-{path[:8]}")


def finished(clip: Clip, media: pathlib.Path) -> list[str]:
    """Where a media folder has a finished clip: film/720p30 for the film's run, shared/720p30, …"""
    found = [*media.glob(f"runs/*/*/{clip.name}.mp4"), *media.glob(f"shared/*/{clip.name}.mp4")]
    return sorted("/".join(path.parts[-3:-1]) for path in found)


def read_metadata(path):
    """The metadata beside an mp4 as a dict, empty if there is none or it has been changed."""
    try:
        metadata = read_json(path.with_suffix(".json"))
    except (OSError, ValueError):
        return {}
    if not METADATA(metadata):
        return {}
    seal = metadata.pop("digest")
    return metadata if seal == digest_of({}, metadata) else {}


def write_metadata(path, metadata):
    """Write the metadata beside an mp4, with a digest of itself."""
    write_json(path.with_suffix(".json"), {**metadata, "digest": digest_of({}, metadata)})


def digests(path):
    """{suffix: digest} of an mp4 and of its subtitles and its transcript."""
    return {suffix: digest(path.with_suffix(suffix)) for suffix in SUFFIXES}
