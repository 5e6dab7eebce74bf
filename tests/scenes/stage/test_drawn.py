import types

import numpy as np
import pytest

from nn.network import Network
from scenes.stage.drawn import (
    FEW_NEURONS,
    FEW_OUTPUTS,
    MOST_LAYERS,
    Drawn,
    chosen_layers,
    chosen_neurons,
    chosen_outputs,
    of_all,
)


class Shown(types.SimpleNamespace):
    """As a run, each its own key of a cache."""

    __hash__ = object.__hash__


def run_of(*sizes):
    """What `Drawn` reads of a run, with a network that was never trained."""
    network = Network(sizes, seed=1)
    images = np.random.default_rng(0).random((40, sizes[0]))
    return Shown(
        sizes=list(sizes),
        has_data=True,
        network=lambda: network,
        examples=lambda: (images, np.zeros(40, int)),
    )


@pytest.fixture
def wide():
    return run_of(8, 200, 30, 40)


def test_what_fits_is_drawn_whole():
    part = Drawn(run_of(8, 16, 10), None)
    assert [len(some) for some in part.neurons] == [16, 10]
    assert part.counts == ["", ""]
    assert part.gaps == [False, False]


def test_of_a_wide_layer_the_neurons_that_matter_most_are_drawn_and_said(wide):
    part = Drawn(wide, np.arange(8))
    assert part.counts == [
        "",
        f"{FEW_NEURONS} of 200",
        f"{FEW_NEURONS} of 30",
        f"{FEW_OUTPUTS} of 40",
    ]
    network, images = wide.network(), wide.examples()[0]
    matter = network.forward(images).a[1].std(axis=0) * abs(network.weights[1]).sum(axis=0)
    assert set(part.neurons[1]) == set(np.argsort(-matter)[:FEW_NEURONS])


def test_weights_and_activations_are_those_of_the_neurons_drawn(wide):
    part = Drawn(wide, np.array([2, 5]), outputs=[0, 7])
    network = wide.network()
    a = [a[0] for a in network.forward(wide.examples()[0][:1]).a]
    assert [len(values) for values in part.activations(a)] == [2, FEW_NEURONS, FEW_NEURONS, 2]
    first, second, third = part.weights(network.weights)
    j, k = part.neurons[1], part.neurons[2]
    assert (first == network.weights[0][j][:, [2, 5]]).all()
    assert (second == network.weights[1][k][:, j]).all()
    assert (third == network.weights[2][[0, 7]][:, k]).all()


def test_of_many_layers_the_first_and_the_last_are_drawn():
    part = Drawn(run_of(4, *[3] * 20, 2), np.arange(4))
    assert part.layers == [0, 1, 2, 20, 21]
    assert part.left_out == 17
    weights = part.weights(Network([4, *[3] * 20, 2]).weights)
    assert [W is None for W in weights] == [False, False, True, False]
    assert len(part.layers) <= MOST_LAYERS


def test_neurons_drawn_take_the_order_of_all(wide):
    part = Drawn(wide, None)
    order = np.random.default_rng(3).permutation(200)
    drawn = part.neurons[0][part.order(1, order)]
    assert drawn.tolist() == [j for j in order if j in part.neurons[0]]


def test_many_outputs_are_listed_by_their_highest_value_and_some_always():
    values = np.zeros((2, 26))
    values[0, 20:] = np.arange(6) + 1.0
    values[1, 3] = 9
    some = chosen_outputs(values, [17])
    assert len(some) == FEW_OUTPUTS
    assert {3, 17, 20, 21, 22, 23, 24, 25} <= set(some)
    assert (np.diff(some) > 0).all()
    assert chosen_outputs(values[:, :10]).tolist() == list(range(10))


def test_without_data_the_weights_alone_choose():
    run = run_of(3, 50, 2)
    run.has_data = False
    some = chosen_neurons(run, 1, 5)
    heard = abs(run.network().weights[1]).sum(axis=0)
    assert set(some) == set(np.argsort(-heard)[:5])


def test_how_many_of_how_many_is_said_only_if_not_all():
    assert of_all(12, 200) == "12 of 200"
    assert of_all(12, 2000, "neurons") == "12 of 2,000 neurons"
    assert of_all(16, 16) == ""


def test_of_many_layers_those_spoken_of_are_drawn():
    assert chosen_layers(4, 4, (2, 0)) == [0, 1, 2, 3]
    assert chosen_layers(21, 4, (7, 15)) == [0, 7, 15, 20]
    assert chosen_layers(21, 4, (0, 20)) == [0, 1, 2, 20]
