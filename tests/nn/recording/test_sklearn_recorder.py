import warnings

import numpy as np
import pytest

from downhill import Recorder

pytest.importorskip("sklearn")
from sklearn.neural_network import MLPClassifier  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402

X = np.random.default_rng(0).normal(3, 2, (90, 4))
Y = np.array(["setosa", "virginica", "amaryllis"])[np.arange(90) % 3]


def test_a_loop_of_partial_fit_is_recorded_from_its_first_update(tmp_path):
    model, theirs = MLPClassifier((6,), random_state=3), []
    with Recorder(tmp_path / "mine", model, ((X, Y), (X[:30], Y[:30]))) as recorder:
        for rows in np.arange(90).reshape(9, 10):
            model.partial_fit(X[rows], Y[rows], classes=sorted(set(Y)))
            recorder.step()
            theirs.append(model.score(X[:30], Y[:30]))
    run = recorder.run
    assert run.steps.tolist() == list(range(1, 10))
    assert run.results["test_accuracy"] == theirs[-1]
    assert run.facts["dataset"]["classes"] == ["amaryllis", "setosa", "virginica"]
    assert run.facts["seed"] == 3 and run.facts["optimizer"]["learning_rate_init"] == 0.001
    assert run.activations == ["relu", "softmax"] and not run.replayable


def test_outputs_are_put_in_the_order_in_which_people_count(tmp_path):
    words = np.array(["class 2", "class 10"])[np.arange(90) % 2]  # the model has 10 first
    model = MLPClassifier((6,), random_state=3, learning_rate_init=0.05)
    with Recorder(tmp_path / "mine", model, ((X, words), (X[:30], words[:30]))) as recorder:
        for _ in range(60):
            model.partial_fit(X, words, classes=sorted(set(words)))
            recorder.step()
    assert list(recorder.run.classes) == ["class 2", "class 10"]
    assert model.score(X[:30], words[:30]) > 0.5
    assert recorder.run.results["test_accuracy"] == model.score(X[:30], words[:30])


def test_what_was_fitted_is_one_snapshot_with_its_scaler_folded_in(tmp_path):
    mlp = MLPClassifier((6,), max_iter=5, random_state=3, batch_size=30)
    model = make_pipeline(StandardScaler(), mlp)
    with Recorder(tmp_path / "mine", model, ((X, Y), (X[:30], Y[:30]))) as recorder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.fit(X, Y)
        recorder.step(mlp.n_iter_ * 3)
    assert recorder.run.steps.tolist() == [15] and not recorder.run.has_history
    assert recorder.run.results["test_accuracy"] == model.score(X[:30], Y[:30])
