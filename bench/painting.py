"""Frames drawn per second at 1920×1080: painted, and as plain Manim mobjects.

Only drawing is measured: clearing and encoding the frame, the same for both, are left out.
"""

import numpy as np
from manim import (
    BLUE,
    DOWN,
    RIGHT,
    UP,
    Camera,
    ManimColor,
    Square,
    Surface,
    ThreeDCamera,
    VGroup,
    tempconfig,
)

from bench.timing import medians
from scenes.manim_internals.cameras import PaintingCamera, PaintingThreeDCamera
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.surface import PaintedSurface
from scenes.stage import style

FULL_HD = {"pixel_width": 1920, "pixel_height": 1080, "frame_width": 128 / 9, "frame_height": 8}
FRAMES = 20  # painted in one call, while the plain picture is drawn once
ROUNDS = 5
CELLS = 48  # along a side of the surface
ANGLES = {"phi": 1.1, "theta": -1.0}  # of the camera, in radians


def measure():
    """Rows for `python -m bench`: sixteen heatmaps of 28×28 cells; a surface of 48×48."""
    with tempconfig(FULL_HD):
        return [
            _row("16 heatmaps of 28×28", 200, _painted_heatmaps(), _plain_heatmaps()),
            _row(f"a surface of {CELLS}×{CELLS}", 20, _painted_surface(), _plain_surface()),
        ]


def _row(name, target, painted, plain):
    """Compare two pictures, each (camera, mobject)."""

    def draw(camera, mobject, frames):
        for _ in range(frames):
            camera.capture_mobjects([mobject])

    seconds = medians(
        {"ours": lambda: draw(*painted, FRAMES), "other": lambda: draw(*plain, 1)}, ROUNDS, 1
    )
    ours, other = FRAMES / seconds["ours"], 1 / seconds["other"]
    return {
        "name": name,
        "unit": "frames/s",
        "ours": ours,
        "other": other,
        "ratio": ours / other,
        "target": target,
    }


def _matrices():
    return np.random.default_rng(0).normal(size=(16, 28, 28))


def _painted_heatmaps():
    maps = (Heatmap(values, scale=3, width=1.7) for values in _matrices())
    return PaintingCamera(), VGroup(*maps).arrange_in_grid(4, 4, buff=0.2)


def _plain_heatmaps():
    maps = (_squares(style.diverging(values, 3)) for values in _matrices())
    return Camera(), VGroup(*maps).arrange_in_grid(4, 4, buff=0.2)


def _squares(colours):
    """A matrix of colours (rows, columns, 3) as one square a cell."""
    rows, columns = colours.shape[:2]
    side = 1.7 / columns
    squares = VGroup()
    for j, k in np.ndindex(rows, columns):
        rgb = (255 * colours[j, k]).astype(int)
        square = Square(side, stroke_width=0, fill_opacity=1, fill_color=ManimColor(rgb))
        squares.add(square.move_to(side * (k * RIGHT + j * DOWN)))
    return squares


def _height(u, v):
    return u * u + 0.5 * np.sin(3 * v) * np.cos(2 * u)


def _painted_surface():
    u, v = np.meshgrid(*2 * [np.linspace(-1, 1, CELLS + 1)])
    return PaintingThreeDCamera(**ANGLES), PaintedSurface(_height(u, v), within=(6, 6, 2))


def _plain_surface():
    def point(u, v):
        return 3 * u * RIGHT + 3 * v * UP + [0, 0, _height(u, v)]

    surface = Surface(point, u_range=(-1, 1), v_range=(-1, 1), resolution=CELLS, stroke_width=0)
    return ThreeDCamera(**ANGLES), surface.set_fill(BLUE)
