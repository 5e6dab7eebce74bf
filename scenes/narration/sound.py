"""Sound as arrays: read from files, cut to where it is heard, in another rate, written as AAC.

A `Sound` has one channel. Samples are float32, from −1 to 1.
"""

import dataclasses
import itertools
import math
import os
import pathlib
from fractions import Fraction

import av
import numpy as np
from scipy.signal import resample_poly

RATE = 48_000  # samples a second of all that is written
HEARD = 10 ** (-55 / 20)  # of the loudest: what is softer is silence
WINDOW = 0.01  # seconds in which loudness is measured
BEFORE, AFTER = 0.03, 0.08  # seconds that are left around what is heard
BIT_RATE, AAC_FRAME = 96_000, 1024  # bits a second; samples
FADE = 0.005  # seconds, at both ends: no clicks


@dataclasses.dataclass(frozen=True)
class Sound:
    """Samples, and how many of them are played in a second."""

    samples: np.ndarray
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


def silence(seconds: float, rate: int = RATE) -> Sound:
    return Sound(np.zeros(round(seconds * rate), np.float32), rate)


def resampled(sound: Sound, rate: int = RATE) -> Sound:
    """The same sound in another rate."""
    if sound.rate == rate or not len(sound.samples):
        return Sound(sound.samples, rate)
    common = math.gcd(sound.rate, rate)
    samples = resample_poly(sound.samples, rate // common, sound.rate // common)
    return Sound(samples.astype(np.float32), rate)


def trimmed(sound: Sound) -> Sound:
    """Sound without the silence at both ends, faded in and out."""
    size = max(1, round(WINDOW * sound.rate))
    whole = sound.samples[: len(sound.samples) // size * size].reshape(-1, size)
    peak = np.abs(sound.samples).max(initial=0)
    heard = np.flatnonzero(np.abs(whole).max(axis=1, initial=0) > HEARD * peak)
    if not len(heard):
        return Sound(sound.samples[:0], sound.rate)
    first = max(0, heard[0] * size - round(BEFORE * sound.rate))
    last = (heard[-1] + 1) * size + round(AFTER * sound.rate)
    return faded(Sound(sound.samples[first:last], sound.rate))


def faded(sound: Sound) -> Sound:
    """Sound that begins and ends at zero, within five milliseconds."""
    length = min(round(FADE * sound.rate), len(sound.samples) // 2)
    samples = sound.samples.copy()
    ramp = np.linspace(0, 1, length, endpoint=False, dtype=np.float32)
    samples[:length] *= ramp
    samples[len(samples) - length :] *= ramp[::-1]
    return Sound(samples, sound.rate)


def read(path: pathlib.Path, longest: float = math.inf) -> Sound:
    """The sound in a file (WAV, FLAC, M4A, MP3, …), its channels mixed into one. Not much more than
    the `longest` seconds of it are read, since a small file may hold days of silence.

    Raises OSError or av.error.FFmpegError if it can't be read, ValueError if it holds no sound.
    """
    with av.open(path) as file:
        if not file.streams.audio:
            raise ValueError("it holds no sound")
        stream = file.streams.audio[0]
        resampler = av.AudioResampler(format="flt", layout="mono", rate=stream.rate)
        rate, length = stream.rate, 0
        blocks: list[np.ndarray] = []
        for frame in itertools.chain(file.decode(stream), [None]):
            new = [block.to_ndarray()[0] for block in resampler.resample(frame)]
            blocks += new
            length += sum(map(len, new))
            if length > longest * rate:
                break
    samples = np.concatenate(blocks) if blocks else np.zeros(0, np.float32)
    return Sound(np.nan_to_num(samples.astype(np.float32)), rate)


def write_m4a(path: pathlib.Path, sound: Sound) -> None:
    """Save sound as AAC. An older file is replaced only by a complete one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.stem}.{os.getpid()}.part")
    try:
        with av.open(unfinished, "w", format="ipod", options={"movflags": "+faststart"}) as file:
            stream = file.add_stream("aac", rate=sound.rate, layout="mono")
            stream.bit_rate = BIT_RATE
            for first in range(0, len(sound.samples), AAC_FRAME):
                block = np.ascontiguousarray(sound.samples[None, first : first + AAC_FRAME])
                frame = av.AudioFrame.from_ndarray(block, "fltp", "mono")
                frame.sample_rate, frame.pts = sound.rate, first
                frame.time_base = Fraction(1, sound.rate)
                file.mux(stream.encode(frame))
            file.mux(stream.encode(None))
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
