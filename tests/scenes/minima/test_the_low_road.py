"""`TheLowRoad` shows what was measured: the matched pictures, the ways on the map, the numbers."""

import re

import numpy as np
import pytest
from watching import numbers_in

from nn.experiments.mode_connectivity import WAYS, barrier
from nn.results.mode_connectivity import CURVE, MATCHED, STRAIGHT
from scenes.minima.the_low_road import TheLowRoad

CLIP = TheLowRoad


def test_each_of_bs_pictures_ends_where_a_has_its_like_turned_as_it_was_matched(scene, result):
    a, b = (grid.pictures for grid in scene.pair)
    for place, j in enumerate(result.arrays.order):
        sign = -1 if result.arrays.over[j] else 1
        shown = sign * result.arrays.pictures[1][j]
        np.testing.assert_array_equal(b[j].values.ravel(), shown)
        np.testing.assert_allclose(
            b[j].get_center() - b.get_center(), a[place].get_center() - a.get_center(), atol=1e-6
        )


def test_the_likeness_counted_up_to_is_that_of_the_pictures_and_of_the_result(scene, result):
    A, B = result.arrays.pictures.astype(float)
    signs = np.where(result.arrays.over, -1.0, 1.0)
    matched = (signs[:, None] * B)[result.arrays.order]
    mean = np.mean([np.corrcoef(x, y)[0, 1] for x, y in zip(A, matched, strict=True)])
    assert numbers_in(scene.pair.alike) == pytest.approx([mean], abs=1e-6)
    assert mean == pytest.approx(result.arrays.alike[0, 0, 1], abs=1e-6)


def test_the_picture_says_by_how_much_each_way_rises(scene, result):
    words = " ".join(beat.words.replace("\\", "") for beat in scene.beats)
    said = {float(number) for number in re.findall(r"\+(\d+\.\d+)", words)}
    rises = np.median(barrier(result.arrays.costs[:, :, :, 0].astype(float)), axis=1)
    for w in range(2):
        for way in ("straight", "matched", "curve"):
            rise = float(rises[w, WAYS.index(way)])
            assert any(abs(number - rise) < 0.005 for number in said), way
    assert any(abs(number - rises[1, CURVE]) < 1e-4 for number in said)


def test_the_words_of_the_captions_hold(scene, result):
    """“Almost gone”, “low way round”, “the wider, the lower”, “nothing alike”."""
    narrow, wide = (
        {
            name.removesuffix(f"_{h[0]}"): v
            for name, v in result.found.items()
            if name.endswith(f"_{h[0]}")
        }
        for h in result.settings["hidden"]
    )
    assert narrow["barrier_matched"] < narrow["barrier_ordered"] / 2
    assert narrow["barrier_matched"] < narrow["barrier_straight"] / 5
    assert 0.1 < narrow["barrier_curve"] / narrow["cost_of_ends"] < 0.6
    for way in ("curve", "matched"):
        assert wide[f"barrier_{way}"] < narrow[f"barrier_{way}"] / 2
    assert wide["barrier_straight"] > 0.9 * narrow["barrier_straight"]
    ends = result.arrays.costs[0, 0, STRAIGHT, 0][[0, -1]]
    assert ends.max() < result.arrays.costs[0, 0, STRAIGHT, 0].max() / 5
    assert abs(result.arrays.alike[0, 0, 0]) < 0.15


def test_the_ways_on_the_map_join_a_and_b_and_the_curve_goes_halfway_to_its_bend(scene, result):
    a, b = scene.road_map.map.c2p(np.array([0, result.arrays.distance]), np.zeros(2))
    for way in (STRAIGHT, CURVE):
        np.testing.assert_allclose(scene._on_map(way)[[0, -1]], [a, b], atol=1e-6)
    bend, middle = scene.road_map.map.c2p(*result.arrays.bend), (a + b) / 2
    top = scene._on_map(CURVE)[len(scene.roads.t) // 2]
    np.testing.assert_allclose(top, (middle + bend) / 2, atol=1e-6)


def test_the_ball_ends_at_the_true_cost_of_b(scene, result):
    assert numbers_in(scene.cost) == pytest.approx([result.arrays.costs[0, 0, CURVE, 0, -1]])


def test_what_is_drawn_between_the_grids_is_every_pair_s_cost(scene, result):
    for way in (STRAIGHT, MATCHED):
        line = scene._spread(scene.plot, 0, way)
        low, high = scene.plot.y_range
        shares = (np.median(result.arrays.costs[0, :, way, 0], axis=0) - low) / (high - low)
        np.testing.assert_allclose(line.shares[2], shares, atol=1e-6)
