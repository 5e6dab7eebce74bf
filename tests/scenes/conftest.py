"""What the tests of a clip share. Their module says which clip it is: CLIP = FeedForward."""

import pytest

from nn import experiments
from nn.runs.run import FILM_RUN, find


@pytest.fixture(scope="module")
def scene(request, media):
    """The module's CLIP after its end, as the film shows it."""
    from watching import watched  # here, for the tests that watch no clip

    return watched(request.module.CLIP, find(FILM_RUN), media)


@pytest.fixture(scope="module")
def result(request):
    """The result of the one experiment that the module's CLIP reads."""
    (name,) = request.module.CLIP.experiments
    return experiments.read(name)
