"""The executor for a cluster: a Dask scheduler and two workers, each a process in an empty
folder."""

import contextlib
import gc
import importlib.metadata
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

import pytest
from tiny_clips import TINY, clip

from nn.analysis import planes
from nn.errors import DownhillError
from nn.execution import dask_worker
from nn.execution.executor import open_executor
from nn.execution.process import WorkerLost
from nn.places import ROOT
from nn.runs.run import Run
from scenes.rendering import parts
from scenes.rendering.clips import find
from scenes.rendering.library import Library
from scenes.rendering.progress import RenderProgress
from scenes.rendering.render import render

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """(scheduler's address, [(a worker's process, its folder), …])."""
    with begun(tmp_path_factory.mktemp) as cluster:
        yield cluster


@contextlib.contextmanager
def begun(new_folder, **environment):
    """A scheduler and two workers that are connected to it; the workers have this environment."""
    address = new_folder("scheduler") / "scheduler.json"
    options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show"]
    processes = [begin("scheduler", *options, "--scheduler-file", address, cwd=address.parent)]
    try:
        wait_until(lambda: address.exists() and address.read_text())
        where = json.loads(address.read_text())["address"]
        folders = [new_folder("worker") for _ in range(2)]
        options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0"]
        for folder in folders:
            words = [*options, "--local-directory", folder, where]
            processes.append(begin("worker", *words, cwd=folder, **environment))
        with distributed.Client(where, set_as_default=False) as client:
            client.wait_for_workers(len(folders), timeout=30)
        yield where, list(zip(processes[1:], folders, strict=True))
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()


# An editable install would let the scheduler and the workers import the project.
WITHOUT_THE_PROJECT = """
import runpy, sys
sys.meta_path = [finder for finder in sys.meta_path if "editable" not in repr(finder)]
runpy.run_module(f"distributed.cli.dask_{sys.argv.pop(1)}", run_name="__main__")
"""


def begin(what, *words, cwd, **environment):
    return subprocess.Popen(
        [sys.executable, "-c", WITHOUT_THE_PROJECT, what, *map(str, words)],
        cwd=cwd,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait_until(true, seconds=30):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def made(media, clips, run):
    library = Library(media, run, TINY)
    return [library.path(one, suffix).read_bytes() for one in clips for suffix in (".mp4", ".srt")]


def test_work_is_done_from_the_payload_in_the_workers_own_folders(cluster, tiny_run):
    address, workers = cluster
    with open_executor(scheduler=address) as executor:
        name = executor.add_file(tiny_run)
        root = pathlib.Path(executor.submit(eval, "__import__('nn.places').places.ROOT").result())
        code = f"__import__('nn.runs.run').runs.run.Run.load({name!r}).digest"
        assert executor.submit(eval, code).result() == Run.load(tiny_run).digest
    assert root != ROOT
    assert any(folder in root.parents for _, folder in workers)


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="names of files are text there")
def test_a_file_whose_name_no_zip_can_hold_is_refused(cluster, tmp_path):
    (tmp_path / "clips").mkdir()
    (tmp_path / "clips" / "a\udcff.py").touch()
    told = pytest.raises(DownhillError, match="can't be sent to a cluster under this name")
    with open_executor(scheduler=cluster[0]) as executor, told:
        executor.add_file(tmp_path / "clips")


def test_a_survey_on_the_cluster_is_the_same_to_the_bit(cluster, tiny_run, few_digits):
    file = tiny_run / "landscape.npz"
    before = file.read_bytes()
    planes.write(Run.load(tiny_run), few_digits, points=9, scheduler=cluster[0])
    assert file.read_bytes() == before


def test_what_is_raised_there_is_raised_here(cluster):
    with open_executor(scheduler=cluster[0]) as executor:
        refused = executor.submit(eval, "__import__('nn.runs.run').runs.run.find('none such')")
        with pytest.raises(DownhillError, match="there is no run 'none such'"):
            refused.result()
        with pytest.raises(ZeroDivisionError):
            executor.submit(eval, "1 / 0").result()
        with pytest.raises(WorkerLost, match="killed by signal 9"):
            executor.submit(eval, "__import__('os').kill(__import__('os').getpid(), 9)").result()


def test_messages_from_there_are_received_here(cluster):
    heard = []
    with open_executor(scheduler=cluster[0], on_message=heard.append) as executor:
        executor.submit(
            eval, "__import__('nn.execution.process').execution.process.report(frames=7)"
        ).result()
        wait_until(lambda: heard, 5)
    assert heard == [{"frames": 7}]


def test_worker_with_another_version_is_refused_by_name_before_any_work(cluster, monkeypatch):
    address, workers = cluster
    here = importlib.metadata.version("manim")
    monkeypatch.setattr(
        "nn.execution.dask_executor.versions", lambda packages: {"python": PYTHON, "manim": "0.1"}
    )
    with pytest.raises(DownhillError) as refused:
        open_executor(scheduler=address, packages=["manim"])
    said = str(refused.value)
    assert said.count(f"has manim {here}, this needs 0.1") == len(workers)
    assert "worker tcp://127.0.0.1:" in said
    monkeypatch.setattr("nn.execution.dask_executor.versions", lambda packages: {"python": "3.1"})
    with pytest.raises(DownhillError, match=f"has python {PYTHON}, this needs 3.1"):
        open_executor(scheduler=address)


PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


def test_what_a_worker_lacks_is_said_of_each_package():
    here = dask_worker.versions(["numpy", "manim", "none-such"])
    version = importlib.metadata.version
    assert here == {
        "python": PYTHON,
        "numpy": version("numpy"),
        "manim": version("manim"),
        "none-such": None,
    }
    assert dask_worker.refusal("tcp://1.2.3.4:5", here, here) is None
    assert dask_worker.refusal("tcp://1.2.3.4:5", here, {"manim": "0.1", "none-such": "2"}) == (
        f"worker tcp://1.2.3.4:5 has manim {version('manim')}, this needs 0.1; "
        "none-such missing, this needs 2"
    )


def test_a_worker_that_comes_later_is_refused_as_well(cluster, monkeypatch):
    monkeypatch.setattr("nn.execution.dask_executor.DaskExecutor._check_workers", lambda *_: None)
    monkeypatch.setattr(
        "nn.execution.dask_executor.versions", lambda packages: {"python": PYTHON, "manim": "0.1"}
    )
    with (
        open_executor(scheduler=cluster[0], packages=["manim"]) as executor,
        pytest.raises(WorkerLost, match="this needs 0.1"),
    ):
        executor.submit(eval, "1").result()


def test_scheduler_that_does_not_answer_is_told_in_a_sentence(monkeypatch):
    monkeypatch.setattr("nn.execution.dask_executor.SECONDS_TO_CONNECT", 1)
    with pytest.raises(DownhillError, match="no scheduler answers at tcp://127.0.0.1:9"):
        open_executor(scheduler="tcp://127.0.0.1:9")


def test_an_address_without_a_port_is_refused_at_once(capfd):
    """Dask's client would wait for 20 s and print a traceback when it is removed."""
    began = time.monotonic()
    with pytest.raises(DownhillError, match="no scheduler answers at nowhere .missing port"):
        open_executor(scheduler="nowhere")
    gc.collect()
    assert time.monotonic() - began < 5
    assert not capfd.readouterr().err


def test_worker_killed_in_the_middle_costs_only_its_part_and_the_bytes_are_the_same(
    tiny_run, tmp_path, tmp_path_factory, monkeypatch
):
    run, patience = Run.load(tiny_run), tmp_path / "patience"
    clips = [clip(tmp_path, "Slow"), clip(tmp_path, "Short")]
    monkeypatch.setattr(parts, "SHORTEST", 0.001)
    monkeypatch.setattr(parts, "PARTS_PER_WORKER", 1)
    begun_parts, killed = [], []

    def on_message(progress, message):
        if message.get("frames") == 0:
            begun_parts.append((message["clip"], message["part"]))

    def kill():
        wait_until(lambda: patience.exists() and patience.read_text(), 60)
        about = pathlib.Path("/proc", patience.read_text(), "stat").read_text()
        parent = int(about.rpartition(") ")[2].split()[1])
        (victim,) = [process for process, _ in workers if process.pid == parent]
        victim.send_signal(signal.SIGKILL)
        killed.append(victim)

    monkeypatch.setattr(RenderProgress, "on_message", on_message)
    there, here = tmp_path / "there", tmp_path / "here"
    with begun(tmp_path_factory.mktemp, PATIENCE=str(patience)) as (address, workers):
        killer = threading.Thread(target=kill)
        killer.start()
        assert render(clips, run, TINY, there, scheduler=address) == []
        killer.join()
    assert killed
    (again,) = {part for part in begun_parts if begun_parts.count(part) > 1}
    assert again[0] == "Slow" and begun_parts.count(again) == 2
    assert len({part for part in begun_parts if part[0] == "Slow"}) >= 3  # rehearsed and divided
    assert render(clips, run, TINY, here, jobs=1) == []
    assert made(there, clips, run) == made(here, clips, run)


def test_a_clip_of_ones_own_brings_what_it_imports_from_its_folder(
    cluster, tiny_run, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sides").mkdir()
    (tmp_path / "sides" / "__init__.py").write_text("from .long import SIDE\n")
    (tmp_path / "sides" / "long.py").write_text("SIDE = 3\n")
    (tmp_path / "mine.py").write_text(
        "from manim import Create, Square\nfrom sides import SIDE\n"
        "from scenes.stage.explainer import Explainer\n\n\nclass Mine(Explainer):\n"
        "    def construct(self):\n        self.beat('A', 'B.')\n"
        "        self.play(Create(Square(SIDE)), run_time=0.4)\n"
    )
    address, _ = cluster
    mine, run = find(["mine.py"]), Run.load(tiny_run)
    assert not render(mine, run, TINY, tmp_path / "afar", scheduler=address)
    assert not render(mine, run, TINY, tmp_path / "here", jobs=1)
    assert made(tmp_path / "afar", mine, run) == made(tmp_path / "here", mine, run)
