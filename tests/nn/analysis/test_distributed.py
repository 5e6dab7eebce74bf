"""A survey's sums by processes of this machine; test_dask_executor.py has them on a cluster."""

import os
import signal

import numpy as np
import pytest
from processes import children

from nn.analysis import distributed, landscape, planes
from nn.arrays import read_arrays
from nn.runs.run import Run


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_survey_is_the_same_to_the_bit_whoever_works_it_out(tiny_run, few_digits, jobs):
    landscape_file = tiny_run / "landscape.npz"
    before = landscape_file.read_bytes()  # worked out by the threads of one process
    assert planes.write(Run.load(tiny_run), few_digits, points=9, jobs=jobs) == landscape_file
    assert landscape_file.read_bytes() == before


def test_shares_of_many_chunks_are_added_in_their_order(tiny_run, tmp_path):
    finished = Run.load(tiny_run)
    generator = np.random.default_rng(0)
    count = 5 * landscape.CHUNK + 17
    X = generator.random((count, 784), np.float32)
    Y = np.eye(10, dtype=np.float32)[generator.integers(0, 10, count)]
    origin, directions = landscape.principal_plane(finished.thetas)
    network = finished.network()
    network.theta[:] = origin
    points = generator.normal(size=(7, 2))
    expected = landscape.costs_at(network, directions, points, X, Y)
    told = []
    with planes.open_executor(2) as executor:
        far = distributed.DistributedSums(executor, finished, X, Y, tmp_path)
        costs = far.costs_at(network, directions, points, lambda *done: told.append(done))
    assert costs.tobytes() == expected.tobytes()
    assert told[-1] == (6, 6)


def test_process_that_is_killed_costs_only_its_share(tiny_run, few_digits, monkeypatch):
    before = (tiny_run / "landscape.npz").read_bytes()
    killed = []

    class Killing(planes.Bar):
        def update(self, completed, text="", total=None):
            super().update(completed, text, total)
            if not killed:
                killed.extend(children()[:1])
                os.kill(killed[0], getattr(signal, "SIGKILL", signal.SIGTERM))  # Windows

    monkeypatch.setattr(planes, "Bar", Killing)
    planes.write(Run.load(tiny_run), few_digits, points=9, jobs=2)
    assert killed
    assert (tiny_run / "landscape.npz").read_bytes() == before
    assert read_arrays(tiny_run / "landscape.npz")
