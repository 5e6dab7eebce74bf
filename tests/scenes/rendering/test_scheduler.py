"""In which order clips are drawn, and by whom: in a time that is counted, not lived through."""

from concurrent.futures import Future
from types import SimpleNamespace

import numpy as np
import pytest

from scenes.rendering import parts, scheduler
from scenes.rendering.clips import Clip
from scenes.rendering.jobs import Work
from scenes.rendering.quality import Quality

SECOND = Quality(5000, 5000, 1)  # a frame of this size is taken for a second's work
GETTING_THERE, SETTING_TYPE = 0.5, 3.0  # seconds: to a part, and once more in each new process


class Clocked:
    """A door to processes that take as long as their animations cost."""

    near = False

    def __init__(self, jobs, pace=1.0):
        self.width = self.ahead = jobs
        self.now, self.pace, self.costs = 0.0, pace, {}
        self.free, self.at_work, self.did, self.seen = list(range(jobs)), [], [], set()
        self.ends = {}  # {process: when it ended what it did last}

    def bring(self, path):
        return str(path)

    def submit(self, _, what, order):
        process, name = self.free.pop(), order["name"]
        cost = GETTING_THERE + SETTING_TYPE * ((process, name) not in self.seen)
        self.seen.add((process, name))
        costs = dict(enumerate(self.costs[name]))
        answer = {"process": process, "seconds": {}, "animations": list(map(round, costs.values()))}
        if what == "draw":
            self.did.append((process, name))
            first, last = order["first"], order["last"] or len(costs)
            answer["seconds"] = {n: self.pace * costs[n] for n in range(first, last)}
            cost += sum(answer["seconds"].values())
        self.ends[process] = self.now + cost
        future = Future()
        self.at_work.append((self.now + cost, process, future, answer))
        return future

    def wait(self, pending, return_when):
        ends, process, future, answer = min(self.at_work, key=lambda each: each[0])
        self.at_work.remove((ends, process, future, answer))
        self.now = ends
        self.free.append(process)
        future.set_result(answer)
        return {future}, set(pending) - {future}


class Silent(Work):
    """Work of which nothing is put on a shelf."""

    def put(self):
        self.finished = getattr(self, "finished", 0) + 1
        return {"duration": 0, "frames": 0}


@pytest.fixture
def go(tmp_path, monkeypatch, capsys):
    """A function that draws clips of these costs, {name: seconds of each animation}, and returns
    the door through which it did, and the works."""

    def draw(costs, jobs=2, known=True, pace=1.0):
        door = Clocked(jobs, pace)
        door.costs = costs

        def sheet(clip):
            each = [{"frames": round(c), "seconds": c} for c in costs[clip.name]]
            return {"animations": each} if known else {}

        shelf = SimpleNamespace(
            sheet=sheet,
            path=lambda clip: tmp_path / clip.name,
            quality=SECOND,
            media=tmp_path,
        )
        run = SimpleNamespace(folder=tmp_path / "run")
        works = [Silent(Clip(tmp_path / "x.py", name), run, {}, shelf, tmp_path) for name in costs]
        tally = SimpleNamespace(beats={}, expect=lambda *_: None, finish=lambda _: None)
        monkeypatch.setattr(scheduler, "wait", door.wait)
        assert scheduler.Turns(works, door, tally, False).go() == []
        assert all(work.finished == 1 for work in works)
        return door, works

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
    _, works = go(costs, jobs, known)
    for work in works:
        assert sorted(work.seconds) == list(range(len(costs[work.clip.name])))


def test_cheapest_clip_is_drawn_first_then_the_dearest(go):
    door, _ = go({"a": [30.0], "b": [10.0], "c": [20.0], "d": [40.0]}, jobs=1)
    assert [name for _, name in door.did] == list("bdac")
    assert go({"a": [3.0]})[0].did == [(1, "a")]


def test_a_process_goes_on_with_its_clip_so_that_most_are_gone_through_by_one_alone(go):
    door, works = go(film(20))
    assert sum(len(work.seen_by) > 1 for work in works) <= 2


def test_a_process_begins_with_what_it_rehearsed(go):
    door, works = go(film(20), known=False)
    assert sum(len(work.seen_by) > 1 for work in works) <= 5


@pytest.mark.parametrize("pace", [0.3, 1.0, 8.0])
@pytest.mark.parametrize("seed", range(5))
def test_all_processes_end_at_about_one_time_however_wrong_the_costs_were_guessed(go, seed, pace):
    short = {name: [0.5] * len(costs) for name, costs in film(6, seed).items()}
    ends = go(short, pace=pace)[0].ends.values()
    assert max(ends) - min(ends) < SETTING_TYPE + parts.SHORTEST + 1
