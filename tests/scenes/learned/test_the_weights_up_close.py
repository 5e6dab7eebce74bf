import types

import numpy as np
import pytest
from watching import captions_of, numbers_in

from scenes.learned.terms import what_wins
from scenes.learned.the_weights_up_close import TheWeightsUpClose
from scenes.stage.examples import an_example
from scenes.stage.words.numbers import in_words

CLIP = TheWeightsUpClose


def test_the_neuron_enlarged_is_the_one_that_the_example_lights_most(scene, run):
    image, _ = an_example(run)
    z = run.W[0][-1] @ image.ravel() + run.b[0][-1]
    assert scene.j == z.argmax()
    np.testing.assert_array_equal(scene.one.values.ravel(), run.W[0][-1, scene.j])
    np.testing.assert_allclose(scene.one.limits, scene.pictures[0].limits)


def test_what_it_adds_is_pixel_times_weight_and_the_sum_is_the_networks(scene, run):
    image, _ = an_example(run)
    product = image.ravel() * run.W[0][-1, scene.j]
    np.testing.assert_allclose(scene.product.values.ravel(), product, atol=1e-6)
    up, down, bias, z = numbers_in(scene.terms)
    assert up + down == pytest.approx(product.sum(), abs=1e-4)
    assert bias == pytest.approx(run.b[0][-1][scene.j])
    assert z == pytest.approx(run.network().forward(image.ravel()).z[0][0, scene.j], abs=1e-4)
    assert up + down + bias == pytest.approx(z, abs=1e-4)


def test_a_digit_lights_a_neuron_as_often_as_the_examples_say(scene, run):
    images, labels = run.examples()
    for c in (0, 3, 9):
        z = images[labels == c] @ run.W[0][-1].T + run.b[0][-1]
        expected = (z > 0).mean(axis=0)
        np.testing.assert_allclose(scene.table.values[c], expected[scene.order], atol=0.003)
        assert scene.bars.bars.values[c] == pytest.approx(expected[scene.j], abs=0.003)


def test_every_picture_of_the_table_stands_over_its_own_column(scene, run):
    for k, j in enumerate(scene.order):
        thumb = scene.pictures[j]
        np.testing.assert_array_equal(thumb.values.ravel(), run.W[0][-1, j])
        assert thumb.get_x() == pytest.approx(scene.table.cell(0, k)[0])


def test_the_frame_is_around_the_neurons_that_one_digit_alone_lights(scene):
    frame = getattr(scene, "alone", None)
    for k, shares in enumerate(np.sort(scene.table.values, axis=0).T):
        x = scene.table.cell(0, k)[0]
        alone = shares[-1] > 0.5 and shares[-2] < 0.25
        framed = frame is not None and frame.get_left()[0] < x < frame.get_right()[0]
        assert framed == alone


def test_the_curve_is_the_likeness_of_neighbours_at_each_snapshot(scene, run):
    for s in (0, len(run.steps) - 1):
        pictures = run.W[0][s].reshape(-1, 28, 28).astype(float)
        pairs = [
            (picture[row, column], picture[row + down, column + right])
            for picture in pictures
            for row in range(28)
            for column in range(28)
            for down, right in ((0, 1), (1, 0))
            if row + down < 28 and column + right < 28
        ]
        assert scene.smoothness[s] == pytest.approx(
            np.corrcoef(np.transpose(pairs))[0, 1], abs=1e-4
        )
    shown = [float(number.value) for number in scene.numbers]
    assert shown == pytest.approx(scene.smoothness[[0, -1]])
    agree = "have learned to agree" in captions_of(scene)
    assert agree == (scene.smoothness[-1] > scene.smoothness[0] + 0.1)


def test_how_many_light_for_one_digit_alone_is_counted(scene, run):
    images, labels = run.examples()
    z = images @ run.W[0][-1].T + run.b[0][-1]
    lit = np.sort([(z[labels == c] > 0).mean(axis=0) for c in range(10)], axis=0)
    alone = int(((lit[-1] > 0.5) & (lit[-2] < 0.25)).sum())
    count = in_words(alone).capitalize() if alone else "None"
    assert f"{count} of the neurons light" in captions_of(scene)


def test_the_last_picture_is_of_the_last_snapshot(scene, run):
    np.testing.assert_allclose(scene.pair[0].values.ravel(), run.W[0][0, scene.j])
    np.testing.assert_allclose(scene.pair[1].values.ravel(), run.W[0][-1, scene.j])


def test_who_wins_is_the_sign_of_the_sum():
    run = types.SimpleNamespace(sizes=[4, 3, 2], activations=["sigmoid", "sigmoid"])
    assert what_wins(run, 2.0, 1.0) == "Here blue wins, and the neuron lights up."
    assert what_wins(run, -2.0, -1.0) == "Here orange wins, and the neuron stays dark."
    assert what_wins(run, -2.0, 1.0).startswith("Here the bias makes blue win")
