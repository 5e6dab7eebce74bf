"""No clip ever shows an old network: not with the traps that Manim's cache falls into, not with
plain Manim, into whatever folder."""

import os
import subprocess
import sys

import av
import numpy as np
import pytest
import traps
from watching import files, render

from nn.runs.run import RUN_VARIABLE
from scenes.stage import explainer

TRAPS = [traps.ThroughSelf, traps.ThroughSlots, traps.ThroughMemoryMap, traps.ThroughALoad]


def frames_of(path):
    with av.open(path) as video:
        return np.stack([frame.to_ndarray(format="gray") for frame in video.decode(video=0)])


def drawn(clip, run, folder):
    render(clip, run, folder)
    (path,) = files(folder, ".mp4")
    return frames_of(path)


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.__name__)
def test_after_retraining_no_frame_is_old(trap, tiny_run, retrained_run, tmp_path):
    before, alone = (drawn(trap, run, tmp_path / run.name) for run in (tiny_run, retrained_run))
    assert (before != alone).any(), "the trap does not show the run"
    shared = tmp_path / "shared"
    assert (drawn(trap, tiny_run, shared) == before).all()
    assert (drawn(trap, retrained_run, shared) == alone).all()
    assert (drawn(trap, tiny_run, shared) == before).all()


def test_without_the_mark_on_the_camera_the_traps_would_catch(
    tiny_run, retrained_run, tmp_path, monkeypatch
):
    """So the tests above can fail: Manim alone serves the old picture."""
    setup = explainer.Story.setup

    def unmarked(self):
        setup(self)
        self.camera.drawn_from = ""
        self.run.digest = ""

    monkeypatch.setattr(explainer.Story, "setup", unmarked)
    first = drawn(traps.ThroughALoad, tiny_run, tmp_path)
    assert (drawn(traps.ThroughALoad, retrained_run, tmp_path) == first).all()


def test_plain_manim_without_a_flag_draws_the_run_that_is_there(tiny_run, retrained_run, tmp_path):
    def manim(run):
        size = ["-r", "160,90", "--fps", "5", "--media_dir", tmp_path]
        words = [*size, traps.__file__, "ThroughALoad"]
        subprocess.run(
            [sys.executable, "-m", "manim", *map(str, words)],
            env={**os.environ, RUN_VARIABLE: str(run)},
            check=True,
            capture_output=True,
        )
        (path,) = files(tmp_path, ".mp4")
        return frames_of(path)

    one, other, again = (manim(run) for run in (tiny_run, retrained_run, tiny_run))
    assert (one != other).any()
    assert (one == again).all()
