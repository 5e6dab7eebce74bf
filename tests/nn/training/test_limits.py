import dataclasses

import numpy as np
import pytest
from data_files import the_sentence

from nn import memory
from nn.network import Network
from nn.training import limits
from nn.training.settings import Settings
from nn.training.train import Training

FILM = Settings()


@pytest.fixture(autouse=True)
def a_machine_of_16_gigabytes(monkeypatch):
    monkeypatch.setattr(memory, "of_this_machine", lambda: 16 * 10**9)


@pytest.mark.parametrize(
    ("asked", "mention"),
    [
        ({"epochs": 10**8}, "1,000,000,000,000 steps"),
        ({"epochs": 10**12, "mini_batch_size": 10**12}, "--epochs"),
        ({"epochs": 10**6, "snapshots": 10**12}, "10,000,000,001 snapshots"),
        ({"sizes": (784, 10**9, 10)}, "--sizes"),
        ({"sizes": (784, 10**400, 10)}, "--sizes"),
        ({"sizes": (16, 10**6, 3), "snapshots": 2}, "1,000,019 neurons"),
        ({"snapshots": 80_000}, "4.2 GB"),
        ({"sizes": (784, *[1] * 12_000, 10)}, "1,000 layers"),  # their log could not be read
    ],
    ids=str,
)
def test_what_no_machine_or_not_this_one_can_train_is_refused(asked, mention):
    the_sentence(lambda: limits.check(dataclasses.replace(FILM, **asked), 50_000), mention)


def test_a_checkpoint_that_could_not_be_read_again_is_refused(monkeypatch):
    """Beyond 4 GB an npz has a directory of another kind, which `read_arrays` refuses."""
    monkeypatch.setattr(memory, "of_this_machine", lambda: 10**12)
    asked = {"sizes": (784, 5 * 10**5, 10), "snapshots": 2}
    settings = dataclasses.replace(FILM, optimizer="adam", eta=0.001, **asked)
    the_sentence(lambda: limits.check(settings, 50_000), "a checkpoint", "4.8 GB", "--sizes")


@pytest.mark.parametrize(
    "asked",
    [{}, {"epochs": 10**7}, {"sizes": (784, 5_000, 10)}, {"mini_batch_size": 10**12}],
    ids=str,
)
def test_what_is_only_large_is_not_refused(asked):
    limits.check(dataclasses.replace(FILM, **asked), 50_000)


def test_more_snapshots_than_steps_are_as_many_as_steps(easy, tmp_path):
    settings = Settings("easy", (16, 5, 3), epochs=1, mini_batch_size=100, snapshots=10**12)
    run = Training(settings, easy, tmp_path / "run").go()
    np.testing.assert_array_equal(run.steps, range(len(run.steps)))


def test_it_is_refused_before_anything_is_allocated(easy, tmp_path, monkeypatch):
    monkeypatch.setattr(Network, "__init__", lambda *_: pytest.fail("a network was made"))
    settings = Settings("easy", (16, 10**9, 3))
    the_sentence(lambda: Training(settings, easy, tmp_path / "run"), "--sizes")


def test_a_seed_of_forty_digits_is_a_seed_like_any_other(easy, tmp_path):
    seeds = 10**39, 10**39 + 1
    runs = [
        Training(
            Settings("easy", (16, 5, 3), epochs=1, seed=seed, snapshots=3), easy, tmp_path / str(i)
        ).go()
        for i, seed in enumerate(seeds)
    ]
    assert [run.facts["seed"] for run in runs] == [*seeds]
    assert (runs[0].thetas[0] != runs[1].thetas[0]).any()
