import numpy as np
import pytest

from nn import datasets, experiments
from nn.experiments import many_minima
from nn.experiments.many_minima import PAPER, likeness, scaled_down
from nn.network import Network, parameter_count

SMALL = {
    **many_minima.SETTINGS,
    "training": 200,
    "widths": [4, 6],
    "epochs": 3,
    "looks": 3,
    "seeds": [0, 1, 2, 3],
    "pictured": 2,
    "hessians": 1,
}


@pytest.fixture(scope="module")
def examples():
    return many_minima.examples(datasets.load("digits"), SMALL)


@pytest.fixture(scope="module")
def gathered(examples):
    """(arrays, found, results) of a tiny run."""
    trials = many_minima.trials(SMALL)
    results = [many_minima.trial(SMALL, given, examples) for given in trials]
    return *many_minima.gather(SMALL, trials, results), results


def claim(found, narrow, wide):
    """Wider networks end lower and closer together; few directions still curve down there."""
    assert found[f"test_std_{wide}"] < 0.7 * found[f"test_std_{narrow}"]
    assert found[f"test_cost_{wide}"] < found[f"test_cost_{narrow}"]
    assert found["down_end"] < 0.6 * found["down_start"]
    assert found["alike_end"] < 0.7


def test_wide_networks_end_closer_together_and_nearly_in_a_valley():
    found = experiments.read("many_minima").found
    claim(found, 25, 500)
    assert found["test_std_25"] < 0.05 * found["test_cost_25"]
    assert found["down_end"] < 0.01 < 0.05 < found["down_start"]
    assert found["slope_end"] < 0.1 * found["slope_start"]


def test_training_and_test_cost_go_together_less_in_the_wide_as_in_the_paper():
    found = experiments.read("many_minima").found
    assert list(PAPER.values()) == sorted(PAPER.values(), reverse=True)
    assert found["correlation_500"] < found["correlation_25"]


def test_costs_hardly_changed_any_more():
    result = experiments.read("many_minima")
    for width in result.settings["widths"]:
        assert result.found[f"last_change_{width}"] < 0.03 * result.found[f"test_cost_{width}"]


@pytest.mark.slow
def test_it_is_so_in_a_fresh_small_run_too(tmp_path):
    data = datasets.load("digits")
    fresh = experiments.conduct("many_minima", data, tmp_path / "fresh", quick=True, jobs=1)
    claim(fresh.found, *fresh.settings["widths"])


def test_a_picture_scaled_down_is_the_mean_of_its_parts():
    images = np.random.default_rng(0).random((3, 28 * 28))
    fine = images.reshape(3, 28, 28).repeat(5, axis=1).repeat(5, axis=2)  # 14 × 14 of them make one
    means = fine.reshape(3, 10, 14, 10, 14).mean(axis=(2, 4))
    np.testing.assert_allclose(scaled_down(images, (28, 28), 10), means.reshape(3, 100))


def test_a_picture_that_is_no_square_keeps_its_mean():
    images = np.random.default_rng(1).random((5, 6 * 9))
    small = scaled_down(images, (6, 9), 4)
    assert small.shape == (5, 16)
    np.testing.assert_allclose(small.mean(axis=1), images.mean(axis=1))


def test_networks_differ_by_their_seed_alone(examples):
    one, again, other = (
        many_minima.trial(SMALL, {"width": 6, "seed": seed}, examples)["cost"] for seed in (0, 0, 1)
    )
    np.testing.assert_array_equal(one, again)
    assert (one != other).all()


def test_costs_are_looked_at_from_the_start_to_the_end(gathered, examples):
    arrays, _, _ = gathered
    assert (arrays["looks"][0], arrays["looks"][-1]) == (0, SMALL["epochs"])
    assert arrays["cost"].shape == (2, 4, len(arrays["looks"]), 2)
    network = Network([100, 6, 10], "relu", "softmax", "cross_entropy", seed=3)
    X, Y = examples["X_test"] / np.float32(255), np.eye(10)[examples["labels_test"]]
    assert arrays["cost"][1, 3, 0, 1] == pytest.approx(network.cost(X, Y), rel=1e-5)


def test_the_narrowest_are_looked_at_more_closely(gathered, examples):
    arrays, _, results = gathered
    assert ["W" in result for result in results] == [True, True] + [False] * 6
    assert arrays["W"].shape == (2, 2, 4, 100)
    start = Network([100, 4, 10], "relu", seed=1).weights[0]
    np.testing.assert_array_equal(arrays["W"][1, 0], start)
    assert arrays["eigenvalues"].shape == (1, 2, parameter_count([100, 4, 10]))
    np.testing.assert_array_equal(
        arrays["digits"].reshape(10, 100), examples["X"][examples["first"]]
    )
    assert list(examples["labels"][examples["first"]]) == list(range(10))


def test_what_is_found_is_what_the_arrays_say(gathered):
    arrays, found, _ = gathered
    train, test = arrays["cost"][1, :, -1].astype(float).T
    assert found["test_std_6"] == pytest.approx(np.sqrt(((test - test.mean()) ** 2).sum() / 3))
    covariance = ((train - train.mean()) * (test - test.mean())).mean()
    assert found["correlation_6"] == pytest.approx(covariance / train.std() / test.std())
    end = arrays["eigenvalues"][:, 1]
    assert found["down_end"] == pytest.approx((end < -SMALL["tolerance"]).mean())
    assert found["lowest_end"] == end.min()


def test_the_interval_of_a_correlation_is_fishers(gathered):
    """Of 103 pairs with r = ½: tanh(artanh ½ ± 1.96/√100)."""
    x = np.random.default_rng(0).normal(size=(2, 103))
    x -= x.mean(axis=1, keepdims=True)
    x[1] -= x[0] * (x[0] @ x[1]) / (x[0] @ x[0])
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    pairs = np.stack([x[0], 0.5 * x[0] + np.sqrt(0.75) * x[1]], axis=1)
    found = many_minima._of_width(pairs[:, None].repeat(2, axis=1), np.zeros((103, 2)))
    assert found["correlation"] == pytest.approx(0.5)
    assert found["correlation_low"] == pytest.approx(0.339, abs=1e-3)
    assert found["correlation_high"] == pytest.approx(0.632, abs=1e-3)


def test_the_same_neurons_in_another_order_are_wholly_alike():
    generator = np.random.default_rng(0)
    W = generator.normal(size=(6, 50))
    assert likeness(W, 3 * W[generator.permutation(6)]) == pytest.approx(1)
    assert likeness(W, generator.normal(size=(6, 50))) < 0.5
