"""The cost of a training as a hillside, down which a ball rolls."""

import math
from typing import Any, Self

import cairo
import numpy as np
import numpy.typing as npt
from manim import RIGHT, UP, Camera

from scenes.manim_internals.painted import Painted
from scenes.mobjects.primitives import as_one, plain
from scenes.stage import style

LINE, DOT, BALL = 0.05, 0.085, 0.16  # the line's width, the radii of a stop and of the ball
EDGE = 0.035  # the dark edge of stops and ball
AHEAD = 0.45  # how bright the line is that still lies ahead


class Hill(Painted):
    """A line through `heights` (S,), 0…1, at the places `along` (S,), 0…1, and a ball on it.

    stops: the fractions, 0…1, of the line's length at which it has a dot. `.animate.set_share(0.5)`
    rolls the ball to the middle of the line; where it has been, the line is bright and the dots
    are lit. `at(share)` is a point of the line in the scene.
    """

    data = ("heights", "along", "stops", "share")

    def __init__(
        self,
        along: npt.ArrayLike,
        heights: npt.ArrayLike,
        width: float = 12.0,
        height: float = 5.0,
        stops: npt.ArrayLike = (),
        share: float = 0.0,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.along, self.heights = plain(along, "places", 1), plain(heights, "heights", 1)
        self.stops, self.share = plain(stops, "stops", 1), np.array(float(share))
        self.set_box([-width / 2, -height / 2, 0], width * RIGHT, height * UP)

    def set_share(self, share: float) -> Self:
        """Show the ball at a fraction, 0…1, of the line's length."""
        self.share = np.array(float(share))
        return self

    def at(self, share: npt.ArrayLike) -> np.ndarray:
        """The points (..., 3) of the line in the scene, at fractions (...) of its length."""
        corners, passed = self._line()
        return np.stack([np.interp(share, passed, axis) for axis in corners.T], axis=-1)

    def corner(self, share: float) -> float:
        """Which corner of the line, counted from 0, lies at a fraction of its length; between two
        corners it is fractional."""
        _, passed = self._line()
        return float(np.interp(share, passed, np.arange(len(passed))))

    def _line(self):
        """The line's corners (S, 3) in the scene, and the fractions (S,) of its length there."""
        corners = self.place(np.stack([self.along, self.heights], axis=1))
        strides = np.linalg.norm(np.diff(corners, axis=0), axis=1)
        return corners, np.concatenate([[0], np.cumsum(strides)]) / strides.sum()

    def paint(self, ctx: cairo.Context, camera: Camera) -> None:
        corners, passed = self._line()
        here = self.at(self.share)
        ahead = np.vstack([here, corners[passed > self.share]])
        behind = np.vstack([corners[passed < self.share], here])
        dark, green = style.rgb(style.BACKGROUND), style.rgb(style.COST)
        with as_one(ctx, self.get_fill_opacity()):
            _stroke(ctx, self.project(camera, ahead), AHEAD * green + (1 - AHEAD) * dark)
            _stroke(ctx, self.project(camera, behind), green)
            for stop, point in zip(self.stops, self.at(self.stops), strict=True):
                color = style.WHITE if stop < self.share else style.QUIET
                _disc(ctx, self.project(camera, point), DOT, color)
            _disc(ctx, self.project(camera, here), BALL, style.FOCUS)


def _stroke(ctx, points, rgb):
    for x, y in points.tolist():
        ctx.line_to(x, y)
    ctx.set_line_join(cairo.LINE_JOIN_ROUND)
    ctx.set_line_cap(cairo.LINE_CAP_ROUND)
    ctx.set_line_width(LINE)
    ctx.set_source_rgb(*rgb[::-1])
    ctx.stroke()


def _disc(ctx, centre, radius, color):
    """A disc with a dark edge."""
    for reach, shade in ((radius + EDGE, style.BACKGROUND), (radius, color)):
        ctx.arc(*centre, reach, 0, 2 * math.pi)
        ctx.set_source_rgb(*style.rgb(shade)[::-1])
        ctx.fill()
