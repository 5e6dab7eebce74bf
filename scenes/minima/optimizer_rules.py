"""The rules of four optimizers, below one another."""

from manim import DOWN, LEFT, RIGHT, UP, Dot, Mobject, VGroup

from scenes.minima.race_words import NAMES
from scenes.mobjects.table import in_columns
from scenes.stage import style
from scenes.stage.explainer import safe_area
from scenes.stage.style import SMALL, formula, text

RULES = {  # name: (the update of θ, what the optimizer remembers)
    "sgd": (r"theta <- theta - eta nabla C", "nothing"),
    "momentum": (r"v <- mu v - eta nabla C, quad theta <- theta + v", "its velocity v"),
    "rmsprop": (r"theta <- theta - eta nabla C \/ sqrt(s)", "s: slopes squared, averaged"),
    "adam": (r"theta <- theta - eta m \/ sqrt(s)", "that, and m: slopes averaged"),
}
FROM, APART = 1.75, 1.05  # the height of the first rule, and from one to the next
NAMED, FORMULA, MEMORY = 0.03, 3.2, -4.2  # where their columns begin, from the left or right edge


def rules(colors: dict[str, str]) -> tuple[VGroup, Mobject]:
    """(a row for each optimizer, with its name, its rule and what it remembers; a note on what the
    rules leave out). colors: {name: colour}."""
    left, right, bottom, _ = safe_area()
    cells = []
    for name, (rule, memory) in RULES.items():
        ball = Dot(radius=0.12, color=colors[name])
        named = text(NAMES[name], color=colors[name]).next_to(ball, RIGHT, 0.25)
        cells.append([VGroup(ball, named), formula(rule, 36), text(memory, SMALL)])
    columns = (left + NAMED, LEFT), (left + FORMULA, LEFT), (right + MEMORY, LEFT)
    rows = in_columns(cells, columns, APART).shift(FROM * UP)
    left_out = text(
        "left out: a small ε against division by zero, \\ "
        "and Adam's correction of its first averages",
        SMALL,
        style.QUIET,
    )
    return rows, left_out.move_to([left, bottom, 0], aligned_edge=DOWN + LEFT)
