"""What OptimizerRace says follows the numbers."""

import types

import numpy as np

from nn.results.optimizers import Race
from scenes.minima import race_words
from scenes.minima.race_words import NAMES


def a_race(right):
    """Optimizers with one rate each, whose accuracies on the test part are right (4, seeds)."""
    arrays = {"chosen": np.zeros(4, int), "steps": np.arange(3)}
    costs = np.full((1, 2, 3, 2), 0.1)
    for name, of_one in zip(NAMES, right, strict=True):
        of_one = np.array(of_one)
        arrays[f"{name}_accuracy"] = np.stack([0 * of_one, of_one], axis=-1)[None]
        arrays[f"{name}_costs"] = costs
    etas = {"sgd": [1.0], "momentum": [0.1], "rmsprop": [1.0], "adam": [1.0]}
    settings = {"etas": etas}
    return Race(types.SimpleNamespace(arrays=types.SimpleNamespace(**arrays), settings=settings))


def test_words_follow_the_numbers():
    alike = a_race([[0.90, 0.94], [0.91, 0.94], [0.90, 0.93], [0.91, 0.95]])
    headline, *said = race_words.about_the_end(alike)
    assert "nearly alike" in headline and "start matters more than the rule" in said[1]
    apart = a_race([[0.90, 0.91], [0.91, 0.92], [0.90, 0.91], [0.97, 0.98]])
    headline, *said = race_words.about_the_end(apart)
    assert "Adam is ahead" in headline and "Adam is ahead" in said[0]
    assert "rule matters more than the random start" in said[1]
    steps = {"sgd": 900, "momentum": 1200, "rmsprop": 800, "adam": 1000}
    each = {name: np.array([steps[name], 850]) for name in NAMES}
    each["rmsprop"][1] = 860
    headline, said = race_words.about_the_way(steps)
    assert headline.endswith("RMSprop") and "RMSprop is ahead" in said
    assert race_words.seeds_ahead(steps, each) == "ahead in 1 of 2 seeds"


def test_what_the_map_seems_to_say_is_told_from_what_is_true():
    def ending_at(*true):
        costs = {"plane_costs": np.array([[1.0, 0.2], [1.0, 0.3]]), "true_costs": np.array(true)}
        return race_words.about_the_plane(types.SimpleNamespace(**costs))[1]

    assert ending_at([1.0, 0.09], [1.0, 0.1]) == "In truth they end at almost the same cost."
    assert ending_at([1.0, 0.05], [1.0, 0.15]) == "In truth their costs lie 0.10 apart."
