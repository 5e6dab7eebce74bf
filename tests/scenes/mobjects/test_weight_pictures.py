import numpy as np
import pytest
from canvas import play_to_the_end

from scenes.mobjects.weight_pictures import WeightPictures

W = np.random.default_rng(0).standard_normal((6, 3, 5))


@pytest.fixture
def weights(canvas):
    return WeightPictures(W, 2.0)


def test_sixteen_square_pictures_go_four_to_a_row_around_the_origin(canvas):
    sixteen = WeightPictures(np.random.default_rng(0).standard_normal((16, 4, 4)), 2.0, size=1.05)
    heights = [picture.get_y() for picture in sixteen.pictures]
    np.testing.assert_allclose(heights[:4], heights[0])
    assert heights[4] < heights[3]
    assert [picture.width for picture in sixteen.pictures] == pytest.approx([1.05] * 16)
    np.testing.assert_allclose(sixteen.pictures.get_center(), 0, atol=1e-9)


def test_others_fill_the_same_room_above_the_bar(weights):
    for picture, w in zip(weights.pictures, W, strict=True):
        np.testing.assert_array_equal(picture.values, w)
    room = 4 * 1.05 + 3 * 0.12
    sides = weights.pictures.width, weights.pictures.height
    assert max(sides) == pytest.approx(room, abs=0.01) and min(sides) > 0.7 * room
    assert weights.legend.get_top()[1] < weights.pictures.get_bottom()[1]


def test_all_pictures_and_the_bar_go_to_another_scale_together(weights):
    play_to_the_end(weights.rescale(0.5))
    for picture in weights.pictures:
        np.testing.assert_allclose(picture.limits, [-0.5, 0.5])
    assert [float(end.value) for end in weights.legend.ends] == pytest.approx([-0.5, 0.5])
