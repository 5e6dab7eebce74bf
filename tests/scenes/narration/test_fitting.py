import pytest
from speaking import Humming, tone

from scenes.narration.fitting import (
    BREATH,
    NATURAL,
    PACES,
    SILENCE,
    Hold,
    fitted,
    parts_of,
    recorded,
)
from scenes.narration.pace import seconds_of
from scenes.narration.sound import resampled

RATE = 30
FIRST = "This is a digit. It has many pixels, and each of them is a number."
SECOND = "What does the network say?"
THIRD = "It says that it is a seven."


def told(*beats, extra=0.0):
    """Beats of [words, …], each as long as its words take and the silence after them."""
    time, row = 0.0, []
    for words in beats:
        began, said = time, []
        for each in words:
            silence = SILENCE if each is words[-1] else BREATH
            length = round((seconds_of(each) + silence + extra) * RATE) / RATE
            said.append({"words": each, "start": time, "duration": length})
            time += length
        row.append({"headline": "A", "start": began, "duration": time - began, "said": said})
    return row


def check_order(narration, beats):
    """No sentence begins before its picture, or before the one before it has ended."""
    row = narration.utterances
    assert all(b.start >= a.end for a, b in zip(row, row[1:], strict=False))
    for beat, before in zip(narration.beats, beats, strict=True):
        for said, planned in zip(beat["said"], before["said"], strict=True):
            assert said["spoken"][0]["start"] >= said["start"] - 1e-9
            assert said["words"] == planned["words"]
            last = said["spoken"][-1]
            assert last["start"] + last["duration"] <= said["start"] + said["duration"] + 1e-9


def test_sentences_follow_their_pictures_and_never_overlap():
    beats = told([FIRST, SECOND], [THIRD])
    narration = fitted(beats, Humming().speak, RATE)
    assert narration.holds == []
    assert [u.words for u in narration.utterances] == [
        "This is a digit.",
        "It has many pixels, and each of them is a number.",
        SECOND,
        THIRD,
    ]
    check_order(narration, beats)
    starts = [said["start"] for beat in beats for said in beat["said"]]
    assert [narration.utterances[i].start for i in (0, 2, 3)] == starts


def test_a_voice_goes_slower_or_faster_by_an_eighth_at_the_most():
    for seconds in (0.1, 0.2, 0.3, 0.36, 0.4, 0.43, 0.5):
        voice = Humming(seconds)
        fitted(told([FIRST, SECOND], [THIRD]), voice.speak, RATE)
        assert {pace for _, pace in voice.said} <= set(PACES)
    assert max(PACES) == 1.12 and min(PACES) == 0.88


def test_a_quick_voice_is_slowed_and_a_slow_one_hastened_before_a_picture_is_held():
    paces = []
    for seconds in (0.2, 0.41):
        voice = Humming(seconds)
        assert fitted(told([THIRD]), voice.speak, RATE).holds == []
        paces.append(voice.said[-1][1])
    assert paces[0] < NATURAL < paces[1]


def test_what_does_not_fit_holds_the_last_picture_of_its_stretch():
    beats = told([FIRST, SECOND], [THIRD])
    narration = fitted(beats, Humming(0.6).speak, RATE)
    ends = [said["start"] + said["duration"] for beat in beats for said in beat["said"]]
    assert [hold.at for hold in narration.holds] == [round(end * RATE) for end in ends]
    assert [hold.beat for hold in narration.holds] == [1, 1, 2]
    check_order(narration, beats)
    silent, longer = beats[-1], narration.beats[-1]
    held = sum(hold.frames for hold in narration.holds) / RATE
    assert longer["start"] + longer["duration"] == pytest.approx(
        silent["start"] + silent["duration"] + held
    )


def test_a_silence_stays_after_each_beat():
    for seconds in (0.3, 0.6):
        narration = fitted(told([FIRST, SECOND], [THIRD]), Humming(seconds).speak, RATE)
        for beat in narration.beats:
            last = beat["said"][-1]["spoken"][-1]
            end = beat["start"] + beat["duration"]
            assert end - (last["start"] + last["duration"]) >= SILENCE - 1 / RATE


def test_a_long_picture_does_not_slow_the_voice():
    quick, slow = Humming(), Humming()
    fitted(told([THIRD]), quick.speak, RATE)
    fitted(told([THIRD], extra=20.0), slow.speak, RATE)
    assert quick.said == slow.said


def test_english_is_put_into_words_and_other_languages_are_not():
    voice = Humming()
    fitted(told(["13,002 weights."]), voice.speak, RATE)
    fitted(told(["13.002 Gewichte."]), voice.speak, RATE, "de")
    said = {words for words, _ in voice.said}
    assert said == {"thirteen thousand and two weights.", "13.002 Gewichte."}


def test_a_sentence_longer_than_a_subtitle_is_said_by_clauses():
    words = "It has a weight for every pixel: blue above zero, orange below, and the wider the "
    words += "larger it is."
    assert [part for part, _ in parts_of(words)] == [
        "It has a weight for every pixel:",
        "blue above zero,",
        "orange below,",
        "and the wider the larger it is.",
    ]
    assert len(parts_of("One, two, three. “Four?” (Five.) 6 of 7.")) == 4
    assert [part for part, _ in parts_of("As Arpit et al. found, 0.2 is less.")] == [
        "As Arpit et al. found, 0.2 is less."
    ]


def test_a_recording_begins_with_its_beat_and_a_long_one_holds_its_last_picture():
    beats = told([FIRST, SECOND], [THIRD])
    sounds = [resampled(tone(200, seconds)) for seconds in (20.0, 1.0)]
    narration = recorded(beats, sounds, RATE)
    assert [u.start for u in narration.utterances][0] == 0
    (hold,) = narration.holds
    end = beats[0]["duration"]
    assert hold == Hold(round(end * RATE), round((21.0 - end) * RATE), 1)
    assert narration.utterances[1].start == pytest.approx(beats[1]["start"] + hold.frames / RATE)
    check_order(narration, beats)


def test_beats_without_words_are_silent():
    narration = fitted(told([""], [FIRST], [""]), Humming().speak, RATE)
    assert [said["spoken"] for beat in narration.beats[::2] for said in beat["said"]] == [[], []]
    assert narration.utterances and not narration.holds
