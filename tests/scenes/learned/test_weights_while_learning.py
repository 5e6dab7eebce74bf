import numpy as np
import pytest
from manim import VMobject
from watching import captions_of, watched

from nn.analysis.plateau import plateau
from scenes.learned.weights_while_learning import (
    WITHIN_SCALE,
    WeightsWhileLearning,
)
from scenes.stage.drawn import MOST_PICTURES
from scenes.stage.words.numbers import about, in_words

CLIP = WeightsWhileLearning


def at_snapshot(scene, s):
    """Wind a clip to the moment of a snapshot."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        scene.now.set_value(middle)
        low, high = (middle, high) if scene._snapshot() < s else (low, middle)
    scene.now.set_value(high)


def test_at_the_end_all_shows_the_last_snapshot(scene, run):
    for j, picture in enumerate(scene.pictures):
        np.testing.assert_allclose(picture.values.ravel(), run.W[0][-1, j], atol=1e-6)
    step, cost, right = scene.readouts.values()
    assert step.value == run.steps[-1]
    assert cost.value == pytest.approx(run.train_cost[-1])
    assert right.value == pytest.approx(100 * run.validation_accuracy[-1])
    place = scene.plot.c2p(run.steps[-1], run.train_cost[-1])
    np.testing.assert_allclose(scene.dot.get_center(), place, atol=1e-9)


def test_pictures_curve_and_numbers_are_of_one_moment(scene, run):
    for s in (0, 1, len(run.steps) // 2, len(run.steps) - 1):
        at_snapshot(scene, s)
        scene._show_weights(scene.pictures)
        for j, picture in enumerate(scene.pictures):
            np.testing.assert_allclose(picture.values.ravel(), run.W[0][s, j], atol=1e-4)
        steps, cost, right = (scene._at(values) for values in scene._curves())
        assert steps == pytest.approx(run.steps[s], abs=1e-3 * run.steps[-1])
        assert cost == pytest.approx(run.train_cost[s], abs=1e-4)
        assert right == pytest.approx(100 * run.validation_accuracy[s], abs=1e-2)
        place = scene.plot.c2p(run.steps[s], run.train_cost[s])
        np.testing.assert_allclose(scene._point(), place, atol=0.05)
        assert len(scene._points_so_far()) in (s + 1, s + 2)


def test_the_curve_goes_through_every_snapshot(scene, run):
    (curve,) = (mobject for mobject in scene.mobjects if type(mobject) is VMobject)
    expected = scene.plot.c2p(run.steps, run.train_cost)
    np.testing.assert_allclose(curve.get_start_anchors()[: len(expected)], expected, atol=1e-9)


def test_one_scale_for_all_pictures_and_the_legend_says_it(scene, run):
    end = np.percentile(abs(run.W[0][-1, :MOST_PICTURES]), WITHIN_SCALE)
    for picture in scene.pictures:
        np.testing.assert_allclose(picture.limits, [-end, end])
    assert [float(mark.value) for mark in scene.legend.ends] == pytest.approx([-end, end])


def test_time_runs_from_the_first_snapshot_to_the_last_and_never_back(scene, run):
    moments = []
    for now in np.linspace(0, 1, 101):
        scene.now.set_value(now)
        moments.append(scene._snapshot())
    assert moments[0] == 0 and moments[-1] == len(run.steps) - 1
    assert (np.diff(moments) > 0).all()


def test_what_is_said_is_of_the_run(scene, run):
    assert f"s {about(run.validation_accuracy[-1])} right." in captions_of(scene)
    title = f"cost over all {run.facts['dataset']['training']:,} training images"
    assert title in scene.beats[-1].words.replace("\\", "")


def test_right_as_often_as_by_chance_is_not_told_as_a_success(scene, run):
    told = "And yet it reads" in captions_of(scene)
    assert told == (run.validation_accuracy[-1] > 1.5 / run.sizes[-1])


def test_the_start_is_called_small_only_where_it_is(scene, run):
    start, end = (np.percentile(abs(run.W[0][s, :MOST_PICTURES]), WITHIN_SCALE) for s in (0, -1))
    assert ("faint noise" in captions_of(scene)) == bool(3 * start < end)


def test_other_networks_are_drawn_as_well(other_run, media):
    scene = watched(WeightsWhileLearning, other_run, media)
    assert {beat.headline: beat.faults for beat in scene.beats if beat.faults} == {}
    neurons = scene.run.sizes[1]
    assert len(scene.pictures) == min(neurons, MOST_PICTURES)
    words = f"into {in_words(MOST_PICTURES)} neurons, of {neurons}"
    simplified = words in captions_of(scene)
    assert simplified == (neurons > MOST_PICTURES)


def test_nothing_seems_to_happen_just_while_the_cost_rests(scene, run):
    rest = plateau(run.train_cost)
    said = "For a while, nothing seems to happen." in captions_of(scene)
    assert said == (rest is not None and run.train_cost[-1] < run.train_cost[0])
