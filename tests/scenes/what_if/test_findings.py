"""The words follow what was found."""

import numpy as np

from nn.experiments.none_of_the_above import KINDS, TAUGHT
from scenes.what_if.findings import (
    about_the_accuracy,
    about_the_digits,
    about_the_others,
    about_the_same_noise,
    seeds_differ_by_more,
)


def test_the_words_on_strokes_and_digits_follow_what_was_found():
    found = {f"none_{taught}_{kind}": 0.2 for taught in TAUGHT for kind in KINDS}
    assert "alike" in about_the_others(found)
    assert "50% more" in about_the_others(found | {"none_eleventh_halves": 0.7})
    assert "fares as" in about_the_same_noise(found)
    assert "refused 30% more" in about_the_same_noise(found | {"none_eleventh_inside": 0.5})
    found = {f"accuracy_{taught}": 0.95 for taught in TAUGHT}
    assert "nothing" in about_the_digits(found, True)[0]
    assert "a little" in about_the_digits(found | {"accuracy_zeros": 0.93}, True)[0]
    assert "Seeds" in about_the_digits(found, True)[1]
    assert "Seeds" not in about_the_digits(found, False)[1]


def test_seeds_differ_by_more_only_where_each_kinds_do():
    assert seeds_differ_by_more(np.array([[0.1, 0.5], [0.2, 0.6]]))
    assert not seeds_differ_by_more(np.array([[0.1, 0.5], [0.2, 0.25]]))


FOUND = {
    "lambda": 3e-5,
    "best_lambda_on_validation": 3e-5,
    "test_accuracy_with": 0.952,
    "test_accuracy_without": 0.95,
    "seeds_that_gain": 4,
}


def test_the_words_on_accuracy_follow_what_was_found():
    headline, caption = about_the_accuracy(FOUND, 5)
    assert (
        "hardly" in headline
        and "On average λ = 0.00003 does best" in caption
        and "4 of 5" in caption
    )
    assert "grows" in about_the_accuracy(FOUND | {"seeds_that_gain": 5}, 5)[0]
    headline, caption = about_the_accuracy(
        FOUND | {"best_lambda_on_validation": 0, "test_accuracy_with": 0.9}, 5
    )
    assert headline == "And the accuracy" and "No λ does better" in caption
