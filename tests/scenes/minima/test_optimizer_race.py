"""OptimizerRace says of the four what the experiment found, and its words follow the numbers."""

import numpy as np
from watching import captions_of

from scenes.minima.optimizer_race import NAMES, OptimizerRace
from scenes.mobjects.ticks import nice_step

CLIP = OptimizerRace


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
    level, steps = nice_step(2 * scene.race.highest_end()), result.arrays.steps
    for name in NAMES:
        costs = np.median(scene.race.costs(name), axis=0)
        needed = scene.race.steps_to(name, level)
        assert (costs[steps < needed] > level * 0.999).any()
        assert (costs[steps > needed] < level).all()
        assert f"{round(needed, -2):,.0f}" in captions_of(scene)


def test_the_table_tells_each_ones_steps_and_their_range(scene):
    level = nice_step(2 * scene.race.highest_end())
    each = {name: scene.race.steps_of_each(name, level) for name in NAMES}
    *_, (*_, rows) = scene.level
    for name, (words, median, ends) in zip(NAMES, rows, strict=True):
        assert words.typst_code == NAMES[name]
        low, high = (int(end.replace(",", "")) for end in ends.typst_code.split(" to "))
        assert abs(low - each[name].min()) <= 50 >= abs(high - each[name].max())
        assert low <= int(median.typst_code.replace(",", "")) <= high


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
