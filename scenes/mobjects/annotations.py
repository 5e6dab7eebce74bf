"""Annotations of a map of the cost: a column of notes, arrows, lines, rulers."""

import itertools

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Arrow,
    Circle,
    Dot,
    Line,
    LineJointType,
    SurroundingRectangle,
    VGroup,
)

from scenes.mobjects.lettering import Readout
from scenes.mobjects.plot import ColourBar
from scenes.mobjects.table import Table
from scenes.mobjects.ticks import nice_step
from scenes.stage import style
from scenes.stage.paths import at
from scenes.stage.style import SMALL, text
from scenes.stage.words.numbers import short

COLUMN = 3.1, 6.5  # where the column of notes begins and ends, in scene units
NOTE, ROWS, FOOT = 2.9, 2.85, -2.9  # the tops of a note and of a table in it, and its lower end
PASSED = 1e-6  # a snapshot this near counts as passed: times of frames are rounded
ARROW = 0.9  # the length of an arrow that shows nothing but a direction, in scene units


def in_column(mobject, y, edge=UP):
    """Put a mobject into the column of notes, flush left, its upper edge, or another, at y."""
    return mobject.move_to([COLUMN[0], y, 0], aligned_edge=edge + LEFT)


def note(words):
    """A few quiet lines on top of the column of notes."""
    return in_column(text(words, SMALL, style.QUIET), NOTE)


def rows_of(values):
    """A table {name: Readout or words} on top of the column of notes."""
    return in_column(Table(values, COLUMN[1] - COLUMN[0]), ROWS)


def plate_behind(words):
    """A dark plate, visible only if the words lie over a picture."""
    plate = SurroundingRectangle(words, buff=0.15, stroke_width=0)
    return plate.set_fill(style.BACKGROUND, 0.8)


def table_of(now, curves):
    """A table {name: (values (S,), form, colour)} that shows the values at the snapshot `now`: the
    last that was passed, as between two of them nothing was measured."""
    readouts = {}
    for name, (values, form, color) in curves.items():
        readouts[name] = Readout(values[0], form, form.format(values.max()), color=color)
        readouts[name].add_updater(
            lambda readout, values=values: readout.set_value(values[int(now.get_value() + PASSED)])
        )
    return rows_of(readouts)


def arrow(start, end, color=style.FOCUS):
    """A thin arrow with a dark edge; its shape is the same however short it is."""
    tip = min(0.18, 0.4 * np.linalg.norm(np.subtract(end, start)))
    pointer = Arrow(
        start, end, buff=0, color=color, tip_length=tip, max_stroke_width_to_length_ratio=20
    )
    return pointer.set_stroke(width=4).set_stroke(style.BACKGROUND, 7, background=True)


def unit(vector):
    """A vector (2,) scaled to the length of an arrow that shows only a direction."""
    return ARROW * vector / max(np.linalg.norm(vector), 1e-12)


def haloed(line):
    """A white line with a dark edge, visible on any colour."""
    line.set_fill(opacity=0).set_stroke(style.WHITE, 4)
    line.joint_type = LineJointType.ROUND  # a path that turns back would end in a long spike
    return line.set_stroke(style.BACKGROUND, 8, background=True)


def key(*entries):
    """A key: for each entry (mobject, words in Typst markup) a row, one below the other."""
    rows = VGroup(*(VGroup(mark, text(words, SMALL, style.QUIET)) for mark, words in entries))
    for row in rows:
        row.arrange(RIGHT, buff=0.3)
    return rows.arrange(DOWN, buff=0.25, aligned_edge=LEFT)


def ruler(a_map):
    """A round distance on a map, at most a quarter of its width, as a line with the number."""
    length = nice_step(0.25 * a_map.sides[0])
    line = VGroup(Line(0 * RIGHT, length * a_map.unit * RIGHT))
    line.add(*(Line(0.1 * DOWN, 0.1 * UP).move_to(end) for end in line[0].get_start_and_end()))
    words = text(f"{short(length)} in weight space", SMALL, style.QUIET)
    scale = VGroup(line.set_stroke(style.QUIET, 2), words)
    return scale.arrange(DOWN, buff=0.15, aligned_edge=LEFT)


def cost_scale(limits, title="cost, logarithmic"):
    """The colour bar of a map of the cost, with a title above it."""
    words = text(title, SMALL, style.QUIET)
    bar = ColourBar(limits, form="{:.2f}", colours=style.cost)
    return VGroup(words, bar).arrange(DOWN, buff=0.2, aligned_edge=LEFT)


def finish(point):
    """A circle where training ended."""
    return Circle(0.13, style.WHITE, stroke_width=3).move_to(point)


def spread_apart(names, apart, highest=np.inf, downwards=False):
    """Move names, which are one above the other, up until each is `apart` from the one below, and
    none is above `highest`; or `downwards`, until each is `apart` from the one above."""
    if downwards:
        for above, name in itertools.pairwise(sorted(names, key=lambda name: -name.get_y())):
            name.set_y(min(name.get_y(), above.get_y() - apart))
        return
    names = sorted(names, key=lambda name: name.get_y())
    for below, name in itertools.pairwise(names):
        name.set_y(max(name.get_y(), below.get_y() + apart))
    for name in reversed(names):
        name.set_y(min(name.get_y(), highest))
        highest = name.get_y() - apart


def show_way(now, points, parts):
    """Draw a line along points (S, 3) up to the snapshot `now`, and a dot there."""
    line, dot = parts
    here = at(now.get_value(), points)
    line.set_points_as_corners(np.vstack([points[: int(now.get_value()) + 1], here]))
    dot.become(Dot(here, 0.1, color=style.FOCUS))
