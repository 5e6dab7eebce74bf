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
import os
import pathlib
import tempfile
import time
import traceback
from errno import EDQUOT, ENOSPC, EROFS

import av
import numpy as np
import srt
from av.video.reformatter import VideoReformatter
from manim import tempconfig
from manim.renderer.cairo_renderer import CairoRenderer
from manim.scene.scene_file_writer import SceneFileWriter
from manim.scene.video_segment_encoder import VideoSegmentEncoder
from manim.utils.exceptions import EndSceneEarlyException
from manim.utils.module_ops import get_module

from nn.errors import DownhillError
from nn.execution.process import tell
from nn.runs.run import RUN_VARIABLE
from scenes.manim_internals.copying import quick_copies
from scenes.manim_internals.interpolating import quick_interpolation
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


class Watched:
    """What is mixed into a clip's class: it tells which beat has begun, counts the frames of its
    animations, and is the same after each, drawn or not. What it notes, its renderer holds, since
    a clip may call its own attributes what it likes."""

    def next_section(self, name="unnamed", *args, **kwargs):
        self.renderer.tell(beat=name)
        super().next_section(name, *args, **kwargs)

    def play(self, *args, **kwargs):
        began = self.time
        super().play(*args, **kwargs)
        self.renderer.frames.append(round((self.time - began) * self.camera.frame_rate))

    def play_internal(self, *args, **kwargs):
        super().play_internal(*args, **kwargs)
        if self.renderer.skip_animations:
            self.update_mobjects(0)  # as Manim does where it draws

    def get_time_progression(self, run_time, description, n_iterations=None, every_frame=False):
        """Manim skips an animation in one step, but who counts time has to live through all."""
        every_frame = every_frame or self._counts_time()
        return super().get_time_progression(run_time, description, n_iterations, every_frame)

    def tear_down(self):
        with contextlib.suppress(EndSceneEarlyException):  # it plays what the last beat still needs
            super().tear_down()

    def _counts_time(self):
        family = (part for mobject in self.mobjects for part in mobject.get_family())
        return bool(self.updaters) or any(part.has_time_based_updater() for part in family)


class PartRenderer(CairoRenderer):
    """Manim's renderer, but it draws only the order's animations, and nothing of the others.

    `frames` has how many each animation has, drawn or not; `seconds`, {number: how long it took},
    those drawn.
    """

    def __init__(self, order, **kwargs):
        super().__init__(**kwargs)
        self.order, self.frames, self.frames_drawn, self.seconds = order, [], 0, {}

    def tell(self, **news):
        tell(clip=self.order["name"], part=self.order["part"], **news)

    def update_skipping_status(self):
        super().update_skipping_status()
        order, number = self.order, self.num_plays
        if order["last"] is not None and number >= order["last"]:
            raise EndSceneEarlyException
        cached = pathlib.Path(order["cache"], segment(number))
        if number < order["first"] or number in order["drawn"] or cached.exists():
            self.skip_animations = True

    def play(self, scene, *args, **kwargs):
        number, began = self.num_plays, time.perf_counter()
        super().play(scene, *args, **kwargs)
        if not self.skip_animations:
            self.seconds[number] = round(time.perf_counter() - began, 3)

    def save_static_frame_data(self, scene, static_mobjects):
        self.static_image = None
        if not self.skip_animations:
            super().save_static_frame_data(scene, static_mobjects)

    def update_frame(self, scene, *args, **kwargs):
        if not self.skip_animations:
            super().update_frame(scene, *args, **kwargs)

    def get_frame(self):
        """The frame itself, where Manim makes a copy for the encoder: the next one is drawn into
        memory of its own, all of which `update_frame` fills first."""
        camera, frame = self.camera, self.camera.pixel_array
        camera.pixel_array = np.empty_like(frame)
        camera.pixel_array_to_cairo_context.clear()  # by `id`, which another may get in its turn
        return frame

    def add_frame(self, frame, num_frames=1):
        super().add_frame(frame, num_frames)
        if not self.skip_animations:
            self.frames_drawn += num_frames
            self.tell(frames=self.frames_drawn)


class NumberedSegments(SceneFileWriter):
    """Manim's writer, but an animation is in the cache under its number, and whole or not at all:
    one that was cut off would be taken for finished the next time.

    Manim names them by a digest of all that it sees of the scene. The cache is of one set of inputs
    only (`stale.inputs`), so a number says enough, and takes no time to find.
    """

    def add_partial_movie_file(self, _):
        number = len(self.partial_movie_files)
        left_out = self.sections[-1].skip_animations
        name = pathlib.Path(segment(number)).stem  # the suffix is Manim's
        super().add_partial_movie_file(None if left_out else name)

    def finish(self):
        self.join_all_encode_jobs()

    def _create_segment_encoder(self, target):
        unfinished = self.output_plan.primary_artifact.parent / target.name
        return WholeSegment(target=unfinished, spec=self.video_encoder, finished=target)


class WholeSegment(VideoSegmentEncoder):
    """Manim's encoder of an animation, which takes its place, `finished`, once it is.

    The same bytes as Manim's in three quarters of the time: a picture is not copied before its
    colours are converted, and one that stands for several frames is converted once.
    """

    def __init__(self, *, target, spec, finished):
        super().__init__(target=target, spec=spec)
        self.finished = finished
        self._frames, self._reformatter = 0, VideoReformatter()

    def write_frame(self, pixels, *, repeat=1):
        picture = av.VideoFrame.from_numpy_buffer(pixels, format="rgba")
        frame = self._reformatter.reformat(picture, format=self.spec.pixel_format, threads=1)
        frame.time_base = 1 / self.spec.frame_rate
        for _ in range(repeat):
            frame.pts = self._frames
            self._container.mux(self._stream.encode(frame))
            self._frames += 1

    def finish(self):
        super().finish()
        os.replace(self.target, self.finished)


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
        camera, writer = scene.camera, NumberedSegments(scene.file_writer_settings)
        scene.renderer = PartRenderer(order, camera_class=lambda: camera, **kwargs)
        scene.renderer.file_writer = writer
        scene.renderer.tell(frames=0)
        scene.render()
    return scene


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
