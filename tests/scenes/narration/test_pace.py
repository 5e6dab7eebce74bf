"""How long words take depends on the words alone."""

import pytest

from scenes.narration.pace import SIGNS_PER_SECOND, seconds_of, words_in
from scenes.narration.spoken import spoken


def test_words_take_their_time_at_150_a_minute():
    words = "It is not that much, as we can all see now."
    assert seconds_of(words) == pytest.approx(len(words.split()) * 60 / 150)


def test_a_number_takes_as_long_as_its_words():
    assert words_in("13,002 weights") == len(spoken("13,002 weights").split()) > 2


def test_long_words_take_as_long_as_they_are_read():
    words = "Backpropagation straightforwardly differentiates."
    assert seconds_of(words) == pytest.approx(len(words) / SIGNS_PER_SECOND)


def test_japanese_takes_its_time_by_letters():
    assert words_in("学" * 33) == pytest.approx(33 * 150 / 330)
    assert seconds_of("学" * 33) == pytest.approx(33 * 60 / 330)
