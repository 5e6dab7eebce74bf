"""Networks with odd weights, shapes and trainings: each clip of the film can be rehearsed, or is
left out for a reason, and what is measured of the network is finite or refused."""

import concurrent.futures
import contextlib
import functools
import multiprocessing

import numpy as np
from tiny_clips import task_for

from nn import datasets
from nn.analysis import planes, studies
from nn.errors import DownhillError
from nn.runs.run import Run
from nn.training.settings import Settings
from nn.training.train import Training
from scenes.manim_internals.renderer import class_in
from scenes.rendering import clips, worker
from scenes.rendering.suited import why_not
from scenes.stage.sources import declared
from torture.attempts import SAME, Attempt, Wrong, in_silence

DIGITS = 150
USUAL = {"epochs": 1, "mini_batch_size": 10, "eta": 3.0, "decay": 1.0, "snapshots": 12}
RELU = {"activation": "relu", "output_activation": "softmax", "cost": "cross_entropy"}
NETWORKS = {  # its settings, and its parameters before training where they are not the usual ones
    "weights of ±1e30": ({}, lambda theta: np.where(theta < 0, -1e30, 1e30)),
    "weights of ±1e30, ReLU": (
        {**RELU, "eta": 0.1},
        lambda theta: np.where(theta < 0, -1e30, 1e30),
    ),
    "weights of ±1e4, tanh": ({"activation": "tanh"}, lambda theta: np.where(theta < 0, -1e4, 1e4)),
    "all weights zero": ({"eta": 1e-30}, lambda theta: 0 * theta),
    "all weights zero, ReLU": ({**RELU, "eta": 0.1}, lambda theta: 0 * theta),
    "denormal weights": ({"eta": 1e-37}, lambda theta: 1e-40 * np.sign(theta)),
    "one neuron": ({"sizes": (784, 1, 10)}, None),
    "one neuron in each of two layers": ({"sizes": (784, 1, 1, 10), "activation": "tanh"}, None),
    "no hidden layer": ({"sizes": (784, 10)}, None),
    "40 layers": ({"sizes": (784, *[8] * 39, 10)}, None),
    "40 layers, tanh": ({"sizes": (784, *[8] * 39, 10), "activation": "tanh", "eta": 0.1}, None),
    "1,500 neurons": ({"sizes": (784, 1500, 10), "snapshots": 4}, None),
    "2,000 snapshots": ({"sizes": (784, 4, 10), "epochs": 170, "snapshots": 2000}, None),
    "one snapshot": ({"snapshots": 1}, None),
    "two snapshots": ({"snapshots": 2}, None),
    "one step": ({"mini_batch_size": 1000, "snapshots": 5}, None),
    "too large steps": ({"eta": 60.0}, None),
    "huge steps, ReLU": ({**RELU, "eta": 1000.0}, None),
    "steps that diverge": ({**RELU, "eta": 1e30}, None),
    "tiny steps": ({"eta": 1e-30}, None),
}


def attempts(room):
    """Each network with each clip that reads a run."""
    write_data(room / "few.npz")
    shown = [clip for clip in clips.all_clips() if declared(clip.file, clip.name).reads_run]
    for clip in shown:
        class_in(clip.file, clip.name)  # imports Manim before the attempts are forked
    with concurrent.futures.ProcessPoolExecutor(2, multiprocessing.get_context("fork")) as executor:
        made = executor.map(functools.partial(make, room), NETWORKS)
    number = 0
    for name, reason in zip(NETWORKS, made, strict=True):
        for clip in shown:
            call = functools.partial(gone_through, clip, room / name, reason)
            yield Attempt("numbers", number, f"{name}: {clip.name}", call, 150, 2**30)
            number += 1


def write_data(path):
    images, labels, _ = datasets.shipped_digits()
    np.savez(path, images=images[:DIGITS].reshape(-1, 28, 28), labels=labels[:DIGITS])


def make(room, name):
    """Train a network and measure it; return the error if there is no run of it, else None."""
    data = datasets.load(room / "few.npz")
    with in_silence():
        try:
            _train(room / name, data, *NETWORKS[name])
        except Exception as error:
            if not (room / name).exists():
                return error
        measures = [functools.partial(planes.write, points=9)]
        measures += [functools.partial(studies.write, chosen=[study]) for study in studies.names()]
        for (
            measure
        ) in measures:  # what can't be measured of such a network is missing for its clips
            with contextlib.suppress(DownhillError):
                measure(Run.load(room / name), data)
    return None


def _train(out, data, settings, start):
    given = Settings(str(out.with_name("few.npz")), **{**USUAL, **settings})
    training = Training(given, data, out)
    if start:
        training.network.theta[:] = start(training.network.theta)
    training.go()


def gone_through(clip, run, no_run, folder, generator):
    """Go through a clip of a network without drawing it."""
    if no_run:
        raise no_run
    reason = why_not(clip, Run.load(run))
    if reason:
        raise DownhillError(f"It is left out: {reason}.")
    result = worker.rehearse(task_for(clip, run, folder / "clip", folder / "cache"))
    if "failed" in result:
        failed = result["failed"]
        raise Wrong(f"line {failed['line']}: {failed['error']}")
    return SAME
