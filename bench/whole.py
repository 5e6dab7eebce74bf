"""Three whole clips at 1080p60: plain `manim` against `downhill render`, each in an empty folder.

The rows are wall time, processor time (user and system) of all processes, and encoding's share of
the time that drawing and encoding take. $BENCH_CLIPS names other clips.
"""

import os
import subprocess
import sys
import tempfile
import time

from bench import tasks
from bench.rendering import in_turn
from nn.execution.executor import open_executor
from nn.places import ROOT
from nn.runs.run import FILM_RUN, RUN_VARIABLE, Run
from scenes.rendering.clips import find

CLIPS = "FeedForward,HardestDigits,WeightsWhileLearning"
FRAME_RATE = 60
LIMIT = 0.6  # of plain Manim's processor time


def measure():
    """Three rows for each clip."""
    clips = find(os.environ.get("BENCH_CLIPS", CLIPS).split(","))
    return [row for clip in clips for row in rows(clip)]


def rows(clip):
    """Wall and processor time of both, and the encoder's share of ours."""
    python, run = [sys.executable, "-m"], str(Run.load(FILM_RUN).folder.resolve())
    with tempfile.TemporaryDirectory() as folder:
        ours = [*python, "downhill", "--project", folder, "render", clip.name, "--quality", "h"]
        wall, processor = spent([*ours, "--run", run], run)
    with tempfile.TemporaryDirectory() as folder:
        plain = [*python, "manim", "-qh", "--media_dir", folder, str(clip.file), clip.name]
        plain_wall, plain_processor = spent(plain, run)
    what = f"{clip.name}, 1080p60"
    return [
        _against_plain(f"{what}: wall time", wall, plain_wall),
        _against_plain(f"{what}: processor time", processor, plain_processor, limit=LIMIT),
        {
            "name": f"{what}: the encoder's share of drawing and encoding",
            "unit": "%",
            "ours": 100 * encoders_share(clip, run),
        },
    ]


def _against_plain(what, ours, other, **aim):
    name = f"{what}, against plain Manim's"
    return {"name": name, "unit": "s", "ours": ours, "other": other, "ratio": ours / other, **aim}


def spent(words, run):
    """(wall, processor) seconds of a command and all processes that it starts and waits for."""
    environment = {**os.environ, RUN_VARIABLE: run}
    before, began = os.times(), time.perf_counter()
    subprocess.run(words, cwd=ROOT, env=environment, check=True, capture_output=True)
    wall, after = time.perf_counter() - began, os.times()
    return wall, sum(
        getattr(after, kind) - getattr(before, kind)
        for kind in ("children_user", "children_system")
    )


def encoders_share(clip, run):
    """Encoding's share of the time of one process that draws and encodes a clip in turn."""
    with tempfile.TemporaryDirectory() as folder, open_executor(1) as executor:
        task = tasks.whole(clip, run, folder, FRAME_RATE)
        drawing, encoding = executor.submit(in_turn, task).result()
    return encoding / (drawing + encoding)
