import numpy as np
import pytest
from canvas import colour_at, painting

from nn.errors import DownhillError
from scenes.mobjects.hill import Hill
from scenes.stage import style

pytestmark = pytest.mark.usefixtures("canvas")
DOWN_THEN_LEVEL = [0, 0.5, 1], [1, 0, 0]  # 6 wide and 4 high: 5 of 8 units of length down


def hill(**more):
    return Hill(*DOWN_THEN_LEVEL, 6, 4, **more)


def test_shares_are_shares_of_the_length_of_its_line():
    points = hill().at([0, 2.5 / 8, 5 / 8, 6.5 / 8, 1])
    expected = [[-3, 2], [-1.5, 0], [0, -2], [1.5, -2], [3, -2]]
    np.testing.assert_allclose(points[:, :2], expected)


def test_the_ball_lies_at_its_share_and_moves_with_the_hill():
    here = hill(share=2.5 / 8).shift([1, 1, 0])
    np.testing.assert_allclose(
        colour_at(painting(here), [-0.5, 1, 0]), style.rgb(style.FOCUS), atol=0.02
    )


def test_the_line_is_bright_where_the_ball_has_been_and_so_are_its_stops():
    picture = painting(hill(stops=[2.5 / 8, 7 / 8], share=5 / 8))
    behind, ahead = ([*point, 0] for point in hill().at([1 / 8, 6 / 8])[:, :2])
    assert colour_at(picture, behind).sum() > 1.5 * colour_at(picture, ahead).sum()
    lit, unlit = hill().at([2.5 / 8, 7 / 8])
    np.testing.assert_allclose(colour_at(picture, lit), style.rgb(style.WHITE), atol=0.02)
    np.testing.assert_allclose(colour_at(picture, unlit), style.rgb(style.QUIET), atol=0.02)


def test_animated_it_rolls_along_the_line_and_not_through_the_air():
    start, end = hill(), hill(share=1)
    middle = start.copy()
    middle.interpolate(start, end, 0.5)
    assert middle.share == 0.5
    np.testing.assert_allclose(middle.at(middle.share)[:2], [-0.6, -1.2])
    assert middle.corner(middle.share) == 0.8


def test_a_level_line_is_a_hill_too():
    np.testing.assert_allclose(Hill([0, 1], [0, 0], 6, 4).at(0.25)[:2], [-1.5, -2])


def test_heights_that_are_no_numbers_are_refused():
    with pytest.raises(DownhillError, match="heights hold NaN"):
        Hill([0, 1], [np.nan, 0])
