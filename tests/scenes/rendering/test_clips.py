"""Clips by their names: the film's, and those in a file of someone's own."""

import json
import re

import pytest

from nn import places
from nn.errors import DownhillError
from scenes import cli
from scenes.rendering import clips as contents
from scenes.rendering.clips import Clip, find

SOURCE = '''
from manim import Create, Scene, Square

import helper
from scenes.stage import explainer
from scenes.stage.explainer import Explainer


class First(Explainer):
    """A square."""

    def construct(self):
        self.beat("A square", "Here.")
        self.play(Create(Square(helper.SIDE)), run_time=0.4)


class Second(First):
    pass


class Third(explainer.ExplainerInSpace):
    pass


class Plain(Scene):
    pass


class Nothing:
    pass
'''


@pytest.fixture
def project(tmp_path, monkeypatch, tiny_run):
    """A folder with a file of clips in it."""
    (tmp_path / "mine.py").write_text(SOURCE)
    (tmp_path / "helper.py").write_text("SIDE = 2\n")
    monkeypatch.setenv("NN_RUN", str(tiny_run))
    monkeypatch.delenv(places.PROJECT_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(*words):
    return [clip.name for clip in find(words)]


def test_without_words_it_is_the_whole_film_and_a_name_is_of_the_film(project):
    assert find([]) == contents.all_clips()
    assert names("StepSize", "FeedForward") == ["FeedForward", "StepSize"]  # in its order


def test_a_file_means_its_explainers_and_names_after_it_its_classes(project):
    assert names("mine.py") == ["First", "Second", "Third"]
    assert find(["mine.py", "Second"]) == [Clip(project.resolve() / "mine.py", "Second")]
    assert names("mine.py", "Plain") == ["Plain"]  # who asks for it by name gets it
    (project / "other.py").write_text(SOURCE.replace("First", "Fourth"))
    assert names("FeedForward", "mine.py", "Third", "other.py", "Fourth") == [
        "FeedForward",
        "Third",
        "Fourth",
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nowhere.py"], "nowhere.py can't be read"),
        (["helper.py"], "helper.py has no clip in it"),
        (["mine.py", "Frist"], "no clip in mine.py: 'Frist': did you mean First?"),
        (["mine.py", "FeedForward"], "no clip in mine.py: 'FeedForward'"),
        (["broken.py"], "broken.py can't be read"),
        (["mine.py", "First", "./sub/mine.py", "First"], "two clips are called First"),
    ],
)
def test_what_is_not_there_or_twice_is_refused(project, words, told):
    (project / "broken.py").write_text("class (")
    (project / "sub").mkdir()
    (project / "sub" / "mine.py").write_text(SOURCE)
    with pytest.raises(DownhillError) as refused:
        find(words)
    assert told in str(refused.value)


def test_a_file_of_ones_own_is_rendered_once_until_it_or_what_it_imports_changes(project, capsys):
    def rendered(*words):
        command = ["render", "mine.py", "First", "--quality", "l", *words]
        assert cli.command.main("it", "", [cli.RENDER], command) == 0
        return capsys.readouterr().out.strip()

    assert re.match(r"media/runs/tiny-\w{8}/480p15/First.mp4  ", rendered())
    assert rendered().endswith("  unchanged")
    (metadata,) = project.glob("media/runs/*/480p15/First.json")
    inputs = json.loads(metadata.read_text())["inputs"]
    assert {"mine.py", "helper.py", "scenes/stage/explainer.py"} <= set(inputs)
    (project / "helper.py").write_text("SIDE = 3\n")
    assert rendered("--dry-run").endswith("  helper.py changed")
    assert not rendered().endswith("unchanged")
    assert sorted(path.name for path in project.iterdir() if path.suffix != "") == [
        "helper.py",
        "mine.py",
    ]


def test_the_card_of_a_chapter_has_its_title():
    titles = {clips[0].title: title for title, clips in contents.chapters()[1:-1]}
    assert len(titles) == len(contents.chapters()) - 2 and all(
        card == title for card, title in titles.items()
    )


def test_a_title_is_the_name_in_words():
    titles = {clip.name: clip.title for clip in contents.all_clips()}
    assert titles["WhatABiasDoes"] == "What a bias does"
    assert titles["TheGradientAsAList"] == "The gradient as a list"
    assert titles["PixelsToNeurons"] == "Pixels to neurons"
