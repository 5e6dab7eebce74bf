import functools
import types

import numpy as np
import pytest
from watching import render

from nn import studies
from nn.run import FILM_RUN, Run, find
from scenes import one_dimension
from scenes.one_dimension import CostAlongOneWeight, StepSize


class RecordedLine(CostAlongOneWeight):
    """What the ball, the curve and the numbers say as beats end."""

    def construct(self):
        self.after = {}
        for name in ("one_weight_moves", "the_slope", "step_by_step", "all_at_once"):
            setattr(self, name, functools.partial(self._then_note, getattr(self, name)))
        super().construct()

    def _then_note(self, beat):
        beat()
        self.after[beat.__name__] = {
            "ball": self.ball.get_center(),
            "plot": self.plot.copy(),
            "curve": self.curve.get_all_points().copy(),
            "tangent": self.tangent.copy() if hasattr(self, "tangent") else None,
            "numbers": [float(row[1].value) for row in self.table],
        }


@pytest.fixture(scope="module", params=["tiny", "film"])
def told(request, tiny_run, tmp_path_factory):
    """(the clip, its run, the study)."""
    folder = tiny_run if request.param == "tiny" else find(FILM_RUN)
    run = Run.load(folder)
    scene = render(RecordedLine, folder, tmp_path_factory.mktemp("media"), dry_run=True)
    return scene, run, studies.read(run, "lines")[0]


def test_the_curve_goes_through_every_exact_cost(told):
    scene, _, lines = told
    for beat in ("one_weight_moves", "all_at_once"):
        after = scene.after[beat]
        expected = after["plot"].c2p(lines.moves, lines.weight_costs)
        distances = np.linalg.norm(after["curve"][:, None] - expected[None], axis=2)
        assert distances.min(axis=0).max() < 1e-6


def test_the_numbers_are_those_of_the_start(told):
    scene, run, lines = told
    weight, cost, slope = scene.after["the_slope"]["numbers"]
    assert weight == pytest.approx(run.W[-1][0, lines.to, lines.weight_from], abs=1e-6)
    assert cost == pytest.approx(run.train_cost[0], rel=1e-5)
    assert slope == pytest.approx(float(lines.slope), rel=0.01)


def test_the_tangent_has_the_true_slope(told):
    scene, _, lines = told
    after = scene.after["the_slope"]
    along = after["plot"].c2p(1, float(lines.slope)) - after["plot"].c2p(0, 0)
    drawn = after["tangent"].get_end() - after["tangent"].get_start()
    assert drawn[1] / drawn[0] == pytest.approx(along[1] / along[0], rel=0.01)


def test_the_ball_rolls_to_where_the_steps_end(told):
    scene, _, lines = told
    after = scene.after["step_by_step"]
    end = lines.rolled[-1]
    cost = np.interp(end, lines.moves, lines.weight_costs)
    np.testing.assert_allclose(after["ball"], after["plot"].c2p(end, cost), atol=1e-6)
    assert after["numbers"][1] == pytest.approx(cost)


def test_along_the_gradient_the_ball_comes_down_to_the_lowest_cost_on_that_side(told):
    scene, _, lines = told
    after = scene.after["all_at_once"]
    side = lines.moves * np.sign(lines.slope) <= 0
    lowest = np.where(side, lines.gradient_costs, np.inf).argmin()
    expected = after["plot"].c2p(lines.moves[lowest], lines.gradient_costs[lowest])
    np.testing.assert_allclose(after["ball"], expected, atol=1e-6)
    assert after["plot"].y_range[0] == 0


def test_what_is_said_is_of_the_run(told):
    scene, run, lines = told
    captions = " ".join(caption.content for caption in scene.renderer.file_writer.subcaptions)
    side = lines.moves * np.sign(lines.slope) <= 0
    assert f"the other {run.thetas.shape[1] - 1:,} stay" in captions
    assert f"to {lines.gradient_costs[side].min():.2f}. One weight alone" in captions
    assert f"to {lines.weight_costs[side].min():.2f} at best" in captions
    assert ("a little less weight" in captions) == (lines.slope > 0)


@pytest.fixture(scope="module", params=["tiny", "film"])
def tried(request, tiny_run, tmp_path_factory):
    """(the end of `StepSize`, the study)."""
    folder = tiny_run if request.param == "tiny" else find(FILM_RUN)
    scene = render(StepSize, folder, tmp_path_factory.mktemp("media"), dry_run=True)
    return scene, studies.read(Run.load(folder), "step_sizes")[0]


def test_each_panel_ends_with_its_own_training(tried):
    scene, study = tried
    for r, panel in enumerate(scene.panels):
        assert panel.readout.value == pytest.approx(study.costs[r, -1])
        top = panel.plot.y_range[1]
        end = panel.plot.c2p(study.steps[-1], min(study.costs[r, -1], top))
        np.testing.assert_allclose(panel.dots[1].get_center(), end, atol=1e-6)
        heights = np.minimum(study.costs[r], top)
        through = panel.plot.c2p(study.steps, heights)
        np.testing.assert_allclose(panel.curve.get_start_anchors()[: len(through)], through)


def test_all_panels_show_one_map_at_one_scale(tried):
    scene, study = tried
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
    assert one_dimension.about_the_small(usual)[0].startswith("Too small")
    assert "as low after 1." in one_dimension.about_the_small(usual)[1]
    assert "leads 30 away" in one_dimension.about_the_large(usual)[1]
    assert "leaves the map" not in one_dimension.about_the_large(usual)[1]
    assert one_dimension.about_the_own(usual)[0].startswith("In between")
    usual.xs = usual.xs / 2
    assert "leaves the map" in one_dimension.about_the_large(usual)[1]
    better = a_study([[3, 2, 0.5], [3, 2.8, 1], [3, 1, 0.7]])
    assert one_dimension.about_the_small(better)[0].startswith("Smaller")
    assert one_dimension.about_the_large(better)[0].startswith("Larger")
    assert one_dimension.about_the_own(better)[0] == "Our run's own"
    exploded = a_study([[3, 2.9, 2.8], [3, 2.8, 1], [3, np.nan, np.nan]])
    assert "By step 1 " in one_dimension.about_the_large(exploded)[1]
