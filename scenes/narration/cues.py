"""Captions cut into cues, as broadcasters cut subtitles: at most two lines of 42 columns, broken at
phrases; from 1 to 7 seconds; at most 17 signs a second; two frames apart; in step with the voice.

What is said comes as `Library` keeps it: {"words", "start", "duration"}, in seconds from the start
of a clip, in order. If a voice knows when it says each clause, "spoken" lists these in the same
way; else the time of a word within what is said follows from the words before it.

Words that can't meet all the rules, such as a name of a hundred letters, break as few as possible.
"""

import dataclasses
import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scenes.narration import phrases
from scenes.narration.pace import SIGNS_PER_SECOND, seconds_of, words_in
from scenes.narration.phrases import LINE, Piece, columns, joined

SHORTEST, LONGEST = 1.0, 7.0  # seconds of a cue
FRAMES_APART, MOST_APART = 2, 0.2  # between two cues; at most, in seconds
LINGERS = 0.5  # seconds that a cue stays after its words, if no other follows
# What speaks against a cue, in the units of phrases.cost_of_break.
EACH_CUE, UNEVEN, SENTENCE_INSIDE, OTHERS_INSIDE, TOO_SHORT, TOO_LONG = 4, 6, 6, 60, 150, 60
CUE_OR_LINE = 2  # how much worse it is to break at the end of a cue than at that of a line


@dataclasses.dataclass(frozen=True)
class Cue:
    """Lines that are shown from `start` to `end`, in seconds."""

    start: float
    end: float
    lines: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class _Timed:
    """A piece, when it is said, and which of all that is said it belongs to."""

    piece: Piece
    start: float
    end: float
    said: int


def cues(
    said: Iterable[Mapping[str, Any]], frame_rate: float = 30, language: str = "en"
) -> list[Cue]:
    """The cues of what is said in a clip, or in a film."""
    said = [each for each in said if each["words"].split()]
    timed = [piece for i, each in enumerate(said) for piece in _timed(each, i)]
    if not timed:
        return []
    gap = apart(frame_rate)
    end = max(said[-1]["start"] + said[-1]["duration"], timed[-1].end)
    row = _Row(timed, gap, end, language)
    groups = row.groups()
    starts, gap = _starts(row, groups, gap, end)
    free = [after - gap for after in starts[1:]] + [end]
    return [
        Cue(round(start, 3), round(_end(row, group, start, latest), 3), row.lines(*group))
        for group, start, latest in zip(groups, starts, free, strict=True)
    ]


def cues_of(
    beats: Iterable[Mapping[str, Any]], frame_rate: float = 30, language: str = "en"
) -> list[Cue]:
    """The cues of all that is said in some beats."""
    return cues((said for beat in beats for said in beat["said"]), frame_rate, language)


def apart(frame_rate: float) -> float:
    """The seconds between two cues that follow each other."""
    return min(FRAMES_APART / frame_rate, MOST_APART)


def shifted(these: Iterable[Cue], seconds: float) -> list[Cue]:
    """Cues, so many seconds later."""
    return [
        dataclasses.replace(
            cue, start=round(cue.start + seconds, 3), end=round(cue.end + seconds, 3)
        )
        for cue in these
    ]


def _timed(said: Mapping[str, Any], number: int) -> list[_Timed]:
    """The pieces of what is said, each with its time."""
    spoken = said.get("spoken") or ()
    if [word for clause in spoken for word in clause["words"].split()] == said["words"].split():
        return [piece for clause in spoken for piece in _spread(clause, number)]
    duration = min(seconds_of(said["words"]), said["duration"])
    return _spread({**said, "duration": duration}, number)


def _spread(said: Mapping[str, Any], number: int) -> list[_Timed]:
    """Pieces whose times are in proportion to how many words each is when it is spoken."""
    pieces = phrases.pieces_of(said["words"])
    reached = [0.0, *itertools.accumulate(words_in(piece.words) for piece in pieces)]
    each = said["duration"] / (reached[-1] or 1)
    times = [said["start"] + words * each for words in reached]
    return [
        _Timed(piece, a, b, number) for piece, a, b in zip(pieces, times, times[1:], strict=False)
    ]


class _Row:
    """All that is said, as pieces in a row. A cue is pieces i to j, without j."""

    def __init__(self, timed: Sequence[_Timed], gap: float, end: float, language: str):
        self.timed = timed
        self.free = [each.start - gap for each in timed[1:]] + [end]  # until the next piece's cue
        pieces = [each.piece for each in timed]
        self.width = _sums(columns(piece.space + piece.words) for piece in pieces)
        self.space = [columns(piece.space) for piece in pieces]
        pairs = list(itertools.pairwise(pieces))
        self.breaks = [phrases.cost_of_break(*pair, language) for pair in pairs]
        self.sentences = _sums(cost == phrases.SENTENCE for cost in self.breaks)

    def groups(self) -> list[tuple[int, int]]:
        """The pieces of each cue: of all ways to divide them the one that costs least."""
        best: list[tuple[float, int]] = [(0.0, 0)]
        for j in range(1, len(self.timed) + 1):
            ways, i = [], j - 1
            while i >= 0 and self.columns(i, j) <= 2 * LINE + 1:
                ways.append((best[i][0] + self.cost(i, j), i))
                i -= 1
            best.append(min(ways))
        groups, j = [], len(self.timed)
        while j:
            groups.append((best[j][1], j))
            j = best[j][1]
        return groups[::-1]

    def cost(self, i: int, j: int) -> float:
        """What speaks against a cue."""
        cost = EACH_CUE + self.broken(i, j)[0]
        first, last = self.timed[i], self.timed[j - 1]
        if j < len(self.timed) and self.timed[j].said == last.said:
            cost += CUE_OR_LINE * self.breaks[j - 1]
        cost += SENTENCE_INSIDE * (self.sentences[j - 1] - self.sentences[i])
        cost += OTHERS_INSIDE * (last.said - first.said)
        cost += TOO_SHORT * max(0, self.least(i, j) - (self.free[j - 1] - first.start))
        return cost + TOO_LONG * max(0, last.end - first.start - LONGEST)

    def broken(self, i: int, j: int) -> tuple[float, int]:
        """(What speaks against its lines, the piece that begins the second one, j if none does.)"""
        if self.columns(i, j) <= LINE:
            return 0, j
        ways: list[tuple[float, int]] = [(math.inf, j)]
        for k in range(i + 1, j):
            upper, lower = self.columns(i, k), self.columns(k, j)
            if max(upper, lower) <= LINE:
                uneven = (upper - lower) / LINE
                ways.append((self.breaks[k - 1] + UNEVEN * uneven**2, k))
        return min(ways)

    def lines(self, i: int, j: int) -> tuple[str, ...]:
        """The one or two lines of a cue."""
        k = self.broken(i, j)[1]
        pieces = [each.piece for each in self.timed]
        return tuple(joined(pieces[a:b]) for a, b in ((i, k), (k, j)) if a < b)

    def columns(self, i: int, j: int) -> float:
        """The width of pieces in one line."""
        return self.width[j] - self.width[i] - self.space[i]

    def least(self, i: int, j: int) -> float:
        """The fewest seconds in which a cue can be read."""
        least = max(SHORTEST, self.columns(i, j) / SIGNS_PER_SECOND)
        return least + 0.001  # times are rounded


def _sums(values: Iterable[float]) -> list[float]:
    """The sums of none, one, two, … of some values."""
    return [0, *itertools.accumulate(values)]


def _starts(
    row: _Row, groups: Sequence[tuple[int, int]], gap: float, end: float
) -> tuple[list[float], float]:
    """(When each cue starts, the gap between two): with its words, unless it or one before it needs
    more time to be read than to be said."""
    least = [row.least(*group) for group in groups]
    wanted = [row.timed[i].start for i, _ in groups]
    room = (end - wanted[0]) / (sum(least) + gap * (len(groups) - 1))
    if room < 1:
        least, gap = [room * each for each in least], room * gap
    starts, free = [], wanted[0]
    for start, each in zip(wanted, least, strict=True):
        starts.append(max(start, free))
        free = starts[-1] + each + gap
    latest = end
    for i in reversed(range(len(groups))):
        starts[i] = min(starts[i], latest - least[i])
        latest = starts[i] - gap
    return starts, gap


def _end(row: _Row, group: tuple[int, int], start: float, latest: float) -> float:
    """When a cue ends: soon after its words, or just before the next cue."""
    end = max(row.timed[group[1] - 1].end + LINGERS, start + row.least(*group))
    end = latest if latest - end < LINGERS else end
    return min(end, start + LONGEST, latest)
