"""The American voice of hibari-tts: NumPy and onnxruntime, in this process, without a network."""

import re
from collections.abc import Sequence
from importlib import metadata

from nn.errors import DownhillError
from scenes.narration.sound import Sound

HIBARI = "hibari"
PACKAGES = ("hibari-tts", "onnxruntime")
SEED = 0  # of the noise in its consonants: the same words give the same samples
NATURAL = 0.88  # of its own speed, at which it says 190 words a minute: too fast for a talk
PRONOUNCED = {  # words that it would misread, in its phonemes: the letter, not the article
    "ay": "ˈA",
    "ay's": "ˈAz",
}
MISREAD = re.compile(rf"\b({'|'.join(map(re.escape, sorted(PRONOUNCED, reverse=True)))})(?!\w)")


class Hibari:
    name, language = HIBARI, "en"

    def __init__(self) -> None:
        try:
            from hibari import Hibari as Speaker

            packages = [f"{name} {metadata.version(name)}" for name in PACKAGES]
        except ImportError:
            raise DownhillError(
                "the voice hibari is not installed: run `pip install hibari-tts onnxruntime`, or "
                "name another voice."
            ) from None
        self.version = ", ".join([*packages, f"seed {SEED}", f"speed {NATURAL}", str(PRONOUNCED)])
        self._speaker = Speaker()  # its one voice that is not fetched from elsewhere

    def speak(self, words: Sequence[str], pace: float) -> list[Sound]:
        """See `Voice.speak`."""
        return [self._spoken(sentence, NATURAL * pace) for sentence in words]

    def _spoken(self, words: str, speed: float) -> Sound:
        words = MISREAD.sub(lambda found: f"[{found[0]}](/{PRONOUNCED[found[0]]}/)", words)
        samples = self._speaker(words, speed=speed, seed=SEED)
        return Sound(samples, self._speaker.sample_rate)
