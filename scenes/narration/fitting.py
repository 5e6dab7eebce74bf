"""Fitting speech to the picture: when each sentence is said, how fast, and where the picture waits.

A voice may be an eighth slower or faster than its own pace. What is still too long for its picture
makes the picture wait: the last frame before the next words, or of the beat, is held. Nothing is
cut, and no sentence begins before its picture or before the one before it has ended.
"""

import dataclasses
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from scenes.narration.pace import BREATH, SILENCE, seconds_of, words_in
from scenes.narration.phrases import columns
from scenes.narration.sound import Sound, resampled, trimmed
from scenes.narration.spoken import spoken
from scenes.narration.told import Beats

NATURAL = 1.0
PACES = (0.88, 0.92, 0.96, NATURAL, 1.04, 1.08, 1.12)
PAUSE, CLAUSE_PAUSE = 0.35, 0.12  # seconds between sentences, and between clauses
CUE = 84  # columns; a longer sentence is said by clauses, so that subtitles know their times
SENTENCE_END = re.compile(r"(?<=[.?!…。？！])[”’\")]*(?:\s+(?=[^\sa-zа-я])|(?<=[。？！]))")
CLAUSE_END = re.compile(r"(?<=[,;:—、])\s+|(?<=、)")
SHORTEST_CLAUSE = 12  # columns

Speak = Callable[[Sequence[str], float], list[Sound]]


@dataclasses.dataclass(frozen=True)
class Utterance:
    """Words as on paper, when they begin, in seconds, and their sound."""

    words: str
    start: float
    sound: Sound

    @property
    def end(self) -> float:
        return self.start + self.sound.seconds


@dataclasses.dataclass(frozen=True)
class Hold:
    """A picture that waits: the frame before frame `at` of the silent clip, for some frames more;
    `beat` counts from 1."""

    at: int
    frames: int
    beat: int


@dataclasses.dataclass
class Narration:
    """What is said, with the beats and times of the clip in which pictures are held."""

    utterances: list[Utterance]
    holds: list[Hold]
    beats: list[dict[str, Any]]


def fitted(beats: Beats, speak: Speak, frame_rate: int, language: str = "en") -> Narration:
    """Each beat's words said by a voice. `speak` is asked for the same words twice, so it keeps
    them (kept.py)."""
    fitter = _Fitter(frame_rate)
    _speak_at_once(beats, speak, language)
    for number, beat in enumerate(beats, 1):
        fitter.begin(beat)
        for said in beat["said"]:
            silence = _silence_after(said, beat)
            sounds = _paced(said, silence, speak, language)
            fitter.say(said, _in_a_row(parts_of(said["words"]), sounds))
            fitter.hold_until_said(said, silence, number)
    return fitter.narration


def recorded(beats: Beats, recordings: Sequence[Sound], frame_rate: int) -> Narration:
    """Each beat told by one recording, which begins with the beat."""
    fitter = _Fitter(frame_rate)
    for number, (beat, sound) in enumerate(zip(beats, recordings, strict=True), 1):
        fitter.begin(beat)
        fitter.tell(beat, sound)
        fitter.hold_until_said(beat, SILENCE, number)
    return fitter.narration


def parts_of(words: str) -> list[tuple[str, float]]:
    """[(sentence or clause, the pause after it), …]: clauses, where a sentence is longer than a
    subtitle."""
    parts: list[tuple[str, float]] = []
    for sentence in _split(SENTENCE_END, words):
        clauses = [sentence]
        if columns(sentence) > CUE:
            clauses = _without_short(_split(CLAUSE_END, sentence))
        parts += [(clause, CLAUSE_PAUSE) for clause in clauses[:-1]] + [(clauses[-1], PAUSE)]
    return parts


class _Fitter:
    """Puts what is said in its place, and moves what follows where a picture is held."""

    def __init__(self, frame_rate: int):
        self.frame_rate = frame_rate
        self.narration = Narration([], [], [])
        self.later = 0.0  # seconds by which pictures have been held so far

    def begin(self, beat: Mapping[str, Any]) -> None:
        moved = {**beat, "start": beat["start"] + self.later, "said": []}
        self.narration.beats.append(moved)

    def say(self, said: Mapping[str, Any], parts: Iterable[tuple[str, float, Sound]]) -> None:
        """Add words; each part with its time from their beginning."""
        start = said["start"] + self.later
        utterances = [Utterance(words, start + time, sound) for words, time, sound in parts]
        self.narration.utterances += utterances
        self._beat["said"].append({**said, "start": start, "spoken": _times(utterances)})

    def tell(self, beat: Mapping[str, Any], sound: Sound) -> None:
        """Add a recording of all that is said in a beat; its words are where they would be if all
        took the same time."""
        start = beat["start"] + self.later
        said = [dict(each) for each in beat["said"]]
        words = " ".join(each["words"] for each in said)
        self.narration.utterances.append(Utterance(words, start, sound))
        each_word = sound.seconds / max(words_in(words), 1)
        for i, each in enumerate(said):
            each["start"] = start + each_word * sum(words_in(s["words"]) for s in said[:i])
            length = each_word * words_in(each["words"])
            each["spoken"] = [{"words": each["words"], "start": each["start"], "duration": length}]
            each["duration"] = length
        said[-1]["duration"] = start + beat["duration"] - said[-1]["start"]
        self._beat["said"] = said

    def hold_until_said(self, stretch: Mapping[str, Any], silence: float, number: int) -> None:
        """Hold the last picture of a stretch, until all is said and a silence has passed."""
        if not self.narration.utterances:  # no words yet: a headline alone
            return
        end = stretch["start"] + stretch["duration"]
        missing = self.narration.utterances[-1].end + silence - (end + self.later)
        frames = math.ceil(missing * self.frame_rate - 1e-6)
        if frames <= 1:  # a silence may be shorter by a frame, as the clip's own may
            return
        self.narration.holds.append(Hold(round(end * self.frame_rate), frames, number))
        seconds = frames / self.frame_rate
        self.later += seconds
        self._beat["duration"] += seconds
        self._beat["said"][-1]["duration"] += seconds

    @property
    def _beat(self) -> dict[str, Any]:
        return self.narration.beats[-1]


def _speak_at_once(beats: Beats, speak: Speak, language: str) -> None:
    """Have all words of a clip spoken, pace by pace: some voices take a second to begin."""
    told = [(said, _silence_after(said, beat)) for beat in beats for said in beat["said"]]
    speak([words for said, _ in told for words in _said(said, language)], NATURAL)
    by_pace: dict[float, list[str]] = {}
    for said, silence in told:
        pace = _paces(said, silence, speak, language)[0]
        by_pace.setdefault(pace, []).extend(_said(said, language))
    for pace, words in by_pace.items():
        speak(words, pace)


def _paced(said: Mapping[str, Any], silence: float, speak: Speak, language: str) -> list[Sound]:
    """The sounds of what is said at the slowest pace that leaves a silence after it, or the
    fastest."""
    for pace in _paces(said, silence, speak, language):
        sounds = _heard(speak(_said(said, language), pace))
        if _length(sounds) <= _room(said, silence):
            break
    return sounds


def _paces(said: Mapping[str, Any], silence: float, speak: Speak, language: str) -> Sequence[float]:
    """The paces that come into question: from about what the room asks for, to the fastest."""
    natural = _length(_heard(speak(_said(said, language), NATURAL)))
    wanted = min(natural / max(_room(said, silence), 0.01), PACES[-1])
    return [pace for pace in PACES if pace >= wanted - 0.02]


def _room(said: Mapping[str, Any], silence: float) -> float:
    """The seconds for the voice alone: at a speaker's pace, even if the picture takes longer."""
    pauses = sum(pause for _, pause in parts_of(said["words"])[:-1])
    return min(said["duration"] - silence, seconds_of(said["words"])) - pauses


def _said(said: Mapping[str, Any], language: str) -> list[str]:
    """The parts of what is said as a voice is to say them."""
    parts = [words for words, _ in parts_of(said["words"])]
    return [spoken(words) for words in parts] if language == "en" else parts


def _silence_after(said: Mapping[str, Any], beat: Mapping[str, Any]) -> float:
    return SILENCE if said is beat["said"][-1] else BREATH


def _heard(sounds: Iterable[Sound]) -> list[Sound]:
    return [resampled(trimmed(sound)) for sound in sounds]


def _length(sounds: Iterable[Sound]) -> float:
    return sum(sound.seconds for sound in sounds)


def _in_a_row(
    parts: Sequence[tuple[str, float]], sounds: Sequence[Sound]
) -> list[tuple[str, float, Sound]]:
    """[(words, seconds from the first, sound), …]."""
    placed, time = [], 0.0
    for (words, pause), sound in zip(parts, sounds, strict=True):
        placed.append((words, time, sound))
        time += sound.seconds + pause
    return placed


def _times(utterances: Iterable[Utterance]) -> list[dict[str, Any]]:
    return [{"words": u.words, "start": u.start, "duration": u.sound.seconds} for u in utterances]


def _split(ends: re.Pattern[str], words: str) -> list[str]:
    parts, start = [], 0
    for end in ends.finditer(words):
        parts.append(words[start : end.end()].strip())
        start = end.end()
    return [part for part in [*parts, words[start:].strip()] if part]


def _without_short(clauses: list[str]) -> list[str]:
    """Clauses of a few letters joined to the next one, or to the one before."""
    joined: list[str] = []
    for clause in clauses:
        if joined and min(columns(joined[-1]), columns(clause)) < SHORTEST_CLAUSE:
            joined[-1] = f"{joined[-1]} {clause}"
        else:
            joined.append(clause)
    return joined
