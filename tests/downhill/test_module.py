import subprocess
import sys

import pytest
from tiny_clips import clip

import downhill
from nn.places import ROOT
from nn.runs.run import Run
from scenes.rendering.clips import Clip
from scenes.rendering.library import Library
from scenes.rendering.quality import QUALITIES


def test_importing_it_loads_neither_manim_nor_numpy():
    words = "import sys, downhill; print(sorted({'manim', 'numpy', 'nn'} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", words], cwd=ROOT, text=True) == "[]\n"


def test_it_has_what_it_says_it_has():
    assert downhill.Run is Run
    for name in downhill.__all__:
        assert getattr(downhill, name).__doc__
        assert name in dir(downhill)
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        downhill.Nothing  # noqa: B018


def test_a_data_set_is_loaded_and_a_wrong_one_told():
    digits = downhill.load_dataset("digits")
    assert isinstance(digits, downhill.Dataset)
    with pytest.raises(downhill.DownhillError, match="no data set"):
        downhill.load_dataset("none such")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"clips": "FedForward"}, "did you mean FeedForward"),
        ({"clips": ["FeedForward"], "quality": "x"}, "choose from l, m, h, k"),
        ({"clips": ["FeedForward"], "run": "none such"}, "there is no run"),
        ({"clips": "nowhere.py"}, "nowhere.py can't be read"),
    ],
)
def test_what_can_not_be_rendered_is_refused(given, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(downhill.DownhillError, match=words):
        downhill.render(**given)
    assert not any(tmp_path.iterdir())


def test_clips_are_rendered_and_their_paths_returned(tiny_run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = clip(tmp_path, "Round").file
    for run in (tiny_run, Run.load(tiny_run)):  # the second time nothing is drawn
        (path,) = downhill.render([file, "Round"], run=run, quality="l", jobs=1)
    library = Library(tmp_path.resolve() / "media", Run.load(tiny_run), QUALITIES["l"])
    assert path == library.path(Clip(file, "Round"))
    assert path.is_file() and path.with_suffix(".srt").is_file()
    with pytest.raises(downhill.DownhillError, match="Raising failed"):
        downhill.render([file, "Raising"], run=tiny_run, quality="l")
