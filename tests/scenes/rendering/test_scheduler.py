"""What workers are asked for, by an executor that answers at once."""

from concurrent.futures import Future
from types import SimpleNamespace

import pytest

from nn.execution.process import WorkerLost
from scenes.rendering import parts
from scenes.rendering.clips import Clip
from scenes.rendering.jobs import ClipJob
from scenes.rendering.quality import Quality
from scenes.rendering.scheduler import Scheduler

SECOND = Quality(5000, 5000, 1)  # drawing a frame of this size is expected to take a second


class Answering:
    """An executor that answers at once with what `worker.py` would; `answers` {(clip, part): a
    result, or an exception} are given in place of that."""

    shares_disk = False

    def __init__(self, workers, seconds, answers):
        self.worker_count, self.seconds, self.answers = workers, seconds, answers
        self.calls, self.futures = [], {}

    def add_file(self, path):
        return str(path)

    def submit(self, _, what, task):
        place = task["name"], task["part"]
        self.calls.append((what, *place))
        future = self.futures[place] = Future()
        answer = self.answers.get(place) or self._answer(task)
        if isinstance(answer, Exception):
            future.set_exception(answer)
        elif answer != "none yet":
            future.set_result(answer)
        return future

    def _answer(self, task):
        seconds = dict(enumerate(self.seconds[task["name"]]))
        if task["part"] == "rehearse":
            return {"animations": list(map(round, seconds.values()))}
        drawn = range(len(seconds))[task["first"] : task["last"]]
        return {"seconds": {number: seconds[number] for number in drawn}}


class Kept(ClipJob):
    """A job that keeps its animations' seconds instead of joining a clip."""

    finished = 0

    def finish(self):
        self.finished += 1
        return {"duration": 0, "frames": 0}


@pytest.fixture
def run(tmp_path):
    """A function that renders clips, {name: seconds of each animation}; returns the executor, the
    jobs by name, and the names of the clips that failed."""

    def render(seconds, workers=2, known=True, answers=()):
        executor = Answering(workers, seconds, dict(answers))

        def metadata(clip):
            each = [{"frames": round(s), "seconds": s} for s in seconds[clip.name]]
            return {"animations": each} if known else {}

        library = SimpleNamespace(
            metadata=metadata,
            path=lambda clip: tmp_path / clip.name,
            quality=SECOND,
            translated=None,
            language="en",
            cache=lambda clip: tmp_path / "cache" / clip.name,
            run=SimpleNamespace(folder=tmp_path / "run"),
        )
        file = tmp_path / "x.py"
        jobs = {n: Kept(Clip(file, n), {}, library, tmp_path) for n in seconds}
        progress = SimpleNamespace(beats={}, expect=lambda *_: None, finish=lambda _: None)
        failed = Scheduler(list(jobs.values()), executor, progress, False).run()
        return executor, jobs, [clip.name for clip in failed]

    return render


FILM = {"a": [30.0, 10.0], "b": [4.0] * 20, "c": [3.0], "d": [0.5] * 40}


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
@pytest.mark.parametrize("workers", [1, 2, 7])
def test_every_animation_is_drawn_and_every_clip_finished_once(run, workers, known):
    _, jobs, failed = run(FILM, workers, known)
    assert failed == []
    for name, job in jobs.items():
        assert job.finished == 1
        assert job._seconds_taken == dict(enumerate(FILM[name]))


def test_clips_of_unknown_length_are_rehearsed_before_any_is_drawn(run):
    executor, *_ = run(FILM, known=False)
    whats = [what for what, *_ in executor.calls]
    assert whats[: len(FILM)] == ["rehearse"] * len(FILM) and set(whats[len(FILM) :]) == {"draw"}


def test_a_clip_that_was_drawn_before_is_not_rehearsed(run):
    executor, *_ = run(FILM, known=True)
    assert {what for what, *_ in executor.calls} == {"draw"}


def test_a_clip_that_fails_is_told_once_its_other_parts_are_dropped_the_others_finished(
    run, capsys
):
    (_, first, _), (_, second, _), *_ = [p for p in parts.plan(FILM, 2) if p[0] == "b"]
    answers = {
        ("b", first): {"failed": {"error": "it broke", "line": 7, "traceback": "…"}},
        ("b", second): "none yet",
        ("c", 0): WorkerLost("its process ended"),
    }
    executor, jobs, failed = run(FILM, answers=answers)
    assert failed == ["b", "c"]
    assert executor.futures["b", second].cancelled()
    assert [jobs[name].finished for name in "abcd"] == [1, 0, 0, 1]
    said = capsys.readouterr().err.splitlines()
    assert sorted(line.split(":", 1)[1] for line in said) == [
        f" b, {jobs['b'].clip.file} line 7: it broke",
        " c: its process ended",
    ]


def test_a_clip_that_fails_in_its_rehearsal_is_not_drawn(run):
    broken = {"failed": {"error": "it broke", "line": None, "traceback": "…"}}
    executor, _, failed = run(FILM, known=False, answers={("a", "rehearse"): broken})
    assert failed == ["a"]
    assert ("draw", "a", 0) not in executor.calls and ("draw", "c", 0) in executor.calls
