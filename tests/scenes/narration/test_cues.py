"""Captions are cut into cues as broadcasters cut subtitles."""

import random

import pytest
from subtitling import crowded, hurried, unspaced

from scenes.narration.cues import cues, shifted
from scenes.narration.pace import seconds_of

FRAME_RATE = 30
STORY = (
    "This is a 3. Nobody told the network so.",
    "Each of its 784 pixels is one number, and that list of numbers is all that goes in.",
    "Is η = 0.35 too large?",
    "Here the slope is steep, so the step is long, and over there, where the slope is nearly flat, "
    "the same rule makes a step so short that you can hardly see it.",
    "Look.",
    "The answer changes by less than 0.02 when all 13,002 weights and biases are rounded.",
)
GERMAN = "Die Kosten sinken von 3,05 auf 0,05, und das in nur 30 Epochen. Wie weit ist das?"
JAPANESE = (
    "このネットワークは、手書きの数字を見て、それがどの数字かを答えます。"
    "コストは3.05から0.05まで下がります。"
)


def told(*captions, silence=1.0, start=0.0):
    """Captions one after the other, each with a silence after it."""
    said = []
    for words in captions:
        said.append({"words": words, "start": start, "duration": seconds_of(words) + silence})
        start += said[-1]["duration"]
    return said


def keeps_every_word(said, made):
    """Whether every word is there once, in order."""
    lines = "".join(line for cue in made for line in cue.lines)
    return unspaced(lines) == unspaced("".join(each["words"] for each in said))


@pytest.mark.parametrize("silence", [0.3, 1.0, 9.0])
@pytest.mark.parametrize("captions", [STORY, STORY[::-1], [GERMAN] * 3, [JAPANESE] * 3])
def test_cues_keep_the_rules_of_subtitles(captions, silence):
    said = told(*captions, silence=silence)
    made = cues(said, FRAME_RATE)
    assert keeps_every_word(said, made)
    assert crowded(made) + hurried(made, FRAME_RATE) == []


@pytest.mark.parametrize("seed", range(40))
def test_any_words_at_any_times_make_cues_without_a_fault_that_words_can_avoid(seed):
    words = random.Random(seed)
    signs = "aabcdeeeinorst 猫ー、。é\u0301\n\t\x00-><{}=1234,.:;”(–👍🏽\u200d\u2028 "
    said, start = [], 0.0
    for _ in range(words.randrange(1, 8)):
        caption = "".join(words.choice(signs) for _ in range(words.choice([1, 5, 40, 200])))
        said.append({"words": caption, "start": start, "duration": words.uniform(0.1, 12)})
        start += said[-1]["duration"] + words.choice([0, 0, 3])
    made = cues(said, FRAME_RATE)
    lines = "".join(line for cue in made for line in cue.lines)
    kept = "".join(
        sign for each in said for sign in each["words"] if sign.isprintable() or sign == "\u200d"
    )
    assert unspaced(lines) == unspaced(kept)
    assert crowded(made) == []


def test_a_name_of_a_hundred_letters_is_cut_into_lines():
    said = told("This is", "x" * 100, "and no more.")
    made = cues(said, FRAME_RATE)
    assert keeps_every_word(said, made)
    assert crowded(made) + hurried(made, FRAME_RATE) == []


def test_nothing_said_makes_no_cue():
    assert cues([]) == cues([{"words": " \n", "start": 0, "duration": 3}]) == []


def test_a_cue_begins_with_its_words():
    """Two sentences that are said one after the other are two cues, the second at its time."""
    first, second = "Which digit is this, do you think?", "The network says that it is a 5."
    made = cues([{"words": f"{first} {second}", "start": 10, "duration": 9}], FRAME_RATE)
    assert [cue.lines for cue in made] == [(first,), (second,)]
    assert made[0].start == 10
    share = seconds_of(f"{first} {second}") * len(first.split()) / len(f"{first} {second}".split())
    assert made[1].start == pytest.approx(10 + share, abs=0.01)


def test_the_times_of_a_voice_are_kept():
    first, second = "Which digit is this, do you think?", "The network says that it is a 5."
    spoken = [
        {"words": first, "start": 10.2, "duration": 2.1},
        {"words": second, "start": 14.5, "duration": 2.4},
    ]
    said = {"words": f"{first} {second}", "start": 10, "duration": 9, "spoken": spoken}
    assert [cue.start for cue in cues([said], FRAME_RATE)] == [10.2, 14.5]


def test_clauses_that_are_not_the_words_give_no_times():
    said = {"words": "One two three four five.", "start": 0, "duration": 4}
    other = {**said, "spoken": [{"words": "Something else.", "start": 2, "duration": 1}]}
    assert cues([said]) == cues([other])


def test_words_too_short_for_a_cue_of_their_own_share_one():
    said = [
        {"words": "Look.", "start": 0, "duration": 0.5},
        {"words": "Now it rolls down.", "start": 0.5, "duration": 3},
    ]
    (cue,) = cues(said, FRAME_RATE)
    assert cue.lines == ("Look. Now it rolls down.",)


def test_a_cue_leaves_the_silence_after_it():
    (cue,) = cues(told("Look at the brightest of them.", silence=5), FRAME_RATE)
    assert cue.end == pytest.approx(seconds_of("Look at the brightest of them.") + 0.5, abs=0.01)


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (
            "The cost is the mean of what each of its training examples costs.",
            ("The cost is the mean of what", "each of its training examples costs."),
        ),
        (
            "The step that it takes is as long as η = 2 times the slope.",
            ("The step that it takes is as long", "as η = 2 times the slope."),
        ),
        (
            "Sixteen pictures take shape, while the cost falls to 0.05.",
            ("Sixteen pictures take shape,", "while the cost falls to 0.05."),
        ),
    ],
)
def test_lines_break_at_phrases(words, lines):
    (cue,) = cues(told(words), FRAME_RATE)
    assert cue.lines == lines


def test_shifted_cues_keep_their_lines_and_lengths():
    made = cues(told(*STORY), FRAME_RATE)
    later = shifted(made, 100.5)
    assert [(cue.start, cue.end) for cue in later] == [
        (pytest.approx(cue.start + 100.5), pytest.approx(cue.end + 100.5)) for cue in made
    ]
    assert [cue.lines for cue in later] == [cue.lines for cue in made]
