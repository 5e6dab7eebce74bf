import numpy as np
import pytest

from nn.network import Network, layer_views
from scenes.stage.words.symbols import entry, symbol

SIZES = [7, 4, 3]


def test_a_place_in_theta_is_named_as_the_weight_that_lies_there():
    network = Network(SIZES)
    network.theta[:] = np.arange(len(network.theta))
    for place in range(len(network.theta)):
        l, j, k = entry(place, SIZES)
        if k is None:
            assert network.biases[l - 1][j - 1] == place
        else:
            assert network.weights[l - 1][j - 1, k - 1] == place


def test_every_name_is_another():
    names = {symbol(place, SIZES) for place in range(len(Network(SIZES).theta))}
    assert len(names) == len(Network(SIZES).theta)


def test_there_is_no_entry_past_the_last():
    with pytest.raises(IndexError):
        entry(len(Network(SIZES).theta), SIZES)


def test_views_and_names_agree_on_the_films_first_layer():
    theta = np.arange(len(Network(SIZES).theta))
    W = layer_views(theta, SIZES)[0][0]
    assert symbol(W[1, 2], SIZES).startswith("w^1_(2")
