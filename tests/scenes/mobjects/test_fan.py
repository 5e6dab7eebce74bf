import numpy as np
import pytest

from nn.errors import DownhillError
from scenes.manim_internals.cameras import PaintingCamera
from scenes.mobjects.fan import Fan


def painted(mobject):
    camera = PaintingCamera(background_color="#000000")
    camera.capture_mobjects([mobject])
    return camera.pixel_array[..., :3].sum(axis=2) > 60


@pytest.mark.parametrize(("angle", "end"), [(0, [0, -2]), (90, [2, 0]), (180, [0, 2])])
def test_an_arrow_ends_at_its_angle_from_straight_down(angle, end):
    np.testing.assert_allclose(Fan([angle], radius=2).tip(angle)[:2], end, atol=1e-9)


def test_the_angle_between_two_tips_is_the_angle_wherever_it_stands():
    fan = Fan([0, 0], radius=1).scale(3).shift([1, -2, 0])
    a, b = (fan.tip(angle) - fan.origin for angle in (0, 37))
    cosine = a @ b / np.linalg.norm(a) / np.linalg.norm(b)
    assert np.degrees(np.arccos(cosine)) == pytest.approx(37)


def test_arrows_go_to_both_sides_in_turn(canvas):
    seen = painted(Fan([60, 60], radius=3))
    middle = seen.shape[1] // 2
    left, right = seen[:, : middle - 1].sum(), seen[:, middle + 1 :].sum()
    assert left > 0 and right == pytest.approx(left, rel=0.15)
    alone = painted(Fan([60], radius=3))
    assert alone[:, middle + 1 :].any() and not alone[:, : middle - 1].any()


def test_below_the_level_is_less_than_ninety_degrees(canvas):
    seen = painted(Fan([80, 40], radius=3))
    middle = len(seen) // 2
    assert seen[middle + 1 :].any() and not seen[: middle - 1].any()
    assert painted(Fan([120], radius=3))[: middle - 1].any()


def test_on_the_way_to_other_angles_it_shows_those_between():
    fan, other, start = Fan([10.0, 50.0]), Fan([30.0, 70.0]), Fan([10.0, 50.0])
    fan.interpolate(start, other, 0.5)
    np.testing.assert_allclose(fan.angles, [20, 60])


@pytest.mark.parametrize("angles", [[-1], [181], [np.nan], [[1, 2]], ["steep"]])
def test_what_is_no_list_of_angles_is_refused(angles):
    with pytest.raises(DownhillError):
        Fan(angles)
