"""The look of all clips: colours and what they mean, type, sizes, pace.

| colour                   | means                                                      |
|--------------------------|------------------------------------------------------------|
| white on dark            | what is: a pixel's grey, an activation, text               |
| blue / orange-red        | above / below zero: weights, biases, gradients             |
| yellow                   | where we look now                                          |
| green                    | cost, and nothing but cost                                 |
| white, pink, violet, red | kinds that are compared, such as optimizers                |

Blue and orange-red can be told apart with every kind of colour blindness, and between them the
scale is as dark as the background, so values near zero do not stand out.
"""

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from scenes.manim_internals.typesetting import MathTypst, Typst
from scenes.stage import letters, translation
from scenes.stage.markup import escaped as escaped  # (for `style.escaped`, beside `style.text`)

BACKGROUND = "#0e1116"
WHITE = "#f2f1ec"  # text, activations
QUIET = "#97a0ae"  # text that explains, axes
FAINT = "#3a424e"  # outlines, grids
POSITIVE = "#6cb4ff"
NEGATIVE = "#ff8a5b"
FOCUS = "#ffd75e"
COST = "#63d8b0"
KINDS = WHITE, "#f58cc6", "#8f7bff", "#ff1a3c"  # kinds that are compared; each is named

HEADLINE, TEXT, SMALL = 42, 32, 27  # font sizes; nothing on screen is smaller than SMALL
BAR = 1 / 24  # stroke of the bar of a fraction, for each point of the font size
EDGE = 0.55  # clear space at the frame's sides, in scene units
SUBTITLES = 1.0  # the lowest eighth of the frame, left free, in scene units

QUICK, NORMAL, SLOW = 0.6, 1.2, 2.4  # lengths of animations, in seconds

_PREAMBLE = '#set text(font: "Libertinus Serif", number-width: "tabular", number-type: "lining")'


def text(markup: str, size: float = TEXT, color: str = WHITE) -> Typst:
    """A line of type, in Typst markup: *bold*, _slanted_, $formula$.

    Its translation, if there is one and it is longer, is smaller, but no smaller than SMALL.
    """
    line, shown = _set(Typst, markup, size, color, _PREAMBLE), translation.line(markup)
    if shown == markup:
        return line.copy()
    translated = _set(Typst, shown, size, color, _PREAMBLE)
    if translated.width > line.width and size > SMALL:
        size = max(SMALL, size * line.width / translated.width)
        translated = _set(Typst, shown, size, color, _PREAMBLE)
    return translated.copy()


def lines(
    *markups: str,
    size: float = TEXT,
    color: str = WHITE,
    buff: float = 0.22,
    align: Sequence[float] = (-1, 0, 0),
) -> VGroup:
    """Several lines of type, one below the other, flush left."""
    return VGroup(*(text(markup, size, color) for markup in markups)).arrange(
        (0, -1, 0), buff=buff, aligned_edge=np.array(align)
    )


def formula(markup: str, size: float = TEXT, color: str = WHITE) -> MathTypst:
    """A formula in Typst's notation; `{{ … : name }}` makes a part that `select("name")` finds."""
    return _set(MathTypst, translation.formula(markup), size, color, "").copy()


@functools.cache
def _set(kind: Any, markup: str, size: float, color: str, preamble: str) -> Any:
    """A line of type. Manim's cache of SVGs is not used: its copies hash differently."""
    type_set = kind(
        markup,
        font_size=size,
        color=color,
        typst_preamble=preamble,
        use_svg_cache=False,
        font_paths=letters.fonts_for(markup),
    )
    for glyph in type_set.family_members_with_points():
        if glyph.get_stroke_width() > 0:  # the bar of a fraction: as thick as a minus sign, while
            glyph.set_stroke(width=BAR * size)  # Manim's depends on the pixels of a frame
    return type_set


def grey(values: npt.ArrayLike, scale: float = 1.0) -> np.ndarray:
    """Grey levels (..., 3), black at 0 and white at `scale`: pixels and activations."""
    return _ramp(np.asarray(values) / scale, "#000000", WHITE)


def activation(values: npt.ArrayLike, scale: float = 1.0) -> np.ndarray:
    """Colours (..., 3): black at 0 to white at `scale`; below zero orange-red, as bright."""
    share = np.asarray(values, dtype=float)[..., None] / scale
    return np.where(share >= 0, grey(share[..., 0]), _ramp(-share[..., 0], "#000000", NEGATIVE))


def diverging(values: npt.ArrayLike, scale: float = 1.0) -> np.ndarray:
    """Colours (..., 3): blue above zero, orange-red below, dark at zero, symmetric."""
    share = np.asarray(values, dtype=float)[..., None] / scale
    positive = _ramp(share[..., 0], "#14171d", "#2a64b0", "#8ccaff")
    negative = _ramp(-share[..., 0], "#14171d", "#b0431f", "#ffa67d")
    return np.where(share >= 0, positive, negative)


def cost(values: npt.ArrayLike, scale: float = 1.0) -> np.ndarray:
    """Colours (..., 3) from low to high cost, of increasing brightness."""
    return _ramp(np.asarray(values) / scale, "#0e2a33", "#196a68", "#63d8b0", "#eefbe6")


def rgb(color: str) -> np.ndarray:
    """A hexadecimal colour as (3,) numbers from 0 to 1."""
    return np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])


def _ramp(position: np.ndarray, *stops: str) -> np.ndarray:
    """Colours (..., 3) at positions 0…1 along evenly spaced hexadecimal stops."""
    channels = np.array([rgb(stop) for stop in stops]).T
    at = np.linspace(0, 1, len(stops))
    return np.stack([np.interp(position, at, channel) for channel in channels], axis=-1)
