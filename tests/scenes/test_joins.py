"""Where the next clip begins with what the one before ends on, both show it in the same place and
size: the film's dissolves then leave it as it is."""

import pytest
from layout import FAINTEST
from watching import watched

from nn.runs.run import FILM_RUN, find
from scenes.descent.cost_surface import CostSurface
from scenes.descent.descent_steps import DescentSteps
from scenes.gradient.some_weights_matter_more import SomeWeightsMatterMore
from scenes.gradient.the_gradient_as_a_list import TheGradientAsAList
from scenes.network.feed_forward import FeedForward
from scenes.network.pixels_to_neurons import PixelsToNeurons
from scenes.rendering.clips import all_clips
from scenes.stage import style

CARRIED = [  # the 3; the map; sixteen pictures
    (PixelsToNeurons, FeedForward),
    (CostSurface, DescentSteps),
    (TheGradientAsAList, SomeWeightsMatterMore),
]
PICTURE = 0.17, 0.875  # of the frame's height: between the headline and the subtitles
MOST = 0.6  # of what the next clip's first picture shows, at the least


@pytest.mark.parametrize(("before", "after"), CARRIED, ids=lambda clip: clip.__name__)
def test_the_next_clip_begins_with_what_this_one_leaves(before, after, media):
    last = _picture(watched(before, find(FILM_RUN), media).beats[-1].frame)
    first = _picture(watched(after, find(FILM_RUN), media).first_frame)
    shown = (abs(first - 255 * style.rgb(style.BACKGROUND)) > FAINTEST).any(axis=2)
    same = (abs(first - last) <= FAINTEST).all(axis=2)
    assert (shown & same).sum() >= MOST * shown.sum() > 0


def _picture(frame):
    top, bottom = (int(share * len(frame)) for share in PICTURE)
    return frame[top:bottom, :, :3].astype(int)


def test_these_clips_follow_each_other_in_the_film():
    names = [clip.name for clip in all_clips()]
    for before, after in CARRIED:
        assert names.index(after.__name__) == names.index(before.__name__) + 1
