"""What the tests of a clip share. Their module says which clip it is: CLIP = FeedForward."""

import pytest
from manim import tempconfig

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


@pytest.fixture(scope="session", autouse=True)
def _own_type(tmp_path_factory):
    """Each process sets type into a folder of its own: Manim writes a line of type in place, and
    another process could read it half-written."""
    with tempconfig({"media_dir": str(tmp_path_factory.mktemp("type"))}):
        yield
