"""Which clips suit a run: those whose needs (scenes/stage/needs.py) it meets. The others are left
out, each with its reason, before anything is drawn."""

import functools
import sys
from collections.abc import Callable, Sequence

from nn.errors import DownhillError
from nn.runs.run import Run
from scenes.rendering.clips import Clip, chapters
from scenes.stage import needs
from scenes.stage.sources import declared


def suited(clips: Sequence[Clip], run: Run) -> list[Clip]:
    """The clips that suit the run. For each of the others, print a line that says why it does not.

    Raises DownhillError, with these reasons, if no clip suits the run.
    """
    meets = _judge(run)
    reasons = {clip: _why_not(clip, meets) for clip in clips}
    left_out = [f"{clip.name} is left out: {reason}" for clip, reason in reasons.items() if reason]
    if len(left_out) == len(clips):
        raise DownhillError("; ".join(left_out) + ".")
    for words in left_out:
        print(f"downhill: {words}.", file=sys.stderr)
    return [clip for clip, reason in reasons.items() if not reason]


def why_not(clip: Clip, run: Run) -> str | None:
    """Why a clip does not suit a run; None if it does. The card of a chapter suits it if another
    clip of the chapter does.

    Raises DownhillError if the clip needs what scenes/stage/needs.py does not define.
    """
    return _why_not(clip, _judge(run))


def _judge(run: Run) -> Callable[[needs.Need], bool]:
    """A function that says whether the run meets a need. It checks each need once, since some take
    a second and many clips share them."""
    return functools.cache(lambda need: need.met(run))


def _why_not(clip: Clip, meets: Callable[[needs.Need], bool]) -> str | None:
    reason = next((need.otherwise for need in _needs(clip) if not meets(need)), None)
    if reason or not clip.is_card:
        return reason
    beside = next((clips for _, clips in chapters() if clip in clips), [])
    others = [other for other in beside if not other.is_card]
    if others and all(_why_not(other, meets) for other in others):
        return "it opens a chapter whose clips are all left out"
    return None


def _needs(clip: Clip) -> list[needs.Need]:
    known = {name: need for name, need in vars(needs).items() if isinstance(need, needs.Need)}
    names = declared(clip.file, clip.name).needs
    for name in names:
        if name not in known:
            raise DownhillError(
                f"{clip.name} needs {name}, which scenes/stage/needs.py does not define: it "
                f"defines {', '.join(known)}."
            )
    return [known[name] for name in names]
