"""What a command line tells about a data set is kept in the run, and told again."""

import json

import numpy as np
import pytest
from data_files import npz, the_sentence
from PIL import Image

from nn import datasets
from nn.cli import main
from nn.runs.run import Run

TINY = ["--epochs", "1", "--mini-batch-size", "20", "--eta", "3", "--snapshots", "3"]


def command(capsys, *words, status=0):
    """What a command prints, and what it says beside it."""
    assert main.main([str(word) for word in words]) == status
    return capsys.readouterr()


@pytest.fixture
def mixed(tmp_path):
    """A folder of pictures of many sizes in three classes."""
    generator = np.random.default_rng(0)
    for name in ("n1", "n2", "n10"):
        (tmp_path / "mixed" / name).mkdir(parents=True)
        for i in range(10):
            greys = generator.integers(0, 256, generator.integers(5, 9, 2)).astype(np.uint8)
            Image.fromarray(greys).save(tmp_path / "mixed" / name / f"{i}.png")
    return tmp_path / "mixed"


def test_studies_load_pictures_with_the_shape_and_the_names_that_training_was_told(
    mixed, tmp_path, capsys
):
    names, out = tmp_path / "names.txt", tmp_path / "run"
    names.write_text("Cat\nDog, wild\n\nFish\n", encoding="utf-8-sig")
    told = ["--shape", "6x5", "--classes", names, "--one", "leaf", "--many", "leaves"]
    made = command(
        capsys, "train", "--dataset", mixed, *told, *TINY, "--out", out, "--no-landscape"
    )
    assert "are stretched to 6×5" in made.err
    run = Run.load(out)
    assert run.classes == ["Cat", "Dog, wild", "Fish"] and run.image_shape == (6, 5)
    assert (run.one, run.many) == ("leaf", "leaves")
    assert " ".join(map(str, told)) in run.facts["command"]
    names.unlink()  # what it said is in the run
    command(capsys, "study", out, "pixels")
    command(capsys, "landscape", out, "--points", 5)
    assert "on all 27 examples" in command(capsys, "show", out).out
    assert run.load_data().sha256 == run.facts["dataset"]["sha256"]


def test_rows_that_are_no_pictures_train_as_features(tmp_path, capsys):
    images, labels, _ = datasets.shipped_digits()
    path = npz(tmp_path / "flat.npz", x=images[:300, 100:500], y=labels[:300])
    words = ["train", "--dataset", path, *TINY, "--no-landscape"]
    command(capsys, *words, "--shape", "none", "--out", tmp_path / "table")
    table = Run.load(tmp_path / "table")
    assert table.image_shape is None and len(table.features) == 400
    command(capsys, *words, "--shape", "10x40", "--out", tmp_path / "wide")
    assert Run.load(tmp_path / "wide").image_shape == (10, 40)
    asked = json.loads((tmp_path / "wide" / "run.json").read_text())["dataset"]["asked"]
    assert asked == {"shape": [10, 40]}


def test_a_shape_or_a_list_of_names_that_is_none_is_refused(tmp_path, capsys, mixed):
    words = ["train", "--dataset", str(mixed), "--out", str(tmp_path / "run")]
    for shape in ("28", "0x5", "5x-1", "axb", "1x2x3"):
        with pytest.raises(SystemExit):
            main.main([*words, "--shape", shape])
        assert "28x28" in capsys.readouterr().err
    refused = command(capsys, *words, "--shape", "6x5", "--classes", "a,b", status=2).err
    assert "3 labels" in refused and "2 classes" in refused
    refused = command(capsys, *words, "--shape", "none", status=2).err
    assert "leave --shape none out" in refused
    (tmp_path / "names").write_bytes(b"\xff\xfe")
    with pytest.raises(SystemExit):
        main.main([*words, "--classes", str(tmp_path / "names")])
    assert "UTF-8" in capsys.readouterr().err


def test_an_experiment_that_needs_pictures_says_so(tmp_path, capsys):
    table = npz(tmp_path / "t.npz", x=np.random.default_rng(0).random((90, 3)), y=np.arange(90) % 3)
    for name in ("easy_and_hard", "noisy_labels", "shuffled_labels", "untouched_weights"):
        words = ["experiment", name, "--quick", "--dataset", table, "--out", tmp_path / name]
        assert "no pictures" in command(capsys, *words, status=2).err
        assert not (tmp_path / name).exists()


@pytest.mark.parametrize(
    "asked",
    [{"shape": ["a"]}, {"shape": [1]}, {"classes": [3]}, {"one": 1}, {"more": "x"}, {"label": []}],
)
def test_what_a_stranger_says_that_was_told_is_checked(asked):
    the_sentence(lambda: datasets.Told.again(asked), next(iter(asked)), "options")
