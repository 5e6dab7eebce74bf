import re
import types

import numpy as np
import pytest
from layout import words_of
from watching import captions_of, scenes_of

from scenes.descent import step_size
from scenes.descent.step_size import StepSize

tried = scenes_of(StepSize, "step_sizes")


def test_each_panel_ends_with_its_own_training(tried):
    scene, _, study = tried
    for r, panel in enumerate(scene.panels):
        assert panel.readout.value == pytest.approx(study.costs[r, -1])
        top = panel.plot.y_range[1]
        end = panel.plot.c2p(study.steps[-1], min(study.costs[r, -1], top))
        np.testing.assert_allclose(panel.dots[1].get_center(), end, atol=1e-6)
        heights = np.minimum(study.costs[r], top)
        through = panel.plot.c2p(study.steps, heights)
        np.testing.assert_allclose(panel.curve.get_start_anchors()[: len(through)], through)


def test_all_panels_show_one_map_at_one_scale(tried):
    scene, _, study = tried
    for panel in scene.panels:
        np.testing.assert_array_equal(panel.map.heatmap.values, np.log(study.map_costs[::-1]))
        assert panel.map.unit == pytest.approx(scene.panels[0].map.unit)
        np.testing.assert_allclose(panel.map.heatmap.limits, scene.panels[0].map.heatmap.limits)


def a_study(costs, etas=(0.01, 1.0, 100.0)):
    costs = np.array(costs, dtype=float)
    return types.SimpleNamespace(
        costs=costs,
        etas=np.array(etas),
        steps=np.arange(costs.shape[1]),
        paths=np.ones((3, costs.shape[1], 2)) * np.array([[[3, 0]], [[4, 0]], [[30, 0]]]),
        off_plane=np.zeros(costs.shape),
        xs=np.linspace(-1, 40, 5),
        ys=np.linspace(-1, 1, 3),
    )


def test_words_about_step_sizes_follow_what_came_of_them():
    usual = a_study([[3, 2.9, 2.8], [3, 2.8, 1], [3, 5, 4]])
    assert step_size.about_the_small(usual)[0].startswith("Too small")
    assert step_size.about_the_small(usual)[2].endswith("Ours took 1.")
    assert "farther than all of ours together" in step_size.about_the_large(usual)[1]
    assert step_size.about_the_large(usual)[2] == "The cost ends at 4.00."
    assert step_size.about_the_own(usual)[0].startswith("In between")
    usual.xs = usual.xs / 2
    assert "leaves the map" in step_size.about_the_large(usual)[2]
    usual.paths[1] *= 100
    assert step_size.about_the_large(usual)[0] == "Too large: it overshoots"
    better = a_study([[3, 2, 0.5], [3, 2.8, 1], [3, 1, 0.7]])
    assert step_size.about_the_small(better)[0].startswith("Smaller")
    assert step_size.about_the_large(better)[0].startswith("Larger")
    assert step_size.about_the_own(better)[0] == "Our run's own"
    flat = a_study([[3, 2.9, 2.8], [3, 2.8, 1], [3, 2, 2]])
    assert "flat ground" in step_size.about_the_large(flat)[2]
    exploded = a_study([[3, 2.9, 2.8], [3, 2.8, 1], [3, np.nan, np.nan]])
    assert "By step 1," in step_size.about_the_large(exploded)[2]


def test_the_small_steps_come_as_far_down_as_the_runs_own_did_where_it_is_said(tried):
    scene, _, study = tried
    small, own = study.costs[:2]
    if small[-1] <= own[-1]:
        pytest.skip("here smaller steps do no worse")
    (needed,) = re.findall(r"Ours took ([\d,]+)\.", captions_of(scene))
    at = list(study.steps).index(int(needed.replace(",", "")))
    assert own[at] <= small[-1] < own[at - 1]


def test_the_mark_is_on_our_own_curve_where_it_is_as_low_as_the_small_steps_end(tried):
    scene, _, study = tried
    small, own = study.costs[:2]
    if small[-1] <= own[-1]:
        pytest.skip("here smaller steps do no worse")
    _, dot, name = scene.mark
    step = int(words_of(name).replace(",", ""))
    assert own[list(study.steps).index(step)] <= small[-1]
    at = scene.panels[1].plot.c2p(step, small[-1])
    np.testing.assert_allclose(dot.get_center(), at, atol=1e-6)


def test_the_first_large_step_is_shown_while_it_is_spoken_of(tried):
    scene, _, study = tried
    looks = []
    panels = [scene.panels[2]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scene, "play", lambda *a, **k: looks.append(a[0].build()))
        scene._run_through(panels, 1, until=1)
        scene._run_through(panels, 1, since=1)
    ends = [end.mobject.target.get_value() for end in looks]
    assert ends == [1, len(study.steps) - 1]
