import warnings

import numpy as np
import pytest

from nn.errors import DownhillError
from nn.models import adapter
from nn.models.check import network_of

pytest.importorskip("sklearn")
from sklearn import pipeline, preprocessing  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.neural_network import MLPClassifier, MLPRegressor  # noqa: E402

GREYS = np.random.default_rng(0).random((60, 9)).astype(np.float32)
FED = 16 * GREYS + np.arange(9)  # low: 0, 1, … 8
LABELS = np.arange(60) % 3


def perceptron(activation="relu", *before, **more):
    steps = [*before, MLPClassifier((7, 5), activation, max_iter=3, random_state=4, **more)]
    return pipeline.make_pipeline(*steps) if before else steps[0]


DRAWN = {
    "relu": perceptron(),
    "identity": perceptron("identity"),
    "mean and deviation": perceptron("tanh", preprocessing.StandardScaler()),
    "deviation alone": perceptron("tanh", preprocessing.StandardScaler(with_mean=False)),
    "mean alone": perceptron("tanh", preprocessing.StandardScaler(with_std=False)),
    "range, then largest": perceptron(
        "logistic",
        pipeline.make_pipeline(preprocessing.MinMaxScaler((-1, 2)), "passthrough"),
        preprocessing.MaxAbsScaler(),
    ),
    "no hidden layer": pipeline.make_pipeline(preprocessing.RobustScaler(), LogisticRegression()),
}


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("name", DRAWN)
def test_a_folded_estimator_is_the_same_function(name, classes):
    model = DRAWN[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(FED, LABELS % classes)
    read = adapter(model)
    snapshot = read.snapshot()
    folded = read.chain(snapshot, FED[:2]).folded(np.arange(9), np.arange(9) + 16, read.loss)
    theirs = model.predict_proba(FED)
    ours = network_of(folded).forward(GREYS).a[-1]
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)
    np.testing.assert_allclose(read.outputs(snapshot, FED), theirs, rtol=0, atol=1e-5)


def test_it_is_ready_once_it_has_weights_and_a_snapshot_is_of_its_moment():
    model = perceptron(solver="sgd", learning_rate_init=0.1)
    read = adapter(model)
    assert not read.ready and read.seed == 4
    assert read.optimizer["name"] == "sgd" and read.optimizer["momentum"] == 0.9
    model.partial_fit(FED, LABELS, classes=range(3))
    assert read.ready
    snapshot, before = read.snapshot(), model.predict_proba(FED)
    model.partial_fit(FED, LABELS)
    assert np.abs(model.predict_proba(FED) - before).max() > 1e-4
    np.testing.assert_allclose(read.outputs(snapshot, FED), before, atol=1e-6)


SEVERAL = MLPClassifier((4,), max_iter=1).fit(FED, np.eye(3, dtype=int)[LABELS] | [0, 0, 1])
REFUSED = {
    "is regression": MLPRegressor(),
    "is none that can be drawn": perceptron("relu", preprocessing.PolynomialFeatures()),
    "cuts off": perceptron("relu", preprocessing.MinMaxScaler(clip=True)),
    "several labels at once": SEVERAL,
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_can_not_be_drawn_is_refused_before_it_is_trained(why):
    with pytest.raises(DownhillError, match=f"{why}.*✗"):
        read = adapter(REFUSED[why])
        read.chain(read.snapshot(), FED[:2]).folded()
