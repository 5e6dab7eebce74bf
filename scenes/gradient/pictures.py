"""Shared by this chapter's clips: the moment that they examine, and weights as pictures."""

from manim import DOWN, RIGHT, AnimationGroup, FadeIn, FadeOut

from nn.network import layer_views
from scenes.mobjects.pictures import grid_of, picture_of
from scenes.mobjects.plot import ColourBar
from scenes.stage.drawn import pictured_neurons
from scenes.stage.examples import picture_shape
from scenes.stage.explainer import safe_area
from scenes.stage.words.numbers import decimals
from scenes.stage.words.things import is_plain_descent

ON_THE_WAY = 1  # which of the three moments of the study "gradients"
COLUMNS = 4  # of sixteen square pictures

# Where one clip ends and the next begins, in scene units: weights, left, and their slopes, right.
PICTURE, GAP = 1.12, 0.12  # the width of a neuron's picture; between two
HALF_WAY = 0.55  # of one thing's going, when another begins to come
BAR = 2.6  # the length of a colour bar
WEIGHTS_AT, ENTRIES_AT = (-3.9, 0.15, 0), (3.9, 0.15, 0)


def of_first_layer(parameters, run, scale):
    """The first layer's weights in some parameters (n,), with a picture for each neuron drawn."""
    W = layer_views(parameters, run.sizes)[0][0][pictured_neurons(run)]
    return in_a_grid(W.reshape(-1, *picture_shape(run)), scale, PICTURE, GAP)


def in_a_grid(values, scale, width, gap):
    """Values (n, rows, columns) as a grid of pictures, one for each neuron, on one colour scale.
    width: of a picture if there are sixteen square ones, whose room all fit; gap: in scene units.
    """
    room = COLUMNS * width + (COLUMNS - 1) * gap
    return grid_of(values, values.shape[1:], scale, room, gap, picture_of)


def scale_bar(scale, title, length):
    """A colour bar from −scale to scale; its ends have two significant digits."""
    return ColourBar((-scale, scale), title, f"{{:+.{decimals(scale)}f}}", length=length)


def under(pictures, scale, title, length=BAR):
    """A colour bar centred under the pictures, or the columns, that it explains, as far as its
    title has room."""
    legend = scale_bar(scale, title, length)
    legend.shift(pictures.get_bottom() + 0.2 * DOWN - legend.bar.get_top())
    return legend.shift(max(0, safe_area()[0] - legend.get_left()[0]) * RIGHT)


def instead(old, new):
    """Words go, and others come in their place, just late enough not to cross them."""
    return AnimationGroup(FadeOut(old), FadeIn(new), lag_ratio=HALF_WAY)


def a_step(run, article="a"):
    """A step of training, which in some runs is not one of gradient descent alone."""
    return f"{article} step" + " of gradient descent" * (not is_plain_descent(run))
