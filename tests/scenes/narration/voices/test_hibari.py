"""The voice of hibari-tts, if it is installed."""

import hashlib
import subprocess
import sys

import numpy as np
import pytest

from nn.errors import DownhillError
from nn.places import ROOT
from scenes.narration.voices import open_voice

DIGEST = """
import hashlib
from scenes.narration.voices import open_voice
(sound,) = open_voice("hibari").speak(["Look, and guess."], 0.96)
print(hashlib.sha256(sound.samples.tobytes()).hexdigest())
"""


@pytest.fixture(scope="module")
def hibari():
    pytest.importorskip("hibari", reason="the voice is not installed: `make test` installs it")
    return open_voice("hibari")


def test_two_processes_say_the_same_samples(hibari):
    (sound,) = hibari.speak(["Look, and guess."], 0.96)
    other = subprocess.run(
        [sys.executable, "-c", DIGEST], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert other.stdout.strip() == hashlib.sha256(sound.samples.tobytes()).hexdigest()


def test_a_faster_pace_takes_less_time(hibari):
    slow, fast = (hibari.speak(["It has many weights."], pace)[0] for pace in (0.88, 1.12))
    assert 0.7 < fast.seconds / slow.seconds < 0.9


def test_the_letter_a_is_no_article(hibari):
    letter, article = hibari.speak(["ay minus y", "a minus y"], 1.0)
    assert letter.samples.shape != article.samples.shape or (
        not np.array_equal(letter.samples, article.samples)
    )
    phonemes = hibari._speaker.phonemize("[ay](/ˈA/) minus y")
    assert phonemes[0].startswith("ˈA ")


def test_where_it_is_missing_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "hibari", None)
    with pytest.raises(DownhillError, match="pip install hibari-tts"):
        open_voice("hibari")
