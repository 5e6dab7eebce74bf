import numpy as np
import pytest
from speaking import tone, write

from scenes.narration.sound import Sound, faded, read, resampled, silence, trimmed


def test_silence_at_both_ends_is_cut_and_what_is_heard_stays():
    heard = tone(300, 1.0, rate=24_000)
    quiet = silence(0.5, 24_000).samples
    cut = trimmed(Sound(np.concatenate([quiet, heard.samples, quiet]), 24_000))
    assert 1.0 <= cut.seconds < 1.2
    assert np.abs(cut.samples).max() == pytest.approx(0.25, abs=0.001)


def test_a_soft_end_of_a_word_is_not_cut():
    word = np.concatenate([tone(300, 0.5).samples, 0.01 * tone(300, 0.3).samples])
    assert trimmed(Sound(word, 8000)).seconds >= 0.79


def test_of_silence_nothing_stays():
    assert trimmed(silence(1.0)).seconds == 0
    assert trimmed(silence(0.0)).seconds == 0


def test_sound_begins_and_ends_at_zero():
    ends = faded(Sound(np.ones(48_000, np.float32), 48_000)).samples
    assert ends[0] == ends[-1] == 0
    assert np.abs(np.diff(ends)).max() < 0.01
    assert (ends[300:-300] == 1).all()


def test_another_rate_keeps_length_pitch_and_loudness():
    for rate in (16_000, 22_050, 24_000, 44_100):
        again = resampled(tone(440, 1.0, rate=rate))
        assert again.seconds == pytest.approx(1.0, abs=0.001)
        expected = tone(440, 1.0, rate=48_000).samples
        middle = slice(4_800, -4_800)
        np.testing.assert_allclose(again.samples[middle], expected[middle], atol=0.01)


@pytest.mark.parametrize(
    ("suffix", "codec"),
    [(".wav", "pcm_s16le"), (".flac", "flac"), (".m4a", "aac"), (".mp3", "libmp3lame")],
)
def test_sound_is_read_from_files(tmp_path, suffix, codec):
    path = write(tmp_path / f"a{suffix}", tone(440, 1.0, rate=44_100), codec)
    found = read(path)
    assert found.rate == 44_100
    assert found.seconds == pytest.approx(1.0, abs=0.06)
    middle = found.samples[11_025:33_075]  # AAC is rough where a tone begins
    assert np.abs(middle).max() == pytest.approx(0.25, abs=0.03)


def test_of_a_long_file_only_the_beginning_is_read(tmp_path):
    path = write(tmp_path / "long.flac", silence(600, 8000), "flac")
    assert 2 < read(path, 2).seconds < 4
    assert read(path).seconds == pytest.approx(600)


def test_what_holds_no_sound_is_refused(tmp_path):
    (tmp_path / "a.wav").write_bytes(b"no sound")
    with pytest.raises((OSError, ValueError)):
        read(tmp_path / "a.wav")
