"""Shared by this chapter's clips: the moment that they examine, and weights as pictures."""

from manim import VGroup

from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.plot import ColourBar
from scenes.stage.words.numbers import decimals

ON_THE_WAY = 1  # which of the three moments of the study "gradients"
MOST_PICTURES = 16  # neurons of the first layer that are drawn
COLUMNS = 4


def in_a_grid(values, scale, width, gap):
    """Values (n, rows, columns) as a grid of pictures of one width, one for each neuron, on one
    colour scale. width, gap: in scene units."""
    pictures = VGroup(*(Heatmap(picture, scale, width=width) for picture in values))
    return pictures.arrange_in_grid(cols=COLUMNS, buff=gap)


def scale_bar(scale, title, length):
    """A colour bar from −scale to scale; its ends have two significant digits."""
    return ColourBar((-scale, scale), title, f"{{:+.{decimals(scale)}f}}", length=length)
