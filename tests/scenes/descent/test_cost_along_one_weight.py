import functools

import numpy as np
import pytest
from layout import words_of
from manim import DOWN, Rectangle
from watching import captions_of, render

from nn.analysis import studies
from nn.runs.run import FILM_RUN, Run, find
from scenes.descent.cost_along_one_weight import (
    CostAlongOneWeight,
    about_one_alone,
    keep_below,
)
from scenes.mobjects.plot import Plot
from scenes.mobjects.plotted_curve import PlottedCurve


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
    captions = captions_of(scene)
    side = lines.moves * np.sign(lines.slope) <= 0
    lowest, alone = lines.gradient_costs[side].min(), lines.weight_costs[side].min()
    assert f"over all {run.facts['dataset']['training']:,} images" in captions
    assert f"all of them, and the cost falls to {lowest:.2f}." in captions
    assert f"all {run.thetas.shape[1] - 1:,} others stay" in words_of(scene.weight[1])
    assert ("that is to the left" in captions) == (lines.slope > 0)
    assert about_one_alone(lines, alone, lowest) in captions


def test_one_weight_alone_does_a_little_only_if_all_do_much_more(told):
    _, _, lines = told
    start = lines.weight_costs[abs(lines.moves).argmin()]
    assert "only a little" in about_one_alone(lines, start - 0.2, start - 1)
    assert f"to {start - 0.5:.2f}." in about_one_alone(lines, start - 0.5, start - 1)


def test_the_name_of_a_steep_curve_keeps_below_it(canvas):
    plot = Plot((-6, 6), (0, 6), 8, 4)
    curve = PlottedCurve(plot, [-6, 6], [6, 0])
    name = Rectangle(width=2, height=0.3).next_to(curve.point(-2), DOWN, 0.25)
    keep_below(name, curve)
    x, y = curve.points()[:, :2].T
    assert name.get_top()[1] < np.interp(name.get_right()[0], x, y)
    place = name.get_center()
    keep_below(name, curve)
    np.testing.assert_allclose(name.get_center(), place, atol=1e-9)
