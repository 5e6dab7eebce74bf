"""Rendering with any number of workers, and with commands and workers that are killed: the files
are the same to the byte."""

import os
import signal
import subprocess
import sys
import time

import pytest
from processes import children
from tiny_clips import TINY, clip

from nn.places import ROOT
from nn.runs.run import Run
from scenes.rendering import parts
from scenes.rendering.library import Library
from scenes.rendering.render import render


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    """Three tiny clips. (A clip says in itself what it was drawn from, so its file is an input.)"""
    source = tmp_path_factory.mktemp("source")
    return [clip(source, name) for name in ("Short", "Round", "Slow")]


@pytest.fixture(scope="module")
def one_job(three, tmp_path_factory, tiny_run):
    """The bytes of the clips as one job makes them."""
    media = tmp_path_factory.mktemp("media")
    assert render(three, Run.load(tiny_run), TINY, media, 1) == []
    return made(media, three, tiny_run)


def made(media, clips, run):
    library = Library(media, Run.load(run), TINY)
    return [library.path(one, suffix).read_bytes() for one in clips for suffix in (".mp4", ".srt")]


@pytest.mark.parametrize("jobs", [2, 3])
def test_clips_are_the_same_to_the_byte_whatever_the_number_of_jobs(
    jobs, three, one_job, tiny_run, tmp_path, monkeypatch
):
    monkeypatch.setattr(parts, "SHORTEST", 0.001)
    assert render(three, Run.load(tiny_run), TINY, tmp_path, jobs) == []
    assert made(tmp_path, three, tiny_run) == one_job
    metadata = Library(tmp_path, Run.load(tiny_run), TINY).metadata(three[0])
    assert all(animation["seconds"] > 0 for animation in metadata["animations"])
    assert sum(animation["frames"] for animation in metadata["animations"]) == metadata["frames"]


COMMAND = """
import sys
sys.path.insert(0, {tests!r})
from nn.runs.run import Run
from scenes.rendering import parts
from scenes.rendering.render import render
from tiny_clips import TINY, clip

parts.SHORTEST = 0.001
clips = [clip({source!r}, name) for name in ("Short", "Round", "Slow")]
print("begun", flush=True)
sys.exit(len(render(clips, Run.load({run!r}), TINY, {media!r}, 2)))
"""


@pytest.fixture
def begin(three, tiny_run, tmp_path):
    """A function that begins to render the clips in another process. With $PATIENCE that can't end
    within a minute, unless the worker that draws Slow is killed."""
    processes = []

    def begin(**environment):
        tests, source = str(ROOT / "tests"), str(three[0].file.parent)
        where = {"tests": tests, "source": source, "run": str(tiny_run), "media": str(tmp_path)}
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND.format(**where)],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        processes.append(process)
        process.stdout.readline()
        return process

    yield begin
    for process in processes:
        process.kill()
        process.wait()


def wait_until(true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)


def segments(media):
    """{finished animation: its inode}, which changes if it is drawn again."""
    return {path: path.stat().st_ino for path in media.glob("cache/runs/*/72p5/*/*/*.mp4")}


def test_commands_that_are_killed_are_resumed_to_the_same_bytes(
    begin, three, one_job, tiny_run, tmp_path
):
    """Slow keeps each of them from ending."""
    patience = tmp_path / "patience"
    moments = {
        "it has begun": lambda: True,
        "its workers have": lambda: len(children(process.pid)) == 2,
        "animations are finished": lambda: segments(tmp_path),
        "one is being drawn": lambda: patience.exists() and patience.read_text(),
    }
    for has_come in moments.values():
        patience.unlink(missing_ok=True)
        process = begin(PATIENCE=str(patience))
        wait_until(has_come)
        workers = children(process.pid)
        assert process.poll() is None
        process.kill()
        process.communicate()
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
    before = segments(tmp_path)
    assert before
    assert render(three, Run.load(tiny_run), TINY, tmp_path, 2) == []
    assert made(tmp_path, three, tiny_run) == one_job
    assert before.items() <= segments(tmp_path).items()


def test_a_worker_that_is_killed_costs_only_its_part(begin, three, one_job, tiny_run, tmp_path):
    patience = tmp_path / "patience"
    process = begin(PATIENCE=str(patience))
    wait_until(lambda: patience.exists() and patience.read_text())
    before = segments(tmp_path)
    os.kill(int(patience.read_text()), signal.SIGKILL)
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert made(tmp_path, three, tiny_run) == one_job
    assert before.items() <= segments(tmp_path).items()


def test_two_commands_at_once_do_not_spoil_each_other(begin, three, one_job, tiny_run, tmp_path):
    processes = [begin(), begin()]
    for process in processes:
        process.communicate(timeout=120)
        assert process.returncode == 0
    assert made(tmp_path, three, tiny_run) == one_job
    assert not list(tmp_path.glob("cache/work-*/"))
