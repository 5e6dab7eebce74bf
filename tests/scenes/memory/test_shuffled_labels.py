import numpy as np
from watching import captions_of

from scenes.memory.labels import WRONG
from scenes.memory.shuffled_labels import ShuffledLabels, nearly
from scenes.stage.words.numbers import about, in_words

CLIP = ShuffledLabels


def test_the_digits_and_what_they_are_called_are_those_of_the_first_seed(scene, result):
    arrays = result.arrays
    shown = [picture.values.ravel() for picture in scene.digits.pictures]
    np.testing.assert_allclose(shown, arrays.digits / 255)
    _, anew, _ = scene.drawn
    assert [int(label.typst_code) for label in anew] == arrays.given[-1].tolist()
    pink = [label.get_color().to_hex().lower() == WRONG for label in anew]
    np.testing.assert_array_equal(pink, arrays.given[-1] != arrays.labels)


def test_what_is_said_are_the_medians_over_seeds(scene, result):
    words, arrays = captions_of(scene), result.arrays
    most = int(arrays.images[-1])
    steps = np.median(arrays.steps_to_enough, axis=1)
    assert f"True labels take {steps[0]:,.0f} steps." in words
    assert f"Random ones take {steps[-1]:,.0f}, " in words
    true, drawn = (np.median(arrays.test[share, :, -1]) for share in (0, -1))
    assert f"one network gets {about(true)} right" in words
    assert abs(drawn - 0.1) < 0.01  # “only guesses”
    assert f"makes learning {in_words(round(steps[1] / steps[0]))} times slower" in words
    assert f"Even {about(result.settings['shares'][1])} makes learning" in words
    right = np.median(arrays.training_of_most[:, -1])
    assert f"{most:,} random labels" in words
    assert f"it gets {about(right)} right" in words
    assert f"There are {nearly(most / result.found['weights'])} images for every weight" in words


def test_what_is_rounded_is_said_on_screen_in_figures(scene, result):
    words = " ".join(beat.words.replace("\\", "") for beat in scene.beats)
    arrays = result.arrays
    for share in (0, -1):
        assert f"labels: {np.median(arrays.test[share, :, -1]):.0%}" in words
    for steps in np.median(arrays.steps_to_enough, axis=1)[:2]:
        assert f"{steps:,.0f} steps" in words
    assert f"{np.median(arrays.training_of_most[:, -1]):.0%}" in words


def test_a_number_of_a_few_is_said_as_nearly_a_whole_one():
    assert [nearly(n) for n in (4.6, 5.03, 5.2)] == ["nearly five", "five", "more than five"]


def test_the_curve_is_all_seeds_at_every_share(scene, result):
    steps = scene.line.shares
    assert len(steps[0]) == len(result.settings["shares"])
    top = scene.line.plot.y_range[1]
    each = spread_of(result.arrays.steps_to_enough.T)
    np.testing.assert_allclose(steps[1:] * top, each, rtol=1e-5)


def test_the_last_curves_are_those_of_the_fewest_and_the_most_labels(scene, result):
    arrays = result.arrays
    for curve, values in zip(
        scene.curves_of_many, (arrays.training[-1], arrays.training_of_most), strict=True
    ):
        np.testing.assert_allclose(curve.shares[1:], spread_of(values), atol=1e-6)


def test_on_new_digits_the_bright_curves_are_those_of_the_test_and_the_pale_ones_of_training(
    scene, result
):
    for kind, curves in (("training", scene.curves), ("test", scene.tested)):
        for share, curve in zip((0, -1), curves, strict=True):
            expected = spread_of(getattr(result.arrays, kind)[share])
            np.testing.assert_allclose(curve.shares[1:], expected, atol=1e-6)


def spread_of(values):
    return values.min(axis=0), np.median(values, axis=0), values.max(axis=0)
