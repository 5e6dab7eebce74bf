import numpy as np
import pytest
from data_files import the_sentence
from foreign import TOLERANCE, folded, off

from nn.importing import skops_files

pytest.importorskip("sklearn")
skops = pytest.importorskip("skops.io")
X = np.random.default_rng(0).normal(5, 2, (60, 4))
WORDS = np.array(["setosa", "versicolor", "virginica"])[np.arange(60) % 3]


def test_estimators_are_the_same_function(tmp_path):
    from sklearn.linear_model import LogisticRegression
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, RobustScaler, StandardScaler

    for model, labels in (
        (make_pipeline(StandardScaler(), MLPClassifier((9, 8), "tanh", max_iter=9)), WORDS),
        (make_pipeline(RobustScaler(), MinMaxScaler(), LogisticRegression()), WORDS),
        (make_pipeline(MaxAbsScaler(), MLPClassifier((5,), "relu", max_iter=9)), WORDS == "setosa"),
        (LogisticRegression(), WORDS == "setosa"),
    ):
        model.fit(X, labels)
        skops.dump(model, tmp_path / "m.skops")
        assert off(tmp_path / "m.skops", X, model.predict_proba(X)) < TOLERANCE
        held = skops_files.read(tmp_path / "m.skops")
        assert held.classes == tuple(map(str, model.classes_))
        assert held.version.startswith("1.")


def test_what_is_no_network_is_refused_with_its_layers(tmp_path):
    from sklearn.decomposition import PCA
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline

    path = tmp_path / "m.skops"
    skops.dump(make_pipeline(PCA(2), MLPClassifier((5,), max_iter=5)).fit(X, WORDS), path)
    the_sentence(lambda: folded(path), "✗ pca: PCA", "✓ mlpclassifier: MLPClassifier (2 → 5)")
    skops.dump(MLPRegressor(max_iter=5).fit(X, X[:, 0]), path)
    the_sentence(lambda: folded(path), "is regression")
