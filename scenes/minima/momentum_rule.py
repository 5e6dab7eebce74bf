"""The rule of momentum, and below it how much each past gradient counts in a step."""

from manim import DOWN, LEFT, RIGHT, UP, Mobject, VGroup

from scenes.mobjects.fading_memory import FadingMemory
from scenes.stage.explainer import safe_area
from scenes.stage.style import SMALL, formula, text

REMEMBERED = 13  # gradients whose weight is drawn
SIZE = 4.5, 1.5  # of their plot, in scene units


def momentum_rule(
    mu: float, top: float, colors: tuple[str, str]
) -> tuple[VGroup, FadingMemory, Mobject, Mobject]:
    """(the rule, two lines; the weights with no momentum; what is written beside them with none,
    and with mu), on the right of the frame, its upper edge at `top`. colors: without, with."""
    rule = VGroup(
        formula(r"v <- {{ mu v : memory }} - eta nabla C", 48),
        formula("theta <- theta + v", 48),
    ).arrange(DOWN, buff=0.3, aligned_edge=LEFT)
    memory = FadingMemory(REMEMBERED, 0, colors[0], *SIZE)
    both = VGroup(rule, memory).arrange(DOWN, buff=0.55, aligned_edge=LEFT)
    both.move_to([safe_area()[1], top, 0], aligned_edge=UP + RIGHT)
    corner = memory.plot.c2p(REMEMBERED - 1, 1)
    without, remembering = (
        text(words, SMALL, color).move_to(corner, aligned_edge=UP + RIGHT)
        for words, color in zip(
            ("$mu = 0$", f"$mu = {mu:g}$: in all ${1 / (1 - mu):.3g}$ gradients"),
            colors,
            strict=True,
        )
    )
    return rule, memory, without, remembering
