import types

import numpy as np
import pytest
from cost_clips import outputs_of
from watching import captions_of, scenes_of, watched

from scenes.cost.cost_of_one_example import ALMOST_NOTHING, CostOfOneExample
from scenes.cost.rules import sum_of

one_example = scenes_of(CostOfOneExample)


def test_at_the_end_bars_squares_and_sum_are_those_of_the_costliest_example(one_example):
    scene, run = one_example
    images, labels = run.examples()
    costs = [
        ((outputs_of(run, -1, image) - np.eye(run.sizes[-1])[label]) ** 2).sum()
        for image, label in zip(images, labels, strict=True)
    ]
    i = int(np.argmax(costs))
    assert scene.cost.value == pytest.approx(costs[i], rel=1e-4)
    np.testing.assert_array_equal(scene.picture.values.ravel(), images[i])
    check_picture(scene, outputs_of(run, -1, images[i]), labels[i])


@pytest.mark.parametrize("where", [0, 0.4, 1])
def test_at_any_moment_all_shows_one_snapshot(one_example, where):
    scene, run = one_example
    s = round(where * (len(run.steps) - 1))
    scene.now.set_value(scene.pace[s])
    scene._show(scene._z_now(), scene.Y)
    check_picture(scene, outputs_of(run, s, scene.image), scene.label)
    assert scene._at(run.steps) == pytest.approx(run.steps[s], abs=1e-3 * run.steps[-1])


def check_picture(scene, a, label):
    """Bars as high as the outputs, squares on the differences, and their sum on its axis."""
    unit, y = scene.stage.unit, np.arange(len(a)) == label
    np.testing.assert_allclose(scene.bars.rectangles[:, 3], a * unit, atol=1e-4)
    sides = scene.areas.rectangles[:, 2:]
    np.testing.assert_allclose(sides, np.repeat(abs(a - y)[:, None] * unit, 2, axis=1), atol=1e-4)
    *_, last = scene.flowing.rectangles
    end = scene.axis.c2p(((a - y) ** 2).sum(), 0)[0]
    assert last[0] + last[2] == pytest.approx(end, abs=0.03)  # but for the gap


def test_how_far_the_cost_falls_is_told_and_the_last_cost_as_it_stands_there(one_example):
    scene, run = one_example
    y = np.arange(run.sizes[-1]) == scene.label
    first, last = (((outputs_of(run, s, scene.image) - y) ** 2).sum() for s in (0, -1))
    assert last < first
    low = "almost nothing" if last < ALMOST_NOTHING else f"{last:.2f}"
    assert f"The cost falls to {low}." in captions_of(scene)
    images, labels = run.examples()
    most = run.network().costs(images, np.eye(run.sizes[-1])[labels]).max()
    assert captions_of(scene).endswith(f"and costs {most:.2f}.")
    assert scene.cost.words == f"{most:.2f}"


def test_the_areas_of_other_costs_are_their_terms(other_run, media):
    scene = watched(CostOfOneExample, other_run, media)
    images, labels = scene.run.examples()
    Y = np.eye(scene.run.sizes[-1])[labels[[scene.costly]]]
    expected = scene.run.network().costs(images[[scene.costly]], Y)[0]
    assert scene.cost.value == pytest.approx(expected, rel=1e-4)
    areas = scene.areas.rectangles[:, 2:].prod(axis=1)
    assert areas.sum() == pytest.approx(expected * scene.stage.per_cost * scene.stage.high)


def test_one_area_alone_is_not_said_to_be_a_sum():
    facts = {"cost": "cross_entropy", "output_activation": "softmax"}
    assert "sum" not in "".join(sum_of(types.SimpleNamespace(facts=facts)))
    facts["cost"] = "quadratic"
    assert sum_of(types.SimpleNamespace(facts=facts))[0] == "The sum is the cost"
