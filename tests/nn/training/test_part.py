"""What a stopped training left is continued only as this training wrote it."""

import dataclasses
import os
import shutil

import numpy as np
import pytest
from data_files import the_sentence
from tiny_runs import stopped_training

from nn.errors import DownhillError
from nn.training import train
from nn.training.part import Part
from nn.training.settings import Settings
from nn.training.train import Training

SETTINGS = Settings(
    dataset="easy",
    sizes=(16, 5, 3),
    optimizer="adam",
    eta=0.01,
    epochs=3,
    mini_batch_size=10,
    snapshots=8,
)
CHECKPOINT, SNAPSHOT = "checkpoint.npz", "snapshot-000000000002.npz"


def changed(**settings):
    return dataclasses.replace(SETTINGS, **settings)


@pytest.fixture(scope="module")
def stopped(easy, tmp_path_factory):
    """The part folder of a training that was stopped after its fifth checkpoint."""
    out = tmp_path_factory.mktemp("stopped") / "run"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(train, "SECONDS_BETWEEN_CHECKPOINTS", -1)
        stopped_training(SETTINGS, easy, out, after=5)
    return out.with_name("run.part")


@pytest.fixture
def part(stopped, tmp_path):
    """A copy of `stopped` to damage."""
    return shutil.copytree(stopped, tmp_path / "run.part")


def resume(part, data, settings=SETTINGS):
    return Training(settings, data, part.with_suffix("")).go(resume=True)


def read(path):
    with np.load(path) as archive:
        return dict(archive)


def flipped(array):
    raw = bytearray(array.tobytes())
    raw[len(raw) // 2] ^= 1
    return np.frombuffer(raw, array.dtype).reshape(array.shape)


def but(name, change):
    """A damage to the array of that name."""
    return lambda arrays: {**arrays, name: np.asarray(change(arrays[name]))}


DAMAGES = {
    "a bit flipped": but("theta", flipped),
    "shuffled": but("theta", lambda theta: theta[::-1]),
    "not finite": but("theta", lambda theta: theta * np.nan),
    "another shape": but("theta", lambda theta: theta[:-1]),
    "another shape of the same size": but("theta", lambda theta: theta[:, None]),
    "another type": but("theta", lambda theta: theta.astype(np.float64)),
    "text": but("theta", lambda theta: theta.astype(str)),
    "missing": lambda arrays: {name: arrays[name] for name in arrays if name != "theta"},
    "one too many": lambda arrays: {**arrays, "more": np.zeros(3)},
    "no seal": lambda arrays: {name: arrays[name] for name in arrays if name != "seal"},
    "another seal": but("seal", lambda seal: str(seal)[::-1]),
    "empty": lambda arrays: {},
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", [CHECKPOINT, SNAPSHOT])
def test_a_file_with_other_arrays_is_refused_by_name(part, easy, name, damage):
    np.savez(part / name, **DAMAGES[damage](read(part / name)))
    the_sentence(lambda: resume(part, easy), part / name, "--overwrite")
    assert os.listdir(part.parent) == ["run.part"]


@pytest.mark.parametrize("step", [-1, 10**9, 1.0, [3], "three"], ids=str)
def test_a_checkpoint_of_no_step_of_the_training_is_refused(part, easy, step):
    arrays = read(part / CHECKPOINT)
    np.savez(part / CHECKPOINT, **{**arrays, "step": np.array(step)})
    the_sentence(lambda: resume(part, easy), CHECKPOINT)


@pytest.mark.parametrize(
    "change", [but("step", lambda _: -1), but("step", lambda _: 10**9), DAMAGES["not finite"]]
)
def test_even_a_seal_that_fits_opens_no_checkpoint_that_can_not_be(part, easy, change):
    training = Training(SETTINGS, easy, part.with_suffix(""))
    state = read(part / CHECKPOINT)
    del state["seal"]
    training.part.write_checkpoint(change(state))
    the_sentence(lambda: training.go(resume=True), CHECKPOINT)


@pytest.mark.parametrize("other", [{"seed": 1}, {"eta": 0.02}, {"epochs": 4}], ids=str)
def test_the_files_of_another_training_are_refused(part, easy, tmp_path, monkeypatch, other):
    monkeypatch.setattr(train, "SECONDS_BETWEEN_CHECKPOINTS", -1)
    stopped_training(changed(**other), easy, tmp_path / "other", after=5)
    for name in (CHECKPOINT, SNAPSHOT):
        own = (part / name).read_bytes()
        shutil.copy(tmp_path / "other.part" / name, part / name)
        the_sentence(lambda: resume(part, easy), name)
        (part / name).write_bytes(own)
    resume(part, easy)


def test_a_snapshot_under_the_name_of_another_is_refused(part, easy):
    shutil.copy(part / "snapshot-000000000000.npz", part / SNAPSHOT)
    the_sentence(lambda: resume(part, easy), SNAPSHOT)


def test_a_snapshot_that_is_missing_or_cut_short_is_told_before_any_step(part, easy, monkeypatch):
    monkeypatch.setattr(Training, "_one_step", lambda _: pytest.fail("a step was taken"))
    (part / SNAPSHOT).write_bytes((part / SNAPSHOT).read_bytes()[:-30])
    the_sentence(lambda: resume(part, easy), SNAPSHOT)
    (part / SNAPSHOT).unlink()
    the_sentence(lambda: resume(part, easy), SNAPSHOT, "is missing")


def test_what_lies_beside_the_snapshots_gets_into_no_run(part, easy):
    whole = Training(SETTINGS, easy, part.with_name("whole")).go()
    shutil.copy(part / SNAPSHOT, part / "snapshot-000000000999.npz")
    assert resume(part, easy).thetas.tobytes() == whole.thetas.tobytes()


def test_resuming_with_other_settings_or_data_is_refused(part, easy):
    for other in ({"seed": 1}, {"eta": 1.0}, {"epochs": 4}, {"snapshots": 9}, {"l2": 0.1}):
        with pytest.raises(DownhillError, match="run.part was started with other settings"):
            resume(part, easy, changed(**other))
    with pytest.raises(DownhillError, match="other data"):
        resume(part, dataclasses.replace(easy, sha256="of other pixels"))
    resume(part, easy)


def test_a_folder_of_something_else_is_not_removed(easy, tmp_path):
    (tmp_path / "run.part").mkdir()
    (tmp_path / "run.part" / "letter").write_text("dear")
    for overwrite in (False, True):
        training = Training(SETTINGS, easy, tmp_path / "run")
        the_sentence(lambda: training.go(overwrite=overwrite), "run.part is in the way")  # noqa: B023
    assert (tmp_path / "run.part" / "letter").read_text() == "dear"


def test_an_optimizers_state_may_be_infinite(tmp_path):
    """A square of gradients overflows long before the parameters do."""
    part = Part(tmp_path / "run", {})
    state = {"step": np.array(3), "theta": np.ones(2), "square": np.array([1, np.inf])}
    part.write_checkpoint(state)
    kept = part.read_checkpoint(state, last_step=3)
    np.testing.assert_array_equal(kept["square"], state["square"])
