"""The watching of clips, watched itself: words that go too soon are found, and no others."""

import pytest
from manim import FadeIn, FadeOut
from watching import glance, render

from scenes.mobjects.lettering import Readout
from scenes.stage.explainer import Explainer
from scenes.stage.style import text

FOUR_WORDS = "four words to read"


class TooSoon(Explainer):
    """Words that flash up within a beat."""

    def construct(self):
        self.beat("A headline", "A caption that takes some seconds to be read by anyone.")
        words = text(FOUR_WORDS)
        self.play(FadeIn(words), run_time=0.5)
        self.hold(self.seconds)
        self.play(FadeOut(words), run_time=0.5)

    seconds = 0.5


class InTime(TooSoon):
    """The same words for as long as they take."""

    seconds = 1.5


class Counting(Explainer):
    """A number is watched, not read."""

    def construct(self):
        self.beat("A headline", "A caption that takes some seconds to be read by anyone.")
        number = Readout(1)
        self.play(FadeIn(number), run_time=0.2)
        self.play(FadeOut(number), run_time=0.2)


@pytest.fixture
def too_short(tiny_run, tmp_path):
    """A function of a clip → the words in it that went too soon."""
    return lambda clip: [
        words
        for words, _, _ in render(clip, tiny_run, tmp_path, dry_run=True, frame_rate=60).too_short
    ]


def test_words_that_go_before_they_can_be_read_are_found(too_short):
    assert too_short(TooSoon) == [FOUR_WORDS]


def test_words_that_stand_long_enough_are_not(too_short):
    assert too_short(InTime) == []


def test_a_number_that_changes_need_not_be_read(too_short):
    assert too_short(Counting) == []


def test_a_glance_takes_a_third_of_a_second_a_word_and_a_second_at_least():
    assert glance("one") == 1
    assert glance("few words which stand here for long") == pytest.approx(7 / 3)
    formula = "$ underbrace(1.097, #text(size: 1.15em)[sum of products]) $"
    assert glance(formula) == pytest.approx(4 / 3)
