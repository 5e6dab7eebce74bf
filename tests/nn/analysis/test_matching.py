import numpy as np
import pytest

from nn.analysis.matching import likeness, matched
from nn.analysis.studies.twins import twin_of
from nn.network import Network

X = np.random.default_rng(1).random((300, 6)).astype(np.float32)
SIZES = [6, 5, 4, 3]


def a_network(activation="sigmoid", seed=3):
    network = Network(SIZES, activation, seed=seed)
    network.theta[:] *= 3  # so that neurons differ by more than their scale
    return network


def a_twin(network, turned):
    orders = [np.array([3, 0, 4, 2, 1]), np.array([2, 3, 1, 0])]
    return twin_of(network, orders, turned)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_a_twin_shuffled_and_turned_over_is_put_back_to_the_very_weights(activation):
    network = a_network(activation)
    over = [np.array([1, 0, 0, 1, 1], bool), np.array([0, 1, 0, 1], bool)]
    found, _, turned = matched(network, a_twin(network, over), X)
    np.testing.assert_allclose(found.theta, network.theta, atol=1e-5)
    assert sum(one.sum() for one in turned) == 5


def test_relus_are_put_in_order_and_never_turned():
    network = a_network("relu")
    none = [np.zeros(5, bool), np.zeros(4, bool)]
    found, _, turned = matched(network, a_twin(network, none), X)
    np.testing.assert_array_equal(found.theta, network.theta)
    assert not np.concatenate(turned).any()


@pytest.mark.parametrize("turn", [False, True])
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_matching_changes_no_output(activation, turn):
    network, other = a_network(activation), a_network(activation, seed=4)
    found, _, turned = matched(network, other, X, turn)
    np.testing.assert_allclose(found.forward(X).a[-1], other.forward(X).a[-1], atol=1e-5)
    assert turn or not np.concatenate(turned).any()


def test_no_other_order_is_more_alike():
    """All 120 orders of a layer of five."""
    from itertools import permutations

    network, other = a_network(), a_network(seed=4)
    alike = abs(likeness(network.forward(X).a[1], other.forward(X).a[1]))
    _, orders, _ = matched(network, other, X)
    totals = [alike[range(5), order].sum() for order in permutations(range(5))]
    assert alike[range(5), orders[0]].sum() == pytest.approx(max(totals))


def test_likeness_is_the_correlation_and_0_for_what_is_always_the_same():
    a, b = X[:, :3].copy(), X[:, 2:5].copy()
    np.testing.assert_allclose(likeness(a, b), np.corrcoef(a.T, b.T)[:3, 3:], atol=1e-6)
    a[:, 1] = 0.25
    assert (likeness(a, b)[1] == 0).all() and np.isfinite(likeness(a, b)).all()
