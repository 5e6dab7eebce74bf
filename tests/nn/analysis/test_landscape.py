import itertools

import numpy as np
import pytest

from nn.activations import HIDDEN, OUTPUT
from nn.analysis import landscape
from nn.analysis.landscape import (
    coordinates_on,
    costs_at,
    ideal_walk,
    middle_of,
    plane_through,
    principal_plane,
    random_plane,
    shares,
)
from nn.costs import COSTS
from nn.errors import DownhillError
from nn.network import Network

KINDS = list(itertools.product(HIDDEN, OUTPUT, COSTS))


def scene(kind=("sigmoid", "sigmoid", "quadratic"), sizes=(12, 5, 4, 3), k=2, points=9, m=70):
    """A network, k directions of its size, coordinates (points, k), and data (X, Y)."""
    generator = np.random.default_rng(0)
    network = Network(sizes, *kind)
    network.theta += generator.normal(0, 0.3, len(network.theta)).astype(np.float32)
    directions = generator.normal(0, 0.5, (k, len(network.theta)))
    coordinates = generator.normal(0, 2, (points, k))
    X = generator.random((m, sizes[0])).astype(np.float32)
    Y = np.eye(sizes[-1], dtype=np.float32)[generator.integers(0, sizes[-1], m)]
    return network, directions, coordinates, X, Y


def point_by_point(network, directions, coordinates, X, Y):
    """The same costs, each from a whole network of its own, in float64."""
    costs = []
    for point in coordinates:
        there = Network(*network.kind, dtype=np.float64)
        there.theta[:] = network.theta + point @ directions
        costs.append(there.cost(X, Y))
    return costs


def a_path(S=20, parameters=50, seed=3):
    """A wandering path that bends, (S, parameters) float32."""
    steps = np.random.default_rng(seed).normal(size=(S, parameters))
    return np.cumsum(steps, axis=0).astype(np.float32)


# -- costs -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS, ids="-".join)
def test_costs_over_a_plane_are_those_of_the_networks_there(kind):
    given = scene(kind)
    np.testing.assert_allclose(costs_at(*given), point_by_point(*given), rtol=1e-5)


@pytest.mark.parametrize(
    "shape",
    [
        {"k": 1},
        {"k": 3},
        {"points": 1},
        {"points": 8},
        {"m": 1},
        {"m": 20},
        {"m": 21},
        {"sizes": (12, 3)},
        {"sizes": (12, 1)},
        {"sizes": (3, 4, 5, 4, 3)},
    ],
    ids=str,
)
def test_any_number_of_directions_points_examples_and_layers(shape, monkeypatch):
    monkeypatch.setattr(landscape, "CHUNK", 20)
    given = scene(**shape)
    costs = costs_at(*given)
    assert costs.dtype == np.float64 and costs.shape == (len(given[2]),)
    np.testing.assert_allclose(costs, point_by_point(*given), rtol=1e-5)


def test_one_direction_may_be_a_plain_vector():
    network, directions, coordinates, X, Y = scene(k=1)
    expected = costs_at(network, directions, coordinates, X, Y)
    np.testing.assert_array_equal(
        costs_at(network, directions[0], coordinates[:, 0], X, Y), expected
    )


def test_at_the_origin_the_cost_is_the_networks_own(few_digits):
    network = Network([784, 16, 16, 10])
    X, Y = few_digits.training_images, np.eye(10, dtype=np.float32)[few_digits.training_labels]
    _, directions = random_plane(network, seed=0)
    (cost,) = costs_at(network, directions, np.zeros((1, 2)), X, Y)
    np.testing.assert_allclose(cost, network.cost(X, Y), rtol=1e-6)


def test_the_number_of_cores_does_not_change_a_bit(monkeypatch):
    monkeypatch.setattr(landscape, "CHUNK", 11)
    given = scene()
    one, two, all_of_them = (costs_at(*given, workers=n) for n in (1, 2, None))
    assert one.tobytes() == two.tobytes() == all_of_them.tobytes()


def test_the_network_and_the_data_are_left_as_they_were():
    given = scene()
    before = [array.copy() for array in (given[0].theta, *given[1:])]
    costs_at(*given)
    for array, was in zip((given[0].theta, *given[1:]), before, strict=True):
        np.testing.assert_array_equal(array, was)


def test_progress_is_told_up_to_the_end(monkeypatch):
    monkeypatch.setattr(landscape, "CHUNK", 20)
    told = []
    costs_at(*scene(), progress=lambda *done: told.append(done))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_stopped_by_hand_it_begins_no_further_chunk(monkeypatch):
    monkeypatch.setattr(landscape, "CHUNK", 1)
    work, begun = landscape._chunk_costs, []
    monkeypatch.setattr(landscape, "_chunk_costs", lambda *a: begun.append(1) or work(*a))

    def stop(*_):
        raise KeyboardInterrupt

    given = scene(m=2_000)
    with pytest.raises(KeyboardInterrupt):
        costs_at(*given, progress=stop)
    assert len(begun) < 2_000


# -- planes ------------------------------------------------------------------------------------


def test_three_points_of_a_path_lie_in_the_plane_through_them():
    thetas = a_path()
    origin, directions = plane_through(thetas, 0, 7, 19)
    np.testing.assert_allclose(directions @ directions.T, np.eye(2), atol=1e-12)
    path, off_plane = coordinates_on(thetas, origin, directions)
    np.testing.assert_allclose(off_plane[[0, 7, 19]], 0, atol=1e-12)
    assert (np.delete(off_plane, [0, 7, 19]) > 0.1).all()
    np.testing.assert_allclose(path[0], 0, atol=1e-12)
    np.testing.assert_allclose(path[19], [np.linalg.norm(thetas[19] - thetas[0]), 0], atol=1e-5)
    assert path[7, 1] > 0


def test_the_principal_plane_is_that_of_the_singular_value_decomposition():
    thetas = a_path()
    origin, directions = principal_plane(thetas)
    _, values, vectors = np.linalg.svd(thetas - thetas.mean(axis=0, dtype=np.float64))
    for direction, expected in zip(directions, vectors, strict=False):
        np.testing.assert_allclose(abs(direction @ expected), 1, rtol=1e-10)
    np.testing.assert_allclose(directions @ directions.T, np.eye(2), atol=1e-10)
    np.testing.assert_array_equal(origin, thetas[-1])
    expected = values[:2] ** 2 / (values**2).sum()
    np.testing.assert_allclose(shares(thetas, directions), expected, rtol=1e-10)


def test_the_path_goes_forward_along_both_principal_directions():
    for seed in range(10):
        thetas = a_path(seed=seed)
        _, directions = principal_plane(thetas)
        assert (directions @ (thetas[-1] - thetas[0]) > 0).all()
        _, backwards = principal_plane(thetas[::-1])
        np.testing.assert_allclose(backwards, -directions, atol=1e-8)


def test_points_that_span_no_plane_are_told():
    point, step = np.random.default_rng(0).normal(size=(2, 50))
    line = (point + np.linspace(0, 3, 8)[:, None] * step).astype(np.float32)
    still = np.tile(line[:1], (8, 1))
    for thetas in (line, still, line[:2], line[:1]):
        with pytest.raises(DownhillError, match="one line or in one point"):
            plane_through(thetas, 0, len(thetas) // 2, len(thetas) - 1)
    for thetas in (line, still, line[:2]):
        with pytest.raises(DownhillError, match="one line or in one point"):
            principal_plane(thetas)


def test_the_middle_is_the_point_farthest_from_the_line_start_to_finish():
    thetas = np.zeros((6, 3), np.float32)
    thetas[:, 0] = [0, 9, 3, 4, 5, 10]
    thetas[:, 2] = [0, 1, -3, 2, 1, 0]
    assert middle_of(thetas) == 2
    assert middle_of(thetas + np.float32(100)) == 2


def test_coordinates_are_of_the_nearest_point_also_on_directions_that_slant():
    generator = np.random.default_rng(1)
    origin, directions = generator.normal(size=9), generator.normal(size=(2, 9))
    thetas = generator.normal(size=(5, 9))
    path, off_plane = coordinates_on(thetas, origin, directions)
    away = thetas - (origin + path @ directions)
    np.testing.assert_allclose(away @ directions.T, 0, atol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(away, axis=1), off_plane)
    back, nought = coordinates_on(origin + path @ directions, origin, directions)
    np.testing.assert_allclose(back, path, atol=1e-12)
    np.testing.assert_allclose(nought, 0, atol=1e-12)


def test_random_directions_are_as_long_as_the_network_neuron_by_neuron():
    network = scene()[0]
    origin, directions = random_plane(network, seed=4)
    np.testing.assert_array_equal(origin, network.theta)
    for direction in directions:
        drawn = Network(network.sizes, dtype=np.float64)
        drawn.theta[:] = direction
        for W, b, own_W, own_b in zip(
            drawn.weights, drawn.biases, network.weights, network.biases, strict=True
        ):
            for j in range(len(b)):
                length = np.linalg.norm([*W[j], b[j]])
                np.testing.assert_allclose(length, np.linalg.norm([*own_W[j], own_b[j]]))


def test_random_directions_are_those_of_the_seed():
    network = Network([784, 16, 16, 10])
    one, same, other = (random_plane(network, seed)[1] for seed in (4, 4, 5))
    np.testing.assert_array_equal(one, same)
    cosines = np.corrcoef(np.vstack([one, other]))
    assert np.abs(cosines - np.eye(4)).max() < 0.2  # so many dimensions: nearly at right angles


# -- what a plane holds, and what chance would -------------------------------------------------


def test_shares_of_every_direction_total_one_and_of_some_less():
    thetas = a_path(S=30, parameters=6)
    axes = np.linalg.qr(np.random.default_rng(0).normal(size=(6, 6)))[0]
    np.testing.assert_allclose(shares(thetas, axes).sum(), 1)
    assert 0 < shares(thetas, axes[:2]).sum() < 1


def test_no_two_directions_hold_more_than_the_principal_ones():
    thetas, generator = a_path(), np.random.default_rng(0)
    most = shares(thetas, principal_plane(thetas)[1]).sum()
    planes = [np.linalg.qr(generator.normal(size=(50, 2)))[0].T for _ in range(50)]
    planes.append(plane_through(thetas, 0, middle_of(thetas), -1)[1])
    assert all(shares(thetas, directions).sum() < most for directions in planes)


@pytest.mark.parametrize("steps", [[0, 1, 2, 3], [0, 1, 5, 40, 1_000], [3, 4, 8]], ids=str)
def test_the_ideal_walks_inner_products_are_the_smaller_step(steps):
    walk = ideal_walk(np.array(steps))
    np.testing.assert_allclose(walk @ walk.T, np.minimum.outer(steps, steps))


def test_an_evenly_seen_walk_has_six_over_pi_squared_in_one_direction_and_a_quarter_in_two():
    walk = ideal_walk(np.arange(400))
    first, second = shares(walk, principal_plane(walk)[1])
    np.testing.assert_allclose(first, 6 / np.pi**2, rtol=5e-3)
    np.testing.assert_allclose(second, 6 / np.pi**2 / 4, rtol=5e-3)


def test_a_walk_that_was_really_drawn_has_nearly_the_shares_of_the_ideal_one():
    seen = np.array([0, 1, 2, 4, 8, 16, 32, 64, 128, 199])
    drawn = np.random.default_rng(0).normal(size=(200, 13_002))
    drawn[0] = 0
    thetas, walk = drawn.cumsum(axis=0)[seen], ideal_walk(seen)
    np.testing.assert_allclose(
        shares(thetas, principal_plane(thetas)[1]),
        shares(walk, principal_plane(walk)[1]),
        atol=0.01,
    )
