"""What the clip draws and says is what the experiment found."""

import re

import numpy as np
import pytest
from watching import captions_of

from scenes.stage.words.numbers import about
from scenes.what_if.untouched_weights_fade import UntouchedWeightsFade, percent_left

CLIP = UntouchedWeightsFade


def test_the_pictures_end_as_the_neuron_did_without_decay_and_with(scene, result):
    for picture, weights in zip((scene.left, scene.right), result.arrays.neuron, strict=True):
        np.testing.assert_allclose(picture.values.ravel(), weights[-1])
        assert picture.limits == pytest.approx([-scene.scale, scene.scale])
    assert scene.epoch.value == result.settings["epochs"]


def test_the_veils_leave_the_untouched_alone(scene, result):
    for veil in scene.veils:
        np.testing.assert_array_equal(veil.values.ravel() == 0, result.arrays.lit == 0)


def test_the_enlarged_corners_and_the_sizes_end_as_the_neuron_did(scene, result):
    neuron = result.arrays.neuron.reshape(2, -1, 28, 28)
    for corner, weights in zip(scene.corners, neuron, strict=True):
        enlarged = corner.enlarged
        rows, columns = enlarged.values.shape
        np.testing.assert_allclose(enlarged.values, weights[-1, :rows, :columns])
        assert enlarged.limits == pytest.approx([-scene.scale, scene.scale])
    left = [100 * result.found[f"untouched_left_{name}"] for name in ("without", "with")]
    assert [float(share.value) for share in scene.shares] == pytest.approx(left, abs=0.1)


def test_each_curve_is_the_median_of_its_seeds_and_the_dots_are_the_formula(scene, result):
    size = result.arrays.size[:, :, :, 0]
    for curve, of_one in zip(scene.curves.spreads, size / size[:, :, :1], strict=True):
        np.testing.assert_allclose(1.1 * curve.shares[2], np.median(of_one, axis=0), atol=1e-5)
    np.testing.assert_allclose(scene.dots.y, result.arrays.formula, atol=1e-6)


def test_every_validated_training_is_a_dot(scene, result):
    validated = result.arrays.accuracy[:, :, -1, 0]
    np.testing.assert_allclose(scene.tried.dots.y, validated.ravel())


def shown_at_the_end_of(scene, headline):
    (words,) = (beat.words for beat in scene.beats if beat.headline == headline)
    return words.replace("\\", "")


def test_what_is_said_and_shown_is_what_the_arrays_hold(scene, result):
    arrays, settings = result.arrays, result.settings
    pixels = shown_at_the_end_of(scene, "Weights that nothing moves")
    assert f"pink: {(arrays.lit == 0).sum()} pixels, never lit" in pixels
    last = shown_at_the_end_of(scene, "Does it help?")
    means = []
    for strength in 0, result.found["lambda"]:
        i = settings["lambdas"].index(strength)
        means.append(f"{arrays.accuracy[i, :, -1, 1].mean():.1%}")
    assert " → ".join(means) in last
    left = arrays.size[i, :, -1, 0] / arrays.size[i, :, 0, 0]
    assert f"fade to {about(left.mean())} of their size" in captions_of(scene)
    rounding = shown_at_the_end_of(scene, "As the formula says")
    assert f"at {8 * arrays.neuron.itemsize} bits" in rounding


def test_untouched_weights_stray_from_the_formula_by_less_than_is_shown(scene, result):
    words = shown_at_the_end_of(scene, "As the formula says")
    (percent,) = re.findall(r"rounding: off by  under (\d\.\d)%", words)
    furthest = 100 * result.found["furthest_from_formula_with"]
    assert furthest <= float(percent) < furthest + 0.1


def test_what_is_left_of_weights_is_the_ratio_of_their_typical_sizes():
    weights = np.array([[3.0, -4.0], [3.0, -4.0], [0.3, 0.4]])
    assert [percent_left(weights, e) for e in (0, 1, 2)] == pytest.approx([100, 100, 10])
