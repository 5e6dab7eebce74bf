"""What stands around a table of classes (rows) and neurons (columns)."""

from collections.abc import Sequence

from manim import LEFT, UP, VGroup

from scenes.mobjects.class_names import every, names_within
from scenes.mobjects.heatmap import Heatmap
from scenes.stage.style import SMALL

LONGEST_NAME = 1.6  # the largest width of a class's name, in scene units
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
