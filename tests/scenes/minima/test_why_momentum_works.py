"""WhyMomentumWorks says of momentum what the experiment found."""

import numpy as np
from watching import captions_of

from nn.optimizers import Momentum
from nn.results.momentum import FLAT, STEEP
from scenes.minima.why_momentum_works import WhyMomentumWorks

CLIP = WhyMomentumWorks


def test_what_it_says_of_each_momentum_is_what_was_measured(scene, result):
    said, found = captions_of(scene), result.found
    usual = result.settings["momenta"].index(Momentum.numbers["mu"])
    arrivals = np.median(result.arrays.arrivals.max(axis=2), axis=0)
    word = "still settles sooner" if arrivals[usual] < arrivals[0] else "settles no sooner"
    assert f"It overshoots, and {word}." in said
    assert np.median(result.arrays.path[:, usual, :, FLAT].min(axis=1)) < -0.1
    assert found["arrival_most"] > result.settings["steps"]
    assert "swings on and on" in said
    assert f"Here, {found['best_momentum']:g} is best." in said
    assert abs(found["best_momentum"] - found["critical_flat"]) < 0.1  # "nearly the same"
    assert "Theory says nearly the same." in said
    words = " ".join(beat.words for beat in scene.beats)
    assert f"theory: {found['critical_flat']:.2f}" in words


def test_the_flat_way_is_much_less_curved_than_the_steep_one(scene, result):
    assert "steep one way, and flat the other" in captions_of(scene)
    assert result.found["ratio"] > 10


def test_a_momentum_that_never_arrives_is_an_arrow_and_no_point_of_the_curve(scene, result):
    arrivals, (dot, words) = scene.arrivals, scene.soonest
    most, top = result.settings["momenta"][-1], result.settings["steps"]
    arrived = [mu for mu in result.settings["momenta"] if mu < most]
    assert arrivals.measured.shares.shape[1] == len(arrived)
    ((pointer, never),) = arrivals.beyond
    np.testing.assert_allclose(pointer.get_end(), arrivals.plot.c2p(most, top), atol=1e-6)
    assert never.typst_code == f"{most:g}: over {top}"
    best, needed = result.found["best_momentum"], result.found["arrival_best"]
    np.testing.assert_allclose(dot.get_center(), arrivals.plot.c2p(best, needed), atol=1e-6)
    assert words[0].typst_code == f"{best:g}: {needed:.0f} steps,"
    assert words[1].typst_code == f"the fewest of {len(result.settings['momenta'])} tried"


def test_the_bands_are_where_a_coordinate_is_near_enough(scene, result):
    for (band, words), plot, start in zip(
        scene.coordinates.bands, scene.coordinates.plots, result.settings["start"], strict=True
    ):
        near = result.settings["arrived"] * start
        ends = plot.c2p([0, 0], [-near, near])[:, 1]
        np.testing.assert_allclose([band.get_bottom()[1], band.get_top()[1]], ends)
        assert words.typst_code == "±10%"


def test_with_none_it_zigzags_in_the_steep_and_creeps_in_the_flat(result):
    path = result.arrays.path[:, 0, :10]
    assert (path[:, 1:, STEEP] * path[:, :-1, STEEP] < 0).all()
    assert (np.diff(path[..., FLAT]) < 0).all() and (path[..., FLAT] > 0.5).all()


def test_the_last_ball_is_where_the_first_seed_was(scene, result):
    walk = scene.walked[1]
    last = int(walk.look)
    there = result.arrays.path[0, -1, last]
    expected = scene.map.c2p(there[FLAT], there[STEEP])
    np.testing.assert_allclose(walk.ball.get_center(), expected, atol=1e-6)


def test_the_curves_are_those_of_all_seeds(scene, result):
    steps = scene._steps()
    plain, usual, most = scene.curves[FLAT::2]
    for curve, mu in ((plain, 0), (usual, Momentum.numbers["mu"]), (most, 0.99)):
        m = result.settings["momenta"].index(mu)
        values = result.arrays.path[:, m, : steps + 1, FLAT]
        low, high = curve.plot.y_range
        middle = (np.median(values, axis=0) - low) / (high - low)
        np.testing.assert_allclose(curve.shares[2], np.clip(middle, 0, 1), atol=1e-6)
