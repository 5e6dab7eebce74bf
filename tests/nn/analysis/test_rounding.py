"""No result turns on the last bit of a float32 sum, which differs from processor to processor."""

import numpy as np
import pytest

from nn.analysis import landscape, statistics, symmetry
from nn.analysis.rounding import ROUNDING, first_highest, first_lowest, is_level
from nn.analysis.studies import gradients, lines
from nn.experiments import noisy_labels, optimizers, untouched_weights, warping_space
from nn.optimizers import OPTIMIZERS

MOVES = np.linspace(-6, 6, 121)
GENERATOR = np.random.default_rng(0)


def path_that_swings(*out):
    """A path (S · 30,) that moves evenly along one axis, and by `out` (S,) along another."""
    path = np.zeros((len(out), 30))
    path[:, 3], path[:, 7] = np.linspace(0, 10, len(out)), out
    return path.ravel()


def of_two_seeds(accuracy):
    """The answer of `told` of curves that all reach one accuracy twice."""
    looks = np.arange(len(accuracy))
    curves = np.tile(accuracy[:, None], (1, len(noisy_labels.CURVES)))
    return list(noisy_labels.told(curves, looks).values())


def chosen_lambda(accuracy):
    """The λ that `gather` takes of two that are equally accurate, over two seeds."""
    settings = {"lambdas": [0.0, 1.0, 2.0], "seeds": [0, 1]}
    size = np.ones((2, 2))
    results = [
        {
            "size": size,
            "accuracy": np.full((2, 2), of_one),
            "off": np.zeros(2),
            "expected": np.ones(2),
            "neuron": np.ones((2, 4)),
            "W1": np.ones((3, 4)),
            "lit": np.zeros(4),
        }
        for of_one in accuracy
    ]
    return untouched_weights.gather(settings, [], results)[1]["lambda"]


def chosen_rate(costs):
    """The places of the rates that `gather` takes of each optimizer's three, by their costs."""
    settings = {
        **optimizers.SETTINGS,
        "etas": {name: [1.0, 2.0, 3.0] for name in OPTIMIZERS},
        "seeds": [0],
    }
    of_one = [{"costs": np.full((2, 2), cost), "accuracy": np.ones(2)} for cost in costs]
    paths = {"explained": np.ones(2)}
    results = [*(of_one * len(OPTIMIZERS)), paths]
    return optimizers.gather(settings, [], results)[0]["chosen"]


CASES = {
    "a level curve does not roll": (
        lambda costs: np.append(*lines.roll(MOVES, costs, 0.5)),
        np.full(121, 0.1),
    ),
    "a curve that starts level does not roll": (
        lambda costs: np.append(*lines.roll(MOVES, costs, 0.5)),
        3 - np.clip(abs(MOVES) - 2, 0, None),
    ),
    "of two lowest points the nearer is rolled to": (
        lambda costs: lines.roll(MOVES, costs, 0.05)[0],
        np.minimum((MOVES - 1) ** 2, (MOVES + 4) ** 2 / 4) + 1,
    ),
    "a constant neuron is like none": (
        lambda a: symmetry.likeness(a.reshape(50, 3), RANDOM),
        np.tile([0.1, 1.0, 7.7], 50),
    ),
    "a constant list correlates with none": (
        lambda x: statistics.correlation(x, RANDOM[:, 0]),
        np.full(50, 0.1),
    ),
    "a level cost comes half its way at once": (
        gradients.on_the_way,
        np.full(6, 2.3),
    ),
    "of two snapshots equally far the first is in the middle": (
        lambda path: landscape.middle_of(path.reshape(7, 30)),
        path_that_swings(0, 1, 2, 1.5, 2, 1, 0),
    ),
    "a principal direction has a sign though its path ends where it began": (
        lambda path: landscape.principal_plane(path.reshape(7, 30))[1],
        path_that_swings(0, 1, 2, 3, 2, 1, 0),
    ),
    "of two peaks the first counts": (of_two_seeds, np.array([0.1, 0.86, 0.3, 0.86, 0.2])),
    "of two rates as good the first is taken": (chosen_rate, np.array([0.4, 0.3, 0.3])),
    "of two λ as good the first is taken": (
        chosen_lambda,
        np.array([0.1, 0.1, 0.7, 0.9, 0.8, 0.8]),
    ),
    "a singular matrix mirrors nothing": (
        lambda W: warping_space._turning(W.reshape(2, 2)),
        np.array([0.3, 0.1, 0.9, 0.3]),
    ),
}
RANDOM = GENERATOR.standard_normal((50, 3))


def nudged(values, kind):
    """Values that differ from these by a bit of a kind of float, each up or down."""
    return values * (1 + np.finfo(kind).eps * GENERATOR.choice([-1, 0, 1], values.shape))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_a_result_does_not_turn_on_the_last_bit(case, kind):
    result, given = CASES[case]
    expected = result(given)
    for _ in range(20):
        np.testing.assert_allclose(result(nudged(given, kind)), expected, rtol=1e-3, atol=1e-5)


def test_what_differs_by_more_than_rounding_is_told_apart():
    level = np.full(5, 3.0)
    assert is_level(level * (1 + ROUNDING / 2 * np.arange(5) / 5))
    assert not is_level(level + np.arange(5) * 3 * ROUNDING)
    assert is_level(np.array([[0.0, 1], [0, 2]]), axis=0).tolist() == [True, False]
    assert first_highest(np.array([1, 2, 2 + 1e-7, 1])) == 1
    assert first_highest(np.array([1, 2, 2.001, 1])) == 2
    assert first_lowest(np.array([-1, -2, -2 - 1e-7, -1])) == 1
    assert first_highest(np.array([-2.0, -1, -1])) == 1
