"""Runs that are written from others' weights: what is computed, and what is left out."""

import dataclasses
import json
import shutil

import numpy as np
import pytest
from data_files import the_sentence

from nn import datasets
from nn.analysis import planes, studies
from nn.analysis import survey as survey_module
from nn.analysis.survey import survey
from nn.analysis.verification import verify
from nn.cli.main import main
from nn.network import Network
from nn.runs import format as run_format
from nn.runs import outside
from nn.runs.outside import Trained
from nn.runs.run import Run
from nn.runs.show import list_runs, show

SIZES, ACTIVATIONS = [16, 6, 5, 3], ["leaky_relu(0.2)", "gelu", "softmax"]
ORIGIN = {
    "framework": "pytorch",
    "version": "2.13",
    "files": [{"name": "epoch-1.pt", "sha256": "ab" * 32}],
    "folded": ["BatchNorm bn1 is part of W1 and b1."],
}
NEED_A_REPLAY = {"mini_batches", "step_sizes"}


def a_training(easy, snapshots=4, **changes):
    """Weights on the way down, by steps along the exact gradient."""
    network = Network(SIZES, ACTIVATIONS[:-1], "softmax", "cross_entropy", seed=3)
    X, Y = easy.training_images, datasets.one_hot(easy.training_labels, 3)
    thetas = []
    for _ in range(snapshots):
        thetas.append(network.theta.copy())
        for _ in range(20):
            network.theta -= (0.5 * network.gradient(X, Y)).astype(np.float32)
    trained = Trained(
        SIZES,
        ACTIVATIONS,
        "cross_entropy",
        [0, 1, 20, 70][:snapshots],
        np.stack(thetas),
        ORIGIN,
        {"name": "AdamW (amsgrad)", "weight_decay": 0.01, "nesterov": False},
    )
    return dataclasses.replace(trained, **changes)


@pytest.fixture(scope="module")
def foreign(tmp_path_factory, easy):
    """The folder of a run that carries its data."""
    return outside.write(tmp_path_factory.mktemp("runs") / "foreign", a_training(easy), easy).folder


@pytest.fixture(scope="module")
def bare(tmp_path_factory, easy):
    """The folder of a run without data."""
    return outside.write(tmp_path_factory.mktemp("runs") / "bare", a_training(easy)).folder


def test_all_numbers_are_computed_from_the_weights_and_the_data(foreign, easy):
    run, trained = Run.load(foreign), a_training(easy)
    assert run.activations == ACTIVATIONS and run.has_data and run.has_history
    np.testing.assert_array_equal(run.thetas, trained.thetas)
    Y = datasets.one_hot(easy.training_labels, 3)
    for s in range(4):
        network = run.network(s)
        np.testing.assert_allclose(run.train_cost[s], network.cost(easy.training_images, Y), 1e-6)
        right = (network.predict(easy.validation_images) == easy.validation_labels).mean()
        assert run.validation_accuracy[s] == right
    np.testing.assert_array_equal(run.test_predictions, network.predict(easy.test_images))
    assert verify(run).whole


def test_what_is_unknown_is_none_and_the_steps_can_not_be_repeated(foreign):
    run = Run.load(foreign)
    assert run.facts["seed"] is run.facts["epochs"] is run.facts["mini_batch_size"] is None
    assert not run.replayable and run.origin == ORIGIN
    the_sentence(lambda: run.optimizer(run.network()), "AdamW (amsgrad)", "can't be repeated")


def test_a_run_carries_its_data_and_they_are_the_very_same(foreign, easy):
    run = Run.load(foreign)
    data = run.load_data()
    assert data.sha256 == easy.sha256 == run.facts["dataset"]["sha256"]
    np.testing.assert_array_equal(data.training_images, easy.training_images)
    images, labels = run.examples()
    expected = easy.some("validation", 500)
    np.testing.assert_array_equal(images, expected[0])
    np.testing.assert_array_equal(labels, expected[1])


def test_carried_data_that_were_exchanged_are_refused(foreign, tmp_path):
    """Also if they are sound themselves and say that they are the same."""
    run = Run.load(shutil.copytree(foreign, tmp_path / "foreign"))
    data = run.load_data()
    dataclasses.replace(data, training_labels=data.training_labels[::-1].copy()).save(
        run.folder / "data.npz"
    )
    the_sentence(run.load_data, run.folder / "data.npz", "was changed", "dataset.file")
    (run.folder / "data.npz").unlink()
    the_sentence(run.load_data, run.folder / "data.npz", "is missing")


def test_data_that_have_a_name_are_not_carried(easy, tmp_path):
    run = outside.write(tmp_path / "named", a_training(easy, given="digits"), easy)
    assert run.facts["dataset"]["given"] == "digits"
    assert not (run.folder / "data.npz").exists()
    the_sentence(run.load_data, "not the one that named was trained on")


def test_whether_it_was_trained_on_the_training_part_may_be_unknown(easy, tmp_path, capsys):
    unknown = dataclasses.replace(easy, trained_on=None)
    run = outside.write(tmp_path / "run", a_training(easy), unknown)
    assert run.trained_on is None
    show(run)
    assert "which of them it was trained on is unknown" in capsys.readouterr().out
    known = dataclasses.replace(easy, trained_on=("training", "validation"))
    assert outside.write(tmp_path / "other", a_training(easy), known).trained_on == (
        "training",
        "validation",
    )


def test_without_data_there_is_no_number_that_needs_them(bare):
    run = Run.load(bare)
    assert not run.has_data and run.results == {} and run.has_history
    assert sorted(run.arrays) == ["W1", "W2", "W3", "b1", "b2", "b3", "step"]
    for curve in (run.train_cost, run.validation_cost, run.validation_accuracy):
        assert curve.shape == (4,) and np.isnan(curve).all()
    the_sentence(run.examples, "bare came without data")
    the_sentence(run.load_data, "bare came without data")
    assert str(verify(run)) == "nothing: it came without data"
    assert run.data_at_hand() is None
    assert all(studies.why_not(run, name) for name in studies.names()) and planes.why_not(run)


def test_what_can_be_measured_is_and_the_rest_is_named(foreign, easy, tmp_path):
    run = Run.load(shutil.copytree(foreign, tmp_path / "foreign"))
    (said,) = survey(run, run.load_data())
    assert all(name in said for name in NEED_A_REPLAY) and "does not tell how" in said
    assert studies.impossible(run).keys() == NEED_A_REPLAY
    there = {path.stem for path in (run.folder / "studies").iterdir()}
    assert there == set(studies.names()) - NEED_A_REPLAY
    assert planes.read(run)
    lines, _ = studies.read(run, "lines")
    exponent = np.log10(lines.eta)  # chosen by a rule, since the run tells none
    assert abs(exponent - round(exponent)) < 1e-9 and len(lines.rolled) > 2
    the_sentence(lambda: studies.read(run, "step_sizes"), "has no study step_sizes")
    the_sentence(
        lambda: studies.write(run, easy, ["step_sizes", "lines"]), "step_sizes (it repeats"
    )


def test_what_takes_hours_is_put_off_and_its_command_told(foreign, tmp_path, monkeypatch):
    run = Run.load(shutil.copytree(foreign, tmp_path / "foreign"))
    hours = survey_module.hours_of(run)
    monkeypatch.setattr(survey_module, "MOST_HOURS", min(hours.values()) / 2)
    landscape, check, _ = survey(run, run.load_data())
    assert f"`downhill landscape {run.folder}`" in landscape
    assert f"`downhill study {run.folder} gradient_check`" in check
    assert not planes.path_of(run).exists()
    assert studies.missing(run) == ["gradient_check"]


def test_the_films_network_takes_no_hours_and_a_wide_one_does():
    film = Run.load("film")
    assert max(survey_module.hours_of(film).values()) < 0.1
    film.sizes = [784, 2_000, 2_000, 10]
    assert min(survey_module.hours_of(film).values()) > 3


def test_the_commands_measure_what_they_can_and_name_the_rest(foreign, bare, tmp_path, capsys):
    folder = shutil.copytree(foreign, tmp_path / "foreign")
    assert main(["study", str(folder)]) == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == len(studies.names()) - len(NEED_A_REPLAY)
    assert "mini_batches and step_sizes (it repeats" in err
    assert main(["landscape", str(folder), "--points", "3"]) == 0
    capsys.readouterr()
    assert main(["study", str(folder), "step_sizes"]) == 2
    for command in ("study", "landscape"):
        assert main([command, str(bare)]) == 2
    err = capsys.readouterr().err
    assert "step_sizes (it repeats" in err and err.count("bare came without data") == 2
    assert "Traceback" not in err


def test_one_snapshot_is_a_run_without_history(easy, tmp_path, capsys):
    run = outside.write(tmp_path / "one", a_training(easy, snapshots=1), easy)
    assert not run.has_history
    show(run, verify(run))
    assert "1 snapshot; unknown: " in capsys.readouterr().out
    said = survey(run, run.load_data())
    assert "three snapshots, and it has 1" in said[0] and len(said) == 2


def test_show_and_list_say_where_it_comes_from_and_what_is_unknown(foreign, bare, tmp_path, capsys):
    for folder in (foreign, bare):
        shutil.copytree(folder, tmp_path / folder.name)
        assert main(["show", str(folder)]) == 0
    list_runs(tmp_path)
    out = capsys.readouterr().out
    for words in (
        "leaky_relu(0.2), gelu, output softmax",
        "AdamW (amsgrad)  weight_decay 0.01  nesterov False  (its steps can't be repeated)",
        "snapshots; unknown: epochs, mini-batches, seed",
        "pytorch 2.13",
        "epoch-1.pt",
        "BatchNorm bn1 is part of W1 and b1.",
        "carried by the run",
        "came without data",
    ):
        assert words in out
    assert out.count("16-6-5-3 leaky_relu(0.2), gelu") == 2
    assert "None" not in out and "nan" not in out


def test_snapshots_of_unknown_steps_are_only_numbered(easy, tmp_path, capsys):
    trained = a_training(easy, steps_known=False, steps=[1, 2, 3, 4])
    run = outside.write(tmp_path / "run", trained, easy)
    assert not run.steps_known and run.steps.tolist() == [1, 2, 3, 4]
    show(run)
    assert "4 snapshots; unknown: epochs, mini-batches, seed, steps" in capsys.readouterr().out


def test_weights_that_are_not_those_of_the_network_are_refused_and_nothing_is_written(
    easy, tmp_path
):
    sound = a_training(easy)
    for changes, *mentions in (
        ({"thetas": sound.thetas[:, :-1]}, "(4, 154)", "(4, 155)"),
        ({"thetas": sound.thetas * np.nan}, "not finite"),
        ({"steps": [0, 5, 5, 9]}, "out of order"),
        ({"steps": [0, 1]}, "(2, 155)"),
        ({"activations": ["relu", "swish", "softmax"]}, "swish", "silu"),
        ({"activations": ["relu", "softmax"]}, "2 hidden layers"),
        ({"cost": "hinge"}, "hinge", "quadratic, cross_entropy"),
        ({"sizes": [15, 6, 5, 3], "thetas": sound.thetas[:, 6:]}, "15 inputs", "16 inputs"),
        ({"epochs": 0}, "epochs 0", "a whole number from 1, or null"),
        ({"origin": {"version": "2"}}, "origin.framework"),
        ({"optimizer": {"name": "adam", "betas": [0.9]}}, "optimizer.betas [0.9]"),
    ):
        changed = dataclasses.replace(sound, **changes)
        the_sentence(lambda: outside.write(tmp_path / "new", changed, easy), *mentions)  # noqa: B023
    assert not any(tmp_path.iterdir())


def test_a_run_is_replaced_only_if_asked_and_nothing_else_ever(foreign, easy, tmp_path):
    folder = shutil.copytree(foreign, tmp_path / "foreign")
    trained = a_training(easy, seed=4)
    the_sentence(lambda: outside.write(folder, trained, easy), "exists")
    assert outside.write(folder, trained, easy, overwrite=True).facts["seed"] == 4
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "thesis").touch()
    the_sentence(lambda: outside.write(tmp_path / "papers", trained, easy, overwrite=True))
    assert (tmp_path / "papers" / "thesis").exists()


def test_a_number_written_by_hand_is_refused_by_its_name(foreign, tmp_path):
    """Under a digest that fits it."""
    folder = shutil.copytree(foreign, tmp_path / "foreign")
    facts, arrays = run_format.read(folder)
    facts["results"]["test_accuracy"] = 0.9999
    facts["digest"] = run_format.digest(facts, arrays)
    (folder / "run.json").write_text(json.dumps(facts))
    the_sentence(lambda: verify(Run.load(folder)), "test accuracy", "0.9999", "its weights give")
