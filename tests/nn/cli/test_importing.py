import json
import os

import numpy as np
import pytest

from nn.cli.main import main
from nn.runs.run import Run


@pytest.fixture
def model(tmp_path, monkeypatch):
    """An npz of weights, and data beside it, in the current folder."""
    monkeypatch.chdir(tmp_path)
    generator = np.random.default_rng(0)
    labels = np.arange(90) % 3
    images = generator.random((90, 8, 8)) / 2
    images[np.arange(90), labels, 0] += 0.5
    np.savez("data.npz", images=images, labels=labels)
    W = np.zeros((3, 64))
    W[[0, 1, 2], [0, 8, 16]] = 9
    for step in (0, 1, 5, 20):
        np.savez(f"step_{step}.npz", W=W * step / 20, b=np.zeros(3))
    return "step_20.npz"


def test_one_file_is_a_run_of_one_snapshot_that_says_where_it_comes_from(model, capsys):
    words = ["import", model, "--data", "data.npz", "--cost", "cross_entropy", "--out", "mine"]
    assert main([*words, "--one", "blob", "--trained-on", "training"]) == 0
    run = Run.load("mine")
    assert (run.sizes, run.activations, len(run.steps)) == ([64, 3], ["softmax"], 1)
    assert run.has_data and not run.has_history and run.one == "blob"
    assert run.facts["results"]["validation_accuracy"] > 0.9
    assert list(run.trained_on) == ["training"]
    assert run.origin["framework"] == "NumPy" and run.origin["files"][0]["name"] == model
    assert run.facts["command"].endswith(" ".join(words[1:]) + " --one blob --trained-on training")
    assert "64-3" in capsys.readouterr().out


def test_checkpoints_are_a_training(model, capsys):
    words = ["--cost", "cross_entropy", "--data", "data.npz", "--no-landscape"]
    assert main(["import", "--checkpoints", "step_*.npz", *words, "--out", "mine"]) == 0
    run = Run.load("mine")
    assert run.steps.tolist() == [0, 1, 5, 20] and run.has_history
    assert run.trained_on is None
    assert np.diff(run.train_cost).max() < 0
    assert "steps from their names" in capsys.readouterr().err


def test_without_data_there_is_a_run_of_weights(model, capsys):
    words = ["import", model, "--cost", "cross_entropy", "--classes", "a,b,c", "--out", "mine"]
    assert main(words) == 0
    run = Run.load("mine")
    assert not run.has_data and run.classes == ["a", "b", "c"]
    assert "pictures of 8x8" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["step_20.npz"], "--cost cross_entropy"),
        (["missing.onnx", "--cost", "quadratic"], "there is no file missing.onnx"),
        (["step_20.npz", "--cost", "hinge"], "can't be drawn"),
        (["data.npz", "--cost", "cross_entropy"], "no weights of a dense layer"),
        ([], "no file is named"),
    ],
)
def test_a_fault_is_a_sentence_and_exit_status_2_and_leaves_nothing(model, capsys, words, sentence):
    assert main(["import", *words, "--out", "mine"]) == 2
    said = capsys.readouterr().err
    assert sentence in said and "Traceback" not in said
    assert not os.path.exists("mine")


@pytest.mark.parametrize(
    "option", [["--scaling", "1,0"], ["--trained-on", "all"], ["--steps-per-epoch", "0"]]
)
def test_an_option_that_can_not_be_is_refused(model, capsys, option):
    with pytest.raises(SystemExit) as stop:
        main(["import", model, "--out", "mine", *option])
    assert stop.value.code == 2


def test_a_run_that_is_there_is_kept_unless_it_may_be_replaced(model, capsys):
    words = ["import", model, "--cost", "cross_entropy", "--shape", "none", "--out", "mine"]
    assert main(words) == 0
    assert main(words) == 2
    assert "--overwrite" in capsys.readouterr().err
    assert main([*words, "--overwrite"]) == 0
    with open("mine/run.json") as file:
        assert json.load(file)["format"] == "downhill run 2"
