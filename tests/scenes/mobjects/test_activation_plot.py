import numpy as np
import pytest

from scenes.mobjects.activation_plot import TALLEST, ActivationPlot

X = np.linspace(-6, 6, 201)
Z = np.random.default_rng(0).normal(1, 2, 5_000)


@pytest.fixture
def picture(canvas):
    return ActivationPlot(X, 1 / (1 + np.exp(-X)), Z)


def test_the_curve_is_the_activation(picture):
    points = np.vstack([picture.curve.get_start_anchors(), picture.curve.get_end()])
    expected = picture.plot.c2p(X, 1 / (1 + np.exp(-X)))
    np.testing.assert_allclose(points, expected, atol=1e-9)


def test_a_bar_is_as_high_as_many_sums_lie_there(picture):
    bars = picture.bars
    for i in (0, 17, 30, 59):
        inside = (bars.edges[i] <= Z) & (bars.edges[i + 1] > Z)
        assert bars.counts[i] / bars.counts.max() == pytest.approx(
            inside.sum() / np.histogram(Z, bars.edges)[0].max()
        )
    assert bars.counts.max() == pytest.approx(TALLEST)


def test_a_function_without_bounds_has_room_too(canvas):
    picture = ActivationPlot(X, np.maximum(X, 0), Z)
    assert picture.plot.y_range == (0, 6)
