"""Pictures with labels, mobjects with names, lines with a legend."""

from collections.abc import Iterable, Sequence

import numpy as np
from manim import DOWN, LEFT, RIGHT, Mobject, VGroup

from scenes.mobjects.digit import digit
from scenes.stage import style

BELOW = 0.16  # from a picture to its label, in scene units


class Labelled(VGroup):
    """Images (rows, columns, height, width), 0…1, in a grid, each with its label below.

    labels (rows, columns) of words. size: the width of a picture; gaps (across, down): between
    pictures with their labels; both in scene units. `named(labels)` makes other labels in the same
    places, for `ReplacementTransform(labelled.labels, …)`. Parts: `pictures`, `labels`, row by row.
    """

    def __init__(
        self,
        images: np.ndarray,
        labels: Sequence[Sequence[str]],
        size: float = 0.9,
        gaps: tuple[float, float] = (0.35, 0.25),
        color: str = style.WHITE,
    ):
        images = np.asarray(images)
        rows, columns = images.shape[:2]
        pictures = [digit(image, size) for image in images.reshape(-1, *images.shape[2:])]
        self.pictures = VGroup(*pictures)
        line = style.text("0").height
        down = self.pictures[0].height + BELOW + line + gaps[1]
        for i, picture in enumerate(self.pictures):
            row, column = divmod(i, columns)
            picture.move_to([column * (size + gaps[0]), -row * down, 0])
        self.line = BELOW + line / 2  # from a picture to the middle of its label
        self.labels = self.named(labels, color)
        super().__init__(self.pictures, self.labels)
        self.center()

    def named(self, labels, color=style.WHITE):
        """Other labels (rows, columns) in the same places; color: one for all, or one for each."""
        words = [word for row in labels for word in row]
        colors = [color] * len(words) if isinstance(color, str) else np.ravel(color)
        named = VGroup()
        for picture, word, ink in zip(self.pictures, words, colors, strict=True):
            word = style.text(style.escaped(word), color=str(ink))
            named.add(word.move_to(picture.get_bottom() + self.line * DOWN))
        return named


def named_beside(
    mobjects: Iterable[Mobject],
    names: Iterable[str],
    direction: np.ndarray = DOWN,
    buff: float = 0.2,
    color: str = style.QUIET,
) -> VGroup:
    """A VGroup of names (Typst markup), each beside its mobject in a direction."""
    words = (style.text(name, style.SMALL, color) for name in names)
    return VGroup(
        *(
            word.next_to(mobject, direction, buff)
            for word, mobject in zip(words, mobjects, strict=True)
        )
    )


def legend(samples: Iterable[Mobject], names: Iterable[str]) -> VGroup:
    """A legend: a row for each of some samples (mobjects), with its name in plain words."""
    rows = VGroup()
    for sample, name in zip(samples, names, strict=True):
        words = style.text(style.escaped(name), style.SMALL, style.QUIET)
        rows.add(VGroup(sample, words).arrange(RIGHT, buff=0.25))
    return rows.arrange(DOWN, buff=0.3, aligned_edge=LEFT)
