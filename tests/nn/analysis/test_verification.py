"""Numbers that are written by hand into a run, under a digest that fits them."""

import dataclasses
import json
import shutil

import numpy as np
import pooch
import pytest
from data_files import REAL_MNIST, needs_mnist, the_sentence

from nn import datasets
from nn.analysis import verification
from nn.analysis.verification import measured, verify
from nn.arrays import read_arrays, write_arrays
from nn.cli.main import main
from nn.datasets import one_hot
from nn.runs.format import digest
from nn.runs.keys import CURVES
from nn.runs.run import FILM_RUN, Run
from nn.training.record import evaluate
from nn.training.settings import Settings
from nn.training.train import Training


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """A user's cache that is empty."""
    monkeypatch.setattr(pooch, "os_cache", lambda project: tmp_path / "cache" / project)
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def own_npz(easy_npz, tmp_path_factory):
    """A copy of `easy_npz` that may be moved away."""
    return shutil.copy(easy_npz, tmp_path_factory.mktemp("own") / "easy.npz")


@pytest.fixture(scope="module")
def made(own_npz, tmp_path_factory):
    """The folder of a run of a few kilobytes, 16-5-3, whose data set is at hand."""
    settings = Settings(
        dataset=str(own_npz), sizes=(16, 5, 3), epochs=2, mini_batch_size=10, snapshots=6
    )
    out = tmp_path_factory.mktemp("runs") / "made"
    return Training(settings, datasets.load(own_npz), out).go().folder


@pytest.fixture
def folder(made, tmp_path):
    """A copy of it to write into."""
    return shutil.copytree(made, tmp_path / "made")


@pytest.fixture
def signed(folder):
    """A function that changes the run by `change(facts, arrays)`, and signs and loads it."""
    sound = json.loads((folder / "run.json").read_text()), read_arrays(folder / "log.npz")

    def sign(change):
        facts = json.loads(json.dumps(sound[0]))
        arrays = {name: array.copy() for name, array in sound[1].items()}
        change(facts, arrays)
        for name in CURVES:
            facts["results"][name] = float(arrays[name][-1])
        facts["digest"] = digest(facts, arrays)
        (folder / "run.json").write_text(json.dumps(facts))
        write_arrays(folder / "log.npz", arrays)
        return Run.load(folder)

    return sign


def test_what_is_measured_is_what_training_measures(made, easy):
    run = Run.load(made)
    X, labels = easy.validation_images, easy.validation_labels
    for s in range(len(run.steps)):
        cost, least, most = measured(run.network(s), X, labels)
        expected = evaluate(run.network(s), X, one_hot(labels, 3), labels)
        assert cost == pytest.approx(expected[0], rel=1e-6)
        assert least <= expected[1] * len(X) <= most <= least + 1


def test_an_answer_counts_as_either_of_two_outputs_that_are_nearly_equal(made, easy):
    network = Run.load(made).network()
    for W, b in zip(network.weights, network.biases, strict=True):
        W[:], b[:] = 0, 0
    n = len(easy.validation_labels)
    assert measured(network, easy.validation_images, easy.validation_labels)[1:] == (0, n)


def test_a_true_run_is_verified_whole(made, easy):
    found = verify(Run.load(made))
    assert found.whole and (found.snapshots, found.of) == (6, 6)
    assert found.images == len(easy.training_labels) + len(easy.validation_labels)
    words = f"6 of 6 snapshots on all {found.images} examples, {len(easy.test_labels)} predictions"
    assert words in str(found)


def nudge(name, s, factor):
    def change(facts, arrays):
        arrays[name][s] *= factor

    return change


@pytest.mark.parametrize("name", CURVES)
@pytest.mark.parametrize("s", range(6))
def test_a_false_number_in_a_curve_is_refused(signed, name, s):
    run = signed(nudge(name, s, 0.98))
    what = name.replace("train_", "training ").replace("_", " ")
    said, step = f"{run.arrays[name][s]:.6g}", f"step {run.steps[s]:,}"
    the_sentence(lambda: verify(run), run.folder, what, said, step)


def test_what_another_processor_rounds_is_no_falsehood(signed):
    assert verify(signed(nudge("train_cost", 3, 1 + 5e-5))).whole
    the_sentence(lambda: verify(signed(nudge("train_cost", 3, 1 + 5e-4))), "training cost")


@pytest.mark.parametrize("name", ["train_accuracy", "test_accuracy", "test_cost"])
def test_a_false_result_is_refused(signed, name):
    run = signed(lambda facts, arrays: facts["results"].update({name: 0.9999}))
    what = name.replace("train_", "training ").replace("_", " ")
    the_sentence(lambda: verify(run), what, "0.9999", "its weights give")


def changed_prediction(facts, arrays):
    arrays["test_predictions"][7] = (arrays["test_predictions"][7] + 1) % 3


def shuffled_weights(facts, arrays):
    arrays["W1"][:] = arrays["W1"][::-1].copy()


def halved_bias(facts, arrays):
    arrays["b2"][2] /= 2


def more_images(facts, arrays):
    facts["dataset"]["validation"] += 1_000


def other_classes(facts, arrays):
    facts["dataset"]["classes"] = ["cow", "fork", "cup"]


@pytest.mark.parametrize(
    ("change", "mention"),
    [
        (changed_prediction, "predictions are not those of its weights for 1 of"),
        (shuffled_weights, "its weights give"),
        (halved_bias, "its weights give"),
        (more_images, "validation of its data set is"),
        (other_classes, "classes of its data set is"),
    ],
)
def test_other_falsehoods_are_refused(signed, change, mention):
    the_sentence(lambda: verify(signed(change)), mention)


def test_it_is_computed_once_and_for_this_run_alone(made, signed, cache, monkeypatch):
    known = verify(Run.load(made))
    with monkeypatch.context() as patch:
        patch.setattr(verification, "measured", lambda *_: 1 / 0)
        patch.setattr(datasets, "at_hand", lambda _: 1 / 0)
        assert verify(Run.load(made)) == known
        patch.undo()
    the_sentence(lambda: verify(signed(nudge("train_cost", 0, 2))), "training cost")
    (record,) = cache.rglob("*.json")
    sound = json.loads(record.read_text())
    for content in ("", "[]", "3", "{}", json.dumps({**sound, "version": 0, "snapshots": 99})):
        record.write_text(content)
        assert verify(Run.load(made)) == known
    shutil.rmtree(cache)
    cache.write_text("in the way of the folder")
    assert verify(Run.load(made)) == known


def test_without_its_data_a_runs_examples_rule_out_what_is_impossible(made, signed, own_npz, easy):
    moved = own_npz.rename(own_npz.with_name("moved.npz"))
    try:
        found = verify(Run.load(made))
        assert not found.whole and "6 of 6" in str(found) and "not on this machine" in str(found)
        assert found.images == len(easy.validation_labels)
        impossible = signed(nudge("validation_accuracy", 2, 0.5))
        the_sentence(lambda: verify(impossible), "validation accuracy")
        the_sentence(lambda: verify(signed(nudge("validation_cost", 2, 0.5))), "at least")
        assert verify(signed(nudge("train_cost", 2, 0.5)))  # only the data set could tell
        the_sentence(lambda: verify(Run.load(signed(nudge("train_cost", 2, 0.5)).folder), easy))
    finally:
        moved.rename(own_npz)
    assert verify(Run.load(made)).whole  # now they are here, and what was known is not enough


def test_another_data_set_in_its_place_is_not_taken_for_it(made, own_npz):
    content = own_npz.read_bytes()
    np.savez(own_npz, images=np.full((60, 4, 4), 200, np.uint8), labels=np.arange(60) % 3)
    try:
        assert not verify(Run.load(made)).whole
    finally:
        own_npz.write_bytes(content)


def test_of_a_large_run_the_digest_draws_what_is_checked(made, monkeypatch):
    run = Run.load(made)
    monkeypatch.setattr(verification, "FEWEST", 4)
    monkeypatch.setattr(verification, "WORK", 1)
    chosen = set()
    for run.digest in ("one", "two", "three", "four", "five"):
        snapshots = verification._chosen(run, 300)
        assert len(snapshots) == 4 and snapshots == sorted(snapshots)
        assert snapshots[0] == 0 and snapshots[-1] == 5
        chosen |= {*snapshots}
    assert chosen == set(range(6))
    run.digest = "one"
    assert str(verify(run)).startswith("costs and accuracies of 4 of 6 snapshots")


def test_commands_say_what_was_checked_and_refuse_what_is_false(signed, capsys):
    sound = signed(lambda facts, arrays: None).folder
    assert main(["show", str(sound)]) == 0
    assert "checked        costs and accuracies of 6 of 6 snapshots" in capsys.readouterr().out
    false = str(signed(nudge("validation_accuracy", 5, 0.98)).folder)
    for command in ("show", "landscape", "study"):
        assert main([command, false]) == 2
        out, err = capsys.readouterr()
        assert "validation accuracy" in err and "its weights give" in err and not out


def test_a_false_run_is_not_drawn(signed, tmp_path):
    from scenes.rendering.clips import find
    from scenes.rendering.quality import Quality
    from scenes.rendering.render import render

    false = signed(nudge("validation_accuracy", 5, 0.98))
    clips = find(["FeedForward"])
    the_sentence(lambda: render(clips, false, Quality(64, 36, 5), tmp_path / "m"), "accuracy")


def test_nothing_is_downloaded_to_verify_a_run(monkeypatch):
    monkeypatch.delenv("MNIST_DIR", raising=False)
    monkeypatch.setattr(pooch, "retrieve", lambda *_, **__: 1 / 0)
    assert datasets.at_hand("mnist") is None
    found = verify(Run.load(FILM_RUN))
    assert (found.whole, found.images, found.snapshots) == (False, 5_000, 100)
    run = Run.load(FILM_RUN)
    run.validation_accuracy = run.arrays["validation_accuracy"] = run.validation_accuracy * 0.5
    run.digest = "another"
    the_sentence(lambda: verify(run), "validation accuracy at step")


@needs_mnist
def test_mnist_is_found_where_it_lies(monkeypatch, cache):
    monkeypatch.setenv("MNIST_DIR", str(REAL_MNIST))
    there = datasets.at_hand("mnist")
    monkeypatch.delenv("MNIST_DIR")
    (cache / "downhill" / "mnist").mkdir(parents=True)
    for file in REAL_MNIST.glob("*.gz"):
        shutil.copy(file, cache / "downhill" / "mnist")
    assert datasets.at_hand("mnist").sha256 == there.sha256


@needs_mnist
@pytest.mark.slow
def test_all_that_the_films_run_says_is_true(monkeypatch):
    monkeypatch.setenv("MNIST_DIR", str(REAL_MNIST))
    found = verify(Run.load(FILM_RUN))
    assert dataclasses.astuple(found) == (True, 100, 100, 60_000, 10_000)
