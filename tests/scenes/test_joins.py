"""Where the next clip begins with what the one before ends on, both show it in the same place and
size: the film's dissolves then leave it as it is."""

import numpy as np
import pytest
from layout import FAINTEST
from watching import watched

from nn.runs.run import FILM_RUN, find
from scenes.descent.cost_surface import CostSurface
from scenes.descent.descent_steps import DescentSteps
from scenes.gradient.some_weights_matter_more import SomeWeightsMatterMore
from scenes.gradient.the_gradient_as_a_list import TheGradientAsAList
from scenes.learned.second_layer import SecondLayer
from scenes.learned.the_weights_up_close import TheWeightsUpClose
from scenes.learned.untouched_pixels import UntouchedPixels
from scenes.learned.weights_while_learning import WeightsWhileLearning
from scenes.network.feed_forward import FeedForward
from scenes.network.pixels_to_neurons import PixelsToNeurons
from scenes.network.thirteen_thousand_and_two import ThirteenThousandAndTwo
from scenes.network.what_a_bias_does import WhatABiasDoes
from scenes.rendering.clips import all_clips
from scenes.stage import style

CARRIED = [  # the 3; the network; sixteen pictures; the map; sixteen pictures, three times
    (PixelsToNeurons, FeedForward),
    (FeedForward, ThirteenThousandAndTwo),
    (ThirteenThousandAndTwo, WhatABiasDoes),
    (CostSurface, DescentSteps),
    (TheGradientAsAList, SomeWeightsMatterMore),
    (WeightsWhileLearning, TheWeightsUpClose),
    (UntouchedPixels, SecondLayer),
]
PICTURE = 0.17, 0.875  # of the frame's height: between the headline and the subtitles
ALIKE = 0.7  # of neighbours that share nothing it is 0.65 at most


@pytest.mark.parametrize(("before", "after"), CARRIED, ids=lambda clip: clip.__name__)
def test_the_next_clip_begins_with_what_this_one_leaves(before, after, media):
    """Where its first picture is lit, be it faded, the last picture before was lit alike."""
    last = _light(watched(before, find(FILM_RUN), media).beats[-1].frame)
    first = _light(watched(after, find(FILM_RUN), media).first_frame)
    shown = (abs(first) > FAINTEST).any(axis=2)
    a, b = last[shown].ravel(), first[shown].ravel()
    assert a @ b > ALIKE * np.linalg.norm(a) * np.linalg.norm(b)


def _light(frame):
    """A frame between headline and subtitles, less the background."""
    top, bottom = (int(share * len(frame)) for share in PICTURE)
    return frame[top:bottom, :, :3] - 255 * style.rgb(style.BACKGROUND)


def test_these_clips_follow_each_other_in_the_film():
    names = [clip.name for clip in all_clips()]
    for before, after in CARRIED:
        assert names.index(after.__name__) == names.index(before.__name__) + 1
