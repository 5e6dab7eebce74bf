import numpy as np
import pytest

from nn.datasets.dataset import Feature
from scenes.mobjects.feature_bars import FeatureBars

pytestmark = pytest.mark.usefixtures("canvas")

FEATURES = Feature("sepal length (cm)", 4.3, 7.9), Feature("petal width (cm)", 0.1, 2.5)


def test_each_feature_has_its_name_and_its_value_in_its_own_unit():
    bars = FeatureBars([[0.5], [1.0]], FEATURES, width=5)
    assert [name.typst_code for name in bars.names] == [r"sepal length (cm)", r"petal width (cm)"]
    assert [number.words for number in bars.numbers] == ["6.1", "2.5"]
    np.testing.assert_allclose(bars.bars.values, [0.5, 1])


def test_another_example_changes_bars_and_numbers():
    bars = FeatureBars([[0.5], [1.0]], FEATURES, width=5)
    bars.set_values(np.array([[1.0], [0.0]]))
    assert [number.words for number in bars.numbers] == ["7.9", "0.1"]
    assert bars.bars.values.tolist() == [1, 0]


def test_of_many_features_some_have_rows_and_how_many_is_said():
    many = [Feature(f"x{k}", 0.0, 1.0) for k in range(13)]
    bars = FeatureBars(np.full((13, 1), 0.25), many, shown=[2, 7])
    assert [name.typst_code for name in bars.names] == ["x2", "x7"]
    assert bars[-1].typst_code == "2 of 13"
    np.testing.assert_allclose(bars.cell(7, 0), bars.bars.middle(1))


def test_long_names_leave_the_numbers_their_room():
    long = [Feature("a name that is much too long for its place", -1e6, 1e6)]
    bars = FeatureBars([[0.5]], long, width=3)
    assert bars.names.get_right()[0] < bars.numbers.get_left()[0]
