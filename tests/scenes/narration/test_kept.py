import numpy as np
import pytest
from speaking import Humming

from scenes.narration.kept import KeptVoice


@pytest.fixture
def kept(tmp_path):
    return KeptVoice(Humming(), tmp_path)


def test_the_same_words_are_spoken_once(kept):
    first = kept.speak(["one two", "three", "one two"], 1.0)
    again = KeptVoice(Humming(), kept.folder)
    second = again.speak(["three", "one two"], 1.0)
    assert [words for words, _ in kept.voice.said] == ["one two", "three"]
    assert again.voice.said == []
    np.testing.assert_array_equal(second[1].samples, first[0].samples)
    np.testing.assert_array_equal(first[2].samples, first[0].samples)


def test_what_is_kept_sounds_as_it_was_spoken(kept):
    (sound,) = kept.speak(["one two"], 1.0)
    (spoken,) = Humming().speak(["one two"], 1.0)
    assert sound.rate == spoken.rate
    np.testing.assert_allclose(sound.samples, spoken.samples, atol=1e-5)


def test_another_voice_version_or_pace_is_spoken_anew(kept):
    kept.speak(["one"], 1.0)
    kept.speak(["one"], 1.04)
    other = KeptVoice(Humming(name="other"), kept.folder)
    other.speak(["one"], 1.0)
    newer = KeptVoice(Humming(), kept.folder)
    newer.voice.version = "2"
    newer.speak(["one"], 1.0)
    assert len(kept.voice.said) == 2 and len(other.voice.said) == len(newer.voice.said) == 1


def test_what_is_damaged_is_spoken_again(kept):
    (before,) = kept.speak(["one"], 1.0)
    (path,) = kept.folder.rglob("*.npz")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    for damaged in (bytes(content), b"", b"no sound"):
        path.write_bytes(damaged)
        (after,) = kept.speak(["one"], 1.0)
        np.testing.assert_array_equal(after.samples, before.samples)
    assert len(kept.voice.said) == 4
