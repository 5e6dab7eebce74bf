"""The laboratory: trials are kept one by one, and the result is the same however it was made."""

import importlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from data_files import the_sentence

from nn import experiments, places
from nn.arrays import read_arrays, write_arrays
from nn.cli import main
from nn.errors import DownhillError
from nn.experiments import permuted_classes
from nn.places import ROOT, SHIPPED
from nn.schema import like

SMALL = {"training": 100, "epochs": 1, "seeds": [0, 1]}


@pytest.fixture(scope="module")
def result(few_digits, tmp_path_factory):
    """The result of a tiny `permuted_classes`, made by two processes, and its folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(permuted_classes, "QUICK", SMALL)
        folder = tmp_path_factory.mktemp("lab") / "small"
        return conducted(few_digits, folder, jobs=2), folder


def conducted(data, folder, **how):
    return experiments.conduct("permuted_classes", data, folder, quick=True, **how)


def test_a_result_says_what_was_asked_and_how(result):
    made, folder = result
    facts = json.loads((folder / "result.json").read_text())
    assert facts["question"] == permuted_classes.QUESTION
    assert facts["settings"] == {**permuted_classes.SETTINGS, **SMALL}
    assert set(facts) >= {"format", "name", "after", "dataset", "found", "versions", "digest"}
    assert made.arrays.accuracy.shape == (3, 2, 2, 2)
    assert not folder.with_name("small.part").exists()


def test_one_process_gives_the_same_bytes_as_two(result, few_digits, tmp_path, monkeypatch):
    monkeypatch.setattr(permuted_classes, "QUICK", SMALL)
    conducted(few_digits, tmp_path / "alone", jobs=1)
    for file in ("result.npz", "result.json"):
        assert (tmp_path / "alone" / file).read_bytes() == (result[1] / file).read_bytes()


def test_trials_that_are_made_are_not_made_again(result, few_digits, tmp_path, monkeypatch):
    monkeypatch.setattr(permuted_classes, "QUICK", SMALL)
    gather = permuted_classes.gather
    monkeypatch.setattr(permuted_classes, "gather", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        conducted(few_digits, tmp_path / "stopped")
    part = tmp_path / "stopped.part"
    kept = {path: path.stat().st_mtime_ns for path in part.glob("trial-*.npz")}
    assert len(kept) == 6
    lost = sorted(kept)[3]
    lost.unlink()
    with pytest.raises(ZeroDivisionError):
        conducted(few_digits, tmp_path / "stopped")
    made = [path for path in kept if path.stat().st_mtime_ns != kept[path]]
    assert made == [lost]
    monkeypatch.setattr(permuted_classes, "gather", gather)
    conducted(few_digits, tmp_path / "stopped")
    assert (tmp_path / "stopped" / "result.npz").read_bytes() == (
        result[1] / "result.npz"
    ).read_bytes()


def test_a_folder_of_something_else_is_neither_removed_nor_replaced(
    few_digits, tmp_path, monkeypatch
):
    monkeypatch.setattr(permuted_classes, "QUICK", SMALL)
    for name in ("x", "y.part"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "letter").write_text("dear")
        with pytest.raises(DownhillError, match="--out"):
            conducted(few_digits, tmp_path / name[0])
        assert (tmp_path / name / "letter").read_text() == "dear"


def test_other_settings_begin_anew(few_digits, tmp_path, monkeypatch):
    monkeypatch.setattr(permuted_classes, "QUICK", SMALL)
    monkeypatch.setattr(permuted_classes, "gather", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        conducted(few_digits, tmp_path / "a")
    monkeypatch.setattr(permuted_classes, "QUICK", SMALL | {"seeds": [5]})
    with pytest.raises(ZeroDivisionError):
        conducted(few_digits, tmp_path / "a")
    assert len(list((tmp_path / "a.part").glob("trial-*.npz"))) == 3


def test_other_examples_begin_anew(few_digits, tmp_path, monkeypatch):
    monkeypatch.setattr(permuted_classes, "QUICK", SMALL)
    monkeypatch.setattr(permuted_classes, "gather", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        conducted(few_digits, tmp_path / "a")
    kept = {path: path.read_bytes() for path in (tmp_path / "a.part").glob("trial-*.npz")}
    monkeypatch.setattr("nn.datasets.sampling.SEED", 1)  # another sample of the same data set
    with pytest.raises(ZeroDivisionError):
        conducted(few_digits, tmp_path / "a")
    assert all(path.read_bytes() != content for path, content in kept.items())


@pytest.mark.slow
def test_a_killed_experiment_goes_on_to_the_same_bytes(tmp_path):
    words = [sys.executable, "-m", "nn", "experiment", "permuted_classes", "--quick"]
    words += ["--dataset", "digits", "--jobs", "1", "--out"]
    killed = subprocess.Popen(
        [*words, str(tmp_path / "killed")], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    part = tmp_path / "killed.part"
    while not list(part.glob("trial-*.npz")):
        assert killed.poll() is None
        time.sleep(0.05)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    for name in ("killed", "whole"):
        subprocess.run([*words, str(tmp_path / name)], cwd=ROOT, check=True, capture_output=True)
    one, other = ((tmp_path / name / "result.npz").read_bytes() for name in ("killed", "whole"))
    assert one == other


def test_a_result_that_was_changed_is_refused(result, tmp_path):
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in result[1].iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    assert experiments.read(copy).digest == result[0].digest
    facts = json.loads((copy / "result.json").read_text())
    facts["found"]["test_accuracy_true"] = 1.0
    (copy / "result.json").write_text(json.dumps(facts))
    with pytest.raises(DownhillError, match="was changed"):
        experiments.read(copy)


@pytest.fixture
def changed(result, tmp_path):
    """A function that writes a result whose facts are changed, under a digest that fits them, and
    returns its folder."""

    def write(**changes):
        folder = shutil.copytree(result[1], tmp_path / "copy", dirs_exist_ok=True)
        facts = {**json.loads((folder / "result.json").read_text()), **changes}
        facts = {key: value for key, value in facts.items() if value is not None}
        if "digest" not in changes:
            facts["digest"] = experiments._digest(facts, read_arrays(folder / "result.npz"))
        (folder / "result.json").write_text(json.dumps(facts))
        return folder

    return write


def test_every_member_of_a_result_is_checked_whatever_its_digest(changed):
    assert experiments.read(changed())
    settings = {**permuted_classes.SETTINGS, **SMALL}
    for key in json.loads((changed() / "result.json").read_text()):
        if key not in ("settings", "constants"):
            the_sentence(lambda: experiments.read(changed(**{key: None})), f"lacks {key}")  # noqa: B023
        for value in ([], {}, "", 3, 10**30, True, {"a": "b"}, [[1]], {"a": {"b": 1}}, "1"):
            folder = changed(**{key: value})
            try:
                read = experiments.read(folder)
            except DownhillError as error:
                assert str(folder) in str(error) and "\n" not in str(error)
            else:  # nothing hangs on it
                assert key in ("question", "after", "command", "versions", "found")
                assert all(type(number) in (int, float) for number in read.found.values())
    for wrong in ({**settings, "epochs": "1"}, {**settings, "seeds": ["0"]}, {"epochs": 1}):
        the_sentence(lambda: experiments.read(changed(settings=wrong)), "settings")  # noqa: B023
    the_sentence(lambda: experiments.read(changed(constants={"labels": []})), "constants")
    the_sentence(lambda: experiments.read(changed(version=99)), "another version")
    the_sentence(lambda: experiments.read(changed(name="momentum")), "settings")


def test_a_result_that_is_replaced_while_it_is_read_is_read_again(result, tmp_path, monkeypatch):
    """Its two files would be of two results."""
    folder = shutil.copytree(result[1], tmp_path / "small")
    read, taken = experiments.read_arrays, []

    def slowly(*given, **named):
        taken.append(given)
        if len(taken) == 1:
            more = vars(result[0].arrays) | {"more": np.zeros(3)}
            experiments._write(folder, {**result[0].facts, "found": {}}, more)
        return read(*given, **named)

    monkeypatch.setattr(experiments, "read_arrays", slowly)
    assert experiments.read(folder).found == {}


def test_the_result_of_another_experiment_in_its_place_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv(places.PROJECT_VARIABLE, str(tmp_path))
    shelf = tmp_path / "data" / "experiments"
    shutil.copytree(SHIPPED / "experiments" / "optimizers", shelf / "momentum")
    the_sentence(lambda: experiments.read("momentum"), shelf / "momentum", "'optimizers'")


@pytest.mark.parametrize(
    "content", ["[]", "null", "{", '{"a": ' * 1_000 + "1" + "}" * 1_000, "NaN"]
)
def test_what_is_no_result_is_told(changed, content):
    folder = changed()
    (folder / "result.json").write_text(content)
    the_sentence(lambda: experiments.read(folder), folder, "downhill experiment copy")


@pytest.mark.parametrize("name", experiments.names())
def test_what_a_quick_run_sets_is_of_the_kind_of_the_settings(name):
    module = importlib.import_module(f"nn.experiments.{name}")
    quick = json.loads(json.dumps({**module.SETTINGS, **module.QUICK}))
    assert like(module.SETTINGS)(quick)


def test_a_trial_that_is_a_copy_of_another_or_damaged_is_made_again(
    result, few_digits, tmp_path, monkeypatch
):
    monkeypatch.setattr(permuted_classes, "QUICK", SMALL)
    gather = permuted_classes.gather
    monkeypatch.setattr(permuted_classes, "gather", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        conducted(few_digits, tmp_path / "stopped")
    trials = sorted((tmp_path / "stopped.part").glob("trial-*.npz"))
    sound = [trial.read_bytes() for trial in trials]
    trials[0].write_bytes(sound[1])
    trials[2].write_bytes(sound[2][:-1])
    arrays = read_arrays(trials[3])
    write_arrays(
        trials[3], {**arrays, **{name: a / 2 for name, a in arrays.items() if a.dtype == float}}
    )
    assert trials[3].read_bytes() != sound[3]
    monkeypatch.setattr(permuted_classes, "gather", gather)
    conducted(few_digits, tmp_path / "stopped")
    for file in ("result.npz", "result.json"):
        assert (tmp_path / "stopped" / file).read_bytes() == (result[1] / file).read_bytes()


def test_an_experiment_that_was_not_made_says_how_to_make_it():
    with pytest.raises(DownhillError, match="downhill experiment nothing"):
        experiments.read("nothing")


def test_an_experiment_that_is_not_there_is_refused_by_name(few_digits, tmp_path):
    with pytest.raises(DownhillError, match="'alchemy'.*permuted_classes"):
        experiments.conduct("alchemy", few_digits, tmp_path)


def test_without_a_name_the_command_tells_what_each_asks(capsys):
    assert main.main(["experiment"]) == 0
    told = capsys.readouterr().out
    for name in experiments.names():
        assert f"{name}  {experiments.question(name)}" in told


@pytest.mark.parametrize("name", experiments.names())
def test_a_result_holds_the_constants_of_its_experiment(name):
    module = importlib.import_module(f"nn.experiments.{name}")
    assert experiments.read(name).constants == getattr(module, "CONSTANTS", {})


@pytest.mark.parametrize("name", experiments.names())
def test_what_is_committed_is_of_this_version_with_five_seeds(name):
    result = experiments.read(name)
    assert result.facts["version"] == experiments.version(name), f"downhill experiment {name}"
    assert len(result.settings["seeds"]) >= 5
    assert re.match(rf"(python -m nn|downhill) experiment {name}\b", result.facts["command"])
    assert all(np.isfinite(value) for value in result.found.values())


def test_all_that_is_committed_is_small():
    sizes = [file.stat().st_size for file in (SHIPPED / "experiments").rglob("result.*")]
    assert len(sizes) == 2 * len(experiments.names())
    assert sum(sizes) <= 6e6


# -- permuted_classes --------------------------------------------------------------------------


def claim(found, classes=10):
    """Renaming leaves the accuracy as it was; shuffling leaves chance."""
    assert abs(found["test_accuracy_renamed"] - found["test_accuracy_true"]) < 0.03
    assert abs(found["test_accuracy_shuffled"] - 1 / classes) < 0.06
    assert found["test_accuracy_true"] > 0.8


def test_renaming_costs_nothing_and_shuffling_leaves_chance():
    found = experiments.read("permuted_classes").found
    claim(found)
    assert found["test_accuracy_true"] > 0.93


@pytest.mark.slow
def test_it_is_so_in_a_fresh_small_run_too(tmp_path):
    from nn import datasets

    claim(conducted(datasets.load("digits"), tmp_path / "fresh").found)


def test_a_renaming_renames_every_class():
    for seed in range(20):
        names = permuted_classes._renaming(10, np.random.default_rng(seed))
        assert sorted(names) == list(range(10)) and (names != np.arange(10)).all()
