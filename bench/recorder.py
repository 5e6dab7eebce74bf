"""An epoch of PyTorch with a recorder against the same without, 784-16-16-10 on 60,000 digits.

Both train the same network by Adam on the same mini-batches, on one thread, in turns. The loop is
timed, from the first step of a training, where snapshots are densest. What the recorder measures
after the loop is not.
"""

import contextlib
import pathlib
import statistics
import tempfile
import time

import numpy as np

from bench.training import SIZES
from nn import datasets
from nn.datasets.published import NotFetched

EXAMPLES = 60_000
MEASURED = 60  # one of so many digits is measured on after the loop
ROUNDS = 7
LIMIT = 1.05  # of the time without


def measure():
    """A row for each size of mini-batch."""
    try:
        import torch
    except ImportError:
        return [{"name": "recorder", "limit": LIMIT, "why": "PyTorch is not installed"}]
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        X, y = (torch.from_numpy(array) for array in _digits())
        return [_row(torch, X, y, size) for size in (10, 32, 64)]
    finally:
        torch.set_num_threads(threads)


def _row(torch, X, y, size):
    seconds = {"with": [], "without": []}
    for _ in range(1 + ROUNDS):  # the first warms up
        for name, times in seconds.items():
            times.append(_epoch(torch, X, y, size, name == "with"))
    ours, other = (statistics.median(times[1:]) for times in seconds.values())
    return {
        "name": f"an epoch of PyTorch, recorded, in mini-batches of {size}",
        "unit": "s",
        "ours": ours,
        "other": other,
        "ratio": ours / other,
        "limit": LIMIT,
    }


def _epoch(torch, X, y, size, recorded):
    """Seconds of the loop of an epoch."""
    from downhill import Recorder

    generator = torch.Generator().manual_seed(0)
    layers = [one for pair in zip(SIZES, SIZES[1:], strict=False) for one in _layer(torch, *pair)]
    model = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.Adam(model.parameters())
    order = torch.randperm(len(X), generator=generator)
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        step = _nothing
        if recorded:
            out = pathlib.Path(folder) / "run"
            step = stack.enter_context(Recorder(out, model, (X[::MEASURED], y[::MEASURED]))).step
        start = time.perf_counter()
        for rows in order.split(size):
            loss = torch.nn.functional.cross_entropy(model(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step()
        return time.perf_counter() - start


def _layer(torch, n_in, n_out):
    return torch.nn.Linear(n_in, n_out), torch.nn.Sigmoid()


def _nothing():
    """In place of a recorder's step."""


def _digits():
    """60,000 digits and their labels: MNIST's, else those that ship, repeated."""
    try:
        data = datasets.load("mnist")
    except NotFetched:
        data = datasets.load("digits")
    X = np.concatenate([data.training_images, data.validation_images])
    labels = np.concatenate([data.training_labels, data.validation_labels])
    rows = np.arange(EXAMPLES) % len(X)
    return X[rows], labels[rows]
