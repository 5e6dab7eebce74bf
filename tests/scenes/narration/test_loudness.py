import numpy as np
import pytest
from speaking import tone

from scenes.narration.loudness import LOUDNESS, PEAK, levelled, limited, loudness, true_peak
from scenes.narration.sound import Sound, silence

RATE = 48_000


def speechlike(seconds=6.0, amplitude=0.05):
    """Noise in bursts, whose peaks are as far above its loudness as those of speech."""
    generator = np.random.default_rng(0)
    noise = generator.standard_normal(round(seconds * RATE))
    times = np.arange(len(noise)) / RATE
    return Sound((amplitude * noise * (np.sin(6 * times) > -0.5)).astype(np.float32), RATE)


def test_loudness_is_that_of_the_standard():
    """EBU Tech 3341: a tone of 997 Hz at -20 dB in one channel is -23 LUFS."""
    assert loudness(tone(997, 5.0, 0.1, RATE)) == pytest.approx(-23.0, abs=0.1)
    assert loudness(silence(5.0)) == -70


def test_a_silence_does_not_count():
    sound = tone(997, 3.0, 0.1, RATE)
    with_silence = Sound(np.concatenate([sound.samples, silence(10.0).samples]), RATE)
    assert loudness(with_silence) == pytest.approx(-23.0, abs=0.5)


def test_a_word_of_a_moment_is_measured_too():
    assert loudness(tone(997, 0.2, 0.1, RATE)) == pytest.approx(-23.0, abs=0.5)


def test_a_true_peak_between_samples_is_found():
    """A quarter of the rate, sampled between its peaks: the samples reach 0.707 of them."""
    times = np.arange(RATE)
    between = Sound(np.sin(np.pi * times / 2 + np.pi / 4).astype(np.float32), RATE)
    assert np.abs(between.samples).max() < 0.71
    assert true_peak(between) == pytest.approx(0.0, abs=0.7)


@pytest.mark.parametrize("amplitude", [0.01, 0.05, 0.5])
def test_all_is_brought_to_one_loudness_without_high_peaks(amplitude):
    even = levelled(speechlike(amplitude=amplitude))
    assert loudness(even) == pytest.approx(LOUDNESS, abs=0.2)
    assert true_peak(even) <= PEAK + 0.1


def test_silence_stays_silence():
    assert not levelled(silence(2.0)).samples.any()
    assert not len(levelled(silence(0.0)).samples)


def test_the_limiter_touches_nothing_but_peaks():
    samples = tone(300, 2.0, 0.3, RATE).samples
    samples[RATE : RATE + 400] *= 4
    less = limited(Sound(samples, RATE)).samples
    assert len(less) == len(samples)
    assert np.abs(less).max() <= 10 ** (PEAK / 20) + 0.001
    np.testing.assert_array_equal(less[: RATE - 1000], samples[: RATE - 1000])
