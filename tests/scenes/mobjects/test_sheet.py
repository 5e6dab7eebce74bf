import numpy as np
import pytest
from canvas import assert_colour, colour_at, lit, painting

from nn.errors import DownhillError
from scenes.manim_internals.cameras import PaintingThreeDCamera
from scenes.mobjects.sheet import FILL, Sheet, thinned
from scenes.space.warps import disc_and_ring, squared_paper, turn
from scenes.stage import style

pytestmark = pytest.mark.usefixtures("canvas")
BLUE, ORANGE = style.POSITIVE, style.NEGATIVE
LEVEL = np.array([[[-1.0, 0.5], [1.0, 0.5]]])
UPRIGHT = np.array([[[0.5, -1.0], [0.5, 1.0]]])
NO_PAPER = np.zeros((0, 2, 2))


def test_points_lie_where_the_box_says():
    sheet = Sheet(NO_PAPER, LEVEL, colors=[BLUE], reach=2, side=4).shift([1, -0.5, 0])
    np.testing.assert_allclose(sheet.p2s([0, 0]), [1, -0.5, 0])
    np.testing.assert_allclose(sheet.p2s([2, -2]), [3, -2.5, 0])
    np.testing.assert_allclose(sheet.p2s([0, 0, 1]), [1, -0.5, 1])


def test_a_curve_is_drawn_in_its_colour_where_its_points_are():
    sheet = Sheet(NO_PAPER, np.concatenate([LEVEL, -LEVEL]), colors=[BLUE, ORANGE], side=5.4)
    seen = painting(sheet)
    for place, colour in (([0.3, 0.5], BLUE), ([0.3, -0.5], ORANGE)):
        assert_colour(colour_at(seen, sheet.p2s(place)), style.rgb(colour))
    assert not colour_at(seen, sheet.p2s([0, 0])).any()


def test_laid_elsewhere_each_point_goes_straight_there():
    sheet = Sheet(LEVEL, LEVEL, colors=[BLUE])
    halfway = sheet.copy().interpolate(sheet, sheet.copy().lay(UPRIGHT, UPRIGHT), 0.5)
    expected = (LEVEL + UPRIGHT) / 2
    np.testing.assert_allclose(halfway.curves[..., :2], expected)
    np.testing.assert_allclose(halfway.paper[..., :2], expected)


def test_a_wider_reach_draws_all_smaller():
    near, far = (painting(Sheet(squared_paper(1, 3), reach=reach)) for reach in (1, 4))
    assert np.ptp(np.flatnonzero(lit(near).any(0))) == pytest.approx(
        4 * np.ptp(np.flatnonzero(lit(far).any(0))), rel=0.05
    )


def test_areas_are_filled_and_what_is_between_is_not():
    sheet = Sheet(NO_PAPER, areas=disc_and_ring(), colors=[BLUE, ORANGE])
    seen = painting(sheet)
    assert_colour(colour_at(seen, sheet.p2s([0.1, 0.1])), FILL * style.rgb(BLUE))
    assert_colour(colour_at(seen, sheet.p2s([0, -0.8])), FILL * style.rgb(ORANGE))
    assert not colour_at(seen, sheet.p2s([0.5, 0])).any()


def test_a_flat_area_is_filled_as_its_cells_are(monkeypatch):
    """Bent and turned; cells that are not at all one height are filled one by one."""
    areas = disc_and_ring() @ turn(0.7) * [1, 0.4]
    areas += 0.2 * np.sin(3 * areas[..., ::-1])
    sheet = Sheet(NO_PAPER, areas=areas, colors=[BLUE, ORANGE])
    flat = painting(sheet)
    sheet.areas[..., 2] += 1e-9 * np.arange(areas.shape[2])
    assert abs(flat - painting(sheet)).mean() < 0.002
    assert abs(flat - painting(sheet)).max() < 0.25  # half a pixel at the rim


@pytest.mark.parametrize("reach", [1.0, 0.6])
def test_it_fades_as_one_sheet_and_nothing_of_it_is_cut_off(reach):
    sheet = Sheet(squared_paper(1, 5), LEVEL, disc_and_ring(), (BLUE,), reach, line=UPRIGHT)
    whole, faint = painting(sheet), painting(sheet.copy().set_fill(opacity=0.5))
    np.testing.assert_allclose(faint, whole / 2, atol=2 / 255)


def test_a_sheet_with_nothing_on_it_may_fade():
    assert not lit(painting(Sheet(NO_PAPER).set_fill(opacity=0.5))).any()


def test_lines_are_thinned_as_far_as_nobody_sees_it():
    along = np.linspace(0, 1, 201)
    straight = np.stack([along, 0.3 * along], -1)[None]
    np.testing.assert_allclose(thinned(straight, 1e-9), straight[:, [0, -1]])
    for waves in (1, 3, 20):
        wave = np.stack([along, np.sin(waves * along)], -1)[None]
        kept = thinned(wave, 1e-3)
        there = np.interp(along, *kept[0].T)
        assert abs(there - wave[0, :, 1]).max() <= 1e-3
        np.testing.assert_array_equal(kept[:, [0, -1]], wave[:, [0, -1]])
    assert len(thinned(wave, 1e-9)[0]) == 201
    segments = np.zeros((4, 2, 2))
    assert thinned(segments, 1).shape == segments.shape


def test_crowded_paper_is_brighter():
    one = painting(Sheet(LEVEL, side=8))
    many = painting(Sheet(np.repeat(LEVEL, 6, axis=0), side=8))
    assert many.max() > 1.3 * one.max()


def test_paper_and_line_may_be_drawn_fainter():
    sheet = Sheet(UPRIGHT, line=LEVEL)
    assert_colour(colour_at(painting(sheet), sheet.p2s([0.2, 0.5])), style.rgb(style.FOCUS))
    assert not lit(painting(sheet.set_inks(0, 0))).any()


def seen_from_above(sheet):
    camera = PaintingThreeDCamera(background_color="#000000")
    camera.capture_mobjects([sheet])
    return camera.pixel_array[..., :3] / 255


def test_what_is_below_the_plane_lies_behind_it():
    areas = disc_and_ring()
    heights = np.array([0.5, -0.5])[:, None, None, None] * np.ones((*areas.shape[:3], 1))
    lifted = np.concatenate([areas, heights], axis=-1)
    sheet = Sheet(NO_PAPER, areas=lifted, colors=[BLUE, ORANGE]).set_cut(0.0)
    seen = painting(sheet)
    above = colour_at(seen, sheet.p2s([0.1, 0.1]))
    below = colour_at(seen, sheet.p2s([0, -0.8]))
    plane = colour_at(seen, sheet.p2s([0.5, 0]))
    assert_colour(above, FILL * style.rgb(BLUE) + (1 - FILL) * plane)
    share = (plane / style.rgb(style.FOCUS))[0]
    assert_colour(below, plane + (1 - share) * FILL * style.rgb(ORANGE))


def test_in_space_it_is_seen_through_the_camera():
    sheet = Sheet(NO_PAPER, areas=disc_and_ring(), colors=[BLUE, ORANGE])
    camera = PaintingThreeDCamera(background_color="#000000", phi=1.2)
    camera.capture_mobjects([sheet])
    aslant = (camera.pixel_array[..., :3] > 20).any(axis=2)
    flat = lit(seen_from_above(sheet))
    assert np.ptp(np.flatnonzero(aslant.any(1))) < 0.6 * np.ptp(np.flatnonzero(flat.any(1)))


@pytest.mark.parametrize("bad", [[[1.0, 2.0]], np.full((1, 3, 2), np.nan), np.zeros((1, 3, 4))])
def test_what_are_no_lines_of_points_is_refused(bad):
    with pytest.raises(DownhillError, match="curves of a sheet"):
        Sheet(NO_PAPER, bad, colors=[BLUE])
