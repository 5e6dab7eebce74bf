"""Labels under digits that change; the wrong ones have a colour of their own."""

import numpy as np
from manim import DOWN, Animation, Mobject, ReplacementTransform, VGroup

from scenes.mobjects.labelled import Labelled
from scenes.stage import style
from scenes.stage.style import SMALL, text

WRONG, CALLED = style.KINDS[1], "pink"  # the colour of wrong labels, and its name


def relabelled(
    digits: Labelled, old: Mobject, labels: np.ndarray, true: np.ndarray
) -> tuple[VGroup, list[Animation]]:
    """(the new labels, the animations that turn the `old` ones into them).

    labels, true: (rows, columns), the new labels and the true ones.
    """
    new = digits.named(labels, np.where(labels == true, style.WHITE, WRONG))
    return new, [ReplacementTransform(*pair) for pair in zip(old, new, strict=True)]


def note_below(digits: Labelled, buff: float) -> Mobject:
    """A note on what the colour of labels means, under the digits."""
    return text(f"{CALLED}: a wrong label", SMALL, WRONG).next_to(digits, DOWN, buff)


def sample_of(wrong: np.ndarray, count: int, share: float) -> tuple[np.ndarray, np.ndarray]:
    """(indices (count,) of the first images that give this share of wrong labels, those of them
    whose labels are wrong). wrong: (n,), whether each image's label is wrong."""
    lying = np.flatnonzero(wrong)[: round(share * count)]
    honest = np.flatnonzero(~wrong)[: count - len(lying)]
    return np.sort([*lying, *honest]), lying
