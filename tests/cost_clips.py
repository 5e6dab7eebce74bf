"""What the tests of the clips about the cost share."""

import numpy as np
import pytest
from watching import watched

from nn.runs.run import FILM_RUN, Run, find


def scenes_of(clip):
    """A fixture: a clip's last picture and its run, for the tiny run and the film's."""

    @pytest.fixture(scope="module", params=["tiny", "film"])
    def seen(request, tiny_run, media):
        folder = tiny_run if request.param == "tiny" else find(FILM_RUN)
        return watched(clip, folder, media), Run.load(folder)

    return seen


def outputs_of(run, snapshot, image):
    """An oracle: the network's formula, written out, for sigmoid layers."""
    a = image.ravel().astype(float)
    for W, b in zip(run.W, run.b, strict=True):
        a = 1 / (1 + np.exp(-(W[snapshot].astype(float) @ a + b[snapshot])))
    return a
