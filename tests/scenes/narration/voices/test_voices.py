import pytest

from nn.errors import DownhillError
from scenes.narration.voices import Recordings, open_voice


def test_a_folder_is_a_voice(tmp_path):
    assert isinstance(open_voice(str(tmp_path)), Recordings)
    assert open_voice(str(tmp_path)).name == tmp_path.name


def test_an_unknown_voice_is_refused_with_the_names_of_those_there_are():
    with pytest.raises(DownhillError, match="there is no voice 'alto': name hibari, piper, "):
        open_voice("alto")


def test_no_name_is_no_folder():
    with pytest.raises(DownhillError, match="there is no voice ''"):
        open_voice("")
