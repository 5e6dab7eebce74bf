"""docs/format.md, held against what is read."""

import hashlib
import pathlib
import re

import numpy as np
import pytest

from nn.activations import HIDDEN, OUTPUT
from nn.analysis.verification import verify
from nn.datasets import load
from nn.runs.keys import DATASET_2, KEYS_2, OPTIONAL_2
from nn.runs.run import Run
from nn.runs.show import show

PAGE = (pathlib.Path(__file__).parents[3] / "docs" / "format.md").read_text(encoding="utf-8")


def test_its_lines_write_runs_that_are_read_shown_and_true(tmp_path, monkeypatch, capsys):
    """As they are printed: one without data, one with."""
    monkeypatch.chdir(tmp_path)
    generator = np.random.default_rng(0)
    pictures = {}
    for part, n in (("train", 60), ("val", 21), ("test", 12)):
        labels = np.arange(n) % 3
        bars = np.kron(np.eye(3, 8)[labels], np.ones((8, 1))).reshape(n, 8, 8)  # columns 1, 2, 3
        pictures[f"x_{part}"] = (bars * 200 + generator.integers(0, 55, (n, 8, 8))).astype(np.uint8)
        pictures[f"y_{part}"] = labels
    layers = [
        (generator.normal(0, 0.2, (4, n, m)), generator.normal(0, 0.2, (4, n)))
        for n, m in ((12, 64), (3, 12))
    ]
    names = {"steps": [0, 1, 10, 100], "layers": layers, **pictures}
    for block in re.findall(r"```python\n(.*?)```", PAGE, re.S):
        exec(block, names)
    bare, mine = Run.load("bare"), Run.load("mine")
    assert not bare.has_data and mine.has_data and mine.many == "images"
    np.testing.assert_array_equal(mine.thetas, bare.thetas)
    assert verify(mine).whole and verify(mine).snapshots == 4
    np.testing.assert_array_equal(mine.load_data().validation_labels, pictures["y_val"])
    for run in (bare, mine):
        show(run, verify(run))
    assert "no data" not in capsys.readouterr().err


@pytest.mark.parametrize("key", [*KEYS_2, *OPTIONAL_2, *DATASET_2])
def test_it_names_every_key(key):
    assert f"`{key}`" in PAGE or key in ("snapshots", "asked")


def test_it_names_every_activation():
    for name in (*HIDDEN, *OUTPUT):
        assert re.search(rf"`{name}(\([0-9.]+\))?`", PAGE)


def test_its_rule_for_the_digest_of_pictures_is_the_one_in_use(tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (40, 6, 5)).astype(np.uint8)
    labels = np.arange(40) % 2
    np.savez(tmp_path / "own.npz", images=images, labels=labels)
    sha = hashlib.sha256(repr(((40, 6, 5), "|u1", ("0", "1"))).encode())
    sha.update(images.tobytes() + labels.astype(np.int64).tobytes())
    assert load(tmp_path / "own.npz").sha256 == sha.hexdigest()
