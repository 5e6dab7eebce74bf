"""What the tests of the chapter share."""

import pytest

from nn.analysis import planes
from nn.runs.run import Run


@pytest.fixture(scope="module")
def tiny_planes(tiny_run):
    """(the tiny run, its planes)."""
    run = Run.load(tiny_run)
    return run, planes.read(run)[0]
