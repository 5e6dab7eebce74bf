import os

import numpy as np
import pytest
from data_files import the_sentence
from foreign import TOLERANCE, folded, off

from nn.importing import keras_files

pytest.importorskip("torch")
os.environ.setdefault("KERAS_BACKEND", "torch")
keras = pytest.importorskip("keras")
pytest.importorskip("h5py")
X = np.random.default_rng(0).integers(0, 256, (6, 4, 4)).astype(np.float32)


def sequential():
    layers = keras.layers
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            keras.Input((4, 4)),
            layers.Rescaling(1 / 255),
            layers.Flatten(),
            layers.Dense(8),
            layers.BatchNormalization(),
            layers.Activation("gelu"),
            layers.Dropout(0.2),
            layers.Dense(8, activation="elu", name="of my own"),
            layers.Dense(8, use_bias=False),
            layers.LeakyReLU(negative_slope=0.2),
            layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(), optimizer="adam")
    model.fit(X, np.arange(6) % 3, verbose=0)
    return model


def test_models_are_the_same_function(tmp_path):
    model = sequential()
    expected = model.predict(X, verbose=0)
    inputs = keras.Input((16,))
    hidden = keras.layers.Dense(7, activation="silu")(inputs)
    functional = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(hidden))
    functional.compile(loss="binary_crossentropy")
    one = functional.predict(X.reshape(6, 16), verbose=0)
    for name in ("m.keras", "m.h5"):
        model.save(tmp_path / name)
        assert off(tmp_path / name, X, expected) < TOLERANCE
        held = keras_files.read(tmp_path / name) if "keras" in name else None
        assert held is None or (held.version, held.cost) == (
            keras.__version__,
            "sparse_categorical_crossentropy",
        )
        functional.save(tmp_path / name)
        two = np.concatenate([1 - one, one], axis=1)
        assert off(tmp_path / name, X, two) < TOLERANCE


def test_weights_alone_are_the_same_function(tmp_path):
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((16,)),
            layers.Dense(9, "relu"),
            layers.Dense(9, "relu"),
            layers.Dense(3, "softmax"),
        ]
    )
    model.save_weights(tmp_path / "m.weights.h5")
    told = {"activation": "relu", "cost": "cross_entropy"}
    flat = X.reshape(6, 16) / 255
    expected = model.predict(flat, verbose=0)
    assert off(tmp_path / "m.weights.h5", flat, expected, **told) < TOLERANCE


def test_code_is_refused_and_so_is_what_is_no_chain(tmp_path):
    layers, path = keras.layers, tmp_path / "m.keras"

    def saved(*middle):
        keras.Sequential([keras.Input((16,)), *middle, layers.Dense(3)]).save(path)
        return lambda: folded(path, cost="cross_entropy")

    the_sentence(
        saved(layers.Lambda(lambda x: x * 2)), "Lambda is code, which is not read", "✗ lambda"
    )
    the_sentence(saved(layers.LayerNormalization()), "normalizes each example", "✓ dense")
    conv = layers.Reshape((4, 4, 1)), layers.Conv2D(2, 3), layers.Flatten()
    the_sentence(saved(*conv), "is a convolution", "✗ conv2d: Conv2D")
    inputs = keras.Input((16,))
    a = layers.Dense(16)(inputs)
    keras.Model(inputs, layers.Dense(3)(layers.Add()([a, inputs]))).save(path)
    the_sentence(lambda: folded(path), "branches")

    @keras.saving.register_keras_serializable("mine")
    class Own(layers.Layer):
        def call(self, x):
            return x

    the_sentence(saved(Own()), "is code, which is not read", "ONNX")


def test_a_cost_that_was_not_compiled_is_asked_for(tmp_path):
    keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "softmax")]).save(
        tmp_path / "m.keras"
    )
    the_sentence(lambda: folded(tmp_path / "m.keras"), "--cost quadratic or --cost cross_entropy")
