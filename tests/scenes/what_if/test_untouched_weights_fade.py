"""What the clip draws and says is what the experiment found."""

import re

import numpy as np
import pytest
from watching import captions_of

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
    chosen = result.settings["lambdas"].index(result.found["lambda"])
    assert set(scene.tried.dots.x[scene.tried.dots.marked]) == {chosen}


def test_what_is_said_is_what_the_arrays_hold(scene, result):
    said, arrays, settings = captions_of(scene), result.arrays, result.settings
    assert f"{(arrays.lit == 0).sum()} pixels, in yellow" in said
    assert f"{settings['training']:,} training digits" in said
    assert f"{8 * arrays.neuron.itemsize}-bit" in said and "λ/2 times" in said
    for name, strength in (("without", 0), ("with", result.found["lambda"])):
        i = settings["lambdas"].index(strength)
        assert f"{arrays.accuracy[i, :, -1, 1].mean():.1%} {name}" in said
    left = arrays.size[i, :, -1, 0] / arrays.size[i, :, 0, 0]
    assert f"shrink to {left.mean():.0%} of" in said


def test_untouched_weights_stray_from_the_formula_by_less_than_is_said(scene, result):
    (percent,) = re.findall(r"less than (\d\.\d)%, the rounding", captions_of(scene))
    furthest = 100 * result.found["furthest_from_formula_with"]
    assert furthest <= float(percent) < furthest + 0.1


def test_what_is_left_of_weights_is_the_ratio_of_their_typical_sizes():
    weights = np.array([[3.0, -4.0], [3.0, -4.0], [0.3, 0.4]])
    assert [percent_left(weights, e) for e in (0, 1, 2)] == pytest.approx([100, 100, 10])
