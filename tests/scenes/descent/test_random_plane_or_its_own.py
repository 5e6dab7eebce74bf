import numpy as np
import pytest
from layout import texts, words_of
from watching import captions_of, scenes_of

from nn.analysis import planes as landscapes
from scenes.descent import random_plane_or_its_own
from scenes.descent.random_plane_or_its_own import RandomPlaneOrItsOwn

two_planes = scenes_of(RandomPlaneOrItsOwn)


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
        cost = random_plane_or_its_own.cost_at(*section, 0.0, 0.0)
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
    planes = landscapes.read(run)[0]
    shown = [words_of(text).replace("\\", "") for text in texts(scene.mobjects)]
    offsets = run.thetas - run.thetas[-1].astype(float)
    for name in ("random", "principal"):
        plane = planes[name]
        orthonormal = np.linalg.qr(plane.directions.T.astype(float))[0]
        assert f"{np.linalg.norm(offsets[0] @ orthonormal):.1f}" in shown
        assert random_plane_or_its_own.percent(plane.explained.sum()) in shown
    own = random_plane_or_its_own.percent(planes["principal"].explained.sum())
    assert f"The network's own map sees {own}." in captions_of(scene)


def test_shares_in_percent_show_a_digit_however_small_they_are():
    shares = 0.00041, 0.0012, 0.5, 1
    assert [random_plane_or_its_own.percent(share) for share in shares] == [
        "0.04%",
        "0.1%",
        "50%",
        "100%",
    ]
