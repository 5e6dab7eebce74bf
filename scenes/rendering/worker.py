"""What workers are asked for: to go through a clip without drawing, and to draw a part of it. Each
is a function of an order, a dict of plain values, with an answer that is one:

    file, name, run              the clip's file and class, the folder of the run that it shows
    width, height, frame_rate    the picture
    part                         what tells this order from the clip's others in the news
    first, last                  its animations: from number first to before last; None: to the end
    drawn                        the numbers of those that need not be drawn
    cache                        the folder of finished animations, each under its number; None if
                                 they are to come back as bytes
    folder                       a place for what is gone afterwards; None: one of the worker's own

While at it they tell (nn/execution/process.py), with the clip's name and the part, one of

    beat      the headline of the beat that has begun
    frames    how many have been drawn so far

Where the scene raises, the answer is {"failed": what `failure` says}; a full disk is no fault of
the scene, and raises OSError. The picture is the one that
`manim FILE NAME` makes, with the same settings. So that a clip is the same to the byte however it
was divided, an animation leaves the scene as it would had it been drawn, and the encoder has one
thread, not as many as the machine has cores.
"""

import contextlib
import functools
import os
import pathlib
import tempfile
import traceback
from errno import EDQUOT, ENOSPC, EROFS

import srt
from manim import tempconfig
from manim.utils.module_ops import get_module

from nn.errors import DownhillError
from nn.execution.process import tell
from nn.runs.run import RUN_VARIABLE
from scenes.manim_internals.copying import quick_copies
from scenes.manim_internals.interpolating import quick_interpolation
from scenes.manim_internals.renderer import PartRenderer, Watched
from scenes.manim_internals.writer import NumberedSegments
from scenes.rendering.parts import segment
from scenes.rendering.quality import ENCODER

REHEARSAL = {"format": "none", "pixel_width": 64, "pixel_height": 36}


def rehearse(order):
    """Go through a clip without drawing: {"animations": how many frames each has}."""
    with _reporting(order) as answer, _scratch(order) as order:
        scene = _gone_through(order, REHEARSAL, skip_animations=True)
        answer["animations"] = scene.renderer.frames
    return answer


def draw(order):
    """Draw the order's animations: {"seconds": {number: how long that took}}; "segments", {file
    name: bytes}, where no cache is given; and where they are the clip's last, "clip", what is known
    at its end: "animations", how many frames each has, "sections" and "captions"."""
    with _reporting(order) as answer, _scratch(order) as here:
        scene = _gone_through(here)
        answer["seconds"] = scene.renderer.seconds
        if order["last"] is None:
            answer["clip"] = _known_of(scene)
        if order["cache"] is None:
            files = pathlib.Path(here["cache"]).glob("*.mp4")
            answer["segments"] = {file.name: file.read_bytes() for file in files}
    return answer


def failure(error, file):
    """What went wrong, for people, and the last line of the scene's file that was running."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__)]
    files = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError):
        lines, files = [*lines, error.lineno], [*files, error.filename]
    own = [line for line, name in zip(lines, files, strict=True) if name == file]
    return {
        "error": str(error)
        if isinstance(error, DownhillError)
        else f"{type(error).__name__}: {error}",
        "line": own[-1] if own else None,
        "traceback": "".join(traceback.format_exception(error)),
    }


@contextlib.contextmanager
def _reporting(order):
    """A dict for the answer, which gets `failed` where the block raises."""
    answer = {}
    try:
        yield answer
    except Exception as error:
        reason = _full_disk(error)
        if reason:
            raise OSError(reason.errno, reason.strerror, order["folder"]) from None
        answer["failed"] = failure(error, str(pathlib.Path(order["file"]).resolve()))


def _full_disk(error):
    """The error that says so, where an error comes of a disk that takes no more; else None."""
    while error and getattr(error, "errno", None) not in (ENOSPC, EDQUOT, EROFS):
        error = error.__cause__ or error.__context__
    return error


@contextlib.contextmanager
def _scratch(order):
    """The order with folders that are gone afterwards, in place of those that it does not give."""
    with tempfile.TemporaryDirectory(dir=order["folder"] or ".", prefix="part-") as folder:
        folders = {"folder": os.path.abspath(folder), "cache": order["cache"]}
        if order["cache"] is None:
            folders["cache"] = os.path.join(folders["folder"], "cache")
        os.makedirs(folders["cache"], exist_ok=True)
        yield {**order, **folders}


def _gone_through(order, settings=None, **kwargs):
    """The order's scene, after all its animations, of which the renderer drew what it should."""
    os.environ[RUN_VARIABLE] = order["run"]
    settings = {**_settings(order), **(settings or {})}
    with tempconfig(settings), quick_copies(), quick_interpolation():
        scene = _watched(pathlib.Path(order["file"]).resolve(), order["name"])(**kwargs)
        camera, writer = scene.camera, NumberedSegments(scene.file_writer_settings, segment)
        scene.renderer = PartRenderer(
            functools.partial(_is_wanted, order),
            order["last"],
            functools.partial(tell, clip=order["name"], part=order["part"]),
            camera_class=lambda: camera,
            **kwargs,
        )
        scene.renderer.file_writer = writer
        scene.renderer.tell(frames=0)
        scene.render()
    return scene


def _is_wanted(order, number):
    """Whether an animation is the order's to draw, and was not drawn before."""
    cached = pathlib.Path(order["cache"], segment(number))
    return number >= order["first"] and number not in order["drawn"] and not cached.exists()


def _settings(order):
    return {
        "pixel_width": order["width"],
        "pixel_height": order["height"],
        "frame_rate": order["frame_rate"],
        "media_dir": order["folder"],
        "video_dir": order["folder"],
        "partial_movie_dir": order["cache"],
        "disable_caching": True,  # by digests; by numbers it is done here
        "video_encoder_options": ENCODER,
        "progress_bar": "none",
        "verbosity": "WARNING",
    }


def _watched(file, name):
    if not file.exists() or not hasattr(module := get_module(file), name):
        raise DownhillError(
            f"{file} has no such class, though scenes/film.py names it: mend one or the other."
        )
    scene_class = getattr(module, name)
    members = {"__module__": scene_class.__module__}
    return type(scene_class.__name__, (Watched, scene_class), members)


def _known_of(scene):
    """What is known of a clip at its end: "sections" are [(name, numbers of its animations), …]."""
    writer = scene.renderer.file_writer
    if not any(writer.partial_movie_files):
        raise DownhillError("it plays nothing: a clip has at least one animation.")
    return {
        "animations": scene.renderer.frames,
        "captions": srt.compose(writer.subcaptions),
        "sections": [
            (section.name, [int(pathlib.Path(file).stem) for file in files])
            for section in writer.sections
            if (files := list(filter(None, section.partial_movie_files)))
        ],
    }
