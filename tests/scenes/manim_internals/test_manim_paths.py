"""Folders with braces in their names, which Manim takes for templates."""

import os
import subprocess
import sys

import pytest
from manim import config, tempconfig
from tiny_clips import SMALL, clip, task_for
from watching import files

from nn.places import ROOT
from nn.runs.run import RUN_VARIABLE
from scenes.rendering import worker

NAMES = ["{0}", "[a]{b}*", "{media_dir}", "{{"]


@pytest.mark.parametrize("name", ["media", *NAMES])
def test_a_brace_in_an_absolute_path_is_a_letter_and_templates_are_filled(tmp_path, name):
    folder, quality = tmp_path / name, f"{config.pixel_height}p{config.frame_rate:g}"
    with tempconfig({"media_dir": folder}):
        assert config.get_dir("media_dir") == folder
        assert config.get_dir("tex_dir") == folder / "Tex"
        found = config.get_dir("partial_movie_dir", module_name="{0}", scene_name="{scene_name}")
    videos = folder / "videos" / "{0}" / quality
    assert found == videos / "partial_movie_files" / "{scene_name}"


def test_a_setting_that_is_empty_is_no_path():
    with tempconfig({"output_file": ""}):
        assert config.get_dir("output_file") is None


@pytest.mark.parametrize("name", NAMES)
def test_a_clip_is_drawn_in_such_a_folder(tiny_run, tmp_path, name):
    (tmp_path / name).mkdir()
    one, cache = clip(tmp_path / name, "Round"), tmp_path / name / "cache"
    result = worker.draw(task_for(one, tiny_run, tmp_path / name / "scratch", cache, SMALL))
    assert "failed" not in result
    assert sorted(path.name for path in cache.iterdir()) == ["00000.mp4", "00001.mp4"]


def test_plain_manim_draws_there_too(tiny_run, tmp_path):
    folder = tmp_path / NAMES[0]
    folder.mkdir()
    clip(folder, "Round")
    words = ["-m", "manim", "-r", "128,72", "--fps", "2", "tiny_scenes.py", "Round"]
    environment = {**os.environ, RUN_VARIABLE: str(tiny_run), "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, *words], cwd=folder, env=environment, check=True)
    assert [path.name for path in files(folder / "media", ".mp4")] == ["Round.mp4"]
