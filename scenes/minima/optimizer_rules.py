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
    "rmsprop": (r"theta <- theta - eta nabla C \/ sqrt(s)", "the mean s of squared slopes"),
    "adam": (r"theta <- theta - eta m \/ sqrt(s)", "both: s, and the mean m of slopes"),
}
LEFT_OUT = "left out: a small ε, and what corrects Adam's first means"
APART, BELOW = 1.04, 0.45  # from one rule to the next, and from a rule to what is remembered
FORMULA = 2.5  # from where the names begin to where the formulas do


def rules(colors: dict[str, str], top: float) -> tuple[VGroup, VGroup, VGroup, Mobject]:
    """(the names of the optimizers, their rules, what each remembers, and a note on what the rules
    leave out), flush with the right edge; the first rule stands at `top`. colors: {name: colour}.
    """
    cells = []
    for name, (rule, memory) in RULES.items():
        ball = Dot(radius=0.1, color=colors[name])
        named = text(NAMES[name], SMALL, colors[name]).next_to(ball, RIGHT, 0.2)
        cells.append([VGroup(ball, named), formula(rule, 36)])
        cells.append([VGroup(), text(f"remembers {memory}", SMALL, style.QUIET)])
    rows = in_columns(cells, ((0, LEFT), (FORMULA, LEFT)), APART / 2)
    for _, memory in rows[1::2]:
        memory.shift((APART / 2 - BELOW) * UP)
    note = text(LEFT_OUT, SMALL, style.QUIET).next_to(rows, DOWN, 0.35, aligned_edge=LEFT)
    right = safe_area()[1]
    VGroup(rows, note).shift([right - max(rows.get_right()[0], note.get_right()[0]), top, 0])
    names, formulas = (VGroup(row[i] for row in rows[::2]) for i in (0, 1))
    return names, formulas, VGroup(memory for _, memory in rows[1::2]), note
