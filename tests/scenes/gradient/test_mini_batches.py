import re

import numpy as np
import pytest
from watching import captions_in, scenes_of

from scenes.gradient.mini_batches import MiniBatches
from scenes.mobjects.fan_panel import ARROWS

seen = scenes_of(MiniBatches, "mini_batches")


def test_the_digits_asked_are_those_of_the_first_step(seen):
    scene, run, study = seen
    for picture, image in zip(scene.asked, study.first_images, strict=False):
        np.testing.assert_allclose(picture.values.ravel(), image / 255, atol=1e-6)
    assert f"asked only {run.facts['mini_batch_size']} examples" in captions_in(scene)[0]
    assert f"is {study.first_angle:.0f}° off" in captions_in(scene)[0]
    assert scene.first.angles.tolist() == [study.first_angle]


def test_at_the_end_the_fans_are_of_the_largest_mini_batches(seen):
    scene, _, study = seen
    for i, panel in enumerate(scene.panels):
        drawn = len(panel.fan.angles)
        np.testing.assert_allclose(panel.fan.angles, study.angles[i, -1, :drawn])
        assert drawn == min(ARROWS, *study.draws)


def test_the_numbers_under_the_fans_are_of_all_that_were_drawn(seen):
    scene, _, study = seen
    assert scene.size[0].value == study.sizes[-1]
    for i, panel in enumerate(scene.panels):
        angles = study.angles[i, -1][np.isfinite(study.angles[i, -1])]
        median, uphill = (readout.value for readout in panel.readouts)
        assert median == pytest.approx(np.median(angles))
        assert uphill == pytest.approx(100 * np.mean(angles > 90))


def test_the_medians_told_are_of_the_smallest_mini_batches_and_then_of_the_largest(seen):
    scene, _, study = seen
    (_, few, many, *_), medians = captions_in(scene), np.nanmedian(study.angles, axis=2)
    assert re.findall(r"(\d+)° off", few) == [f"{medians[0, 0]:.0f}"]
    assert re.findall(r"training (\d+)°", few) == [f"{medians[1, 0]:.0f}"]
    if len(study.sizes) > 1:
        assert re.findall(r"([\d.]+)° off", many) == [f"{medians[0, -1]:.1f}"]
        assert re.findall(r"(\d+)° at the end", many) == [f"{medians[1, -1]:.0f}"]


def test_the_walk_goes_through_the_cost_after_every_step(seen):
    scene, _, study = seen
    costs = study.single_costs
    points = scene.whole.c2p(np.arange(len(costs)), costs)
    np.testing.assert_allclose(scene.walk.get_start_anchors(), points[:-1], atol=1e-6)
    up = (costs[1:] > costs[:-1]).sum()
    assert f"first {len(costs) - 1} steps {up} went up" in captions_in(scene)[3]
    assert f"from {costs[0]:.2f} to {costs[-1]:.2f}" in captions_in(scene)[3]


def test_just_the_steps_that_went_up_are_yellow(seen):
    scene, _, study = seen
    first, last = scene.near.x_range
    expected = [
        scene.near.c2p(step, study.single_costs[step])
        for step in range(first, last)
        if study.single_costs[step + 1] > study.single_costs[step]
    ]
    starts = scene.ups.points[::4]
    np.testing.assert_allclose(starts, np.reshape(expected, (-1, 3)), atol=1e-6)


def test_the_price_is_counted_in_examples(seen):
    scene, run, study = seen
    images, few = run.facts["dataset"]["training"], run.facts["mini_batch_size"]
    epoch = [few] * (images // few) + [images % few] * (images % few > 0)
    each = np.tile(epoch, run.facts["epochs"])  # step after step, how many are asked
    asked = [each[:step].sum() for step in run.steps]
    points = scene.price.c2p(np.array(asked), run.train_cost)
    np.testing.assert_allclose(scene.rough.get_start_anchors(), points[:-1], atol=1e-6)
    before = max(s for s, examples in enumerate(asked) if examples <= images)
    place = scene.price.c2p(asked[before], run.train_cost[before])
    np.testing.assert_allclose(scene.reached.get_center(), place, atol=1e-6)
    assert (
        f"{run.steps[before]:,} rough steps led to {run.train_cost[before]:.3f}"
        in (captions_in(scene)[4])
    )
    assert f"{len(study.exact_costs[0]) - 1} exact one" in captions_in(scene)[4]
    assert f"to {np.nanmin(study.exact_costs[:, -1]):.3f}" in captions_in(scene)[4]


def test_a_dot_stands_at_the_cost_after_each_exact_step(seen):
    scene, run, study = seen
    images = run.facts["dataset"]["training"]
    for dots, costs in zip(scene.exact_dots, study.exact_costs, strict=True):
        shown = [k for k, cost in enumerate(costs) if cost <= scene.price.y_range[1]]
        assert len(dots) == len(shown)
        for dot, k in zip(dots, shown, strict=True):
            place = scene.price.c2p(k * images, costs[k])
            np.testing.assert_allclose(dot.get_center(), place, atol=1e-6)
