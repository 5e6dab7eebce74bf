"""Drawing parts of clips: a clip is the same to the byte however it was divided."""

import av
import pytest
from tiny_clips import TINY, all_files, clip, task_for

from nn.execution.executor import open_executor
from nn.runs.run import Run
from scenes.rendering import parts, scheduler, worker
from scenes.rendering.clips import Clip, all_clips, find
from scenes.rendering.render import render

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
