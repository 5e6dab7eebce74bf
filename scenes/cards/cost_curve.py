"""The cost of the training that is shown, as the hillside of the cards."""

import numpy as np
from manim import DOWN, LEFT, VGroup

from nn.runs.run import Run
from scenes.mobjects.hill import Hill
from scenes.mobjects.lettering import stand_on
from scenes.stage import style
from scenes.stage.explainer import safe_area
from scenes.stage.words.things import step

WIDTH, FOOT = 12.6, (0, -2.2, 0)  # of the hillside: its width, and the middle of its lower side
LEGEND_AT = -6.3, -2.75  # the left end of the legend, and its baseline


def hill_of(
    run: Run, free: tuple[float, float], highest: float, stops: np.ndarray | list[float]
) -> Hill:
    """The training cost of a run over its steps, laid out as log(1 + step); a level line if the run
    has no history of it. `Hill` describes the rest.

    free (x, y): right of x and above y it leaves room for words. highest: its greatest height. All
    in scene units.
    """
    costs, steps = np.zeros(2), np.arange(2)
    if has_hill(run):
        costs, steps = run.train_cost, run.steps - run.steps[0]
    along, heights = np.log1p(steps) / np.log1p(steps[-1]), costs / (costs.max() or 1)
    x, y = free
    on_the_right = heights[along * WIDTH >= x - FOOT[0] + WIDTH / 2].max(initial=0)
    height = min(highest, (y - FOOT[1]) / max(on_the_right, 1e-9))
    return Hill(along, heights, WIDTH, height, stops).move_to(FOOT, DOWN)


def has_hill(run: Run) -> bool:
    """Whether a run has a history of its cost."""
    return run.has_history and run.has_data


def legend_of(run: Run) -> VGroup:
    """What the hillside is, in words below it; none where it is a level line."""
    if not has_hill(run):
        return VGroup()
    first, last = run.steps[0], run.steps[-1]
    words = f"training cost, {step(run)}s {first:,} to {last:,}, logarithmic"
    return VGroup(line_at(LEGEND_AT, words, style.SMALL, style.QUIET))


def line_at(place: tuple[float, float], words: str, size: float, color: str) -> style.Typst:
    """Words that begin at a place (x, y), on a baseline there; smaller if they don't fit."""
    line = style.text(style.escaped(words), size, color)
    line.scale(min(1, (safe_area()[1] - place[0]) / line.width))
    stand_on(place[1], line)
    return line.set_x(place[0], LEFT)
