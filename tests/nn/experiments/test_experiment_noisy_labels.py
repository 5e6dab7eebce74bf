"""The experiment `noisy_labels`: its claim, and the parts of it that could be wrong."""

import numpy as np
import pytest

from nn import datasets, experiments
from nn.experiments import noisy_labels
from nn.network import Network


def claim(found, p, by_true, fall, rougher, ahead=2):
    """Clean labels are fitted before wrong ones, which at first are answered by the true class;
    validation peaks early and falls; the neighbours of images and the first layer are the worse."""
    of = {name.removesuffix(f"_{p}"): x for name, x in found.items() if name.endswith(f"_{p}")}
    assert of["clean_half_epoch"] < of["wrong_half_epoch"]
    assert of["clean_at_peak"] > ahead * of["wrong_at_peak"]
    assert of["by_true_class_most"] > by_true and of["by_true_class_end"] < 0.05
    assert of["validation_peak_epoch"] < of["wrong_half_epoch"]
    assert of["validation_peak"] - of["validation_end"] > fall
    assert of["fitted_end"] > 0.99
    assert of["critical_end"] > max(of["critical_first"], found["critical_end_0"])
    assert of["smoothness_end"] < found["smoothness_end_0"] - rougher


def test_patterns_are_learned_first_and_wrong_labels_by_heart():
    found = experiments.read("noisy_labels").found
    claim(found, 20, by_true=0.85, fall=0.08, rougher=0.1)
    claim(found, 40, by_true=0.8, fall=0.2, rougher=0.2)
    claim(found, 80, by_true=0.4, fall=0.3, rougher=0.3)
    falls = [found[f"validation_peak_{p}"] - found[f"validation_end_{p}"] for p in (0, 20, 40, 60)]
    assert falls[0] < 0.01 and (np.diff(falls) > 0.08).all()
    assert found["critical_end_0"] < 0.4 and found["critical_end_20"] > 0.9


@pytest.mark.slow
def test_it_is_so_in_a_fresh_small_run_too(tmp_path):
    digits = datasets.load("digits")
    made = experiments.conduct("noisy_labels", digits, tmp_path / "fresh", quick=True, jobs=1)
    claim(made.found, 20, by_true=0.6, fall=0.04, rougher=0.08)
    claim(made.found, 80, by_true=0.2, fall=0.05, rougher=0.1, ahead=1.5)


@pytest.mark.parametrize("share", [0, 0.2, 0.5, 1])
def test_as_many_labels_are_wrong_as_asked_for(share):
    true = np.arange(1000) % 10
    labels = noisy_labels.mislabelled(true, share, 10, np.random.default_rng(3))
    assert (labels != true).sum() == share * len(true)
    assert labels.min() >= 0 and labels.max() < 10


def test_a_wrong_label_is_each_of_the_others_as_often():
    labels = noisy_labels.mislabelled(np.full(9000, 4), 1, 10, np.random.default_rng(0))
    counts = np.bincount(labels, minlength=10)
    assert counts[4] == 0
    assert abs(np.delete(counts, 4) - 1000).max() < 150


def test_what_is_wrong_stays_as_wrong_where_more_is():
    true = np.arange(500) % 7
    few, many = (
        noisy_labels.mislabelled(true, share, 7, np.random.default_rng(1)) for share in (0.2, 0.6)
    )
    np.testing.assert_array_equal(many[few != true], few[few != true])


def test_shares_are_of_their_own_kind():
    true, labels = np.array([0, 1, 2, 3, 4]), np.array([0, 1, 2, 9, 8])
    answers = np.array([0, 1, 5, 3, 8])
    shares = noisy_labels.fitted(answers, labels, true)
    assert shares == pytest.approx([3 / 5, 2 / 3, 1 / 2, 1 / 2])
    assert np.isnan(noisy_labels.fitted(answers, true, true)[2:]).all()


def a_network(hidden=(6,)):
    return Network([5, *hidden, 3], "relu", "softmax", "cross_entropy", 2, np.float64)


@pytest.mark.parametrize("hidden", [(6,), (6, 4)])
def test_the_gradient_of_the_input_is_that_of_finite_differences(hidden):
    network, generator = a_network(hidden), np.random.default_rng(5)
    X, upstream = generator.random((4, 5)), generator.standard_normal((4, 3))
    found = noisy_labels.gradient_of_input(network, network.forward(X), upstream)
    for k in range(5):
        step = 1e-6 * (np.arange(5) == k)
        up, down = (network.forward(X + s).z[-1].copy() for s in (step, -step))
        np.testing.assert_allclose(found[:, k], ((up - down) * upstream).sum(1) / 2e-6, atol=1e-6)


def a_line():
    """A network of one weight layer that answers 1 where the two pixels add up to over 1."""
    network = Network([2, 2], output_activation="softmax", cost="cross_entropy")
    network.weights[0][:], network.biases[0][:] = [[0, 0], [1, 1]], [0, -1]
    return network


def test_critical_images_are_those_that_lie_within_the_radius_of_another_answer():
    """Where the boundary is a line, the nearest point of it in the box is known: the sum of n
    pixels can be moved by n times the radius, and no further."""
    at = np.array([0.2, 0.44, 0.47, 0.53, 0.56, 0.9], np.float32)
    X = np.stack([at, at], axis=1)
    for radius, expected in ((0.04, [0, 0, 1, 1, 0, 0]), (0.07, [0, 1, 1, 1, 1, 0])):
        settings = {"radius": radius, "search_steps": 20}
        found = noisy_labels.critical(a_line(), X, settings, np.random.default_rng(0))
        np.testing.assert_array_equal(found, expected)


def test_a_pixel_is_not_sought_beyond_black_and_white():
    """At a corner no step leads further out, though the radius would reach another answer."""
    network = a_line()
    network.biases[0][1] = -2.05  # 1 is answered only where the pixels are brighter than white
    X = np.ones((1, 2), np.float32)
    settings = {"radius": 0.1, "search_steps": 20}
    assert not noisy_labels.critical(network, X, settings, np.random.default_rng(0)).any()


def test_strokes_are_smooth_and_noise_is_not():
    generator = np.random.default_rng(0)
    noise = generator.standard_normal((9, 28, 28))
    strokes = sum(np.roll(noise, (i, j), (1, 2)) for i in range(4) for j in range(4))
    everywhere = np.ones((28, 28), bool)
    assert abs(noisy_labels.smoothness(noise, everywhere)) < 0.03
    assert noisy_labels.smoothness(strokes, everywhere) == pytest.approx(0.75, abs=0.05)
    half = everywhere.copy()
    half[14:] = False
    strokes[:, 14:] = noise[:, 14:]
    assert noisy_labels.smoothness(strokes, half) == pytest.approx(0.75, abs=0.07)
