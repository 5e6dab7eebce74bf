"""Which clips suit a run: those whose needs (scenes/stage/needs.py) it meets. The others are left
out, each with its reason, before anything is drawn."""

import functools
import sys
from collections.abc import Callable, Sequence

from nn.analysis import planes, studies
from nn.errors import DownhillError
from nn.runs.run import Run
from scenes.rendering.clips import Clip, chapters
from scenes.stage import needs
from scenes.stage.sources import declared

EMPTY_CHAPTER = needs.Need(lambda run: False, "it opens a chapter whose clips are all left out")


def suited(clips: Sequence[Clip], run: Run, alone: bool = False) -> list[Clip]:
    """The clips that suit the run. For each of the others, print a line that says why it does not.

    alone: whether the clips are drawn by themselves, not for a film. Then those that show what the
    run lacks (scenes/stage/absence.py) suit it too. Raises DownhillError, with these reasons, if no
    clip suits the run.
    """
    unmet = reasons_against(clips, run)
    reasons = {
        clip: None if alone and need and need.lacking else need and need.otherwise
        for clip, need in unmet.items()
    }
    left_out = [f"{clip.name} is left out: {reason}" for clip, reason in reasons.items() if reason]
    if len(left_out) == len(clips):
        raise DownhillError("; ".join(left_out) + ".")
    for words in left_out:
        print(f"downhill: {words}.", file=sys.stderr)
    return [clip for clip, reason in reasons.items() if not reason]


def reasons_against(clips: Sequence[Clip], run: Run) -> dict[Clip, needs.Need | None]:
    """For each clip the first need that the run does not meet; None if it suits the run. The card
    of a chapter suits it if another clip of the chapter does.

    Raises DownhillError if a clip needs what scenes/stage/needs.py does not define.
    """
    meets = _judge(run)
    return {clip: _unmet(clip, run, meets) for clip in clips}


def why_not(clip: Clip, run: Run) -> str | None:
    """Why a clip does not suit a run, in words; None if it does."""
    need = reasons_against([clip], run)[clip]
    return need.otherwise if need else None


def _judge(run: Run) -> Callable[[needs.Need], bool]:
    """A function that says whether the run meets a need. It checks each need once, since some take
    a second and many clips share them."""
    return functools.cache(lambda need: need.met(run))


def _unmet(clip: Clip, run: Run, meets: Callable[[needs.Need], bool]) -> needs.Need | None:
    unmet = next((need for need in _needs(clip) if not meets(need)), None) or _unmeasurable(
        clip, run
    )
    if unmet or not clip.is_card:
        return unmet
    beside = next((clips for _, clips in chapters() if clip in clips), [])
    others = [other for other in beside if not other.is_card]
    return EMPTY_CHAPTER if others and all(_unmet(other, run, meets) for other in others) else None


def _unmeasurable(clip: Clip, run: Run) -> needs.Need | None:
    """What a clip reads of a run and no command can measure, as an unmet need."""
    reads = declared(clip.file, clip.name)
    reasons = [planes.why_not(run)] if reads.landscape else []
    reasons += [studies.why_not(run, name) for name in reads.studies]
    reason = next(filter(None, reasons), None)
    return needs.Need(lambda run: False, reason) if reason else None


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
