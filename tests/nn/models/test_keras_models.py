import os

import numpy as np
import pytest

from nn.errors import DownhillError
from nn.models import adapter
from nn.models.check import in_shares, network_of

pytest.importorskip("torch")
os.environ.setdefault("KERAS_BACKEND", "torch")
keras = pytest.importorskip("keras")
L, losses = keras.layers, keras.losses
GREYS = np.random.default_rng(0).random((32, 12)).astype(np.float32)
FED = 4 * GREYS.reshape(-1, 3, 4) - 1  # low −1, high 3
FUNCTIONS = [
    *("relu", "leaky_relu", "elu", "gelu", "silu", "swish", "tanh", "sigmoid", "linear"),
    *(L.ELU(alpha=0.5), L.LeakyReLU(), L.LeakyReLU(negative_slope=0.1)),
    lambda x: keras.activations.gelu(x, approximate=True),
]
NAMES = [
    *("relu", "leaky_relu(0.2)", "elu", "gelu", "silu", "silu", "tanh", "sigmoid", "identity"),
    *("elu(0.5)", "leaky_relu(0.3)", "leaky_relu(0.1)", "gelu_tanh"),
]


def sequential(*layers, inputs=(3, 4)):
    return keras.Sequential([keras.Input(inputs), *layers])


def scaled():
    keras.utils.set_random_seed(0)
    normalization = L.Normalization()
    normalization.adapt(FED / 2 + 1)
    model = sequential(
        *(L.Rescaling(0.5, offset=1), normalization, L.Flatten()),
        *(L.Dense(8, use_bias=False), L.BatchNormalization(scale=False), L.Activation("tanh")),
        *(L.Dropout(0.5), keras.Sequential([L.Dense(5, activation="relu")])),
        *(L.BatchNormalization(), L.Dense(3), L.Softmax()),
    )
    model.compile("adam", losses.SparseCategoricalCrossentropy())
    model.fit(FED, np.arange(32) % 3, verbose=0, epochs=3, batch_size=8)
    return model


def functional():
    inputs = keras.Input((3, 4))
    a = L.Dense(6, activation="gelu")(L.Flatten()(inputs))
    return keras.Model(inputs, L.Dense(1)(L.Dropout(0.1)(a)))


def compiled(model, loss):
    model.compile("sgd", loss)
    return model


LOGITS = {"from_logits": True}
DRAWN = {
    "functions": lambda: sequential(L.Flatten(), *[L.Dense(6, activation=f) for f in FUNCTIONS]),
    "scaled": scaled,
    "functional": lambda: compiled(functional(), losses.BinaryCrossentropy(**LOGITS)),
    "one sigmoid": lambda: compiled(
        sequential(L.Flatten(), L.Dense(1, activation="sigmoid")), "mse"
    ),
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_folded_model_is_the_same_function(name):
    model = DRAWN[name]()
    if name == "functions":
        model.add(L.Dense(3, activation="softmax"))
    read = adapter(model)
    assert read.ready
    snapshot = read.snapshot()
    before = [values.copy() for values in snapshot]
    folded = read.chain(snapshot, FED[:2]).folded(-1, 3, read.loss)
    theirs = in_shares(model.predict(FED, verbose=0), folded)
    ours = network_of(folded).forward(GREYS).a[-1]
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)
    np.testing.assert_allclose(
        in_shares(read.outputs(snapshot, FED), folded), theirs, rtol=0, atol=1e-6
    )
    for now, then in zip(read.snapshot(), before, strict=True):
        np.testing.assert_array_equal(now, then)
    if name == "functions":
        assert folded.activations == [*NAMES, "softmax"]
    if name == "one sigmoid":
        assert folded.cost == "quadratic" and any("2 times" in note for note in folded.notes)


def test_a_snapshot_is_of_its_moment():
    model = scaled()
    read = adapter(model)
    snapshot, before = read.snapshot(), model.predict(FED, verbose=0)
    model.fit(FED, np.arange(32) % 3, verbose=0, epochs=2)
    np.testing.assert_allclose(read.outputs(snapshot, FED), before, atol=1e-6)


def shared():
    again, inputs = L.Dense(12), keras.Input((12,))
    return keras.Model(inputs, L.Dense(3)(again(again(inputs))))


def branched():
    inputs = keras.Input((12,))
    return keras.Model(inputs, L.Dense(3)(L.Add()([L.Dense(12)(inputs), inputs])))


class Own(keras.Model):
    pass


def ends():
    return L.Flatten(), L.Dense(3)


REFUSED = {
    "or one is used twice": shared,
    "joins two branches": branched,
    "is a convolution": lambda: sequential(L.Conv1D(3, 2), *ends()),
    "normalizes each example": lambda: sequential(L.LayerNormalization(), *ends()),
    "is recurrent": lambda: sequential(L.LSTM(4), L.Dense(3)),
    "acts on parts": lambda: sequential(L.Dense(3), L.Flatten()),
    "is code": lambda: sequential(L.Lambda(lambda x: 2 * x), *ends()),
    "has an activation that": lambda: sequential(L.Dense(3, activation="softplus"), inputs=(12,)),
    "an activation that can't": lambda: sequential(L.Dense(3, activation="relu6"), inputs=(12,)),
    "a class of its own": Own,
    "with a loss that has from_logits": lambda: compiled(
        sequential(L.Dense(3), inputs=(12,)), losses.CategoricalCrossentropy()
    ),
    "with a loss without from_logits": lambda: compiled(
        sequential(L.Dense(3, activation="softmax"), inputs=(12,)),
        losses.CategoricalCrossentropy(**LOGITS),
    ),
    "which is regression": lambda: compiled(sequential(L.Dense(3), inputs=(12,)), "mse"),
    "goes with sigmoid": lambda: compiled(
        sequential(L.Dense(3, activation="softmax"), inputs=(12,)), "binary_crossentropy"
    ),
    "hinge": lambda: compiled(sequential(L.Dense(3, activation="softmax"), inputs=(12,)), "hinge"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_is_no_chain_is_refused_with_its_layers(why):
    with pytest.raises(DownhillError, match=why) as error:
        read = adapter(REFUSED[why]())
        read.chain(read.snapshot(), FED[:2]).folded(cost=read.loss)
    if "only a chain" in str(error.value) and "regression" not in why:
        assert "✗" in str(error.value)
