import dataclasses

import numpy as np
import pytest

from nn.analysis import studies
from nn.analysis.studies import mini_batches
from nn.datasets import one_hot
from nn.runs.run import Run
from nn.training.settings import Settings
from nn.training.train import Training


@pytest.fixture(scope="module")
def measured(tiny_run):
    run = Run.load(tiny_run)
    return studies.read(run, "mini_batches")[0], run


@pytest.fixture(scope="module")
def examples(few_digits):
    return few_digits.training_images, one_hot(few_digits.training_labels, 10)


def test_sizes_grow_tenfold_and_stay_below_all(measured, examples):
    study, run = measured
    assert study.sizes.tolist() == [10, 100]
    assert study.sizes[-1] * mini_batches.GROWTH >= len(examples[0]) > study.sizes[-1]
    assert np.isfinite(study.angles).sum(axis=2).tolist() == [study.draws.tolist()] * 2


def test_the_mean_of_mini_batches_is_the_gradient_and_their_spread_falls_with_their_size(
    measured, examples
):
    """Of m examples out of n, drawn without repetition, the squared distance of the mean from that
    of all is (1/m − 1/n) times a spread that does not depend on m."""
    study, run = measured
    X, Y = examples
    network, n = run.network(0), len(X)
    each = np.stack([network.gradient(X[i : i + 1], Y[i : i + 1]) for i in range(n)])
    exact = each.mean(axis=0)
    spread = ((each - exact) ** 2).sum() / (n - 1) / (exact @ exact)
    for k, m in enumerate(study.sizes):
        some = slice(0, study.draws[k])
        ratios, angles = study.ratios[0, k, some], np.radians(study.angles[0, k, some])
        apart = 1 + ratios.astype(float) ** 2 - 2 * ratios * np.cos(angles)
        assert apart.mean() == pytest.approx((1 / m - 1 / n) * spread, rel=0.15)
        assert (ratios * np.cos(angles)).mean() == pytest.approx(1, abs=0.05)


def test_the_single_steps_are_those_of_the_run(measured, examples):
    study, run = measured
    X, Y = examples
    single = run.steps < len(study.single_costs)
    costs = study.single_costs[run.steps[single]]
    np.testing.assert_allclose(costs, run.train_cost[single], rtol=1e-5)
    assert single.sum() > 5 and len(study.batch_costs) == len(study.single_costs) - 1


def test_the_first_images_and_their_angle_are_of_the_first_mini_batch(
    measured, examples, few_digits, tmp_path
):
    study, run = measured
    X, Y = examples
    seen = []
    facts = run.facts
    training = Training(
        Settings(
            dataset=few_digits.name,
            sizes=tuple(run.sizes),
            mini_batch_size=facts["mini_batch_size"],
            epochs=1,
            seed=facts["seed"],
        ),
        few_digits,
        tmp_path / "again",
    )
    training.descent.step = lambda rows, eta: seen.append(rows)
    training._one_step()
    np.testing.assert_array_equal(study.first_images / np.float32(255), X[seen[0]])
    rough, exact = (run.network(0).gradient(X[rows], Y[rows]) for rows in (seen[0], slice(None)))
    cosine = rough @ exact / np.linalg.norm(rough) / np.linalg.norm(exact)
    assert np.cos(np.radians(study.first_angle)) == pytest.approx(cosine)


def test_an_exact_step_is_eta_times_the_gradient_of_all(measured, examples):
    study, run = measured
    X, Y = examples
    for eta, costs in zip(study.etas, study.exact_costs, strict=True):
        network = run.network(0)
        assert costs[0] == pytest.approx(run.train_cost[0])
        network.theta -= (eta * network.gradient(X, Y)).astype(np.float32)
        assert costs[1] == pytest.approx(network.cost(X, Y), rel=1e-5)
    assert study.etas[0] == run.facts["optimizer"]["eta"]


def test_steps_out_of_bounds_are_told_as_nan(tiny_run, few_digits):
    run = Run.load(tiny_run)
    run.facts = {
        **run.facts,
        "activation": "relu",
        "optimizer": {**run.facts["optimizer"], "eta": 1e30, "l2": 1e30},
        "epochs": 6,
    }
    study = mini_batches.measure(run, few_digits)
    assert study["exact_costs"].shape == (3, 7)
    assert np.isnan(study["exact_costs"]).any() and np.isfinite(study["exact_costs"][:, 0]).all()


def test_a_mini_batch_of_all_examples_has_their_gradient(tiny_run, few_digits):
    run = Run.load(tiny_run)
    run.facts = {**run.facts, "mini_batch_size": 10_000}
    some = dataclasses.replace(
        few_digits,
        training_images=few_digits.training_images[:30],
        training_labels=few_digits.training_labels[:30],
    )
    study = mini_batches.measure(run, some)
    assert study["sizes"].tolist() == [30]
    np.testing.assert_allclose(study["angles"], 0, atol=0.1)
    assert len(study["first_images"]) == mini_batches.SHOWN
