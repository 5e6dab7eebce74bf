"""Networks in groups that fit the cache are the same networks, however they are grouped."""

import numpy as np
import pytest

from nn.network import Network
from nn.optimizers import OPTIMIZERS, SGD, Adam
from nn.training import groups as grouping
from nn.training.ensemble import FEW, Ensemble, EnsembleDescent
from nn.training.groups import bytes_of_a_step, cache_of_a_core, groups

SIZES = [784, 16, 7, 5]  # its first layer is not small
KIB = 1024


def networks(count, sizes=SIZES):
    return [Network(sizes, seed=seed) for seed in range(count)]


def sized(monkeypatch, cache):
    monkeypatch.setattr(grouping, "cache_of_a_core", lambda: cache)


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values())
@pytest.mark.parametrize("own", [False, True], ids=["shared batches", "own batches"])
def test_the_size_of_groups_changes_no_bit(monkeypatch, optimizer, own):
    generator = np.random.default_rng(0)
    X, labels = generator.random((60, SIZES[0]), np.float32), generator.integers(0, SIZES[-1], 60)
    Y = np.eye(SIZES[-1], dtype=np.float32)[labels]
    batches = [generator.integers(0, 60, (11, 9) if own else 9) for _ in range(20)]
    ends = []
    for most in (1, 2, 4, 11):
        sized(monkeypatch, 2 * most * bytes_of_a_step(networks(1)[0], optimizer, 9))
        trained = []
        for group in groups(networks(11), optimizer, 9):
            assert len(group) <= most
            ensemble, first = Ensemble(group), len(trained)
            descent = EnsembleDescent(ensemble, optimizer(ensemble.theta), X, Y)
            for rows in batches:
                descent.step(rows[first : first + len(group)] if own else rows, 0.05)
            trained += ensemble.networks()
        ends.append(np.stack([network.theta for network in trained]))
        assert np.array_equal(ends[0], ends[-1])


@pytest.mark.parametrize("count", [1, 2, 7, 20, 23])
@pytest.mark.parametrize("most", [0, 1, 3, 10, 50])
def test_groups_are_in_order_and_as_equal_as_can_be(monkeypatch, count, most):
    sized(monkeypatch, 2 * most * bytes_of_a_step(networks(1)[0], SGD, 5))
    given = networks(count)
    found = groups(given, SGD, 5)
    assert [network for group in found for network in group] == given
    sizes = [len(group) for group in found]
    assert max(sizes) - min(sizes) <= 1 and len(sizes) == -(-count // max(most, 1))


def test_networks_that_are_multiplied_as_one_stay_together(monkeypatch):
    sized(monkeypatch, 1)
    assert len(groups(networks(9, [2, 2, 2]), SGD, 5)) == 1
    assert len(groups(networks(9, [FEW + 1, 1]), SGD, 5)) == 9


def test_a_step_counts_parameters_gradient_scratch_state_and_values():
    network = networks(1)[0]
    values = 4 * 5 * sum(SIZES[1:])
    assert bytes_of_a_step(network, SGD, 5) == 4 * (3 * len(network.theta) + values)
    assert bytes_of_a_step(network, Adam, 5) == 4 * (5 * len(network.theta) + values) + 8  # count


def test_a_cores_cache_is_its_share_of_what_linux_lists(tmp_path):
    assert cache_of_a_core(tmp_path) == grouping.UNKNOWN
    for number, (level, size, cores) in enumerate(
        [("1", "32K", "0"), ("2", "1024K", "0,8"), ("3", "32768K", "0-3,8-11"), ("3", "odd", "0")]
    ):
        folder = tmp_path / f"index{number}"
        folder.mkdir()
        for name, text in {"level": level, "size": size, "shared_cpu_list": cores}.items():
            (folder / name).write_text(text + "\n")
    (tmp_path / "index9").mkdir()
    assert cache_of_a_core(tmp_path) == (512 + 4096) * KIB
