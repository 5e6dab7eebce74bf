"""What the worker process of a preview does: import Manim ahead, then draw one beat.

A task has file, name, run, language, words, width, height, frame_rate and encoder as in
scenes/rendering/worker.py, and

    folder      a folder of this worker alone, which keeps the typeset lines for the next preview
    cache       the folder of the animations that are drawn, each under its number
    places      where to look for the beat (edits.py)
    beat        the index of the beat to draw; None: the one that was edited
    otherwise   the index of the beat to draw if no edit determines it
    share       (which, of how many): each worker draws a share of the beat's frames
"""

import functools
import os
import pathlib
import sys

from nn.errors import DownhillError
from nn.places import ROOT
from nn.runs.run import RUN_VARIABLE
from scenes.manim_internals.renderer import rendered
from scenes.manim_internals.writer import NumberedSegments
from scenes.rendering import worker
from scenes.rendering.parts import divided, segment
from scenes.rendering.preview.edits import Beat, chosen

CLOSING = "_close_beat"  # the method of scenes.stage.explainer.Story that holds a beat


def imported_files() -> list[str]:
    """The project's files that this process has imported, and so would not read again."""
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    return [file for file in files if file and file.startswith(str(ROOT))]


def draw_beat(task: dict) -> dict:
    """Draw a share of a beat. The result has `beats`, the headlines of all beats; `beat`, the index
    of the one drawn; `animations`, the numbers of its animations. If the scene raises, it has
    `failed`, as `scenes.rendering.worker.failure` describes it, and `at`, the headline of the beat
    in which it raised."""
    os.makedirs(task["folder"], exist_ok=True)
    with worker.catching(task) as result:
        beats, frames = _rehearsed(task, result)
        index = task["beat"]
        if index is None:
            index = chosen(beats, task["places"], task["otherwise"])
        elif index >= len(beats):
            raise DownhillError(
                f"it has {len(beats)} beats: give --beat the number of one of them."
            )
        first = beats[index].first
        last = beats[index + 1].first if index + 1 < len(beats) else len(frames)
        if first == last:
            raise DownhillError(f"the beat {beats[index].headline!r} plays nothing.")
        result["beats"], result["beat"] = [beat.headline for beat in beats], index
        result["animations"] = list(range(first, last))
        _draw(task, *_share(frames[first:last], first, *task["share"]))
    return result


def _rehearsed(task, result):
    """Go through the whole clip without drawing: its beats, and the frames of each animation."""
    file, beats, count = str(pathlib.Path(task["file"]).resolve()), [], 0

    def report(beat=None, frames=None):
        if beat is not None:
            result["at"] = beat
            beats.append(Beat(beat, count, _places(file)))

    def wanted(number):
        nonlocal count
        count = number + 1
        if beats:
            beats[-1].places |= _places(file)
        return False

    scene = _rendered(task, worker.REHEARSAL, wanted, None, report, skip_animations=True)
    return beats or [Beat("", 0)], scene.renderer.frames


def _draw(task, first, last):
    def wanted(number):
        return number >= first

    if last > first:
        _rendered(task, {}, wanted, last, lambda **message: None)


def _rendered(task, settings, wanted, last, report, **kwargs):
    from scenes.stage import translation  # (not ahead: one may edit that room before a preview)

    os.environ[RUN_VARIABLE] = task["run"]
    with translation.use(task.get("language"), task.get("words")):
        return rendered(
            functools.partial(worker.scene_class, task),
            {**worker.manim_settings(task), **settings},
            functools.partial(NumberedSegments, file_name=segment),
            wanted=wanted,
            last=last,
            report=report,
            **kwargs,
        )


def _share(frames, start, which, count):
    """(first, last) of share `which` of `count`, for animations numbered from `start`, whose
    numbers of frames are `frames`."""
    ranges = divided(frames, sum(frames) / count)
    if which >= len(ranges):
        return start, start
    first, last = ranges[which]
    return start + first, start + (len(frames) if last is None else last)


def _places(file):
    """{(name, line)} of the functions of a file that are running. It is empty while a beat is held
    at its end, since by then the function that opens the next beat is running."""
    found, frame = set(), sys._getframe(1)
    while frame:
        if frame.f_code.co_name == CLOSING:
            return set()
        if frame.f_code.co_filename == file:
            found.add((frame.f_code.co_name, frame.f_lineno))
        frame = frame.f_back
    return found
