import os
import random
import signal
import subprocess
import sys
import time

import av
import numpy as np
import pytest
from tiny_clips import TINY, clip

from nn.execution.executor import open_executor
from nn.places import ROOT
from nn.runs.run import Run
from scenes.rendering import parts, scheduler, worker
from scenes.rendering.clips import Clip, all_clips, find
from scenes.rendering.library import Library
from scenes.rendering.parts import divided
from scenes.rendering.quality import Quality
from scenes.rendering.render import render

# --- where a clip is divided ----------------------------------------------------------------------


def cost_of(costs, spans):
    return [sum(costs[first:last]) for first, last in spans]


@pytest.mark.parametrize("seed", range(20))
def test_parts_follow_each_other_and_have_every_animation_once(seed):
    generator = np.random.default_rng(seed)
    costs = generator.exponential(2, generator.integers(1, 60)).tolist()
    spans = divided(costs, generator.uniform(0.5, 40))
    assert spans[0][0] == 0 and spans[-1][1] is None
    assert all(end == start for (_, end), (start, _) in zip(spans, spans[1:], strict=False))
    assert all(first < last for first, last in spans[:-1])


@pytest.mark.parametrize("seed", range(20))
def test_dearest_part_is_as_cheap_as_that_many_parts_allow(seed):
    """The oracle tries every way to cut."""
    generator = np.random.default_rng(seed)
    costs = generator.exponential(2, 7).tolist()
    spans = divided(costs, sum(costs) / 3)
    best = min(
        max(sum(costs[:i]), sum(costs[i:j]), sum(costs[j:]))
        for i in range(1, 7)
        for j in range(i, 7)
    )
    assert len(spans) <= 3
    assert max(cost_of(costs, spans)) == pytest.approx(best)


def test_cheap_clip_stays_whole_and_one_job_divides_nothing():
    assert divided([1, 2, 1], 4) == [(0, None)]
    assert divided([], 4) == divided([0, 0], 4) == [(0, None)]
    assert divided([5] * 100, parts.longest(500, 1)) == [(0, None)]


def test_the_less_is_left_the_shorter_a_part_but_never_too_short_in_true_seconds():
    assert parts.longest(600, 2) == 2 * parts.longest(300, 2) == 4 * parts.longest(300, 4)
    assert parts.longest(6, 2) == parts.SHORTEST
    assert parts.longest(3, 2, pace=2.5) == parts.SHORTEST / 2.5  # all is slower than was thought


def test_one_long_animation_is_a_part_of_its_own():
    assert divided([1, 50, 1, 1], 10) == [(0, 1), (1, 2), (2, None)]


def test_costs_are_those_measured_before_and_guessed_by_size_elsewhere():
    metadata = {"animations": [{"frames": 6, "seconds": 2.5}, {"frames": 60, "seconds": None}]}
    quality = Quality(1000, 600, 60)
    guess = 60 * 1000 * 600 / parts.PIXELS_A_SECOND
    assert parts.costs(None, metadata, quality) == [2.5, guess]
    assert parts.costs([6, 60], metadata, quality) == [2.5, guess]
    assert parts.costs([60], metadata, quality) == [guess]  # it was another scene then
    assert parts.costs(None, {}, quality) is None


# --- drawing them ---------------------------------------------------------------------------------

SMALL = Quality(128, 72, 2)
COUNTING = """
from manim import RIGHT, Circle, Create, Square, TracedPath

from scenes.stage.explainer import Explainer


class Counting(Explainer):
    \"\"\"What counts time moves on while other parts are drawn.\"\"\"

    def construct(self):
        self.beat("It moves", "By itself.")
        square = Square(0.3)
        square.add_updater(lambda mobject, dt: mobject.shift(0.37 * dt * RIGHT))
        self.add(square, TracedPath(square.get_center))
        self.play(Create(Circle()), run_time=0.9)
        self.beat("And on", "And on.")
        self.play(Create(Circle(2)), run_time=0.7)
        square.clear_updaters()
        self.beat("It stands", "Now.")
        self.play(square.animate.scale(2))
"""


def task_for(clip, run, folder, cache, quality=SMALL, **given):
    usual = {"part": "whole", "first": 0, "last": None, "drawn": []}
    folder.mkdir(exist_ok=True)
    return {
        **usual,
        "file": str(clip.file),
        "name": clip.name,
        "run": str(run),
        "width": quality.width,
        "height": quality.height,
        "frame_rate": quality.frame_rate,
        "cache": str(cache),
        "folder": str(folder),
        **given,
    }


def all_files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def check_parts(clip, run, folder):
    """Drawn from the last part to the first, each by a process that drew nothing before."""
    with open_executor(1) as executor:

        def call(what, *where, **given):
            result = executor.submit(
                scheduler.call, what, task_for(clip, run, *where, **given)
            ).result()
            assert "failed" not in result, result
            return result

        whole = call("draw", folder / "whole", folder / "at once")
        count = len(call("rehearse", folder / "rehearsed", folder / "none")["animations"])
        assert count == len(whole["clip"]["animations"]) == len(whole["seconds"])
        cuts = [0, count // 3, 2 * count // 3, None]
        drawn, known = [], []
        for first, last in reversed(list(zip(cuts, cuts[1:], strict=False))):
            where = folder / f"from {first}", folder / "in parts"
            result = call("draw", *where, first=first, last=last)
            drawn += result["seconds"]
            known += [result["clip"]] if "clip" in result else []
        assert sorted(drawn) == list(range(count))
        again = call("draw", folder / "again", folder / "in parts")
    assert again["seconds"] == {}  # it drew nothing
    assert known == [whole["clip"]] == [again["clip"]]
    segments = [all_files(folder / name) for name in ("at once", "in parts")]
    assert segments[0] == segments[1]
    for number, frames in enumerate(whole["clip"]["animations"]):
        with av.open(folder / "in parts" / parts.segment(number)) as file:
            assert file.streams.video[0].frames == frames


@pytest.fixture(scope="session")
def elsewhere():
    """An executor of one process."""
    with open_executor(1) as executor:
        yield executor


@pytest.mark.parametrize(
    "clip", [one for one in all_clips() if not one.name.startswith("Chapter")], ids=lambda c: c.name
)
def test_the_end_of_every_clip_is_the_same_to_the_byte_drawn_alone_or_in_the_whole(
    clip, tiny_run, tmp_path, elsewhere
):
    """Alone by another process, which drew nothing of the clip before. All parts are below."""

    def task(folder, **given):
        return task_for(clip, tiny_run, tmp_path / folder, tmp_path / folder / "drawn", **given)

    whole = worker.draw(task("whole"))
    assert "failed" not in whole, whole
    count = len(whole["seconds"])
    first = 2 * count // 3
    end = elsewhere.submit(scheduler.call, "draw", task("end", first=first)).result()
    assert sorted(end["seconds"]) == list(range(first, count))
    end, whole = (all_files(tmp_path / folder / "drawn") for folder in ("end", "whole"))
    assert end == {name: whole[name] for name in end}


@pytest.mark.parametrize("name", ["FeedForward", "CostSurface", "WeightsWhileLearning"])
def test_a_clip_is_the_same_to_the_byte_drawn_in_parts_or_whole(name, tiny_run, tmp_path):
    check_parts(*find([name]), tiny_run, tmp_path)


def test_what_counts_time_is_the_same_in_parts(tiny_run, tmp_path):
    (tmp_path / "counting.py").write_text(COUNTING)
    check_parts(Clip(tmp_path / "counting.py", "Counting"), tiny_run, tmp_path)


def test_rehearsal_draws_nothing_and_counts_as_many_frames_as_are_drawn(tiny_run, tmp_path):
    short = clip(tmp_path, "Short")
    where = tmp_path / "folder", tmp_path / "cache"
    rehearsed = worker.rehearse(task_for(short, tiny_run, *where, TINY))
    assert not list(where[1].glob("*.mp4"))
    drawn = worker.draw(task_for(short, tiny_run, *where, TINY))
    assert rehearsed["animations"] == drawn["clip"]["animations"]


def test_a_clip_that_plays_nothing_says_so(tiny_run, tmp_path, capsys):
    (tmp_path / "still.py").write_text(
        "from scenes.stage.explainer import Explainer\n\n\n"
        "class Still(Explainer):\n    def construct(self):\n        pass\n"
    )
    still = Clip(tmp_path / "still.py", "Still")
    task = task_for(still, tiny_run, tmp_path / "a", tmp_path / "b")
    assert "plays nothing" in worker.draw(task)["failed"]["error"]
    assert render([still], Run.load(tiny_run), TINY, tmp_path / "media", 2) == [still]
    assert "downhill: Still: it plays nothing" in capsys.readouterr().err


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Two tiny clips. (A clip tells in itself what it was drawn from, so its file is an input.)"""
    source = tmp_path_factory.mktemp("source")
    return [clip(source, name) for name in ("Short", "Round")]


@pytest.fixture(scope="module")
def one_job(two, tmp_path_factory, tiny_run):
    """The bytes of two clips as one job makes them."""
    media = tmp_path_factory.mktemp("media")
    assert render(two, Run.load(tiny_run), TINY, media, 1) == []
    return made(media, two)


def made(media, clips):
    library = Library(media, TINY)
    return [library.path(one, suffix).read_bytes() for one in clips for suffix in (".mp4", ".srt")]


@pytest.mark.parametrize("jobs", [2, 3])
def test_clips_are_the_same_to_the_byte_whatever_the_number_of_jobs(
    jobs, two, one_job, tiny_run, tmp_path, monkeypatch
):
    monkeypatch.setattr(parts, "SHORTEST", 0.001)
    assert render(two, Run.load(tiny_run), TINY, tmp_path, jobs) == []
    assert made(tmp_path, two) == one_job
    metadata = Library(tmp_path, TINY).metadata(two[0])
    assert all(animation["seconds"] > 0 for animation in metadata["animations"])
    assert sum(animation["frames"] for animation in metadata["animations"]) == metadata["frames"]


# --- killed at random moments ---------------------------------------------------------------------

IN_A_PROCESS = """
import sys
sys.path.insert(0, {tests!r})
import pathlib
from nn.runs.run import Run
from scenes.rendering import parts
from scenes.rendering.render import render
from tiny_clips import TINY, clip

parts.SHORTEST = 0.001
clips = [clip({source!r}, name) for name in ("Short", "Round")]
print("begun", flush=True)
sys.exit(len(render(clips, Run.load({run!r}), TINY, {media!r}, 2)))
"""


@pytest.fixture
def begin(two, tiny_run, tmp_path):
    """A function that begins to render the two clips in a process of its own."""

    def process():
        tests, source = str(ROOT / "tests"), str(two[0].file.parent)
        where = {"tests": tests, "source": source, "run": str(tiny_run), "media": str(tmp_path)}
        process = subprocess.Popen(
            [sys.executable, "-c", IN_A_PROCESS.format(**where)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        process.stdout.readline()
        return process

    return process


def children(process):
    """The ids of a process' children."""
    found = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True)
    return [int(child) for child in found.stdout.split()]


def test_killed_again_and_again_at_any_moment_it_ends_with_the_same_bytes(
    begin, two, one_job, tiny_run, tmp_path
):
    chance = random.Random(0)
    for kill_all in (True, False, True):
        process = begin()
        time.sleep(chance.uniform(0.3, 4))
        hands = children(process.pid)
        process.kill()
        process.communicate()
        for hand in hands if kill_all else []:
            os.kill(hand, signal.SIGKILL)
    assert render(two, Run.load(tiny_run), TINY, tmp_path, 2) == []
    assert made(tmp_path, two) == one_job


def test_worker_killed_at_any_moment_costs_only_what_it_was_at(begin, two, one_job, tmp_path):
    chance = random.Random(1)
    process = begin()
    time.sleep(chance.uniform(0.5, 3))
    for hand in children(process.pid)[:1]:
        os.kill(hand, signal.SIGKILL)
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert made(tmp_path, two) == one_job


def test_two_commands_at_once_do_not_spoil_each_other(begin, two, one_job, tmp_path):
    processes = [begin(), begin()]
    for process in processes:
        process.communicate(timeout=120)
        assert process.returncode == 0
    assert made(tmp_path, two) == one_job
    assert not list(tmp_path.glob("cache/work-*/"))
