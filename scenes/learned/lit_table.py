"""What stands around a table of classes (rows) and neurons (columns)."""

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Rectangle, VGroup

from scenes.mobjects.class_names import every, names_within
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.plot import ColourBar
from scenes.stage import style
from scenes.stage.style import SMALL

LONGEST_NAME = 1.6  # the largest width of a class's name, in scene units
OFTEN, SELDOM = 0.5, 0.25  # the shares of a class's images that light a neuron: it does, it doesn't
LARGEST = 0.9  # side of a picture over its column, in scene units


def heads_of_columns(table: Heatmap, pictures: VGroup) -> VGroup:
    """The pictures of the neurons, each over its own column of the table."""
    for k, picture in enumerate(pictures):
        picture.scale_to_fit_width(min(0.9 * table.cell_width, LARGEST))
        picture.scale(min(1, LARGEST / picture.height))
        picture.next_to(table.cell(0, k), UP, buff=0.1)
        picture.set_y(table.get_top()[1] + picture.height / 2 + 0.12)
    return pictures


def heads_of_rows(table: Heatmap, names: Sequence[str]) -> VGroup:
    """The names of the classes, in a column left of the table; of many every second, third, …"""
    words = names_within(names, LONGEST_NAME, SMALL)
    step = every(max(word.height for word in words), table.height / len(words))
    places = range(len(words))[::step]
    column = VGroup(*(words[c].next_to(table.cell(c, 0), LEFT, 0.2) for c in places))
    return column.set_x(table.get_left()[0] - 0.2 - column.width / 2)


def by_one_alone(shares: np.ndarray) -> np.ndarray:
    """Which neurons (n,) light up for one class alone. shares (classes, n): of a class's images."""
    return ((shares > OFTEN).sum(axis=0) == 1) & ((shares >= SELDOM).sum(axis=0) == 1)


def legend_below(table: Heatmap, title: str) -> ColourBar:
    """The colours of shares, below the middle of the table."""
    legend = ColourBar((0, 100), title, "{:.0f}%", style.grey).next_to(table, DOWN, buff=0.25)
    return legend.shift((table.get_x() - legend.bar.get_x()) * RIGHT)


def around_columns(table: Heatmap, pictures: VGroup, chosen: np.ndarray) -> Rectangle:
    """A frame around the chosen columns, which are neighbours, and the pictures over them."""
    ends = [table.cell(0, k) for k in np.flatnonzero(chosen)[[0, -1]]]
    low, high = table.get_bottom()[1] - 0.04, pictures.get_top()[1] + 0.06
    width = ends[1][0] - ends[0][0] + table.cell_width
    frame = Rectangle(style.FOCUS, high - low, width).set_stroke(width=3)
    return frame.move_to([(ends[0][0] + ends[1][0]) / 2, (low + high) / 2, 0])
