import numpy as np
import pytest
from speaking import tone, write

from nn.errors import DownhillError
from scenes.narration.loudness import LOUDNESS, loudness
from scenes.narration.script import SAYS, Line
from scenes.narration.sound import Sound, silence
from scenes.narration.voices import Recordings
from scenes.narration.voices.recordings import recording_name

NAMES = ["A-1", "A-2", "B-1"]


@pytest.fixture
def folder(tmp_path):
    for name, amplitude in zip(NAMES, (0.01, 0.1, 0.9), strict=True):
        write(tmp_path / f"{name}.wav", tone(400, 2.0, amplitude, 16_000), "pcm_s16le")
    return tmp_path


def test_they_are_named_by_clip_and_beat():
    assert recording_name("FeedForward", 2) == "FeedForward-2"
    assert Line("FeedForward", 2, SAYS, "A word.").place == recording_name("FeedForward", 2)


def test_soft_and_loud_ones_become_equally_loud(folder):
    recordings = Recordings(folder)
    recordings.check(NAMES)
    for sound in recordings.sounds(NAMES).values():
        assert sound.rate == 48_000
        assert loudness(sound) == pytest.approx(LOUDNESS, abs=0.3)


def test_silence_around_the_words_is_cut(folder):
    quiet = silence(1.5, 16_000).samples
    spoken = Sound(np.concatenate([quiet, tone(400, 2.0, rate=16_000).samples, quiet]), 16_000)
    write(folder / "A-1.wav", spoken, "pcm_s16le")
    assert Recordings(folder).sounds(["A-1"])["A-1"].seconds < 2.3


def test_all_that_can_not_be_used_are_listed_in_one_message(folder):
    (folder / "A-1.wav").unlink()
    (folder / "A-2.wav").write_bytes(b"RIFF no sound")
    write(folder / "B-1.wav", silence(2.0, 16_000), "pcm_s16le")
    with pytest.raises(DownhillError) as raised:
        Recordings(folder).check([*NAMES, "B-2"])
    words = str(raised.value)
    assert "missing: A-1, B-2;" in words
    assert "unreadable: A-2.wav;" in words
    assert "silent: B-1.wav." in words


def test_any_kind_of_file_will_do_and_letters_of_any_size(folder):
    for name, suffix, codec in [("A-1", ".FLAC", "flac"), ("a-2", ".m4a", "aac")]:
        (folder / f"{name.upper()}.wav").unlink()
        write(folder / f"{name}{suffix.lower()}", tone(400, 2.0, rate=44_100), codec)
        (folder / f"{name}{suffix.lower()}").rename(folder / f"{name}{suffix}")
    Recordings(folder).check(NAMES)


def test_another_recording_is_another_version(folder):
    before = Recordings(folder).version(NAMES)
    assert Recordings(folder).version(NAMES) == before
    write(folder / "A-2.wav", tone(500, 2.0), "pcm_s16le")
    assert Recordings(folder).version(NAMES) != before
    assert Recordings(folder).version(["A-1"]) == Recordings(folder).version(["A-1"])
