import dataclasses

import numpy as np
import pytest
from tiny_runs import trained

from nn import datasets
from nn.analysis import studies
from nn.analysis.studies import step_sizes
from nn.runs.run import FILM_RUN, Run
from nn.training.loop import epoch_order


@pytest.fixture(scope="module")
def measured(tiny_run, few_digits):
    run = Run.load(tiny_run)
    Y = datasets.one_hot(few_digits.training_labels, run.sizes[-1])
    return studies.read(run, "step_sizes")[0], run, few_digits.training_images, Y


def test_the_middle_training_is_that_of_the_run(measured):
    """Within its first epoch, whose learning rate is not yet decayed: the same costs."""
    study, run, X, Y = measured
    judges = len(X)
    assert study.judges == judges and study.etas[1] == run.facts["optimizer"]["eta"]
    shared, ours, theirs = np.intersect1d(study.steps, run.steps, return_indices=True)
    assert len(shared) >= 8
    np.testing.assert_allclose(study.costs[1][ours], run.train_cost[theirs], rtol=1e-5)


def test_the_others_differ_by_the_learning_rate_alone(measured):
    study, run, X, Y = measured
    np.testing.assert_allclose(study.etas / study.etas[1], step_sizes.FACTORS)
    rows = epoch_order(run.facts["seed"], 0, len(X))[: run.facts["mini_batch_size"]]
    for r, eta in enumerate(study.etas):
        network = run.network(0)
        network.theta -= np.float32(eta) * network.backpropagation(X[rows], Y[rows]).nabla
        assert study.steps[1] == 1
        assert study.costs[r, 1] == pytest.approx(network.cost(X, Y), rel=1e-5)


def test_the_map_has_the_true_cost_where_the_plane_holds_a_training(measured):
    """At the start, and at the ends of the second and the third, which span it."""
    study, _, _, _ = measured
    for r, look in ((0, 0), (1, -1), (2, -1)):
        assert study.off_plane[r, look] == pytest.approx(0, abs=1e-6)
        x, y = study.paths[r, look]
        if not (study.xs[0] <= x <= study.xs[-1] and study.ys[0] <= y <= study.ys[-1]):
            continue
        i, j = abs(study.ys - y).argmin(), abs(study.xs - x).argmin()
        near = study.map_costs[max(i - 1, 0) : i + 2, max(j - 1, 0) : j + 2]
        cost = study.costs[r, look]
        slack = np.ptp(near)
        assert near.min() - slack <= cost <= near.max() + slack


def test_the_map_is_of_one_scale_and_holds_the_trainings(measured):
    study, _, _, _ = measured
    assert np.diff(study.xs)[0] == pytest.approx(np.diff(study.ys)[0], rel=0.05)
    for path in study.paths[:2]:
        assert (path >= [study.xs[0], study.ys[0]]).all()
        assert (path <= [study.xs[-1], study.ys[-1]]).all()


def test_a_training_that_explodes_leaves_a_map_of_the_others(tiny_run, few_digits, monkeypatch):
    descend = step_sizes.descend

    def exploding(finished, X, Y, order, eta, *others):
        thetas, costs = descend(finished, X, Y, order, eta, *others)
        if eta > 100:
            thetas[3:], costs[3:] = np.nan, np.nan
        return thetas, costs

    monkeypatch.setattr(step_sizes, "descend", exploding)
    study = step_sizes.measure(Run.load(tiny_run), few_digits)
    assert np.isnan(study["costs"][2, 3:]).all() and np.isfinite(study["costs"][:2]).all()
    assert np.isfinite(study["map_costs"]).all()


def test_steps_may_take_all_of_an_epoch(tiny_run, few_digits):
    run, m = Run.load(tiny_run), 10
    whole = len(few_digits.training_images) // m
    X = few_digits.training_images[: whole * m]
    Y = datasets.one_hot(few_digits.training_labels[: whole * m], run.sizes[-1])
    order = epoch_order(0, 0, len(X))
    _, costs = step_sizes.descend(run, X, Y, order, 0.1, np.array([0, whole]), (X, Y))
    assert costs[1] < costs[0]


def test_the_films_small_steps_creep_and_its_large_ones_overshoot():
    study, _ = studies.read(Run.load(FILM_RUN), "step_sizes")
    small, own, large = study.costs[:, -1]
    assert own < small and own < large


def test_a_run_of_more_than_an_epoch_is_followed_to_the_end_of_its_first(
    tmp_path_factory, few_digits
):
    """After the last look there is no mini-batch left to step on."""
    run = Run.load(trained(tmp_path_factory, few_digits, epochs=2))
    study = step_sizes.measure(run, few_digits)
    assert study["steps"][-1] == len(few_digits.training_images) // 10


def test_the_judges_are_a_sample_though_data_are_sorted(tiny_run, few_digits, monkeypatch):
    monkeypatch.setattr(step_sizes, "JUDGES", 50)
    monkeypatch.setattr(step_sizes, "MOST_STEPS", 3)
    by_class = np.argsort(few_digits.training_labels, kind="stable")
    images, labels = few_digits.training_images[by_class], few_digits.training_labels[by_class]
    data = dataclasses.replace(few_digits, training_images=images, training_labels=labels)
    run = Run.load(tiny_run)
    study = step_sizes.measure(run, data)
    few = datasets.sample(labels, 50)
    cost = run.network(0).cost(images[few], datasets.one_hot(labels[few], run.sizes[-1]))
    assert study["judges"] == 50 and study["costs"][:, 0] == pytest.approx(cost, rel=1e-5)


@pytest.mark.parametrize("mini_batch_size", [400, 1000])
def test_after_a_single_step_which_is_a_line_there_is_a_map_too(
    tmp_path_factory, few_digits, mini_batch_size
):
    settings = {"mini_batch_size": mini_batch_size, "epochs": 3}
    run = Run.load(trained(tmp_path_factory, few_digits, **settings))
    study = step_sizes.measure(run, few_digits)
    assert list(study["steps"]) == [0, 1]
    assert np.isfinite(study["map_costs"]).all() and np.ptp(study["map_costs"]) > 0
    np.testing.assert_allclose(study["off_plane"][1], 0, atol=1e-5)
