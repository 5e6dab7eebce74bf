"""How a headline becomes the next one: together with the picture that it belongs to."""

from manim import UP, AnimationGroup, FadeIn, FadeOut, Mobject, linear

from scenes.stage.style import QUICK


class Turning(AnimationGroup):
    """One headline goes, then the next one comes: two lines on one another cannot be read.

    It is played with whatever the clip plays next, and takes no longer if that does.
    """

    def __init__(self, old: Mobject, new: Mobject) -> None:
        out = FadeOut(old, shift=0.2 * UP, run_time=QUICK / 2)
        come = FadeIn(new, shift=0.2 * UP, run_time=QUICK)
        super().__init__(out, come, lag_ratio=1)

    def interpolate(self, alpha: float) -> None:
        self.rate_func = linear  # `play` sets that of the others
        super().interpolate(min(1, alpha * max(1, self.run_time / self.max_end_time)))
