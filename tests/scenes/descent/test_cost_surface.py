import dataclasses

import numpy as np
import pytest
from layout import texts, words_of
from watching import Recording, captions_of, render

from scenes.descent import cost_surface, maps
from scenes.descent.cost_surface import CostSurface
from scenes.mobjects.contour_map import ContourMap
from scenes.stage.paths import surroundings


class RecordedSurface(Recording, CostSurface):
    """What stands there as beats end, and at each frame of the way down."""

    watched = ("a_flat_map", "the_surface_rises", "the_way_down", "what_the_slice_hides")

    def setup(self):
        super().setup()
        self.rolling = []

    def note_down(self):
        return {
            "ball": self.surface.balls.copy(),
            "path": self.surface.path.copy(),
            "depth": self.surface.depth,
            "shown": float(self.surface.shown),
            "words": [words_of(text) for text in texts(self.mobjects)],
        }

    def _show_now(self, surface):
        super()._show_now(surface)
        self.rolling.append((self.now.get_value(), surface.balls[0].copy(), float(surface.shown)))


@pytest.fixture(scope="module")
def surface_clip(tiny_run, tmp_path_factory):
    """Every frame of it."""
    return render(RecordedSurface, tiny_run, tmp_path_factory.mktemp("media"))


def test_the_surface_has_the_planes_costs_where_they_were_computed(surface_clip, tiny_planes):
    surface, plane = surface_clip.surface, tiny_planes[1]["principal"]
    (x0, x1), (y0, y1) = surface.ranges[:2]
    checked = 0
    for i, y in enumerate(plane.betas):
        for j, x in enumerate(plane.alphas):
            if x0 <= x <= x1 and y0 <= y <= y1:
                assert surface.height_at(x, y) == pytest.approx(plane.costs[i, j], rel=0.01)
                checked += 1
    assert checked >= 9


def test_the_path_is_the_snapshots_at_their_true_costs(surface_clip, tiny_planes):
    plane = tiny_planes[1]["principal"]
    expected = np.column_stack([plane.path, plane.true_costs])
    np.testing.assert_array_equal(surface_clip.after["the_way_down"]["path"], expected)


def test_the_surface_is_flat_until_it_rises(surface_clip):
    assert surface_clip.after["a_flat_map"]["depth"] < 0.01
    assert surface_clip.after["the_surface_rises"]["depth"] == pytest.approx(cost_surface.BOX[2])


def test_nothing_of_the_path_is_seen_before_the_way_down(surface_clip):
    assert surface_clip.after["the_surface_rises"]["shown"] == 0


def test_the_ball_that_wanders_over_the_map_is_where_its_cost_is(surface_clip):
    (ball,) = surface_clip.after["a_flat_map"]["ball"]
    assert ball[2] == pytest.approx(surface_clip.surface.height_at(*ball[:2]), abs=1e-6)
    assert f"{ball[2]:.2f}" in surface_clip.after["a_flat_map"]["words"]


def test_in_every_frame_the_ball_is_at_its_true_height_at_the_paths_end(surface_clip, tiny_planes):
    plane = tiny_planes[1]["principal"]
    snapshots = np.arange(len(plane.path))
    columns = [*plane.path.T, plane.true_costs]
    assert len(surface_clip.rolling) > 10
    for now, ball, shown in surface_clip.rolling:
        expected = [np.interp(now, snapshots, column) for column in columns]
        np.testing.assert_allclose(ball, expected, atol=1e-9)
        assert shown == pytest.approx(now / snapshots[-1])
    passed = [now for now, _, _ in surface_clip.rolling]
    assert passed == sorted(passed) and passed[0] == 0 and passed[-1] == snapshots[-1]


def test_at_the_end_of_the_way_the_numbers_are_the_last_snapshots(surface_clip, tiny_planes):
    run, planes = tiny_planes
    words = surface_clip.after["the_way_down"]["words"]
    assert f"{run.steps[-1]:,}" in words
    assert f"{run.train_cost[-1]:.2f}" in words
    assert f"{planes['principal'].plane_costs[-1]:.2f}" in words


def test_what_is_hidden_is_said(surface_clip, tiny_planes):
    plane, after = tiny_planes[1]["principal"], surface_clip.after["what_the_slice_hides"]
    shown = [words.replace("\\", "") for words in after["words"]]
    said = captions_of(surface_clip)
    for share in f"{plane.explained.sum():.0%}", f"{plane.null.sum():.0%}":
        assert share in shown and share in said


def test_it_ends_on_the_map_that_the_next_clip_begins_with(surface_clip, tiny_planes):
    surface, plane = surface_clip.surface, tiny_planes[1]["principal"]
    x, y = surroundings(plane)
    width, height = maps.MAP
    its_map = ContourMap(maps.heights(plane, x, y), x, y, width=width, height=height)
    expected = its_map.move_to(maps.MAP_AT).c2p(*plane.path.T)
    np.testing.assert_allclose(surface.place(surface.in_box(surface.path)), expected, atol=0.01)
    assert surface.shown == 1


def test_just_what_runs_below_the_surface_is_dashed(surface_clip):
    surface, plane = surface_clip.surface.copy(), surface_clip.plane
    sunk = plane.plane_costs.copy()
    sunk[3:6] -= 0.2 * np.ptp(surface.ranges[2])
    surface.set_path(np.column_stack([plane.path, sunk]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(surface_clip, "surface", surface)
        patch.setattr(surface_clip, "plane", dataclasses.replace(plane, true_costs=sunk))
        (line,) = surface_clip._hidden_path()
    points = surface.place(surface.in_box(surface.path))
    np.testing.assert_allclose(line[0].get_start(), points[2], atol=1e-6)
    np.testing.assert_allclose(line[-1].get_end(), points[6], atol=1e-6)


def test_dashes_are_explained_just_where_there_are_some(surface_clip):
    words = surface_clip.after["the_way_down"]["words"]
    assert ("dashed: below the surface" in words) == bool(len(surface_clip.hidden))
