import itertools

import numpy as np
import pytest

from nn import network as network_module
from nn.activations import HIDDEN, OUTPUT, Sigmoid
from nn.costs import COSTS
from nn.errors import DownhillError
from nn.network import Network, Pass, layer_slices, layer_views, parameter_count

KINDS = list(itertools.product(HIDDEN, OUTPUT, COSTS))
FILM = [784, 16, 16, 10]
KINK = 1e-3  # finite differences step over ReLU's kink where a z lies nearer to it than this


def double(kind, sizes=(6, 5, 4, 3), m=7):
    """A float64 network of some kind with a batch (X, Y) whose every z is clear of ReLU's kink."""
    generator = np.random.default_rng(0)
    while True:
        network = Network(sizes, *kind, dtype=np.float64)
        network.theta += generator.normal(0, 0.3, network.theta.shape)  # biases too
        X, Y = generator.random((m, sizes[0])), generator.random((m, sizes[-1]))
        if min(np.abs(z).min() for z in network.forward(X).z) > KINK:
            return network, X, Y


def finite_difference(function, theta, h=1e-5):
    """∂function/∂θ by central differences; θ is changed in place and put back."""
    result = np.empty(len(theta))
    for i, here in enumerate(theta):
        theta[i] = here + h
        above = function()
        theta[i] = here - h
        result[i] = (above - function()) / (2 * h)
        theta[i] = here
    return result


# -- the gradient ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS, ids="-".join)
def test_gradient_is_the_finite_difference_of_the_cost(kind):
    network, X, Y = double(kind)
    expected = finite_difference(lambda: network.cost(X, Y), network.theta)
    nabla = network.backpropagation(X, Y).nabla
    np.testing.assert_allclose(nabla, expected, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(network.gradient(X, Y), nabla, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("sizes", [(4, 3), (1, 1), (5, 1, 4), (3, 4, 5, 4, 3)], ids=str)
def test_gradient_holds_for_other_depths_and_widths(sizes):
    network, X, Y = double(("tanh", "sigmoid", "quadratic"), sizes)
    expected = finite_difference(lambda: network.cost(X, Y), network.theta)
    np.testing.assert_allclose(network.backpropagation(X, Y).nabla, expected, rtol=1e-6, atol=1e-8)


MIXED = (["leaky_relu(0.3)", "elu(0.5)"], ["gelu", "tanh"], ["identity", "silu"])


@pytest.mark.parametrize("kind", [*KINDS, *itertools.product(MIXED, OUTPUT, COSTS)], ids=str)
def test_gradient_is_that_of_pytorchs_autograd(kind):
    """Also where each layer has an activation of its own."""
    torch = pytest.importorskip("torch")
    _, output_activation, cost = kind
    network, X, Y = double(kind)
    theta = torch.tensor(network.theta, requires_grad=True)
    weights, biases = torch_layers(theta, network.sizes)
    a = torch.tensor(X)
    for l, (W, b) in enumerate(zip(weights, biases, strict=True)):
        z = a @ W.T + b
        a = torch_activations(torch)[network.activations[l]](z)
    Y = torch.tensor(Y)
    of_examples = {
        ("quadratic", "sigmoid"): lambda: ((a - Y) ** 2).sum(dim=1),
        ("quadratic", "softmax"): lambda: ((a - Y) ** 2).sum(dim=1),
        ("cross_entropy", "sigmoid"): lambda: torch.nn.functional.binary_cross_entropy(
            a, Y, reduction="none"
        ).sum(dim=1),
        ("cross_entropy", "softmax"): lambda: -(Y * torch.log_softmax(z, dim=1)).sum(dim=1),
    }[cost, output_activation]()
    of_examples.mean().backward()
    np.testing.assert_allclose(network.costs(X, Y.numpy()), of_examples.detach(), rtol=1e-10)
    nabla = network.backpropagation(X, Y.numpy()).nabla
    np.testing.assert_allclose(nabla, theta.grad, rtol=1e-9, atol=1e-13)


def torch_activations(torch):
    functional = torch.nn.functional
    return {
        **{name: getattr(torch, name) for name in ("sigmoid", "tanh", "relu")},
        **{name: getattr(functional, name) for name in ("leaky_relu", "elu", "gelu", "silu")},
        "leaky_relu(0.3)": lambda z: functional.leaky_relu(z, 0.3),
        "elu(0.5)": lambda z: functional.elu(z, 0.5),
        "gelu_tanh": lambda z: functional.gelu(z, approximate="tanh"),
        "identity": lambda z: z,
        "softmax": lambda z: torch.softmax(z, dim=1),
    }


def torch_layers(theta, sizes):
    weights, biases, start = [], [], 0
    for n_in, n_out in itertools.pairwise(sizes):
        weights.append(theta[start : start + n_in * n_out].reshape(n_out, n_in))
        start += n_in * n_out
        biases.append(theta[start : start + n_out])
        start += n_out
    return weights, biases


def test_one_examples_deltas_and_gradients_are_nielsens_four_equations():
    """BP1 to BP4, a sum at a time, with ∂C/∂a = 2(a − y) for our cost without the book's ½."""
    network, X, Y = double(("sigmoid", "sigmoid", "quadratic"), m=1)
    p, y = network.backpropagation(X[0], Y[0]), Y[0]
    last = len(network.weights)

    def sigma_prime(l, j):
        value = Sigmoid.forward(p.z[l - 1])[0, j]
        return value * (1 - value)

    delta = {last: [2 * (p.a[last][0, j] - y[j]) * sigma_prime(last, j) for j in range(3)]}  # BP1
    for l in range(last - 1, 0, -1):  # BP2
        W = network.weights[l]
        delta[l] = [
            sum(W[k, j] * delta[l + 1][k] for k in range(len(W))) * sigma_prime(l, j)
            for j in range(network.sizes[l])
        ]
    for l in range(1, last + 1):
        np.testing.assert_allclose(p.delta[l - 1][0], delta[l], rtol=1e-10)
        np.testing.assert_allclose(p.nabla_b[l - 1], delta[l], rtol=1e-10)  # BP3
        for j, k in np.ndindex(*network.weights[l - 1].shape):  # BP4
            expected = p.a[l - 1][0, k] * delta[l][j]
            np.testing.assert_allclose(p.nabla_w[l - 1][j, k], expected, rtol=1e-10)


@pytest.mark.parametrize("kind", KINDS, ids="-".join)
def test_a_batchs_gradient_is_the_mean_of_its_examples(kind):
    network, X, Y = double(kind)
    each = [network.backpropagation(x, y).nabla for x, y in zip(X, Y, strict=True)]
    np.testing.assert_allclose(
        network.backpropagation(X, Y).nabla, np.mean(each, axis=0), rtol=1e-9, atol=1e-15
    )


def test_a_row_of_delta_is_its_examples_share():
    network, X, Y = double(("relu", "softmax", "cross_entropy"))
    whole = network.backpropagation(X, Y)
    for i, (x, y) in enumerate(zip(X, Y, strict=True)):
        alone = network.backpropagation(x, y)
        for of_all, of_one in zip(whole.delta, alone.delta, strict=True):
            np.testing.assert_allclose(of_all[i], of_one[0] / len(X), rtol=1e-9, atol=1e-15)


def test_unlit_pixels_get_exactly_zero_gradient(few_digits):
    X, Y = few_digits.training_images, np.eye(10, dtype=np.float32)[few_digits.training_labels]
    unlit = ~X.any(axis=0)
    assert 67 <= unlit.sum() < 784
    p = Network(FILM).backpropagation(X, Y)
    assert not p.nabla_w[0][:, unlit].any()
    assert p.nabla_w[0][:, ~unlit].all()


def test_a_small_step_downhill_lowers_the_cost_by_its_length_times_the_slope():
    network, X, Y = double(("tanh", "softmax", "quadratic"))
    before, nabla = network.cost(X, Y), network.gradient(X, Y)
    network.theta -= 1e-6 * nabla
    np.testing.assert_allclose(before - network.cost(X, Y), 1e-6 * nabla @ nabla, rtol=1e-4)


# -- forward -----------------------------------------------------------------------------------


def test_a_network_is_z_equals_wa_plus_b_neuron_by_neuron():
    network, X, _ = double(("sigmoid", "sigmoid", "quadratic"), m=2)
    p = network.forward(X)
    assert p.a[0] is X
    for l in range(1, len(network.sizes)):
        W, b = network.weights[l - 1], network.biases[l - 1]
        for i, j in np.ndindex(*p.z[l - 1].shape):
            z = sum(W[j, k] * p.a[l - 1][i, k] for k in range(W.shape[1])) + b[j]
            np.testing.assert_allclose(p.z[l - 1][i, j], z, rtol=1e-12)
            np.testing.assert_allclose(p.a[l][i, j], 1 / (1 + np.exp(-z)), rtol=1e-12)


def test_hidden_and_output_layers_have_their_own_activations():
    network, X, _ = double(("relu", "softmax", "cross_entropy"))
    p = network.forward(X)
    for l in (1, 2):
        np.testing.assert_array_equal(p.a[l], np.maximum(p.z[l - 1], 0))
    np.testing.assert_allclose(p.a[3].sum(axis=1), 1)


def test_one_example_goes_through_as_a_batch_of_one():
    network = Network(FILM, seed=3)
    x = np.random.default_rng(0).random(784)
    alone, batch = network.forward(x), network.forward(x[None].astype(np.float32))
    assert alone.a[0].shape == (1, 784) and alone.a[-1].shape == (1, 10)
    np.testing.assert_array_equal(alone.a[-1], batch.a[-1])


def test_everything_is_float32():
    network = Network(FILM)
    p = network.backpropagation(np.ones((3, 784)), np.ones((3, 10)))
    arrays = [*network.weights, *network.biases, *p.a, *p.z, *p.delta, p.nabla, *p.nabla_w]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}
    assert network.costs(np.ones((3, 784)), np.ones((3, 10))).dtype == np.float64


def test_a_pass_used_again_remembers_nothing():
    network, X, Y = double(("relu", "softmax", "cross_entropy"))
    used, fresh = Pass(network, len(X)), Pass(network, len(X))
    used.forward(X[::-1]).backward(1 - Y)
    used.forward(X).backward(Y)
    fresh.forward(X).backward(Y)
    np.testing.assert_array_equal(used.nabla, fresh.nabla)


def test_a_pass_sees_the_parameters_as_they_are_now():
    network, X, Y = double(("sigmoid", "sigmoid", "quadratic"))
    p = Pass(network, len(X))
    network.theta *= 2
    np.testing.assert_array_equal(p.forward(X).a[-1], network.forward(X).a[-1])


def test_chunks_change_nothing_but_the_rounding(monkeypatch):
    network, X, Y = double(("tanh", "softmax", "cross_entropy"), m=11)
    whole = network.predict(X), network.costs(X, Y), network.gradient(X, Y)
    monkeypatch.setattr(network_module, "CHUNK", 4)
    for in_chunks, at_once in zip(
        (network.predict(X), network.costs(X, Y), network.gradient(X, Y)), whole, strict=True
    ):
        np.testing.assert_allclose(in_chunks, at_once, rtol=1e-12)


def test_the_cost_is_the_mean_of_the_examples_costs():
    network, X, Y = double(("sigmoid", "sigmoid", "quadratic"))
    each = [((network.forward(x).a[-1] - y) ** 2).sum() for x, y in zip(X, Y, strict=True)]
    np.testing.assert_allclose(network.costs(X, Y), each)
    np.testing.assert_allclose(network.cost(X, Y), np.mean(each))


def test_the_prediction_is_the_brightest_output():
    network, X, _ = double(("sigmoid", "softmax", "quadratic"))
    np.testing.assert_array_equal(
        network.predict(X), [max(range(3), key=row.__getitem__) for row in network.forward(X).a[-1]]
    )


# -- parameters --------------------------------------------------------------------------------


def test_the_films_network_has_13002_parameters():
    assert parameter_count(FILM) == len(Network(FILM).theta) == 13_002


def test_theta_and_the_layers_are_one_memory():
    network = Network([3, 2, 2])
    network.theta[:] = np.arange(14)
    np.testing.assert_array_equal(network.weights[0], [[0, 1, 2], [3, 4, 5]])
    np.testing.assert_array_equal(network.biases[0], [6, 7])
    np.testing.assert_array_equal(network.weights[1], [[8, 9], [10, 11]])
    np.testing.assert_array_equal(network.biases[1], [12, 13])
    network.weights[1][0, 1] = 50
    network.biases[0][1] = 60
    assert network.theta[9] == 50 and network.theta[7] == 60


def test_layer_slices_hold_the_weights_and_biases_of_a_layer():
    sizes = [3, 2, 4]
    theta = np.arange(parameter_count(sizes))
    for part, W, b in zip(layer_slices(sizes), *layer_views(theta, sizes), strict=True):
        assert theta[part].tolist() == [*W.ravel(), *b]


def test_layer_views_of_many_thetas_are_views_too():
    thetas = np.zeros((5, 4, 14))
    weights, biases = layer_views(thetas, [3, 2, 2])
    assert [W.shape for W in weights] == [(5, 4, 2, 3), (5, 4, 2, 2)]
    assert [b.shape for b in biases] == [(5, 4, 2), (5, 4, 2)]
    for array in (*weights, *biases):
        assert np.shares_memory(array, thetas)
        array += 1
    assert (thetas == 1).all()


@pytest.mark.parametrize(("activation", "gain"), [("sigmoid", 1), ("tanh", 1), ("relu", 2)])
def test_weights_start_spread_as_one_over_the_root_of_their_inputs(activation, gain):
    network = Network([900, 300, 200], activation, seed=5)
    for W, expected in zip(network.weights, (gain / 900, 1 / 300), strict=True):
        z = W.ravel() / np.sqrt(expected)
        assert abs(z.mean()) < 4 / np.sqrt(z.size)
        assert abs(z.var() - 1) < 4 * np.sqrt(2 / z.size)
    assert not any(b.any() for b in network.biases)


def test_the_seed_decides_the_start():
    one, same, other = Network(FILM, seed=7), Network(FILM, seed=7), Network(FILM, seed=8)
    np.testing.assert_array_equal(one.theta, same.theta)
    assert (one.weights[0] != other.weights[0]).all()


def test_making_a_network_leaves_the_global_generator_alone():
    np.random.seed(1)  # noqa: NPY002
    expected = np.random.random()  # noqa: NPY002
    np.random.seed(1)  # noqa: NPY002
    Network(FILM)
    assert np.random.random() == expected  # noqa: NPY002


@pytest.mark.parametrize(
    "sizes", [[], [784], [784, 0, 10], [784, -1, 10], [784, 10**9, 10], [10**30, 2]], ids=str
)
def test_sizes_that_make_no_network_are_refused(sizes):
    with pytest.raises(DownhillError, match="sizes"):
        Network(sizes)


def test_names_that_do_not_exist_are_refused_with_those_that_do():
    with pytest.raises(DownhillError, match="'swish'.*sigmoid, tanh, relu"):
        Network(FILM, "swish")
    with pytest.raises(DownhillError, match="'relu'.*sigmoid, softmax"):
        Network(FILM, output_activation="relu")
    with pytest.raises(DownhillError, match="'hinge'.*quadratic, cross_entropy"):
        Network(FILM, cost="hinge")


def test_a_network_like_another_has_its_kind_and_parameters_of_its_own():
    network = Network((3, 4, 2), "relu", "softmax", "cross_entropy", seed=5, dtype=np.float64)
    same = network.like()
    assert same.kind == network.kind and same.theta.dtype == np.float64
    np.testing.assert_array_equal(same.theta, network.theta)
    same.theta += 1
    assert not (same.theta == network.theta).any()
    moved = network.like(np.ones_like(network.theta), dtype=np.float32)
    assert moved.theta.dtype == np.float32 and (moved.theta == 1).all()
