import numpy as np
import pytest

from nn.errors import DownhillError
from nn.models.chain import Chain, activation, cost_named, dense, passes, refused, scale
from nn.models.check import in_shares
from nn.network import layer_views

GENERATOR = np.random.default_rng(3)
FUNCTIONS = {
    "relu": lambda z: np.maximum(z, 0),
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "identity": lambda z: z,
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True),
}


def normal(*shape):
    return GENERATOR.standard_normal(shape)


def layers(outputs=3):
    """Of each kind at least one, with normalization before and after an activation."""
    return [
        passes("flatten"),
        scale("scaling", 2.0, -0.5),
        dense("fc1", normal(5, 4)),
        scale("norm1", normal(5), normal(5)),
        activation("relu", "relu"),
        scale("norm2", normal(5), normal(5)),
        passes("dropout"),
        dense("fc2", normal(6, 5), normal(6)),
        dense("fc3", normal(outputs, 6), normal(outputs)),
    ]


def as_they_stand(chain, X):
    """What the layers compute, one after another."""
    for layer in chain.layers:
        if layer.kind == "dense":
            X = X @ layer.W.T + layer.b
        elif layer.kind == "scale":
            X = layer.factor * X + layer.shift
        elif layer.kind == "activation":
            X = FUNCTIONS[layer.function](X)
    return X


def computed(folded, X):
    for W, b, name in zip(
        *layer_views(folded.theta, folded.sizes), folded.activations, strict=True
    ):
        X = FUNCTIONS[name](X @ W.T + b)
    return X


@pytest.mark.parametrize("ends", [(0.0, 1.0), (-1.0, 3.0), (normal(4), normal(4))])
def test_the_folded_network_computes_what_the_layers_do(ends):
    chain, X = Chain(layers()), GENERATOR.random((20, 4))
    folded = chain.folded(*ends)
    assert folded.sizes == [4, 5, 6, 3]
    assert folded.activations == ["relu", "identity", "softmax"]
    assert folded.cost == "cross_entropy"
    fed = ends[0] + X * (ends[1] - ends[0])
    expected = FUNCTIONS["softmax"](as_they_stand(chain, fed))
    np.testing.assert_allclose(computed(folded, X), expected, atol=1e-5)
    said = " ".join(folded.notes)
    assert all(name in said for name in ("scaling", "norm1", "norm2", "logits"))
    assert ("scaling of the inputs" in said) == (not np.array_equal(ends, (0, 1)))


@pytest.mark.parametrize("end", [[], [activation("σ", "sigmoid")]])
def test_one_output_becomes_two(end):
    chain, X = Chain([*layers(1), *end]), GENERATOR.random((20, 4))
    folded = chain.folded(cost="binary_crossentropy")
    z = as_they_stand(Chain(chain.layers[:9]), X)
    yes = FUNCTIONS["sigmoid"](z)
    np.testing.assert_allclose(computed(folded, X), np.hstack([1 - yes, yes]), atol=1e-5)
    assert folded.sizes[-1] == 2 and folded.activations[-1] == "softmax"
    assert "−z/2" in folded.notes[-1]


def test_weights_that_nothing_is_folded_into_are_the_same_to_the_bit():
    W, b = normal(3, 4).astype(np.float32), normal(3).astype(np.float32)
    folded = Chain([dense("fc", W, b), activation("s", "log_softmax")]).folded()
    assert folded.theta.tobytes() == W.tobytes() + b.tobytes()
    assert folded.notes == []


@pytest.mark.parametrize(
    ("added", "words"),
    [
        ([refused("conv1: Conv2d", "is a convolution")], "✗ conv1: Conv2d"),
        ([activation("s", "softmax"), dense("d", normal(2, 3))], "not at its end"),
        ([activation("s", "softmax"), scale("t", 2, 0)], "after the last activation"),
        ([activation("t", "tanh")], "ends in tanh"),
        ([activation("r", "relu"), activation("t", "softmax")], "after another activation"),
        ([dense("d", normal(2, 7))], r"weights \(2, 7\)"),
        ([scale("norm3", normal(4), 0)], "norm3 has 4 numbers for 3 neurons"),
    ],
)
def test_what_can_not_be_drawn_is_refused_with_the_list_of_layers(added, words):
    with pytest.raises(DownhillError, match=words) as caught:
        Chain([*layers(), *added], "Net").folded()
    assert "✓ fc1, ✓ norm1, ✓ relu" in str(caught.value)
    assert str(caught.value).startswith("Net can't be drawn")


def test_a_cost_that_can_not_be_known_is_asked_for():
    chain = Chain([*layers(), activation("σ", "sigmoid")])
    with pytest.raises(DownhillError, match="cost='cross_entropy' or cost='quadratic'"):
        chain.folded()
    assert chain.folded(cost="MSELoss").cost == "quadratic"
    with pytest.raises(DownhillError, match="regression"):
        Chain(layers()).folded(cost="mse")
    with pytest.raises(DownhillError, match="can't be drawn"):
        cost_named("hinge")


def test_sums_that_were_trained_one_by_one_get_a_sigmoid_each():
    chain, X = Chain(layers()), GENERATOR.random((20, 4))
    folded = chain.folded(cost="BCEWithLogitsLoss")
    z = as_they_stand(chain, X)
    np.testing.assert_allclose(computed(folded, X), FUNCTIONS["sigmoid"](z), atol=1e-5)
    np.testing.assert_allclose(in_shares(z, folded), FUNCTIONS["sigmoid"](z))
    assert (folded.activations[-1], folded.cost) == ("sigmoid", "cross_entropy")
    assert folded.notes[-1] == "The cost is the sum over the outputs, 3 times their mean."


@pytest.mark.parametrize(("end", "loss"), [("softmax", "bce"), ("sigmoid", "CrossEntropyLoss")])
def test_a_cost_that_goes_with_other_outputs_is_refused(end, loss):
    chain = Chain([*layers(), activation("end", end)])
    with pytest.raises(DownhillError, match=f"ends in {end}, and was trained by {loss}"):
        chain.folded(cost=loss)
    assert chain.folded(cost="cross_entropy").activations[-1] == end


@pytest.mark.parametrize("wrong", [np.nan, np.inf, 1e39])
def test_weights_that_are_not_finite_are_refused_with_their_layer(wrong):
    with pytest.raises(DownhillError, match="fc4 that are not finite"):
        Chain([*layers(), dense("fc4", np.full((2, 3), wrong))]).folded()
