import pathlib

import pytest
from data_files import the_sentence

from nn.importing.held import Held
from nn.importing.series import found, steps


def numbered(*names, per_epoch=None, zero=None, **said):
    paths = [pathlib.Path(name) for name in names]
    held = [Held([], "PyTorch", **{k: v[i] for k, v in said.items()}) for i in range(len(names))]
    return steps(paths, held, per_epoch, zero).numbers


def test_steps_come_from_the_checkpoints_or_their_names():
    assert numbered("a.pt", "b.pt", step=[70, 5]) == [70, 5]
    assert numbered("a.pt", step=[70]) == [70]
    assert numbered("model_step=10-loss=0.1.pt", "model_step=200-loss=0.2.pt") == [10, 200]
    assert numbered("epoch_2.pt", "epoch_10.pt", per_epoch=50) == [100, 500]
    assert numbered("a.pt", "b.pt", epoch=[1, 2], per_epoch=7) == [7, 14]
    assert numbered("epoch=1-step=60.ckpt", "epoch=2-step=90.ckpt") == [60, 90]
    assert numbered("net3.pt", "net20.pt", per_epoch=1) == [3, 20]
    assert numbered("net20.pt", "net3.pt", "net4.pt") == [3, 1, 2]
    assert numbered("start.pt", "end.pt") == [1, 2]
    assert numbered("model-v2.pt") == [1]


def test_epochs_need_the_steps_of_one():
    the_sentence(lambda: numbered("epoch_1.pt", "epoch_2.pt"), "--steps-per-epoch N")


def test_what_is_numbered_0_may_be_trained_already():
    names = ("epoch_0.pt", "epoch_1.pt")
    the_sentence(lambda: numbered(*names, per_epoch=5), "epoch_0.pt is numbered 0", "--zero before")
    assert numbered(*names, per_epoch=5, zero="before") == [0, 5]
    assert numbered(*names, per_epoch=5, zero="after") == [5, 10]
    assert numbered("net1.pt", "net2.pt", per_epoch=5, zero="after") == [5, 10]
    assert numbered("net0.pt", "net1.pt") == [1, 2]
    assert numbered("step_0.pt", "step_9.pt") == [0, 9]


def test_two_of_one_step_are_refused():
    the_sentence(lambda: numbered("a1.pt", "b1.pt"), "a1.pt and b1.pt are both numbered 1")


def test_files_are_found_in_natural_order_and_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("e10.pt", "e2.pt", "e1.pt"):
        pathlib.Path(name).touch()
    assert [path.name for path in found(["e2.pt"], "e*.pt")] == ["e2.pt", "e1.pt", "e10.pt"]
    the_sentence(lambda: found([], "x*.pt"), "no file matches --checkpoints x*.pt")
    the_sentence(lambda: found([], None), "no file is named")


@pytest.mark.parametrize("name", ["step_99999999999999999999.pt", "model.pt"])
def test_a_number_that_no_step_can_be_is_none(name):
    assert numbered(name) == [1]
