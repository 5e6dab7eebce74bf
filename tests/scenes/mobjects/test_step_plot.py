import numpy as np
import pytest

from scenes.mobjects.plot import Plot
from scenes.mobjects.step_plot import StepPlot
from scenes.mobjects.ticks import log_ticks, symmetric_ticks

STEPS = np.array([0, 1, 10, 100, 250])


@pytest.fixture
def plot():
    return StepPlot(250, (-2, 2), 6, 3, symmetric_ticks(2)).shift([1, 0.5, 0])


def test_it_has_the_logarithmic_axis_of_a_plot(plot):
    expected = Plot((0, 250), (-2, 2), 6, 3, log_ticks(250), symmetric_ticks(2), log_x=True)
    x_axis = expected.x_axis.get_start()
    moved = plot.x_axis.get_start() - x_axis
    for step in STEPS:
        np.testing.assert_allclose(plot.c2p(step, 1), expected.c2p(step, 1) + moved, atol=1e-9)


def test_steps_lie_along_the_axis_where_they_are_plotted(plot):
    left, right = plot.x_axis.get_start_and_end()
    places = left[0] + plot.along(STEPS) * (right[0] - left[0])
    np.testing.assert_allclose(places, plot.c2p(STEPS, np.zeros(5))[:, 0], atol=1e-9)


def test_an_upright_line_goes_from_the_bottom_to_the_top_at_its_step(plot):
    foot, top = plot.upright(plot.along(10))
    np.testing.assert_allclose(foot, plot.c2p(10, -2), atol=1e-9)
    np.testing.assert_allclose(top, plot.c2p(10, 2), atol=1e-9)


def test_threads_lie_on_the_plot_and_end_at_their_values(plot):
    values = np.linspace([-1.0, 0.5], [1.5, 0.5], 5)
    threads = plot.threads(STEPS, values)
    np.testing.assert_allclose(threads.place([0, 0]), plot.c2p(0, 2), atol=1e-9)
    np.testing.assert_allclose(threads.place([1, 1]), plot.c2p(250, -2), atol=1e-9)
    rows = len(threads.density)
    heights = 2 - 4 * (np.arange(rows) + 0.5) / rows
    mean = heights @ threads.density[:, -1] / 2
    assert mean == pytest.approx(values[-1].mean(), abs=0.01)


@pytest.mark.parametrize("reach", [0.013, 0.7, 1.0, 4.99, 23])
def test_symmetric_ticks_are_two_to_five_on_either_side_and_zero(reach):
    ticks = list(symmetric_ticks(reach))
    assert 5 <= len(ticks) <= 11
    np.testing.assert_allclose(ticks, -np.array(ticks[::-1]), atol=1e-12)
    assert max(ticks) <= reach
    assert symmetric_ticks(1)[0.5] == "+0.5" and symmetric_ticks(1)[-0.5] == "−0.5"
