import numpy as np
import pytest
from canvas import play_to_the_end

from scenes.mobjects.weight_pictures import WeightPictures

W = np.random.default_rng(0).standard_normal((6, 3, 5))


@pytest.fixture
def weights(canvas):
    return WeightPictures(W, 2.0)


def test_pictures_go_four_to_a_row_around_the_origin(weights):
    for picture, w in zip(weights.pictures, W, strict=True):
        np.testing.assert_array_equal(picture.values, w)
    assert weights.pictures[3].get_y() == pytest.approx(weights.pictures[0].get_y())
    assert weights.pictures[4].get_y() < weights.pictures[0].get_y()
    np.testing.assert_allclose(weights.pictures.get_center(), 0, atol=1e-9)
    assert weights.legend.get_top()[1] < weights.pictures.get_bottom()[1]


def test_all_pictures_and_the_bar_go_to_another_scale_together(weights):
    play_to_the_end(weights.rescale(0.5))
    for picture in weights.pictures:
        np.testing.assert_allclose(picture.limits, [-0.5, 0.5])
    assert [float(end.value) for end in weights.legend.ends] == pytest.approx([-0.5, 0.5])
