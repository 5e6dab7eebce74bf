import numpy as np
import pytest
from tiny_runs import last_snapshot_of

from nn.runs.run import FILM_RUN, Run
from scenes.cards.cost_curve import WIDTH, hill_of, legend_of


def test_the_hillside_is_the_cost_at_each_step_to_scale():
    run = Run.load(FILM_RUN)
    hill = hill_of(run, (-3, 9), 5, [])
    points = hill.place(np.stack([hill.along, hill.heights], axis=1)) - hill.place([0, 0])
    np.testing.assert_allclose(points[:, 1], 5 * run.train_cost / run.train_cost.max(), atol=1e-6)
    across = np.log1p(run.steps) / np.log1p(run.steps[-1])
    np.testing.assert_allclose(points[:, 0], WIDTH * across, atol=1e-6)


def test_its_legend_names_the_first_step_and_the_last():
    run = Run.load(FILM_RUN)
    (words,) = legend_of(run)
    assert (
        words.typst_code.replace("\\", "")
        == f"training cost, steps 0 to {run.steps[-1]:,}, logarithmic"
    )


@pytest.mark.usefixtures("canvas")
def test_without_a_history_it_is_a_level_line_without_a_legend(tiny_run, tmp_path):
    run = Run.load(last_snapshot_of(tiny_run, tmp_path / "run"))
    hill = hill_of(run, (-3, 9), 5, [0.5])
    assert np.ptp(hill.at([0, 0.5, 1])[:, 1]) == 0 and len(legend_of(run)) == 0
