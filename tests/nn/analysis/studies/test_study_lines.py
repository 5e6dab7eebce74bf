import numpy as np
import pytest

from nn import datasets
from nn.analysis import studies
from nn.analysis.studies import lines
from nn.runs.run import FILM_RUN, Run


@pytest.fixture(scope="module")
def measured(tiny_run, few_digits):
    """A study, its run, and what the run was trained on."""
    run = Run.load(tiny_run)
    study, _ = studies.read(run, "lines")
    Y = datasets.one_hot(few_digits.training_labels, run.sizes[-1])
    return study, run, few_digits.training_images, Y


def test_the_weight_is_the_last_layers_with_the_largest_slope(measured):
    study, run, X, Y = measured
    nabla_w = run.network(0).backpropagation(X, Y).nabla_w[-1]
    assert abs(nabla_w).argmax() == study.to * nabla_w.shape[1] + study.weight_from
    assert study.slope == pytest.approx(nabla_w[study.to, study.weight_from], rel=1e-4)
    assert study.value == run.network(0).weights[study.layer - 1][study.to, study.weight_from]


def test_costs_along_the_weight_are_those_of_the_network_with_another_weight(measured):
    study, run, X, Y = measured
    for i in (0, 17, 60, 120):
        network = run.network(0)
        network.weights[-1][study.to, study.weight_from] += study.moves[i]
        assert study.weight_costs[i] == pytest.approx(network.cost(X, Y), rel=1e-5)


def test_costs_along_the_gradient_fall_on_the_same_side(measured):
    study, run, X, Y = measured
    network = run.network(0)
    slopes = network.gradient(X, Y)
    side = np.sign(study.slope)
    assert study.gradient_length == pytest.approx(np.linalg.norm(slopes))
    for i in (0, 40, 120):
        network = run.network(0)
        network.theta += side * study.moves[i] * slopes / np.linalg.norm(slopes)
        assert study.gradient_costs[i] == pytest.approx(network.cost(X, Y), rel=1e-5)
    middle = len(study.moves) // 2
    downhill = middle - int(side)
    assert study.weight_costs[downhill] < study.weight_costs[middle]
    assert study.gradient_costs[downhill] < study.weight_costs[downhill]


def test_each_rolled_step_goes_down_the_true_slope(measured):
    study, run, X, Y = measured
    assert len(study.rolled) > 2 and study.rolled[0] == 0
    for here, there in zip(study.rolled[:4], study.rolled[1:5], strict=False):
        network = run.network(0)
        network.weights[-1][study.to, study.weight_from] += here
        slope = network.backpropagation(X, Y).nabla_w[-1][study.to, study.weight_from]
        assert there - here == pytest.approx(-study.eta * slope, rel=0.01)


def test_the_straight_line_goes_from_the_start_to_the_finish(measured):
    study, run, X, Y = measured
    assert study.straight_costs[[0, -1]] == pytest.approx(run.train_cost[[0, -1]], rel=1e-5)
    halfway = run.network()
    halfway.theta[:] = (run.thetas[0] + run.thetas[-1]) / 2
    assert study.alphas[60] == 0.5
    assert study.straight_costs[60] == pytest.approx(halfway.cost(X, Y), rel=1e-5)


def test_points_beside_a_line_are_where_they_were_put():
    thetas = np.array([[0.0, 0, 0], [1, 2, 0], [3, 0, -1], [4, 0, 0]])
    along, astray = lines.beside_line(thetas)
    np.testing.assert_allclose(along, [0, 0.25, 0.75, 1])
    np.testing.assert_allclose(astray, [0, 2, 1, 0], atol=1e-12)


def test_a_path_that_goes_nowhere_is_on_its_line():
    for places in lines.beside_line(np.ones((3, 4), np.float32)):
        assert list(places) == [0, 0, 0]


def test_the_slope_of_a_cubic_is_exact():
    moves = np.linspace(-1, 1, 9)
    costs = 1 + 2 * moves - 3 * moves**2 + 0.5 * moves**3
    for at in (-1.0, -0.3, 0.0, 0.9, 1.0):
        expected = 2 - 6 * at + 1.5 * at**2
        assert lines.slope_at(moves, costs, at) == pytest.approx(expected)


def test_a_ball_rolls_to_rest_in_a_bowl_with_a_step_worth_seeing():
    moves = np.linspace(-6, 6, 121)
    eta, rolled = lines.roll(moves, (moves - 2) ** 2, 0.001)
    assert eta == pytest.approx(0.1) and rolled[1] == pytest.approx(0.4)
    assert 1.5 < rolled[-1] < 2 and (np.diff(rolled) > 0).all()


def test_no_slope_no_roll():
    moves = np.linspace(-6, 6, 121)
    eta, rolled = lines.roll(moves, np.ones(121), 0.5)
    assert eta == 0.5 and rolled.tolist() == [0]


def test_the_films_start_rolls_by_more_than_a_step():
    study, _ = studies.read(Run.load(FILM_RUN), "lines")
    assert len(study.rolled) > 5
