"""What a listener understands: a speech recogniser takes down what the voice says."""

import difflib
import re

import numpy as np
import pytest
from scipy.signal import resample_poly
from watching import watched

from nn.runs.run import FILM_RUN, find
from scenes.cost.cost_of_one_example import CostOfOneExample
from scenes.descent.step_size import StepSize
from scenes.learned.untouched_pixels import UntouchedPixels
from scenes.minima.optimizer_race import OptimizerRace
from scenes.narration.fitting import fitted
from scenes.narration.spoken import spoken
from scenes.network.feed_forward import FeedForward

HEARS = 16_000  # samples a second that the recogniser takes
LEAST = 0.7  # of the words


@pytest.fixture(scope="module")
def recogniser():
    reason = "the recogniser is not installed: `make test` installs it"
    pocketsphinx = pytest.importorskip("pocketsphinx", reason=reason)
    return pocketsphinx.Decoder(samprate=HEARS, loglevel="FATAL")


def words_of(text):
    return re.sub(r"[^a-z' ]", " ", text.lower()).split()


def heard(recogniser, sound):
    samples = resample_poly(sound.samples, HEARS, sound.rate)
    loud = np.rint(samples / np.abs(samples).max() * 20_000).astype("<i2")
    recogniser.start_utt()
    recogniser.process_raw(loud.tobytes(), full_utt=True)
    recogniser.end_utt()
    return recogniser.hyp().hypstr if recogniser.hyp() else ""


@pytest.mark.slow
def test_a_recogniser_finds_most_of_the_words(recogniser, hibari, media):
    found = said = 0
    for clip in (FeedForward, CostOfOneExample, StepSize, UntouchedPixels, OptimizerRace):
        beats = [beat.as_json() for beat in watched(clip, find(FILM_RUN), media).script]
        for utterance in fitted(beats[::2], hibari.speak, 60).utterances:
            wanted = words_of(spoken(utterance.words))
            got = words_of(heard(recogniser, utterance.sound))
            same = difflib.SequenceMatcher(None, wanted, got, autojunk=False)
            found += sum(block.size for block in same.get_matching_blocks())
            said += len(wanted)
    print(f"the recogniser found {found} of {said} words, {found / said:.0%}")
    assert found / said >= LEAST
