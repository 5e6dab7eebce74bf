import numpy as np
import pytest

from nn import datasets
from nn.analysis import studies
from nn.analysis.studies import pixels
from nn.runs.run import FILM_RUN, Run


@pytest.fixture(scope="module")
def measured(tiny_run, few_digits):
    run = Run.load(tiny_run)
    return pixels.measure(run, few_digits), run, few_digits


def test_a_pixel_is_counted_once_for_each_image_that_lights_it(measured):
    study, _, data = measured
    X = data.training_images
    assert study["images"] == len(X)
    for k in (0, 250, 406, 700):
        assert study["lit"][k] == sum(image[k] > 0 for image in X)
        assert study["mean"][k] == pytest.approx(sum(float(image[k]) for image in X) / len(X))


def test_the_steepest_slope_is_a_finite_difference_of_the_cost(measured):
    study, run, data = measured
    Y = datasets.one_hot(data.training_labels, run.sizes[-1])
    k, found = int(study["steepest"].argmax()), 0
    for s in range(len(run.steps)):
        network = run.network(s)
        network.theta = network.theta.astype(np.float64)
        for j in range(run.sizes[1]):
            costs = []
            for nudge in (-1e-2, 1e-2):
                moved = run.network(s)
                moved.weights[0][j, k] += np.float32(nudge)
                costs.append(moved.cost(data.training_images, Y))
            found = max(found, abs(costs[1] - costs[0]) / 2e-2)
    assert study["steepest"][k] == pytest.approx(found, rel=0.02)


def test_where_no_image_lights_a_pixel_the_slope_is_exactly_zero(measured, easy, tiny_run):
    study, run, _ = measured
    never = study["lit"] == 0
    assert never.any()
    assert (study["steepest"][never] == 0).all()
    assert (study["steepest"][~never] > 0).any()
    np.testing.assert_array_equal(run.W[0][0][:, never], run.W[0][-1][:, never])


def test_of_the_films_run_too():
    run = Run.load(FILM_RUN)
    study, _ = studies.read(run, "pixels")
    never = study.lit == 0
    assert study.images == run.facts["dataset"]["training"]
    assert never.sum() == np.sum(run.W[0][0] == run.W[0][-1], axis=0).tolist().count(run.sizes[1])
    assert (study.steepest[never] == 0).all()
