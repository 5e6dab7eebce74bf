"""The rules of subtitles, for tests: what breaks them among cues."""

import itertools

from scenes.narration.cues import LONGEST, SHORTEST, apart
from scenes.narration.pace import SIGNS_PER_SECOND
from scenes.narration.phrases import LINE, columns

ROUNDED = 0.0011  # times are whole thousandths


def unspaced(words):
    return "".join(words.split())


def crowded(cues):
    """What breaks a rule that always holds: two lines of 42 columns, and no cue over another."""
    wide = [line for cue in cues for line in cue.lines if columns(line) > LINE]
    lines = [cue for cue in cues if not 1 <= len(cue.lines) <= 2]
    over = [pair for pair in itertools.pairwise(cues) if pair[0].end > pair[1].start]
    return wide + lines + over + [cue for cue in cues if cue.start >= cue.end]


def hurried(cues, frame_rate):
    """What breaks a rule of time: 1 to 7 seconds, 17 signs a second, two frames between two."""
    found = []
    for cue in cues:
        seconds = cue.end - cue.start
        signs = columns(" ".join(cue.lines))
        if not SHORTEST - ROUNDED <= seconds <= LONGEST + ROUNDED:
            found.append((cue, "seconds", seconds))
        if signs > SIGNS_PER_SECOND * (seconds + ROUNDED):
            found.append((cue, "signs a second", signs / seconds))
    for before, after in itertools.pairwise(cues):
        if after.start - before.end < apart(frame_rate) - ROUNDED:
            found.append((before, after))
    return found
