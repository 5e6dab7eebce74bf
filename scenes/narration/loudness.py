"""How loud sound is, and making it as loud as broadcasters do: EBU R 128.

Loudness is measured by FFmpeg's filter `ebur128`, which comes with PyAV.
"""

import math
from fractions import Fraction

import av
import numpy as np
from scipy.ndimage import minimum_filter1d
from scipy.signal import resample_poly

from scenes.narration.sound import Sound

LOUDNESS = -16.0  # LUFS, of a whole clip: as for film on the web
PEAK = -2.0  # dB, the highest true peak: AAC adds up to a decibel, and -1 is allowed
SILENT = -60.0  # LUFS: below it nothing is heard
OVERSAMPLED = 4  # as the standard measures true peaks
LOOK_AHEAD = 0.004  # seconds in which the limiter turns down
ROUNDS = 4  # of measuring again: what is limited gets softer
BLOCK = 4800  # samples that the filter gets at once


def loudness(sound: Sound) -> float:
    """The integrated loudness in LUFS, of what is not silence; −70 if all is.

    Sound shorter than a block of 0.4 s is measured as if it were repeated.
    """
    return measured(sound)[0]


def true_peak(sound: Sound) -> float:
    """The highest true peak in dB below full scale."""
    return measured(sound)[1]


def measured(sound: Sound) -> tuple[float, float]:
    """(Loudness in LUFS, true peak in dB.)"""
    samples = np.ascontiguousarray(sound.samples, np.float32)
    if 0 < len(samples) < sound.rate:
        samples = np.resize(samples, sound.rate)
    graph = av.filter.Graph()
    source = graph.add_abuffer(
        sample_rate=sound.rate, format="flt", layout="mono", time_base=Fraction(1, sound.rate)
    )
    meter, sink = graph.add("ebur128", "metadata=1:peak=true"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    found = {"lavfi.r128.I": "-70", "lavfi.r128.true_peak": "0"}
    for first in range(0, len(samples), BLOCK):
        frame = av.AudioFrame.from_ndarray(samples[None, first : first + BLOCK], "flt", "mono")
        frame.sample_rate, frame.pts = sound.rate, first
        graph.push(frame)
        found |= _pulled(graph)
    graph.push(None)
    found |= _pulled(graph)
    peak = float(found["lavfi.r128.true_peak"])
    return float(found["lavfi.r128.I"]), 20 * math.log10(max(peak, 1e-9))


def levelled(sound: Sound) -> Sound:
    """Sound at -16 LUFS, with no true peak above -2 dB."""
    now, _ = measured(sound)
    if now < SILENT:
        return sound
    gain = LOUDNESS - now
    for _ in range(ROUNDS):
        louder = limited(Sound(sound.samples * np.float32(10 ** (gain / 20)), sound.rate))
        missing = LOUDNESS - loudness(louder)
        if abs(missing) < 0.1:
            break
        gain += missing
    return louder


def limited(sound: Sound, peak: float = PEAK) -> Sound:
    """Sound turned down around each true peak that is higher."""
    if not len(sound.samples):
        return sound
    between = np.abs(resample_poly(sound.samples, OVERSAMPLED, 1)).reshape(-1, OVERSAMPLED)
    height = between.max(axis=1)
    allowed = 10 ** (peak / 20)
    if height.max() <= allowed:
        return sound
    gain = np.minimum(1, allowed / np.maximum(height, 1e-9))
    reach = round(LOOK_AHEAD * sound.rate)
    bell = np.hanning(2 * reach + 3)[1:-1]
    lowest = np.pad(minimum_filter1d(gain, 2 * reach + 1), reach, mode="edge")
    smooth = np.convolve(lowest, bell / bell.sum(), mode="valid")
    return Sound((sound.samples * smooth).astype(np.float32), sound.rate)


def _pulled(graph: av.filter.Graph) -> dict[str, str]:
    """What the filter has measured so far."""
    found: dict[str, str] = {}
    while True:
        try:
            found |= graph.pull().metadata
        except (BlockingIOError, EOFError):
            return found
