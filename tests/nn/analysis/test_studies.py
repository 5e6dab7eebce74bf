import shutil

import numpy as np
import pytest

from nn.analysis import studies
from nn.analysis.studies import predictions
from nn.arrays import read_arrays, write_arrays
from nn.errors import DownhillError
from nn.runs.run import FILM_RUN, Run


@pytest.fixture
def bare(tiny_run, tmp_path):
    """A copy of a run with one study, to be spoilt."""
    folder = tmp_path / "bare"
    shutil.copytree(tiny_run, folder, ignore=shutil.ignore_patterns("studies"))
    (folder / "studies").mkdir()
    shutil.copy(studies.path_of(Run.load(tiny_run), "predictions"), folder / "studies")
    return Run.load(folder)


def test_a_study_that_is_missing_says_how_to_make_it(bare):
    studies.path_of(bare, "predictions").unlink()
    with pytest.raises(DownhillError, match="downhill study"):
        studies.read(bare, "predictions")


def test_a_study_of_another_run_is_refused(bare):
    bare.digest = "another"
    with pytest.raises(DownhillError, match="another run"):
        studies.read(bare, "predictions")


def test_a_study_of_another_version_is_refused(bare):
    path = studies.path_of(bare, "predictions")
    write_arrays(path, read_arrays(path) | {"version": np.array(1)})
    with pytest.raises(DownhillError, match="another version.*downhill study"):
        studies.read(bare, "predictions")


def test_a_study_that_does_not_exist_is_refused_by_name(tiny_run, few_digits):
    with pytest.raises(DownhillError, match="'shoe size'.*predictions"):
        studies.write(Run.load(tiny_run), few_digits, ["shoe size"])


def test_other_data_than_the_runs_are_refused(tiny_run, easy):
    with pytest.raises(DownhillError, match="not the one that tiny was trained on"):
        studies.write(Run.load(tiny_run), easy)


def test_only_what_is_missing_or_of_an_older_version_is_measured_again(bare, few_digits):
    path = studies.path_of(bare, "predictions")
    assert path not in studies.write(bare, few_digits)
    assert studies.write(bare, few_digits) == []
    sound = path.read_bytes()
    write_arrays(path, read_arrays(path) | {"version": np.array(0)})
    with pytest.raises(DownhillError, match="another version.*downhill study .* predictions"):
        studies.read(bare, "predictions")
    assert studies.write(bare, few_digits) == [path]
    assert path.read_bytes() == sound


def test_measuring_twice_gives_the_same_bytes(bare, few_digits):
    studies.write(bare, few_digits)
    before = {name: studies.path_of(bare, name).read_bytes() for name in studies.names()}
    studies.write(bare, few_digits, studies.names())
    assert before == {name: studies.path_of(bare, name).read_bytes() for name in studies.names()}


def test_the_films_studies_are_whole_and_of_this_version():
    run = Run.load(FILM_RUN)
    for name in studies.names():
        assert len(studies.read(run, name)[1]) == 64


def test_the_answers_are_those_that_the_run_holds(tiny_run, few_digits):
    run = Run.load(tiny_run)
    study, _ = studies.read(run, "predictions")
    np.testing.assert_array_equal(study.labels, few_digits.test_labels)
    np.testing.assert_array_equal(study.outputs.argmax(axis=1), run.test_predictions)
    wrong = np.flatnonzero(run.test_predictions != few_digits.test_labels)
    np.testing.assert_array_equal(study.wrong, wrong)
    np.testing.assert_array_equal(
        study.wrong_images / np.float32(255), few_digits.test_images[wrong]
    )
    assert study.accuracy[-1] == pytest.approx(run.results["test_accuracy"])
    assert len(study.accuracy) == len(run.steps)


def test_no_test_part_gives_an_empty_study(tiny_run, few_digits):
    import dataclasses

    none = dataclasses.replace(
        few_digits, test_images=few_digits.test_images[:0], test_labels=few_digits.test_labels[:0]
    )
    study = predictions.measure(Run.load(tiny_run), none)
    assert all(len(array) == 0 for array in study.values())
