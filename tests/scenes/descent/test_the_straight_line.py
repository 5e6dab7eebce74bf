import numpy as np
import pytest
from watching import captions_of, scenes_of

from nn.analysis import studies
from scenes.descent import the_straight_line
from scenes.descent.the_straight_line import TheStraightLine
from scenes.stage.words.numbers import about

straight = scenes_of(TheStraightLine)


def test_the_curve_is_the_cost_on_the_line_and_starts_and_ends_with_the_run(straight):
    scene, run = straight
    lines, _ = studies.read(run, "lines")
    starts = np.array([dash.get_start() for dash in scene.dashes])
    expected = scene.plot.c2p(lines.alphas * lines.length, np.log10(lines.straight_costs))
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
    expected = scene.plot.c2p(along, np.log10(run.train_cost))
    np.testing.assert_allclose(fall[: len(expected)], expected, atol=1e-3)


def test_the_farthest_snapshot_is_as_far_as_is_said(straight):
    scene, run = straight
    offsets = run.thetas - run.thetas[0].astype(float)
    along = offsets[-1] / np.linalg.norm(offsets[-1])
    away = np.linalg.norm(offsets - np.outer(offsets @ along, along), axis=1)
    assert scene.aside.get_length() / scene.map.unit == pytest.approx(away.max(), rel=1e-3)
    captions = captions_of(scene)
    share = about(away.max() / np.linalg.norm(offsets[-1]))
    assert f"by {share} of the line's length" in captions


def test_ticks_are_powers_of_ten_or_where_there_are_too_few_the_ends():
    assert the_straight_line.ticks_between(-1.3, 0.5) == {0.0: "1", -1.0: "0.1"}
    assert list(the_straight_line.ticks_between(-0.9, 0.5)) == [-0.9, 0.5]


def test_a_barrier_is_the_highest_rise_above_what_was_lowest_before():
    assert the_straight_line.highest_rise(np.array([3.0, 2.0, 1.0])) == 0
    assert the_straight_line.highest_rise(np.array([3.0, 1.0, 1.5, 0.5, 0.7])) == 0.5
    assert the_straight_line.highest_rise(np.array([3.0, 1.0, 1.00001, 0.5])) == 0
    assert the_straight_line.highest_rise(np.array([3.0, 3.0, np.nextafter(3, 4), 3.0])) == 0
    assert "all the way" in the_straight_line.how_it_goes(np.array([3.0, 2.0, 1.0]))
    assert "rises by 0.5" in the_straight_line.how_it_goes(np.array([3.0, 1.0, 1.5, 0.5]))
