"""Fixtures of many tests: data that is quick to learn, and tiny runs that were really trained."""

import atexit
import dataclasses
import os
import shutil
import tempfile

# One thread of BLAS in each process: there is a process for each core, and matrices are small, so
# more threads would only wait for each other. Before NumPy is imported, which reads it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pytest
from tiny_runs import surveyed, trained

from nn import datasets
from nn.runs import run

# What is kept for the user is kept for these tests alone (on Linux).
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="downhill-tests-")
atexit.register(shutil.rmtree, os.environ["XDG_CACHE_HOME"], ignore_errors=True)

FEW = 500  # digits of the tiny runs, of which 400 train


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Group the tests of one file: its own and those of its clips that test every clip.

    With --dist loadgroup, as in `make test`, a group runs in one process, which watches each of the
    clips once.
    """
    for item in items:
        clip = getattr(item, "callspec", None) and item.callspec.params.get("clip")
        name = item.path.stem
        if isinstance(clip, type):
            name = clip.__module__.rpartition(".")[2]
        elif hasattr(clip, "file"):
            name = clip.file.stem
        item.add_marker(pytest.mark.xdist_group(name.removeprefix("test_")))


@pytest.fixture(scope="session")
def media(tmp_path_factory):
    """A folder for the type that `watched` clips set, so that each line is set once."""
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="session")
def easy_npz(tmp_path_factory):
    """An npz of 400 pictures of 4×4 pixels in three classes that are easy to tell apart.

    Each class lights its own row, under noise; the last row is never lit.
    """
    generator = np.random.default_rng(0)
    labels = generator.integers(0, 3, 400)
    images = generator.integers(0, 60, (400, 4, 4))
    images[np.arange(400), labels] += generator.integers(100, 195, (400, 4))
    images[:, 3] = 0
    path = tmp_path_factory.mktemp("data") / "easy.npz"
    np.savez(path, images=images.astype(np.uint8), labels=labels)
    return path


@pytest.fixture(scope="session")
def easy(easy_npz):
    """The `Dataset` of `easy_npz`."""
    return datasets.load(easy_npz)


@pytest.fixture(scope="session")
def few_digits(tmp_path_factory):
    """The `Dataset` of the first digits that ship, as pictures of 28×28 pixels."""
    images, labels, _ = datasets.shipped_digits()
    path = tmp_path_factory.mktemp("data") / "few_digits.npz"
    np.savez(path, images=images[:FEW].reshape(-1, 28, 28), labels=labels[:FEW])
    return datasets.load(path)


@pytest.fixture(scope="session")
def small_digits(tmp_path_factory):
    """The `Dataset` of the first digits that ship, shrunk to 8×8 pixels."""
    images, labels, _ = datasets.shipped_digits()
    return shrunk(tmp_path_factory, images[:FEW], labels[:FEW])


@pytest.fixture(scope="session")
def two_digits(tmp_path_factory):
    """The `Dataset` of some of the zeros and ones that ship, shrunk to 8×8 pixels."""
    images, labels, _ = datasets.shipped_digits()
    first = np.flatnonzero(labels < 2)[:FEW]
    return shrunk(tmp_path_factory, images[first], labels[first])


def shrunk(tmp_path_factory, images, labels):
    """A `Dataset` of pictures (n, 784) shrunk to 8×8: the means of 3×3 pixels, less the edge."""
    cells = images.reshape(-1, 28, 28)[:, 2:26, 2:26].reshape(-1, 8, 3, 8, 3).mean(axis=(2, 4))
    path = tmp_path_factory.mktemp("data") / "shrunk.npz"
    np.savez(path, images=cells, labels=labels)
    return datasets.load(path)


@pytest.fixture(scope="session")
def tiny_run(tmp_path_factory, few_digits):
    """The folder of a run, 784-16-16-10, of one epoch in 40 steps and 12 snapshots."""
    return surveyed(trained(tmp_path_factory, few_digits), few_digits)


@pytest.fixture(scope="session")
def retrained_run(tmp_path_factory, few_digits):
    """The folder of a run that differs from `tiny_run` in its seed alone.

    It is a seed whose network is first right about another digit, so that all clips differ.
    """
    return surveyed(trained(tmp_path_factory, few_digits, seed=1), few_digits)


OTHERS = [
    "wide, ReLU and softmax",
    "no hidden layer",
    "8×8 digits",
    "two classes",
    "no pictures",
]
CLOTHES = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker"]
CLOTHES += ["Bag", "Ankle boot"]
LONG = ["Donaudampfschifffahrtsgesellschaftskapitän", "#1 $x_0$ *a* <b> 猫 [x](y), frisch gehackt"]
NAMED = {  # of what the examples of some are, and how their classes are called
    "wide, ReLU and softmax": {"classes": CLOTHES, "one": "image", "many": "images"},
    "two classes": {"classes": LONG, "one": "leaf", "many": "leaves"},
}


@pytest.fixture(scope="session", params=OTHERS)
def other_run(request, tmp_path_factory, few_digits, small_digits, two_digits, easy):
    """The folders of runs that are unlike the film's."""
    data, settings = {
        "wide, ReLU and softmax": (
            few_digits,
            {
                "sizes": (784, 30, 10),
                "activation": "relu",
                "output_activation": "softmax",
                "cost": "cross_entropy",
                "eta": 0.1,
            },
        ),
        "no hidden layer": (few_digits, {"sizes": (784, 10)}),
        "8×8 digits": (small_digits, {"sizes": (64, 20, 20, 10)}),
        "two classes": (two_digits, {"sizes": (64, 8, 2)}),
        "no pictures": (easy, {"sizes": (16, 6, 5, 3)}),
    }[request.param]
    if request.param in NAMED:
        data = dataclasses.replace(data, name="herbs", **NAMED[request.param])
    folder = trained(tmp_path_factory, data, **settings)
    if request.param == "no pictures":
        finished = run.Run.load(folder)
        finished.facts["dataset"].pop("image_shape")
        run.write(folder, finished.facts, finished.arrays)
    return surveyed(folder, data)


@pytest.fixture
def canvas(tmp_path):
    """Manim set to a small black canvas (tests/canvas.py)."""
    from canvas import small_canvas  # here, for the tests that need no manim

    with small_canvas(tmp_path):
        yield


@pytest.fixture
def small_screen(tmp_path):
    """Manim set to a canvas half as wide, at five frames a second."""
    from canvas import HALF, small_canvas

    with small_canvas(tmp_path, HALF, frame_rate=5):
        yield
