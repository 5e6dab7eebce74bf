"""Clips and films that are told aloud, beside the silent ones:

    media/runs/RUN/720p30-VOICE/NAME.mp4        a clip with sound, which NAME.m4a holds alone
    media/runs/RUN/downhill-720p30-VOICE.mp4    the film, likewise

A narrated clip is made from the finished silent one by copying its packets: no frame is drawn
again. Where a picture waits for the voice, its last frame is encoded once more. A narrated clip is
made again when the silent one, its words, the voice or the code of the narration has changed.
"""

import pathlib
import shutil
import tempfile
from collections.abc import Iterable, Mapping

import numpy as np

import scenes.narration
from nn import places
from nn.errors import DownhillError
from nn.legible import legible
from nn.runs.run import Run
from nn.seals import read_sealed, write_sealed
from scenes.narration import sound as sounds
from scenes.narration import subtitles
from scenes.narration.fitting import Narration, fitted, recorded
from scenes.narration.kept import LIMIT, LOUDEST, KeptVoice
from scenes.narration.loudness import levelled
from scenes.narration.sound import RATE, Sound, write_m4a
from scenes.narration.voices import Recordings, Voice
from scenes.narration.voices.recordings import recording_name
from scenes.rendering import dissolves, mux, stretches
from scenes.rendering.clips import Clip
from scenes.rendering.inputs import Inputs, cache_key, digest, version
from scenes.rendering.library import Library, digests, write_metadata

SOUND = ".m4a"
PACKAGES = ("av", "numpy", "scipy")


class NarratedLibrary(Library):
    """The clips of a library, told by a voice."""

    def __init__(self, silent: Library, voice: Voice | Recordings):
        super().__init__(silent.media, silent.run, silent.quality, silent.translated)
        self.silent, self.voice = silent, voice
        self.kept = self.media / "cache" / "voice"

    @property
    def kind(self) -> str:
        """720p30-hibari, or 720p30-de-VOICE"""
        return f"{self.silent.kind}-{self.voice.name}"

    def digests(self, path: pathlib.Path) -> dict[str, str | None]:
        return {**digests(path), SOUND: digest(path.with_suffix(SOUND))}

    def bring_up_to_date(self, clips: Iterable[Clip]) -> dict[Clip, Inputs]:
        """Narrate the clips that are not up to date; return {clip: what it was made from}.

        Raises DownhillError if recordings are missing or can't be used, or if the voice does not
        speak the language of the clips.
        """
        clips = list(clips)
        self._check(clips)
        made_from = {}
        for clip in clips:
            with self._alone(self.path(clip)):
                made_from[clip] = inputs = self.inputs(clip)  # another command may have drawn it
                changed = bool(self.why_stale(clip, inputs))
                held = self._narrate(clip, inputs) if changed else []
            facts = ["narrated", *held] if changed else ["unchanged"]
            print(f"{places.shown(self.path(clip))}  {'; '.join(facts)}", flush=True)
        return made_from

    def inputs(self, clip: Clip, run: Run | None = None) -> Inputs:
        """What a narrated clip is made from."""
        metadata = self.silent.metadata(clip)
        names = self._recording_names(clip)
        voice = self.voice
        return {
            "clip": clip.name,
            "silent clip": metadata["files"],
            "words": metadata["beats"],
            "voice": voice.name,
            "version": voice.version(names) if isinstance(voice, Recordings) else voice.version,
            "narration": [digest(path) for path in _sources()],
            **{package: version(package) for package in PACKAGES},
        }

    def sound_of(
        self, clips: list[Clip], pieces: list[mux.Piece], target: pathlib.Path
    ) -> pathlib.Path:
        """The film's sound, encoded in one go: each clip's at its place, dissolves are silent."""
        track = np.zeros(round(float(pieces[-1].end) * RATE), np.float32)
        titled = [piece for piece in pieces if piece.title]
        for clip, piece in zip(clips, titled, strict=True):
            first = round(float(piece.start) * RATE)
            samples = self._track(clip, self.inputs(clip))[: len(track) - first]
            track[first : first + len(samples)] = samples
        path = target.with_suffix(SOUND)
        write_m4a(path, Sound(track, RATE))
        return path

    def _narrate(self, clip, inputs):
        """Make a narrated clip; return where its pictures wait, in words."""
        for abandoned in self.kept.glob("work-*"):  # by a command that was killed
            shutil.rmtree(abandoned, ignore_errors=True)
        narration = self._narration(clip)
        path, before = self.path(clip), self.silent.metadata(clip)
        frames = before["frames"] + sum(hold.frames for hold in narration.holds)
        track = self._track(clip, inputs, narration, frames)
        write_m4a(path.with_suffix(SOUND), Sound(track, RATE))
        cues = self._cues(narration.beats)
        with tempfile.TemporaryDirectory(dir=self.kept, prefix="work-") as folder:
            silent = self.silent.path(clip)
            segments = stretches.with_holds(
                silent, narration.holds, self.quality, pathlib.Path(folder)
            )
            mux.join(
                [mux.Piece(clip.title, segments, cues)],
                path,
                self.language,
                sound=path.with_suffix(SOUND),
                title=clip.title,
                comment=f"voice {self.voice.name}, key {before['key']}",
            )
        subtitles.write_beside(path, cues, [(clip.title, narration.beats)])
        metadata = {
            "key": cache_key(inputs),
            "run": before["run"],
            "frames": frames,
            "duration": frames / self.quality.frame_rate,
            "beats": narration.beats,
            "inputs": inputs,
            "files": self.digests(path),
        }
        write_metadata(path, metadata)
        return [self._held(clip, hold) for hold in narration.holds]

    def _narration(self, clip) -> Narration:
        """What is said in a clip, and when."""
        beats, rate = self.silent.metadata(clip)["beats"], self.quality.frame_rate
        if isinstance(self.voice, Recordings):
            names = self._recording_names(clip)
            return recorded(beats, list(self.voice.sounds(names).values()), rate)
        return fitted(beats, KeptVoice(self.voice, self.kept).speak, rate, self.voice.language)

    def _track(self, clip, inputs, narration=None, frames=None):
        """The samples of a clip's sound, as long as its picture; they are kept beside the speech,
        since a film is encoded from them."""
        path = self.kept / self._of_the_clip(clip).with_name(f"{clip.name}.npz")
        facts = {"key": cache_key(inputs)}
        try:
            samples = read_sealed(path, facts, "it is made again", LIMIT)["samples"]
        except (DownhillError, OSError):
            narration = narration or self._narration(clip)
            frames = frames or self.metadata(clip)["frames"]
            samples = self._mixed(narration, frames / self.quality.frame_rate)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_sealed(path, {"samples": samples}, facts)
        return samples.astype(np.float32) / LOUDEST

    def _mixed(self, narration, seconds):
        """What is said as one sound, in 16 bits a sample."""
        track = sounds.silence(seconds).samples
        for utterance in narration.utterances:
            first = round(utterance.start * RATE)
            samples = utterance.sound.samples[: len(track) - first]
            track[first : first + len(samples)] += samples
        even = Sound(track, RATE)
        if not isinstance(self.voice, Recordings):  # of which each is as loud as the others
            even = levelled(even)
        return np.rint(np.clip(even.samples, -1, 1) * LOUDEST).astype(np.int16)

    def _check(self, clips):
        self.kept.mkdir(parents=True, exist_ok=True)
        if isinstance(self.voice, Recordings):
            self.voice.check(name for clip in clips for name in self._recording_names(clip))
            return
        if self.language.split("-")[0] != self.voice.language:
            raise DownhillError(
                f"the voice {self.voice.name} speaks {self.voice.language}, and the words are "
                f"{self.language}: name a voice file of Piper for it, or a folder of recordings."
            )

    def _recording_names(self, clip):
        beats = self.silent.metadata(clip)["beats"]
        return [recording_name(clip.name, number) for number in range(1, len(beats) + 1)]

    def _held(self, clip, hold):
        beat = self.silent.metadata(clip)["beats"][hold.beat - 1]
        seconds = hold.frames / self.quality.frame_rate
        return f"beat {hold.beat}, “{legible(beat['headline'])}”, is held {seconds:.1f} s longer"


def _sources():
    """The files of code that a narrated clip depends on."""
    room = pathlib.Path(scenes.narration.__file__).parent
    here = [__file__, *(module.__file__ for module in (dissolves, mux, stretches))]
    return [*sorted(room.rglob("*.py")), *map(pathlib.Path, here)]


def narrated(
    silent: Library, drawn: Mapping[Clip, Inputs], voice: Voice | Recordings
) -> tuple[NarratedLibrary, dict[Clip, Inputs]]:
    """The clips of a library told by a voice: (their library, {clip: what it was made from})."""
    library = NarratedLibrary(silent, voice)
    return library, library.bring_up_to_date(drawn)
