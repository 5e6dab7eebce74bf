"""A row of words below mobjects that stand side by side, with a name to the left."""

from collections.abc import Sequence

from manim import LEFT, VGroup

from scenes.mobjects.lettering import digit_height, stand_on
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
    """(the name, the words): words (n,), each centred at its x (n,), all on one baseline, so that
    digits have their middle at the height y; the name, in small type, begins at `left`.

    colors: one for all words, or one for each.
    """
    colors = [colors] * len(words) if isinstance(colors, str) else colors
    name = text(escaped(name), SMALL, style.QUIET).move_to([left, y, 0], aligned_edge=LEFT)
    row = VGroup()
    for word, middle, color in zip(words, x, colors, strict=True):
        row.add(text(escaped(word), size, color).move_to([middle, y, 0]))
    stand_on(y - digit_height(size) / 2, name, *row)
    return VGroup(name, row)
