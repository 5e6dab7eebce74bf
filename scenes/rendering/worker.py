"""What a worker process does: go through a clip without drawing, or draw some of its animations.

Either function takes a task, a dict of plain values, and returns a result, another one. A task has

    file, name, run              the clip's file and class; the folder of the run that it shows
    language, words              the language of the clip, {English: translated}; English if absent
    width, height, frame_rate    the picture
    encoder                      the options of its encoder (encoder.py)
    key                          of what the clip is drawn from (inputs.py)
    part                         distinguishes this task from the clip's others in messages
    first, last                  the animations to draw, last excluded; last None: to the end
    drawn                        the numbers of animations that need not be drawn
    cache                        the folder of finished animations, each under its number and
                                 sealed (seals.py); None: return them as bytes
    folder                       where temporary files may be written; None: the worker's own folder

While it runs, it reports (nn/execution/process.py) the clip's name, the part, and one of

    beat      the headline of the beat that has begun
    frames    how many frames have been drawn so far

If the scene raises, the result is {"failed": what `failure` returns}; a full disk is not the
scene's fault, and raises OSError. The frames are those that `manim FILE NAME` draws with the same
settings. A clip has the same bytes however it is divided: an animation that is skipped leaves the
scene as if it had been drawn, and the encoder uses one thread, whatever the number of cores.
"""

import contextlib
import os
import pathlib
import tempfile
import traceback
from errno import EDQUOT, ENOSPC, EROFS
from functools import partial

from nn.errors import DownhillError
from nn.execution.process import report
from nn.runs.run import RUN_VARIABLE
from scenes.manim_internals.renderer import class_in, rendered
from scenes.manim_internals.writer import NumberedSegments
from scenes.rendering.parts import segment
from scenes.rendering.seals import keep

REHEARSAL = {"format": "none", "pixel_width": 64, "pixel_height": 36}


def rehearse(task):
    """Go through a clip without drawing; returns {"animations": the number of frames of each,
    "beats": what it tells, "crowded": [(number of a beat, words that find no room)]}."""
    with catching(task) as result, _scratch(task) as task:
        scene = _rendered(task, REHEARSAL, skip_animations=True)
        result["animations"] = scene.renderer.frames
        result["beats"] = _beats_of(scene)
        result["crowded"] = list(getattr(scene, "crowded", ()))
    return result


def draw(task):
    """Draw the task's animations. The result has "seconds", {number: how long it took}; "segments",
    {file name: bytes}, if the task has no cache; and "clip", if the task includes the clip's last
    animation: "animations" (the number of frames of each), "sections" and "beats"."""
    with catching(task) as result, _scratch(task) as here:
        scene = _rendered(here)
        result["seconds"] = scene.renderer.seconds
        if task["last"] is None:
            result["clip"] = _facts_of(scene)
        if task["cache"] is None:
            files = pathlib.Path(here["cache"]).glob("*.mp4")
            result["segments"] = {file.name: file.read_bytes() for file in files}
    return result


def failure(error, file):
    """The error in words, the innermost line of the scene's file, and the traceback: a dict."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__)]
    files = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError):
        lines, files = [*lines, error.lineno], [*files, error.filename]
    own = [line for line, name in zip(lines, files, strict=True) if name == file]
    return {
        "error": str(error)
        if isinstance(error, (DownhillError, SystemExit))
        else f"{type(error).__name__}: {error}",
        "line": own[-1] if own else None,
        "traceback": "".join(traceback.format_exception(error)),
    }


@contextlib.contextmanager
def catching(task):
    """Yield a dict for the result, which gets `failed` if the block raises."""
    result = {}
    try:
        yield result
    except (Exception, SystemExit) as error:
        reason = _full_disk(error)
        if reason:
            raise OSError(reason.errno, reason.strerror, task["folder"]) from None
        result["failed"] = failure(error, str(pathlib.Path(task["file"]).resolve()))


def _full_disk(error):
    """The error in a chain of causes that shows that the disk can't be written, or None."""
    while error and getattr(error, "errno", None) not in (ENOSPC, EDQUOT, EROFS):
        error = error.__cause__ or error.__context__
    return error


@contextlib.contextmanager
def _scratch(task):
    """Yield the task with temporary folders in place of those that it does not name."""
    with tempfile.TemporaryDirectory(dir=task["folder"] or ".", prefix="part-") as folder:
        folders = {"folder": os.path.abspath(folder), "cache": task["cache"]}
        if task["cache"] is None:
            folders["cache"] = os.path.join(folders["folder"], "cache")
        os.makedirs(folders["cache"], exist_ok=True)
        yield {**task, **folders}


def _rendered(task, settings=None, **kwargs):
    """The task's scene after its last animation."""
    from scenes.stage import translation  # (not ahead: one may edit that room before a preview)

    os.environ[RUN_VARIABLE] = task["run"]
    with translation.use(task.get("language"), task.get("words")):
        return rendered(
            partial(scene_class, task),
            {**manim_settings(task), **(settings or {})},
            partial(NumberedSegments, file_name=segment, keep=partial(keep, task["key"])),
            wanted=partial(_is_wanted, task),
            last=task["last"],
            report=partial(report, clip=task["name"], part=task["part"]),
            **kwargs,
        )


def _is_wanted(task, number):
    """Whether the task has to draw an animation: it is in range, and not drawn yet."""
    cached = pathlib.Path(task["cache"], segment(number))
    return number >= task["first"] and number not in task["drawn"] and not cached.exists()


def manim_settings(task):
    """Manim's settings for a task."""
    return {
        "pixel_width": task["width"],
        "pixel_height": task["height"],
        "frame_rate": task["frame_rate"],
        "media_dir": task["folder"],
        "video_dir": task["folder"],
        "partial_movie_dir": task["cache"],
        "disable_caching": True,  # Manim's, by digests; here animations are cached by number
        "video_encoder_options": task["encoder"],
        "progress_bar": "none",
        "verbosity": "WARNING",
    }


def scene_class(task):
    """The class of a task's clip, imported. Raises DownhillError if its file has none."""
    file = pathlib.Path(task["file"]).resolve()
    found = class_in(file, task["name"])
    if found is None:
        raise DownhillError(
            f"{file} has no such class, though scenes/film.py names it: fix one or the other."
        )
    return found


def _facts_of(scene):
    """The facts of a finished clip; "sections" are [(name, numbers of its animations), …],
    and "beats" what it tells (scenes/narration/told.py)."""
    writer = scene.renderer.file_writer
    if not any(writer.partial_movie_files):
        raise DownhillError("it plays nothing: a clip has at least one animation.")
    return {
        "animations": scene.renderer.frames,
        "beats": _beats_of(scene),
        "sections": [
            (section.name, [int(pathlib.Path(file).stem) for file in files])
            for section in writer.sections
            if (files := list(filter(None, section.partial_movie_files)))
        ],
    }


def _beats_of(scene):
    """What a scene tells; if it is no Explainer, one beat with the captions that Manim knows of."""
    if hasattr(scene, "script"):
        return [beat.as_json() for beat in scene.script]
    from scenes.narration.told import Said, Told

    captions = [
        Said(each.content, each.start.total_seconds(), (each.end - each.start).total_seconds())
        for each in scene.renderer.file_writer.subcaptions
    ]
    return [Told("", 0, scene.time, captions).as_json()] if captions else []
