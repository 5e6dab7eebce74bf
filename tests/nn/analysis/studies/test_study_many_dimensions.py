import numpy as np
import pytest

from nn.analysis import studies
from nn.analysis.gradients import angles_between
from nn.datasets import one_hot
from nn.runs.run import Run


@pytest.fixture(scope="module")
def measured(tiny_run):
    run = Run.load(tiny_run)
    return studies.read(run, "many_dimensions")[0], run


def test_angles_are_those_of_the_plane():
    along = [[1, 0], [1, 0], [1, 0], [2, 0], [0, 0]]
    other = [[3, 0], [0, 2], [-1, 0], [1, 3**0.5], [1, 1]]
    np.testing.assert_allclose(angles_between(along, other), [0, 90, 180, 60, 90], atol=1e-6)


def test_norms_and_turns_are_of_the_gradients_of_all_training_digits(measured, few_digits):
    study, run = measured
    X, Y = few_digits.training_images, one_hot(few_digits.training_labels, 10)
    here, there = (run.network(s).gradient(X, Y) for s in (4, 5))
    assert study.norms[4] == pytest.approx(np.linalg.norm(here))
    cosine = here @ there / np.linalg.norm(here) / np.linalg.norm(there)
    assert np.cos(np.radians(study.turns[4])) == pytest.approx(cosine)
    way = run.thetas[-1].astype(float) - run.thetas[4]
    cosine = -here @ way / np.linalg.norm(here) / np.linalg.norm(way)
    assert np.cos(np.radians(study.off_course[4])) == pytest.approx(cosine)
    assert len(study.norms) - 1 == len(study.turns) == len(study.off_course) == len(run.steps) - 1


def test_the_gradient_is_the_slope_of_the_cost(measured, few_digits):
    """A step against the gradient lowers the cost by as much as its norm says."""
    study, run = measured
    X, Y = few_digits.training_images, one_hot(few_digits.training_labels, 10)
    network = run.network(3)
    network.theta = network.theta.astype(np.float64)
    gradient = network.gradient(X, Y)
    costs = []
    for sign in (-1, 1):
        there = type(network)(run.sizes, dtype=np.float64)
        there.theta[:] = run.thetas[3] + sign * 1e-4 * gradient / np.linalg.norm(gradient)
        costs.append(there.cost(X.astype(np.float64), Y))
    assert (costs[1] - costs[0]) / 2e-4 == pytest.approx(study.norms[3], rel=1e-3)


def test_unlit_inputs_are_dark_in_every_training_digit_and_their_weights_rest(measured, few_digits):
    study, run = measured
    X = few_digits.training_images
    assert study.unlit.tolist() == [X[:, k].max() == 0 for k in range(X.shape[1])]
    assert study.unlit.any() and (run.W[0][:, :, study.unlit] == run.W[0][0][:, study.unlit]).all()
