"""Dividing clips into parts, ranges of animations, that take about equally long to draw."""

import math

PIXELS_A_SECOND = 25e6  # drawn and encoded by one core, measured on CostSurface at 720p
SHORTEST = 3.0  # seconds: a shorter part is mostly starting (0.7 s) and getting there (up to 1 s)
SHARES = 2  # a part is at most half of what is left for a job: the last ones are short


def segment(number):
    """The name of an animation's file."""
    return f"{number:05}.mp4"


def costs(frames, metadata, quality):
    """About how many seconds each of a clip's animations takes to draw, from its `frames`, or as it
    took the last time, which its `metadata` (library.py) tells.

    `frames` None: the metadata alone. Returns None if neither says how many animations there are.
    """
    former = metadata.get("animations")
    if frames is None and not former:
        return None
    if former and (frames is None or len(former) == len(frames)):
        frames = [animation["frames"] for animation in former]
        seconds = [animation["seconds"] for animation in former]
    else:
        seconds = [None] * len(frames)
    each = quality.width * quality.height / PIXELS_A_SECOND
    return [
        count * each if took is None else took for count, took in zip(frames, seconds, strict=True)
    ]


def longest(left, jobs, pace=1):
    """How long a part should be at most, if all that is `left` to draw takes so long: both in
    seconds as they were guessed, of which one takes `pace` seconds."""
    return max(left / (jobs * SHARES), SHORTEST / pace) if jobs > 1 else math.inf


def divided(costs, most):
    """Ranges [(first, last), …] of animations, from the first to before the last, in a row; as few
    as cost at most about `most` each, and as equal as can be. The last one is open, (first, None).
    """
    count = min(max(1, math.ceil(sum(costs) / most)), len(costs) or 1)
    low, high = max(costs, default=0), sum(costs)
    for _ in range(40):  # the least that the dearest range can cost, by halving
        middle = (low + high) / 2
        low, high = (low, middle) if len(_filled(costs, middle)) <= count else (middle, high)
    starts = _filled(costs, high)
    return list(zip(starts, [*starts[1:], None], strict=True))


def _filled(costs, most):
    """Where ranges begin if each is filled up to `most`."""
    starts, cost = [0], 0
    for number, each in enumerate(costs):
        if cost + each > most and number > starts[-1]:
            starts.append(number)
            cost = 0
        cost += each
    return starts
