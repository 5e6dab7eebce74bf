"""A person's own voice: a folder of recordings, one of each beat, named as `script` names them.

FeedForward-2.wav    what is said in the second beat of the clip FeedForward
"""

import hashlib
import pathlib
from collections.abc import Iterable, Mapping

import av.error

from nn.errors import DownhillError
from nn.places import shown
from scenes.narration.loudness import SILENT, levelled, loudness
from scenes.narration.sound import Sound, read, resampled, trimmed

KINDS = (".wav", ".flac", ".m4a", ".mp3")
LONGEST = 600  # seconds of one beat; what is longer is no recording of it


def recording_name(clip: str, beat: int) -> str:
    """What the recording of a clip's beat is called, without its ending; beats count from 1."""
    return f"{clip}-{beat}"


class Recordings:
    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.name = folder.resolve().name or "recordings"
        self._sounds: dict[pathlib.Path, Sound] = {}

    def files(self, names: Iterable[str]) -> dict[str, pathlib.Path | None]:
        """{name: its file, None if there is none}; of several kinds, the first of `KINDS`."""
        there: dict[str, pathlib.Path] = {}
        for path in sorted(self.folder.iterdir(), key=lambda path: path.name):
            kind = path.suffix.lower()
            if kind in KINDS and path.is_file():
                other = there.get(path.stem.casefold())
                if not other or KINDS.index(kind) < KINDS.index(other.suffix.lower()):
                    there[path.stem.casefold()] = path
        return {name: there.get(name.casefold()) for name in names}

    def check(self, names: Iterable[str]) -> None:
        """Raise DownhillError, which lists all of these recordings that can't be used."""
        found = self.files(names)
        faults: dict[str, list[str]] = {}
        for name, path in found.items():
            fault = self._fault(path)
            if fault:
                faults.setdefault(fault, []).append(name if path is None else path.name)
        if faults:
            listed = "; ".join(f"{fault}: {', '.join(named)}" for fault, named in faults.items())
            endings = ", ".join(kind[1:].upper() for kind in KINDS)
            raise DownhillError(
                f"{shown(self.folder)} needs a recording of each beat ({endings}; `script` lists "
                f"their names), and not all can be used: {listed}."
            )

    def sounds(self, names: Iterable[str]) -> Mapping[str, Sound]:
        """The recordings of these names, cut to what is heard and levelled."""
        return {name: self._sound(path) for name, path in self.files(names).items() if path}

    def version(self, names: Iterable[str]) -> str:
        """A digest of the recordings of these names."""
        digest = hashlib.sha256()
        for name, path in self.files(names).items():
            digest.update(f"{name}\n".encode() + (path.read_bytes() if path else b""))
        return digest.hexdigest()

    def _fault(self, path: pathlib.Path | None) -> str | None:
        if path is None:
            return "missing"
        try:
            sound = self._sound(path)
        except (OSError, ValueError, av.error.FFmpegError):
            return "unreadable"
        if sound.seconds > LONGEST:
            return f"longer than {LONGEST // 60} minutes"
        return "silent" if loudness(sound) <= SILENT else None

    def _sound(self, path: pathlib.Path) -> Sound:
        if path not in self._sounds:
            self._sounds[path] = levelled(resampled(trimmed(read(path, LONGEST + 1))))
        return self._sounds[path]
