"""Rendering at 1080p60: against encoding alone, two jobs against one, and when nothing changed.

A sample of clips stands for the film, at equal distances in its order. $BENCH_CLIPS names others,
separated by commas, or is `all`, which takes hours. Everything is rendered into a temporary folder.
"""

import contextlib
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from bench.timing import medians
from nn.execution.executor import cores, open_executor
from nn.places import ROOT
from nn.runs.run import FILM_RUN, Run
from scenes.rendering import parts, worker
from scenes.rendering.clips import Clip, all_clips, find
from scenes.rendering.inputs import clip_inputs
from scenes.rendering.jobs import ClipJob
from scenes.rendering.library import SUFFIXES, Library, read_metadata, write_metadata
from scenes.rendering.quality import QUALITIES
from scenes.rendering.render import render

QUALITY = QUALITIES["h"]
SAMPLE = 12  # clips: with fewer, starting and waiting for the last part weigh too much
ROUNDS = 3
FEW = 4  # animations
TURNS = 2  # of rendering and encoding

# Clips that take far longer to draw than to encode: 147,456 faces in each of few pictures.
HEAVY = '''
import numpy as np
from manim import UP

from scenes.stage.explainer import ExplainerInSpace
from scenes.mobjects.surface import PaintedSurface


class Heavy(ExplainerInSpace):
    """A fine surface turns."""

    def construct(self):
        self.camera.set_phi(1.1)
        u, v = np.meshgrid(*2 * [np.linspace(-1, 1, 385)])
        surface = PaintedSurface(u * u + 0.5 * np.sin(3 * v) * np.cos(2 * u))
        self.add(surface)
        for _ in range(16):
            self.play(surface.animate.shift(0.1 * UP), run_time=0.05)


class Heavier(Heavy):
    """It turns again."""


class Heaviest(Heavy):
    """And again."""
'''


def measure():
    """Rows for `python -m bench`."""
    run = Run.load(FILM_RUN)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        row, library = against_encoding(folder, sample(), run)
        return [row, two_jobs(folder, run), unchanged(folder, run, library)]


def sample():
    """The clips to measure."""
    names, clips = os.environ.get("BENCH_CLIPS"), all_clips()
    if names == "all":
        return clips
    if names:
        return find(names.split(","))
    ideas = [clip for clip in clips if not clip.is_card]
    return ideas[len(ideas) // (2 * SAMPLE) :: len(ideas) // SAMPLE][:SAMPLE]


def against_encoding(folder, clips, run):
    """(row, library): rendering clips on all cores against encoding their frames on as many.

    They take turns, each with half of the clips, and use the same encoder. Encoding alone is
    measured in as many processes that draw the same parts of clips, but encode in the same thread
    as they draw: only the time in which they encode counts.
    """
    ours = other = 0
    for number in range(min(TURNS, len(clips))):
        some, library = clips[number::TURNS], Library(folder / f"film {number}", run, QUALITY)
        ours += _seconds(some, run, library.media, cores())
        other += _encoding(some, run, library, folder)
    names = "the film" if len(clips) == len(all_clips()) else ", ".join(one.name for one in clips)
    return {
        "name": f"rendering against encoding alone: {names}",
        "unit": "s",
        "ours": ours,
        "other": other,
        "ratio": ours / other,
        "limit": 1.5,
    }, library


def two_jobs(folder, run):
    """A row: clips that take long to draw, by two jobs against one.

    One job draws and encodes at the same time. If drawing takes d and encoding e ≪ d, two jobs are
    at most 2 d / (d + e) times as fast as one, which the row's name says. If the processor is
    shared with other machines, two processes are never twice as fast as one; so the name also says
    how much faster two processes are that each draw a clip and do nothing else.
    """
    (folder / "heavy.py").write_text(HEAVY, encoding="utf-8")
    clips = [Clip(folder / "heavy.py", name) for name in ("Heavy", "Heavier", "Heaviest")]
    seconds, alone = {1: [], 2: []}, {1: [], 2: []}
    for number in range(ROUNDS):
        for jobs in seconds:
            library = Library(folder / f"heavy {number} {jobs}", run, QUALITY)
            seconds[jobs].append(_seconds(clips, run, library.media, jobs))
            alone[jobs].append(_drawing(clips[:jobs], run, folder))
    encoding = _encoding(clips, run, library, folder) * cores()
    one, two = (statistics.median(seconds[jobs]) for jobs in (1, 2))
    apart = 2 * statistics.median(alone[1]) / statistics.median(alone[2])
    return {
        "name": "two jobs against one, on clips that take "
        f"{one / encoding:.0f} times as long to draw as to encode "
        f"(at best {2 * one / (one + encoding):.2f}×; two processes that only draw: {apart:.2f}×)",
        "unit": "s",
        "ours": two,
        "other": one,
        "ratio": one / two,
        "target": 1.8,
    }


def unchanged(folder, run, library):
    """A row: the whole `film` command if nothing has changed, for a film as long as ours.

    All its clips are in a library as if just drawn; in fact they are copies of the sample.
    """
    drawn = sorted(library.media.glob(f"*/**/{QUALITY}/*.mp4"))
    media = folder / "film"
    for number, clip in enumerate(all_clips()):
        _pretend(Library(media, run, QUALITY), clip, drawn[number % len(drawn)])
    words = f"""
import pathlib, sys
from scenes import cli
cli.media = lambda: pathlib.Path({str(media)!r})
sys.exit(cli.main(["film", "--quality", "h", "--run", {str(run.folder)!r}]))
"""

    def film(joined=False):
        printed = subprocess.check_output([sys.executable, "-c", words], cwd=ROOT, text=True)
        assert printed.count("unchanged") == len(all_clips()) + (not joined), printed

    film(joined=True)
    seconds = medians({"ours": film}, ROUNDS, 1)["ours"]
    length = sum(Library(media, run, QUALITY).metadata(clip)["duration"] for clip in all_clips())
    return {
        "name": f"`film`, nothing changed: {len(all_clips())} clips, {length / 60:.0f} minutes",
        "unit": "s",
        "ours": seconds,
        "limit": 3,
    }


def _pretend(library, clip, drawn):
    """Copy a clip's files into a library under another clip's name, as if just drawn."""
    library.path(clip).parent.mkdir(parents=True, exist_ok=True)
    for suffix in SUFFIXES:
        shutil.copy(drawn.with_suffix(suffix), library.path(clip, suffix))
    metadata = read_metadata(drawn)
    metadata["inputs"] = clip_inputs(clip, library.run, QUALITY)
    write_metadata(library.path(clip), metadata)


def _seconds(clips, run, media, jobs):
    """How long rendering takes."""
    began = time.perf_counter()
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        failed = render(clips, run, QUALITY, media, jobs)
    if failed:
        raise RuntimeError(f"{', '.join(clip.name for clip in failed)} failed")
    return time.perf_counter() - began


def _encoding(clips, run, library, folder):
    """How long encoding the frames of finished clips takes, by one process per core."""
    seconds = {
        clip: parts.expected_seconds(None, library.metadata(clip), QUALITY) for clip in clips
    }
    with open_executor(cores()) as executor, tempfile.TemporaryDirectory(dir=folder) as scratch:
        jobs = _new_jobs(clips, run, scratch)
        tasks = [
            jobs[clip].task(executor, first, first, last)
            for clip, first, last in parts.plan(seconds, cores())
        ]
        return sum(encoding for _, encoding in executor.map(in_turn, tasks)) / cores()


def _drawing(clips, run, folder):
    """How long drawing a few animations of each clip takes, in one process per clip."""
    with open_executor(len(clips)) as executor, tempfile.TemporaryDirectory(dir=folder) as scratch:
        jobs = _new_jobs(clips, run, scratch)
        tasks = [job.task(executor, 0, 0, FEW) for job in jobs.values()]
        return max(drawing for drawing, _ in executor.map(in_turn, tasks))


def _new_jobs(clips, run, scratch):
    """{clip: its job}, as if nothing was drawn yet."""
    library = Library(scratch, run, QUALITY)
    return {clip: ClipJob(clip, {}, library, pathlib.Path(scratch)) for clip in clips}


def in_turn(task):
    """Draw a task's animations (worker.py) and encode them in the same thread; return the seconds
    that drawing took, and those that encoding took."""
    worker.NumberedSegments = InTurn  # the worker process does nothing else
    InTurn.seconds = 0
    result = worker.draw(task)
    if "failed" in result:
        raise RuntimeError(result["failed"]["error"])
    return sum(result["seconds"].values()) - InTurn.seconds, InTurn.seconds


class InTurn(worker.NumberedSegments):
    """The worker's writer, but it encodes in the thread that draws, and counts the seconds."""

    seconds = 0

    def open_partial_movie_stream(self, *, animation_index, file_path=None):
        self._encoder = self._create_segment_encoder(
            pathlib.Path(self.partial_movie_files[animation_index])
        )

    def write_frame(self, pixels, *, repeat=1):
        began = time.perf_counter()
        self._encoder.write_frame(pixels, repeat=repeat)
        InTurn.seconds += time.perf_counter() - began

    def close_partial_movie_stream(self):
        began = time.perf_counter()
        self._encoder.finish()
        InTurn.seconds += time.perf_counter() - began
