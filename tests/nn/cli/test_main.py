import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pooch
import psutil
import pytest
from data_files import publish
from rich.console import Console

from nn import places
from nn.analysis import planes
from nn.cli import main
from nn.runs import show as showing
from nn.runs.run import Run
from nn.runs.show import list_runs, show, sparkline
from nn.storage import locked

TINY = ["--epochs", "1", "--mini-batch-size", "10", "--snapshots", "5"]


@pytest.fixture
def small(easy_npz, tmp_path, capsys, monkeypatch):
    """The folder of a run that the command line made, the only one of a project."""
    monkeypatch.setenv(places.PROJECT_VARIABLE, str(tmp_path))
    monkeypatch.setattr(places, "SHIPPED", tmp_path / "shipped")
    folder = tmp_path / "data" / "runs" / "small"
    train(easy_npz, folder, "--sizes", "16,5,3", "--no-landscape")
    capsys.readouterr()
    return folder


def train(dataset, out, *words):
    words = ["train", "--dataset", str(dataset), *TINY, "--out", str(out), *words]
    assert main.main(words) == 0


def refusal(capsys, *words):
    """What a command says that fails: one line, with exit status 2."""
    assert main.main([str(word) for word in words]) == 2
    out, err = capsys.readouterr()
    assert err.startswith("downhill: ") and err.count("\n") == 1 and not out
    return err


def usage_error(capsys, *words):
    """What argparse says: the usage and a line, with exit status 2."""
    with pytest.raises(SystemExit) as ended:
        main.main(list(words))
    assert ended.value.code == 2
    return capsys.readouterr().err


# -- train -------------------------------------------------------------------------------------


def test_the_shipped_digits_are_trained_shown_and_surveyed(tmp_path, capsys):
    """From end to end, as someone without MNIST would."""
    train("digits", tmp_path / "mine", "--snapshots", "6", "--no-landscape")
    out, err = capsys.readouterr()
    assert "784-16-16-10  (13,002 weights and biases)" in out and "digits  (4,000 training" in out
    assert "training mine 100%" in err and "accuracy" in err
    mine = Run.load(tmp_path / "mine")
    assert f"{mine.results['test_accuracy']:.2%} right" in out
    assert sorted(os.listdir(tmp_path / "mine")) == ["log.npz", "run.json"]
    assert main.main(["landscape", str(mine.folder), "--points", "3"]) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "mine" / "landscape.npz")
    assert planes.read(mine)[0]["path"].costs.shape == (3, 3)


def test_training_brings_the_landscape_unless_told_not_to(easy_npz, tmp_path):
    train(easy_npz, tmp_path / "with", "--sizes", "16,5,3")
    train(easy_npz, tmp_path / "without", "--sizes", "16,5,3", "--no-landscape")
    assert (tmp_path / "with" / "landscape.npz").exists()
    assert not (tmp_path / "without" / "landscape.npz").exists()


def test_sizes_not_given_fit_the_data_with_the_films_hidden_layers(easy_npz, tmp_path):
    train(easy_npz, tmp_path / "run", "--no-landscape")
    assert Run.load(tmp_path / "run").sizes == [16, 16, 16, 3]


def test_every_option_reaches_the_run(easy_npz, tmp_path):
    words = "--sizes 16,4,3 --activation relu --output-activation softmax --cost cross_entropy "
    words += "--optimizer momentum --eta 0.25 --decay 0.5 --momentum 0.75 --l2 0.125 "
    words += "--mini-batch-size 20 --seed 7 --no-landscape"
    train(easy_npz, tmp_path / "run", *words.split())
    facts = Run.load(tmp_path / "run").facts
    assert facts["sizes"] == [16, 4, 3] and facts["activation"] == "relu"
    assert facts["output_activation"] == "softmax" and facts["cost"] == "cross_entropy"
    assert facts["optimizer"] == {
        "name": "momentum", "eta": 0.25, "decay": 0.5, "l2": 0.125, "mu": 0.75
    }  # fmt: skip
    assert (facts["mini_batch_size"], facts["seed"], facts["epochs"]) == (20, 7, 1)


def test_a_run_keeps_the_command_that_makes_it(easy_npz, tmp_path, monkeypatch):
    """Less what is of this machine alone; typed again, it makes the same run."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(easy_npz, "my data.npz")
    words = ["train", "--dataset", "my data.npz", *TINY, "--out", "run", "--no-landscape"]
    for given in (["--data-dir", "/here"], ["--data-dir=/here"]):
        assert main.main([*words, *given, "--overwrite"]) == 0
        facts = Run.load("run").facts
        assert facts["command"] == (
            "python -m nn train --dataset 'my data.npz' --epochs 1 --mini-batch-size 10 "
            "--snapshots 5 --out run --no-landscape"
        )
    digest = Run.load("run").digest
    assert main.main([*words, "--overwrite"]) == 0
    assert Run.load("run").digest == digest


def test_resume_goes_on_and_leaves_no_trace_in_the_run(easy_npz, tmp_path, monkeypatch):
    from nn.training import train as training

    words = ["train", "--dataset", str(easy_npz), *TINY, "--out", str(tmp_path / "run")]
    words.append("--no-landscape")
    take, taken = training.Training._one_step, 0

    def stopping(self):
        nonlocal taken
        taken += 1
        if taken == 20:
            raise KeyboardInterrupt
        take(self)

    monkeypatch.setattr(training, "SECONDS_BETWEEN_CHECKPOINTS", -1)
    monkeypatch.setattr(training.Training, "_one_step", stopping)
    assert main.main(words) == 130
    monkeypatch.undo()
    assert main.main([*words, "--resume"]) == 0
    assert "--resume" not in Run.load(tmp_path / "run").facts["command"]


@pytest.mark.parametrize(
    "words",
    [
        ["--dataset", "no/such/thing"],
        ["--sizes", "784,16,10"],
        ["--sizes", "16"],
        ["--sizes", "16,0,3"],
        ["--sizes", "16,-5,3"],
        ["--sizes", "16,999999999999,3"],
        ["--eta", "0"],
        ["--eta", "nan"],
        ["--eta", "inf"],
        ["--decay", "2"],
        ["--momentum", "1"],
        ["--l2", "-1"],
        ["--epochs", "0"],
        ["--mini-batch-size", "0"],
        ["--snapshots", "0"],
        ["--seed", "-1"],
        ["--resume"],
        ["--out", ""],
        ["--out", "."],
        ["--out", "/"],
    ],
    ids=" ".join,
)
def test_what_can_not_be_trained_is_told_in_a_line(easy_npz, tmp_path, monkeypatch, capsys, words):
    monkeypatch.chdir(tmp_path)
    refusal(capsys, "train", "--dataset", easy_npz, "--out", "run", *words)
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    "words",
    [
        ["--sizes", "784,sixteen,10"],
        ["--sizes", ""],
        ["--sizes", "16;5;3"],
        ["--eta", "fast"],
        ["--epochs", "1.5"],
        ["--seed", "x"],
        ["--activation", "swish"],
        ["--output-activation", "relu"],
        ["--cost", "hinge"],
        ["--optimizer", "newton"],
        ["--epoch", "3"],
    ],
    ids=" ".join,
)
def test_what_can_not_be_read_is_told_with_the_usage(tmp_path, capsys, words):
    err = usage_error(capsys, "train", "--out", str(tmp_path / "run"), *words)
    assert err.startswith("usage: python -m nn") and words[0] in err
    assert not any(tmp_path.iterdir())


def test_a_run_has_to_be_given_a_place(capsys):
    assert "--out" in usage_error(capsys, "train")
    assert "finish|show|list|landscape" in usage_error(capsys)


def test_a_folder_that_can_not_be_written_to_is_told_in_a_line(easy_npz, tmp_path, capsys):
    (tmp_path / "file").touch()
    words = ["train", "--dataset", easy_npz, "--sizes", "16,5,3", "--out"]
    assert "file" in refusal(capsys, *words, tmp_path / "file" / "run")


def test_an_existing_run_is_refused_and_overwritten_when_asked(easy_npz, small, capsys):
    words = [
        "train",
        "--dataset",
        easy_npz,
        *TINY,
        "--sizes",
        "16,5,3",
        "--out",
        small,
        "--seed",
        1,
    ]
    before = Run.load(small).digest
    assert "--overwrite" in refusal(capsys, *words)
    assert Run.load(small).digest == before
    assert main.main([str(word) for word in words] + ["--overwrite", "--no-landscape"]) == 0
    assert Run.load(small).facts["seed"] == 1


@pytest.mark.parametrize("words", [["--resume"], ["--overwrite"], []], ids=str)
def test_a_training_is_refused_where_another_command_writes(small, easy_npz, capsys, words):
    before = Run.load(small).digest
    given = ["--dataset", easy_npz, *TINY, "--sizes", "16,5,3", "--out", small, *words]
    with locked(small.with_name(".small.lock")):
        assert "being written by another command" in refusal(capsys, "train", *given)
        for what in ("landscape", "study"):
            assert "being written by another command" in refusal(capsys, what, small)
        assert main.main(["show", str(small)]) == 0
    assert Run.load(small).digest == before


@pytest.mark.slow
@pytest.mark.parametrize("second", ["--overwrite", "--resume"])
def test_of_two_trainings_at_once_one_is_refused_and_the_run_is_whole(easy_npz, tmp_path, second):
    words = [sys.executable, "-m", "nn", "train", "--dataset", str(easy_npz), "--sizes", "16,5,3"]
    words += ["--epochs", "100", "--no-landscape", "--out", "run"]
    for name in ("alone", "both"):
        (tmp_path / name).mkdir()
    subprocess.run(words, check=True, cwd=tmp_path / "alone", capture_output=True)
    first = subprocess.Popen(words, cwd=tmp_path / "both", stderr=subprocess.DEVNULL)
    while not (tmp_path / "both" / "run.part" / "settings.json").exists():
        time.sleep(0.001)
    psutil.Process(first.pid).suspend()  # else it may end before the other has begun
    other = subprocess.run([*words, second], cwd=tmp_path / "both", capture_output=True, text=True)
    psutil.Process(first.pid).resume()
    assert other.returncode == 2 and first.wait() == 0
    assert f"run is being written by process {first.pid} on " in other.stderr
    assert "(python -m nn train --dataset " in other.stderr
    alone, both = (tmp_path / name / "run" / "log.npz" for name in ("alone", "both"))
    assert alone.read_bytes() == both.read_bytes() and os.listdir(tmp_path / "both") == ["run"]


def test_resume_takes_a_finished_training_as_it_is_and_makes_the_rest(small, easy_npz, capsys):
    words = ["train", "--dataset", str(easy_npz), *TINY, "--sizes", "16,5,3", "--out", str(small)]
    before = (small / "log.npz").stat().st_mtime_ns
    assert main.main([*words, "--resume"]) == 0
    assert (small / "log.npz").stat().st_mtime_ns == before
    assert (small / "landscape.npz").exists()
    capsys.readouterr()
    assert "nothing to resume" in refusal(capsys, *words, "--resume", "--seed", "1")


def test_divergence_ends_with_2_and_a_run_that_can_be_shown(easy_npz, tmp_path, capsys):
    words = ["train", "--dataset", easy_npz, "--sizes", "16,5,3", "--activation", "relu"]
    words += ["--output-activation", "softmax", "--cost", "cross_entropy"]
    words += ["--eta", "1e30", "--l2", "1", "--no-landscape", "--out", tmp_path / "wild"]
    assert main.main([str(word) for word in words]) == 2
    sentence = capsys.readouterr().err.splitlines()[-1]
    assert sentence.startswith("downhill: at step ") and "smaller --eta" in sentence
    assert main.main(["show", str(tmp_path / "wild")]) == 0
    assert sentence.removeprefix("downhill: ") in capsys.readouterr().out


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("words", "status"),
    [(["--snapshots", "2"], 0), (["--activation", "relu", "--eta", "1e30", "--l2", "1"], 2)],
    ids=["two snapshots", "diverged"],
)
def test_what_can_not_be_measured_of_a_run_is_told_and_the_rest_is(
    easy_npz, tmp_path, capsys, words, status
):
    given = ["train", "--dataset", easy_npz, *TINY, "--sizes", "16,5,3", "--out", tmp_path / "run"]
    assert main.main([*map(str, given), *words]) == status
    told = capsys.readouterr().err.splitlines()
    assert sum("run has no landscape" in line for line in told) == 1
    if status:
        assert "the cost stopped being a finite number" in told[-1]
        assert sum("run can't have these studies: " in line for line in told) == 1
    made = os.listdir(tmp_path / "run" / "studies")
    assert "predictions.npz" in made and not (tmp_path / "run" / "landscape.npz").exists()
    assert main.main(["landscape", str(tmp_path / "run")]) == 2


# -- show and list -----------------------------------------------------------------------------


def test_show_says_what_run_json_says(tiny_run, capsys):
    assert main.main(["show", str(tiny_run)]) == 0
    out, facts = capsys.readouterr().out, json.loads((tiny_run / "run.json").read_text())
    for expected in (
        "784-16-16-10  (13,002 weights and biases)",
        "sigmoid, output sigmoid",
        "sgd  eta 3  decay 1  l2 0",
        "1 epoch in mini-batches of 10, seed 0",
        "12 snapshots",
        f"{facts['results']['test_accuracy']:.2%} right",
        f"cost {facts['results']['train_cost']:.4f}",
        facts["digest"],
        str(tiny_run),
    ):
        assert expected in out


def test_text_that_looks_like_markup_is_printed_as_it_stands(small, capsys):
    facts = json.loads((small / "run.json").read_text())
    facts |= {"name": "[/red] :smile: [b]", "command": "train --out '[/x]'"}
    (small / "run.json").write_text(json.dumps(facts))
    show(Run.load(small))
    list_runs()
    out = capsys.readouterr().out
    assert out.count("[/red] :smile: [b]") == 2 and "train --out '[/x]'" in out


def test_a_pipe_cuts_no_line(small, capsys):
    facts = json.loads((small / "run.json").read_text())
    facts |= {"name": "n" * 90, "command": " ".join(["word"] * 90)}
    (small / "run.json").write_text(json.dumps(facts))
    show(Run.load(small))
    list_runs()
    lines = capsys.readouterr().out.splitlines()
    assert any(facts["command"] in line for line in lines)
    assert any("n" * 90 in line and facts["digest"][:8] in line for line in lines)


def test_the_list_has_a_line_for_every_run(small, capsys):
    shutil.copytree(small, small.with_name("zweites"))
    list_runs()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:2] == ["run", "network"] and len(lines) == 3
    found = Run.load(small)
    for word in ("small", "16-5-3 sigmoid", "sgd η=", "easy", found.digest[:8]):
        assert word in lines[1]
    assert f"{found.results['validation_accuracy']:.2%}" in lines[1]


def test_an_empty_shelf_says_how_to_fill_it(small, capsys):
    shutil.rmtree(small)
    list_runs()
    assert "no runs under" in capsys.readouterr().out


def test_the_list_command_looks_under_data_runs(monkeypatch):
    seen = []
    monkeypatch.setattr(showing, "list_runs", lambda *folders: seen.append(folders))
    assert main.main(["list"]) == 0 and seen == [()]


def test_a_sparkline_goes_from_the_lowest_block_to_the_highest():
    assert sparkline([0, 7], width=2) == "▁█"
    assert sparkline(range(8)) == "▁▂▃▄▅▆▇█"
    assert sparkline([3.0]) == sparkline([5.0]) == "▁"
    assert len(sparkline(np.geomspace(1, 9, 200), width=40)) == 40


@pytest.mark.parametrize("word", ["no-such-run", "x" * 5_000, "", "/", "a\nb"])
def test_a_run_that_is_not_there_is_told_in_a_line(capsys, word):
    for name in ("show", "landscape"):
        assert "there is no run" in refusal(capsys, name, word)


def test_a_damaged_run_is_told_in_a_line_without_a_traceback(small):
    """As a person meets it: in a process of its own."""
    (small / "log.npz").write_bytes((small / "log.npz").read_bytes()[:-50])
    words = [sys.executable, "-m", "nn", "show", str(small)]
    ended = subprocess.run(words, capture_output=True, text=True)
    assert ended.returncode == 2 and ended.stdout == ""
    assert ended.stderr.count("\n") == 1 and str(small / "log.npz") in ended.stderr


# -- landscape ---------------------------------------------------------------------------------


def test_landscape_needs_the_data_that_the_run_was_trained_on(small, easy_npz, capsys):
    data = ["--dataset", str(easy_npz)]
    assert main.main(["landscape", str(small), "--points", "3", *data]) == 0
    assert planes.read(Run.load(small))[0].keys() == set(planes.PLANES)
    capsys.readouterr()
    assert "--dataset" in refusal(capsys, "landscape", small, "--dataset", "digits")


def test_landscape_finds_the_data_where_the_training_did(small, capsys):
    assert main.main(["landscape", str(small), "--points", "2"]) == 0


@pytest.mark.parametrize("points", ["0", "1", "-3", "999999"])
def test_a_grid_needs_two_points_a_side(small, capsys, points):
    assert "points" in refusal(capsys, "landscape", small, "--points", points)


def test_ctrl_c_in_the_landscape_says_that_the_run_is_whole(
    easy_npz, tmp_path, monkeypatch, capsys
):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(planes, "write", stop)
    words = ["train", "--dataset", str(easy_npz), *TINY, "--out", str(tmp_path / "run")]
    assert main.main(words) == 130
    assert f"python -m nn landscape {tmp_path / 'run'}" in capsys.readouterr().err
    assert Run.load(tmp_path / "run").steps[0] == 0


@pytest.mark.slow
def test_ctrl_c_in_a_long_landscape_ends_it_soon(tmp_path):
    """A grid of hours, stopped in its first moments, in a process of its own."""
    words = [sys.executable, "-m", "nn"]
    made = [*words, "train", "--dataset", "digits", *TINY, "--no-landscape", "--out", "run"]
    subprocess.run(made, check=True, cwd=tmp_path, capture_output=True)
    survey_words = [*words, "landscape", "run", "--points", "150"]
    grid = subprocess.Popen(survey_words, cwd=tmp_path, stderr=subprocess.PIPE)
    assert grid.stderr.readline().startswith(b"gradients 100%")
    time.sleep(0.3)
    grid.send_signal(signal.SIGINT)
    _, stderr = grid.communicate()
    assert grid.returncode == 130 and b"Traceback" not in stderr
    assert sorted(os.listdir(tmp_path / "run")) == ["log.npz", "run.json"]


# -- the progress bar --------------------------------------------------------------------------


def test_on_a_terminal_the_bar_shows_epoch_cost_accuracy_and_time_left(monkeypatch):
    from nn import progress

    screen = Console(file=io.StringIO(), force_terminal=True, width=120)
    monkeypatch.setattr(progress, "Console", lambda stderr: screen)
    with progress.Bar("training x", 10) as bar:
        bar.update(5, "epoch 1/2  cost 0.1234  accuracy 90.00%")
    shown = screen.file.getvalue()
    for expected in ("training x", "50%", "epoch 1/2  cost 0.1234  accuracy 90.00%", "left"):
        assert expected in shown


def test_without_mnist_it_trains_on_the_digits_that_ship_and_says_so(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("MNIST_DIR", raising=False)
    monkeypatch.setattr(pooch, "os_cache", lambda project: tmp_path / "cache")
    nobody = ("http://127.0.0.1:1/",)  # where nothing listens
    publish(monkeypatch, "mnist", {}, mirrors=nobody)
    words = ["train", "--sizes", "784,5,10", "--epochs", "1", "--snapshots", "3"]
    words += ["--no-landscape", "--out", str(tmp_path / "run")]
    assert main.main(words) == 0
    assert "the digits that ship" in capsys.readouterr().err
    assert Run.load(tmp_path / "run").facts["dataset"]["name"] == "digits"


def test_a_folder_that_was_named_and_holds_other_data_is_not_replaced(
    easy_npz, tmp_path, capsys, monkeypatch
):
    monkeypatch.setenv("MNIST_DIR", str(easy_npz.parent))
    assert main.main(["train", "--out", str(tmp_path / "run")]) == 2
    said = capsys.readouterr().err
    assert f"{easy_npz.parent}, named by $MNIST_DIR, holds easy.npz" in said and "--dataset" in said
    assert not list(tmp_path.glob("run*"))


def test_a_data_set_that_was_asked_for_is_not_replaced(tmp_path, monkeypatch):
    monkeypatch.setenv("MNIST_DIR", str(tmp_path))
    assert main.main(["train", "--dataset", "mnist", "--out", str(tmp_path / "run")]) == 2
    assert not (tmp_path / "run").exists()


def test_how_data_were_read_is_said_once_by_every_command_that_reads_them(
    easy_npz, tmp_path, capsys
):
    with np.load(easy_npz) as easy:
        np.savez(tmp_path / "from_one.npz", images=easy["images"], labels=easy["labels"] + 1)
    data, run = ["--dataset", str(tmp_path / "from_one.npz")], str(tmp_path / "run")
    small = ["--sizes", "16,4,3", "--epochs", "1", "--snapshots", "3", "--no-landscape"]
    for words in (["train", *data, *small, "--out", run], ["study", run, "pixels"]):
        assert main.main(words) == 0
        assert capsys.readouterr().err.count("labels are 1, 2, 3") == 1
