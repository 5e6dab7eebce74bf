"""The gradient's studies against the network evaluated directly."""

import numpy as np
import pytest

from nn.analysis import studies
from nn.analysis.studies.gradients import NUDGE, Nudged, in_double, on_the_way, two_weights
from nn.datasets import one_hot
from nn.network import parameter_count
from nn.runs.run import FILM_RUN, Run


@pytest.fixture(scope="module")
def measured(tiny_run, few_digits):
    """(run, its training images and targets, what `gradients` and `gradient_check` measured)."""
    run = Run.load(tiny_run)
    X, Y = few_digits.training_images, one_hot(few_digits.training_labels, run.sizes[-1])
    return run, X, Y, studies.read(run, "gradients")[0], studies.read(run, "gradient_check")[0]


def moved(run, snapshot, place, nudge):
    """The run's network in double precision with one parameter nudged."""
    network = in_double(run, snapshot)
    network.theta[place] += nudge
    return network


def test_the_cost_at_each_moment_is_the_one_in_the_log(measured):
    run, _, _, study, _ = measured
    assert study.snapshots[0] == 0 and study.snapshots[2] == len(run.steps) - 1
    np.testing.assert_allclose(study.cost, run.train_cost[study.snapshots], rtol=1e-5)


def test_the_gradient_is_the_slope_of_the_cost(measured):
    run, X, Y, study, _ = measured
    direction = np.random.default_rng(0).standard_normal(study.nabla.shape[1])
    for snapshot, nabla in zip(study.snapshots, study.nabla, strict=True):
        slope = [
            moved(run, snapshot, slice(None), sign * 1e-5 * direction).cost(X, Y)
            for sign in (-1, 1)
        ]
        assert (slope[1] - slope[0]) / 2e-5 == pytest.approx(nabla @ direction, rel=1e-4)


def test_the_cost_with_a_weight_nudged_is_that_of_the_network_so_changed(measured):
    run, X, Y, study, _ = measured
    for place, costs in zip(study.chosen, study.nudged_costs, strict=True):
        for nudge, cost in zip(study.nudges, costs, strict=True):
            other = moved(run, study.snapshots[1], place, nudge)
            assert cost == pytest.approx(other.cost(X, Y), rel=1e-12)
    assert study.nudges[-1] == NUDGE and study.nudges[len(study.nudges) // 2] == 0


def test_any_parameter_is_nudged_exactly_and_put_back(measured):
    run, X, Y, _, _ = measured
    network = in_double(run, -1)
    nudged = Nudged(network, X, Y)
    first = parameter_count(run.sizes[:2])
    for place in (300, first - 16, first - 1, first, first + 100, len(network.theta) - 1):
        expected = moved(run, -1, place, 0.3).costs(X, Y)
        rows = nudged.concerned(place)
        np.testing.assert_allclose(nudged.of_examples(place, 0.3, rows), expected[rows], rtol=1e-12)
        others = np.delete(np.arange(len(X)), rows)
        np.testing.assert_array_equal(network.costs(X, Y)[others], expected[others])
    np.testing.assert_array_equal(network.theta, in_double(run, -1).theta)


def test_the_two_weights_are_the_steepest_and_the_middle_one_of_those_not_zero():
    nabla = np.array([0, -9, 1, 0, 4, 2, 100, 100.0])
    np.testing.assert_array_equal(two_weights(nabla, [3, 2, 0]), [1, 4])
    np.testing.assert_array_equal(two_weights(0 * nabla, [3, 2, 0]), [5, 3])


def test_on_the_way_is_half_way_as_ratios_go():
    assert on_the_way(np.array([4.0, 3, 2, 1.9, 1])) == 2
    assert on_the_way(np.array([1.0, 2, 3])) == 0


def test_inputs_that_are_never_lit_are_counted_and_have_no_slope(measured):
    run, X, _, study, _ = measured
    dark = ~X.any(axis=0)
    assert study.never_lit == dark.sum() > 0
    n = run.sizes[0] * run.sizes[1]
    first = study.nabla[:, :n].reshape(3, run.sizes[1], run.sizes[0])
    assert not first[:, :, dark].any()


def test_finite_differences_are_those_of_the_network_evaluated_directly(measured):
    run, X, Y, _, check = measured
    e = float(check.epsilon)
    pair = [moved(run, check.snapshot, check.place, nudge).cost(X, Y) for nudge in (-e, e)]
    np.testing.assert_allclose(check.costs, pair, rtol=1e-14)
    for place, found in list(zip(check.places, check.entries_differences, strict=True))[::50]:
        e = float(check.entries_epsilon)
        below, above = (moved(run, check.snapshot, place, nudge).cost(X, Y) for nudge in (-e, e))
        assert found == pytest.approx((above - below) / (2 * e), abs=1e-11)


def test_backpropagation_agrees_with_finite_differences_and_entries_are_drawn_once(measured):
    run, X, Y, study, check = measured
    nabla = in_double(run, check.snapshot).gradient(X, Y)
    assert check.place == study.chosen[0]
    np.testing.assert_allclose(check.entries, nabla[check.places], rtol=1e-12)
    np.testing.assert_allclose(check.entries_differences, check.entries, rtol=1e-3, atol=1e-10)
    assert len(set(check.places)) == len(check.places)


def test_on_the_film_the_error_falls_as_the_square_of_epsilon_before_rounding_takes_over():
    check, _ = studies.read(Run.load(FILM_RUN), "gradient_check")
    errors = abs(check.differences - check.backpropagation)
    falling = check.epsilons > 1e-3
    slope = np.polyfit(np.log10(check.epsilons[falling]), np.log10(errors[falling]), 1)[0]
    assert slope == pytest.approx(2, abs=0.05)
    assert errors[-1] > 1e3 * errors.min()
