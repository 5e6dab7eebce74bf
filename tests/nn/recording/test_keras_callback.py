import gc
import os

import numpy as np
import pytest

from downhill import Recorder
from nn.runs.run import Run

pytest.importorskip("torch")
os.environ.setdefault("KERAS_BACKEND", "torch")
keras = pytest.importorskip("keras")
X = np.random.default_rng(0).random((60, 5, 4)).astype(np.float32)
Y = np.arange(60) % 3


def network():
    keras.utils.set_random_seed(0)
    layers = [keras.layers.Flatten(), keras.layers.Dense(6, activation="elu")]
    model = keras.Sequential([*layers, keras.layers.Dense(3, activation="softmax")])
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    return model


class Look(keras.callbacks.Callback):
    """What Keras has after each update."""

    def __init__(self, stop=None):
        super().__init__()
        self.weights, self.costs, self.stop = [], [], stop

    def on_train_begin(self, logs=None):
        self.on_train_batch_end(0)

    def on_train_batch_end(self, batch, logs=None):
        self.weights.append(self.model.layers[1].get_weights()[0].T.copy())
        self.costs.append(self.model.evaluate(X[:40], Y[:40], verbose=0))
        if len(self.costs) == self.stop:
            raise KeyboardInterrupt


def fit(model, *callbacks):
    model.fit(X[:40], Y[:40], batch_size=20, epochs=4, verbose=0, callbacks=list(callbacks))


DATA = (X[:40], Y[:40]), (X[40:50], Y[40:50]), (X[50:], Y[50:])


def test_fit_is_recorded_step_by_step(tmp_path):
    """A model that has no weights before `fit`, in a `with` block and without one."""
    for name, begins in (("with", True), ("without", False)):
        model, look = network(), Look()
        recorder = Recorder(tmp_path / name, model, DATA)
        if begins:
            with recorder:
                fit(model, look, recorder.callback())
        else:
            fit(model, look, recorder.callback())
        run = Run.load(tmp_path / name)
        assert run.steps.tolist() == list(range(9))
        for s in range(9):
            np.testing.assert_array_equal(run.W[0][s], look.weights[s])
            assert run.train_cost[s] == pytest.approx(look.costs[s], abs=1e-5)
    assert run.facts["optimizer"]["name"] == "Adam" and run.origin["framework"] == "Keras"
    assert run.activations == ["elu", "softmax"] and "stopped" not in run.facts


def test_ctrl_c_leaves_the_run_up_to_there(tmp_path):
    model = network()
    recorder = Recorder(tmp_path / "mine", model, DATA)
    with pytest.raises(KeyboardInterrupt), recorder:
        fit(model, recorder.callback(), Look(stop=5))
    assert recorder.run.facts["stopped"] == "stopped by hand after step 4"


def test_ctrl_c_without_a_block_leaves_the_run_when_the_callback_is_gone(tmp_path):
    model = network()
    with pytest.raises(KeyboardInterrupt):
        fit(model, Recorder(tmp_path / "mine", model, DATA).callback(), Look(stop=5))
    gc.collect()  # as at Python's end
    run = Run.load(tmp_path / "mine")
    assert run.steps.tolist() == list(range(5))
    assert run.facts["stopped"] == "stopped by hand after step 4"


def test_updates_are_counted_where_keras_makes_several_at_once(tmp_path):
    """`steps_per_execution`, which other backends have; 20 updates in two epochs."""
    model = network()
    model.build((None, 5, 4))
    with Recorder(tmp_path / "mine", model, DATA, total=20) as recorder:
        callback = recorder.callback()
        callback.set_model(model)
        callback.set_params({"steps": 10})
        callback.on_train_begin()
        for _ in range(2):
            callback.on_epoch_begin(0)
            for last in (2, 5, 8, 11):
                callback.on_train_batch_end(last)
    assert recorder.steps == 20 and recorder.run.steps.tolist() == [0, 3, 6, 9, 10, 13, 16, 19, 20]
