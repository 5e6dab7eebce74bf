"""Voices for tests: one that needs no package, and sound in files."""

import av
import numpy as np

from scenes.narration.sound import Sound

RATE = 8000


class Humming:
    """A voice that hums, a third of a second a word, between two silences; it counts what it says.

    Each word is its own tone, so that what is heard says which words they were.
    """

    version, language = "1", "en"

    def __init__(self, seconds=1 / 3, name="humming"):
        self.seconds, self.name, self.said = seconds, name, []

    def speak(self, words, pace):
        self.said += [(sentence, pace) for sentence in words]
        return [self._hummed(sentence, pace) for sentence in words]

    def _hummed(self, sentence, pace):
        silent = np.zeros(RATE // 4, np.float32)
        length = round(self.seconds / pace * RATE)
        tones = [tone(200 + 10 * len(word), length / RATE).samples for word in sentence.split()]
        return Sound(np.concatenate([silent, *tones, silent]), RATE)


def tone(hertz, seconds, amplitude=0.25, rate=RATE):
    times = np.arange(round(seconds * rate)) / rate
    return Sound((amplitude * np.sin(2 * np.pi * hertz * times)).astype(np.float32), rate)


def write(path, sound, codec):
    """Write sound to a file of the kind that its name says."""
    with av.open(path, "w") as file:
        stream = file.add_stream(codec, rate=sound.rate, layout="mono")
        resampler = av.AudioResampler(
            stream.codec_context.format, "mono", sound.rate, stream.codec_context.frame_size or 1024
        )
        frame = av.AudioFrame.from_ndarray(sound.samples[None], "flt", "mono")
        frame.sample_rate, frame.pts = sound.rate, 0
        for part in (frame, None):
            for block in resampler.resample(part):
                file.mux(stream.encode(block))
        file.mux(stream.encode(None))
    return path
