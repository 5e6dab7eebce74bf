"""What OptimizerRace says follows the numbers."""

import types

import numpy as np

from nn.results.optimizers import Race
from scenes.minima import race_words
from scenes.minima.race_words import NAMES


def a_race(right, moved=True):
    """Optimizers with one rate each, whose accuracies on the test part are right (4, seeds)."""
    arrays = {"chosen": np.zeros(4, int), "steps": np.arange(3)}
    costs = np.full((1, 2, 3, 2), 0.1)
    for name, of_one in zip(NAMES, right, strict=True):
        of_one = np.array(of_one)
        arrays[f"{name}_accuracy"] = np.stack([0 * of_one, of_one], axis=-1)[None]
        arrays[f"{name}_costs"] = costs if moved or name != "sgd" else 3 * costs
    etas = {"sgd": [1.0], "momentum": [0.1], "rmsprop": [1.0], "adam": [1.0]}
    settings = {"etas": etas}
    return Race(types.SimpleNamespace(arrays=types.SimpleNamespace(**arrays), settings=settings))


def test_words_follow_the_numbers():
    alike = a_race([[0.90, 0.94], [0.91, 0.94], [0.90, 0.93], [0.91, 0.95]])
    headline, caption = race_words.about_the_end(alike)
    assert "nearly alike" in headline and "by up to 4.0 points, the means by 1.5." in caption
    apart = a_race([[0.90, 0.91], [0.91, 0.92], [0.90, 0.91], [0.97, 0.98]], False)
    headline, caption = race_words.about_the_end(apart)
    assert "Adam is ahead" in headline and "by up to 1.0 points, the means by 7.0." in caption
    assert alike.momentum_is_a_larger_rate() and not apart.momentum_is_a_larger_rate()
    assert "at 10 η." in race_words.about_the_rates(alike)[1]
    assert "η" not in race_words.about_the_rates(apart)[1]
    steps = {"sgd": 900, "momentum": 1200, "rmsprop": 800, "adam": 1000}
    each = {name: np.array([steps[name], 850]) for name in NAMES}
    each["rmsprop"][1] = 860
    headline, caption = race_words.about_the_way(0.2, steps, each)
    assert "RMSprop is ahead in 1 of 2 seeds" in headline
    assert caption.index("plain descent 900") < caption.index("Adam 1,000")
