import re

import numpy as np
import pytest
from watching import captions_of, numbers_in

from nn.experiments.warping_space import sizes_of
from nn.network import Network, layer_views
from scenes.space.carried_sheet import PAPER
from scenes.space.warping_space import STARTS, WarpingSpace, share_of
from scenes.space.warps import STEPS, carried, output
from scenes.stage.words.numbers import about, in_words

CLIP = WarpingSpace


def test_it_says_how_many_starts_part_the_curves_and_how_the_best_was_trained(scene, result):
    said, arrays = captions_of(scene), result.arrays
    parted = (arrays.spiral_accuracy == 1).sum()
    assert f"{about(parted / len(arrays.spiral_accuracy))} do" in said
    more = in_words(result.settings["curve_depth"] - 1).capitalize()
    assert f"{more} more layers do the same" in said


def test_the_best_line_gets_as_much_right_as_is_said(scene, result):
    percent = scene.first[1][1][0].typst_code.rstrip("%")
    assert f"it gets {about(result.found['spirals_by_a_line'])} points" in captions_of(scene)
    blue, orange = (
        curve @ result.arrays.line[:2] + result.arrays.line[2] for curve in scene.curves
    )
    right = ((blue > 0).mean() + (orange < 0).mean()) / 2
    assert 100 * right == pytest.approx(int(percent), abs=1)  # at other points of the curves


def test_the_last_picture_of_the_training_is_the_last_layer_of_the_network(scene, result):
    sizes = sizes_of(2, result.settings["curve_depth"])
    network = Network(sizes, "tanh", "sigmoid", "cross_entropy", dtype=np.float64)
    network.theta[:] = result.arrays.untangled[-1]
    for curve, laid in zip(scene.curves, scene.sheet.curves, strict=True):
        passed = network.forward(curve)
        np.testing.assert_allclose(laid[:, :2], passed.a[-2], atol=1e-9)
    blue, orange = (network.forward(curve).z[-1] for curve in scene.curves)
    assert blue.min() > 0 > orange.max()
    ends = scene.sheet.line[0, :, :2]
    z = ends @ network.weights[-1][0] + network.biases[-1][0]
    np.testing.assert_allclose(z, 0, atol=1e-9)


def test_the_record_ends_at_all_right(scene, result):
    assert numbers_in(scene.rows) == [result.found["untangled_steps"], 100]


def test_each_start_shows_its_own_line_and_how_much_is_right(scene, result):
    assert len(scene.gallery) == STARTS
    sizes = sizes_of(2, result.settings["curve_depth"])
    for i, (sheet, share) in enumerate(scene.gallery):
        weights, biases = layer_views(result.arrays.spiral_thetas[i].astype(float), sizes)
        right = float(result.arrays.spiral_accuracy[i])
        assert share.typst_code.replace("\\", "") == f"{share_of(right)} right"
        z = output(sheet.line[..., :2], weights, biases)
        assert np.median(abs(z)) < 1e-6
        sides = [output(curve[:, :2], weights, biases) > 0 for curve in sheet.curves]
        found = (sides[0].mean() + 1 - sides[1].mean()) / 2
        assert found == pytest.approx(right, abs=0.01)


def test_the_gallery_says_how_many_of_all_starts_part_the_curves(scene, result):
    parted, tried = result.found["spirals_parted"], result.found["spirals_tried"]
    how_many, which = (words.typst_code for words in scene.share)
    assert how_many == f"{parted} of {tried}"
    assert which.endswith(f"the first {STARTS}")


def test_the_best_line_is_where_it_says(scene, result):
    line, _ = scene.first
    w, b = result.arrays.line[:2], result.arrays.line[2]
    for end in line.get_start_and_end():
        place = (end - scene.flat.p2s([0, 0]))[:2] / (scene.flat.width / 2 / PAPER)
        assert place @ w + b == pytest.approx(0, abs=1e-6)


def test_all_is_said_to_be_right_only_where_it_is():
    assert share_of(1.0) == "100%"
    assert share_of(0.9999) == "99.9%"
    assert share_of(0.8604) == "86.0%"


def test_the_panel_ends_on_the_numbers_of_a_layer(scene, result):
    """Taken back to the start, all matrices are the identity and nothing is shifted."""
    found = [float(number.value) for number in scene.panel.numbers]
    assert found == [1, 0, 0, 1, 0, 0]
    assert re.match("1", scene.panel.which.words)


def test_no_layer_that_is_shown_mirrors_the_plane(result):
    sizes = sizes_of(2, result.settings["curve_depth"])
    weights, biases = layer_views(result.arrays.untangled[-1].astype(float), sizes)
    assert min(np.linalg.det(W) for W in weights[:-1]) > 0
    corner = np.eye(2) * 1e-6
    for moment in np.linspace(0, STEPS * len(weights[:-1]), 25):
        hidden = weights[:-1], biases[:-1], moment
        edges = carried(corner, *hidden) - carried(np.zeros(2), *hidden)
        assert np.linalg.det(edges) > 0
