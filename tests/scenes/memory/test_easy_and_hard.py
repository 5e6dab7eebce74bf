"""What EasyAndHard says and shows is what the experiment found."""

import re

import numpy as np
import pytest
from layout import texts, words_of
from watching import captions_of

from nn.experiments.easy_and_hard import DATA
from scenes.memory.easy_and_hard import EasyAndHard, counted, fooled, noise_words, small
from scenes.mobjects.marks import IS_LIT
from scenes.stage.words.numbers import about

CLIP = EasyAndHard


def said(mobject):
    return [words_of(each).replace("\\", "") for each in texts([mobject])]


def test_what_is_said_are_the_networks_that_are_wrong(scene, result):
    captions, starts = captions_of(scene), len(result.settings["seeds"])
    counts = result.arrays.wrong.sum(axis=1)[DATA.index("real")]
    assert f"{counted(starts).capitalize()} networks learn" in captions
    assert f"all {len(counts):,}, sorted" in captions
    assert f"{about((counts == 0).mean())} of them fool no network" in captions.lower()


def test_the_lit_squares_are_the_networks_that_are_wrong(scene, result):
    arrays = result.arrays
    wrong = arrays.between_answers[0] != arrays.between_labels[0]
    for marks in (scene.marks, scene.trio[1][1]):
        lit = marks.values.ravel()[: len(wrong)] == IS_LIT
        np.testing.assert_array_equal(lit, wrong)
        assert marks.asked >= len(wrong)


def test_the_three_are_of_one_class_and_are_counted_as_said(scene, result):
    arrays, totals = result.arrays, scene.wrong["real"]
    numbers = []
    for column, (pick, i) in zip(scene.trio, scene._trio(), strict=True):
        assert getattr(arrays, f"{pick}_labels")[i] == arrays.between_labels[0]
        number = totals[getattr(arrays, f"{pick}_places")[i]]
        assert said(column[2]) == [f"{number} of {scene.starts} wrong"]
        assert f"fools {fooled(number, scene.starts)}." in captions_of(scene)
        numbers.append(number)
    assert numbers == sorted(set(numbers))
    assert [fooled(wrong, 100) for wrong in (0, 50, 100)] == ["nobody", "half of them", "them all"]


def test_every_digit_is_a_dot_and_in_the_end_they_rise(scene, result):
    counts = result.arrays.wrong.sum(axis=1)[0]
    dots = scene.digits.dots
    rising = np.argsort(dots.x)
    np.testing.assert_array_equal(np.sort(dots.x), range(result.settings["training"]))
    np.testing.assert_array_equal(dots.y, counts)
    np.testing.assert_array_equal(dots.y[rising], np.sort(counts))
    assert scene.digits.plot.y_range == (0, len(result.settings["seeds"]))


def test_the_table_has_the_shares_and_beside_them_those_of_chance(scene, result):
    counted, by_chance = said(scene.counted), said(scene.by_chance)
    for kind in ("all_right", "nearly_all_wrong"):
        assert f"{result.found[f'real_{kind}']:.1%}" in counted
        assert small(result.found[f"real_{kind}_by_chance"]) in by_chance
    assert (small(0.00006), small(1e-90)) == ("0.006%", "< 0.001%")
    most = np.array(scene.wrong["real"]) >= scene._most()
    assert most.mean() == pytest.approx(result.found["real_nearly_all_wrong"])
    assert f"{scene._most()} or more" in counted


def test_how_spread_noise_and_digits_are_is_told_beside_their_dots(scene, result):
    digits, noise = said(scene.spreads)
    for kind, words in (("real", digits), ("noise", noise)):
        rates = scene.wrong[kind] / scene.starts
        by_chance = np.sqrt(rates.mean() * (1 - rates.mean()) / scene.starts)
        (told,) = re.findall(r"\d[\d.]*", words)
        assert float(told) == pytest.approx(rates.std() / by_chance, abs=0.051)
    assert scene._times("noise") < scene._times("real")  # "closer to chance"


def test_noise_is_judged_by_how_spread_it_is():
    assert noise_words(1.9, 7.4) == "Here, mistakes come much closer to chance."
    assert noise_words(5.0, 7.4) == "Here, mistakes come no closer to chance."
    assert noise_words(1.05, 7.4) == "Here it is chance alone."


def test_the_hardest_stand_with_their_labels_and_what_they_are_taken_for(scene, result):
    names, columns = scene.rows[1]
    arrays = result.arrays
    for i, column in enumerate(columns):
        label, answers = arrays.hardest_labels[i], arrays.hardest_answers[i]
        taken_for = np.bincount(answers[answers != label]).argmax()
        assert said(column) == [str(label), str(taken_for)]
        np.testing.assert_allclose(column[0].values * 255, arrays.hardest_images[i])
    such = (scene.wrong["real"] == scene.starts).sum()
    assert said(names)[:2] == [
        f"{scene.starts} of {scene.starts} wrong",
        f"({len(columns)} of {such:,} such)",
    ]
