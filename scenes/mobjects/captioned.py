"""Pictures in a row, with a few words below each, and left of the row what those words are."""

from collections.abc import Sequence

import numpy as np
from manim import DOWN, RIGHT, Mobject, VGroup

from scenes.mobjects.digit import digit
from scenes.mobjects.lettering import baseline, stand_on
from scenes.stage.style import SMALL, escaped, text

SIZE = 0.95  # of a picture, in scene units
NAMES = 2.3  # from where the names begin to the first picture


class Captioned(VGroup):
    """Images (n, rows, columns), 0…1, in a row; below each one its word of each of `lines`
    {name: (n words, colour)}, and left of the row the names of the lines.

    title: a mobject left of the pictures. Parts: `names`, the title first; `columns`, each of a
    picture and its words.
    """

    def __init__(self, images: np.ndarray, title: Mobject, lines: dict[str, tuple[Sequence, str]]):
        self.columns = VGroup()
        for i, image in enumerate(images):
            words = (text(escaped(of_all[i]), SMALL, color) for of_all, color in lines.values())
            self.columns.add(VGroup(digit(image, SIZE), *words).arrange(DOWN, buff=0.14))
        self.columns.arrange(RIGHT, buff=0.12)
        names = (text(escaped(name), SMALL, color) for name, (_, color) in lines.items())
        self.names = VGroup(title, *names)
        left = self.columns.get_left()[0] - NAMES
        for name, part in zip(self.names, self.columns[0], strict=True):
            name.next_to([left, part.get_y(), 0], RIGHT, 0)
        for i, name in enumerate(self.names[1:], start=1):
            stand_on(baseline(self.columns[0][i]), name, *(column[i] for column in self.columns))
        super().__init__(self.names, self.columns)
