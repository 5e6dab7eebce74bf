"""OptimizerRace says of the four what the experiment found, and its words follow the numbers."""

import types

import numpy as np
import pytest
from watching import captions_of, watched

from nn import experiments
from nn.network import Network
from nn.runs.run import FILM_RUN, find
from scenes.minima import optimizer_race
from scenes.minima.optimizer_race import NAMES, OptimizerRace


@pytest.fixture(scope="module")
def result():
    return experiments.read("optimizers")


@pytest.fixture(scope="module")
def scene(media):
    return watched(OptimizerRace, find(FILM_RUN), media)


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
        assert f"{round(needed, -2):,.0f}" in captions_of(scene)


def test_the_table_tells_each_ones_steps_and_their_range(scene):
    level = scene._level()
    each = {name: scene._steps_of_each(name, level) for name in NAMES}
    steps = {name: scene._steps_to(name, level) for name in NAMES}
    *_, rows = scene._table(level, steps, each)
    for name, (words, median, ends) in zip(NAMES, rows, strict=True):
        assert words.typst_code == NAMES[name]
        low, high = (int(end.replace(",", "")) for end in ends.typst_code.split(" to "))
        assert abs(low - each[name].min()) <= 50 >= abs(high - each[name].max())
        assert low <= int(median.typst_code.replace(",", "")) <= high


def test_the_sizes_are_those_of_as_many_parameters(result):
    sizes = optimizer_race.sizes_of(result)
    assert Network(sizes).theta.size == result.arrays.parameters
    assert sizes == [784, 16, 16, 10]


def test_each_end_is_written_with_its_cost_on_the_map_and_its_true_one(scene, result):
    for words, name, path in zip(scene.names, NAMES, range(4), strict=True):
        on_map = result.arrays.plane_costs[path, -1]
        true = result.arrays.true_costs[path, -1]
        assert words.typst_code == f"{NAMES[name]}: map {on_map:.2f}, true {true:.2f}"


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
    assert "nearly alike" in headline and "by up to 4.0 points, the means by 1.5." in caption
    apart = a_result([[0.90, 0.91], [0.91, 0.92], [0.90, 0.91], [0.97, 0.98]], False)
    headline, caption = optimizer_race.about_the_end(apart)
    assert "Adam is ahead" in headline and "by up to 1.0 points, the means by 7.0." in caption
    assert optimizer_race.is_moved(alike) and not optimizer_race.is_moved(apart)
    assert "at 10 η." in optimizer_race.about_the_rates(alike)[1]
    assert "η" not in optimizer_race.about_the_rates(apart)[1]
    steps = {"sgd": 900, "momentum": 1200, "rmsprop": 800, "adam": 1000}
    each = {name: np.array([steps[name], 850]) for name in NAMES}
    each["rmsprop"][1] = 860
    headline, caption = optimizer_race.about_the_way(0.2, steps, each)
    assert "RMSprop is ahead in 1 of 2 seeds" in headline
    assert caption.index("plain descent 900") < caption.index("Adam 1,000")
