import dataclasses

import numpy as np
import pytest
from tiny_runs import ODD, trained

from nn import datasets
from nn.analysis import studies
from nn.analysis.studies import training_costs
from nn.analysis.studies.training_costs import SHOWN
from nn.runs.run import FILM_RUN, Run


@pytest.fixture(scope="module")
def measured(tiny_run):
    """A study and its run."""
    run = Run.load(tiny_run)
    return studies.read(run, "training_costs")[0], run


def test_each_cost_is_that_of_the_network_at_the_start_and_at_the_end(measured, few_digits):
    study, run = measured
    X, labels = few_digits.training_images, few_digits.training_labels
    Y = datasets.one_hot(labels, run.sizes[-1])
    order = datasets.sample(labels)
    for place in (0, 7, len(X) - 1):
        i = order[place]
        for snapshot, costs in ((0, study.start), (-1, study.end)):
            a = run.network(snapshot).forward(X[[i]]).a[-1][0]
            assert costs[place] == pytest.approx(((a - Y[i]) ** 2).sum(), rel=1e-3)
    assert len(study.start) == len(study.end) == len(X)


def test_their_means_are_the_costs_that_the_run_holds(measured):
    for study, run in (measured, (*film(),)):
        assert study.start.astype(float).mean() == pytest.approx(run.train_cost[0], rel=1e-4)
        assert study.end.astype(float).mean() == pytest.approx(run.train_cost[-1], rel=1e-4)


def film():
    run = Run.load(FILM_RUN)
    return studies.read(run, "training_costs")[0], run


def test_the_images_are_a_sample_of_the_training_part(measured, few_digits):
    study, _ = measured
    shown = datasets.sample(few_digits.training_labels, SHOWN)
    np.testing.assert_array_equal(study.images / np.float32(255), few_digits.training_images[shown])
    np.testing.assert_array_equal(study.labels, few_digits.training_labels[shown])


def test_the_mean_so_far_is_soon_near_that_of_all_though_data_are_sorted(measured, few_digits):
    _, run = measured
    by_class = np.argsort(few_digits.training_labels, kind="stable")
    images, labels = (
        few_digits.training_images[by_class],
        few_digits.training_labels[by_class],
    )
    data = dataclasses.replace(few_digits, training_images=images, training_labels=labels)
    costs = training_costs.measure(run, data)["end"].astype(float)
    quarter = len(costs) // 4
    assert costs[:quarter].mean() == pytest.approx(costs.mean(), rel=0.15)


def test_a_cost_beyond_a_float16_counts_as_the_highest(tmp_path_factory, small_digits):
    settings, _ = ODD["a cost of 10¹⁶"]
    run = Run.load(trained(tmp_path_factory, small_digits, **{**settings, "eta": 1e7}))
    costs = training_costs.measure(run, small_digits)["end"]
    assert costs.max() == training_costs.HIGHEST and np.isfinite(costs).all()
