"""Tiny runs that are really trained, in a second or two, for tests."""

import contextlib
import copy

import numpy as np
import pytest

from nn.analysis import planes, studies
from nn.errors import DownhillError
from nn.runs import run
from nn.runs.keys import CURVES
from nn.training.settings import Settings
from nn.training.train import Diverged, Training


def signs(size):
    """A start at which every parameter is plus or minus a size."""
    return lambda theta: size * np.sign(np.random.default_rng(0).standard_normal(theta.shape))


RELU = {"activation": "relu", "output_activation": "softmax", "cost": "cross_entropy"}
ODD = {  # runs of 8×8 digits, of which something is missing or huge: {name: (settings, start)}
    "one snapshot": ({"sizes": (64, 16, 10), **RELU, "eta": 1e38}, None),
    "two snapshots": ({"sizes": (64, 16, 16, 10), "snapshots": 2}, None),
    "a cost of 10¹⁶": ({"sizes": (64, 16, 10), **RELU, "eta": 1e4}, None),
    "weights of 10³⁰": ({"sizes": (64, 16, 16, 10), "eta": 1e-30}, signs(1e30)),
    "weights of 10⁻⁴⁰": ({"sizes": (64, 16, 16, 10), "eta": 1e-40}, signs(1e-40)),
    "nothing but zeros": ({"sizes": (64, 16, 16, 10), "eta": 1e-45}, signs(0)),
    "one hidden neuron": ({"sizes": (64, 1, 10)}, None),
}


def trained(tmp_path_factory, data, start=None, **settings):
    """The folder of a run of one epoch, whole or until it diverged. start(theta): the parameters
    (n,) to begin with, given the usual ones."""
    out = tmp_path_factory.mktemp("run") / "tiny"
    usual = {"mini_batch_size": 10, "eta": 3.0, "decay": 1.0, "epochs": 1, "snapshots": 12}
    training = Training(Settings(dataset=data.name, **{**usual, **settings}), data, out)
    if start:
        training.network.theta[:] = start(training.network.theta)
    with contextlib.suppress(Diverged):  # the run up to there is on the disk
        training.go()
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


def surveyed_in_part(folder, data):
    """The same, as far as it can be done: a path of two snapshots spans no plane."""
    finished = run.Run.load(folder)
    with contextlib.suppress(DownhillError):
        planes.write(finished, data, points=9)
    with contextlib.suppress(DownhillError):  # what the others measured is written
        studies.write(finished, data)
    return folder


def last_snapshot_of(folder, out):
    """The folder `out`, a run of another run's last snapshot alone."""
    finished = run.Run.load(folder)
    per_snapshot = [name for name in finished.arrays if name in CURVES or name[0] in "Wbs"]
    arrays = {**finished.arrays, **{name: finished.arrays[name][-1:] for name in per_snapshot}}
    facts = {
        key: value for key, value in finished.facts.items() if key not in ("command", "snapshots")
    }
    run.write(out, facts, arrays)
    return out


def put(facts, place, value):
    """A copy of nested facts with another value at a place."""
    facts = copy.deepcopy(facts)
    inner = facts
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return facts
