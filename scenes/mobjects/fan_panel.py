"""The directions of many gradients around the exact one, and the statistics of their angles."""

import numpy as np
from manim import DOWN, RIGHT, UP, DashedLine, VGroup

from scenes.mobjects.fan import Fan
from scenes.mobjects.lettering import Readout, baseline, stand_on
from scenes.stage import style

ARROWS = 24  # drawn at most
FEW = style.KINDS[1]  # the colour of the directions of a few examples
FAINTER = 0.8  # their opacity, beside the exact one
BEYOND = 0.5  # how far the line at 90° goes beyond the arrows, in scene units
TITLE_ABOVE, NUMBERS_BELOW = 1.2, 2.55  # from where the arrows begin, in scene units


class FanPanel(VGroup):
    """Arrows at `angles` (n,) in degrees from the exact gradient, which points straight down; below
    them the median of all angles, and the percentage above 90°, which point uphill.

    The first `arrows` angles are drawn. title: Typst markup. `.animate.set_angles(…)` shows others,
    at least as many as are drawn. Parts: `level`, the dashed line at 90°, `title`, `fan`, `exact`,
    `numbers`, `readouts`.
    """

    def __init__(self, angles: np.ndarray, title: str, radius: float, arrows: int = ARROWS) -> None:
        self.arrows = min(arrows, len(angles))
        self.fan = Fan(angles[: self.arrows], radius, FEW, fill_opacity=FAINTER)
        self.exact = Fan([0], radius, style.WHITE, 5)
        reach = (radius + BEYOND) * RIGHT
        origin = self.fan.origin
        self.level = DashedLine(origin - reach, origin + reach, color=style.QUIET, stroke_width=2)
        self.title = style.text(title).next_to(origin, UP, buff=TITLE_ABOVE)
        median, uphill = summary(angles)
        median = Readout(median, "{:.1f}", "100.0", style.SMALL)
        uphill = Readout(uphill, "{:.0f}%", "100%", style.SMALL)
        self.readouts = median, uphill
        degrees = (
            style.text("°", style.SMALL).next_to(median, RIGHT, buff=0.05).align_to(median, UP)
        )
        self.numbers = VGroup(
            style.text("median angle", style.SMALL, style.QUIET),
            VGroup(median, degrees),
            style.text("uphill", style.SMALL, style.QUIET),
            uphill,
        ).arrange(RIGHT, buff=0.25)
        line = baseline(self.numbers[0])
        self.numbers[1].shift((line - baseline(median)) * UP)
        stand_on(line, *self.numbers[2:])
        self.numbers.move_to(origin + NUMBERS_BELOW * DOWN)
        super().__init__(self.level, self.title, self.fan, self.exact, self.numbers)

    def set_angles(self, angles):
        """Show other angles (n,)."""
        self.fan.set_angles(angles[: self.arrows])
        for readout, value in zip(self.readouts, summary(angles), strict=True):
            readout.set_value(value)
        return self


def summary(angles):
    """(the median, the percentage above 90°) of angles (n,)."""
    return np.median(angles), 100 * np.mean(np.asarray(angles) > 90)
