import numpy as np
import pytest
from watching import captions_in, captions_of, scenes_of

from scenes.gradient.mini_batches import MiniBatches
from scenes.mobjects.fan_panel import ARROWS
from scenes.stage.words.numbers import about, in_words


def key_of(scene):
    return " ".join(line.typst_code for line in scene.opening[1])


seen = scenes_of(MiniBatches, "mini_batches")


def test_the_digits_asked_are_those_of_the_first_step(seen):
    scene, run, study = seen
    for picture, image in zip(scene.asked, study.first_images, strict=False):
        np.testing.assert_allclose(picture.values.ravel(), image / 255, atol=1e-6)
    assert captions_in(scene)[1] == f"Training looks at {in_words(run.facts['mini_batch_size'])}."
    assert f"these {len(study.first_images)}, {study.first_angle:.0f}° off" in key_of(scene)
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


def test_what_is_said_of_directions_is_so(seen):
    scene, _, study = seen
    said, medians = captions_of(scene), np.nanmedian(study.angles, axis=2)
    assert ("some even point uphill" in said) == bool((study.angles[1, 0] > 90).any())
    if len(study.sizes) > 1:
        better = (medians[:, -1] < medians[:, 0]).all()
        assert ("agree better" in said) == better
        assert f"cost {study.sizes[-1] // study.sizes[0]:,} times as much" in said


def test_the_walk_goes_through_the_cost_after_every_step(seen):
    scene, _, study = seen
    costs = study.single_costs
    points = scene.whole.c2p(np.arange(len(costs)), costs)
    np.testing.assert_allclose(scene.walk.get_start_anchors(), points[:-1], atol=1e-6)
    up = (costs[1:] > costs[:-1]).sum()
    assert f"first {len(costs) - 1} steps, {about(up / (len(costs) - 1))} went up" in captions_of(
        scene
    )
    assert ("Together, they went down" in captions_of(scene)) == (costs[-1] < costs[0])


def test_just_the_steps_that_went_up_are_white(seen):
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
    points = scene.price.plot.c2p(np.array(asked), run.train_cost)
    np.testing.assert_allclose(scene.price.curve.get_start_anchors(), points[:-1], atol=1e-6)
    before = max(s for s, examples in enumerate(asked) if examples <= images)
    place = scene.price.plot.c2p(asked[before], run.train_cost[before])
    dot, cost = scene.price.reached
    np.testing.assert_allclose(dot.get_center(), place, atol=1e-6)
    assert cost.typst_code.replace("\\", "") == f"{run.train_cost[before]:.3f}"
    assert f"training takes {in_words(images // few)} rough one" in captions_of(scene)
    lowest = np.nanmin(study.exact_costs[:, -1])
    lower = f"lower than even {in_words(len(study.exact_costs[0]) - 1)} exact step"
    assert (lower in captions_of(scene)) == (run.train_cost[before] < lowest)
    assert ("far lower" in captions_of(scene)) == (run.train_cost[before] < lowest / 2)


def test_a_dot_stands_at_the_cost_after_each_exact_step(seen):
    scene, run, study = seen
    images = run.facts["dataset"]["training"]
    for dots, costs in zip(scene.price.dots, study.exact_costs, strict=True):
        shown = [k for k, cost in enumerate(costs) if cost <= scene.price.plot.y_range[1]]
        assert len(dots) == len(shown)
        for dot, k in zip(dots, shown, strict=True):
            place = scene.price.plot.c2p(k * images, costs[k])
            np.testing.assert_allclose(dot.get_center(), place, atol=1e-6)
