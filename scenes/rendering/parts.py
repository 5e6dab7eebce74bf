"""Dividing clips into parts, ranges of animations, so that all workers finish at about one time.

All parts are planned before the first is drawn. The alternative is to choose a part whenever a
worker becomes free, by what that worker drew last and how long the others took. In a simulation
with the film's recorded animations, planning took on average within 2% of that time with 2 to 8
workers, for one clip up to the whole film, in any quality; and a fifth less with 32 workers. (Whole
clips, divided only if there are fewer than two per worker, took up to 21% longer, since one clip
may take longer than a worker's share.)
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from scenes.rendering.quality import Quality

PIXELS_PER_SECOND = 25e6  # drawn and encoded by one core, measured on CostSurface at 720p30
SHORTEST = 3.0  # seconds: starting, and skipping earlier animations, take up to 1.7 s of each part
PARTS_PER_WORKER = 4  # more would skip too often, fewer would end at different times
# Sums that differ by rounding count as equal: Python 3.12 and later add floats more exactly.
ROUNDING = 1e-9


def segment(number: int) -> str:
    """The name of an animation's file."""
    return f"{number:05}.mp4"


def expected_seconds(
    frames: Sequence[int] | None, metadata: Mapping[str, Any], quality: Quality
) -> list[float] | None:
    """The seconds that each of a clip's animations will take to draw: what it took last time,
    according to the clip's `metadata`, or else a time proportional to its `frames` and their size.

    None if neither says how many animations there are.
    """
    former = metadata.get("animations")
    if frames is None and not former:
        return None
    if former and (frames is None or len(former) == len(frames)):
        frames = [animation["frames"] for animation in former]
        measured = [animation["seconds"] for animation in former]
    else:
        measured = [None] * len(frames)
    each = quality.width * quality.height / PIXELS_PER_SECOND
    return [
        count * each if took is None else took for count, took in zip(frames, measured, strict=True)
    ]


def plan(
    seconds: Mapping[Hashable, Sequence[float]], workers: int
) -> list[tuple[Hashable, int, int | None]]:
    """The parts (clip, first, last) to draw, in this order, from the seconds of each animation of
    each clip; `last` is as in `divided`.

    One worker draws whole clips in the given order. With more workers, a clip is divided if it
    takes longer than a certain share of the total. The shortest clip comes first, so that something
    can be watched soon; then the longest parts, so that only short ones are left when the first
    worker runs out of work.
    """
    if workers == 1:
        return [(clip, 0, None) for clip in seconds]
    total = {clip: sum(each) for clip, each in seconds.items()}
    longest = max(sum(total.values()) / (workers * PARTS_PER_WORKER), SHORTEST)
    parts = [
        (clip, first, last)
        for clip, each in seconds.items()
        for first, last in divided(each, longest)
    ]
    shortest = min(total, key=total.get, default=None)

    def rank(part):
        clip, first, last = part
        return clip != shortest, -sum(seconds[clip][first:last])

    return sorted(parts, key=rank)


def divided(seconds: Sequence[float], longest: float) -> list[tuple[int, int | None]]:
    """Consecutive ranges [(first, last), …] of animations, `last` excluded: as few as possible if
    none is to take much more than `longest` seconds, and as equal as possible. The last range is
    open, (first, None).
    """
    count = min(max(1, math.ceil(sum(seconds) / longest - ROUNDING)), len(seconds) or 1)
    low, high = max(seconds, default=0), sum(seconds)
    for _ in range(40):  # bisect for the least time that the longest of `count` ranges can take
        middle = (low + high) / 2
        low, high = (low, middle) if len(_filled(seconds, middle)) <= count else (middle, high)
    starts = _filled(seconds, high)
    return list(zip(starts, [*starts[1:], None], strict=True))


def _filled(seconds, longest):
    """Where ranges begin if each is filled up to `longest`."""
    starts, filled = [0], 0
    for number, each in enumerate(seconds):
        if filled + each > longest * (1 + ROUNDING) and number > starts[-1]:
            starts.append(number)
            filled = 0
        filled += each
    return starts
