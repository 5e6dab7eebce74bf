"""In which order clips are drawn, and by whom: in a time that is counted, not lived through."""

from concurrent.futures import Future
from types import SimpleNamespace

import numpy as np
import pytest

from scenes.rendering import parts, scheduler
from scenes.rendering.clips import Clip
from scenes.rendering.jobs import ClipJob
from scenes.rendering.quality import Quality

SECOND = Quality(5000, 5000, 1)  # a frame of this size is taken for a second's work
GETTING_THERE, SETTING_TYPE = 0.5, 3.0  # seconds: to a part, and once more in each new process


class Clocked:
    """An executor of processes that take as long as their animations cost."""

    shares_disk = False

    def __init__(self, jobs, pace=1.0):
        self.worker_count = self.queue_size = jobs
        self.now, self.pace, self.costs = 0.0, pace, {}
        self.free, self.at_work, self.did, self.seen = list(range(jobs)), [], [], set()
        self.ends = {}  # {process: when it ended what it did last}

    def add_file(self, path):
        return str(path)

    def submit(self, _, what, task):
        process, name = self.free.pop(), task["name"]
        cost = GETTING_THERE + SETTING_TYPE * ((process, name) not in self.seen)
        self.seen.add((process, name))
        costs = dict(enumerate(self.costs[name]))
        result = {"process": process, "seconds": {}, "animations": list(map(round, costs.values()))}
        if what == "draw":
            self.did.append((process, name))
            first, last = task["first"], task["last"] or len(costs)
            result["seconds"] = {n: self.pace * costs[n] for n in range(first, last)}
            cost += sum(result["seconds"].values())
        self.ends[process] = self.now + cost
        future = Future()
        self.at_work.append((self.now + cost, process, future, result))
        return future

    def wait(self, pending, return_when):
        ends, process, future, result = min(self.at_work, key=lambda each: each[0])
        self.at_work.remove((ends, process, future, result))
        self.now = ends
        self.free.append(process)
        future.set_result(result)
        return {future}, set(pending) - {future}


class Silent(ClipJob):
    """A job of which nothing is put into a library."""

    def put(self):
        self.finished = getattr(self, "finished", 0) + 1
        return {"duration": 0, "frames": 0}


@pytest.fixture
def go(tmp_path, monkeypatch, capsys):
    """A function that draws clips of these costs, {name: seconds of each animation}, and returns
    the executor with which it did, and the jobs."""

    def draw(costs, jobs=2, known=True, pace=1.0):
        executor = Clocked(jobs, pace)
        executor.costs = costs

        def metadata(clip):
            each = [{"frames": round(c), "seconds": c} for c in costs[clip.name]]
            return {"animations": each} if known else {}

        library = SimpleNamespace(
            metadata=metadata,
            path=lambda clip: tmp_path / clip.name,
            quality=SECOND,
            media=tmp_path,
        )
        run = SimpleNamespace(folder=tmp_path / "run")
        clip_jobs = [
            Silent(Clip(tmp_path / "x.py", name), run, {}, library, tmp_path) for name in costs
        ]
        progress = SimpleNamespace(beats={}, expect=lambda *_: None, finish=lambda _: None)
        monkeypatch.setattr(scheduler, "wait", executor.wait)
        assert scheduler.Scheduler(clip_jobs, executor, progress, False).go() == []
        assert all(job.finished == 1 for job in clip_jobs)
        return executor, clip_jobs

    return draw


def film(clips, seed=0):
    """{name: seconds of each animation}."""
    chance = np.random.default_rng(seed)
    return {
        f"clip {number}": chance.exponential(2, chance.integers(15, 40)).tolist()
        for number in range(clips)
    }


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("jobs", [1, 2, 7])
def test_every_animation_is_drawn_once(go, jobs, seed, known):
    costs = film(6, seed)
    _, clip_jobs = go(costs, jobs, known)
    for job in clip_jobs:
        assert sorted(job.seconds) == list(range(len(costs[job.clip.name])))


def test_cheapest_clip_is_drawn_first_then_the_dearest(go):
    executor, _ = go({"a": [30.0], "b": [10.0], "c": [20.0], "d": [40.0]}, jobs=1)
    assert [name for _, name in executor.did] == list("bdac")
    assert go({"a": [3.0]})[0].did == [(1, "a")]


def test_a_process_goes_on_with_its_clip_so_that_most_are_gone_through_by_one_alone(go):
    executor, clip_jobs = go(film(20))
    assert sum(len(job.seen_by) > 1 for job in clip_jobs) <= 2


def test_a_process_begins_with_what_it_rehearsed(go):
    executor, clip_jobs = go(film(20), known=False)
    assert sum(len(job.seen_by) > 1 for job in clip_jobs) <= 5


@pytest.mark.parametrize("pace", [0.3, 1.0, 8.0])
@pytest.mark.parametrize("seed", range(5))
def test_all_processes_end_at_about_one_time_however_wrong_the_costs_were_guessed(go, seed, pace):
    short = {name: [0.5] * len(costs) for name, costs in film(6, seed).items()}
    ends = go(short, pace=pace)[0].ends.values()
    assert max(ends) - min(ends) < SETTING_TYPE + parts.SHORTEST + 1
