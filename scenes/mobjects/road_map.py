"""A map of the cost with two minima and the paths between them, and its notes."""

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Mobject, VGroup, VMobject

from scenes.mobjects.annotations import cost_scale, haloed, ruler
from scenes.mobjects.contour_map import ContourMap
from scenes.mobjects.table import Table
from scenes.stage import style
from scenes.stage.style import SMALL, text

GAP = 0.5  # from the map to the table and notes, in scene units


class RoadMap(VGroup):
    """A `ContourMap`, left in its place, with a letter beside each of its points `ends` (2, 2).

    limits: of its colours. notes (2,): above and below the colour bar. rows {name: Readout, or
    words}: of a table beside the map, `width` scene units wide.
    Parts: `map`, `letters`, `notes` with the scales of colours and of distances, `table`.
    """

    def __init__(
        self,
        a_map: ContourMap,
        limits: tuple[float, float],
        ends: np.ndarray,
        letters: str,
        notes: tuple[str, str],
        rows: dict[str, Mobject | str],
        width: float,
    ):
        self.map = a_map
        column = a_map.get_right()[0] + GAP
        self.table = Table(rows, width).move_to([column, a_map.get_top()[1], 0], UP + LEFT)
        first, last = (text(note, SMALL, style.QUIET) for note in notes)
        colours = VGroup(first, cost_scale(limits), last)
        colours.arrange(DOWN, buff=0.2, aligned_edge=LEFT)
        self.notes = VGroup(colours, ruler(a_map)).arrange(DOWN, buff=0.35, aligned_edge=LEFT)
        self.notes.move_to([column, a_map.get_bottom()[1], 0], DOWN + LEFT)
        self.letters = VGroup()
        for letter, end, side in zip(letters, ends, (LEFT, RIGHT), strict=True):
            self.letters.add(text(f"*{letter}*").next_to(a_map.c2p(*end), side, buff=0.25))
        self.letters.set_stroke(style.BACKGROUND, 6, background=True)
        super().__init__(self.map, self.letters, self.notes, self.table)

    def way(self, places: np.ndarray, color: str) -> VMobject:
        """A line through points (2, n) of the map, with a dark edge, visible on any colour."""
        line = haloed(VMobject()).set_points_as_corners(self.map.c2p(*places))
        return line.set_stroke(color).set_stroke(style.BACKGROUND, 8, background=True)
