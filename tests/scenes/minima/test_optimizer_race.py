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
        numbers = scene.level[4]
        assert numbers[list(NAMES).index(name)].typst_code == f"{round(needed, -2):,.0f}"


def test_who_is_said_to_be_ahead_needs_the_fewest_steps(scene):
    level = nice_step(2 * scene.race.highest_end())
    first = min(NAMES, key=lambda name: scene.race.steps_to(name, level))
    assert f"On the way down, {NAMES[first]} is ahead." in captions_of(scene)
    each = np.array([scene.race.steps_of_each(name, level) for name in NAMES])
    ahead = (each.argmin(axis=0) == list(NAMES).index(first)).sum()
    assert scene.level[5].typst_code == f"ahead in {ahead} of {each.shape[1]} seeds"


def test_each_end_is_written_with_its_cost_on_the_map_and_its_true_one(scene, result):
    for path, words in enumerate(scene.names):
        on_map = result.arrays.plane_costs[path, -1]
        true = result.arrays.true_costs[path, -1]
        assert words.typst_code == f"map {on_map:.2f}, true {true:.2f}"


def test_what_it_says_of_the_ends_is_what_was_measured(scene, result):
    arrays = result.arrays
    assert np.ptp(arrays.true_costs[:, -1]) < 0.1 * arrays.true_costs[:, -1].max()
    assert "In truth they end at almost the same cost." in captions_of(scene)
    right = np.array([scene.race.accuracy(name) for name in NAMES])
    assert np.ptp(right.mean(axis=1)) < np.ptp(right, axis=1).mean()
    assert "Here, a new start matters more than the rule." in captions_of(scene)
    words = " ".join(beat.words.replace("\\", "") for beat in scene.beats)
    assert f"{arrays.explained.sum():.0%} of the movement" in words
