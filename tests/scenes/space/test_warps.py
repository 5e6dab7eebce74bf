import numpy as np
import pytest

from nn.experiments.warping_space import near_identity, sizes_of
from nn.network import Network
from scenes.space.warps import (
    STEPS,
    across_square,
    border,
    carried,
    disc_and_ring,
    eased,
    lifted,
    on_the_way,
    output,
    squared_paper,
    turn,
    upright_view,
)


@pytest.fixture(params=[(2, 3), (3, 1), (3, 2)], ids=str)
def network(request):
    network = near_identity(sizes_of(*request.param), 4, 1.2, 0.6)
    for b in network.biases:
        b[:] = np.random.default_rng(7).normal(size=b.shape) / 3
    return network


def points():
    return np.random.default_rng(0).uniform(-1, 1, (40, 2))


def test_after_each_layer_points_are_where_the_network_has_them(network):
    passed = network.forward(points())
    weights, biases = network.weights[:-1], network.biases[:-1]
    for l in range(1, len(weights) + 1):
        found = carried(points(), weights, biases, STEPS * l)
        np.testing.assert_allclose(found, passed.a[l], atol=1e-5)
        before_tanh = carried(points(), weights, biases, STEPS * l - 1)
        np.testing.assert_allclose(before_tanh, passed.z[l - 1], atol=1e-5)


def test_a_layer_of_three_units_lifts_the_plane_to_where_the_network_has_it():
    generator = np.random.default_rng(5)
    W, b = generator.normal(size=(3, 2)), generator.normal(size=3)
    view = upright_view(W, generator.normal(size=3))
    flat = np.column_stack([points(), np.zeros(len(points()))])
    np.testing.assert_allclose(lifted(points(), W, b, view, 0), flat)
    z = points() @ W.T + b
    np.testing.assert_allclose(lifted(points(), W, b, view, 2), z @ view.T)
    np.testing.assert_allclose(lifted(points(), W, b, view, 3), np.tanh(z) @ view.T)


def test_time_is_eased_between_whole_moments_and_not_at_them():
    moments = np.linspace(0, 3, 61)
    slowed = np.array([eased(moment) for moment in moments])
    np.testing.assert_allclose(slowed[::20], moments[::20], atol=1e-9)
    assert (np.diff(slowed) >= 0).all()
    assert slowed[21] - slowed[20] < 0.2 * (slowed[31] - slowed[30])


def test_at_first_points_are_where_they_came_from(network):
    np.testing.assert_array_equal(carried(points(), network.weights, network.biases, 0), points())


def test_the_way_has_no_jumps():
    network = near_identity(sizes_of(2, 3), 4, 1.2, 0.6)
    moments = np.linspace(0, 9, 2_000)
    way = [carried(points(), network.weights[:-1], network.biases[:-1], t) for t in moments]
    assert abs(np.diff(way, axis=0)).max() < 0.02


def test_a_matrix_that_does_not_mirror_is_never_singular_on_the_way():
    generator = np.random.default_rng(1)
    for W in generator.normal(size=(50, 2, 2)):
        if np.linalg.det(W) > 0:
            ways = [on_the_way(W, share) for share in np.linspace(0, 1, 30)]
            assert min(map(np.linalg.det, ways)) > 0
        np.testing.assert_allclose(on_the_way(W, 0), np.eye(2), atol=1e-12)
        np.testing.assert_allclose(on_the_way(W, 1), W, atol=1e-12)


def test_a_turn_is_made_by_turning():
    np.testing.assert_allclose(on_the_way(turn(1.2), 0.5), turn(0.6))


def test_the_output_is_the_networks(network):
    expected = network.forward(points()).z[-1][:, 0]
    found = output(points(), network.weights, network.biases)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_on_the_border_the_network_is_undecided_and_it_lies_on_the_line_in_the_end():
    network = near_identity(sizes_of(2, 2), 3, 1.2, 0.4)
    weights, biases = ([part.astype(float) for part in parts] for parts in views(network))
    segments = border(weights, biases, 1.0)
    assert len(segments) > 50
    assert abs(output(segments, weights, biases)).max() < 1e-9
    ends = across_square(weights[-1][0], biases[-1][0], 2.0)
    along = (ends[1] - ends[0]) / np.linalg.norm(ends[1] - ends[0])
    offsets = carried(segments, weights[:-1], biases[:-1], STEPS * 2) - ends[0]
    assert abs(offsets @ turn(np.pi / 2) @ along).max() < 1e-9


def views(network):
    return network.weights, network.biases


@pytest.mark.parametrize(("w", "b"), [((1, 0), 0.3), ((0.2, -1), 0), ((-3, 2.5), 0.7)])
def test_a_line_goes_from_side_to_side_of_the_square(w, b):
    ends = across_square(np.array(w), b)
    np.testing.assert_allclose(ends @ np.array(w) + b, 0, atol=1e-12)
    np.testing.assert_allclose(abs(ends).max(axis=1), 1)


def test_a_line_that_misses_the_square_is_no_more_than_a_corner():
    ends = across_square(np.array([1.0, 1.0]), 5.0)
    np.testing.assert_array_equal(ends, [[-1, -1], [-1, -1]])


def test_paper_is_ruled_both_ways():
    paper = squared_paper(2, 5, 9)
    assert paper.shape == (10, 9, 2)
    assert (np.ptp(paper[:5, :, 0], axis=1) == 0).all()
    assert (np.ptp(paper[5:, :, 1], axis=1) == 0).all()
    assert abs(paper).max() == 2


def test_the_disc_is_inside_the_ring():
    disc, ring = np.linalg.norm(disc_and_ring(), axis=-1)
    assert disc.min() == 0 and disc.max() == pytest.approx(1 / 3)
    assert ring.min() == pytest.approx(2 / 3) and ring.max() == pytest.approx(1)


def test_seen_upright_the_normal_points_up_and_the_plane_keeps_its_directions():
    generator = np.random.default_rng(2)
    for W, normal in zip(
        generator.normal(size=(20, 3, 2)), generator.normal(size=(20, 3)), strict=True
    ):
        view = upright_view(W, normal)
        np.testing.assert_allclose(view @ view.T, np.eye(3), atol=1e-12)
        np.testing.assert_allclose(view @ normal, [0, 0, np.linalg.norm(normal)], atol=1e-12)
        level = (view @ W)[:2]
        np.testing.assert_allclose(level, level.T, atol=1e-12)
        assert np.linalg.eigvalsh(level).min() > 0


def test_a_network_is_carried_as_float_whatever_its_type():
    network = Network(sizes_of(2, 1), "tanh", seed=1)
    assert carried(points(), network.weights[:-1], network.biases[:-1], 1.5).dtype == float
