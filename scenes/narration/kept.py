"""Speech that is kept: what a voice has said once, it need not say again."""

import hashlib
import json
import pathlib
from collections.abc import Sequence

import numpy as np

from nn.errors import DownhillError
from nn.seals import read_sealed, write_sealed
from nn.storage import Arrays
from scenes.narration.sound import Sound
from scenes.narration.voices.voice import Voice

LIMIT = 2**27  # bytes of one sentence
LOUDEST = 2**15 - 1  # of a sample, in 16 bits


class KeptVoice:
    """A voice whose speech is kept in a folder, a file for each sentence, voice and pace."""

    def __init__(self, voice: Voice, folder: pathlib.Path):
        self.voice, self.folder = voice, folder

    def speak(self, words: Sequence[str], pace: float) -> list[Sound]:
        """See `Voice.speak`; only what is not kept is spoken."""
        found: dict[str, Sound] = {}
        missing = []
        for sentence in dict.fromkeys(words):
            kept = self._kept(sentence, pace)
            if kept:
                found[sentence] = kept
            else:
                missing.append(sentence)
        spoken = self.voice.speak(missing, pace) if missing else []
        for sentence, sound in zip(missing, spoken, strict=True):
            found[sentence] = self._keep(sentence, pace, sound)
        return [found[sentence] for sentence in words]

    def _kept(self, words: str, pace: float) -> Sound | None:
        path, facts = self._path(words, pace)
        if not path.is_file():
            return None
        try:
            arrays = read_sealed(path, facts, "it is spoken again", LIMIT)
            return _unpacked(arrays)
        except (DownhillError, KeyError, ValueError, TypeError):
            return None

    def _keep(self, words: str, pace: float, sound: Sound) -> Sound:
        """Save sound in 16 bits a sample, as loud as these hold; return what they hold."""
        path, facts = self._path(words, pace)
        peak = max(float(np.abs(sound.samples).max(initial=0)), 1e-9)
        samples = np.rint(sound.samples / peak * LOUDEST).astype(np.int16)
        arrays: Arrays = {
            "samples": samples,
            "peak": np.array(peak, np.float32),
            "rate": np.array(sound.rate),
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        write_sealed(path, arrays, facts)
        return _unpacked(arrays)

    def _path(self, words: str, pace: float) -> tuple[pathlib.Path, dict[str, str]]:
        voice = self.voice
        facts = {"words": words, "voice": voice.name, "version": voice.version}
        facts["pace"] = f"{pace:.2f}"
        key = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
        return self.folder / voice.name / f"{key[:32]}.npz", facts


def _unpacked(arrays: Arrays) -> Sound:
    samples = arrays["samples"].astype(np.float32) * (arrays["peak"] / np.float32(LOUDEST))
    return Sound(samples, int(arrays["rate"]))
