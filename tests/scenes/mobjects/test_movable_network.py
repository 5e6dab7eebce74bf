import numpy as np
import pytest
from canvas import play_to_the_end

from scenes.mobjects.movable_network import MovableNetwork

generator = np.random.default_rng(0)
WEIGHTS = [generator.standard_normal(shape) for shape in ((5, 12), (4, 5), (3, 4))]
ACTIVATIONS = [generator.random(n) for n in (5, 4, 3)]
ORDERS = [np.array([4, 1, 0, 2, 3]), np.array([1, 3, 2, 0])]  # neither is its own inverse


@pytest.fixture
def network(canvas):
    return MovableNetwork(WEIGHTS, ACTIVATIONS, "abc", (3, 4), scale=2)


def test_neurons_stand_in_the_order_given_with_their_pictures_and_edges(network):
    places = [picture.get_center() for picture in network.pictures]
    heights = [np.sort(-column.centres[:, 1]) for column in network.columns]
    play_to_the_end(network.reorder(ORDERS, ACTIVATIONS[-1]))
    for place, j in enumerate(ORDERS[0]):
        np.testing.assert_allclose(network.pictures[j].get_center(), places[place], atol=1e-9)
    for column, order, ys in zip(network.columns, ORDERS, heights, strict=False):
        np.testing.assert_allclose(-column.centres[order, 1], ys, atol=1e-9)
    ends_of = zip(network.edges, network.columns, network.columns[1:], strict=False)
    for edges, before, after in ends_of:
        starts, ends = edges.place(edges.starts), edges.place(edges.ends)
        np.testing.assert_allclose(starts[:, 1], before.centres[:, 1], atol=1e-9)
        np.testing.assert_allclose(ends[:, 1], after.centres[:, 1], atol=1e-9)


def test_a_mark_moves_with_its_picture_or_its_neuron(network):
    marks = [(network.pictures[0].copy(), 4, True), (network.pictures[0].copy(), 4, False)]
    play_to_the_end(network.reorder(ORDERS, ACTIVATIONS[-1], marks))
    (on_picture, _, _), (on_neuron, _, _) = marks
    np.testing.assert_allclose(on_picture.get_center(), network.pictures[4].get_center())
    np.testing.assert_allclose(on_neuron.get_center(), network.columns[0].centre(4), atol=1e-9)


def test_turned_over_it_shows_other_weights_and_outputs_in_pictures_as_wide_as_before(network):
    turned = np.array([True, False, True, False, False])
    weights = [np.where(turned[:, None], -WEIGHTS[0], WEIGHTS[0]), WEIGHTS[1] + 1, WEIGHTS[2]]
    widths = [picture.width for picture in network.pictures]
    play_to_the_end(network.turn_edge_on(turned, weights))
    assert [picture.width < 0.01 for picture in network.pictures] == turned.tolist()
    assert network.edges[0].strength.max() == 0 and network.edges[1].strength.min() == 1
    outputs = [1 - a for a in ACTIVATIONS]
    play_to_the_end(network.turn_over(weights, outputs))
    assert [picture.width for picture in network.pictures] == pytest.approx(widths)
    np.testing.assert_allclose([p.values.ravel() for p in network.pictures], weights[0])
    np.testing.assert_allclose(network.edges[0].weights, weights[1])
    assert network.edges[0].strength.min() == 1
    assert [number.value for number in network.numbers] == pytest.approx(outputs[-1].tolist())
    np.testing.assert_allclose(network.columns[1].values, outputs[1])
