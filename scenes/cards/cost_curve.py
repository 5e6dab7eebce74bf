"""The cost of the training that is shown, as the hillside of the cards."""

import numpy as np

from nn.runs.run import Run
from scenes.mobjects.hill import Hill
from scenes.stage.words.things import step


def hill_of(run: Run, width: float, height: float, stops: list[float]) -> Hill:
    """The training cost of a run over its steps, laid out as log(1 + step); a level line if the run
    has no history of it. `Hill` describes the rest."""
    costs, steps = run.train_cost, run.steps
    if not has_hill(run):
        costs, steps = np.zeros(2), np.arange(2)
    along = np.log1p(steps - steps[0]) / np.log1p(steps[-1] - steps[0])
    return Hill(along, costs / (costs.max() or 1), width, height, stops)


def has_hill(run: Run) -> bool:
    """Whether a run has a history of its cost."""
    return run.has_history and run.has_data


def legend_of(run: Run) -> str:
    """What the hillside is, in words."""
    if not has_hill(run):
        return ""
    first, last = run.steps[0], run.steps[-1]
    return f"training cost, {step(run)}s {first:,} to {last:,}, logarithmic"
