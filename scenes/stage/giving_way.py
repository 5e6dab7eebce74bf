"""How one picture gives way to the next without an empty frame between them."""

from manim import AnimationGroup, FadeIn, FadeOut, Mobject

from scenes.stage.style import NORMAL

OVERLAP = 0.2  # how far into the first fading the second begins, as a fraction


def giving_way(gone: Mobject, come: Mobject, seconds: float = NORMAL) -> AnimationGroup:
    """`gone` fades out, and before it is quite gone `come` fades in."""
    pair = FadeOut(gone), FadeIn(come)
    return AnimationGroup(*pair, lag_ratio=OVERLAP, run_time=seconds)
