"""The American voice of hibari-tts: NumPy and onnxruntime, in this process, without a network."""

from collections.abc import Sequence
from importlib import metadata

from nn.errors import DownhillError
from scenes.narration.sound import Sound
from scenes.narration.voices.voice import respelled

HIBARI = "hibari"
PACKAGES = ("hibari-tts", "onnxruntime")
SEED = 0  # of the noise in its consonants: the same words give the same samples
NATURAL = 0.88  # of its own speed, at which it says 190 words a minute: too fast for a talk
PRONOUNCED = {  # words that it would misread, in its phonemes: the letter, not the article
    "ay": "ˈA",
    "ay's": "ˈAz",
}


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
        phonemes = {word: f"[{word}](/{said}/)" for word, said in PRONOUNCED.items()}
        samples = self._speaker(respelled(words, phonemes), speed=speed, seed=SEED)
        return Sound(samples, self._speaker.sample_rate)
