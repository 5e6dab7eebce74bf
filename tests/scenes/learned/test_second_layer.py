import numpy as np
import pytest
from watching import captions_of, numbers_in

from scenes.learned.second_layer import SecondLayer
from scenes.stage.examples import an_example
from scenes.stage.words.numbers import about

CLIP = SecondLayer


@pytest.fixture(scope="module")
def z1(run):
    """The weighted sums (n, n_1) of the first layer, for all examples."""
    return run.examples()[0] @ run.W[0][-1].T + run.b[0][-1]


@pytest.fixture(scope="module")
def z2(run, z1):
    """Those of the second layer (n, n_2)."""
    return 1 / (1 + np.exp(-z1.astype(float))) @ run.W[1][-1].T + run.b[1][-1]


def test_the_neuron_is_the_one_that_the_example_excites_most(scene, run, z2):
    image, _ = an_example(run)
    (i,) = np.flatnonzero((run.examples()[0] == image.ravel()).all(axis=1))[:1]
    assert scene.j == z2[i].argmax()


def test_the_sum_is_of_all_pictures_of_the_first_layer_by_weight(scene, run):
    W1, W2 = run.W[0][-1], run.W[1][-1]
    for j, picture in enumerate(scene.layer):
        expected = sum(W2[j, k] * W1[k].astype(float) for k in range(len(W1)))
        np.testing.assert_allclose(picture.values.ravel(), expected, atol=2e-5)
    np.testing.assert_allclose(scene.sum.values, scene.layer[scene.j].values, atol=2e-5)


def test_a_frame_says_the_sign_and_the_size_of_a_weight(scene, run):
    w = run.W[1][-1, scene.j]
    widths = [frame.get_stroke_width() for frame in scene.frames]
    np.testing.assert_array_equal(np.argsort(widths, kind="stable"), np.argsort(abs(w)))
    blue = [
        frame.get_stroke_color() == scene.frames[int(w.argmax())].get_stroke_color()
        for frame in scene.frames
    ]
    np.testing.assert_array_equal(blue, w > 0)


def test_each_dot_is_what_the_picture_says_and_what_the_neuron_gets(scene, run, z2):
    response = run.examples()[0] @ (run.W[1][-1, scene.j] @ run.W[0][-1])
    np.testing.assert_allclose(scene.dots.x, response, atol=1e-2)
    np.testing.assert_allclose(scene.dots.y, z2[:, scene.j], atol=1e-3)
    expected = np.corrcoef(response, z2[:, scene.j])[0, 1]
    explained = 100 * np.array([expected**2, (scene.r**2).min(), (scene.r**2).max()])
    count, *shown = numbers_in(scene.table)
    assert count == len(response) and shown == pytest.approx(explained, abs=0.1)
    best = "The best of them explains" in captions_of(scene)
    assert best == (scene.r[scene.j] ** 2 == (scene.r**2).max())
    assert f"explains {about(scene.r[scene.j] ** 2)} of what" in captions_of(scene)


def test_each_layers_name_stands_beside_its_own_pictures(scene):
    first, second = scene.named
    assert scene.pictures.get_right()[0] < first.get_left()[0]
    assert first.get_right()[0] < second.get_left()[0]
    assert second.get_right()[0] < scene.layer.get_left()[0]


def test_the_correlations_of_the_layer_are_those_of_numpy(scene, run, z2):
    response = run.examples()[0] @ (run.W[1][-1] @ run.W[0][-1]).T
    for j in range(run.sizes[2]):
        expected = np.corrcoef(response[:, j], z2[:, j])[0, 1]
        assert scene.r[j] == pytest.approx(expected, abs=1e-3)
