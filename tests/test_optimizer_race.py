"""OptimizerRace says of the four what the experiment found, and its words follow the numbers."""

import types

import numpy as np
import pytest
from watching import captions_of, watched

from nn import experiments
from nn.run import FILM_RUN, find
from scenes import optimizer_race
from scenes.optimizer_race import NAMES, OptimizerRace


@pytest.fixture(scope="module")
def result():
    return experiments.read("optimizers")


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    return watched(OptimizerRace, find(FILM_RUN), tmp_path_factory.mktemp("media"))


def test_all_four_end_where_they_were(scene, result):
    for walk, path in zip(scene.walks, result.arrays.path, strict=True):
        expected = scene.map.c2p(*path[-1])
        np.testing.assert_allclose(walk.ball.get_center(), expected, atol=1e-6)


def test_the_curves_are_those_of_the_chosen_rates(scene, result):
    low, high = scene.plot.y_range
    for curve, name in zip(scene.curves, NAMES, strict=True):
        rate = result.settings["etas"][name].index(result.found[f"eta_{name}"])
        costs = getattr(result.arrays, f"{name}_costs")[rate, :, :, 0]
        heights = (np.log10(np.median(costs, axis=0)) - low) / (high - low)
        np.testing.assert_allclose(curve.shares[2], heights, atol=1e-6)


def test_the_steps_to_a_level_lie_between_the_looks_around_it(scene, result):
    level, steps = scene._level(), result.arrays.steps
    for name in NAMES:
        costs = np.median(scene._costs(name), axis=0)
        needed = scene._steps_to(name, level)
        assert (costs[steps < needed] > level * 0.999).any()
        assert (costs[steps > needed] < level).all()
        assert f"{needed:,.0f}" in captions_of(scene)


def test_what_it_says_at_the_end_is_what_was_measured(scene, result):
    said = captions_of(scene)
    means = [result.found[f"test_accuracy_{name}"] for name in NAMES]
    assert f"{min(means):.1%} to {max(means):.1%} of the test digits" in said
    assert f"holds {result.arrays.explained.sum():.0%} of their movement" in said
    ends = result.arrays.true_costs[:, -1]
    assert f"truly at {ends.min():.2f} to {ends.max():.2f}" in said


def a_result(right, moved=True):
    """A result of one rate for each, whose accuracies on the test part are right (4, seeds)."""
    arrays = {"chosen": np.zeros(4, int)}
    costs = np.full((1, 2, 3, 2), 0.1)
    for name, of_one in zip(NAMES, right, strict=True):
        of_one = np.array(of_one)
        arrays[f"{name}_accuracy"] = np.stack([0 * of_one, of_one], axis=-1)[None]
        arrays[f"{name}_costs"] = costs if moved or name != "sgd" else 3 * costs
    etas = {"sgd": [1.0], "momentum": [0.1], "rmsprop": [1.0], "adam": [1.0]}
    settings = {"etas": etas}
    return types.SimpleNamespace(arrays=types.SimpleNamespace(**arrays), settings=settings)


def test_words_follow_the_numbers():
    alike = a_result([[0.90, 0.94], [0.91, 0.94], [0.90, 0.93], [0.91, 0.95]])
    headline, caption = optimizer_race.about_the_end(alike)
    assert "nearly alike" in headline and "seed matters more than the rule" in caption
    apart = a_result([[0.90, 0.91], [0.91, 0.92], [0.90, 0.91], [0.97, 0.98]], False)
    headline, caption = optimizer_race.about_the_end(apart)
    assert "Adam is ahead" in headline and "rule matters more than the seed" in caption
    assert optimizer_race.is_moved(alike) and not optimizer_race.is_moved(apart)
    assert "at 10 η." in optimizer_race.about_the_rates(alike)[1]
    assert "η" not in optimizer_race.about_the_rates(apart)[1]
    steps = {"sgd": 900, "momentum": 1200, "rmsprop": 800, "adam": 1000}
    headline, caption = optimizer_race.about_the_way(0.2, steps)
    assert "RMSprop is ahead" in headline
    assert caption.index("plain descent 900") < caption.index("Adam 1,000")
