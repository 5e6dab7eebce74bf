import subprocess
import sys

import pytest

from nn.execution.process import WorkerLost
from nn.places import ROOT
from scenes.rendering.preview.workers import WarmWorkers


def test_what_one_edits_for_a_clip_is_not_imported_ahead():
    words = "from scenes.rendering.preview.workers import warm; print(*warm(), sep='\\n')"
    told = subprocess.check_output([sys.executable, "-c", words], cwd=ROOT, text=True)
    files = [line.removeprefix(f"{ROOT}/") for line in told.splitlines()]
    assert "scenes/manim_internals/renderer.py" in files
    rooms = {file.rpartition("/")[0] for file in files}
    assert {room for room in rooms if room.startswith("scenes")} == {
        "scenes",
        "scenes/manim_internals",
        "scenes/rendering",
        "scenes/rendering/preview",
    }


def test_workers_that_have_imported_what_was_changed_are_replaced(tmp_path):
    with WarmWorkers(1) as workers:
        for changed, stays in (("scenes/stage/style.py", True), ("nn/places.py", False)):
            workers.get_ready()
            ((worker, _),) = workers._waiting
            workers.draw({"folder": str(tmp_path)}, {str(ROOT / changed)})
            ((at_work, _),) = workers._busy
            assert (at_work is worker) == stays


def test_an_abandoned_preview_ends_at_once(tmp_path):
    with WarmWorkers(1) as workers:
        (future,) = workers.draw({"folder": str(tmp_path)}, set())
        workers.abandon()
        with pytest.raises(WorkerLost):
            future.result(timeout=10)
