import numpy as np
import pytest
from layout import texts, words_of
from watching import render

from nn import studies, survey
from nn.run import FILM_RUN, Run, find
from scenes import slices
from scenes.slices import RandomPlaneOrItsOwn, TheStraightLine


def told(clip, name, tiny_run, tmp_path_factory):
    """(the end of a clip, its run)."""
    folder = tiny_run if name == "tiny" else find(FILM_RUN)
    media = tmp_path_factory.mktemp("media")
    return render(clip, folder, media, dry_run=True), Run.load(folder)


@pytest.fixture(scope="module", params=["tiny", "film"])
def two_planes(request, tiny_run, tmp_path_factory):
    return told(RandomPlaneOrItsOwn, request.param, tiny_run, tmp_path_factory)


@pytest.fixture(scope="module", params=["tiny", "film"])
def straight(request, tiny_run, tmp_path_factory):
    return told(TheStraightLine, request.param, tiny_run, tmp_path_factory)


def test_both_maps_have_one_scale_of_length_and_of_colour(two_planes):
    scene, _ = two_planes
    random, own = scene.maps
    assert random.unit == pytest.approx(own.unit)
    np.testing.assert_allclose(random.heatmap.limits, own.heatmap.limits)
    ends = [float(end.value) for end in scene.legend.ends]
    np.testing.assert_allclose(np.log(ends), own.heatmap.limits)


def test_on_each_map_the_finish_costs_what_the_run_does(two_planes):
    scene, run = two_planes
    for section in scene.sections:
        cost = slices.cost_at(*section, 0.0, 0.0)
        nodes = 4 * np.ptp(section[1]) / section[0].shape[1]
        assert cost == pytest.approx(run.train_cost[-1], rel=0.02, abs=0.02 * nodes)


def test_the_path_on_the_random_map_is_where_the_snapshots_are_nearest_to_it(two_planes):
    scene, run = two_planes
    offsets = run.thetas - run.thetas[-1].astype(float)
    directions = scene.chance.directions.astype(float)
    along = np.linalg.solve(directions @ directions.T, directions @ offsets.T).T
    expected = scene.maps[0].c2p(*(along * np.linalg.norm(directions, axis=1)).T)
    np.testing.assert_allclose(scene.ways[0], expected, atol=1e-3)


def test_the_numbers_below_the_maps_are_measured_on_the_snapshots(two_planes):
    scene, run = two_planes
    planes = survey.read(run)[0]
    shown = [words_of(text).replace("\\", "") for text in texts(scene.mobjects)]
    for name in ("random", "principal"):
        plane = planes[name]
        orthonormal = np.linalg.qr(plane.directions.T.astype(float))[0]
        offsets = run.thetas - plane.origin.astype(float)
        away = np.linalg.norm(offsets - offsets @ orthonormal @ orthonormal.T, axis=1)
        assert f"{away.max():.1f}" in shown
        assert slices.percent(plane.explained.sum()) in shown
        assert f"{plane.plane_costs[0]:.2f}" in shown
    assert slices.percent(planes["principal"].null.sum()) in shown
    assert f"at the start, {run.train_cost[0]:.2f} in truth" in shown


def test_the_curve_is_the_cost_on_the_line_and_starts_and_ends_with_the_run(straight):
    scene, run = straight
    lines, _ = studies.read(run, "lines")
    starts = np.array([dash.get_start() for dash in scene.dashes])
    expected = scene.plot.c2p(lines.alphas * lines.length, lines.straight_costs)
    heights = np.interp(starts[:, 0], expected[:, 0], expected[:, 1])
    np.testing.assert_allclose(starts[:, 1], heights, atol=1e-3)
    assert all(dash.get_stroke_opacity() == 1 for dash in scene.dashes)


def test_each_snapshot_is_below_where_it_is_nearest_to_the_line(straight):
    scene, run = straight
    way = scene.trail.get_start_anchors()
    fall = scene.real.get_start_anchors()
    np.testing.assert_allclose(way[:, 0], fall[:, 0], atol=1e-3)
    offsets = run.thetas - run.thetas[0].astype(float)
    along = offsets @ offsets[-1] / np.linalg.norm(offsets[-1])
    expected = scene.plot.c2p(along, run.train_cost)
    np.testing.assert_allclose(fall[: len(expected)], expected, atol=1e-3)


def test_the_farthest_snapshot_is_as_far_as_is_said(straight):
    scene, run = straight
    offsets = run.thetas - run.thetas[0].astype(float)
    along = offsets[-1] / np.linalg.norm(offsets[-1])
    away = np.linalg.norm(offsets - np.outer(offsets @ along, along), axis=1)
    assert scene.aside.get_length() / scene.map.unit == pytest.approx(away.max(), rel=1e-3)
    captions = " ".join(caption.content for caption in scene.renderer.file_writer.subcaptions)
    assert f"it is {away.max():.1f} from the line" in captions
    assert f"{away.max() / np.linalg.norm(offsets[-1]):.0%} of the line's length" in captions


def test_a_barrier_is_the_highest_rise_above_what_was_lowest_before():
    assert slices.highest_rise(np.array([3.0, 2.0, 1.0])) == 0
    assert slices.highest_rise(np.array([3.0, 1.0, 1.5, 0.5, 0.7])) == 0.5
    assert slices.highest_rise(np.array([3.0, 1.0, 1.00001, 0.5])) == 0
    assert "all the way" in slices.how_it_goes(np.array([3.0, 2.0, 1.0]))
    assert "rises by 0.5" in slices.how_it_goes(np.array([3.0, 1.0, 1.5, 0.5]))


def test_shares_in_percent_show_a_digit_however_small_they_are():
    shares = 0.00041, 0.0012, 0.5, 1
    assert [slices.percent(share) for share in shares] == ["0.04%", "0.1%", "50%", "100%"]
