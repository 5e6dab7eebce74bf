"""What painted mobjects draw with: checked arrays, colours by value, and groups, cells and lines on
a Cairo context. The colour channels of a canvas are in the order blue, green, red.
"""

import contextlib
from collections.abc import Callable, Iterator

import cairo
import numpy as np
import numpy.typing as npt

from nn.errors import DownhillError

Colours = npt.ArrayLike | Callable[..., np.ndarray]  # a table (N, 3), or a function of style.py
Scale = float | tuple[float, float] | None  # one limit, or (low, high); None: from the values

TABLE_SIZE = 1023  # colours in a table: odd, so that zero has its own colour


def plain(array: npt.ArrayLike, name: str, ndim: int) -> np.ndarray:
    """A copy of an array as finite floats with `ndim` axes; raises DownhillError if that fails.

    It is a copy, and a plain array: Manim's cache does not see the contents of a memory map, nor a
    change made through another reference.
    """
    try:
        array = np.array(array, dtype=float)
    except (TypeError, ValueError):
        raise DownhillError(f"The {name} are not numbers in rows of one length.") from None
    if array.ndim != ndim:
        raise DownhillError(f"The {name} have shape {array.shape}; {ndim} axes are needed.")
    if not np.isfinite(array).all():
        raise DownhillError(f"The {name} hold NaN or infinity: nothing can be painted for those.")
    return array


def colour_table(colours: Colours, ends: tuple[float, float]) -> np.ndarray:
    """Colours (N, 3) spread evenly over a range, from a table or a function of style.py.

    A function (values, scale) → (..., 3) is evaluated over the range `ends`, (-1, 1) or (0, 1),
    with scale 1. The table is kept, never the function: Manim's cache sees arrays, not closures.
    """
    if callable(colours):
        colours = colours(np.linspace(*ends, TABLE_SIZE), 1)
    table = plain(colours, "colours", 2)
    if table.shape[1] != 3 or table.min() < 0 or table.max() > 1:
        raise DownhillError("A colour table has rows of red, green and blue, each from 0 to 1.")
    return table


def look_up(table: np.ndarray, values: np.ndarray, limits: npt.ArrayLike) -> np.ndarray:
    """Colours (..., 3) of values (...); the table spans the limits (2,), which clip the values."""
    low, high = limits
    index = (values - low) * ((len(table) - 1) / (high - low)) + 0.5
    return table.take(index.astype(np.intp), axis=0, mode="clip")


@contextlib.contextmanager
def as_one(ctx: cairo.Context, opacity: float) -> Iterator[None]:
    """What is painted inside appears as one layer of this opacity: its shapes do not show through
    one another."""
    if opacity >= 1:
        yield
        return
    ctx.save()
    ctx.push_group()
    yield
    ctx.pop_group_to_source()
    ctx.paint_with_alpha(opacity)
    ctx.restore()


def quads(corners: np.ndarray, colours: np.ndarray, grow: float) -> np.ndarray:
    """Quadrilaterals for `fill_quads`: corners (n, 4, 2), colours (n, 3) → rows (n, 11).

    Each side is moved outwards by `grow`, a little more than half a pixel: between two antialiased
    sides that only touch, the background would show as a hairline.
    """
    sides = np.roll(corners, -1, axis=1) - corners
    sides /= np.maximum(np.linalg.norm(sides, axis=2, keepdims=True), 1e-12)
    diagonals = corners[:, 2:] - corners[:, :2]
    turn = np.sign(_cross(diagonals[:, 0], diagonals[:, 1]))[:, None, None]
    after = turn * np.stack([sides[..., 1], -sides[..., 0]], axis=2)  # outwards, on the side after
    before = np.roll(after, 1, axis=1)  # … and before each corner
    sharpness = 1 + (before * after).sum(axis=2, keepdims=True)
    grown = corners + grow * (before + after) / np.maximum(sharpness, 0.5)
    return np.concatenate([colours, grown.reshape(-1, 8)], axis=1)


def _cross(a, b):
    """The signed area (n,) that plane vectors (n, 2) span."""
    return a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]


def fill_quads(ctx: cairo.Context, rows: np.ndarray) -> None:
    """Fill quadrilaterals, one row of `quads` after the other."""
    source, move, line, fill = ctx.set_source_rgb, ctx.move_to, ctx.line_to, ctx.fill
    for red, green, blue, x0, y0, x1, y1, x2, y2, x3, y3 in rows.tolist():
        source(blue, green, red)
        move(x0, y0)
        line(x1, y1)
        line(x2, y2)
        line(x3, y3)
        fill()


def stroke_lines(ctx: cairo.Context, rows: np.ndarray) -> None:
    """Stroke lines, a row (9,) for each: red, green, blue, opacity, width, x and y of both ends."""
    source, width, move, line = ctx.set_source_rgba, ctx.set_line_width, ctx.move_to, ctx.line_to
    for red, green, blue, alpha, thickness, x0, y0, x1, y1 in rows.tolist():
        source(blue, green, red, alpha)
        width(thickness)
        move(x0, y0)
        line(x1, y1)
        ctx.stroke()
