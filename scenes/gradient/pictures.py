"""What the chapter's clips share: the moment that they look at, and weights as pictures."""

from manim import VGroup

from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.plot import ColourBar
from scenes.stage.words.numbers import decimals

ON_THE_WAY = 1  # which of the three moments of the study "gradients"
MOST_PICTURES = 16  # neurons of the first layer that are drawn
COLUMNS = 4


def in_a_grid(values, scale, width, gap):
    """Values (n, rows, columns), a picture for each neuron, on one scale; gap: between them."""
    pictures = VGroup(*(Heatmap(picture, scale, width=width) for picture in values))
    return pictures.arrange_in_grid(cols=COLUMNS, buff=gap)


def scale_bar(scale, title, length):
    """What the colours from −scale to scale mean; its ends with two significant digits."""
    return ColourBar((-scale, scale), title, f"{{:+.{decimals(scale)}f}}", length=length)
