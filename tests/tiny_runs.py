"""Tiny runs that are really trained, in a second or two, for tests."""

import pytest

from nn.analysis import planes, studies
from nn.runs import run
from nn.training.settings import Settings
from nn.training.train import Training


def trained(tmp_path_factory, data, **settings):
    """The folder of a run of one epoch."""
    out = tmp_path_factory.mktemp("run") / "tiny"
    usual = {"mini_batch_size": 10, "eta": 3.0, "decay": 1.0, "epochs": 1, "snapshots": 12}
    Training(Settings(dataset=data.name, **{**usual, **settings}), data, out).go()
    return run.find(out)


def surveyed(folder, data):
    """The same folder, now with what the scenes show of the run: cost surfaces and studies."""
    finished = run.Run.load(folder)
    planes.write(finished, data, points=9)
    studies.write(finished, data)
    return folder


def stopped_training(settings, data, out, after=2):
    """Leave what a training leaves that was stopped at its checkpoint of that number."""
    training = Training(settings, data, out)
    save, saved = training.part.write_checkpoint, 0

    def checkpoint(state):
        nonlocal saved
        save(state)
        saved += 1
        if saved == after:
            raise KeyboardInterrupt

    training.part.write_checkpoint = checkpoint
    with pytest.raises(KeyboardInterrupt):
        training.go()
