"""The voice that `make film` takes, for tests."""

import pytest

from scenes.narration.kept import KeptVoice
from scenes.narration.voices import open_voice


@pytest.fixture(scope="module")
def hibari(tmp_path_factory):
    pytest.importorskip("hibari", reason="the voice is not installed: `make test` installs it")
    return KeptVoice(open_voice("hibari"), tmp_path_factory.mktemp("voice"))
