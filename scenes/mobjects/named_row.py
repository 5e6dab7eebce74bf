"""A row of words below mobjects that stand side by side, with a name to the left."""

from collections.abc import Sequence

from manim import LEFT, UP, VGroup

from scenes.mobjects.lettering import digit_height
from scenes.mobjects.table import baseline
from scenes.stage import style
from scenes.stage.style import SMALL, TEXT, escaped, text


def named_row(
    name: str,
    words: Sequence,
    x: Sequence[float],
    y: float,
    left: float,
    colors: str | Sequence[str] = style.WHITE,
    size: float = TEXT,
) -> VGroup:
    """(the name, the words): words (n,), each centred at its x (n,); the name, in small type,
    begins at `left`. All stand on one baseline, and a word's digits have their middle at the height
    y. colors: one for all words, or one for each."""
    colors = [colors] * len(words) if isinstance(colors, str) else colors
    line = y - digit_height(size) / 2
    name = text(escaped(name), SMALL, style.QUIET)
    name.set_x(left, LEFT).shift((line - baseline(name)) * UP)
    row = VGroup()
    for word, middle, color in zip(words, x, colors, strict=True):
        word = text(escaped(word), size, color).set_x(middle)
        row.add(word.shift((line - baseline(word)) * UP))
    return VGroup(name, row)
