"""The small print of a clip of an experiment: how its trainings were made, and its source."""

from manim import DOWN, LEFT, VGroup

from nn.experiments import Result
from scenes.stage import style
from scenes.stage.explainer import safe_area
from scenes.stage.style import SMALL, escaped, text

BETWEEN = "  ·  "


def set_up(*parts: object, after: str = "") -> VGroup:
    """A small line at the frame's lower left: `parts`, how the trainings were made (n, cost,
    optimizer, seeds), and below it the paper, with its year, that they follow."""
    told = [text(escaped(BETWEEN.join(map(str, parts))), SMALL, style.QUIET)]
    if after:
        told.append(text(escaped(f"after {after}"), SMALL, style.QUIET))
    lines = VGroup(*told).arrange(DOWN, buff=0.14, aligned_edge=LEFT)
    left, _, bottom, _ = safe_area()
    return lines.move_to((left, bottom, 0), aligned_edge=DOWN + LEFT)


def seeds(result: Result) -> str:
    """How many trainings of each kind an experiment's `Result` holds, in words."""
    n = len(result.settings["seeds"])
    return f"{n} seed{'s' * (n != 1)}"
