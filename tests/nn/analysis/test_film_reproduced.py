"""The film's run, its landscape and its studies are what the code computes today.

Each is computed again from MNIST, in part where the whole takes long, and compared with what is
committed (tests/reproduction.py).
"""

import functools
import importlib

import numpy as np
import pytest
from data_files import REAL_MNIST, needs_mnist
from reproduction import RUN, STUDIES, assert_reproduced

from nn import datasets
from nn.analysis import gradients, landscape, planes, studies
from nn.analysis.studies import many_dimensions, mini_batches, pixels
from nn.network import Network
from nn.optimizers import OPTIMIZERS
from nn.runs.run import FILM_RUN, Run
from nn.training.train import Descent, epoch_order

pytestmark = [needs_mnist, pytest.mark.slow]

# On another kind of processor, of the largest value in an array: what only rounding may change.
TOLERANCE = 1e-3
TOLERANCES = {
    # With ε down to 1e-12, these are meant to show rounding.
    "gradient_check.differences": 0.05,
    # The learning rate of the third training is so large that rounding leads it elsewhere, and the
    # plane goes through its end.
    "step_sizes.paths": None,
    "step_sizes.off_plane": None,
    "step_sizes.xs": None,
    "step_sizes.ys": None,
    "step_sizes.map_costs": None,
}
IN_TWO_THREADS = "lines", "predictions", "training_costs"  # of BLAS: equal to the bit nowhere else
# Fewer mini-batches, which are the first of the study's.
FEWER = {"DRAWS": 12, "FEWEST_DRAWS": 2, "SINGLE_STEPS": 20, "EXACT_STEPS": 2}
STEPS = 1_500  # of training that are taken again
POINTS = 24  # of each plane of the landscape at which the cost is computed again


@pytest.fixture(scope="module")
def film():
    return Run.load(FILM_RUN)


@pytest.fixture(scope="module")
def mnist():
    return datasets.load("mnist", REAL_MNIST)


@pytest.fixture(scope="module")
def along_the_run(film, mnist):
    """`gradients.along_the_run` of the film's run, computed once."""
    computed = functools.cache(
        lambda: gradients.along_the_run(
            film, mnist.training_images, datasets.one_hot(mnist.training_labels, 10)
        )
    )
    return lambda *_: computed()


def corner(array, shape):
    """The first entries of an array, as many along each axis as a shape has."""
    return array[tuple(slice(length) for length in shape)]


@pytest.mark.parametrize("name", studies.names())
def test_a_study_measured_again_is_the_one_that_is_committed(
    name, film, mnist, along_the_run, monkeypatch
):
    committed, _ = studies.read(film, name)
    for module in (many_dimensions, pixels):
        monkeypatch.setattr(module, "along_the_run", along_the_run)
    for constant, fewer in FEWER.items():
        monkeypatch.setattr(mini_batches, constant, fewer)
    module = importlib.import_module(f"nn.analysis.studies.{name}")
    measured = {key: np.asarray(array) for key, array in module.measure(film, mnist).items()}
    if name == "mini_batches":
        for key in ("angles", "ratios"):  # some sizes of mini-batch have fewer draws now
            drawn = np.isfinite(measured[key])
            kept = corner(getattr(committed, key), drawn.shape)
            measured[key], committed.__dict__[key] = measured[key][drawn], kept[drawn]
        measured["draws"] = committed.draws
    if name == "step_sizes":
        measured["costs"] = measured["costs"][:2]
    kernel = None if name in IN_TWO_THREADS else STUDIES
    for key, array in measured.items():
        kept, array_name = corner(getattr(committed, key), array.shape), f"{name}.{key}"
        tolerance = TOLERANCES.get(array_name, TOLERANCE)
        assert_reproduced(array, kept, tolerance, array_name, kernel)


@pytest.mark.parametrize("name", planes.PLANES)
def test_a_plane_computed_again_is_the_one_that_is_committed(
    name, film, mnist, along_the_run, monkeypatch
):
    """All of it but the cost, which is computed at some points."""
    committed = planes.read(film)[0][name]
    of_all = np.concatenate([committed.costs.ravel(), committed.plane_costs])
    places = np.random.default_rng(0).integers(0, len(of_all), POINTS)

    def some_costs(network, directions, coordinates, X, Y, progress):
        costs = of_all.copy()
        costs[places] = landscape.costs_at(network, directions, coordinates[places], X, Y)
        return costs

    monkeypatch.setattr(planes, "costs_at", some_costs)
    X, Y = mnist.training_images, datasets.one_hot(mnist.training_labels, 10)
    plane = planes.plane_of(film, name, X, Y, along_the_run())
    for field, array in vars(plane).items():
        assert_reproduced(array, getattr(committed, field), TOLERANCE, f"{field} of {name}")


def test_the_first_steps_of_training_lead_to_the_first_snapshots(film, mnist):
    facts = film.facts
    network = Network(
        film.sizes, facts["activation"], facts["output_activation"], facts["cost"], facts["seed"]
    )
    optimizer = OPTIMIZERS[facts["optimizer"]["name"]](network.theta)
    X, Y = mnist.training_images, datasets.one_hot(mnist.training_labels, 10)
    descent = Descent(network, optimizer, X, Y, facts["optimizer"]["l2"])
    order, m = epoch_order(facts["seed"], 0, len(X)), facts["mini_batch_size"]
    snapshots = np.flatnonzero(film.steps <= STEPS)
    assert len(snapshots) > 20
    for step in range(STEPS + 1):
        for snapshot in snapshots[film.steps[snapshots] == step]:
            kept = film.thetas[snapshot]
            assert_reproduced(network.theta, kept, TOLERANCE, f"theta at step {step}", RUN)
            if snapshot % 10 == 0:
                cost, kept = network.cost(X, Y), film.train_cost[snapshot]
                assert_reproduced(cost, kept, TOLERANCE, f"cost at step {step}", RUN)
        descent.step(order[step * m : (step + 1) * m], facts["optimizer"]["eta"])


def test_the_last_snapshot_answers_the_test_digits_as_the_run_says(film, mnist):
    answers = film.network().predict(mnist.test_images)
    assert_reproduced(answers, film.test_predictions, TOLERANCE, kernel=RUN)
