"""Sound things to be damaged, in a folder, each made in a moment:

    data.npz  png  jpg           data sets
    data.csv  letters.zip  pair  tables, archives, npy files; also packed by gzip
    images  images.gz  checksum  IDX files, and the SHA-256 that they should have
    run  other                   runs with all that belongs to them, of two seeds
    stopped.part                 a training that was killed, of what became `run`
    result                       the result of an experiment
    unfinished.part              that experiment, killed

(A film of `run` is made by drawn.py, since that takes longer.)
"""

import contextlib
import pathlib
import shutil
import tempfile
from concurrent.futures import Future
from unittest import mock

import numpy as np
from data_files import idx_file, packed, sha256
from PIL import Image

from nn import datasets, experiments
from nn.analysis import planes, studies
from nn.execution.base import WorkerExecutor
from nn.experiments import permuted_classes
from nn.training import train
from nn.training.settings import Settings
from torture.attempts import in_silence
from torture.killing import kill_at_step, steps_of

EXPERIMENT = "permuted_classes"
SMALL = {"training": 60, "epochs": 1, "seeds": [0]}


def made_in(folder):
    """The folder, with all of them made in it."""
    folder.mkdir()
    with contextlib.chdir(folder), in_silence():
        _make(folder)
    return folder


def _make(folder):
    images, labels = write_data(folder / "data.npz")
    (folder / "images").write_bytes(idx_file(images))
    (folder / "images.gz").write_bytes(packed(idx_file(images)))
    (folder / "checksum").write_text(sha256(idx_file(images)))
    for number, (image, label) in enumerate(zip(images[:30], labels, strict=False)):
        for kind in ("png", "jpg"):
            of_class = folder / kind / str(label)
            of_class.mkdir(parents=True, exist_ok=True)
            Image.fromarray(image).save(of_class / f"{number}.{kind}")
    table = np.column_stack([labels, images.reshape(len(images), -1)])
    np.savetxt(folder / "data.csv", table, fmt="%d", delimiter=",")
    (folder / "data.csv.gz").write_bytes(packed((folder / "data.csv").read_bytes()))
    (folder / "pair").mkdir()
    np.save(folder / "pair" / "images.npy", images)
    np.save(folder / "pair" / "labels.npy", labels)
    shutil.make_archive("letters", "zip", "png")
    shutil.move(shutil.make_archive("letters", "gztar", "png"), "letters.tgz")
    data = folder / "data.npz"
    for name, seed in (("run", 0), ("other", 1)):
        finished = train_at(folder / name, data, seed=seed)
        planes.write(finished, datasets.load(data), points=5)
        studies.write(finished, datasets.load(data))
    conduct_at(folder / "result", data)
    stop(lambda out: train_at(out, data), folder / "stopped")
    stop(lambda out: conduct_at(out, data), folder / "unfinished")


def write_data(path, n=200):
    """An npz of pictures of 4×3 pixels in three classes, each of which lights its own row."""
    generator = np.random.default_rng(1)
    labels = np.arange(n) % 3
    images = generator.integers(0, 60, (n, 4, 3))
    images[np.arange(n), labels] += generator.integers(100, 195, (n, 3))
    np.savez(path, images=images.astype(np.uint8), labels=labels)
    return images.astype(np.uint8), labels


def train_at(out, data, seed=0, **how):
    """Train a tiny network, which keeps a checkpoint at each snapshot.

    It remembers its data by name alone, which is found where it is the current folder's.
    """
    settings = Settings(data.name, (12, 5, 3), epochs=2, mini_batch_size=10, snapshots=8, seed=seed)
    with mock.patch.object(train, "SECONDS_BETWEEN_CHECKPOINTS", -1):
        return train.Training(settings, datasets.load(data), out).go(**how)


def conduct_at(out, data):
    """Make a tiny experiment of three trials, in this process."""
    with (
        mock.patch.object(permuted_classes, "QUICK", SMALL),
        mock.patch.object(experiments, "open_executor", lambda *_, **__: InThisProcess()),
    ):
        return experiments.conduct(EXPERIMENT, datasets.load(data), out, quick=True)


class InThisProcess(WorkerExecutor):
    """An executor that makes each call when it is submitted."""

    shares_disk, worker_count = True, 1

    def add_file(self, path):
        return str(path)

    def submit(self, function, /, *args, **kwargs):
        future = Future()
        future.set_result(function(*args, **kwargs))
        return future


def stop(call, out):
    """Have `call(out)` killed when it has taken two thirds of its steps with files."""
    with tempfile.TemporaryDirectory() as elsewhere:
        whole = pathlib.Path(elsewhere) / out.name
        steps = steps_of(lambda: call(whole), whole.parent)
    assert kill_at_step(lambda: call(out), out.parent, 2 * steps // 3)
