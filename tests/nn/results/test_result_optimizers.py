import numpy as np
import pytest

from nn import experiments
from nn.network import Network
from nn.results.optimizers import VALIDATION, Race, when


@pytest.fixture(scope="module")
def result():
    return experiments.read("optimizers")


@pytest.fixture(scope="module")
def race(result):
    return Race(result)


def test_the_sizes_are_those_of_as_many_parameters(race, result):
    assert Network(race.sizes()).theta.size == result.arrays.parameters
    assert race.sizes() == [784, 16, 16, 10]


def test_each_optimizer_is_at_the_rate_of_the_lowest_validation_cost(race, result):
    for name in race.names:
        assert race.rates(name)[race.chosen(name)] == result.found[f"eta_{name}"]
        ends = race.costs_by_rate(name).mean(axis=0)
        assert ends[race.chosen(name)] == ends.min()
        assert race.costs(name, VALIDATION)[:, -1].mean() == pytest.approx(ends.min())
        right = result.found[f"test_accuracy_{name}"]
        assert race.accuracy(name).mean() == pytest.approx(right)


def test_all_come_down_to_the_highest_end_and_the_last_of_them_at_the_end(race):
    level = 1.0001 * race.highest_end()
    needed = [race.steps_to(name, level) for name in race.names]
    assert max(needed) == pytest.approx(race.steps[-1], rel=0.01)
    for name, steps in zip(race.names, needed, strict=True):
        each = race.steps_of_each(name, 2 * level)
        assert each.min() <= race.steps_to(name, 2 * level) <= each.max() <= race.steps[-1] >= steps


def test_between_looks_the_curve_is_straight_on_logarithmic_axes():
    steps, costs = np.array([0, 9, 99]), np.array([1.0, 0.1, 0.01])
    assert when(costs, steps, 0.1 * 10**-0.5) == pytest.approx(10**1.5 - 1)
    assert when(np.array([1.0, 0.1, 0.5, 0.05]), np.arange(4), 0.4) > 2  # it rose once more
