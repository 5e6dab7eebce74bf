"""`python -m scenes.rendering.worker`: draw one clip, in a process of its own.

The order, a JSON object, is read from standard input; news are written to standard output, a JSON
object a line, with one of

    beat      the headline of the beat that has begun
    expected  how many frames the clip should have
    frames    how many there are so far
    done      what was drawn: frames, duration in seconds, sections
    failed    the error, the line of the scene's file that it came from, the traceback

The picture is the one that `manim FILE NAME` makes, with the same settings.
"""

import json
import os
import pathlib
import sys
import traceback

import av
from manim import tempconfig
from manim.scene.scene_file_writer import SceneFileWriter
from manim.scene.video_segment_encoder import VideoSegmentEncoder
from manim.utils.module_ops import get_module

from nn.errors import DownhillError
from scenes.rendering.quality import ENCODER

REHEARSAL = {"format": "none", "pixel_width": 64, "pixel_height": 36}


def main():
    news = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a scene prints is no news
    order = json.load(sys.stdin)

    def tell(**said):
        print(json.dumps(said), file=news, flush=True)

    try:
        tell(done=draw(order, tell))
    except Exception as error:
        tell(failed=failure(error, order["file"]))


def draw(order, tell):
    """Draw a clip as ordered: `file`, `name`; `width`, `height`, `frame_rate`; the `folder` that
    gets NAME.mp4 and NAME.srt; `cache`, the folder of finished animations; `rehearse`, whether to
    find out first how many frames there will be. Return what `done` says."""
    with tempconfig(_settings(order)):
        scene_class = _scene_class(pathlib.Path(order["file"]), order["name"])
        if order["rehearse"]:
            tell(expected=rehearse(_watched(scene_class, tell), order["frame_rate"]))
        scene = _watched(scene_class, tell)()
        scene.renderer.file_writer = WholeSegments(scene.file_writer_settings)
        scene.render()
        sections = _sections(scene.renderer.file_writer.sections, order["frame_rate"])
    frames = frames_in(pathlib.Path(order["folder"]) / f"{order['name']}.mp4")
    return {"frames": frames, "duration": frames / order["frame_rate"], "sections": sections}


def rehearse(scene_class, frame_rate):
    """How many frames a scene has, give or take a few: it is gone through without drawing."""
    with tempconfig(REHEARSAL):
        scene = scene_class(skip_animations=True)
        scene.render()
        return round(scene.time * frame_rate)


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


class Watched:
    """What is mixed into a clip's class to hear how far it is."""

    def next_section(self, name="unnamed", *args, **kwargs):
        self.tell(beat=name)
        super().next_section(name, *args, **kwargs)

    def update_to_time(self, t):
        super().update_to_time(t)
        self._tell_frames()

    def play(self, *args, **kwargs):
        super().play(*args, **kwargs)
        self._tell_frames()

    def _tell_frames(self):
        if not self.skip_animations:  # not in a rehearsal
            self.tell(frames=round(self.time * self.camera.frame_rate))


class WholeSegments(SceneFileWriter):
    """Manim's writer, but an animation enters the cache whole or not at all: one that was cut off
    would be taken for finished the next time."""

    def _create_segment_encoder(self, target):
        beside_clip = self.output_plan.primary_artifact.parent / target.name
        return WholeSegment(target=beside_clip, spec=self.video_encoder, finished=target)


class WholeSegment(VideoSegmentEncoder):
    """Manim's encoder of an animation, which takes its place, `finished`, once it is."""

    def __init__(self, *, target, spec, finished):
        super().__init__(target=target, spec=spec)
        self.finished = finished

    def finish(self):
        super().finish()
        os.replace(self.target, self.finished)


def frames_in(path):
    """How many frames a video file has."""
    with av.open(str(path)) as container:
        return container.streams.video[0].frames


def _settings(order):
    return {
        "pixel_width": order["width"],
        "pixel_height": order["height"],
        "frame_rate": order["frame_rate"],
        "media_dir": order["folder"],
        "video_dir": order["folder"],
        "partial_movie_dir": order["cache"],
        "video_encoder_options": ENCODER,
        "max_files_cached": -1,  # no limit: each folder is one clip's
        "progress_bar": "none",
        "verbosity": "WARNING",
    }


def _scene_class(file, name):
    if not file.exists() or not hasattr(module := get_module(file), name):
        raise DownhillError(
            f"{file} has no such class, though scenes/film.py names it: mend one or the other."
        )
    return getattr(module, name)


def _watched(scene_class, tell):
    members = {"tell": staticmethod(tell), "__module__": scene_class.__module__}
    return type(scene_class.__name__, (Watched, scene_class), members)


def _sections(sections, frame_rate):
    """Name, start and duration in seconds of each section that has frames."""
    result, start = [], 0
    for section in sections:
        frames = sum(frames_in(path) for path in section.partial_movie_files if path)
        if frames:
            times = {"start": start / frame_rate, "duration": frames / frame_rate}
            result.append({"name": section.name, **times})
        start += frames
    return result


if __name__ == "__main__":
    main()
