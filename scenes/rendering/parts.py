"""Parts of clips, ranges of animations: what they cost to draw, and where they end."""

import math

PIXELS_A_SECOND = 25e6  # drawn and encoded by one core, measured on CostSurface at 720p
SHORTEST = 3.0  # seconds: a shorter part is mostly starting (0.7 s) and getting there (up to 1 s)
SHARES = 2  # a part is at most half of what is left for a job: the last ones are short


def segment(number):
    """The name of an animation's file."""
    return f"{number:05}.mp4"


def costs(frames, sheet, quality):
    """About how many seconds each of a clip's animations takes to draw, from its `frames`, or as it
    took the last time, which its `sheet` (shelf.py) tells.

    `frames` None: the sheet alone. Returns None where neither says how many animations there are.
    """
    former = sheet.get("animations")
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


def end_of_part(costs, first, most):
    """The animation before which a part ends that begins with animation `first`; None: it goes to
    the clip's end. What is left of the clip is thought of as equal parts, as few as cost at most
    `most` each; so it costs about what one of them does.
    """
    left = sum(costs[first:])
    count = math.ceil(left / most)
    if count <= 1:
        return None
    aim, cost = left / count, costs[first]
    for number in range(first + 1, len(costs)):
        if cost + costs[number] / 2 > aim:
            return number
        cost += costs[number]
    return None
