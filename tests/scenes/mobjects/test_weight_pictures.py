import numpy as np
import pytest
from canvas import play_to_the_end

from scenes.mobjects.weight_pictures import PLACE, ROOM, SIZE, WeightPictures, legend_of

W = np.random.default_rng(0).standard_normal((6, 3, 5))


@pytest.fixture
def weights(canvas):
    return WeightPictures(W, 2.0)


def test_sixteen_square_pictures_go_four_to_a_row_around_their_place(canvas):
    sixteen = WeightPictures(np.random.default_rng(0).standard_normal((16, 4, 4)), 2.0)
    heights = [picture.get_y() for picture in sixteen.pictures]
    np.testing.assert_allclose(heights[:4], heights[0])
    assert heights[4] < heights[3]
    assert [picture.width for picture in sixteen.pictures] == pytest.approx([SIZE] * 16)
    np.testing.assert_allclose(sixteen.pictures.get_center(), PLACE, atol=1e-9)


def test_others_fill_the_same_room_above_the_bar(weights):
    for picture, w in zip(weights.pictures, W, strict=True):
        np.testing.assert_array_equal(picture.values, w)
    sides = weights.pictures.width, weights.pictures.height
    assert max(sides) == pytest.approx(ROOM, abs=0.01) and min(sides) > 0.7 * ROOM
    assert weights.legend.get_top()[1] < weights.pictures.get_bottom()[1]


def test_the_middle_of_the_bar_is_below_that_of_the_pictures(weights):
    for bar in (weights.legend, legend_of(weights.pictures, 2.0, "a longer title of the bar")):
        assert bar.bar.get_x() == pytest.approx(weights.pictures.get_x())


def test_all_pictures_and_the_bar_go_to_another_scale_together(weights):
    play_to_the_end(weights.rescale(0.5))
    for picture in weights.pictures:
        np.testing.assert_allclose(picture.limits, [-0.5, 0.5])
    assert [float(end.value) for end in weights.legend.ends] == pytest.approx([-0.5, 0.5])
