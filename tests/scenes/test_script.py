"""The words of the film can be said, and heard: what a rule can tell of that."""

import re

import numpy as np
import pytest
from layout import FAINTEST
from watching import clips, watched

from nn.runs.run import FILM_RUN, find
from scenes.narration.cues import cues
from scenes.narration.pace import BREATH, SIGNS_PER_SECOND, SILENCE, seconds_of
from scenes.stage import style

MOST_WORDS, MOST_NUMBERS = 21, 1  # in a sentence
STRANDED = ["of", "from", "at", "with", "by", "for", "into", "to", "than", "between", "against"]
HEADLINE = 0.17, 0.875  # of the frame's height: where a clip's picture begins, and where it ends
LEAST = 0.01  # of that part of a first frame, which is not background
SMALLEST = 0.28  # of it, which the box around a picture fills: a square one fills 0.3
FRAME_RATE = 60

every_clip = pytest.mark.parametrize("clip", clips(), ids=lambda clip: clip.__name__)


@pytest.fixture
def script(clip, media):
    """The beats of a clip of the film's run."""
    return watched(clip, find(FILM_RUN), media).script


def sentences(script):
    """Each sentence that is said."""
    for beat in script:
        for said in beat.said:
            yield from filter(None, re.split(r"(?<=[.?!:])\s+", said.words))


def numbers_in(sentence):
    """The numbers that one has to hear: figures, but for a class that is called by a digit."""
    return re.findall(r"(?<![\w.])(?:\d[\d.,]*\d)(?!\w)", sentence)


def test_numbers_are_found_in_a_sentence():
    assert numbers_in("Of 13,002 weights, 0.5% are 3, from 2.85 on.") == ["13,002", "0.5", "2.85"]


@every_clip
def test_no_sentence_is_too_long_to_be_heard(script):
    assert not [s for s in sentences(script) if len(s.split()) > MOST_WORDS]


@every_clip
def test_a_sentence_has_one_number_at_most(script):
    assert not [s for s in sentences(script) if len(numbers_in(s)) > MOST_NUMBERS]


@every_clip
def test_no_sentence_ends_in_a_stranded_preposition(script):
    ends = [(s, re.sub(r"[^\w\s]", "", s).split()[-1].lower()) for s in sentences(script)]
    assert not [s for s, last in ends if last in STRANDED]


@every_clip
def test_each_beat_ends_in_silence(script):
    for beat in script:
        last = beat.said[-1]
        silence = beat.start + beat.duration - last.start - seconds_of(last.words)
        assert silence >= SILENCE - 2 / FRAME_RATE, beat.headline


@every_clip
def test_what_is_said_does_not_overlap(script):
    for beat in script:
        for said, following in zip(beat.said, beat.said[1:], strict=False):
            ends = said.start + seconds_of(said.words)
            assert ends <= following.start - BREATH + 2 / FRAME_RATE, following.words


@every_clip
def test_no_subtitle_must_be_read_too_fast(script):
    for beat in script:
        for cue in cues(beat.as_json()["said"], FRAME_RATE):
            signs = len(" ".join(cue.lines))
            assert signs / (cue.end - cue.start) <= SIGNS_PER_SECOND + 0.5, cue.lines


def lit_below_the_headline(frame):
    """Which pixels of a frame's picture, without the headline and the subtitles, show something."""
    top, bottom = (int(share * len(frame)) for share in HEADLINE)
    background = np.array(style.rgb(style.BACKGROUND)) * 255
    return (abs(frame[top:bottom, :, :3].astype(int) - background) > FAINTEST).any(axis=2)


@every_clip
def test_the_first_frame_is_a_picture(clip, media):
    first = watched(clip, find(FILM_RUN), media).first_frame
    assert lit_below_the_headline(first).mean() > LEAST


@every_clip
def test_no_picture_gives_way_to_an_empty_frame(clip, media):
    assert not watched(clip, find(FILM_RUN), media).emptied


@every_clip
def test_pictures_use_the_frame(clip, media):
    for beat in watched(clip, find(FILM_RUN), media).beats:
        lit = lit_below_the_headline(beat.frame)
        rows, columns = np.where(lit)
        share = (np.ptp(rows) + 1) * (np.ptp(columns) + 1) / lit.size
        assert share > SMALLEST, beat.headline
