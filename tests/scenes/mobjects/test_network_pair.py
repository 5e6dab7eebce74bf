import numpy as np
import pytest

from scenes.mobjects.network_pair import NetworkPair

W = np.random.default_rng(0).normal(size=(2, 4, 9))


@pytest.fixture
def pair():
    return NetworkPair(W, [0.9, 0.95], 0.1, width=4, distance=3.5, height=0.5)


def test_both_layers_are_on_one_scale_with_names_above_and_accuracies_below(pair):
    scales = {picture.limits[1] for grid in pair for picture in grid.pictures}
    assert len(scales) == 1
    for grid, weights, letter, right in zip(pair, W, "AB", ("90.0%", "95.0%"), strict=True):
        for picture, w in zip(grid.pictures, weights, strict=True):
            np.testing.assert_array_equal(picture.values.ravel(), w)
        assert grid.above.typst_code == f"network {letter}"
        assert grid.below.typst_code == f"{right} of tests right"


def test_they_go_to_either_side_at_one_height(pair):
    a, b = pair.put(3, 5)
    np.testing.assert_allclose(a.pictures.get_center(), [-5, 0.5, 0], atol=1e-6)
    np.testing.assert_allclose(b.pictures.get_center(), [5, 0.5, 0], atol=1e-6)
    assert a.pictures.width == pytest.approx(3)


def test_the_legend_and_the_likeness_fit_between_them_and_are_not_shown_yet(pair):
    left, right = pair[0].get_right()[0], pair[1].get_left()[0]
    for mobject in (pair.legend, pair.said):
        assert left < mobject.get_left()[0] < mobject.get_right()[0] < right
        assert mobject not in pair.submobjects
    assert pair.said.get_bottom()[1] > pair.legend.get_top()[1]
    assert pair.alike.value == 0.1
