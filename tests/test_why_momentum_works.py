"""WhyMomentumWorks says of momentum what the experiment found."""

import numpy as np
import pytest
from watching import captions_of, watched

from nn import experiments
from nn.optimizers import Momentum
from nn.run import FILM_RUN, find
from scenes.why_momentum_works import FLAT, STEEP, WhyMomentumWorks


@pytest.fixture(scope="module")
def result():
    return experiments.read("momentum")


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    return watched(WhyMomentumWorks, find(FILM_RUN), tmp_path_factory.mktemp("media"))


def test_what_it_says_of_each_momentum_is_what_was_measured(scene, result):
    said, found = captions_of(scene), result.found
    assert f"creeps {found['arrival_plain']:.0f} steps" in said
    usual = result.settings["momenta"].index(Momentum.numbers["mu"])
    arrivals = result.arrays.arrivals.max(axis=2)
    after = np.median(arrivals[:, usual])
    word = "sooner" if after < np.median(arrivals[:, 0]) else "no sooner"
    past = -np.median(result.arrays.path[:, usual, :, FLAT].min(axis=1))
    assert f"overshoots by {past:.0%}, and rests {word}: after {after:.0f} steps" in said
    assert f"swings {-found['overshoot_most']:.0%} past" in said
    assert f"{result.settings['steps']} steps don't bring it to rest" in said
    assert found["arrival_most"] > result.settings["steps"]
    assert f"{found['best_momentum']:g} is soonest: {found['arrival_best']:.0f}" in said
    assert f"theory says {found['critical_flat']:.2f}" in said


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
