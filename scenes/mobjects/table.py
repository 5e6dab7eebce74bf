"""Names and their values, a row for each."""

from collections.abc import Sequence

import numpy as np
from manim import DOWN, ORIGIN, Mobject, VGroup

from scenes.mobjects.lettering import Readout, baseline, stand_on
from scenes.stage import style


class Table(VGroup):
    """A row for each of `values` {name: Readout, or words}: the name left, the value right, both on
    one baseline. width: in scene units; spacing: from line to line. The submobjects are the rows,
    each (name, value)."""

    def __init__(self, values: dict[str, Readout | str], width: float, spacing: float = 0.52):
        super().__init__()
        for row, (name, value) in enumerate(values.items()):
            label = style.text(style.escaped(name), style.SMALL, style.QUIET)
            if isinstance(value, str):
                value = style.text(style.escaped(value))
            line = -row * spacing
            label.shift([-label.get_left()[0], line - baseline(label), 0])
            value.shift([width - value.get_right()[0], line - baseline(value), 0])
            self.add(VGroup(label, value))


def stacked(
    values: dict[str, Mobject], buff: float = 0.2, aligned_edge: np.ndarray = ORIGIN
) -> VGroup:
    """A VGroup of (name, value) for each of `values` {name: Readout, or another mobject}, the name
    above the value; the caller arranges the pairs."""
    pairs = VGroup()
    for name, value in values.items():
        label = style.text(style.escaped(name), style.SMALL, style.QUIET)
        pairs.add(VGroup(label, value).arrange(DOWN, buff=buff, aligned_edge=aligned_edge))
    return pairs


def in_columns(
    rows: Sequence[Sequence[Mobject]],
    columns: Sequence[tuple[float, np.ndarray]],
    spacing: float,
) -> VGroup:
    """Rows of mobjects, laid out as a table from the origin downwards: a VGroup of rows.

    columns: (x, LEFT or RIGHT) of each column: its cells begin or end at x. spacing: from one row's
    baseline to the next. An empty VGroup leaves a cell free.
    """
    for i, row in enumerate(rows):
        for cell, (x, edge) in zip(row, columns, strict=True):
            if cell.family_members_with_points():
                stand_on(-spacing * i, cell.set_x(x, edge))
    return VGroup(VGroup(*row) for row in rows)
