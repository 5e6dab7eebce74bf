"""With weight decay, the weights that nothing else moves fade as the formula says."""

import numpy as np
import pytest

from nn import datasets, experiments
from nn.datasets import one_hot
from nn.experiments import untouched_weights
from nn.network import Network
from nn.optimizers import SGD
from nn.training.descent import Descent


def claim(found):
    """Without decay they stay, with it they follow the formula, and the accuracy hardly differs."""
    assert found["untouched_pixels"] > 0
    assert found["untouched_left_without"] == 1
    assert found["furthest_from_formula_without"] == 0
    assert found["furthest_from_formula_with"] < 0.005
    assert found["untouched_left_with"] == pytest.approx(found["formula_at_the_end"], rel=0.002)
    assert found["formula_at_the_end"] < 0.8
    assert found["other_weights_with"] < found["other_weights_without"]
    assert abs(found["test_gain"]) < 0.02


def test_untouched_weights_fade_by_the_formula_and_the_accuracy_hardly_differs():
    result = experiments.read("untouched_weights")
    claim(result.found)
    assert abs(result.found["test_gain"]) < 0.005
    assert result.found["test_accuracy_with"] > 0.94


@pytest.mark.slow
def test_it_is_so_in_a_fresh_small_run_too(tmp_path):
    digits = datasets.load("digits")
    claim(experiments.conduct("untouched_weights", digits, tmp_path / "fresh", quick=True).found)


def test_the_curve_that_was_measured_is_the_formulas():
    result = experiments.read("untouched_weights")
    chosen = result.settings["lambdas"].index(result.found["lambda"])
    size = result.arrays.size[chosen, :, :, 0]
    shares = size / size[:, :1]
    np.testing.assert_allclose(shares, np.tile(result.arrays.formula, (len(size), 1)), rtol=0.003)


def test_the_pictures_of_the_neuron_have_their_untouched_weights_by_the_formula():
    arrays = experiments.read("untouched_weights").arrays
    without, with_it = arrays.neuron[:, :, arrays.lit == 0]
    assert (without == without[0]).all()
    np.testing.assert_allclose(with_it, np.outer(arrays.formula, without[0]), rtol=0.005)
    np.testing.assert_array_equal(arrays.neuron[:, 0], arrays.neuron[[0, 0], 0])
    np.testing.assert_array_equal(arrays.W1[:, 0], arrays.neuron[:, -1])


def test_what_strays_from_the_formula_is_rounding():
    """The same steps on those weights alone, without a network: in single precision the very bits
    that were measured, in double precision the formula."""
    result = experiments.read("untouched_weights")
    settings, lit = result.settings, result.arrays.lit
    start = Network([784, *settings["hidden"], 10], seed=0).weights[0][0, lit == 0]
    single, double = start.copy(), start.astype(float)
    strength = result.found["lambda"]
    for epoch in range(settings["epochs"]):
        eta = settings["eta"] * settings["decay"] ** epoch
        for _ in range(settings["training"] // settings["mini_batch_size"]):
            single -= strength * single * np.float32(eta)
            double -= strength * double * eta
    np.testing.assert_array_equal(single, result.arrays.neuron[1, -1, lit == 0])
    np.testing.assert_allclose(double, start * float(result.arrays.formula[-1]), rtol=1e-6)


def test_the_formula_is_one_factor_a_step():
    settings = {"mini_batch_size": 4, "eta": 0.5, "decay": 0.8, "epochs": 3}
    left, by_hand = 1.0, [1.0]
    for epoch in range(3):
        for _ in range(3):  # 10 images make 3 mini-batches
            left -= 0.5 * 0.8**epoch * 0.01 * left
        by_hand.append(left)
    np.testing.assert_allclose(untouched_weights.formula(settings, 0.01, 10), by_hand)


def test_a_step_with_decay_shrinks_an_unlit_pixels_weights_and_nothing_more():
    generator = np.random.default_rng(0)
    X = generator.random((6, 5)).astype(np.float32)
    X[:, 2] = 0
    network = Network([5, 4, 3])
    start = network.weights[0].copy()
    Y = one_hot(generator.integers(0, 3, 6), 3)
    Descent(network, SGD(network.theta), X, Y, l2=0.1).step(np.arange(6), eta=0.5)
    np.testing.assert_allclose(network.weights[0][:, 2], start[:, 2] * 0.95, rtol=1e-6)
    assert not np.allclose(network.weights[0][:, 1], start[:, 1] * 0.95, rtol=1e-6)


def test_lambda_is_chosen_on_validation_and_never_by_the_test_part():
    settings = {"lambdas": [0.0, 0.1, 0.2], "seeds": [0, 1]}
    validation, test = {0.0: 0.5, 0.1: 0.7, 0.2: 0.6}, {0.0: 0.5, 0.1: 0.4, 0.2: 0.9}
    results = [
        {
            "size": np.ones((2, 2)),
            "accuracy": np.array([[0, 0], [validation[strength], test[strength]]]),
            "neuron": np.zeros((2, 4)),
            "W1": np.zeros((3, 4)),
            "off": np.zeros(2),
            "expected": np.array([1, 1 - strength]),
            "lit": np.arange(4),
        }
        for strength in settings["lambdas"]
        for _ in settings["seeds"]
    ]
    _, found = untouched_weights.gather(settings, [], results)
    assert found["lambda"] == found["best_lambda_on_validation"] == 0.1
    assert found["test_gain"] == pytest.approx(-0.1)
    assert found["formula_at_the_end"] == pytest.approx(0.9)
