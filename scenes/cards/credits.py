"""The credits: one list that rolls up in three parts."""

import numpy as np
from manim import UP, FadeIn, FadeOut, VGroup

from scenes.cards.facts import FINDINGS, credits_of, facts_of
from scenes.mobjects.lettering import stand_on
from scenes.stage import style
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.style import HEADLINE, SMALL, escaped, text

THANKS, FOUND, NETWORK = "With thanks to", "Findings that we reproduced", "The network that you saw"
VALUES = 30  # font size
# Sizes and places, in scene units.
FIRST, HEADING_AT = 2.05, 3.0  # baselines of the first row and of the heading
SPACING, HEIGHT = (0.43, 0.56), 4.8  # from row to row, at least and at most; of all rows
NAME_ENDS, VALUE_BEGINS = -2.75, -2.4  # x in all rows
PART = 6.5  # from part to part of the list
ROLLING, READING = 1.4, 5.0  # seconds: to roll on to the next part; in which it stands still


class Credits(Explainer):
    """Whom the film owes something, what it reproduced, and the network that it showed."""

    def construct(self):
        self.with_thanks_to()
        self.findings()
        self.the_network()

    def with_thanks_to(self):
        self.part = part(THANKS, credits_of(self.run))
        self.add(self.part)
        self.beat(THANKS, "This film stands on the work of many people.", on_screen=False)
        self.hold(READING)

    def findings(self):
        self.beat(
            FOUND,
            "We repeated their findings, on networks of our own.",
            on_screen=False,
        )
        self._roll_on(part(FOUND, FINDINGS))

    def the_network(self):
        self.beat(
            NETWORK,
            "The main story shows this network. Train another one, and it gets its own film.",
            on_screen=False,
        )
        self._roll_on(part(NETWORK, facts_of(self.run)))

    def _roll_on(self, following):
        """Roll the list up to its next part."""
        up = PART * UP
        self.play(FadeOut(self.part, shift=up), FadeIn(following, shift=up), run_time=ROLLING)
        self.part = following
        self.hold(READING)


def part(heading, values):
    """A part of the list: its heading, and a row for each of `values` {name: words}. The names end,
    and the words begin, at the same place in all parts; both stand on one baseline."""
    rows = VGroup(_line(heading, HEADLINE, style.WHITE, HEADING_AT))
    rows[0].shift((safe_area()[0] - rows[0].get_left()[0], 0, 0))
    spacing = np.clip(HEIGHT / max(len(values) - 1, 1), *SPACING)
    for i, (name, words) in enumerate(values.items()):
        y = FIRST - i * spacing
        name, words = _line(name, SMALL, style.QUIET, y), _line(words, VALUES, style.WHITE, y)
        name.shift((NAME_ENDS - name.get_right()[0], 0, 0))
        words.shift((VALUE_BEGINS - words.get_left()[0], 0, 0))
        rows.add(VGroup(name, words))
    return rows


def _line(words, size, color, y):
    line = text(escaped(words), size, color)
    stand_on(y, line)
    return line
