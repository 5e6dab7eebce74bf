"""Shared by this chapter's clips: the moment that they examine, and weights as pictures."""

from scenes.mobjects.pictures import grid_of, picture_of
from scenes.mobjects.plot import ColourBar
from scenes.stage.words.numbers import decimals

ON_THE_WAY = 1  # which of the three moments of the study "gradients"
COLUMNS = 4  # of sixteen square pictures


def in_a_grid(values, scale, width, gap):
    """Values (n, rows, columns) as a grid of pictures, one for each neuron, on one colour scale.
    width: of a picture if there are sixteen square ones, whose room all fit; gap: in scene units.
    """
    room = COLUMNS * width + (COLUMNS - 1) * gap
    return grid_of(values, values.shape[1:], scale, room, gap, picture_of)


def scale_bar(scale, title, length):
    """A colour bar from −scale to scale; its ends have two significant digits."""
    return ColourBar((-scale, scale), title, f"{{:+.{decimals(scale)}f}}", length=length)
