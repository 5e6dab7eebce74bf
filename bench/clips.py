"""How fast each clip is drawn at 1080p by one core, without encoding. Reports the slowest.

Clips are drawn at 15 frames per second, so that setting up a scene weighs four times as much as at
60: a film at 60 is drawn at least as fast as this says.
"""

import os
import tempfile
import time

from threadpoolctl import threadpool_limits

from bench import tasks
from nn.runs.run import FILM_RUN, Run
from scenes.rendering import worker
from scenes.rendering.clips import all_clips, find

FRAME_RATE = 15
REPORTED = 5  # slowest clips
TARGET = 15  # frames per second


def measure():
    """A row for each of the slowest clips, of those that $BENCH_CLIPS names, or of all."""
    names = os.environ.get("BENCH_CLIPS")
    clips = find(names.split(",")) if names else all_clips()
    run = Run.load(FILM_RUN)
    with threadpool_limits(1):
        speeds = {clip.name: speed(clip, run) for clip in clips}
    return [
        {
            "name": f"{name}, drawn at 1080p by one core",
            "unit": "frames/s",
            "ours": speeds[name],
            "target": TARGET,
        }
        for name in sorted(speeds, key=speeds.get)[:REPORTED]
    ]


def speed(clip, run):
    """A clip's frames per second of processor time that drawing takes."""
    with tempfile.TemporaryDirectory() as folder:
        task = tasks.whole(clip, str(run.folder), folder, FRAME_RATE)
        writer, worker.NumberedSegments = worker.NumberedSegments, Unwritten
        Unwritten.frames = 0
        began = time.thread_time()
        try:
            result = worker.draw(task)
        finally:
            worker.NumberedSegments = writer
        if "failed" in result:
            raise RuntimeError(f"{clip.name}: {result['failed']['error']}")
        return Unwritten.frames / (time.thread_time() - began)


class Unwritten(worker.NumberedSegments):
    """The worker's writer, but it only counts its frames."""

    frames = 0

    def open_partial_movie_stream(self, *, animation_index, file_path=None):
        pass

    def write_frame(self, pixels, *, repeat=1):
        Unwritten.frames += repeat

    def close_partial_movie_stream(self):
        pass
