"""The small print of an experiment's clip: how its networks were trained, and after which paper."""

from manim import DOWN, LEFT, VGroup

from nn.experiments import Result
from scenes.stage import style
from scenes.stage.explainer import safe_area
from scenes.stage.style import SMALL, escaped, text

BETWEEN = "  ·  "


def set_up(*parts: object, after: str = "") -> VGroup:
    """A small line at the lower left of the frame: `parts` describe the training (number of
    examples, cost, optimizer, seeds). Below it, `after` names the paper that it follows, with its
    year."""
    told = [text(escaped(BETWEEN.join(map(str, parts))), SMALL, style.QUIET)]
    if after:
        told.append(text(escaped(f"after {after}"), SMALL, style.QUIET))
    lines = VGroup(*told).arrange(DOWN, buff=0.14, aligned_edge=LEFT)
    left, _, bottom, _ = safe_area()
    return lines.move_to((left, bottom, 0), aligned_edge=DOWN + LEFT)


def seeds(result: Result) -> str:
    """How many seeds of each kind an experiment's `Result` holds, in words."""
    n = len(result.settings["seeds"])
    return f"{n} seed{'s' * (n != 1)}"
