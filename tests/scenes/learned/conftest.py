"""What the tests of this chapter share: each clip is drawn of a tiny run and of the film's."""

import pytest

from nn.analysis import studies
from nn.runs.run import FILM_RUN, Run, find


@pytest.fixture(scope="module", params=["tiny", "film"])
def folder(request, tiny_run):
    """The folder of the run that is shown."""
    return tiny_run if request.param == "tiny" else find(FILM_RUN)


@pytest.fixture(scope="module")
def run(folder):
    """The run that is shown."""
    return Run.load(folder)


@pytest.fixture(scope="module")
def scene(request, folder, media):
    """The module's CLIP after its end."""
    from watching import watched

    return watched(request.module.CLIP, folder, media)


@pytest.fixture(scope="module")
def study(request, run):
    """What the one study of the run that the module's CLIP reads has measured."""
    (name,) = request.module.CLIP.studies
    return studies.read(run, name)[0]
